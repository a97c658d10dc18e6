// A key of decoded fields: their texts, joined by LF; addresses may be grouped by network. Knows no rule.

import { writeAddress4, writeAddress6, writeDecimal } from "./address";
import { has, high, isV6, low, textAt, textLength, want } from "./fields";
import { reserve, setKey } from "./key";
import { allocate, Row } from "./memory";

const LF: u8 = 10;
const SLASH: u8 = 47;
/** Longest text of a network. */
const LONGEST: usize = 64;

@unmanaged
class Column {
  field: i32;
  grouped: bool;
  prefix4: u32;
  prefix6: u32;
}

@unmanaged
export class FieldKey {
  columns: Row;

  static make(): FieldKey {
    const key = changetype<FieldKey>(allocate(offsetof<FieldKey>()));
    key.columns = Row.make();
    return key;
  }

  add(field: i32): void {
    const column = changetype<Column>(allocate(offsetof<Column>()));
    column.field = field;
    this.columns.push(changetype<usize>(column));
    want(field);
  }

  /** The last column's addresses are grouped. */
  group(prefix4: u32, prefix6: u32): void {
    const column = this.column(this.columns.length - 1);
    column.grouped = true;
    column.prefix4 = prefix4;
    column.prefix6 = prefix6;
  }

  @inline
  private column(index: i32): Column {
    return changetype<Column>(this.columns.at(index));
  }

  /** Whether the line at hand has the fields; the key is then `keyAt`. */
  find(): bool {
    let size: usize = 0;
    for (let i = 0; i < this.columns.length; i++) {
      const field = this.column(i).field;
      if (!has(field)) return false;
      size += textLength(field) + LONGEST;
    }
    if (this.columns.length == 1 && !this.column(0).grouped) {
      setKey(textAt(this.column(0).field), textLength(this.column(0).field));
      return true;
    }
    const from = reserve(size);
    let to = from;
    for (let i = 0; i < this.columns.length; i++) {
      if (i > 0) store<u8>(to++, LF);
      to = write(this.column(i), to);
    }
    setKey(from, to - from);
    return true;
  }
}

/** Writes a column and returns the end of what was written. */
function write(column: Column, to: usize): usize {
  const field = column.field;
  if (!column.grouped) {
    memory.copy(to, textAt(field), textLength(field));
    return to + textLength(field);
  }
  const prefix = isV6(field) ? column.prefix6 : column.prefix4;
  if (isV6(field)) {
    to = writeAddress6(high(field) & highMask(prefix), low(field) & highMask(prefix < 64 ? 0 : prefix - 64), to);
  } else {
    to = writeAddress4(<u32>(low(field) & (highMask(prefix) >> 32)), to);
  }
  store<u8>(to, SLASH);
  return writeDecimal(to + 1, prefix);
}

/** The highest `count` bits; all of them for 64 and more. */
@inline
function highMask(count: u32): u64 {
  return count >= 64 ? ~(<u64>0) : ~(~(<u64>0) >> count);
}
