// Many anchors at once: where in sixteen bytes might one of them stand? Knows no line and no rule.
//
// Idea (Teddy, by Geoffrey Langdale, of Hyperscan and the aho-corasick crate): each anchor lends a fingerprint of three
// of its bytes to one of eight buckets. A table lookup by nibble tells for a byte which buckets could have it there:
//
//     for k in 0, 1, 2:  buckets[k] = low[k][text[i + k] & 15] & high[k][text[i + k] >> 4]
//     candidates = buckets[0] & buckets[1] & buckets[2]        a bit a bucket, sixteen places at once
//     for each place with a bit: every anchor of those buckets is compared
//
// Tricks:
// 1. The fingerprint lies around the anchor's rarest byte, at an offset of its own: a candidate is the place of the
//    fingerprint, the anchor begins that much before.
// 2. A folded letter sets the nibbles of both cases; an anchor shorter than three bytes sets all nibbles where it has
//    none. Nothing else in the loop knows of either.

import { Row } from "./memory";
import { Needle, standsAt } from "./needle";

const FINGERPRINT: usize = 3;
const BUCKETS: i32 = 8;

/** Six tables of sixteen bytes: low and high nibble of each byte of the fingerprint. */
const tables = memory.data(96, 16);
/** The candidates of a block: for each place its buckets. */
const places = memory.data(64, 16);
const buckets = memory.data(64, 8);

/** Enters an anchor. `index`: how many were entered before. */
export function enterAnchor(anchor: Needle, index: i32): void {
  const bucket = index % BUCKETS;
  if (index < BUCKETS) store<usize>(buckets + ((<usize>bucket) << 3), changetype<usize>(Row.make()));
  bucketAt(bucket).push(changetype<usize>(anchor));
  anchor.fingerprint = fingerprintOffset(anchor);
  const bit = (<u8>1) << (<u8>bucket);
  for (let k: usize = 0; k < FINGERPRINT; k++) {
    const at = anchor.fingerprint + k;
    if (at >= anchor.length) {
      for (let nibble: usize = 0; nibble < 16; nibble++) {
        enter(k, nibble, bit);
        enter(k + FINGERPRINT, nibble, bit);
      }
      continue;
    }
    const byte = load<u8>(anchor.bytes + at);
    enterByte(k, byte, bit);
    if (load<u8>(anchor.masks + at) != 0) enterByte(k, byte ^ 0x20, bit);
  }
}

function fingerprintOffset(anchor: Needle): usize {
  if (anchor.length <= FINGERPRINT || anchor.middle == 0) return 0;
  const furthest = anchor.length - FINGERPRINT;
  const wanted = anchor.middle - 1;
  return wanted < furthest ? wanted : furthest;
}

function enterByte(k: usize, byte: u8, bit: u8): void {
  enter(k, byte & 15, bit);
  enter(k + FINGERPRINT, byte >> 4, bit);
}

function enter(table: usize, nibble: usize, bit: u8): void {
  const at = tables + (table << 4) + nibble;
  store<u8>(at, load<u8>(at) | bit);
}

@inline
function bucketAt(index: i32): Row {
  return changetype<Row>(load<usize>(buckets + ((<usize>index) << 3)));
}

/** For `bucketsAt`: 0 to 2 the low nibbles, 3 to 5 the high ones. */
@inline
export function table(index: usize): v128 {
  return v128.load(tables + (index << 4));
}

/** The buckets whose anchors could have their fingerprint at each of the sixteen places from `at`. */
@inline
export function bucketsAt(at: usize, low0: v128, low1: v128, low2: v128, high0: v128, high1: v128, high2: v128): v128 {
  const nibble = i8x16.splat(15);
  const text0 = v128.load(at);
  const text1 = v128.load(at, 1);
  const text2 = v128.load(at, 2);
  const first = v128.and(i8x16.swizzle(low0, v128.and(text0, nibble)), i8x16.swizzle(high0, i8x16.shr_u(text0, 4)));
  const second = v128.and(i8x16.swizzle(low1, v128.and(text1, nibble)), i8x16.swizzle(high1, i8x16.shr_u(text1, 4)));
  const third = v128.and(i8x16.swizzle(low2, v128.and(text2, nibble)), i8x16.swizzle(high2, i8x16.shr_u(text2, 4)));
  return v128.and(v128.and(first, second), third);
}

/** Keeps the candidates of a block for `findAnchors`; a bit for each place that has any. */
@inline
export function keepPlaces(a: v128, b: v128, c: v128, d: v128): u64 {
  v128.store(places, a);
  v128.store(places, b, 16);
  v128.store(places, c, 32);
  v128.store(places, d, 48);
  const none = i8x16.splat(0);
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.ne(a, none))) |
    (<u64>(<u32>i8x16.bitmask(i8x16.ne(b, none))) << 16) |
    (<u64>(<u32>i8x16.bitmask(i8x16.ne(c, none))) << 32) |
    (<u64>(<u32>i8x16.bitmask(i8x16.ne(d, none))) << 48)
  );
}

/** What `findAnchors` found last. */
export const found: Row = Row.make();

/** Fills `found` with the anchors that have their fingerprint at place `place` of the block at `at`. */
export function findAnchors(at: usize, place: usize): void {
  found.length = 0;
  for (let bits: u32 = load<u8>(places + place); bits != 0; bits &= bits - 1) {
    const bucket = bucketAt(ctz(bits));
    for (let i = 0; i < bucket.length; i++) {
      const anchor = changetype<Needle>(bucket.at(i));
      if (standsAt(anchor, at + place - anchor.fingerprint)) found.push(changetype<usize>(anchor));
    }
  }
}
