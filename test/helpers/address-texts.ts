// Addresses written as text again, and what it means for a range to hold one, for tests that ask address by address.

import ipaddr from 'ipaddr.js';
import { type AddressBytes, type AddressRange, parseAddress } from '../../src/addresses.ts';

const mappedPrefix = `${'\0'.repeat(10)}\xff\xff`;

/** RFC 5952; IPv4-mapped addresses in the mixed form that its section 5 recommends. */
export function formatAddress(address: AddressBytes): string {
  const bytes = [...Buffer.from(address, 'latin1')];
  if (bytes.length === 4) return bytes.join('.');
  if (address.startsWith(mappedPrefix)) return `::ffff:${bytes.slice(12).join('.')}`;
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The one text of an address, whatever way it was written. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

export function rangeContains(range: AddressRange, address: AddressBytes): boolean {
  return address.length === range.first.length && range.first <= address && address <= range.last;
}
