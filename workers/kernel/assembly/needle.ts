// A needle: literal bytes to look for in a line. Knows no rule and no window.
//
// Idea (memchr's "packed pair"): compare two bytes of the needle, its rarest two, at sixteen places at once; look
// closer only where both agree.
//
//     for i in steps of 16:
//       here = (text[i + first ..] == needle[first]) & (text[i + second ..] == needle[second])
//       for each bit of here: if text[i + bit ..] == needle: found
//
// Tricks:
// 1. Folding ASCII case is one OR: a letter of a folded needle is stored in lower case with the mask 0x20 beside it,
//    any other byte with the mask 0. (c | 0x20) == 'a' holds for 'A' and 'a' alone.
// 2. Bytes are compared eight at a time, the rest under a mask; every buffer has SLACK behind it, so that no load can
//    leave memory.

import { allocate } from "./memory";

@unmanaged
export class Needle {
  /** The bytes, in lower case if they are folded. */
  bytes: usize;
  /** For each byte 0x20 if it is a letter to be folded, else 0. */
  masks: usize;
  length: usize;
  folded: bool;
  /** Offsets of the two bytes that are compared first. */
  first: usize;
  second: usize;

  /** `text` is copied. `first` and `second` are offsets below `length`, which is at least 1. */
  static make(text: usize, length: usize, folded: bool, first: usize, second: usize): Needle {
    const needle = changetype<Needle>(allocate(offsetof<Needle>()));
    needle.bytes = allocate(length);
    needle.masks = allocate(length);
    needle.length = length;
    needle.folded = folded;
    needle.first = first;
    needle.second = second;
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

/** The first place of the needle within [from, to), or 0. */
export function find(needle: Needle, from: usize, to: usize): usize {
  const length = needle.length;
  if (from + length > to) return 0;
  const last = to - length;
  const first = needle.first;
  const second = needle.second;
  const firstByte = i8x16.splat(load<i8>(needle.bytes + first));
  const secondByte = i8x16.splat(load<i8>(needle.bytes + second));
  const firstMask = i8x16.splat(load<i8>(needle.masks + first));
  const secondMask = i8x16.splat(load<i8>(needle.masks + second));
  for (let i = from; i <= last; i += 16) {
    let here = i8x16.bitmask(
      v128.and(
        i8x16.eq(v128.or(v128.load(i + first), firstMask), firstByte),
        i8x16.eq(v128.or(v128.load(i + second), secondMask), secondByte),
      ),
    );
    while (here != 0) {
      const at = i + ctz(here);
      if (at > last) return 0;
      if (standsAt(needle, at)) return at;
      here &= here - 1;
    }
  }
  return 0;
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
