// IP addresses as bytes: strict reading (four decimal numbers without leading zeros, or RFC 4291), networks and ranges,
// and an order. The IPv6 form of an IPv4 address (`::ffff:10.1.2.3`) is that IPv4 address: one host, whoever wrote it.
// The only importer of ipaddr.js; knows no rules.

import ipaddr from 'ipaddr.js';
import type { ByteText } from './types.ts';

/** 4 or 16 bytes; addresses of one family order as their bytes do. */
export type AddressBytes = ByteText;

/** All addresses from `first` to `last`, which are of one family and in order. */
export interface AddressRange {
  readonly first: AddressBytes;
  readonly last: AddressBytes;
}

// The longest text of an address is 45 characters: eight groups, the last two as an IPv4 address.
const maxLength = 45;

/** The bytes of an address; undefined for anything else, also for zones, octal or hexadecimal parts, and brackets. */
export function parseAddress(text: string): AddressBytes | undefined {
  const address = parseWritten(text);
  return address === undefined ? undefined : unmapped(address);
}

/** As it is written: a mapped address has 16 bytes. */
function parseWritten(text: string): AddressBytes | undefined {
  if (text.length > maxLength) return undefined;
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text);
}

const mappedPrefix = `${'\0'.repeat(10)}\xff\xff`;

function unmapped(address: AddressBytes): AddressBytes {
  return address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : address;
}

const longestIPv4 = 15;
const characters = new Uint16Array(longestIPv4);

function parseIPv4(text: string): AddressBytes | undefined {
  if (text.length > longestIPv4) return undefined;
  for (let i = 0; i < text.length; i++) characters[i] = text.charCodeAt(i);
  const number = ipv4Number(characters, 0, text.length);
  if (Number.isNaN(number)) return undefined;
  return String.fromCharCode(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}

/** The number that four decimal parts say, without leading zeros; NaN for anything else. Of many keys each is read so. */
function ipv4Number(characters: Uint8Array | Uint16Array, from: number, to: number): number {
  let number = 0;
  let part = 0;
  let digits = 0;
  let parts = 0;
  for (let at = from; at <= to; at++) {
    const character = at === to ? dot : (characters[at] as number);
    if (character === dot) {
      if (digits === 0 || part > 255) return Number.NaN;
      number = number * 256 + part;
      parts += 1;
      part = 0;
      digits = 0;
    } else {
      if (character < 0x30 || character > 0x39 || digits === 3 || (digits > 0 && part === 0)) return Number.NaN;
      part = part * 10 + character - 0x30;
      digits += 1;
    }
  }
  return parts === 4 ? number : Number.NaN;
}

const dot = 0x2e;

function parseIPv6(text: string): AddressBytes | undefined {
  const groups = withoutDottedTail(text);
  // ipaddr.js would take a zone.
  if (groups === undefined || groups.includes('%') || !ipaddr.IPv6.isValid(groups)) return undefined;
  return String.fromCharCode(...ipaddr.IPv6.parse(groups).toByteArray());
}

// ipaddr.js takes leading zeros in a dotted tail, and ::1.2.3.4 for ::ffff:1.2.3.4, so it never sees one.
function withoutDottedTail(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const tailFrom = text.lastIndexOf(':') + 1;
  const tail = parseIPv4(text.slice(tailFrom));
  if (tail === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = Buffer.from(tail, 'latin1');
  return `${text.slice(0, tailFrom)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** IPv6 by RFC 5952. */
export function formatAddress(address: AddressBytes): string {
  const bytes = [...Buffer.from(address, 'latin1')];
  if (bytes.length === 4) return bytes.join('.');
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The one text of an address, whatever way it was written. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

/**
 * Reads an address, a network (`10.0.0.0/8`; bits beyond the prefix are ignored) or a range (`10.0.0.1-10.0.0.9`).
 * Those of mapped addresses alone (`::ffff:10.0.0.0/104`) are of IPv4; wider ones (`::/0`) hold none of IPv4.
 */
export function parseRange(text: string): AddressRange | undefined {
  if (text.includes('/')) return parseNetwork(text);
  const [from = '', to = from, ...rest] = text.split('-');
  const first = parseWritten(from);
  const last = parseWritten(to);
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  const range = unmappedRange({ first, last });
  return range.first.length === range.last.length && range.first <= range.last ? range : undefined;
}

/** Of IPv4 if both ends can be. */
function unmappedRange({ first, last }: AddressRange): AddressRange {
  const range = { first: unmapped(first), last: unmapped(last) };
  return range.first.length === 4 && range.last.length === 4 ? range : { first, last };
}

function parseNetwork(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = parseWritten(text.slice(0, slash));
  const prefix = /^(?:0|[1-9]\d{0,2})$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : Infinity;
  if (address === undefined || prefix > address.length * 8) return undefined;
  const bytes = [...Buffer.from(address, 'latin1')];
  // The mask of each byte: as many ones in front as the prefix leaves for it.
  const masks = bytes.map((_, index) => (0xff00 >> Math.min(8, Math.max(0, prefix - index * 8))) & 0xff);
  return unmappedRange({
    first: String.fromCharCode(...bytes.map((byte, index) => byte & (masks[index] ?? 0))),
    last: String.fromCharCode(...bytes.map((byte, index) => byte | (~(masks[index] ?? 0) & 0xff))),
  });
}

/** The address after this one; undefined after the last of its family. */
export function nextAddress(address: AddressBytes): AddressBytes | undefined {
  const kept = address.replace(/\xff+$/, '');
  if (kept === '') return undefined;
  const raised = String.fromCharCode(kept.charCodeAt(kept.length - 1) + 1);
  return kept.slice(0, -1) + raised + '\0'.repeat(address.length - kept.length);
}

/**
 * A string by which keys sort, compared by code units: IPv4 addresses and networks by number, then IPv6 ones by number,
 * then all else by bytes. An address stands before the networks that begin with it, the wider before the narrower.
 * Different keys have different strings, so that the order is total.
 */
export function sortKey(key: ByteText): string {
  const { address, prefix } = networkOf(key) ?? { address: parseAddress(key), prefix: -1 };
  if (address === undefined) return `x${key}`;
  const place = address + String.fromCharCode(prefix + 1);
  // An IPv6 address can be written in many ways; where two spellings are two keys, the spelling decides.
  return `${address.length === 4 ? 4 : 6}${place}${key.includes(':') ? key : ''}`;
}

/**
 * Where the key whose bytes stand from `from` to `to` sorts, as a number, for keys of which it is soon told: of two that
 * have different numbers, the one with the lower has the lower sort key. NaN where it is not soon told. Of an IPv4 address,
 * and of nothing else, it is its number.
 */
export function sortHint(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] ?? 0;
  if (from === to || !beginsAddress(first)) return hintOfText(bytes, from, to);
  return ipv4Number(bytes, from, to);
}

/** More than any IPv4 address, and than six bytes of text. */
const behindAddresses = 2 ** 49;

/** Whether any text of an address or a network can begin so. */
function beginsAddress(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x3a) || (letter >= 0x61 && letter <= 0x66);
}

/** By the first six bytes. */
function hintOfText(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < from + 6; at++) number = number * 256 + (at < to ? (bytes[at] as number) : 0);
  return behindAddresses + number;
}

/** Of a network that is written by its first address: `10.1.2.0/24`, but not `10.1.2.3/24`, which is a host and more. */
function networkOf(key: ByteText): { readonly address: AddressBytes; readonly prefix: number } | undefined {
  // The longest text of an address, and a prefix.
  if (key.length > maxLength + 4 || !key.includes('/')) return undefined;
  const slash = key.indexOf('/');
  const address = parseNetwork(key)?.first;
  if (address === undefined || address !== parseAddress(key.slice(0, slash))) return undefined;
  return { address, prefix: Number(key.slice(slash + 1)) };
}

const dotted = /^\d+(?:\.\d+){2,}$/;
const colons = /^[0-9a-f:.]*$/i;

/**
 * Whether a text that is no address, network or range was probably meant to be one: `10.1.1`, `10.1.*`,
 * `10.0.0.0/33`, `10.0.0.1-20`, `fe80::1%eth0`. Not `53`, `1.5`, `fw-1`, `0/1`, `12:30:45` or a MAC address.
 */
export function looksLikeAddress(text: string): boolean {
  if (/^\d+\.(?:\d+\.)*\*$/.test(text) || /^\d+(?:\.\d+)+(?:\.|\/\d+)$/.test(text)) return true;
  const [front = '', ...rest] = text.split(/[/%-]/);
  if (rest.length === 0) return resemblesAddress(front);
  const ranged = text.charAt(front.length) !== '-' || rest.every((part) => colons.test(part));
  return ranged && resemblesAddress(front);
}

function resemblesAddress(text: string): boolean {
  return dotted.test(text) || (colons.test(text) && (text.includes('::') || text.split(':').length > 7));
}
