// The fields of the line that was decoded last: which are there, and what they hold. Whoever decodes fills them,
// whoever asks reads them; what is written here is good until the next line. Knows no format and no rule.
//
// Every value is a text, as the reference decoder writes it: an address canonical, a number in decimal digits. It lies
// in the line itself, in the plan, or in the room's own scratch memory. Ports, integers and addresses are there as
// numbers too, so that a condition need not read them again.

/** In the order of `fieldTypes` in src/format-types.ts. */
export const SRC_IP = 0;
export const DST_IP = 1;
export const SRC_NAME = 2;
export const DST_NAME = 3;
export const SRC_PORT = 4;
export const DST_PORT = 5;
export const PROTO = 6;
export const SRC_IF = 7;
export const DST_IF = 8;
export const EVENT = 9;
export const EVENT_ID = 10;
export const ACTION = 11;
export const BYTES = 12;
export const PACKETS = 13;
export const DURATION = 14;
export const USER = 15;
export const HOST = 16;
export const SEVERITY = 17;
export const POLICY = 18;
export const TIME = 19;
export const FORMAT = 20;
export const FIELDS = 21;

/** A bit for each field that some rule asks for; the others need not be found, unless a wanted one depends on them. */
export let wanted: u32 = 0;

export function want(field: i32): void {
  wanted |= 1 << field;
}

/** A bit for each field that the line has. */
export let present: u32 = 0;

/** Texts: 8 bytes a field, [address: u32] [length: u32]. */
const texts = memory.data(21 * 8, 8);
/** Numbers: 16 bytes a field: [low: u64] [high: u64] for an address, low alone for a port or an integer. */
const numbers = memory.data(21 * 16, 16);
/** A bit for each address that is IPv6; an IPv4 address has its 32 bits in `low`. */
let v6: u32 = 0;

/** To be called before a line is decoded. */
@inline
export function clearFields(): void {
  present = 0;
}

@inline
export function has(field: i32): bool {
  return (present & (1 << field)) != 0;
}

@inline
export function textAt(field: i32): usize {
  return load<u32>(texts + ((<usize>field) << 3));
}

@inline
export function textLength(field: i32): usize {
  return load<u32>(texts + ((<usize>field) << 3), 4);
}

@inline
export function low(field: i32): u64 {
  return load<u64>(numbers + ((<usize>field) << 4));
}

@inline
export function high(field: i32): u64 {
  return load<u64>(numbers + ((<usize>field) << 4), 8);
}

@inline
export function isV6(field: i32): bool {
  return (v6 & (1 << field)) != 0;
}

/** Whether it is an address of IPv4. */
@inline
export function isV4(field: i32): bool {
  return field <= DST_IP && !isV6(field);
}

@inline
export function setText(field: i32, at: usize, length: usize): void {
  present |= 1 << field;
  store<u32>(texts + ((<usize>field) << 3), <u32>at);
  store<u32>(texts + ((<usize>field) << 3), <u32>length, 4);
}

@inline
export function setNumber(field: i32, at: usize, length: usize, value: u64): void {
  setText(field, at, length);
  store<u64>(numbers + ((<usize>field) << 4), value);
}

@inline
export function setV4(field: i32, at: usize, length: usize, address: u32): void {
  setNumber(field, at, length, address);
  v6 &= ~(1 << field);
}

@inline
export function setV6(field: i32, at: usize, length: usize, highHalf: u64, lowHalf: u64): void {
  setNumber(field, at, length, lowHalf);
  store<u64>(numbers + ((<usize>field) << 4), highHalf, 8);
  v6 |= 1 << field;
}

@inline
export function drop(field: i32): void {
  present &= ~(1 << field);
}

@inline
export function dropAll(fields: u32): void {
  present &= ~fields;
}

/** What one of them holds the other one holds then, also nothing. */
export function swapFields(a: i32, b: i32): void {
  const text = load<u64>(texts + ((<usize>a) << 3));
  store<u64>(texts + ((<usize>a) << 3), load<u64>(texts + ((<usize>b) << 3)));
  store<u64>(texts + ((<usize>b) << 3), text);
  const number = v128.load(numbers + ((<usize>a) << 4));
  v128.store(numbers + ((<usize>a) << 4), v128.load(numbers + ((<usize>b) << 4)));
  v128.store(numbers + ((<usize>b) << 4), number);
  present = swapBits(present, a, b);
  v6 = swapBits(v6, a, b);
}

@inline
function swapBits(bits: u32, a: i32, b: i32): u32 {
  const differ = ((bits >> a) ^ (bits >> b)) & 1;
  return bits ^ (differ << a) ^ (differ << b);
}
