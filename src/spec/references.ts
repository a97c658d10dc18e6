// What rules, lists and options name: lists by name, files of items by path, columns of a key, formats. Here every
// reference finds what it means or becomes a mistake, and each rule gets the allowed items of the options that fit its
// key.

import { quote } from '../text.ts';
import type { Exception, RuleSpec } from '../types.ts';
import { allowMistake, columnIndex, splitColumn, valueMistake } from './allow.ts';
import { checkConditions } from './check-conditions.ts';
import { parseCondition, showCondition } from './condition.ts';
import { isReference, type Lists } from './expand-lists.ts';
import { type ItemFiles, openItemFiles } from './item-files.ts';
import { checkItems, filterItems, joinItems, mapItems, type PlacedItems, type PlacedLists } from './lists.ts';
import { didYouMean, type Mistake, type Mistakes, type Place } from './mistakes.ts';
import type { PlacedRule } from './rule-file.ts';
import { valuesOfRule } from './rule-lists.ts';
import type { SpecFiles } from './spec-files.ts';
import type { Column } from './template.ts';

export interface Settled {
  readonly rules: readonly RuleSpec[];
  /** With every file of items under its path. */
  readonly lists: Lists;
  readonly exceptions: readonly Exception[];
}

/** What rules may name. */
export interface Named {
  readonly lists: PlacedLists;
  readonly formats: readonly string[];
}

/**
 * Reads the files of items, checks every item, condition and reference, and gives each rule the items that are allowed
 * for all. Such an item must fit one rule at least, and goes to every rule that it fits.
 */
export function settleReferences(
  rules: readonly PlacedRule[],
  allowed: PlacedItems,
  named: Named,
  files: SpecFiles,
  mistakes: Mistakes,
): Settled {
  const itemFiles = openItemFiles(files, mistakes);
  const resolved = rules.map((rule) => resolveRule(rule, itemFiles));
  const forAll = mapItems(allowed, (item, place) => resolveAllowed(item, place, itemFiles));
  const ownLists = [...named.lists].map(([name, list]) => [name, mapItems(list, itemFiles.resolve)] as const);
  const placed = new Map<string, PlacedItems>([...ownLists, ...itemFiles.read]);
  const lists = Object.fromEntries([...placed].map(([name, { items }]) => [name, items]));
  for (const list of placed.values())
    checkItems(list, (value) => valueMistake(value, lists, 'item of a list'), mistakes);
  for (const { allow, columns } of resolved) checkItems(allow, (item) => checkItem(item, lists, columns), mistakes);
  checkConditions(resolved, placed, { lists, formats: named.formats }, mistakes);
  const columns = columnsOfAll(resolved);
  checkItems(forAll, (item) => checkItem(item, lists, columns), mistakes);
  const settled = resolved.map((rule) => settleRule(rule, forAll));
  const ofRules = settled.flatMap(({ rule, allow }) => exceptionsIn(allow, { rule: rule.id }));
  const ofLists = [...placed].flatMap(([list, items]) => exceptionsIn(items, { list }));
  return { rules: settled.map(({ rule }) => rule), lists, exceptions: [...ofRules, ...ofLists] };
}

function resolveRule(rule: PlacedRule, itemFiles: ItemFiles): PlacedRule {
  const condition = (written: string, place: Place | undefined) => resolveCondition(written, place, itemFiles);
  return {
    ...rule,
    where: mapItems(rule.where, condition),
    whereAny: mapItems(rule.whereAny, condition),
    allow: mapItems(rule.allow, (item, place) => resolveAllowed(item, place, itemFiles)),
  };
}

function resolveAllowed(item: string, place: Place | undefined, itemFiles: ItemFiles): string {
  const { column, value } = splitColumn(item);
  return `${column === undefined ? '' : `${column}=`}${itemFiles.resolve(value, place)}`;
}

/** What is no condition stays as it is. */
function resolveCondition(written: string, place: Place | undefined, itemFiles: ItemFiles): string {
  const condition = parseCondition(written);
  if (condition === undefined) return written;
  return showCondition({ ...condition, items: condition.items.map((item) => itemFiles.resolve(item, place)) });
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

interface SettledRule {
  readonly rule: RuleSpec;
  readonly allow: PlacedItems;
}

function settleRule({ rule, where, whereAny, columns = [], ...own }: PlacedRule, forAll: PlacedItems): SettledRule {
  const fitting = filterItems(forAll, (item) => columnIndex(splitColumn(item).column, columns) >= 0);
  const allow = joinItems(own.allow, fitting);
  const settled = {
    ...rule,
    ...(where.items.length === 0 ? {} : { where: where.items }),
    ...(whereAny.items.length === 0 ? {} : { whereAny: whereAny.items }),
    allow: allow.items,
  };
  return { rule: settled, allow };
}

function exceptionsIn({ items, termsOf }: PlacedItems, owner: Pick<Exception, 'rule' | 'list'>): readonly Exception[] {
  return items.flatMap((item, index) => {
    const terms = termsOf?.(index);
    return terms === undefined ? [] : [{ item, ...owner, ...terms }];
  });
}

/** Notes lists of options, or of a job, that nothing refers to and no file defines: a slip would leave a list as it was. */
export function checkListsAreUsed(
  own: PlacedLists,
  defined: ReadonlySet<string>,
  { rules, lists }: Pick<Settled, 'rules' | 'lists'>,
  mistakes: Mistakes,
): void {
  const items = [...Object.values(lists).flat(), ...rules.flatMap(valuesOfRule)];
  const used = new Set(items.filter(isReference).map((item) => item.slice(1)));
  for (const [name, { place }] of own) {
    if (used.has(name) || defined.has(name)) continue;
    const meant = didYouMean(name, [...defined, ...used]);
    const subject = place === undefined ? 'the `--list` option' : '`list`';
    mistakes.add(place, () => `Expected ${subject} to fill a list that is used, got ${quote(name)}${meant}`);
  }
}
