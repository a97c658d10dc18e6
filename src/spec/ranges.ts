// Ranges of addresses and of numbers, in order and apart from each other: what a kernel can search, and what two ways of
// writing one set have in common. Knows neither rules nor fields.

import { type AddressBytes, type AddressRange, nextAddress } from '../addresses.ts';
import { compareTexts } from '../text.ts';

/** Both ends included. */
export type NumberRange = readonly [first: number, last: number];

/** In order, IPv4 first; those that overlap or touch are one. The families stay apart. */
export function mergeAddresses(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((a, b) => compareAddresses(a.first, b.first))) {
    const before = merged.at(-1);
    const joins = before?.last.length === range.last.length && range.first <= (nextAddress(before.last) ?? before.last);
    if (before === undefined || !joins) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { first: before.first, last: range.last };
  }
  return merged;
}

/** The order of addresses of both families. */
export function compareAddresses(a: AddressBytes, b: AddressBytes): number {
  return a.length - b.length || compareTexts(a, b);
}

/** In order; those that overlap or touch are one. */
export function mergeNumbers(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const merged: NumberRange[] = [];
  for (const range of [...ranges].sort(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before === undefined || range[0] > before[1] + 1) merged.push(range);
    else if (range[1] > before[1]) merged[merged.length - 1] = [before[0], range[1]];
  }
  return merged;
}
