// The line at hand, and its time, which is found when it is first asked for. Knows no rule.

import { findStamp } from "./stamp";

let start: usize = 0;
let end: usize = 0;
let isKnown: bool = false;
let time: u64 = 0;

/** The lines that count have a time in [since, until); all count if there is no such bound. */
let since: u64 = 0;
let until: u64 = u64.MAX_VALUE;
let hasBound: bool = false;

export function setSince(time: u64): void {
  since = time;
  hasBound = true;
}

export function setUntil(time: u64): void {
  until = time;
  hasBound = true;
}

/** To be called for every line before a rule takes it. */
@inline
export function beginLine(lineStart: usize, lineEnd: usize): void {
  start = lineStart;
  end = lineEnd;
  isKnown = false;
}

/** A PackedTime (src/times.ts); 0 if the line has none. */
export function timeOfLine(): u64 {
  if (!isKnown) {
    time = findStamp(start, end);
    isKnown = true;
  }
  return time;
}

@inline
export function isInPeriod(): bool {
  return !hasBound || isWithin(timeOfLine());
}

function isWithin(packed: u64): bool {
  return packed != 0 && since <= packed && packed < until;
}
