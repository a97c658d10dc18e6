// Counts by key. Knows neither rules nor lines.
//
// Idea: open addressing over a row of records that is already the answer's wire form, so that draining is one copy.
//
//     records: [count u64] [length u32] [key bytes, zeros up to a multiple of 4] …    in order of first appearance
//     slots:   [upper half of the hash] [record's offset / 4 + 1], 0 is free; linear probing, at most half full
//
//     add(key):  h = SipHash-1-3(seed, key)
//                for slot from h: free → append a record; same tag and same bytes → count + 1
//
// Tricks:
// 1. SipHash with a seed drawn a run: whoever writes the log cannot make keys collide. It costs some 20 cycles for an
//    address, on counted lines only. (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012.)
// 2. 32 bits of hash in the slot: a probe reads a record only where it almost surely is the one.

import { allocate, allocateDirty, release } from "./memory";
import { sameBytes } from "./needle";

const HEAD: usize = 12;

let seed0: u64 = 0;
let seed1: u64 = 0;

export function setHashSeed(a: u32, b: u32, c: u32, d: u32): void {
  seed0 = (<u64>a << 32) | b;
  seed1 = (<u64>c << 32) | d;
}

@unmanaged
export class Table {
  slots: usize;
  /** Number of slots - 1. */
  mask: u32;
  keys: u32;
  records: usize;
  used: usize;
  capacity: usize;

  static make(): Table {
    const table = changetype<Table>(allocate(offsetof<Table>()));
    table.mask = 1023;
    table.slots = allocate(1024 * 8);
    table.capacity = 16384;
    table.records = allocateDirty(table.capacity);
    return table;
  }

  destroy(): void {
    release(this.slots);
    release(this.records);
    release(changetype<usize>(this));
  }

  clear(): void {
    memory.fill(this.slots, 0, (<usize>this.mask + 1) << 3);
    this.keys = 0;
    this.used = 0;
  }

  add(key: usize, length: usize): void {
    const hash = sipHash13(key, length);
    const tag = hash & 0xffffffff00000000;
    const mask = this.mask;
    let i = <u32>hash & mask;
    for (;;) {
      const slot = load<u64>(this.slots + ((<usize>i) << 3));
      if (slot == 0) break;
      if ((slot & 0xffffffff00000000) == tag) {
        const record = this.records + (((<usize>slot) - 1) << 2);
        if (load<u32>(record, 8) == <u32>length && sameBytes(record + HEAD, key, length)) {
          store<u64>(record, load<u64>(record) + 1);
          return;
        }
      }
      i = (i + 1) & mask;
    }
    const offset = this.append(key, length);
    store<u64>(this.slots + ((<usize>i) << 3), tag | ((offset >> 2) + 1));
    if (++this.keys > mask >> 1) this.widen();
  }

  private append(key: usize, length: usize): usize {
    const offset = this.used;
    const size = (HEAD + length + 3) & ~3;
    if (offset + size > this.capacity) this.extend(offset + size);
    const record = this.records + offset;
    store<u32>(record + size - 4, 0);
    store<u64>(record, 1);
    store<u32>(record, <u32>length, 8);
    memory.copy(record + HEAD, key, length);
    this.used = offset + size;
    return offset;
  }

  private extend(needed: usize): void {
    let capacity = this.capacity << 1;
    while (capacity < needed) capacity <<= 1;
    const records = allocateDirty(capacity);
    memory.copy(records, this.records, this.used);
    release(this.records);
    this.records = records;
    this.capacity = capacity;
  }

  /** Twice the slots; the records stay where they are. */
  private widen(): void {
    const slots = (<usize>this.mask + 1) << 1;
    release(this.slots);
    this.slots = allocate(slots << 3);
    this.mask = <u32>(slots - 1);
    let offset: usize = 0;
    while (offset < this.used) {
      const record = this.records + offset;
      const length = <usize>load<u32>(record, 8);
      const hash = sipHash13(record + HEAD, length);
      let i = <u32>hash & this.mask;
      while (load<u64>(this.slots + ((<usize>i) << 3)) != 0) i = (i + 1) & this.mask;
      store<u64>(this.slots + ((<usize>i) << 3), (hash & 0xffffffff00000000) | ((offset >> 2) + 1));
      offset += (HEAD + length + 3) & ~3;
    }
  }
}

/** One word a turn: the key's, the last with the length in its top byte, and three zeros to finish. */
function sipHash13(key: usize, length: usize): u64 {
  let v0 = seed0 ^ 0x736f6d6570736575;
  let v1 = seed1 ^ 0x646f72616e646f6d;
  let v2 = seed0 ^ 0x6c7967656e657261;
  let v3 = seed1 ^ 0x7465646279746573;
  const whole = length >> 3;
  for (let turn: usize = 0; turn < whole + 4; turn++) {
    let word: u64 = 0;
    if (turn < whole) {
      word = load<u64>(key + (turn << 3));
    } else if (turn == whole) {
      const rest = (length & 7) << 3;
      word = (load<u64>(key + (whole << 3)) & ((<u64>1 << rest) - 1)) | (<u64>length << 56);
    } else if (turn == whole + 1) {
      v2 ^= 0xff;
    }
    v3 ^= word;
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
    v0 ^= word;
  }
  return v0 ^ v1 ^ v2 ^ v3;
}
