// Lines of key=value. Knows no fields. As src/decode/pairs.ts, which says more.
//
// Idea: go from one text between key and value to the next. What stands before it is a key that is known or it is not:
// only of one that is known the end of the value is sought, unless it is quoted.

import { lineEnd } from "./blanks";
import { isAt, KEY_BYTE } from "./bytes";
import { Key, Pairs } from "./decode-plan";
import { noteKeyed } from "./draft";
import { findName } from "./names";
import { scratch } from "./scratch";
import { findText } from "./seek";

const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;
const LONGEST_KEY: usize = 64;

/** Where the value read last ends: its text, and in the line. */
let textEnd: usize = 0;
let valueEnd: usize = 0;

/** Notes what the keys that matter to the wanted fields tell, from `from` on. */
export function readPairs(pairs: Pairs, from: usize, wanted: u32): void {
  const stop = stopAt(pairs, from);
  let at = findText(pairs.assign, pairs.assignLength, from, lineEnd);
  while (at != 0 && at < stop) {
    const key = keyBefore(pairs, from, at);
    at += pairs.assignLength;
    const isQuoted = pairs.quotes != 0 && at < lineEnd && load<u8>(at) == QUOTE;
    if (isQuoted || key !== null) {
      const text = isQuoted ? readQuoted(at, key !== null && (key.fields & wanted) != 0) : readBare(pairs, at);
      if (key !== null && (key.fields & wanted) != 0 && text != 0) {
        const isCut = key.followed != 0 && !isQuoted && valueEnd == lineEnd;
        if (!isCut && findName(pairs.empty, text, textEnd - text) === null) noteKeyed(key, text, textEnd);
      }
      at = valueEnd;
    }
    at = findText(pairs.assign, pairs.assignLength, at, lineEnd);
  }
}

/** Where a key or a value would begin with the stopping byte. */
function stopAt(pairs: Pairs, from: usize): usize {
  if (pairs.stopLength == 0) return lineEnd;
  const found = findText(pairs.stop, pairs.stopLength, from, lineEnd);
  return found == 0 ? lineEnd : found;
}

/** The known key that ends here. */
@inline
function keyBefore(pairs: Pairs, from: usize, end: usize): Key | null {
  const floor = end - from > LONGEST_KEY ? end - LONGEST_KEY : from;
  let at = end;
  while (at > floor && isAt(at - 1, KEY_BYTE)) at--;
  const name = findName(pairs.keys, at, end - at);
  return name === null ? null : changetype<Key>(name.value);
}

function readBare(pairs: Pairs, at: usize): usize {
  const found = findText(pairs.separator, pairs.separatorLength, at, lineEnd);
  valueEnd = found == 0 ? lineEnd : found;
  textEnd = valueEnd;
  return at;
}

/** Where the text begins, without its quotes; 0 if they are not closed. What is not wanted is stepped over. */
function readQuoted(at: usize, isWanted: bool): usize {
  const start = at + 1;
  let end = start;
  let escapes = 0;
  while (end < lineEnd) {
    const byte = <u32>load<u8>(end);
    if (byte == QUOTE) break;
    if (byte == BACKSLASH) {
      escapes++;
      end++;
    }
    end++;
  }
  if (end >= lineEnd) {
    valueEnd = lineEnd;
    return 0;
  }
  valueEnd = end + 1;
  textEnd = end;
  return escapes == 0 || !isWanted ? start : unescaped(start, end);
}

/** A backslash keeps a quote or a backslash, and stands for itself before anything else. */
function unescaped(at: usize, end: usize): usize {
  const text = scratch(end - at);
  let to = text;
  while (at < end) {
    if (load<u8>(at) == BACKSLASH && isKept(load<u8>(at + 1))) at++;
    store<u8>(to++, load<u8>(at++));
  }
  textEnd = to;
  return text;
}

@inline
function isKept(byte: u32): bool {
  return byte == QUOTE || byte == BACKSLASH;
}
