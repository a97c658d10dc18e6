// A needle: literal bytes to look for in a line. Knows no rule and no window.
//
// Idea: compare three bytes of the needle, its first, its last (of 64) and its rarest between, at sixteen places at once; look
// closer only where all agree. (Mula's generic SIMD search takes the first and the last; see what failed.)
//
//     for i in steps of 16:
//       here = (text[i ..] == needle[0]) & (text[i + middle ..] == needle[middle]) & (text[i + last ..] == needle[last])
//       for each bit of here: if text[i + bit ..] == needle: found
//
// Tricks:
// 1. Folding ASCII case is one OR: a letter of a folded needle is stored in lower case with the mask 0x20 beside it,
//    any other byte with the mask 0. (c | 0x20) == 'a' holds for 'A' and 'a' alone.
// 2. Bytes are compared eight at a time, the rest under a mask; every buffer has SLACK behind it, so that no load can
//    leave memory.
//
// What failed in the scan of a window: two bytes. In "/53 " the rarest two are "/5", which every high port begins with;
// the first and the last fit every port of two digits. A wrong candidate costs a mispredicted branch, the third compare
// next to nothing. Within a line it is the other way round: `find` compares the first and the last byte only.

import { bits, BLOCK } from "./blocks";
import { allocate } from "./memory";

/** Of a longer needle only so many bytes are looked at before the closer look, so that no load goes further astray. */
const REACH: usize = 64;

@unmanaged
export class Needle {
  /** The bytes, in lower case if they are folded. */
  bytes: usize;
  /** For each byte 0x20 if it is a letter to be folded, else 0. */
  masks: usize;
  length: usize;
  folded: bool;
  /** Offsets of the two bytes that are compared beside the first, below REACH. */
  middle: usize;
  last: usize;
  /** Of an anchor (anchors.ts), its bit in the set of those that a line holds; others may share it. */
  mark: u64;
  /** The same if it is its alone, else 0. */
  bit: u64;
  /** Of an anchor of formats, how many lines it was found in and a format knew, of late. */
  hits: u32;
  /** Of an anchor, the offset of its fingerprint (anchors.ts). */
  fingerprint: usize;

  /** `text` is copied. `middle` is an offset below `length`, which is at least 1, and below REACH. */
  static make(text: usize, length: usize, folded: bool, middle: usize): Needle {
    const needle = changetype<Needle>(allocate(offsetof<Needle>()));
    needle.bytes = allocate(length);
    needle.masks = allocate(length);
    needle.length = length;
    needle.folded = folded;
    needle.middle = middle;
    needle.last = min(length, REACH) - 1;
    memory.copy(needle.bytes, text, length);
    if (folded) {
      for (let i: usize = 0; i < length; i++) {
        if (isLetter(load<u8>(text + i))) {
          store<u8>(needle.masks + i, 0x20);
          store<u8>(needle.bytes + i, load<u8>(text + i) | 0x20);
        }
      }
    }
    return needle;
  }

  /** Another with the same bytes, in no set of anchors. */
  copy(): Needle {
    const needle = changetype<Needle>(allocate(offsetof<Needle>()));
    memory.copy(changetype<usize>(needle), changetype<usize>(this), offsetof<Needle>());
    needle.mark = 0;
    needle.bit = 0;
    return needle;
  }

  /** A needle that stands wherever this one or the other does, as far as the shorter goes; they fold alike. */
  blend(other: Needle): Needle {
    const length = min(this.length, other.length);
    const blend = Needle.make(this.bytes, length, false, min(this.middle, length - 1));
    blend.folded = this.folded;
    for (let i: usize = 0; i < length; i++) {
      const differ = load<u8>(this.bytes + i) ^ load<u8>(other.bytes + i);
      const mask = load<u8>(this.masks + i) | load<u8>(other.masks + i) | differ;
      store<u8>(blend.masks + i, mask);
      store<u8>(blend.bytes + i, load<u8>(this.bytes + i) | mask);
    }
    return blend;
  }

  /** How many bits this needle looks at, and the other does not. */
  bitsLookedAtBeyond(other: Needle): u32 {
    let count: u32 = 0;
    for (let i: usize = 0; i < min(this.length, other.length); i++) {
      count += popcnt<u32>(load<u8>(other.masks + i) & ~load<u8>(this.masks + i));
    }
    return count;
  }

  sameAs(other: Needle): bool {
    return (
      this.length == other.length &&
      sameBytes(this.bytes, other.bytes, this.length) &&
      sameBytes(this.masks, other.masks, this.length)
    );
  }
}

@inline
function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** Whether the needle stands at `at`. May read SLACK bytes on. */
@inline
export function standsAt(needle: Needle, at: usize): bool {
  const length = needle.length;
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) {
    if ((load<u64>(at + i) | load<u64>(needle.masks + i)) != load<u64>(needle.bytes + i)) return false;
  }
  const rest = length - i;
  if (rest == 0) return true;
  const keep: u64 = (<u64>1 << (rest << 3)) - 1;
  return (((load<u64>(at + i) | load<u64>(needle.masks + i)) ^ load<u64>(needle.bytes + i)) & keep) == 0;
}

/**
 * The places of sixteen where the three compared bytes of a needle agree. What a needle is made of is handed over one
 * by one, so that it stays in registers.
 */
@inline
export function candidates(
  at: usize,
  middle: usize,
  last: usize,
  byte0: v128,
  byte1: v128,
  byte2: v128,
  mask0: v128,
  mask1: v128,
  mask2: v128,
): v128 {
  return v128.and(
    v128.and(
      i8x16.eq(v128.or(v128.load(at), mask0), byte0),
      i8x16.eq(v128.or(v128.load(at + middle), mask1), byte1),
    ),
    i8x16.eq(v128.or(v128.load(at + last), mask2), byte2),
  );
}

/**
 * The first place of the needle within [from, to), or 0. In a line, which is short, the first and the last byte are
 * enough: a third compare costs more than the few candidates that it spares.
 */
export function find(needle: Needle, from: usize, to: usize): usize {
  if (from + needle.length > to) return 0;
  const latest = to - needle.length;
  const last = needle.last;
  const byte0 = v128.load8_splat(needle.bytes);
  const byte1 = v128.load8_splat(needle.bytes + last);
  const mask0 = v128.load8_splat(needle.masks);
  const mask1 = v128.load8_splat(needle.masks + last);
  for (let at = from; at <= latest; at += BLOCK) {
    const here0 = ends(at, last, byte0, byte1, mask0, mask1);
    const here1 = ends(at + 16, last, byte0, byte1, mask0, mask1);
    const here2 = ends(at + 32, last, byte0, byte1, mask0, mask1);
    const here3 = ends(at + 48, last, byte0, byte1, mask0, mask1);
    if (!v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) continue;
    for (let here = bits(here0, here1, here2, here3); here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place > latest) return 0;
      if (standsAt(needle, place)) return place;
    }
  }
  return 0;
}

/** As `candidates`, without the byte between. */
@inline
function ends(at: usize, last: usize, byte0: v128, byte1: v128, mask0: v128, mask1: v128): v128 {
  return v128.and(
    i8x16.eq(v128.or(v128.load(at), mask0), byte0),
    i8x16.eq(v128.or(v128.load(at + last), mask1), byte1),
  );
}

@inline
export function sameBytes(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  const rest = length - i;
  if (rest == 0) return true;
  const keep: u64 = (<u64>1 << (rest << 3)) - 1;
  return ((load<u64>(a + i) ^ load<u64>(b + i)) & keep) == 0;
}
