// To come: takes a line apart by the formats of the plan.

/** Header lines are in force: every line may be of a format. */
export let headed: bool = false;
/** The kind of message of the line decoded last; -1 if there is none. */
export let message: i32 = -1;

/** The number of the format that knows the line, or -1. */
export function decode(start: usize, end: usize, known: u64): i32 {
  return -1;
}

export function formatCount(): i32 {
  return 0;
}

export function isDecoding(): bool {
  return false;
}
