// Which lists a rule leads to, by its conditions and by what it allows, and which of them nobody filled. Takes rules
// that have been checked; knows not what items mean.

import type { RuleSpec } from '../types.ts';
import { splitColumn } from './allow.ts';
import { parseCondition } from './condition.ts';
import { emptyLists, isReference, type Lists, reachedLists } from './expand-lists.ts';

type Referring = Pick<RuleSpec, 'where' | 'whereAny' | 'allow'>;

/** The values that a rule holds lines or keys against, `@list` among them. */
export function valuesOfRule({ where = [], whereAny = [], allow }: Referring): readonly string[] {
  const ofConditions = [...where, ...whereAny].flatMap((condition) => parseCondition(condition)?.items ?? []);
  return [...ofConditions, ...allow.map((item) => splitColumn(item).value)];
}

/** The names of all lists that a rule leads to, in order. */
export function listsOfRule(rule: Referring, lists: Lists): readonly string[] {
  return [...reachedLists(valuesOfRule(rule), lists)].sort();
}

/** Those in which nothing stands, nor in any list that they name: no address is in them, and they hide no key. */
export function unfilledLists(rule: Referring, lists: Lists): readonly string[] {
  const names = valuesOfRule(rule).flatMap((value) => (isReference(value) ? value.slice(1) : []));
  const missing = names.filter((name) => !Object.hasOwn(lists, name));
  return [...new Set([...emptyLists(listsOfRule(rule, lists), lists), ...missing])].sort();
}
