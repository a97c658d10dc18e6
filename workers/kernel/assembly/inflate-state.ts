// Where an inflate stands: its input, the bits that it holds of it, its output and the text before that; and what it
// answers. Knows no code and no block.
//
// Between calls at most 7 bits are held, but for the bits of one unfinished symbol, which the careful decoder takes.

// What `inflate` answers. From FAULT on: what is wrong with the data, final.
export const AT_BLOCK: i32 = -1;
export const MORE_INPUT: i32 = 1;
export const OUTPUT_FULL: i32 = 2;
export const DONE: i32 = 3;
export const FAULT_BLOCK_TYPE: i32 = 4;
export const FAULT_STORED_LENGTH: i32 = 5;
export const FAULT_COUNTS: i32 = 6;
export const FAULT_LENGTH_CODE: i32 = 7;
export const FAULT_REPEAT: i32 = 8;
export const FAULT_NO_END: i32 = 9;
export const FAULT_LITERAL_CODE: i32 = 10;
export const FAULT_DISTANCE_CODE: i32 = 11;
export const FAULT_LITERAL: i32 = 12;
export const FAULT_DISTANCE: i32 = 13;
export const FAULT_TOO_FAR: i32 = 14;

export let bitBuffer: u64 = 0;
export let bitCount: u32 = 0;
/** The first input byte that was not taken. */
export let inputAt: usize = 0;
export let inputEnd: usize = 0;
/** One past the last byte written. */
export let outputAt: usize = 0;
export let outputEnd: usize = 0;
export let historyStart: usize = 0;

export function setWindows(input: usize, inputLimit: usize, output: usize, outputLimit: usize, history: usize): void {
  inputAt = input;
  inputEnd = inputLimit;
  outputAt = output;
  outputEnd = outputLimit;
  historyStart = output - history;
}

@inline
export function holdBits(bits: u64, count: u32): void {
  bitBuffer = bits;
  bitCount = count;
}

@inline
export function moveInput(to: usize): void {
  inputAt = to;
}

@inline
export function moveOutput(to: usize): void {
  outputAt = to;
}

// ---------------------------------------------------------------- bits, one byte at a time

/** Takes one more input byte into the bit buffer; false if there is none. */
@inline
export function pull(): bool {
  if (inputAt == inputEnd) return false;
  bitBuffer |= <u64>load<u8>(inputAt) << bitCount;
  inputAt++;
  bitCount += 8;
  return true;
}

/** Pulls until `bits` bits are held and no byte more. */
export function need(bits: u32): bool {
  while (bitCount < bits) if (!pull()) return false;
  return true;
}

/** The next `bits` bits, which are held; fewer than 32. */
@inline
export function take(bits: u32): u32 {
  const value = <u32>bitBuffer & ((1 << bits) - 1);
  drop(bits);
  return value;
}

@inline
export function drop(bits: u32): void {
  bitBuffer >>= bits;
  bitCount -= bits;
}
