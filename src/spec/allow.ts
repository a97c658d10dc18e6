// Allow-lists: which keys are left out of a ranking. An item is an address, a network, a range, exact text or `@list`,
// on the key's first IP column (else its first) or, as COLUMN=ITEM, on another. Addresses are compared as addresses,
// in columns of any type, so that 10.1.1.5 never hides 10.1.1.50; a network is hidden if all of it is allowed; nothing
// here searches within a text.

import { type AddressBytes, type AddressRange, looksLikeAddress, parseAddress, parseRange } from '../addresses.ts';
import { quote, utf8Bytes } from '../text.ts';
import type { ByteText } from '../types.ts';
import { expandLists, isReference, type Lists, referenceMistake } from './expand-lists.ts';
import { didYouMean, expected, gatherMistakes, type Mistake } from './mistakes.ts';
import { compareAddresses, mergeAddresses } from './ranges.ts';
import type { Column } from './template.ts';

interface Holds {
  (text: ByteText): boolean;
  /** The same of the text of an IPv4 address, by its number. */
  readonly ofIPv4: (address: number) => boolean;
}

/** Whether a key, given column by column, is left out. */
export interface AllowTest {
  (key: readonly ByteText[]): boolean;
  /** The same of a key whose first column is an IPv4 address, by its number; absent: other columns are asked too. */
  readonly ofIPv4?: (address: number) => boolean;
}

/**
 * Items are as written; lists may refer to lists, also in a circle. Throws a UserError with the mistakes of the items and
 * of the lists they reach. An answer costs one look-up and one binary search a column, however long the lists are; of a
 * number no look-up.
 */
export function compileAllow(items: readonly string[], lists: Lists, columns: readonly Column[]): AllowTest {
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
    return { index, holds: compileValues([...direct, ...listed], columns[index]?.type) };
  });
  mistakes.throwIfAny();
  const test = (key: readonly ByteText[]) => tests.some(({ index, holds }) => holds(key[index] ?? ''));
  const [first, ...others] = tests;
  return first?.index === 0 && others.length === 0 ? Object.assign(test, { ofIPv4: first.holds.ofIPv4 }) : test;
}

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

/** What is wrong with an item of a list, or of an allow-list after its column; `noun` is what messages call it. */
export function valueMistake(value: string, lists: Lists, noun = 'allowed item'): Mistake | undefined {
  if (value === '') return () => expected(`an ${noun}`, 'an address, a network, a range, text or @list', '""');
  if (isReference(value)) return referenceMistake(value, lists);
  if (parseRange(value) !== undefined) return undefined;
  if (isRow(value)) {
    return () => `Expected one ${noun}, got ${quote(value)}; give each its own --allow, or its own line`;
  }
  if (!looksLikeAddress(value)) return undefined;
  return () => expected(`an ${noun}`, 'an address, a network or a range', quote(value), `; ${addressAdvice}`);
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
  const firstIp = columns.findIndex(({ type }) => type === 'ip' || type === 'network');
  return firstIp === -1 ? Math.min(0, columns.length - 1) : firstIp;
}

function compileValues(values: readonly string[], type: Column['type'] | undefined): Holds {
  // An item is also its own exact text: a key such as 10.1.1.5/25, address and port, is allowed by naming it.
  const texts = new Set(values.map(utf8Bytes));
  const rangeOf = type === 'network' ? parseRange : rangeOfAddress;
  // Those that touch are one, so whatever is covered is covered by one of them.
  const merged = mergeAddresses(values.flatMap((value) => parseRange(value) ?? []));
  const holds = (text: ByteText) => texts.has(text) || isCovered(rangeOf(text), merged);
  // What is the text of an address is allowed as that too, so the texts need not be asked.
  return Object.assign(holds, { ofIPv4: compileIPv4(merged) });
}

function compileIPv4(ranges: readonly AddressRange[]): (address: number) => boolean {
  const fours = ranges.filter(({ first }) => first.length === 4);
  const firsts = Float64Array.from(fours, ({ first }) => numberOf(first));
  const lasts = Float64Array.from(fours, ({ last }) => numberOf(last));
  return (address) => {
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] as number) <= address)
        low = middle + 1; // middle is below high
      else high = middle;
    }
    return low > 0 && address <= (lasts[low - 1] as number);
  };
}

function numberOf(address: AddressBytes): number {
  return Buffer.from(address, 'latin1').readUInt32BE(0);
}

function rangeOfAddress(text: string): AddressRange | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : { first: address, last: address };
}

/** Whether all addresses of a range are in one of those. */
function isCovered(range: AddressRange | undefined, merged: readonly AddressRange[]): boolean {
  if (range === undefined) return false;
  const candidate = merged[countUpTo(merged, range.first) - 1];
  return candidate !== undefined && compareAddresses(range.last, candidate.last) <= 0;
}

/** How many of the ranges, which are in order, do not begin behind an address. */
function countUpTo(ranges: readonly AddressRange[], address: AddressBytes): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { first } = ranges[middle] as AddressRange; // middle is below high
    if (compareAddresses(first, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
