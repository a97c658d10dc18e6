// What it means for a range to hold an address, for tests that ask address by address.

import type { AddressBytes, AddressRange } from '../../src/addresses.ts';

export function rangeContains(range: AddressRange, address: AddressBytes): boolean {
  return address.length === range.first.length && range.first <= address && address <= range.last;
}
