// What a field of the line at hand must be. Knows no rule; several may share a condition, and a line asks it once.
//
// A condition on a field that the line does not have is false, also a negated one. Numbers and addresses are looked up
// in ranges that are in order and apart from each other; texts are compared with ASCII case folded.

import { has, high, isV6, low, textAt, textLength, want } from "./fields";
import { allocate, allocateDirty, release, Row } from "./memory";
import { find, Needle, standsAt } from "./needle";
import { Table } from "./table";

export const NUMBERS = 0;
export const ADDRESSES = 1;
export const TEXTS = 2;
export const CONTAINS = 3;

/** So many texts are compared one by one; more are looked up. */
const COMPARED: i32 = 8;

/** Counts the lines that were asked about, so that a condition knows whether its answer is of this one. */
let line: u64 = 0;

/** To be called when the fields of another line are there. */
@inline
export function forgetAnswers(): void {
  line += 2;
}

@unmanaged
export class Condition {
  kind: i32;
  field: i32;
  negated: bool;
  /** The line it was asked about last, and in the lowest bit the answer. */
  answer: u64;
  /** Ranges of numbers or IPv4 addresses: [first u64] [last u64]. */
  ranges: usize;
  count: i32;
  /** Ranges of IPv6 addresses: [first, high u64] [first, low u64] [last, high u64] [last, low u64]. */
  ranges6: usize;
  count6: i32;
  /** Needles, folded; of TEXTS, only the first few. */
  texts: Row;
  /** All texts of TEXTS, if they are many. */
  table: Table | null;

  static make(kind: i32, field: i32, negated: bool): Condition {
    const condition = changetype<Condition>(allocate(offsetof<Condition>()));
    condition.kind = kind;
    condition.field = field;
    condition.negated = negated;
    condition.texts = Row.make();
    want(field);
    return condition;
  }

  addRanges(ranges: usize, count: i32, ranges6: usize, count6: i32): void {
    this.ranges = copyOf(ranges, (<usize>count) << 4);
    this.count = count;
    this.ranges6 = copyOf(ranges6, (<usize>count6) << 5);
    this.count6 = count6;
  }

  /** `text` is in lower case. */
  addText(text: usize, length: usize): void {
    if (this.kind == CONTAINS || this.texts.length < COMPARED) {
      this.texts.push(changetype<usize>(Needle.make(text, length, true, 0)));
    } else if (this.table === null) {
      const table = Table.sized(64, 1024);
      for (let i = 0; i < this.texts.length; i++) {
        const earlier = changetype<Needle>(this.texts.at(i));
        table.add(earlier.bytes, earlier.length);
      }
      this.table = table;
    }
    const table = this.table;
    if (table !== null) table.add(text, length);
  }

  @inline
  holds(): bool {
    if ((this.answer & ~1) != line) this.answer = line | (has(this.field) && this.fits() != this.negated ? 1 : 0);
    return (this.answer & 1) != 0;
  }

  private fits(): bool {
    switch (this.kind) {
      case NUMBERS:
        return isWithin(low(this.field), this.ranges, this.count);
      case ADDRESSES:
        return isV6(this.field)
          ? isWithin6(high(this.field), low(this.field), this.ranges6, this.count6)
          : isWithin(low(this.field), this.ranges, this.count);
      case TEXTS:
        return this.isText(textAt(this.field), textLength(this.field));
      default:
        return this.isHeld(textAt(this.field), textLength(this.field));
    }
  }

  private isText(at: usize, length: usize): bool {
    const table = this.table;
    if (table !== null) return table.has(folded(at, length), length);
    for (let i = 0; i < this.texts.length; i++) {
      const text = changetype<Needle>(this.texts.at(i));
      if (text.length == length && standsAt(text, at)) return true;
    }
    return false;
  }

  private isHeld(at: usize, length: usize): bool {
    for (let i = 0; i < this.texts.length; i++) {
      if (find(changetype<Needle>(this.texts.at(i)), at, at + length) != 0) return true;
    }
    return false;
  }
}

function copyOf(bytes: usize, size: usize): usize {
  const copy = allocateDirty(size);
  memory.copy(copy, bytes, size);
  return copy;
}

/** Halves the ranges down to the last that does not begin behind the value. */
function isWithin(value: u64, ranges: usize, count: i32): bool {
  let from = ranges;
  let left = count;
  while (left > 1) {
    const half = left >> 1;
    const middle = from + ((<usize>half) << 4);
    if (load<u64>(middle) <= value) from = middle;
    left -= half;
  }
  return left == 1 && load<u64>(from) <= value && value <= load<u64>(from, 8);
}

function isWithin6(highHalf: u64, lowHalf: u64, ranges: usize, count: i32): bool {
  let from = ranges;
  let left = count;
  while (left > 1) {
    const half = left >> 1;
    const middle = from + ((<usize>half) << 5);
    if (isAtMost(load<u64>(middle), load<u64>(middle, 8), highHalf, lowHalf)) from = middle;
    left -= half;
  }
  return (
    left == 1 &&
    isAtMost(load<u64>(from), load<u64>(from, 8), highHalf, lowHalf) &&
    isAtMost(highHalf, lowHalf, load<u64>(from, 16), load<u64>(from, 24))
  );
}

@inline
function isAtMost(highA: u64, lowA: u64, highB: u64, lowB: u64): bool {
  return highA < highB || (highA == highB && lowA <= lowB);
}

let scratch: usize = 0;
let scratchSize: usize = 0;

/** A copy in lower case. */
function folded(at: usize, length: usize): usize {
  if (length > scratchSize) {
    if (scratch != 0) release(scratch);
    scratchSize = length * 2;
    scratch = allocateDirty(scratchSize);
  }
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(at + i);
    store<u8>(scratch + i, byte - 65 < 26 ? byte | 0x20 : byte);
  }
  return scratch;
}
