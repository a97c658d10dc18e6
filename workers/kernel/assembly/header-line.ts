// Header lines: which column is which, until the next one. Knows no fields. As src/decode/columns.ts, which says more.

import { lineEnd } from "./blanks";
import { BLANK_BYTE, DIGIT, isAt } from "./bytes";
import { noteColumn, placeAt, splitColumns } from "./columns";
import { Header, Key, Place, Prefix } from "./decode-plan";
import { allocate, allocateDirty, release } from "./memory";
import { findName } from "./names";
import { beginsWith, findText } from "./seek";

export const NOTHING = 0;
export const REMARK = 1;
/** A header whose names are those of the format, and one of something else, which the format does not know. */
export const OWN_HEADER = 2;
export const OTHER_HEADER = 3;

/** A longer line may begin like a header, and is none. */
const LONGEST: usize = 65536;
const ANY_DIGIT: u8 = 48;

/** Whether a header is in force, of any format. */
export let headed: bool = false;
let inForce: i32 = 0;

/** What the line [start, lineEnd) is to the format; a header is in force from now on, or none any more. */
export function readHeaderLine(header: Header, start: usize): i32 {
  const prefix = prefixOf(header, start, lineEnd);
  if (prefix !== null) return takeHeader(header, start, prefix) ? OWN_HEADER : OTHER_HEADER;
  for (let i = 0; i < header.remarkCount; i++) {
    const remark = header.remarks + ((<usize>i) << 3);
    if (beginsWith(start, lineEnd, load<usize>(remark), load<usize>(remark, 4))) return REMARK;
  }
  return NOTHING;
}

/** What the line [start, end) begins with, if it begins like a header. */
export function prefixOf(header: Header, start: usize, end: usize): Prefix | null {
  for (let i = 0; i < header.prefixCount; i++) {
    const prefix = changetype<Prefix>(header.prefixes + (<usize>i) * offsetof<Prefix>());
    if (beginsWith(start, end, prefix.text, prefix.length)) return prefix;
  }
  return null;
}

function takeHeader(header: Header, start: usize, prefix: Prefix): bool {
  dropHeader(header);
  header.isMet = 1;
  if (lineEnd - start > LONGEST) return false;
  let from = prefix.named ? start : start + prefix.length;
  let to = lineEnd;
  while (from < to && isAt(from, BLANK_BYTE)) from++;
  while (to > from && isAt(to - 1, BLANK_BYTE)) to--;
  const columns = nameColumns(header, from, to);
  if (columns == 0) return false;
  header.columns = columns;
  keepText(header, start);
  inForce++;
  headed = true;
  return true;
}

export function dropHeader(header: Header): void {
  if (header.columns == 0) return;
  header.columns = 0;
  header.textLength = 0;
  inForce--;
  headed = inForce != 0;
}

function keepText(header: Header, start: usize): void {
  if (header.text == 0) header.text = allocateDirty(LONGEST);
  header.textLength = lineEnd - start;
  memory.copy(header.text, start, header.textLength);
}

/** Notes which columns have names that are known; their number, or 0 if it is a header of something else. */
function nameColumns(header: Header, from: usize, to: usize): i32 {
  const split = header.split;
  let columns = 0;
  let hasHost = false;
  split.wantedCount = 0;
  for (let at = from; ; columns++) {
    const found = findText(split.delimiter, split.delimiterLength, at, to);
    const end = found == 0 ? to : found;
    const name = findName(header.keys, at, end - at);
    if (name !== null) {
      const key = changetype<Key>(name.value);
      wantColumn(header, columns, key);
      if (key.isHost) hasHost = true;
    }
    if (found == 0) break;
    at = end + split.delimiterLength;
  }
  return hasHost && hasAllRequired(header, from, to) ? columns + 1 : 0;
}

function wantColumn(header: Header, column: i32, key: Key): void {
  const split = header.split;
  if (split.wantedCount == header.capacity) growColumns(header);
  store<i32>(split.wanted + ((<usize>split.wantedCount) << 2), column);
  store<Key>(header.found + ((<usize>split.wantedCount) << 2), key);
  split.wantedCount++;
}

function growColumns(header: Header): void {
  const split = header.split;
  const before = (<usize>header.capacity) << 2;
  header.capacity = header.capacity == 0 ? 64 : header.capacity * 2;
  const wanted = allocate((<usize>header.capacity) << 2);
  const found = allocate((<usize>header.capacity) << 2);
  memory.copy(wanted, split.wanted, before);
  memory.copy(found, header.found, before);
  if (before != 0) {
    release(split.wanted);
    release(header.found);
    release(split.places);
  }
  split.wanted = wanted;
  header.found = found;
  split.places = allocate((<usize>header.capacity) * offsetof<Place>());
}

/** Each required name is a column. */
function hasAllRequired(header: Header, from: usize, to: usize): bool {
  for (let i = 0; i < header.requireCount; i++) {
    const required = header.requires + ((<usize>i) << 3);
    if (!isColumn(header, load<usize>(required), load<usize>(required, 4), from, to)) return false;
  }
  return true;
}

function isColumn(header: Header, name: usize, length: usize, from: usize, to: usize): bool {
  const split = header.split;
  let at = from;
  let found: usize = 0;
  do {
    found = findText(split.delimiter, split.delimiterLength, at, to);
    const end = found == 0 ? to : found;
    if (end - at == length && beginsWith(at, end, name, length)) return true;
    at = end + split.delimiterLength;
  } while (found != 0);
  return false;
}

// ---------------------------------------------------------------- lines below a header

/** Whether the line has one of the shapes, and as many columns as the header in force. */
export function isBelowHeader(header: Header, start: usize): bool {
  if (header.columns == 0 || !hasShape(header, start)) return false;
  return splitColumns(header.split, start, true) == header.columns;
}

function hasShape(header: Header, start: usize): bool {
  for (let i = 0; i < header.shapeCount; i++) {
    const shape = header.shapes + ((<usize>i) << 3);
    if (fitsShape(load<usize>(shape), load<usize>(shape, 4), start)) return true;
  }
  return false;
}

function fitsShape(shape: usize, length: usize, start: usize): bool {
  if (start + length > lineEnd) return false;
  for (let i: usize = 0; i < length; i++) {
    const sign = load<u8>(shape + i);
    if (sign == ANY_DIGIT ? !isAt(start + i, DIGIT) : load<u8>(start + i) != sign) return false;
  }
  return true;
}

/** Notes what the columns of the line tell that `isBelowHeader` said yes to. */
export function readNamedColumns(header: Header, wanted: u32): void {
  const split = header.split;
  for (let i = 0; i < split.found; i++) {
    noteColumn(placeAt(split, i), load<Key>(header.found + ((<usize>i) << 2)), header.empty, wanted);
  }
}
