// Whether two reports asked the same question: what of a rule, or of the lists, is not what it was.

import { canonicalJson } from '../spec/plan.ts';
import type { Report, RuleSpec } from '../types.ts';

export interface RuleDifference {
  /** Names of the rule's fields that differ, `lists` among them if a list does. */
  readonly fields: readonly string[];
  /** Lines were counted by other conditions or another key, so that no number can be compared. */
  readonly isCountedOtherwise: boolean;
  /** A key may be hidden in one report and ranked in the other. */
  readonly isHidingOtherwise: boolean;
}

/** What says nothing of what is counted. */
const described: readonly string[] = ['title', 'why', 'level', 'tags'];
/** What works on counts, after the counting. */
const afterwards: readonly string[] = ['allow', 'having', 'sort', 'lists'];

/** Of a rule that both reports have. */
export function compareRules(old: Report, now: Report, id: string): RuleDifference {
  const [before, after] = [specOf(old, id), specOf(now, id)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = names.filter((name) => !same(before[name], after[name]) && !described.includes(name));
  const fields = same(old.spec.lists, now.spec.lists) ? differing : [...differing, 'lists'];
  const conditions = canonicalJson([before.where, before.whereAny, after.where, after.whereAny]);
  const namesLists = conditions.includes('@');
  return {
    fields,
    isCountedOtherwise: fields.some((name) => !afterwards.includes(name)) || (fields.includes('lists') && namesLists),
    isHidingOtherwise: fields.includes('allow') || fields.includes('lists'),
  };
}

function specOf({ spec }: Report, id: string): Readonly<Record<string, unknown>> {
  const rule: RuleSpec | undefined = spec.rules.find((each) => each.id === id);
  return { ...rule };
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson([a]) === canonicalJson([b]);
}
