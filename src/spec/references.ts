// What rules, lists and options name: lists by name, files of items by path, columns of a key. Here every reference
// finds what it means or becomes a mistake, and each rule gets the allowed items of the options that fit its key.

import { quote } from '../text.ts';
import type { RuleSpec } from '../types.ts';
import { allowMistake, columnIndex, type Lists, type Mistake, splitColumn, valueMistake } from './allow.ts';
import { openItemFiles } from './item-files.ts';
import { mapItems, onCommandLine, type PlacedItems, type PlacedLists } from './lists.ts';
import { didYouMean, type Mistakes, type Place } from './mistakes.ts';
import type { PlacedRule } from './rule-file.ts';
import type { SpecFiles } from './spec-files.ts';
import type { Column } from './template.ts';

export interface Settled {
  readonly rules: readonly RuleSpec[];
  /** With every file of items under its path. */
  readonly lists: Lists;
}

/**
 * Reads the files of items, checks every item and reference, and gives each rule the items of `--allow`. Such an item
 * must fit one rule at least, and goes to every rule that it fits.
 */
export function settleReferences(
  rules: readonly PlacedRule[],
  flagAllow: readonly string[],
  named: PlacedLists,
  files: SpecFiles,
  mistakes: Mistakes,
): Settled {
  const itemFiles = openItemFiles(files, mistakes);
  const resolveAllowed = (item: string, place: Place | undefined) => {
    const { column, value } = splitColumn(item);
    return `${column === undefined ? '' : `${column}=`}${itemFiles.resolve(value, place)}`;
  };
  const resolved = rules.map((rule) => ({ ...rule, allow: mapItems(rule.allow, resolveAllowed) }));
  const forAll = mapItems(onCommandLine(flagAllow), resolveAllowed);
  const ownLists = [...named].map(([name, list]) => [name, mapItems(list, itemFiles.resolve)] as const);
  const placed = [...ownLists, ...itemFiles.read];
  const lists = Object.fromEntries(placed.map(([name, { items }]) => [name, items]));
  for (const [, list] of placed) checkItems(list, (value) => valueMistake(value, lists), mistakes);
  for (const { allow, columns } of resolved) checkItems(allow, (item) => checkItem(item, lists, columns), mistakes);
  const columns = columnsOfAll(resolved);
  checkItems(forAll, (item) => checkItem(item, lists, columns), mistakes);
  return { rules: resolved.map((rule) => withAllowed(rule, forAll.items)), lists };
}

function checkItems(list: PlacedItems, check: (item: string) => Mistake | undefined, mistakes: Mistakes): void {
  for (const [index, item] of list.items.entries()) {
    const mistake = check(item);
    if (mistake !== undefined) mistakes.add(list.placeOf(index), mistake);
  }
}

// Of a key that is a mistake itself the columns are unknown, and so is whether an item fits them.
function checkItem(item: string, lists: Lists, columns: readonly Column[] | undefined): Mistake | undefined {
  return columns === undefined ? valueMistake(splitColumn(item).value, lists) : allowMistake(item, lists, columns);
}

function columnsOfAll(rules: readonly PlacedRule[]): readonly Column[] | undefined {
  if (rules.some(({ columns }) => columns === undefined)) return undefined;
  const byName = new Map(rules.flatMap(({ columns = [] }) => columns.map((column) => [column.name, column])));
  return [...byName.values()];
}

function withAllowed({ rule, allow, columns = [] }: PlacedRule, forAll: readonly string[]): RuleSpec {
  const fitting = forAll.filter((item) => columnIndex(splitColumn(item).column, columns) >= 0);
  return { ...rule, allow: [...allow.items, ...fitting] };
}

/** Notes `--list` names that nothing refers to and no file defines: a slip there would leave a list as it was. */
export function checkListsAreUsed(
  names: Iterable<string>,
  defined: ReadonlySet<string>,
  { rules, lists }: Settled,
  mistakes: Mistakes,
): void {
  const items = [
    ...Object.values(lists).flat(),
    ...rules.flatMap(({ allow }) => allow.map((item) => splitColumn(item).value)),
  ];
  const used = new Set(items.flatMap((item) => (item.startsWith('@') ? [item.slice(1)] : [])));
  for (const name of names) {
    if (used.has(name) || defined.has(name)) continue;
    const meant = didYouMean(name, [...defined, ...used]);
    mistakes.add(
      undefined,
      () => `Expected the \`--list\` option to fill a list that is used, got ${quote(name)}${meant}`,
    );
  }
}
