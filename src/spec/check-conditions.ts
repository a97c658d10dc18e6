// The conditions of all rules, held against what they name: fields, lists, formats. A list is held against a field's
// type once, however many rules look at it.

import { fieldTypes } from '../format-types.ts';
import { valueMistake } from './allow.ts';
import { conditionMistakes, type Known, listedItemCheck, parseCondition } from './condition.ts';
import { checkContradictions } from './contradictions.ts';
import { isReference, reachedLists } from './expand-lists.ts';
import { checkItems, type PlacedItems } from './lists.ts';
import type { Mistakes, Place } from './mistakes.ts';

/** What a rule asks of fields: all of `where`, and of `whereAny` at least one. */
export interface Conditions {
  readonly where: PlacedItems;
  readonly whereAny: PlacedItems;
}

/**
 * Conditions may look at so many items of lists in all, each condition that is written alike counted once: what runs
 * has them in full, and a small file could ask for more than any memory holds.
 */
const mostItems = 5_000_000;

/** Notes what is wrong with conditions, and with the items of their lists; `placed` has the lists of `known`. */
export function checkConditions(
  rules: readonly Conditions[],
  placed: ReadonlyMap<string, PlacedItems>,
  known: Known,
  mistakes: Mistakes,
): void {
  const lists: ListChecks = { placed, known, checked: new Set(), counted: new Set(), items: 0 };
  const areRight = (conditions: PlacedItems) => {
    let right = true;
    for (const [index, written] of conditions.items.entries()) {
      const place = conditions.placeOf(index);
      const wrong = conditionMistakes(written, known);
      for (const mistake of wrong) mistakes.add(place, mistake);
      if (wrong.length > 0) right = false;
      else checkListsOf(written, place, lists, mistakes);
    }
    return right;
  };
  for (const { where, whereAny } of rules) {
    if (areRight(where)) checkContradictions(where, mistakes);
    areRight(whereAny);
  }
}

interface ListChecks {
  readonly placed: ReadonlyMap<string, PlacedItems>;
  readonly known: Known;
  /** Types of fields and names of lists that were held against each other. */
  readonly checked: Set<string>;
  /** Values of conditions whose items have been counted. */
  readonly counted: Set<string>;
  items: number;
}

function checkListsOf(written: string, place: Place | undefined, lists: ListChecks, mistakes: Mistakes): void {
  const condition = parseCondition(written);
  if (condition === undefined || !condition.items.some(isReference) || lists.items > mostItems) return;
  const names = reachedLists(condition.items, lists.known.lists);
  countItems(condition.items.join(), names, lists);
  if (lists.items > mostItems) {
    mistakes.add(place, () => `Expected the lists of all conditions to have at most ${mostItems} items, got more`);
    return;
  }
  const check = listedItemCheck(written, lists.known);
  for (const name of names) {
    const pair = `${fieldTypes[condition.field]} ${name}`;
    const list = lists.placed.get(name);
    if (list === undefined || lists.checked.has(pair)) continue;
    lists.checked.add(pair);
    // What is wrong with an item of any list has been told.
    const isTold = (item: string) => isReference(item) || valueMistake(item, lists.known.lists) !== undefined;
    checkItems(list, (item) => (isTold(item) ? undefined : check(item)), mistakes);
  }
}

function countItems(values: string, names: readonly string[], lists: ListChecks): void {
  if (lists.counted.has(values)) return;
  lists.counted.add(values);
  for (const name of names) lists.items += 1 + (lists.placed.get(name)?.items.length ?? 0);
}
