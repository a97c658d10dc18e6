// Where in a line something stands: a text, or a byte of a set. Knows no format.
//
// Sixteen bytes a step. Loads may pass the end by SLACK; what they see there is no answer.

import { bits, BLOCK } from "./blocks";
import { sameBytes } from "./needle";

/** The first place of the text within [from, to), or 0; the text has a byte at least. It is thought to be near. */
export function findText(text: usize, length: usize, from: usize, to: usize): usize {
  if (from + length > to) return 0;
  const behind = to - length + 1;
  const last = length - 1;
  const firstByte = v128.load8_splat(text);
  const lastByte = v128.load8_splat(text + last);
  for (let at = from; at < behind; at += 16) {
    let here = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(at), firstByte), i8x16.eq(v128.load(at + last), lastByte)),
    );
    for (; here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= behind) return 0;
      if (length <= 2 || sameBytes(place, text, length)) return place;
    }
  }
  return 0;
}

/** As `findText`, of a text that is thought to be further than a few steps away: it takes four at once. */
export function findFar(text: usize, length: usize, from: usize, to: usize): usize {
  if (from + length > to) return 0;
  const behind = to - length + 1;
  const last = length - 1;
  const firstByte = v128.load8_splat(text);
  const lastByte = v128.load8_splat(text + last);
  for (let at = from; at < behind; at += BLOCK) {
    const here0 = v128.and(i8x16.eq(v128.load(at), firstByte), i8x16.eq(v128.load(at + last), lastByte));
    const here1 = v128.and(i8x16.eq(v128.load(at, 16), firstByte), i8x16.eq(v128.load(at + last, 16), lastByte));
    const here2 = v128.and(i8x16.eq(v128.load(at, 32), firstByte), i8x16.eq(v128.load(at + last, 32), lastByte));
    const here3 = v128.and(i8x16.eq(v128.load(at, 48), firstByte), i8x16.eq(v128.load(at + last, 48), lastByte));
    if (!v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) continue;
    for (let here = bits(here0, here1, here2, here3); here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= behind) return 0;
      if (length <= 2 || sameBytes(place, text, length)) return place;
    }
  }
  return 0;
}

/** Whether [at, end) begins with the text. */
@inline
export function beginsWith(at: usize, end: usize, text: usize, length: usize): bool {
  return at + length <= end && sameBytes(at, text, length);
}

// A set of bytes is two tables of sixteen: for the low nibble, which high nibbles it goes with, a bit each; for the high
// nibble, its bit. A byte from 128 on is taken for the one 128 below: whoever asks looks closer.

/** The first byte of [from, to) that may be of the set; else `to`. */
@inline
export function findByte(set: usize, from: usize, to: usize): usize {
  const low = v128.load(set);
  const high = v128.load(set, 16);
  const nibble = i8x16.splat(15);
  for (let at = from; at < to; at += 16) {
    const text = v128.load(at);
    const found = v128.and(
      i8x16.swizzle(low, v128.and(text, nibble)),
      i8x16.swizzle(high, i8x16.shr_u(text, 4)),
    );
    const here = i8x16.bitmask(i8x16.ne(found, i8x16.splat(0)));
    if (here != 0) {
      const place = at + <usize>ctz(here);
      return place < to ? place : to;
    }
  }
  return to;
}
