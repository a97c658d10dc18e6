// Lines of columns. Knows no fields. As src/decode/columns.ts, which says more.
//
// Idea: a line is walked once for all messages that take it apart alike, and only as far as the last column that one of
// them asks for; of those, where they stand is kept.

import { lineEnd } from "./blanks";
import { BLANK_BYTE, isAt } from "./bytes";
import { Columns, Key, Place, Split, When } from "./decode-plan";
import { line, noteKeyed } from "./draft";
import { findName, Names } from "./names";
import { scratch } from "./scratch";
import { findText } from "./seek";

const QUOTE: u32 = 34;
const PLACE: usize = offsetof<Place>();

/** Whether the columns of the line from `start` on hold what a message asks for. */
export function columnsFit(columns: Columns, start: usize): bool {
  splitOnce(columns.split, start);
  for (let i = 0; i < columns.whenCount; i++) {
    const when = changetype<When>(columns.when + (<usize>i) * offsetof<When>());
    const place = when.place >= 0 && when.place < columns.split.found ? placeAt(columns.split, when.place) : null;
    const fits =
      place === null
        ? findName(when.texts, 0, 0) !== null
        : findName(when.texts, place.at, place.end - place.at) !== null;
    if (!fits) return false;
  }
  return true;
}

/** Notes what the columns that matter to the wanted fields tell. */
export function readColumns(columns: Columns, start: usize, wanted: u32): void {
  splitOnce(columns.split, start);
  for (let i = 0; i < columns.fieldCount; i++) {
    const field = columns.fields + ((<usize>i) << 3);
    const number = load<i32>(field);
    if (number >= columns.split.found) return;
    noteColumn(placeAt(columns.split, number), load<Key>(field, 4), columns.empty, wanted);
  }
}

export function noteColumn(place: Place, key: Key, empty: Names, wanted: u32): void {
  if ((key.fields & wanted) == 0 || (key.followed != 0 && place.isLast != 0)) return;
  if (findName(empty, place.at, place.end - place.at) === null) noteKeyed(key, place.at, place.end);
}

@inline
export function placeAt(split: Split, index: i32): Place {
  return changetype<Place>(split.places + (<usize>index) * PLACE);
}

function splitOnce(split: Split, start: usize): void {
  if (split.done == line) return;
  split.done = line;
  splitColumns(split, start, false);
}

/** Finds the places of the wanted columns, and returns the number of columns if all have to be counted. */
export function splitColumns(split: Split, start: usize, isCounting: bool): i32 {
  const delimiter = split.delimiter;
  const length = split.delimiterLength;
  const count = split.wantedCount;
  let found = 0;
  split.found = 0;
  let at = split.fromWord ? wordStart(split, start) : start;
  let column = 0;
  let next: usize = 0;
  do {
    const isQuoted = split.quotes != 0 && at < lineEnd && load<u8>(at) == QUOTE;
    const end = isQuoted ? quotedEnd(at) : at;
    if (end == 0) {
      // What stands behind an open quote is not trusted, so that the column before was the last.
      if (found > 0 && wantedAt(split, found - 1) == column - 1) placeAt(split, found - 1).isLast = 1;
      return column;
    }
    if (found == count && !isCounting) return column;
    next = findText(delimiter, length, end, lineEnd);
    if (found < count && wantedAt(split, found) == column) {
      const place = placeAt(split, found);
      place.at = at;
      place.end = next == 0 ? lineEnd : next;
      place.isLast = <i32>(next == 0);
      if (isQuoted) unquote(place, end);
      split.found = ++found;
    }
    at = next + length;
    column++;
  } while (next != 0);
  return column;
}

@inline
function wantedAt(split: Split, index: i32): i32 {
  return load<i32>(split.wanted + ((<usize>index) << 2));
}

/** The word that holds the first delimiter. */
function wordStart(split: Split, start: usize): usize {
  const first = findText(split.delimiter, split.delimiterLength, start, lineEnd);
  let at = first == 0 ? start : first;
  while (at > start && !isAt(at - 1, BLANK_BYTE)) at--;
  return at;
}

/** Behind the closing quote; 0 if there is none. */
function quotedEnd(at: usize): usize {
  for (at++; at < lineEnd; at++) {
    if (load<u8>(at) != QUOTE) continue;
    if (at + 1 >= lineEnd || load<u8>(at + 1) != QUOTE) return at + 1;
    at++;
  }
  return 0;
}

/** Two quotes are one. */
function unquote(place: Place, quotesEnd: usize): void {
  const start = place.at + 1;
  const end = quotesEnd - 1;
  place.at = start;
  place.end = end;
  let at = start;
  while (at < end && load<u8>(at) != QUOTE) at++;
  if (at == end) return;
  const text = scratch(end - start);
  let to = text;
  for (at = start; at < end; at++) {
    store<u8>(to++, load<u8>(at));
    if (load<u8>(at) == QUOTE) at++;
  }
  place.at = text;
  place.end = to;
}
