// Counts and measures by key. Knows neither rules nor lines, nor what the measures say.
//
// Idea: open addressing over a row of records that is already the answer's wire form, so that draining is one copy.
//
//     records: [measures] [count u64] [length u32] [key bytes, zeros up to a multiple of 4] …    by first appearance
//     slots:   [upper half of the hash] [record's offset / 4 + 1], 0 is free; linear probing, at most half full
//
//     add(key):  h = SipHash-1-3(seed, key)
//                for slot from h: free → append a record; same tag and same bytes → count + 1
//
// Tricks:
// 1. SipHash with a seed drawn a run: whoever writes the log cannot make keys collide. It costs some 20 cycles for an
//    address, on counted lines only. (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012.)
// 2. 32 bits of hash in the slot: a probe reads a record only where it almost surely is the one.
// 3. What is kept of a key outside of its record finds its place by the record's number. Only a table that is asked to
//    keeps these, in a row beside the slots.

import { allocate, allocateDirty, copyShort, release } from "./memory";
import { sameBytes } from "./needle";
import { sipHash13 } from "./siphash";

/** Count and length. */
const HEAD: usize = 12;
const FIRST_SLOTS: u32 = 1024;
const FIRST_CAPACITY: usize = 16384;

/** Of the record that `add` returned last, if its table keeps numbers. */
export let recordNumber: u32 = 0;

@unmanaged
export class Table {
  slots: usize;
  /** Number of slots - 1. */
  mask: u32;
  keys: u32;
  records: usize;
  used: usize;
  capacity: usize;
  /** What the measures of a new record are, and how many bytes. */
  blank: usize;
  blankSize: usize;
  /** Beside each slot the number of its record; 0: they are not kept. */
  numbers: usize;

  static make(): Table {
    return Table.sized(FIRST_SLOTS, FIRST_CAPACITY);
  }

  /** `slots` is a power of two. */
  static sized(slots: u32, capacity: usize): Table {
    const table = changetype<Table>(allocate(offsetof<Table>()));
    table.mask = slots - 1;
    table.slots = allocate((<usize>slots) << 3);
    table.capacity = capacity;
    table.records = allocateDirty(capacity);
    return table;
  }

  /** To be called before the first `add`: each record begins with a copy of `blank`, whose size is a multiple of 4. */
  measured(blank: usize, blankSize: usize, numbered: bool): void {
    this.blank = blank;
    this.blankSize = blankSize;
    if (numbered && this.numbers == 0) this.numbers = allocateDirty((<usize>this.mask + 1) << 2);
  }

  clear(): void {
    memory.fill(this.slots, 0, (<usize>this.mask + 1) << 3);
    this.keys = 0;
    this.used = 0;
  }

  isHardlyUsed(): bool {
    return this.used < this.capacity >> 2;
  }

  /** As `clear`, with no more memory than at first. */
  shrink(): void {
    release(this.slots);
    release(this.records);
    this.slots = allocate((<usize>FIRST_SLOTS) << 3);
    this.mask = FIRST_SLOTS - 1;
    this.records = allocateDirty(FIRST_CAPACITY);
    this.capacity = FIRST_CAPACITY;
    if (this.numbers != 0) {
      release(this.numbers);
      this.numbers = allocateDirty((<usize>FIRST_SLOTS) << 2);
    }
    this.keys = 0;
    this.used = 0;
  }

  /**
   * The bytes that it takes, or will where it is about to grow: with what growing leaves behind, which is as much again.
   */
  sizeSoon(): usize {
    let slots = (<usize>this.mask + 1) << (this.numbers == 0 ? 3 : 4);
    if (this.keys > (this.mask >> 3) * 3) slots <<= 1;
    let records = this.capacity;
    if (this.used > (records >> 2) * 3) records <<= 1;
    return (slots + records) << 1;
  }

  /** Adds one to the count of a key; returns the address of its record, which is good until the next call. */
  add(key: usize, length: usize): usize {
    const hash = sipHash13(key, length);
    const i = this.slotOf(hash, key, length);
    if (load<u64>(this.slots + ((<usize>i) << 3)) != 0) return this.countSlot(i);
    const offset = this.append(key, length);
    store<u64>(this.slots + ((<usize>i) << 3), (hash & 0xffffffff00000000) | ((offset >> 2) + 1));
    if (this.numbers != 0) {
      recordNumber = this.keys;
      store<u32>(this.numbers + ((<usize>i) << 2), this.keys);
    }
    if (++this.keys > this.mask >> 1) this.widen();
    return this.records + offset;
  }

  @inline
  private isKey(slot: u32, key: usize, length: usize): bool {
    const counted = this.countedAt(slot);
    return load<u32>(counted, 8) == <u32>length && sameBytes(counted + HEAD, key, length);
  }

  /** Where the count of a slot's record stands. */
  @inline
  private countedAt(slot: u32): usize {
    return this.records + ((<usize>load<u32>(this.slots + ((<usize>slot) << 3)) - 1) << 2) + this.blankSize;
  }

  @inline
  private countSlot(slot: u32): usize {
    const counted = this.countedAt(slot);
    store<u64>(counted, load<u64>(counted) + 1);
    if (this.numbers != 0) recordNumber = load<u32>(this.numbers + ((<usize>slot) << 2));
    return counted - this.blankSize;
  }

  has(key: usize, length: usize): bool {
    const i = this.slotOf(sipHash13(key, length), key, length);
    return load<u64>(this.slots + ((<usize>i) << 3)) != 0;
  }

  /** The slot of a key, or the free one where it belongs. */
  @inline
  private slotOf(hash: u64, key: usize, length: usize): u32 {
    const tag = hash & 0xffffffff00000000;
    const mask = this.mask;
    let i = <u32>hash & mask;
    let slot = load<u64>(this.slots + ((<usize>i) << 3));
    while (slot != 0) {
      if ((slot & 0xffffffff00000000) == tag && this.isKey(i, key, length)) break;
      i = (i + 1) & mask;
      slot = load<u64>(this.slots + ((<usize>i) << 3));
    }
    return i;
  }

  private append(key: usize, length: usize): usize {
    const offset = this.used;
    const size = this.sizeOf(length);
    if (offset + size > this.capacity) this.extend(offset + size);
    const record = this.records + offset;
    copyShort(record, this.blank, this.blankSize);
    const counted = record + this.blankSize;
    store<u64>(counted, 1);
    store<u32>(counted, <u32>length, 8);
    copyShort(counted + HEAD, key, length);
    // What of the last word is not key: zeros.
    const unused = ((-length) & 3) << 3;
    if (unused != 0) store<u32>(record + size - 4, load<u32>(record + size - 4) & (u32.MAX_VALUE >> <u32>unused));
    this.used = offset + size;
    return offset;
  }

  @inline
  private sizeOf(length: usize): usize {
    return (this.blankSize + HEAD + length + 3) & ~3;
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
    if (this.numbers != 0) {
      release(this.numbers);
      this.numbers = allocateDirty(slots << 2);
    }
    let offset: usize = 0;
    for (let number: u32 = 0; offset < this.used; number++) {
      const counted = this.records + offset + this.blankSize;
      const length = <usize>load<u32>(counted, 8);
      const hash = sipHash13(counted + HEAD, length);
      let i = <u32>hash & this.mask;
      while (load<u64>(this.slots + ((<usize>i) << 3)) != 0) i = (i + 1) & this.mask;
      store<u64>(this.slots + ((<usize>i) << 3), (hash & 0xffffffff00000000) | ((offset >> 2) + 1));
      if (this.numbers != 0) store<u32>(this.numbers + ((<usize>i) << 2), number);
      offset += this.sizeOf(length);
    }
  }
}
