// The set of values that one key has in one measure: exact up to 1,024 of them, then an estimate. Knows neither keys
// nor fields; most sets have one to three values and have to be small.
//
// Idea: a set is one block that is already its wire form, behind a head of its own.
//
//     head:   [slots, an address] [capacity] [bytes of the wire form]
//     wire:   [n: u32]  n values of [length: u32] [bytes, padded with zeros to 4]        or
//             [2^32 - 1] [16,384 registers]
//
//     add:    up to 8 values one is compared with all; then by open addressing: slots are [value's offset / 4], 0 is free
//
// A value more than 1,024 turns the set into a HyperLogLog of 2^14 registers: of a value's bytes h1 and h2 are
// MurmurHash3 x86_32 by two fixed seeds; register h1 >>> 18 keeps the largest clz32(h2) + 1. (Flajolet, Fusy, Gandouet,
// Meunier: HyperLogLog, 2007; Heule, Nunkesser, Hall, 2013.) That hash must be the same wherever registers are merged,
// and whoever can write a log could bend an estimate; what costs time, the slots, is hashed under the run's seed.

import { allocate, release } from "./memory";
import { sameBytes } from "./needle";
import { sipHash13 } from "./siphash";

const MOST_VALUES: u32 = 1024;
const COMPARED_WITH_ALL: u32 = 8;
const REGISTERS: usize = 16384;
const ESTIMATED: u32 = 0xffffffff;

const HEAD: usize = 12;
/** What a comparison may read behind the last value. */
const SLACK: usize = 8;
/** Room for one or two addresses. */
const FIRST_CAPACITY: usize = 36;

const SEED_1: u32 = 0;
const SEED_2: u32 = 0x9747b28c;

/** Adds a value to a set, 0 being the empty one; returns where the set is from now on. */
export function addValue(set: usize, at: usize, length: usize): usize {
  if (set == 0) set = emptySet();
  const count = load<u32>(wireAt(set));
  if (count == ESTIMATED) {
    noteInRegister(wireAt(set) + 4, at, length);
    return set;
  }
  const slots = slotsOf(set);
  if (slots == 0) {
    if (isAmong(set, at, length)) return set;
  } else if (load<u32>(slotOf(set, at, length)) != 0) {
    return set;
  }
  return count == MOST_VALUES ? estimated(set, at, length) : appended(set, at, length);
}

/** The wire form of a set. */
@inline
export function wireAt(set: usize): usize {
  return set + HEAD;
}

@inline
export function wireSize(set: usize): usize {
  return load<u32>(set, 8);
}

export function releaseSet(set: usize): void {
  if (slotsOf(set) != 0) release(slotsOf(set));
  heap.free(set);
}

@inline
function slotsOf(set: usize): usize {
  return load<u32>(set);
}

function emptySet(): usize {
  const set = heap.alloc(HEAD + FIRST_CAPACITY + SLACK);
  store<u32>(set, 0);
  store<u32>(set, <u32>FIRST_CAPACITY, 4);
  store<u32>(set, 4, 8);
  store<u32>(wireAt(set), 0);
  return set;
}

function isAmong(set: usize, at: usize, length: usize): bool {
  const end = wireAt(set) + wireSize(set);
  let value = wireAt(set) + 4;
  while (value < end) {
    if (isValue(value, at, length)) return true;
    value += sizeOf(load<u32>(value));
  }
  return false;
}

@inline
function isValue(value: usize, at: usize, length: usize): bool {
  return load<u32>(value) == <u32>length && sameBytes(value + 4, at, length);
}

@inline
function sizeOf(length: usize): usize {
  return (4 + length + 3) & ~3;
}

/** The slot of a value, or the free one where it belongs. The first word of the slots is their number - 1. */
function slotOf(set: usize, at: usize, length: usize): usize {
  const slots = slotsOf(set);
  const mask = load<u32>(slots);
  let i = <u32>sipHash13(at, length) & mask;
  let slot = slots + 4 + ((<usize>i) << 2);
  while (load<u32>(slot) != 0 && !isValue(wireAt(set) + ((<usize>load<u32>(slot)) << 2), at, length)) {
    i = (i + 1) & mask;
    slot = slots + 4 + ((<usize>i) << 2);
  }
  return slot;
}

function appended(set: usize, at: usize, length: usize): usize {
  const used = wireSize(set);
  const size = sizeOf(length);
  if (used + size > load<u32>(set, 4)) set = extended(set, used + size);
  const value = wireAt(set) + used;
  store<u32>(value + size - 4, 0);
  store<u32>(value, <u32>length);
  memory.copy(value + 4, at, length);
  store<u32>(set, <u32>(used + size), 8);
  const count = load<u32>(wireAt(set)) + 1;
  store<u32>(wireAt(set), count);
  enterSlot(set, count, value, length);
  return set;
}

function extended(set: usize, needed: usize): usize {
  let capacity = (<usize>load<u32>(set, 4)) << 1;
  while (capacity < needed) capacity <<= 1;
  const larger = heap.realloc(set, HEAD + capacity + SLACK);
  store<u32>(larger, <u32>capacity, 4);
  return larger;
}

/** Enters the value that came last; the slots are at most half full. */
function enterSlot(set: usize, count: u32, value: usize, length: usize): void {
  if (count <= COMPARED_WITH_ALL) return;
  const slots = slotsOf(set);
  if (slots == 0 || count > load<u32>(slots) >> 1) {
    makeSlots(set, count);
  } else {
    store<u32>(slotOf(set, value + 4, length), <u32>((value - wireAt(set)) >> 2));
  }
}

function makeSlots(set: usize, count: u32): void {
  if (slotsOf(set) != 0) release(slotsOf(set));
  let number: u32 = 32;
  while (number < count * 4) number <<= 1;
  const slots = allocate(4 + ((<usize>number) << 2));
  store<u32>(slots, number - 1);
  store<u32>(set, <u32>slots);
  const end = wireAt(set) + wireSize(set);
  let value = wireAt(set) + 4;
  while (value < end) {
    const length = <usize>load<u32>(value);
    store<u32>(slotOf(set, value + 4, length), <u32>((value - wireAt(set)) >> 2));
    value += sizeOf(length);
  }
}

function estimated(set: usize, at: usize, length: usize): usize {
  const size: usize = 4 + REGISTERS;
  const estimate = heap.alloc(HEAD + size);
  store<u32>(estimate, 0);
  store<u32>(estimate, <u32>size, 4);
  store<u32>(estimate, <u32>size, 8);
  store<u32>(wireAt(estimate), ESTIMATED);
  const registers = wireAt(estimate) + 4;
  memory.fill(registers, 0, REGISTERS);
  const end = wireAt(set) + wireSize(set);
  let value = wireAt(set) + 4;
  while (value < end) {
    const own = <usize>load<u32>(value);
    noteInRegister(registers, value + 4, own);
    value += sizeOf(own);
  }
  noteInRegister(registers, at, length);
  releaseSet(set);
  return estimate;
}

function noteInRegister(registers: usize, at: usize, length: usize): void {
  const register = registers + (murmur3(at, length, SEED_1) >> 18);
  const rank = <u8>(clz(murmur3(at, length, SEED_2)) + 1);
  if (rank > load<u8>(register)) store<u8>(register, rank);
}

/** MurmurHash3 x86_32 (Austin Appleby). */
function murmur3(at: usize, length: usize, seed: u32): u32 {
  let hash = seed;
  const end = at + (length & ~3);
  let i = at;
  for (; i < end; i += 4) {
    hash = rotl(hash ^ scrambled(load<u32>(i)), 13) * 5 + 0xe6546b64;
  }
  let tail: u32 = 0;
  for (let rest = length & 3; rest > 0; rest--) tail = (tail << 8) | load<u8>(i + rest - 1);
  hash ^= scrambled(tail) ^ <u32>length;
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

@inline
function scrambled(word: u32): u32 {
  return rotl<u32>(word * 0xcc9e2d51, 15) * 0x1b873593;
}
