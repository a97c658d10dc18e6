// The first and the last stamped line of a text that comes in windows. Of a text whose lines are stamped, two of them
// are looked at a window; of one that has no stamps, each line once.

import { lineFeed, lineStart, textEnd } from "./lines";
import { findStamp } from "./stamp";

/** Packed times; 0: no line was stamped so far. */
let first: u64 = 0;
let last: u64 = 0;

/** Looks at the whole lines of [from, to), which follow those of the call before. */
export function noteTimes(from: usize, to: usize): void {
  if (first == 0) first = firstTimeOf(from, to);
  if (first == 0) return;
  const here = lastTimeOf(from, to);
  if (here != 0) last = here;
}

function firstTimeOf(from: usize, to: usize): u64 {
  for (let at = from; at < to; ) {
    const feed = lineFeed(at);
    const time = findStamp(at, textEnd(at, feed));
    if (time != 0) return time;
    at = feed + 1;
  }
  return 0;
}

function lastTimeOf(from: usize, to: usize): u64 {
  for (let behind = to; behind > from; ) {
    const feed = behind - 1;
    const start = lineStart(feed, from);
    const time = findStamp(start, textEnd(start, feed));
    if (time != 0) return time;
    behind = start;
  }
  return 0;
}

export function firstTime(): u64 {
  return first;
}

export function lastTime(): u64 {
  return last;
}

/** A new text begins. */
export function clearTimes(): void {
  first = 0;
  last = 0;
}
