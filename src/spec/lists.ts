// Lists of allowed items: in rule files, in the site's own list files, on the command line, and which of them holds if
// several have one name. Every item keeps its place until the question is understood. Knows not what items mean.

import { type Day, parseDay } from '../days.ts';
import { quote } from '../text.ts';
import { expected, type Mistake, type Mistakes, type Place, showPlace } from './mistakes.ts';
import { describe, expectFields, expectList, expectNames, expectText, parseTree, type Tree } from './tree.ts';

export interface PlacedItems {
  readonly items: readonly string[];
  /** Undefined: on the command line. */
  placeOf(index: number): Place | undefined;
  /** Of an item that is an exception; absent: none is. */
  readonly termsOf?: (index: number) => Terms | undefined;
}

/** For how long and why an item is allowed. */
export interface Terms {
  readonly until?: Day;
  readonly reason?: string;
}

export interface PlacedList extends PlacedItems {
  /** Where its name stands; undefined: on the command line. */
  readonly place: Place | undefined;
}

/** By name; a file of items by its path. */
export type PlacedLists = ReadonlyMap<string, PlacedList>;

const listName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Reads `lists: {name: [items]}` of a file of lists; undefined if it is no YAML or JSON. */
export function readListFile(text: string, path: string, mistakes: Mistakes): PlacedLists | undefined {
  const tree = parseTree(text, path, mistakes);
  if (tree === undefined) return undefined;
  const fields = expectFields(tree, 'the list file', { known: ['version', 'lists'] }, mistakes);
  const lists = fields.get('lists');
  if (lists !== undefined) return readLists(lists.value, mistakes);
  if (tree.kind === 'map') mistakes.add(tree.place, () => expected('`lists`', 'there', 'no field of that name'));
  return new Map();
}

/** Reads a map of names to items. */
export function readLists(tree: Tree, mistakes: Mistakes): PlacedLists {
  const lists = new Map<string, PlacedList>();
  for (const [name, { place, value }] of expectNames(tree, '`lists`', mistakes)) {
    if (!listName.test(name)) mistakes.add(place, () => wrongName(name));
    lists.set(name, { ...readAllowed(value, `the list ${quote(name)}`, mistakes), place });
  }
  return lists;
}

function wrongName(name: string): string {
  return expected('the name of a list', 'a letter and then letters, digits, _ or -, 64 at most', quote(name));
}

/** Reads a list of texts, each with its place. */
export function readTexts(tree: Tree, subject: string, mistakes: Mistakes): PlacedItems {
  const texts = expectList(tree, subject, mistakes).flatMap((item) => {
    const text = expectText(item, `an item of ${subject}`, mistakes);
    return text === undefined ? [] : [{ text, place: item.place }];
  });
  return { items: texts.map(({ text }) => text), placeOf: (index) => texts[index]?.place };
}

/** Reads a list of allowed items: texts, or maps of a text with its terms. */
export function readAllowed(tree: Tree, subject: string, mistakes: Mistakes): PlacedItems {
  const found = expectList(tree, subject, mistakes).flatMap((item) => {
    const { text, terms } = readItem(item, `an item of ${subject}`, mistakes);
    return text === undefined ? [] : [{ text, terms, place: item.place }];
  });
  const items = { items: found.map(({ text }) => text), placeOf: (index: number) => found[index]?.place };
  const isException = found.some(({ terms }) => terms !== undefined);
  return isException ? { ...items, termsOf: (index) => found[index]?.terms } : items;
}

interface ReadItem {
  readonly text: string | undefined;
  readonly terms: Terms | undefined;
}

function readItem(tree: Tree, subject: string, mistakes: Mistakes): ReadItem {
  if (tree.kind !== 'map') return { text: expectText(tree, subject, mistakes), terms: undefined };
  const fields = expectFields(tree, subject, { known: ['item', 'until', 'reason'] }, mistakes);
  const [item, until, reason] = ['item', 'until', 'reason'].map((name) => fields.get(name)?.value);
  if (item === undefined) mistakes.add(tree.place, () => expected('`item`', 'there', 'no field of that name'));
  return {
    text: item && expectText(item, '`item`', mistakes),
    terms: {
      ...(until === undefined ? {} : { until: readUntil(until, mistakes) }),
      ...(reason === undefined ? {} : { reason: expectText(reason, '`reason`', mistakes)?.trim() ?? '' }),
    },
  };
}

/** The first day of all after a mistake. */
function readUntil(tree: Tree, mistakes: Mistakes): Day {
  const day = tree.kind === 'text' ? parseDay(tree.text) : undefined;
  if (day === undefined) {
    mistakes.add(tree.place, () =>
      expected('`until`', 'the last day on which it holds, as 2026-12-31', describe(tree)),
    );
  }
  return day ?? '1000-01-01';
}

/** As `readTexts`, but one text alone is a list of it. */
export function readTextOrTexts(tree: Tree, subject: string, mistakes: Mistakes): PlacedItems {
  return tree.kind === 'text' ? { items: [tree.text], placeOf: () => tree.place } : readTexts(tree, subject, mistakes);
}

export const noItems: PlacedItems = { items: [], placeOf: () => undefined };

/** Items that stand on the command line. */
export function onCommandLine(items: readonly string[]): PlacedItems {
  return { items, placeOf: () => undefined };
}

/** Reads `--list NAME=ITEM,…` options; the items of one name add up. */
export function readListOptions(options: readonly string[], mistakes: Mistakes): PlacedLists {
  const items = new Map<string, string[]>();
  for (const option of options) {
    const [, name = '', written = ''] = /^([^=]*)=(.*)$/s.exec(option) ?? [];
    const found = written.split(',').map((item) => item.trim());
    if (listName.test(name) && !found.includes('')) items.set(name, [...(items.get(name) ?? []), ...found]);
    else mistakes.add(undefined, () => expected('the `--list` option', 'NAME=ITEM,ITEM,…', quote(option)));
  }
  return new Map([...items].map(([name, found]) => [name, { ...onCommandLine(found), place: undefined }]));
}

/** Notes what is wrong with items, each at its place. */
export function checkItems(list: PlacedItems, check: (item: string) => Mistake | undefined, mistakes: Mistakes): void {
  for (const [index, item] of list.items.entries()) {
    const mistake = check(item);
    if (mistake !== undefined) mistakes.add(list.placeOf(index), mistake);
  }
}

/** The items of the first, then those of the second. */
export function joinItems(first: PlacedItems, second: PlacedItems): PlacedItems {
  const count = first.items.length;
  const { termsOf: firstTerms = noTerms, placeOf: firstPlace } = first;
  const { termsOf: secondTerms = noTerms, placeOf: secondPlace } = second;
  return {
    items: [...first.items, ...second.items],
    placeOf: (index) => (index < count ? firstPlace(index) : secondPlace(index - count)),
    termsOf: (index) => (index < count ? firstTerms(index) : secondTerms(index - count)),
  };
}

const noTerms = () => undefined;

/** Those that fit, with their places and terms. */
export function filterItems(
  { items, placeOf, termsOf = noTerms }: PlacedItems,
  fits: (item: string) => boolean,
): PlacedItems {
  const kept = items.flatMap((item, index) => (fits(item) ? [index] : []));
  return {
    items: kept.map((index) => items[index] ?? ''),
    placeOf: (index) => placeOf(kept[index] ?? -1),
    termsOf: (index) => termsOf(kept[index] ?? -1),
  };
}

/** The same places and terms, other texts. */
export function mapItems(list: PlacedItems, change: (item: string, place: Place | undefined) => string): PlacedItems {
  return { ...list, items: list.items.map((item, index) => change(item, list.placeOf(index))) };
}

/**
 * The lists of several files, which must agree where they name the same one, since neither file goes before the
 * other; unless one of them is empty, or the name is in `replaced`.
 */
export function joinLists(files: readonly PlacedLists[], replaced: PlacedLists, mistakes: Mistakes): PlacedLists {
  const joined = new Map<string, PlacedList>();
  for (const [name, list] of files.flatMap((lists) => [...lists])) {
    const before = joined.get(name);
    // An empty list only says that there is one, to be filled.
    if (before === undefined || before.items.length === 0) joined.set(name, list);
    if (before === undefined || replaced.has(name) || sameItems(before, list)) continue;
    if (before.items.length === 0 || list.items.length === 0) continue;
    mistakes.add(list.place, () => {
      const other = before.place === undefined ? '' : ` at ${showPlace(before.place)}`;
      return `The list ${quote(name)} has other items${other}; use one name for each, or replace both by \`--list\``;
    });
  }
  return joined;
}

function sameItems(a: PlacedList, b: PlacedList): boolean {
  const told = ({ items, termsOf = noTerms }: PlacedList) => JSON.stringify(items.map((item, i) => [item, termsOf(i)]));
  return told(a) === told(b);
}
