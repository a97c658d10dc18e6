// Blanks, and the literals of templates: a blank in a literal stands for a run of blanks and tabs, and of whatever the
// format has for them. Knows no template.
//
// Where a format has no blanks of its own, a run is as long as it is, and a blank is one byte: that is made use of.
//
// Trick: most lines have the blanks that a literal has. It is compared as it stands, eight bytes at once; where it does
// not fit, the first byte that differs tells whether more or other blanks could make it fit.

import { BLANK_BYTE, isAt } from "./bytes";
import { AS_IT_STANDS, ENDS_IN_BLANK, Literal, NOT_PLAIN } from "./decode-plan";
import { sameBytes } from "./needle";
import { beginsWith } from "./seek";

const BLANK: u8 = 32;
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

/** The end of the run of blanks that begins at `at`. */
@inline
export function blanksEnd(at: usize): usize {
  return blankCount == 0 && at < lineEnd && load<u8>(at) > BLANK ? at : runEnd(at);
}

function runEnd(at: usize): usize {
  if (blankCount != 0) return mixedRunEnd(at);
  while (at < lineEnd && isAt(at, BLANK_BYTE)) at++;
  if (at >= lineEnd) isEndReached = true;
  return at;
}

function mixedRunEnd(at: usize): usize {
  for (let left = LONGEST_RUN; left > 0; ) {
    const length = blankAt(at);
    if (length == 0) return at;
    if (!isAt(at, BLANK_BYTE)) left--;
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
  if (isAt(at, BLANK_BYTE)) return 1;
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
  if (end > lineEnd) return walkLiteral(literal, at);
  const difference =
    ((load<u64>(at) ^ literal.first0) & literal.mask0) | ((load<u64>(at, 8) ^ literal.first1) & literal.mask1);
  if (difference != 0) return differentEnd(literal, at);
  const form = literal.form;
  if (form == AS_IT_STANDS) return end;
  return form == ENDS_IN_BLANK ? blanksEnd(end) : longEnd(literal, at);
}

/**
 * As `literalEnd`, if one of the first sixteen bytes is not the same: only if that is a blank in the line could the
 * literal stand for more blanks or others than it shows.
 */
function differentEnd(literal: Literal, at: usize): usize {
  const first = v128.load(changetype<usize>(literal));
  const mask = v128.load(changetype<usize>(literal), 16);
  const same = i8x16.bitmask(i8x16.eq(v128.and(v128.load(at), mask), first));
  return blankCount == 0 && !isAt(at + <usize>ctz(~same), BLANK_BYTE) ? 0 : walkLiteral(literal, at);
}

/** As `literalEnd`, if the first sixteen bytes are the same. */
function longEnd(literal: Literal, at: usize): usize {
  const end = at + literal.length;
  if (literal.form == NOT_PLAIN || !sameBytes(at + 16, literal.text + 16, literal.length - 16)) {
    return walkLiteral(literal, at);
  }
  return load<u8>(end - 1) == BLANK ? blanksEnd(end) : end;
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

// ---------------------------------------------------------------- seeking

/** Where the literal ends that `findLiteral` found last. */
export let foundEnd: usize = 0;

/**
 * The first place within [from, to) where the literal begins; one that begins with a blank, only where a run of blanks
 * does. 0 if there is none.
 */
@inline
export function findLiteral(literal: Literal, from: usize, to: usize): usize {
  if ((<u8>literal.first0) != BLANK) return findWord(literal, from, to);
  return blankCount == 0 ? findBehindRun(literal, from, to) : findInRuns(literal, from, to);
}

/** Of a literal that begins with no blank. */
function findWord(literal: Literal, from: usize, to: usize): usize {
  const text = literal.text;
  const length = literal.length;
  const first = v128.load8_splat(text);
  // What stands for a blank is not known.
  const isPair = length > 1 && load<u8>(text + 1) != BLANK;
  const offset: usize = isPair ? 1 : 0;
  const second = v128.load8_splat(text + offset);
  for (let at = from; at < to; at += 16) {
    let here = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + offset), second)),
    );
    for (; here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= to) return notFound();
      foundEnd = length == 1 ? place + 1 : literalEnd(literal, place);
      if (foundEnd != 0) return place;
    }
  }
  return notFound();
}

/** Of a literal that begins with a blank: the last blank of a run stands before its second byte. */
function findBehindRun(literal: Literal, from: usize, to: usize): usize {
  if (literal.length == 1) return findRun(from, to);
  const second = v128.load8_splat(literal.text, 1);
  for (let at = from; at < to; at += 16) {
    let here = i8x16.bitmask(
      v128.and(i8x16.le_u(v128.load(at), i8x16.splat(BLANK)), i8x16.eq(v128.load(at, 1), second)),
    );
    for (; here != 0; here &= here - 1) {
      const place = at + <usize>ctz(here);
      if (place >= to) return notFound();
      if (!isAt(place, BLANK_BYTE)) continue;
      foundEnd = literalEnd(literal, place);
      if (foundEnd != 0) return isAt(place - 1, BLANK_BYTE) ? runStart(place, from) : place;
    }
  }
  return notFound();
}

/** The first blank, of a literal that is nothing else. */
function findRun(from: usize, to: usize): usize {
  let at = findBlank(from, to);
  while (at < to && !isAt(at, BLANK_BYTE)) at = findBlank(at + 1, to);
  if (at >= to) return notFound();
  foundEnd = blanksEnd(at);
  return at;
}

/** The first byte of [from, to) that may be a blank or a tab; else `to`. */
@inline
export function findBlank(from: usize, to: usize): usize {
  for (let at = from; at < to; at += 16) {
    const here = i8x16.bitmask(i8x16.le_u(v128.load(at), i8x16.splat(BLANK)));
    if (here != 0) return min(at + <usize>ctz(here), to);
  }
  return to;
}

/** As `findBlank`, or this byte. */
@inline
export function findBlankOr(byte: u32, from: usize, to: usize): usize {
  const other = i8x16.splat(<i8>byte);
  for (let at = from; at < to; at += 16) {
    const text = v128.load(at);
    const here = i8x16.bitmask(v128.or(i8x16.le_u(text, i8x16.splat(BLANK)), i8x16.eq(text, other)));
    if (here != 0) return min(at + <usize>ctz(here), to);
  }
  return to;
}

function runStart(at: usize, floor: usize): usize {
  while (at > floor && isAt(at - 1, BLANK_BYTE)) at--;
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

@inline
function notFound(): usize {
  isEndReached = true;
  return 0;
}
