// Which rules may take a line that a format knows: a bit a rule, in rows of as many words as the rules need. The host
// works the rows out (workers/kernel/rule-bits.ts); a line has one by its kind of message, and more by its ports and by
// texts that many rules ask for:
//
//     rules that may take the line = row of the message & row of dst_port & row of src_port & rows of texts
//
// A port's row is found through a table of 65,536 numbers of rows, most of which is never touched; a text's by hashing
// its up to eight bytes, by a multiplier under which no two texts meet.

import { DST_PORT, has, low, SRC_PORT, textAt, textLength, want } from "./fields";
import { allocate, allocateDirty, release, Row } from "./memory";

/** Of a row. */
export let words: i32 = 0;

/** The rules that may take the line at hand, as a row. */
let candidates: usize = 0;

/** By format, Rows of rows: first that of lines whose message is not known, then by message. */
const messages: Row = Row.make();

/** To be called first, with the number of rules. */
export function setRuleCount(rules: i32): void {
  words = (rules + 63) >> 6;
  candidates = allocate(sizeOfRow());
}

@inline
function sizeOfRow(): usize {
  return (<usize>words) << 3;
}

function copyOf(row: usize): usize {
  const copy = allocateDirty(sizeOfRow() + 8);
  memory.copy(copy, row, sizeOfRow());
  return copy;
}

/**
 * The rules that may take lines of the next message of a format; the first is that of an unknown message. `texts`: a
 * bit for each TextRules that a line has to be asked about, for the message does not decide it.
 */
export function addMessageRules(format: i32, row: usize, texts: u32): void {
  while (messages.length <= format) messages.push(changetype<usize>(Row.make()));
  const copy = copyOf(row);
  store<u32>(copy + sizeOfRow(), texts);
  changetype<Row>(messages.at(format)).push(copy);
}

// ---------------------------------------------------------------- ports

/** How many there are, and the number that stands for none. */
const PORTS: u32 = 65536;

@unmanaged
class PortRules {
  rows: Row;
  /** By port, u16 the number of its row. */
  numbers: usize;
  /** The row of lines without the port. */
  absent: usize;

  static make(field: i32): PortRules {
    const rules = changetype<PortRules>(allocate(offsetof<PortRules>()));
    rules.rows = Row.make();
    rules.numbers = allocate(PORTS * 2);
    want(field);
    return rules;
  }

  add(first: u32, last: u32, row: usize): void {
    if (first == PORTS) {
      this.absent = copyOf(row);
      return;
    }
    const number = <u16>this.rows.length;
    this.rows.push(copyOf(row));
    for (let port = first; port <= last; port++) store<u16>(this.numbers + ((<usize>port) << 1), number);
  }

  @inline
  rowOf(field: i32): usize {
    if (!has(field)) return this.absent;
    return this.rows.at(load<u16>(this.numbers + (<usize>low(field) << 1)));
  }
}

let srcPort: PortRules | null = null;
let dstPort: PortRules | null = null;

/** The rules that may take lines whose port is one of [first, last]; 65536 is no port at all. Each is told once. */
export function addPortRules(isSource: bool, first: u32, last: u32, row: usize): void {
  if (isSource && srcPort === null) srcPort = PortRules.make(SRC_PORT);
  if (!isSource && dstPort === null) dstPort = PortRules.make(DST_PORT);
  (isSource ? srcPort! : dstPort!).add(first, last, row);
}

// ---------------------------------------------------------------- texts

/** In all TextRules, by number. */
const texts: Row = Row.make();

/** [text as a word u64] [length u32] [row u32] */
const SLOT: usize = 16;

@unmanaged
class TextRules {
  field: i32;
  /** Of lines that do not have the field, and of those that have another text. */
  absent: usize;
  other: usize;
  slots: usize;
  shift: u32;
  multiplier: u64;

  @inline
  rowOf(): usize {
    if (!has(this.field)) return this.absent;
    const length = textLength(this.field);
    if (length > 8) return this.other;
    const word = wordOf(textAt(this.field), length);
    const slot = this.slotOf(word);
    return load<u64>(slot) == word && load<u32>(slot, 8) == <u32>length ? <usize>load<u32>(slot, 12) : this.other;
  }

  @inline
  slotOf(word: u64): usize {
    return this.slots + <usize>((word * this.multiplier) >> this.shift) * SLOT;
  }

  /** Whether the texts, as SLOTs without their places, all have a slot of their own under the multiplier. */
  place(entries: usize, count: i32): bool {
    memory.fill(this.slots, 0, SLOT << (64 - this.shift));
    for (let i = 0; i < count; i++) {
      const entry = entries + (<usize>i) * SLOT;
      const slot = this.slotOf(load<u64>(entry));
      if (load<u32>(slot, 8) != 0) return false;
      memory.copy(slot, entry, SLOT);
    }
    return true;
  }
}

/** A text of 1 to 8 bytes as a number, in lower case. */
@inline
function wordOf(at: usize, length: usize): u64 {
  const word = load<u64>(at) & (~(<u64>0) >> ((8 - <u64>length) << 3));
  // Each byte for itself: its highest bit is set if it is an ASCII letter in upper case.
  const low = word & 0x7f7f7f7f7f7f7f7f;
  const capitals = ~word & ((low + 0x3f3f3f3f3f3f3f3f) ^ (low + 0x2525252525252525)) & 0x8080808080808080;
  return word | (capitals >> 2);
}

/**
 * The rules that may take a line by the text of a field: `entries` are [length u64] [text, 8 bytes] [row], one for each
 * of `count` different texts of 1 to 8 bytes, without NUL and in lower case.
 */
export function addTextRules(field: i32, absent: usize, other: usize, entries: usize, count: i32): void {
  want(field);
  const rules = changetype<TextRules>(allocate(offsetof<TextRules>()));
  rules.field = field;
  rules.absent = copyOf(absent);
  rules.other = copyOf(other);
  const laid = allocate((<usize>count) * SLOT);
  const size = sizeOfRow() + 16;
  for (let i = 0; i < count; i++) {
    const entry = entries + (<usize>i) * size;
    const length = load<u64>(entry);
    store<u64>(laid + (<usize>i) * SLOT, wordOf(entry + 8, <usize>length));
    store<u32>(laid + (<usize>i) * SLOT, <u32>length, 8);
    store<u32>(laid + (<usize>i) * SLOT, <u32>copyOf(entry + 16), 12);
  }
  // More than twice as many slots as pairs of texts: about every other odd multiplier will do.
  rules.shift = <u32>clz(<u64>count * <u64>count);
  rules.slots = allocate(SLOT << (64 - rules.shift));
  rules.multiplier = 0x9e3779b97f4a7c15;
  while (!rules.place(laid, count)) rules.multiplier *= 0xd1342543de82ef95;
  release(laid);
  texts.push(changetype<usize>(rules));
}

// ---------------------------------------------------------------- a line

/** Whether any rule may take the line whose fields are there; -1 is an unknown message. */
export function findCandidates(format: i32, message: i32): bool {
  const row = changetype<Row>(messages.at(format)).at(message + 1);
  const size = sizeOfRow();
  for (let at: usize = 0; at < size; at += 8) store<u64>(candidates + at, load<u64>(row + at));
  const dst = dstPort;
  if (dst !== null && !narrow(dst.rowOf(DST_PORT), size)) return false;
  const src = srcPort;
  if (src !== null && !narrow(src.rowOf(SRC_PORT), size)) return false;
  for (let left = load<u32>(row + size); left != 0; left &= left - 1) {
    if (!narrow(changetype<TextRules>(texts.at(ctz(left))).rowOf(), size)) return false;
  }
  return true;
}

/** Whether any candidate is left. */
@inline
function narrow(row: usize, size: usize): bool {
  let left: u64 = 0;
  for (let at: usize = 0; at < size; at += 8) {
    const word = load<u64>(candidates + at) & load<u64>(row + at);
    store<u64>(candidates + at, word);
    left |= word;
  }
  return left != 0;
}

/** The candidates, 64 at a time. */
@inline
export function candidatesAt(index: i32): u64 {
  return load<u64>(candidates + ((<usize>index) << 3));
}
