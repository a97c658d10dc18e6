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

  /** Counts the line [start, end), which is known to hold `known` (null: nothing is known of it). */
  take(start: usize, end: usize, known: Needle | null): void {
    if (!this.matches(start, end, known)) return;
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

  private matches(start: usize, end: usize, known: Needle | null): bool {
    for (let i = 0; i < this.all.length; i++) {
      const needle = changetype<Needle>(this.all.at(i));
      if (needle !== known && find(needle, start, end) == 0) return false;
    }
    for (let i = 0; i < this.none.length; i++) {
      if (find(changetype<Needle>(this.none.at(i)), start, end) != 0) return false;
    }
    if (this.any.length == 0) return true;
    for (let i = 0; i < this.any.length; i++) {
      const needle = changetype<Needle>(this.any.at(i));
      if (needle === known || find(needle, start, end) != 0) return true;
    }
    return false;
  }
}
