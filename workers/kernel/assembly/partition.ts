// The counts of a rule by partitions, for a host that has no more memory for the table as a whole. Knows no files.
//
// Idea: a key is of one partition wherever and whenever it is counted, since that is told by a hash of the key under a
// seed of the run; so each partition can be merged alone. Records are not moved in the table: a counting sort of their
// offsets, four bytes a record, and then partition by partition is gathered in one block, in its wire form.
//
// The hash is HalfSipHash-1-3 over the words of [length] [key, padded], as the host's own tables have it (Aumasson and
// Bernstein's SipHash, its 32-bit form), and what counts are the upper bits of it.

import { gatheredAt } from "./distinct";
import { allocate, allocateDirty, release } from "./memory";
import { ruleAt } from "./plan";
import { Table } from "./table";

const BITS: u32 = 6;
const PARTITIONS: u32 = 1 << BITS;
/** Count and length; the length is the last word of it. */
const HEAD: usize = 12;

let seed0: u32 = 0;
let seed1: u32 = 0;

export function seedPartitions(a: u32, b: u32): void {
  seed0 = a;
  seed1 = b;
}

/** Of each partition, which of the placed records is its first; and one past the last. */
const starts: usize = allocate((<usize>PARTITIONS + 1) << 2);
/** By partition, the offset / 4 of each record, and its number. */
let offsets: usize = 0;
let numbers: usize = 0;
let gathered: usize = 0;

/** Sorts the records of a rule by partition. */
export function partitionRecords(rule: i32): void {
  const table = ruleAt(rule).table;
  forgetPartitions();
  offsets = allocateDirty((<usize>table.keys) << 2);
  numbers = allocateDirty((<usize>table.keys) << 2);
  const partitions = allocateDirty(<usize>table.keys);
  memory.fill(starts, 0, (<usize>PARTITIONS + 1) << 2);
  let offset: usize = 0;
  for (let number: u32 = 0; number < table.keys; number++) {
    const counted = table.records + offset + table.blankSize;
    const partition = partitionOf(counted);
    store<u8>(partitions + number, <u8>partition);
    const behind = starts + ((<usize>partition + 1) << 2);
    store<u32>(behind, load<u32>(behind) + 1);
    offset += recordSize(table, counted);
  }
  for (let i: usize = 1; i <= PARTITIONS; i++) {
    store<u32>(starts + (i << 2), load<u32>(starts + (i << 2)) + load<u32>(starts + ((i - 1) << 2)));
  }
  place(table, partitions);
  release(partitions);
}

/** Moves every start to its partition's end, and then all of them back by one partition. */
function place(table: Table, partitions: usize): void {
  let offset: usize = 0;
  for (let number: u32 = 0; number < table.keys; number++) {
    const start = starts + ((<usize>load<u8>(partitions + number)) << 2);
    const at = <usize>load<u32>(start);
    store<u32>(start, <u32>at + 1);
    store<u32>(offsets + (at << 2), <u32>(offset >> 2));
    store<u32>(numbers + (at << 2), number);
    offset += recordSize(table, table.records + offset + table.blankSize);
  }
  memory.copy(starts + 4, starts, (<usize>PARTITIONS) << 2);
  store<u32>(starts, 0);
}

/** Puts the records of a partition together, at `partitionAt`; returns how many bytes they are. */
export function gatherRecords(rule: i32, partition: u32): usize {
  const table = ruleAt(rule).table;
  const first = firstOf(partition);
  const behind = firstOf(partition + 1);
  let size: usize = 0;
  for (let i = first; i < behind; i++) size += recordSize(table, placed(table, i) + table.blankSize);
  makeRoom(size);
  let to = gathered;
  for (let i = first; i < behind; i++) {
    const record = placed(table, i);
    const bytes = recordSize(table, record + table.blankSize);
    // What is written too far is written over, or lies in the slack.
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(record + at));
    to += bytes;
  }
  return size;
}

/** Gathers the sets of its records too, for one of the rule's distinct measures: at `gatheredAt`. */
export function gatherPartitionSets(rule: i32, column: i32, partition: u32): usize {
  const first = firstOf(partition);
  const its = numbers + (first << 2);
  return ruleAt(rule).measures!.setsOf(column).gatherNumbered(its, firstOf(partition + 1) - first) - gatheredAt();
}

export function partitionAt(): usize {
  return gathered;
}

/** Gives back what was taken for them. */
export function forgetPartitions(): void {
  if (offsets != 0) release(offsets);
  if (numbers != 0) release(numbers);
  if (gathered != 0) release(gathered);
  offsets = 0;
  numbers = 0;
  gathered = 0;
}

@inline
function firstOf(partition: u32): usize {
  return <usize>load<u32>(starts + ((<usize>partition) << 2));
}

@inline
function placed(table: Table, index: usize): usize {
  return table.records + ((<usize>load<u32>(offsets + (index << 2))) << 2);
}

function makeRoom(size: usize): void {
  if (gathered != 0) release(gathered);
  gathered = allocateDirty(size);
}

@inline
function recordSize(table: Table, counted: usize): usize {
  return (table.blankSize + HEAD + <usize>load<u32>(counted, 8) + 3) & ~3;
}

/** Of the record whose count stands there. */
function partitionOf(counted: usize): u32 {
  let v0: u32 = seed0;
  let v1: u32 = seed1;
  let v2: u32 = seed0 ^ 0x6c796765;
  let v3: u32 = seed1 ^ 0x74656462;
  const from = counted + 8;
  const to = from + 4 + ((<usize>load<u32>(from) + 3) & ~3);
  // Three more rounds with an empty word finish it.
  for (let at = from; at < to + 12; at += 4) {
    const word: u32 = at < to ? load<u32>(at) : 0;
    if (at == to) v2 ^= 0xff;
    v3 ^= word;
    v0 += v1;
    v1 = rotl(v1, 5) ^ v0;
    v0 = rotl(v0, 16);
    v2 += v3;
    v3 = rotl(v3, 8) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 7) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 13) ^ v2;
    v2 = rotl(v2, 16);
    v0 ^= word;
  }
  return (v1 ^ v3) >> (32 - BITS);
}
