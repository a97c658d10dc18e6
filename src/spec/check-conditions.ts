// The conditions of all rules, held against what they name: fields, lists, formats. A list is held against a field's
// type once, however many rules look at it.

import { fieldTypes } from '../format-types.ts';
import { valueMistake } from './allow.ts';
import { conditionMistakes, type Known, listedItemCheck, parseCondition } from './condition.ts';
import { checkContradictions } from './contradictions.ts';
import { isReference, reachedLists } from './expand-lists.ts';
import { checkItems, type PlacedItems } from './lists.ts';
import type { Mistakes } from './mistakes.ts';

/** What a rule asks of fields: all of `where`, and of `whereAny` at least one. */
export interface Conditions {
  readonly where: PlacedItems;
  readonly whereAny: PlacedItems;
}

/** Notes what is wrong with conditions, and with the items of their lists; `placed` has the lists of `known`. */
export function checkConditions(
  rules: readonly Conditions[],
  placed: ReadonlyMap<string, PlacedItems>,
  known: Known,
  mistakes: Mistakes,
): void {
  const checked = new Set<string>();
  const areRight = (conditions: PlacedItems) => {
    let right = true;
    for (const [index, written] of conditions.items.entries()) {
      const wrong = conditionMistakes(written, known);
      for (const mistake of wrong) mistakes.add(conditions.placeOf(index), mistake);
      if (wrong.length > 0) right = false;
      else checkListsOf(written, placed, known, checked, mistakes);
    }
    return right;
  };
  for (const { where, whereAny } of rules) {
    if (areRight(where)) checkContradictions(where, mistakes);
    areRight(whereAny);
  }
}

function checkListsOf(
  written: string,
  placed: ReadonlyMap<string, PlacedItems>,
  known: Known,
  checked: Set<string>,
  mistakes: Mistakes,
): void {
  const condition = parseCondition(written);
  if (condition === undefined) return;
  const check = listedItemCheck(written, known);
  for (const name of reachedLists(condition.items, known.lists)) {
    const pair = `${fieldTypes[condition.field]} ${name}`;
    const list = placed.get(name);
    if (list === undefined || checked.has(pair)) continue;
    checked.add(pair);
    // What is wrong with an item of any list has been told.
    const isTold = (item: string) => isReference(item) || valueMistake(item, known.lists) !== undefined;
    checkItems(list, (item) => (isTold(item) ? undefined : check(item)), mistakes);
  }
}
