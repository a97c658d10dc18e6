// One rule: which lines count, by what key, and what was counted.

import { Cut, keyAt, keyLength, Template } from "./key";
import { allocate, Row } from "./memory";
import { find, Needle } from "./needle";
import { Table } from "./table";

@unmanaged
export class Rule {
  ignoreCase: bool;
  /** Needles; of `all`, the first is the rarest. */
  all: Row;
  any: Row;
  none: Row;
  /** A line that the rule takes holds one of these anchors; 0: there may be others. */
  anchorBits: u64;
  template: Template | null;
  cut: Cut | null;
  table: Table;
  matchedLines: u64;
  unkeyedLines: u64;

  static make(ignoreCase: bool): Rule {
    const rule = changetype<Rule>(allocate(offsetof<Rule>()));
    rule.ignoreCase = ignoreCase;
    rule.all = Row.make();
    rule.any = Row.make();
    rule.none = Row.make();
    rule.table = Table.make();
    return rule;
  }

  clear(): void {
    this.matchedLines = 0;
    this.unkeyedLines = 0;
    this.table.clear();
  }

  /** See `anchorBits`; asked when all needles are there. */
  bitsOfAnchors(): u64 {
    if (this.all.length > 0) return changetype<Needle>(this.all.at(0)).bit;
    let bits: u64 = 0;
    for (let i = 0; i < this.any.length; i++) {
      const bit = changetype<Needle>(this.any.at(i)).bit;
      if (bit == 0) return 0;
      bits |= bit;
    }
    return bits;
  }

  /** Counts the line [start, end), which holds the anchors `present`, and perhaps others. */
  take(start: usize, end: usize, present: u64): void {
    if (!this.matches(start, end, present)) return;
    this.matchedLines++;
    const template = this.template;
    const cut = this.cut;
    let keyed: bool;
    if (template !== null) {
      keyed = template.find(start, end);
    } else if (cut !== null) {
      keyed = cut.find(start, end);
    } else {
      this.table.add(start, 0);
      return;
    }
    if (keyed) this.table.add(keyAt, keyLength);
    else this.unkeyedLines++;
  }

  private matches(start: usize, end: usize, present: u64): bool {
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
