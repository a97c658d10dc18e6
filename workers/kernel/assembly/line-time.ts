// The line at hand, and its time, which is found when it is first asked for. Knows no rule.

let start: usize = 0;
let end: usize = 0;
let isKnown: bool = false;
let time: u64 = 0;

/** The lines that count have a time in [since, until), in seconds as PackedTime has them; all do if there is none. */
let since: u64 = 0;
let until: u64 = 0;
let hasPeriod: bool = false;

export function setPeriod(first: u64, behind: u64): void {
  since = first;
  until = behind;
  hasPeriod = true;
}

/** To be called for every line before a rule takes it. */
@inline
export function beginLine(lineStart: usize, lineEnd: usize): void {
  start = lineStart;
  end = lineEnd;
  isKnown = false;
}

/** A PackedTime (src/stamps.ts); 0 if the line has none. */
export function timeOfLine(): u64 {
  if (!isKnown) {
    time = 0;
    isKnown = true;
  }
  return time;
}

@inline
export function isInPeriod(): bool {
  return !hasPeriod || isWithin(timeOfLine());
}

function isWithin(packed: u64): bool {
  const seconds = packed >> 12;
  return packed != 0 && since <= seconds && seconds < until;
}
