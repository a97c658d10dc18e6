// Whether two reports asked the same question: what of a rule, or of the lists, is not what it was.

import { canonicalJson } from '../spec/plan.ts';
import type { Report, RuleSpec } from '../types.ts';

export interface RuleDifference {
  /** Names of the rule's fields that differ; `lists`, `since`, `until` and `formats` among them where those do. */
  readonly fields: readonly string[];
  /** Lines were counted by other conditions or another key, so that no number can be compared. */
  readonly isCountedOtherwise: boolean;
  /** A key may be hidden in one report and ranked in the other. */
  readonly isHidingOtherwise: boolean;
}

/** What says nothing of what is counted. */
const described: readonly string[] = ['title', 'why', 'level', 'tags', 'falsePositives', 'next'];
/** What works on counts, after the counting. */
const afterwards: readonly string[] = ['allow', 'having', 'sort', 'lists'];

type Spec = Report['spec'];

/** Of a rule that both reports have. */
export function compareRules(old: Report, now: Report, id: string): RuleDifference {
  const [before, after] = [ruleOf(old.spec, id), ruleOf(now.spec, id)];
  const ofRule = differing(before, after).filter((name) => !described.includes(name));
  const fields = [...ofRule, ...aroundRules(old.spec, now.spec)];
  const conditions = canonicalJson([before.where, before.whereAny, after.where, after.whereAny]);
  const isListCounting = fields.includes('lists') && conditions.includes('@');
  return {
    fields,
    isCountedOtherwise: isListCounting || fields.some((name) => !afterwards.includes(name)),
    isHidingOtherwise: fields.includes('allow') || fields.includes('lists'),
  };
}

/** What all rules share. The formats stand in the digest alone, so it must be them if nothing else differs. */
function aroundRules(old: Spec, now: Spec): readonly string[] {
  const { digest: oldDigest, ...oldRest } = old;
  const { digest, ...rest } = now;
  const names = differing(oldRest, rest);
  const shared = names.filter((name) => name !== 'rules');
  return names.length === 0 && digest !== oldDigest ? ['formats'] : shared;
}

function ruleOf({ rules }: Spec, id: string): Partial<RuleSpec> {
  return rules.find((each) => each.id === id) ?? {};
}

function differing<Value extends object>(a: Value, b: Value): readonly string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const text = (value: Value, name: string) => canonicalJson([(value as Readonly<Record<string, unknown>>)[name]]);
  return [...names].filter((name) => text(a, name) !== text(b, name));
}
