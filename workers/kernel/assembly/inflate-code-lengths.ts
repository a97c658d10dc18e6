// The codes of a block: those of a fixed one, and those that the head of a dynamic one tells, read field by field. A
// function stops where the input ends, and goes on there when it is called again. Knows no symbols of text.

import {
  baseOf,
  bitsOf,
  buildDistanceCode,
  buildLengthCode,
  buildLiteralCode,
  LENGTH_ROOT,
  lookUp,
  pack,
  single,
} from "./inflate-codes";
import {
  bitBuffer,
  bitCount,
  drop,
  FAULT_COUNTS,
  FAULT_DISTANCE_CODE,
  FAULT_LENGTH_CODE,
  FAULT_LITERAL_CODE,
  FAULT_NO_END,
  FAULT_REPEAT,
  MORE_INPUT,
  need,
  pull,
  take,
} from "./inflate-state";

const LENGTHS_MAX: u32 = 320;
/** Code lengths, a byte a symbol: literals and lengths, and right behind them distances. */
const lengths: usize = memory.data(320);
const codeLengthOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

let literalCount: u32 = 0;
let distanceCount: u32 = 0;
let codeLengthCount: u32 = 0;
let lengthsRead: u32 = 0;
/** The tables are those of fixed blocks. */
let tablesAreFixed: bool = false;

// Each of these gives 0 when it has read all that it reads, or why it stopped.

/** How many codes there are of each kind. */
export function counts(): i32 {
  if (!need(14)) return MORE_INPUT;
  literalCount = take(5) + 257;
  distanceCount = take(5) + 1;
  codeLengthCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return FAULT_COUNTS;
  memory.fill(lengths, 0, LENGTHS_MAX);
  lengthsRead = 0;
  return 0;
}

/** The code that the lengths of the others are told in. */
export function codeLengths(): i32 {
  while (lengthsRead < codeLengthCount) {
    if (!need(3)) return MORE_INPUT;
    store<u8>(lengths + load<u8>(codeLengthOrder + lengthsRead), <u8>take(3));
    lengthsRead++;
  }
  // The tables of the last block end here.
  tablesAreFixed = false;
  if (!buildLengthCode(lengths)) return FAULT_LENGTH_CODE;
  lengthsRead = 0;
  return 0;
}

/** The lengths of all codes, and so the tables. */
export function symbolLengths(): i32 {
  const total = literalCount + distanceCount;
  while (lengthsRead < total) {
    let entry = lookUp(single, bitBuffer, LENGTH_ROOT);
    while (bitsOf(entry) > bitCount) {
      if (!pull()) return MORE_INPUT;
      entry = lookUp(single, bitBuffer, LENGTH_ROOT);
    }
    const symbol = baseOf(entry);
    if (symbol < 16) {
      drop(bitsOf(entry));
      store<u8>(lengths + lengthsRead, <u8>symbol);
      lengthsRead++;
      continue;
    }
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    if (!need(bitsOf(entry) + extra)) return MORE_INPUT;
    drop(bitsOf(entry));
    const repeats = take(extra) + (symbol == 18 ? 11 : 3);
    if (symbol == 16 && lengthsRead == 0) return FAULT_REPEAT;
    if (lengthsRead + repeats > total) return FAULT_REPEAT;
    const length: u8 = symbol == 16 ? load<u8>(lengths + lengthsRead - 1) : 0;
    memory.fill(lengths + lengthsRead, length, repeats);
    lengthsRead += repeats;
  }
  if (load<u8>(lengths + 256) == 0) return FAULT_NO_END;
  if (!buildLiteralCode(lengths, literalCount)) return FAULT_LITERAL_CODE;
  if (!buildDistanceCode(lengths + literalCount, distanceCount)) return FAULT_DISTANCE_CODE;
  pack();
  return 0;
}

/** The codes of a block that tells none. */
export function fixedCodes(): void {
  if (tablesAreFixed) return;
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + 288, 5, 32);
  buildLiteralCode(lengths, 288);
  buildDistanceCode(lengths + 288, 32);
  pack();
  tablesAreFixed = true;
}
