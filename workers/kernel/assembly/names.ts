// Texts that are known beforehand, looked up in a table that the host has filled: names of ports, kinds of messages,
// keys of pairs. Knows not what they mean.
//
//     slots: addresses of Names, 0 is free; open addressing by `hashOf`, linear probing, at most half full

import { allocate } from "./memory";
import { sameBytes } from "./needle";

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
export function findName(names: Names, at: usize, length: usize): Name | null {
  if (length > names.longest) return null;
  const slots = names.slots;
  const mask = names.mask;
  let slot = hashOf(at, length) & mask;
  let name = load<usize>(slots + ((<usize>slot) << 2));
  while (name != 0) {
    const found = changetype<Name>(name);
    if (found.length == length && sameBytes(found.key, at, length)) return found;
    slot = (slot + 1) & mask;
    name = load<usize>(slots + ((<usize>slot) << 2));
  }
  return null;
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
  for (let i: usize = 0; i < length; i += 16) {
    const text = v128.load(at + i);
    const upper = i8x16.lt_u(i8x16.sub(text, i8x16.splat(65)), i8x16.splat(26));
    v128.store(folded + i, v128.or(text, v128.and(upper, i8x16.splat(32))));
  }
  return findName(names, folded, length);
}

/** As `hashOf` in workers/kernel/lay-names.ts. */
@inline
function hashOf(at: usize, length: usize): u32 {
  let hash = <u32>length * 0x9e3779b1;
  while (length >= 4) {
    hash = mix(hash ^ load<u32>(at));
    at += 4;
    length -= 4;
  }
  return length == 0 ? hash : mix(hash ^ (load<u32>(at) & ((<u32>1 << (<u32>length << 3)) - 1)));
}

@inline
function mix(hash: u32): u32 {
  hash *= 0x85ebca6b;
  return hash ^ (hash >> 15);
}
