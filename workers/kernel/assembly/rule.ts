// One rule: which lines count, by what key, and what was counted.

import { Condition } from "./condition";
import { FieldKey } from "./field-key";
import { Cut, keyAt, keyLength, setKey, Template } from "./key";
import { isInPeriod, timeOfLine } from "./line-time";
import { Measures } from "./measure";
import { allocate, Row } from "./memory";
import { find, Needle } from "./needle";
import { matches } from "./regexp";
import { recordNumber, Table } from "./table";

@unmanaged
export class Rule {
  ignoreCase: bool;
  /** Lines that no format knows are taken; then none of its conditions is asked, since all are known to hold. */
  takesUnknown: bool;
  /** Needles; of `all`, the first is the rarest. */
  all: Row;
  any: Row;
  none: Row;
  /** A line that the rule takes holds an anchor with one of these marks; 0: there may be others. */
  anchorMarks: u64;
  /** Numbers of regular expressions (regexp.ts). */
  regexps: Row;
  /** All of these hold, and of `whereAny`, if there are some, one; the cheapest first. */
  where: Row;
  whereAny: Row;
  template: Template | null;
  cut: Cut | null;
  fieldKey: FieldKey | null;
  measures: Measures | null;
  table: Table;
  matchedLines: u64;
  unkeyedLines: u64;
  /** Lines that would have matched, had they a time that since and until could be asked about. */
  undatedLines: u64;

  static make(ignoreCase: bool, takesUnknown: bool): Rule {
    const rule = changetype<Rule>(allocate(offsetof<Rule>()));
    rule.ignoreCase = ignoreCase;
    rule.takesUnknown = takesUnknown;
    rule.all = Row.make();
    rule.any = Row.make();
    rule.none = Row.make();
    rule.regexps = Row.make();
    rule.where = Row.make();
    rule.whereAny = Row.make();
    rule.table = Table.make();
    return rule;
  }

  clear(): void {
    this.matchedLines = 0;
    this.unkeyedLines = 0;
    this.undatedLines = 0;
    this.table.clear();
    const measures = this.measures;
    if (measures !== null) measures.clear();
  }

  /** See `anchorMarks`; asked when all needles are there. */
  marksOfAnchors(): u64 {
    if (this.all.length > 0) return changetype<Needle>(this.all.at(0)).mark;
    let marks: u64 = 0;
    for (let i = 0; i < this.any.length; i++) {
      const mark = changetype<Needle>(this.any.at(i)).mark;
      if (mark == 0) return 0;
      marks |= mark;
    }
    return marks;
  }

  /**
   * Counts the line [start, end), which holds the anchors `present`, and perhaps others. `known`: its fields are those
   * of a format that knows it.
   */
  take(start: usize, end: usize, present: u64, known: bool): void {
    if (known && !this.conditionsHold()) return;
    if (!this.needlesFit(start, end, present)) return;
    for (let i = 0; i < this.regexps.length; i++) {
      if (!matches(<i32>this.regexps.at(i), start, end)) return;
    }
    if (!isInPeriod()) {
      if (timeOfLine() == 0) this.undatedLines++;
      return;
    }
    this.matchedLines++;
    if (this.findKey(start, end)) this.count(keyAt, keyLength);
    else this.unkeyedLines++;
  }

  @inline
  private count(key: usize, length: usize): void {
    const record = this.table.add(key, length);
    const measures = this.measures;
    if (measures !== null) measures.note(record, recordNumber);
  }

  private findKey(start: usize, end: usize): bool {
    const template = this.template;
    if (template !== null) return template.find(start, end);
    const cut = this.cut;
    if (cut !== null) return cut.find(start, end);
    const fieldKey = this.fieldKey;
    if (fieldKey !== null) return fieldKey.find();
    setKey(start, 0);
    return true;
  }

  private conditionsHold(): bool {
    for (let i = 0; i < this.where.length; i++) {
      if (!changetype<Condition>(this.where.at(i)).holds()) return false;
    }
    if (this.whereAny.length == 0) return true;
    for (let i = 0; i < this.whereAny.length; i++) {
      if (changetype<Condition>(this.whereAny.at(i)).holds()) return true;
    }
    return false;
  }

  private needlesFit(start: usize, end: usize, present: u64): bool {
    for (let i = 0; i < this.all.length; i++) {
      if (!holds(changetype<Needle>(this.all.at(i)), start, end, present)) return false;
    }
    for (let i = 0; i < this.none.length; i++) {
      if (find(changetype<Needle>(this.none.at(i)), start, end) != 0) return false;
    }
    if (this.any.length == 0) return true;
    for (let i = 0; i < this.any.length; i++) {
      if (holds(changetype<Needle>(this.any.at(i)), start, end, present)) return true;
    }
    return false;
  }
}

@inline
function holds(needle: Needle, start: usize, end: usize, present: u64): bool {
  return (needle.bit & present) != 0 || find(needle, start, end) != 0;
}
