// Texts that are known beforehand, looked up in a table that the host has filled: names of ports, kinds of messages,
// keys of pairs. Knows not what they mean.
//
//     slots: [first 8 bytes of the key] [address of its Name, 0 is free] [length]; open addressing by `hashOf`, linear
//     probing, at most half full
//
// Tricks:
// 1. What is looked up is short: its first eight bytes and its length are one comparison, and most of the hash.
// 2. Capitals are found in eight bytes at once: of each byte's seven lower bits, those past `Z` and those from `A` on
//    carry into the eighth.

import { allocate } from "./memory";
import { sameBytes } from "./needle";

const HIGH_BITS: u64 = 0x8080808080808080;

@unmanaged
export class Names {
  slots: usize;
  /** Number of slots - 1. */
  mask: u32;
  /** Bytes of the longest key. */
  longest: usize;
}

@unmanaged
export class Name {
  key: usize;
  length: usize;
  /** What it means: a number or an address. */
  value: usize;
  /** A text for it. */
  text: usize;
  textLength: usize;
}

/** The name that is [at, at + length), or null. */
@inline
export function findName(names: Names, at: usize, length: usize): Name | null {
  return length > names.longest ? null : lookUp(names, firstBytes(at, length), at, length);
}

/** Where names are put in lower case. */
let folded: usize = 0;

/** No key of Names that `findFolded` is asked about is longer. */
export function reserveNames(longest: usize): void {
  folded = allocate(longest);
}

/** As `findName`, letters of ASCII in lower case; the keys are. */
export function findFolded(names: Names, at: usize, length: usize): Name | null {
  if (length > names.longest) return null;
  if (length <= 8) return lookUp(names, inLowerCase(firstBytes(at, length)), at, length);
  for (let i: usize = 0; i < length; i += 8) store<u64>(folded + i, inLowerCase(load<u64>(at + i)));
  return lookUp(names, load<u64>(folded), folded, length);
}

/** `first`: the first bytes of [at, at + length), as the keys have them. */
function lookUp(names: Names, first: u64, at: usize, length: usize): Name | null {
  const slots = names.slots;
  const mask = names.mask;
  const last = length > 8 ? load<u64>(at + length - 8) : 0;
  let slot = hashOf(first, last, length) & mask;
  for (;;) {
    const here = slots + ((<usize>slot) << 4);
    const name = load<usize>(here, 8);
    if (name == 0) break;
    if (load<u64>(here) == first && load<usize>(here, 12) == length) {
      const found = changetype<Name>(name);
      if (length <= 8 || sameBytes(found.key, at, length)) return found;
    }
    slot = (slot + 1) & mask;
  }
  return null;
}

/** The first eight bytes, zeros behind a shorter text. */
@inline
function firstBytes(at: usize, length: usize): u64 {
  if (length >= 8) return load<u64>(at);
  return length == 0 ? 0 : load<u64>(at) & (u64.MAX_VALUE >> ((8 - <u64>length) << 3));
}

@inline
function inLowerCase(word: u64): u64 {
  const low = word & ~HIGH_BITS;
  const capitals = ((low + 0x3f3f3f3f3f3f3f3f) ^ (low + 0x2525252525252525)) & ~word & HIGH_BITS;
  return word | (capitals >> 2);
}

/** As `hashOf` in workers/kernel/lay-names.ts. */
@inline
function hashOf(first: u64, last: u64, length: usize): u32 {
  const hash = (first ^ rotl<u64>(last, 29) ^ length) * 0x9e3779b97f4a7c15;
  return <u32>(hash >> 40);
}
