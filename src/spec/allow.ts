// Allow-lists: which keys are left out of a ranking. An item is an address, a network, a range, exact text or `@list`,
// on the key's first IP column (else its first) or, as COLUMN=ITEM, on another. Addresses are compared as addresses,
// in columns of any type, so that 10.1.1.5 never hides 10.1.1.50; nothing here searches within a text.

import { type AddressRange, looksLikeAddress, nextAddress, parseAddress, parseRange } from '../addresses.ts';
import { compareTexts, quote, utf8Bytes } from '../text.ts';
import type { ByteText } from '../types.ts';
import { didYouMean, expected, gatherMistakes } from './mistakes.ts';
import type { Column } from './template.ts';

/** Lists by name, and files of items by path, as `@…` names them. */
export type Lists = Readonly<Record<string, readonly string[]>>;

type Holds = (text: ByteText) => boolean;

/**
 * Whether a key, given column by column, is left out. Items are as written; lists may refer to lists, also in a circle.
 * Throws a UserError with the mistakes of the items and of the lists they reach. An answer costs one look-up and one
 * binary search a column, however long the lists are.
 */
export function compileAllow(
  items: readonly string[],
  lists: Lists,
  columns: readonly Column[],
): (key: readonly ByteText[]) => boolean {
  const mistakes = gatherMistakes();
  const check = (mistake: Mistake | undefined) => mistake !== undefined && mistakes.add(undefined, mistake);
  const valuesByColumn = new Map<number, string[]>();
  for (const item of items) {
    check(allowMistake(item, lists, columns));
    const { column, value } = splitColumn(item);
    const index = columnIndex(column, columns);
    const values = valuesByColumn.get(index);
    if (values === undefined) valuesByColumn.set(index, [value]);
    else values.push(value);
  }
  const tests = [...valuesByColumn].map(([index, values]) => {
    const { direct, listed } = expandLists(values, lists);
    for (const value of listed) check(valueMistake(value, lists));
    return { index, holds: compileValues([...direct, ...listed]) };
  });
  mistakes.throwIfAny();
  return (key) => tests.some(({ index, holds }) => holds(key[index] ?? ''));
}

/** Makes the message of a mistake when it is to be shown. */
export type Mistake = () => string;

/** What is wrong with an item of an allow-list for a key of these columns, if anything. */
export function allowMistake(item: string, lists: Lists, columns: readonly Column[]): Mistake | undefined {
  const { column, value } = splitColumn(item);
  if (columns.length === 0) return () => `Expected a key to leave ${quote(item)} out of, but the rule has none`;
  if (columnIndex(column, columns) >= 0) return valueMistake(value, lists);
  const names = columns.map(({ name }) => name);
  return () =>
    expected(
      `the column of the allowed ${quote(item)}`,
      `one of the key's (${names.join(', ')})`,
      quote(column ?? ''),
      `${didYouMean(column ?? '', names)}; for the text itself write ${quote(`${names[0]}=${item}`)}`,
    );
}

/** What is wrong with an item of a list, or of an allow-list after its column. */
export function valueMistake(value: string, lists: Lists): Mistake | undefined {
  if (value === '') return () => 'Expected an allowed item to be an address, a network, a range, text or @list, got ""';
  if (value.startsWith('@')) {
    if (Object.hasOwn(lists, value.slice(1))) return undefined;
    return () => {
      const meant = didYouMean(value.slice(1), Object.keys(lists));
      return `There is no list for ${quote(value)}${meant || '; a file is written "@./path"'}`;
    };
  }
  if (isRow(value))
    return () => `Expected one allowed item, got ${quote(value)}; give each its own --allow, or its own line`;
  if (parseRange(value) !== undefined || !looksLikeAddress(value)) return undefined;
  return () => expected('an allowed item', 'an address, a network or a range', quote(value), `; ${addressAdvice}`);
}

/** Whether this is several addresses with commas or blanks between: taken for a text, it would hide nothing. */
function isRow(value: string): boolean {
  const items = value.split(/[,;\s]+/).filter((item) => item !== '');
  return items.length > 1 && items.every((item) => parseRange(item) !== undefined || looksLikeAddress(item));
}

const addressAdvice = 'write 10.1.1.5, 10.1.0.0/16, 10.1.1.5-10.1.1.20 or fe80::/10, in full and without leading zeros';

export interface AllowItem {
  readonly column?: string;
  readonly value: string;
}

/** Parts `COLUMN=ITEM`. */
export function splitColumn(item: string): AllowItem {
  const [, column, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(item) ?? [];
  return column === undefined || value === undefined ? { value: item } : { column, value };
}

/** Where the column of an item stands in the key, -1 if nowhere. */
export function columnIndex(column: string | undefined, columns: readonly Column[]): number {
  if (column !== undefined) return columns.findIndex(({ name }) => name === column);
  const firstIp = columns.findIndex(({ type }) => type === 'ip');
  return firstIp === -1 ? Math.min(0, columns.length - 1) : firstIp;
}

interface Expanded {
  readonly direct: readonly string[];
  readonly listed: readonly string[];
}

// A list is visited once, so that circles end.
function expandLists(values: readonly string[], lists: Lists): Expanded {
  const isReference = (value: string) => value.startsWith('@');
  const listed: string[] = [];
  const visited = new Set<string>();
  const waiting = values.filter(isReference);
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const name = reference.slice(1);
    if (visited.has(name)) continue;
    visited.add(name);
    for (const value of Object.hasOwn(lists, name) ? (lists[name] ?? []) : []) {
      if (isReference(value) && Object.hasOwn(lists, value.slice(1))) waiting.push(value);
      else listed.push(value);
    }
  }
  return { direct: values.filter((value) => !isReference(value)), listed };
}

function compileValues(values: readonly string[]): Holds {
  // An item is also its own exact text: a key such as 10.1.1.5/25, address and port, is allowed by naming it.
  const texts = new Set(values.map(utf8Bytes));
  const ranges = values.flatMap((value) => parseRange(value) ?? []);
  const inRanges = compileRanges(ranges);
  return (text) => texts.has(text) || inRanges(text);
}

// Ranges of both families in one table: 4 and 6 in front keep them apart, and code units order them.
function compileRanges(ranges: readonly AddressRange[]): Holds {
  const merged = mergeRanges(ranges);
  const firsts = merged.map(({ first }) => tagged(first));
  const lasts = merged.map(({ last }) => tagged(last));
  if (merged.length === 0) return () => false;
  return (text) => {
    const address = parseAddress(text);
    if (address === undefined) return false;
    const wanted = tagged(address);
    const last = lasts[countUpTo(firsts, wanted) - 1];
    return last !== undefined && wanted <= last;
  };
}

function tagged(address: string): string {
  return (address.length === 4 ? '4' : '6') + address;
}

function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = ranges
    .map((range) => ({ range, order: tagged(range.first) }))
    .sort((a, b) => compareTexts(a.order, b.order));
  const merged: AddressRange[] = [];
  for (const { range } of sorted) {
    const before = merged.at(-1);
    const joins = before?.last.length === range.last.length && range.first <= (nextAddress(before.last) ?? before.last);
    if (before === undefined || !joins) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { first: before.first, last: range.last };
  }
  return merged;
}

/** How many of the sorted texts are not after this one. */
function countUpTo(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
