// Blanks, and the literals of templates: a blank in a literal stands for a run of blanks and tabs, and of whatever the
// format has for them. Knows no template.
//
// Where a format has no blanks of its own, a run is as long as it is, and a blank is one byte: that is made use of.
//
// Trick: most lines have the blanks that a literal has. It is compared as it stands, eight bytes at once; where it does
// not fit, the first byte that differs tells whether more or other blanks could make it fit.

import { Literal } from "./decode-plan";
import { beginsWith } from "./seek";

const BLANK: u32 = 32;
const TAB: u32 = 9;
/** See src/decode/template.ts. */
const LONGEST_RUN: i32 = 64;

/** Where the line at hand ends. */
export let lineEnd: usize = 0;
/** Something was sought up to the end of the line: with more text behind it, the answer might be another. */
export let isEndReached: bool = false;
/** The texts that are blanks too: a list. */
let blanks: usize = 0;
export let blankCount: i32 = 0;

@inline
export function setLineEnd(end: usize): void {
  lineEnd = end;
}

@inline
export function setEndReached(isReached: bool): void {
  isEndReached = isReached;
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
  return blankCount == 0 && at < lineEnd && load<u8>(at) > <u8>BLANK ? at : runEnd(at);
}

function runEnd(at: usize): usize {
  if (blankCount != 0) return mixedRunEnd(at);
  while (at < lineEnd && isBlank(load<u8>(at))) at++;
  if (at >= lineEnd) isEndReached = true;
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
  if (at >= lineEnd) {
    isEndReached = true;
    return 0;
  }
  if (isBlank(load<u8>(at))) return 1;
  for (let i = 0; i < blankCount; i++) {
    const text = blanks + ((<usize>i) << 3);
    const length = load<usize>(text, 4);
    if (beginsWith(at, lineEnd, load<usize>(text), length)) return length;
    // The rest of it might stand behind the end.
    if (at + length > lineEnd) isEndReached = true;
  }
  return 0;
}

// ---------------------------------------------------------------- literals

/** Where the literal ends that begins at `at`; 0 if it does not. */
@inline
export function literalEnd(literal: Literal, at: usize): usize {
  const end = at + literal.length;
  if (end > lineEnd || !literal.isPlain) return walkLiteral(literal, at);
  const same = i8x16.bitmask(i8x16.eq(v128.and(v128.load(at), literal.mask), literal.first));
  if (same != 0xffff) return differentEnd(literal, at, <usize>ctz(~same));
  if (literal.length > 16) return longEnd(literal, at);
  return literal.endsInBlank ? blanksEnd(end) : end;
}

/** As `literalEnd`, if the first sixteen bytes are as they should be. */
function longEnd(literal: Literal, at: usize): usize {
  const length = literal.length;
  const text = literal.text;
  for (let i: usize = 16; i < length; i += 8) {
    let difference = load<u64>(at + i) ^ load<u64>(text + i);
    const rest = length - i;
    if (rest < 8) difference &= (<u64>1 << (rest << 3)) - 1;
    if (difference != 0) return differentEnd(literal, at, i + (<usize>ctz(difference) >> 3));
  }
  return literal.endsInBlank ? blanksEnd(at + length) : at + length;
}

/**
 * As `literalEnd`, if the first `place` bytes are the same and the next is not: only if that is a blank in the line
 * could the literal have stood for more blanks or others than it shows.
 */
function differentEnd(literal: Literal, at: usize, place: usize): usize {
  return blankCount == 0 && !isBlank(load<u8>(at + place)) ? 0 : walkLiteral(literal, at);
}

function walkLiteral(literal: Literal, at: usize): usize {
  const text = literal.text;
  for (let i: usize = 0; i < literal.length; i++) {
    const byte = load<u8>(text + i);
    if (byte == BLANK) {
      const end = blanksEnd(at);
      if (end == at) return 0;
      at = end;
    } else {
      if (at >= lineEnd) isEndReached = true;
      if (at >= lineEnd || load<u8>(at) != byte) return 0;
      at++;
    }
  }
  return at;
}

/** Where the literal ends that `findLiteral` found last. */
export let foundEnd: usize = 0;

/**
 * The first place within [from, to) where the literal begins; one that begins with a blank, only where a run of blanks
 * does. 0 if there is none.
 */
@inline
export function findLiteral(literal: Literal, from: usize, to: usize): usize {
  if ((<u8>literal.first0) != <u8>BLANK) return findWord(literal, from, to);
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
      if (place >= to) return notFound();
      foundEnd = length == 1 ? place + 1 : literalEnd(literal, place);
      if (foundEnd != 0) return place;
    }
  }
  return notFound();
}

@inline
function notFound(): usize {
  isEndReached = true;
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
      if (place >= lineEnd) return notFound();
      const run = runStart(place, from);
      if (run >= to) return notFound();
      foundEnd = literalEnd(literal, place);
      if (foundEnd != 0) return run;
    }
    if (at >= to && !isBlank(load<u8>(at))) break;
  }
  return notFound();
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
    foundEnd = literalEnd(literal, at);
    if (foundEnd != 0) return at;
    at = end;
  }
  return notFound();
}
