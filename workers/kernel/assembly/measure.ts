// What is kept of a key beside its count. Knows no rule; takes the fields and the time of the line at hand.
//
// Each measure has a block in the record, all numbers little-endian, in the order of the rule's measures:
//
//     sum       u128
//     first     u64, a PackedTime; all ones where no line had a time
//     last      u64, a PackedTime; zero where no line had a time
//     hours     24 × u64: lines by the hour that they themselves say
//     distinct  nothing; its sets lie outside, by the record's number (distinct.ts)

import { DistinctSets } from "./distinct";
import { has, low, want } from "./fields";
import { allocate, release, Row } from "./memory";
import { hourOf } from "./packed-time";
import { timeOfLine } from "./line-time";

export const SUM = 0;
export const DISTINCT = 1;
export const FIRST = 2;
export const LAST = 3;
export const HOURS = 4;

@unmanaged
class Measure {
  kind: i32;
  /** Of a sum or a distinct. */
  field: i32;
  /** Where its block begins in the record. */
  place: usize;
  sets: DistinctSets | null;
}

@unmanaged
export class Measures {
  all: Row;
  /** A record's blocks before its first line. */
  blank: usize;
  size: usize;
  /** Of each distinct, in their order, its DistinctSets. */
  sets: Row;

  static make(): Measures {
    const measures = changetype<Measures>(allocate(offsetof<Measures>()));
    measures.all = Row.make();
    measures.sets = Row.make();
    measures.blank = allocate(0);
    return measures;
  }

  add(kind: i32, field: i32): void {
    const measure = changetype<Measure>(allocate(offsetof<Measure>()));
    measure.kind = kind;
    measure.field = field;
    this.all.push(changetype<usize>(measure));
    if (kind == SUM || kind == DISTINCT) want(field);
    if (kind == DISTINCT) {
      measure.sets = DistinctSets.make(field);
      this.sets.push(changetype<usize>(measure.sets));
      return;
    }
    measure.place = this.size;
    this.size += kind == SUM ? 16 : kind == HOURS ? 192 : 8;
    const blank = allocate(this.size);
    memory.copy(blank, this.blank, measure.place);
    if (kind == FIRST) store<u64>(blank + measure.place, ~(<u64>0));
    release(this.blank);
    this.blank = blank;
  }

  /** Notes the line at hand in the record of its key. */
  note(record: usize, number: u32): void {
    for (let i = 0; i < this.all.length; i++) {
      const measure = changetype<Measure>(this.all.at(i));
      if (measure.kind == DISTINCT) noteValue(measure, number);
      else if (measure.kind == SUM) noteSum(measure.field, record + measure.place);
      else noteTime(measure.kind, record + measure.place);
    }
  }

  @inline
  setsOf(column: i32): DistinctSets {
    return changetype<DistinctSets>(this.sets.at(column));
  }

  clear(): void {
    for (let column = 0; column < this.sets.length; column++) this.setsOf(column).clear();
  }
}

@inline
function noteValue(measure: Measure, number: u32): void {
  if (has(measure.field)) measure.sets!.add(number);
}

function noteSum(field: i32, block: usize): void {
  if (!has(field)) return;
  const before = load<u64>(block);
  const after = before + low(field);
  store<u64>(block, after);
  if (after < before) store<u64>(block, load<u64>(block, 8) + 1, 8);
}

function noteTime(kind: i32, block: usize): void {
  const time = timeOfLine();
  if (time == 0) return;
  if (kind == FIRST) {
    if (time < load<u64>(block)) store<u64>(block, time);
  } else if (kind == LAST) {
    if (time > load<u64>(block)) store<u64>(block, time);
  } else {
    const hour = block + (<usize>hourOf(time) << 3);
    store<u64>(hour, load<u64>(hour) + 1);
  }
}
