// Blanks, and the literals of templates: a blank in a literal stands for a run of blanks and tabs, and of whatever the
// format has for them. Knows no template.
//
// Where a format has no blanks of its own, a run is as long as it is, and a blank is one byte: that is made use of.

import { Literal } from "./decode-plan";
import { beginsWith, findByte, findText } from "./seek";

const BLANK: u32 = 32;
const TAB: u32 = 9;
/** See src/decode/template.ts. */
const LONGEST_RUN: i32 = 64;

/** Where the line at hand ends. */
export let lineEnd: usize = 0;
/** The texts that are blanks too: a list. */
let blanks: usize = 0;
export let blankCount: i32 = 0;

@inline
export function setLineEnd(end: usize): void {
  lineEnd = end;
}

/** What a line of the format at hand has besides blanks and tabs. */
@inline
export function setBlanks(texts: usize, count: i32): void {
  blanks = texts;
  blankCount = count;
}

@inline
export function isBlank(byte: u32): bool {
  return byte == BLANK || byte == TAB;
}

/** The end of the run of blanks that begins at `at`. */
@inline
export function blanksEnd(at: usize): usize {
  if (blankCount != 0) return mixedRunEnd(at);
  while (at < lineEnd && isBlank(load<u8>(at))) at++;
  return at;
}

function mixedRunEnd(at: usize): usize {
  for (let left = LONGEST_RUN; left > 0; ) {
    const length = blankAt(at);
    if (length == 0) return at;
    if (!isBlank(load<u8>(at))) left--;
    at += length;
  }
  return at;
}

/** The length of the blank that stands at `at`; 0 if none does. */
export function blankAt(at: usize): usize {
  if (at >= lineEnd) return 0;
  if (isBlank(load<u8>(at))) return 1;
  for (let i = 0; i < blankCount; i++) {
    const text = blanks + ((<usize>i) << 3);
    const length = load<usize>(text, 4);
    if (beginsWith(at, lineEnd, load<usize>(text), length)) return length;
  }
  return 0;
}

// ---------------------------------------------------------------- literals

/** Where the literal ends that begins at `at`; 0 if it does not. */
export function literalEnd(literal: Literal, at: usize): usize {
  const text = literal.text;
  const length = literal.length;
  if (at + length > lineEnd) return 0;
  if (!literal.isPlain) return walkLiteral(text, length, at);
  for (let i: usize = 0; i < length; i += 8) {
    let difference = load<u64>(at + i) ^ load<u64>(text + i);
    const rest = length - i;
    if (rest < 8) difference &= (<u64>1 << (rest << 3)) - 1;
    if (difference == 0) continue;
    // As far as this it is the same, so that only a blank here, or a second one, could still be right.
    const place = i + (<usize>ctz(difference) >> 3);
    const mayBeBlank = load<u8>(text + place) == BLANK || (place > 0 && load<u8>(text + place - 1) == BLANK);
    return mayBeBlank ? walkLiteral(text, length, at) : 0;
  }
  const end = at + length;
  return load<u8>(end - 1) == BLANK ? blanksEnd(end) : end;
}

function walkLiteral(text: usize, length: usize, at: usize): usize {
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(text + i);
    if (byte == BLANK) {
      const end = blanksEnd(at);
      if (end == at) return 0;
      at = end;
    } else {
      if (at >= lineEnd || load<u8>(at) != byte) return 0;
      at++;
    }
  }
  return at;
}

/**
 * The first place within [from, to) where the literal begins; one that begins with a blank, only where a run of blanks
 * does. 0 if there is none.
 */
export function findLiteral(literal: Literal, from: usize, to: usize): usize {
  const text = literal.text;
  if (load<u8>(text) != BLANK) return findWord(literal, from, to);
  return blankCount == 0 ? findBehindRun(literal, from, to) : findInRuns(literal, from, to);
}

/** Of a literal that begins with no blank. */
function findWord(literal: Literal, from: usize, to: usize): usize {
  const text = literal.text;
  const length = literal.length;
  const first = v128.load8_splat(text);
  const second = v128.load8_splat(length > 1 ? text + 1 : text);
  // What stands for a blank is not known.
  const isAny = length > 1 && load<u8>(text + 1) != BLANK ? i8x16.splat(0) : i8x16.splat(-1);
  for (let at = from; at < to; at += 16) {
    const seconds = v128.or(i8x16.eq(v128.load(at, 1), second), isAny);
    let here = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), first), seconds));
    for (; here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= to) return 0;
      if (literalEnd(literal, place) != 0) return place;
    }
  }
  return 0;
}

/** Of a literal that begins with a blank: the last blank of a run stands before its second byte. */
function findBehindRun(literal: Literal, from: usize, to: usize): usize {
  const isAny = literal.length > 1 ? i8x16.splat(0) : i8x16.splat(-1);
  const second = v128.load8_splat(literal.text, 1);
  const blank = i8x16.splat(<i8>BLANK);
  const tab = i8x16.splat(<i8>TAB);
  for (let at = from; at < lineEnd; at += 16) {
    const text = v128.load(at);
    const seconds = v128.or(i8x16.eq(v128.load(at, 1), second), isAny);
    const firsts = v128.or(i8x16.eq(text, blank), i8x16.eq(text, tab));
    let here = i8x16.bitmask(v128.and(firsts, seconds));
    for (; here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= lineEnd) return 0;
      const run = runStart(place, from);
      if (run >= to) return 0;
      if (literalEnd(literal, place) != 0) return run;
    }
    if (at >= to && !isBlank(load<u8>(at))) return 0;
  }
  return 0;
}

@inline
function runStart(at: usize, floor: usize): usize {
  while (at > floor && isBlank(load<u8>(at - 1))) at--;
  return at;
}

/** As `findBehindRun`, whatever a blank may be. */
function findInRuns(literal: Literal, from: usize, to: usize): usize {
  for (let at = from; at < to; ) {
    const end = blanksEnd(at);
    if (end == at) {
      at++;
      continue;
    }
    if (literalEnd(literal, at) != 0) return at;
    at = end;
  }
  return 0;
}
