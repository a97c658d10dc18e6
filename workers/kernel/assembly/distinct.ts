// The sets of values that the keys of one rule have in one measure: exact up to 1,024 values a key, then an estimate
// (registers.ts). A key is the number of its record. Knows no rule.
//
// Idea: one table of pairs for all sets, so that a value is found by one look at memory, however large its set is.
//
//     slots:   [record + 1, kind of value] [value], u32 each; 0 is free; linear probing, at most half full
//     values:  [value] [the set's value before that, its kind], by first appearance: for taking the sets out
//     heads:   of each record [the last of its values, its kind] [how many it has]
//
//     waiting: [record + 1, kind of value] [value] …, as they came; some of them twice
//
//     add:     let the pair wait; as soon as there are enough: settle
//     settle:  of all that wait the slot, by SipHash-1-3 of the pair; look at each
//              then of each: taken → nothing is new; free → enter it, chain it to the record's values
//
// Tricks:
// 1. A value is a number of 32 bits: an IPv4 address is one, since it is written in one way only; any other text lies in
//    a table of texts, and its place there stands for it. So a pair is compared whole, in the slot itself. Which of the
//    two it is takes a bit beside the record's number.
// 2. Nearly every look at a slot waits for memory. Looks of pairs that wait do so together, since none depends on another.
//    One at a time, in the midst of a line, they took twice as long.
// 3. What is new is written behind what was new before; only the slot, and the head of a record with something new, may
//    have to be waited for.
//
// Of a set that has become registers the head is [address of the registers] [all ones]. Its pairs stay in the table, 1,024
// at most, and are not looked at again.

import { writeAddress4 } from "./address";
import { isV4, low, textAt, textLength } from "./fields";
import { allocate, allocateDirty, copyShort, release } from "./memory";
import { noteInRegister, REGISTERS } from "./registers";
import { sipHash13Word } from "./siphash";
import { Table } from "./table";

const MOST_VALUES: u32 = 1024;
/** In the place of a number of values. */
const ESTIMATED: u32 = 0xffffffff;

const ADDRESS: u32 = 0;
const TEXT: u32 = 1;

/** In the wire form, in the place of a text's length. */
const ADDRESS_FOLLOWS: u32 = 0xffffffff;

/** In the table of texts, in front of a text; its length is the last word. */
const TEXT_HEAD: usize = 12;

const FIRST_SLOTS: u32 = 1024;
const FIRST_VALUES: u32 = 512;

/** More pairs than this do not wait. */
const MOST_WAITING: u32 = 128;
/** Of the pairs that are settled, their slots at first sight: u32 each. */
const slotsInSight = memory.data(128 << 2, 16);
/** What was seen at the first look; nobody may find out that it is of no use, and leave the look out. */
let seen: u64 = 0;

@unmanaged
export class DistinctSets {
  field: i32;
  slots: usize;
  /** Number of slots - 1. */
  mask: u32;
  values: usize;
  used: u32;
  room: u32;
  heads: usize;
  /** For so many records. */
  records: u32;
  texts: Table;
  /** How many sets are registers. */
  estimates: u32;
  /** Pairs that are not in the table yet, and how many. */
  waiting: usize;
  waits: u32;

  static make(field: i32): DistinctSets {
    const sets = changetype<DistinctSets>(allocate(offsetof<DistinctSets>()));
    sets.field = field;
    sets.texts = Table.sized(64, 1024);
    sets.waiting = allocateDirty((<usize>MOST_WAITING) << 3);
    sets.begin();
    return sets;
  }

  private begin(): void {
    this.mask = FIRST_SLOTS - 1;
    this.slots = allocate((<usize>FIRST_SLOTS) << 3);
    this.room = FIRST_VALUES;
    this.values = allocateDirty((<usize>FIRST_VALUES) << 3);
    this.used = 0;
    this.heads = 0;
    this.records = 0;
  }

  /** All sets are empty again; memory that was hardly used is given back. */
  clear(): void {
    for (let record: u32 = 0; record < this.records; record++) {
      if (this.countOf(record) == ESTIMATED) release(this.lastOf(record));
    }
    this.estimates = 0;
    this.waits = 0;
    this.texts.clear();
    if (this.used > this.mask >> 4) {
      // The next text will most probably need as much.
      memory.fill(this.slots, 0, ((<usize>this.mask) + 1) << 3);
      memory.fill(this.heads, 0, (<usize>this.records) << 3);
      this.used = 0;
      return;
    }
    if (this.heads != 0) release(this.heads);
    release(this.slots);
    release(this.values);
    this.begin();
  }

  /** Adds the value that the field has in the line at hand. */
  @inline
  add(record: u32): void {
    if (record >= this.records) this.extend(record);
    if (this.countOf(record) == ESTIMATED) this.noteText(record);
    else if (isV4(this.field)) this.wait(record, ADDRESS, <u32>low(this.field));
    else this.wait(record, TEXT, this.placeOfText());
  }

  @inline
  private wait(record: u32, kind: u32, value: u32): void {
    store<u64>(this.waiting + ((<usize>this.waits) << 3), (<u64>(((record + 1) << 1) | kind) << 32) | <u64>value);
    if (++this.waits == MOST_WAITING) this.settle();
  }

  /** From here on, what came is where it belongs. */
  private settle(): void {
    const waits = this.waits;
    // Whatever is new, the slots stay what they are.
    while (this.used + waits > this.mask >> 1) this.widen();
    const mask = this.mask;
    const slots = this.slots;
    let all: u64 = 0;
    for (let i: u32 = 0; i < waits; i++) {
      const slot = <u32>sipHash13Word(this.waitingAt(i)) & mask;
      store<u32>(slotsInSight + ((<usize>i) << 2), slot);
      all ^= load<u64>(slots + ((<usize>slot) << 3));
    }
    seen = all;
    for (let i: u32 = 0; i < waits; i++) this.enter(this.waitingAt(i), load<u32>(slotsInSight + ((<usize>i) << 2)));
    this.waits = 0;
  }

  @inline
  private waitingAt(index: u32): u64 {
    return load<u64>(this.waiting + ((<usize>index) << 3));
  }

  /** A pair, and the slot by its hash. */
  @inline
  private enter(pair: u64, inSight: u32): void {
    const slot = this.slotFrom(inSight, pair);
    if (load<u64>(slot) == pair) return;
    const record = (<u32>(pair >> 33)) - 1;
    const kind = <u32>(pair >> 32) & 1;
    const count = this.countOf(record);
    if (count >= MOST_VALUES) {
      // Also of one that became registers while this waited.
      if (count != ESTIMATED) this.estimate(record);
      readText(kind, <u32>pair, this.texts);
      noteInRegister(this.lastOf(record), valueText, valueLength);
      return;
    }
    store<u64>(slot, pair);
    this.chain(record, count, kind, <u32>pair);
  }

  /** The slot of a pair, or the free one where it belongs. */
  @inline
  private slotFrom(first: u32, pair: u64): usize {
    const mask = this.mask;
    let i = first;
    let slot = this.slots + ((<usize>i) << 3);
    let taken = load<u64>(slot);
    while (taken != pair && taken != 0) {
      i = (i + 1) & mask;
      slot = this.slots + ((<usize>i) << 3);
      taken = load<u64>(slot);
    }
    return slot;
  }

  @inline
  private chain(record: u32, count: u32, kind: u32, value: u32): void {
    if (this.used == this.room) this.enlarge();
    const at = this.valueAt(this.used);
    const head = this.headOf(record);
    store<u32>(at, value);
    store<u32>(at, load<u32>(head), 4);
    store<u32>(head, (this.used << 1) | kind);
    store<u32>(head, count + 1, 4);
    this.used++;
  }

  private placeOfText(): u32 {
    const record = this.texts.add(textAt(this.field), textLength(this.field));
    return <u32>((record - this.texts.records) >> 2);
  }

  @inline
  private headOf(record: u32): usize {
    return this.heads + ((<usize>record) << 3);
  }

  @inline
  private countOf(record: u32): u32 {
    return load<u32>(this.headOf(record), 4);
  }

  /** The record's last value with its kind; or its registers. */
  @inline
  private lastOf(record: u32): u32 {
    return load<u32>(this.headOf(record));
  }

  @inline
  private valueAt(index: u32): usize {
    return this.values + ((<usize>index) << 3);
  }

  private extend(record: u32): void {
    const records = max(record + 1, max(this.records * 2, 64));
    const heads = allocate((<usize>records) << 3);
    if (this.heads != 0) {
      memory.copy(heads, this.heads, (<usize>this.records) << 3);
      release(this.heads);
    }
    this.heads = heads;
    this.records = records;
  }

  private enlarge(): void {
    const values = allocateDirty((<usize>this.room) << 4);
    memory.copy(values, this.values, (<usize>this.room) << 3);
    release(this.values);
    this.values = values;
    this.room <<= 1;
  }

  /** Twice the slots. */
  private widen(): void {
    const old = this.slots;
    const end = old + (((<usize>this.mask) + 1) << 3);
    this.slots = allocate((end - old) << 1);
    this.mask = (this.mask << 1) | 1;
    for (let at = old; at < end; at += 8) {
      const pair = load<u64>(at);
      if (pair != 0) store<u64>(this.slotFrom(<u32>sipHash13Word(pair) & this.mask, pair), pair);
    }
    release(old);
  }

  // -------------------------------------------------------------- values as texts

  /** Notes the text that the field has in the line at hand in the registers of the record. */
  private noteText(record: u32): void {
    noteInRegister(this.lastOf(record), textAt(this.field), textLength(this.field));
  }

  /** The set of a record becomes registers. */
  private estimate(record: u32): void {
    const registers = allocate(REGISTERS);
    let last = this.lastOf(record);
    for (let left = this.countOf(record); left != 0; left--) {
      const value = this.valueAt(last >> 1);
      readText(last & 1, load<u32>(value), this.texts);
      noteInRegister(registers, valueText, valueLength);
      last = load<u32>(value, 4);
    }
    store<u32>(this.headOf(record), <u32>registers);
    store<u32>(this.headOf(record), ESTIMATED, 4);
    this.estimates++;
  }

  /**
   * Writes the sets of the records [first, behind) one behind the other, and returns where they end; they begin at
   * `gatheredAt()`. Each is [how many: u32], then so many values, [length: u32] [bytes, padded with zeros to 4], of an
   * address [all ones] [its 32 bits]; or
   * [all ones: u32] [registers].
   */
  gather(first: u32, behind: u32): usize {
    this.settle();
    let to = gathered;
    for (let record = first; record < behind; record++) to = this.writeSet(record, to);
    return to;
  }

  /** The same of so many records whose numbers stand there. */
  gatherNumbered(numbers: usize, count: usize): usize {
    this.settle();
    let to = gathered;
    for (let i: usize = 0; i < count; i++) to = this.writeSet(load<u32>(numbers + (i << 2)), to);
    return to;
  }

  private writeSet(record: u32, to: usize): usize {
    const count = record < this.records ? this.countOf(record) : 0;
    to = reserve(to, 4);
    store<u32>(to, count);
    to += 4;
    if (count == ESTIMATED) {
      to = reserve(to, REGISTERS);
      memory.copy(to, this.lastOf(record), REGISTERS);
      to += REGISTERS;
    } else if (count != 0) {
      to = this.writeValues(this.lastOf(record), count, to);
    }
    return to;
  }

  /** Bytes of what is in them. */
  size(): usize {
    this.settle();
    return ((<usize>this.used) << 3) + this.texts.used + (<usize>this.estimates) * REGISTERS;
  }

  /** As of a table: the bytes that they take, or will where they are about to grow, and as much again. */
  sizeSoon(): usize {
    this.settle();
    let slots = ((<usize>this.mask) + 1) << 3;
    if (this.used > (this.mask >> 3) * 3) slots <<= 1;
    let values = (<usize>this.room) << 3;
    if (this.used > (this.room >> 2) * 3) values <<= 1;
    const heads = (<usize>this.records) << 3;
    return ((slots + values + heads) << 1) + this.texts.sizeSoon() + (<usize>this.estimates) * REGISTERS;
  }

  /** As `clear`, with no more memory than at first. */
  shrink(): void {
    this.clear();
    this.texts.shrink();
    if (this.heads != 0) release(this.heads);
    release(this.slots);
    release(this.values);
    this.begin();
  }

  private writeValues(last: u32, count: u32, to: usize): usize {
    for (let left = count; left != 0; left--) {
      const value = this.valueAt(last >> 1);
      if ((last & 1) == ADDRESS) {
        to = reserve(to, 8);
        store<u32>(to, ADDRESS_FOLLOWS);
        store<u32>(to, load<u32>(value), 4);
        to += 8;
      } else {
        readText(TEXT, load<u32>(value), this.texts);
        to = writeText(to);
      }
      last = load<u32>(value, 4);
    }
    return to;
  }
}

/** Writes the text that was read last, and returns where it ends. */
function writeText(to: usize): usize {
  const size: usize = (4 + valueLength + 3) & ~3;
  to = reserve(to, size);
  store<u32>(to, <u32>valueLength);
  copyShort(to + 4, valueText, valueLength);
  const unused = <u32>(((-valueLength) & 3) << 3);
  if (unused != 0) store<u32>(to + size - 4, load<u32>(to + size - 4) & (u32.MAX_VALUE >> unused));
  return to + size;
}

/** The text of a value. */
let valueText: usize = 0;
let valueLength: usize = 0;
const address = memory.data(32, 16);

function readText(kind: u32, value: u32, texts: Table): void {
  if (kind == ADDRESS) {
    valueText = address;
    valueLength = writeAddress4(value, address) - address;
  } else {
    const record = texts.records + ((<usize>value) << 2);
    valueText = record + TEXT_HEAD;
    valueLength = load<u32>(record, TEXT_HEAD - 4);
  }
}

// ---------------------------------------------------------------- where sets are gathered

let gathered: usize = allocateDirty(4096);
let gatheredEnd: usize = gathered + 4096;

/** Where `gather` put the sets. */
export function gatheredAt(): usize {
  return gathered;
}

/** Room for so many bytes more behind `to`, which may move. */
@inline
function reserve(to: usize, size: usize): usize {
  return to + size <= gatheredEnd ? to : enlargeGathered(to, size);
}

function enlargeGathered(to: usize, size: usize): usize {
  const used = to - gathered;
  let room = (gatheredEnd - gathered) << 1;
  while (room < used + size) room <<= 1;
  const larger = allocateDirty(room);
  memory.copy(larger, gathered, used);
  release(gathered);
  gathered = larger;
  gatheredEnd = larger + room;
  return larger + used;
}
