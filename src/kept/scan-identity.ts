// What kept counts are called by: all that the counts of a shard depend on besides its bytes, and nothing else. Not id,
// title, allow-list, threshold: those come after counting.

import { createHash } from 'node:crypto';
import { ruleIdentity } from '../spec/plan.ts';
import type { MeasurePlan, ScanPlan, ShardTask } from '../types.ts';

/** Raised when the same plan over the same bytes counts otherwise than before. */
const countsVersion = 3;

/** What is asked of every shard. */
export interface Asked {
  /** `sha256:…`, one a rule. */
  readonly identities: readonly string[];
  readonly groups: readonly RuleGroup[];
}

/** Rules that are measured alike, and so are kept in one file. */
export interface RuleGroup {
  /** `sha256:…` of their identities, in whatever order. */
  readonly set: string;
  readonly measures: readonly MeasurePlan[];
  /** Places in `identities`. */
  readonly indexes: readonly number[];
}

/** The rules of a plan, in its order. */
export function askedOf(plan: ScanPlan): Asked {
  const identities = plan.rules.map((_, index) => ruleIdentity(plan, index));
  const groups = new Map<string, number[]>();
  for (const [index, { measures = [] }] of plan.rules.entries()) {
    const alike = JSON.stringify(measures);
    groups.set(alike, [...(groups.get(alike) ?? []), index]);
  }
  return {
    identities,
    groups: [...groups.values()].map((indexes) => {
      const set = digest(
        indexes
          .map((index) => identities[index])
          .sort()
          .join('\n'),
      );
      return { set, measures: plan.rules[indexes[0] ?? 0]?.measures ?? [], indexes };
    }),
  };
}

/** What the counts of every rule, and the coverage, of a shard depend on besides its bytes: `sha256:…`. */
export function scopeOf(plan: ScanPlan): (task: Pick<ShardTask, 'shard' | 'headers'>) => string {
  const looksAtTimes = plan.decode !== undefined || plan.since !== undefined || plan.until !== undefined;
  const decode = plan.decode?.id ?? null;
  const scopes = new Map<string, string>();
  return ({ shard: { input }, headers = null }) => {
    const { reference } = input;
    const date = looksAtTimes && reference !== undefined ? [reference.year, reference.month, reference.day] : null;
    const facts = JSON.stringify([countsVersion, looksAtTimes, decode, date, headers]);
    const scope = scopes.get(facts) ?? digest(facts);
    scopes.set(facts, scope);
    return scope;
  };
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
