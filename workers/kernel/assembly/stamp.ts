// When a line was stamped: `findStamp` of src/stamps.ts, on bytes. Knows no format. What a stamp looks like is known in
// `stamp-shapes.ts`, and what follows its clock in `stamp-zone.ts`.
//
// Idea: lines of one log are stamped alike, and those of one minute differ in the seconds only.
//
//     at = the line's start, or behind <134> or <134>1
//     as the last stamp up to its seconds? → that minute + these seconds
//     else, from each beginning of a word, from the left:                       (numbers are of 1404391700 seconds)
//         2014-07-03 12:48:20 | 2024 Aug 27 21:40:50 | [Thu ]Jul  3 [2014 ]12:48:20 | 1404391700.25
//         the first that fits counts; a fraction, then a zone, may follow a clock
//
// Tricks:
// 1. A stamp that stands where stamps stand, within the minute of the last one, costs two compares of 16 bytes and what
//    follows the seconds: no date is read, no days are counted.
// 2. Elsewhere one look over the head of the line tells whether it has a clock at all (a digit, two colons) or seconds
//    in brackets: most lines without a stamp have neither, and no word of them is tried.
// 3. A clock is checked and read as one number of eight bytes.
// 4. A shape is walked without asking for the line's end: its clock is asked, and all of it lies before its clock.
//
// Bounds: what is read behind the line is memory of the window or its slack, and decides nothing.

import { isDigit } from "./stamp-bytes";
import { stampAt, stampEnd } from "./stamp-shapes";

/** A stamp begins within so many bytes, as `stampReach` in src/stamps.ts; what is further than HEAD is not looked at. */
const REACH: usize = 128;
const HEAD: usize = REACH + 64;

export function stampEndsAt(): usize {
  return stampEnd;
}

/**
 * The packed time of the outermost stamp of the line [start, end); 0 where there is no stamp, and where its year is
 * unknown: see `stampEnd`.
 */
export function findStamp(start: usize, end: usize): u64 {
  const head = min(end, start + HEAD);
  const at = behindPriority(start, head);
  const time = stampAt(start, at, head);
  return stampEnd != 0 ? time : searchStamp(start, min(end, start + REACH), head);
}

/** Behind `<134>`, or `<134>1 `, where no stamp can begin before. */
@inline
function behindPriority(start: usize, head: usize): usize {
  if (load<u8>(start) != 60) return start;
  let at = start + 1;
  while (at < start + 4 && isDigit(load<u8>(at))) at++;
  if (at == start + 1 || load<u8>(at) != 62) return start;
  at++;
  if (isDigit(load<u8>(at)) && load<u8>(at, 1) == 32) at += 2;
  return at < head ? at : start;
}

/** Tries every word of [start, reach) that begins with a digit or a capital letter. */
function searchStamp(start: usize, reach: usize, head: usize): u64 {
  const limit = min(reach, behindLastHint(start, head));
  let wordBefore: u32 = 0;
  for (let at = start; at < limit; at += 16) {
    const text = v128.load(at);
    const digits = i8x16.lt_u(i8x16.sub(text, i8x16.splat(48)), i8x16.splat(10));
    const capitals = i8x16.lt_u(i8x16.sub(text, i8x16.splat(65)), i8x16.splat(26));
    const letters = i8x16.lt_u(i8x16.sub(v128.or(text, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(26));
    const inWord = <u32>i8x16.bitmask(v128.or(digits, letters));
    let begins = <u32>i8x16.bitmask(v128.or(digits, capitals)) & ~((inWord << 1) | wordBefore);
    wordBefore = inWord >> 15;
    if (limit - at < 16) begins &= (1 << <u32>(limit - at)) - 1;
    for (; begins != 0; begins &= begins - 1) {
      const time = stampAt(start, at + <usize>ctz(begins), head);
      if (stampEnd != 0) return time;
    }
  }
  return 0;
}

/** No stamp of [start, head) begins here or further on; 0 if there can be none at all. */
function behindLastHint(start: usize, head: usize): usize {
  const colon = i8x16.splat(58);
  const bracket = i8x16.splat(91);
  let behind: usize = 0;
  for (let at = start; at < head; at += 16) {
    const text = v128.load(at);
    const hours = i8x16.lt_u(i8x16.sub(v128.load(at - 2), i8x16.splat(48)), i8x16.splat(10));
    const clocks = v128.and(v128.and(i8x16.eq(text, colon), i8x16.eq(v128.load(at, 3), colon)), hours);
    // Behind [ and ten digits.
    const eleventh = v128.load(at, 11);
    const closed = v128.or(i8x16.eq(eleventh, i8x16.splat(93)), i8x16.eq(eleventh, i8x16.splat(46)));
    const epochs = v128.and(i8x16.eq(text, bracket), closed);
    // Seconds in brackets begin one byte behind the hint.
    if (v128.any_true(v128.or(clocks, epochs))) behind = at + 17;
  }
  return behind;
}
