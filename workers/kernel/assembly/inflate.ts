// Inflate (RFC 1951): from an input window in this memory straight to an output address in this memory. It stops
// when the input is used up or the output is full, at any bit, and goes on where it stopped. One stream at a time.
// Knows no container: no header, no checksum, no file. Verdicts are those of zlib; ideas come from zlib
// (J. Gailly, M. Adler), libdeflate (E. Biggers) and igzip (Intel), the code from none of them.
//
// The idea. All but the symbols is read byte by byte, resumable after every field; symbols by two decoders, a fast one
// that never judges and a careful one that takes a symbol whole or leaves all its bits. So text before damage, verdict
// and place of the damage depend on the bits alone, not on where windows end.
//
//     inflate: until it has to stop
//       block head, stored copy                          here
//       code lengths (inflate-code-lengths.ts)           made into tables (inflate-codes.ts)
//       symbols (inflate-symbols.ts)                     fast while margins are left, else one, carefully
//
// The stream's place, its bits and windows, is in inflate-state.ts.
//
// Where a stream can be taken up again: at the head of a block, with the bits held there, at most 7, and the text
// before it. `inflate` tells of such places on request, which costs a comparison a block.

import { codeLengths, counts, fixedCodes, symbolLengths } from "./inflate-code-lengths";
import {
  AT_BLOCK,
  bitBuffer,
  bitCount,
  DONE,
  drop,
  FAULT_BLOCK_TYPE,
  FAULT_STORED_LENGTH,
  holdBits,
  inputAt,
  inputEnd,
  MORE_INPUT,
  moveInput,
  moveOutput,
  need,
  OUTPUT_FULL,
  outputAt,
  outputEnd,
  setWindows,
  take,
} from "./inflate-state";
import { BLOCK_END, forgetMatch, symbols } from "./inflate-symbols";

// Where in the stream we are.
const BLOCK: i32 = 0;
const STORED_HEAD: i32 = 1;
const STORED: i32 = 2;
const COUNTS: i32 = 3;
const CODE_LENGTHS: i32 = 4;
const SYMBOL_LENGTHS: i32 = 5;
const SYMBOLS: i32 = 6;
const ENDED: i32 = 7;

let mode: i32 = ENDED;
let verdict: i32 = DONE;
let lastBlock: bool = false;
/** Of a stored block. */
let storedRest: u32 = 0;
/** The first block head at which this much has been written is told of, once. */
let pauseAt: usize = usize.MAX_VALUE;

// No call may write more, so that no distance that stands for an unused code ever lies within the history.
const LARGEST_PIECE: usize = 1 << 30;

/** Begins a new stream: the next `inflate` expects its first byte. */
export function inflateStart(): void {
  mode = BLOCK;
  verdict = 0;
  lastBlock = false;
  holdBits(0, 0);
  forgetMatch();
  pauseAt = usize.MAX_VALUE;
}

/** Begins at the head of a block within a stream: `held` bits, fewer than 8, stand in front of the first input byte. */
export function inflateResume(held: u32, bits: u32): void {
  inflateStart();
  holdBits(bits, held);
}

/** Has `inflate` stop (-1), once, at the first block head with `outputAt` there or behind it. */
export function inflatePauseAt(output: usize): void {
  pauseAt = output;
}

/**
 * Decodes [input, inputLimit) into [output, outputLimit) until one of them is used up (1, 2), the stream has ended (3)
 * or is broken (4 and more), or a block begins where it was to pause (-1). `history`: how many bytes of this stream
 * stand in front of `output`; 32 KiB are enough. `inflateInputAt` and `inflateOutputAt` tell how far it came; after 1
 * all input has been taken.
 */
export function inflate(input: usize, inputLimit: usize, output: usize, outputLimit: usize, history: usize): i32 {
  const outputStop = outputLimit - output > LARGEST_PIECE ? output + LARGEST_PIECE : outputLimit;
  setWindows(input, inputLimit, output, outputStop, history);
  while (verdict == 0) {
    const stop = step();
    if (stop != 0) {
      if (stop < DONE) return stop;
      verdict = stop;
    }
  }
  return verdict;
}

/** The first input byte that was not taken. */
export function inflateInputAt(): usize {
  return inputAt;
}

/** How many bits in front of that byte were not taken either; at a block head fewer than 8. */
export function inflateHeldBits(): u32 {
  return bitCount;
}

/** One past the last byte written. */
export function inflateOutputAt(): usize {
  return outputAt;
}

/** Takes one field of a block; 0 or why it stopped. */
function step(): i32 {
  switch (mode) {
    case BLOCK:
      return blockHead();
    case STORED_HEAD:
      return onwards(storedHead(), STORED);
    case STORED:
      return onwards(storedCopy(), BLOCK);
    case COUNTS:
      return onwards(counts(), CODE_LENGTHS);
    case CODE_LENGTHS:
      return onwards(codeLengths(), SYMBOL_LENGTHS);
    case SYMBOL_LENGTHS:
      return onwards(symbolLengths(), SYMBOLS);
    case SYMBOLS: {
      const stop = symbols();
      return stop == BLOCK_END ? onwards(0, BLOCK) : stop;
    }
    default:
      return DONE;
  }
}

/** What comes behind a field that was read to its end. */
function onwards(stop: i32, next: i32): i32 {
  if (stop == 0) mode = next;
  return stop;
}

function blockHead(): i32 {
  if (lastBlock) {
    mode = ENDED;
    holdBits(0, 0);
    return DONE;
  }
  if (outputAt >= pauseAt) {
    pauseAt = usize.MAX_VALUE;
    return AT_BLOCK;
  }
  if (!need(3)) return MORE_INPUT;
  lastBlock = take(1) != 0;
  switch (take(2)) {
    case 0: {
      drop(bitCount & 7);
      mode = STORED_HEAD;
      return 0;
    }
    case 1: {
      fixedCodes();
      mode = SYMBOLS;
      return 0;
    }
    case 2: {
      mode = COUNTS;
      return 0;
    }
    default:
      return FAULT_BLOCK_TYPE;
  }
}

function storedHead(): i32 {
  if (!need(32)) return MORE_INPUT;
  const length = <u32>bitBuffer & 0xffff;
  const complement = <u32>(bitBuffer >> 16) & 0xffff;
  if (length != (complement ^ 0xffff)) return FAULT_STORED_LENGTH;
  drop(32);
  storedRest = length;
  return 0;
}

function storedCopy(): i32 {
  while (storedRest != 0) {
    if (inputAt == inputEnd) return MORE_INPUT;
    if (outputAt == outputEnd) return OUTPUT_FULL;
    const size = min<usize>(storedRest, min<usize>(inputEnd - inputAt, outputEnd - outputAt));
    memory.copy(outputAt, inputAt, size);
    moveInput(inputAt + size);
    moveOutput(outputAt + size);
    storedRest -= <u32>size;
  }
  return 0;
}
