// Lists of allowed items: in rule files, in the site's own list files, on the command line, and which of them holds if
// several have one name. Every item keeps its place until the question is understood. Knows not what items mean.

import { quote } from '../text.ts';
import { expected, type Mistake, type Mistakes, type Place, showPlace } from './mistakes.ts';
import { expectFields, expectList, expectNames, expectText, parseTree, type Tree } from './tree.ts';

export interface PlacedItems {
  readonly items: readonly string[];
  /** Undefined: on the command line. */
  placeOf(index: number): Place | undefined;
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
    lists.set(name, { ...readTexts(value, `the list ${quote(name)}`, mistakes), place });
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

/** The same places, other texts. */
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
  return a.items.length === b.items.length && a.items.every((item, index) => item === b.items[index]);
}
