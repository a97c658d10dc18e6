// Which rules may take a line that a format knows: a bit a rule, in rows of as many words as the rules need. The host
// works them out (workers/kernel/rule-bits.ts); a line is told by its format and kind of message, and by its ports.
//
//     rules that may take the line = row of the message & row of src_port & row of dst_port
//
// A port's row is found through a table of 65,536 numbers of rows: most of it is never touched.

import { DST_PORT, has, low, SRC_PORT } from "./fields";
import { allocate, allocateDirty, Row } from "./memory";

/** Of a row. */
export let words: i32 = 0;

/** Where a row has a bit for every rule: for a port that no rule asks for. */
let all: usize = 0;

/** By format, Rows of rows: first that of lines whose message is not known, then by message. */
const messages: Row = Row.make();

/** To be called first, with the number of rules. */
export function setRuleCount(rules: i32): void {
  words = (rules + 63) >> 6;
  all = allocate((<usize>words) << 3);
  memory.fill(all, 0xff, (<usize>words) << 3);
}

/** The rules that may take lines of the next message of a format; the first is that of an unknown message. */
export function addMessageRules(format: i32, row: usize): void {
  while (messages.length <= format) messages.push(changetype<usize>(Row.make()));
  changetype<Row>(messages.at(format)).push(copyOf(row));
}

@unmanaged
class PortRules {
  rows: Row;
  /** By port, u16 the number of its row; 65,536 is a line without the port. */
  numbers: usize;

  static make(): PortRules {
    const rules = changetype<PortRules>(allocate(offsetof<PortRules>()));
    rules.rows = Row.make();
    rules.numbers = allocate(65537 * 2);
    return rules;
  }

  add(first: u32, last: u32, row: usize): void {
    const number = <u16>this.rows.length;
    this.rows.push(copyOf(row));
    for (let port = first; port <= last; port++) store<u16>(this.numbers + ((<usize>port) << 1), number);
  }

  @inline
  rowOf(field: i32): usize {
    const port = has(field) ? <usize>low(field) : 65536;
    return this.rows.at(load<u16>(this.numbers + (port << 1)));
  }
}

let srcPort: PortRules | null = null;
let dstPort: PortRules | null = null;

/** The rules that may take lines whose port is one of [first, last]; 65536 is no port at all. Each is told once. */
export function addPortRules(isSource: bool, first: u32, last: u32, row: usize): void {
  if (isSource && srcPort === null) srcPort = PortRules.make();
  if (!isSource && dstPort === null) dstPort = PortRules.make();
  (isSource ? srcPort! : dstPort!).add(first, last, row);
}

function copyOf(row: usize): usize {
  const copy = allocateDirty((<usize>words) << 3);
  memory.copy(copy, row, (<usize>words) << 3);
  return copy;
}

let ofMessage: usize = 0;
let ofSrcPort: usize = 0;
let ofDstPort: usize = 0;

/** To be called when the line's fields are there; -1 is an unknown message. */
@inline
export function findRows(format: i32, message: i32): void {
  ofMessage = changetype<Row>(messages.at(format)).at(message + 1);
  const src = srcPort;
  ofSrcPort = src === null ? all : src.rowOf(SRC_PORT);
  const dst = dstPort;
  ofDstPort = dst === null ? all : dst.rowOf(DST_PORT);
}

/** The rules that may take the line, 64 at a time. */
@inline
export function wordOf(index: i32): u64 {
  const at = (<usize>index) << 3;
  return load<u64>(ofMessage + at) & load<u64>(ofSrcPort + at) & load<u64>(ofDstPort + at);
}
