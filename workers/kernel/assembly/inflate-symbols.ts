// The symbols of a block: literals and matches, from the bits of the input to the output. Two decoders share the state.
// `decodeFast` runs while 32 bytes of input and 320 of output are left, so it needs no bounds check inside a turn; it
// never judges: at anything unusual (the end of a block, an unused code, a distance too far) it steps back to the front
// of the entry at hand. `decodeCarefully` takes over: one symbol, one input byte at a time, and either takes the symbol
// whole or leaves all its bits. Knows no heads of blocks.
//
//     decodeFast: while the margins are left
//       write up to two literals, drop their bits, and take the length, all from one entry
//       no length? the same once more; still none? refill, load the next entry, from the top
//       a length or literal too long for the entry? decode it alone (or leave)
//       take the distance; refill; load the next entry; copy the match
//
// The tricks, beside those of the tables.
//  1. A packed entry always writes two bytes and moves on by the number of literals.
//  2. WebAssembly shifts by the low six bits of the amount, so an entry is a shift amount as it stands, and the bit
//     count gathers rubbish above its low six bits, unharmed.
//  3. Refilling without a branch: or eight bytes onto the buffer and advance by those that fitted whole. Bits above the
//     count are true bits of the input already; or-ing them again changes nothing.
//  4. The budget: a refill leaves 56 bits or more; two packed entries (2 × 11) and a distance (28) fit, and so do
//     a length alone (20) and a distance.
//  5. The entry after a match is loaded before the match is copied: the latency of the load hides behind the copy.
//  6. A distance under 16 repeats a pattern: one shuffle makes 16 bytes of it, and whole periods of them are stored.
//  7. On leaving, whole bytes in the bit buffer are given back. Fewer than 8 bits were held when it began, so nothing
//     is given back from before this window.
//
// What did not help: three blind 16-byte copies instead of two; stepping back without the bits before the entry.

import {
  ALONE,
  baseOf,
  bitsOf,
  DISTANCE_ROOT,
  distances,
  END,
  kindOf,
  LENGTH,
  LITERAL,
  lookUp,
  NO_SYMBOL,
  packed,
  ROOT,
  SECOND_LEVEL,
  single,
  VALUE_MASK,
  valueOf,
} from "./inflate-codes";
import {
  bitBuffer,
  bitCount,
  drop,
  FAULT_DISTANCE,
  FAULT_LITERAL,
  FAULT_TOO_FAR,
  historyStart,
  holdBits,
  inputAt,
  inputEnd,
  MORE_INPUT,
  moveInput,
  moveOutput,
  OUTPUT_FULL,
  outputAt,
  outputEnd,
  pull,
} from "./inflate-state";

/** The block has no more symbols. */
export const BLOCK_END: i32 = -2;

/** The rest of a match that met the output's end. */
let pending: u32 = 0;
let pendingDistance: u32 = 0;

/** A new stream begins. */
export function forgetMatch(): void {
  pending = 0;
  pendingDistance = 0;
}

/** Takes symbols; 0: there are more, BLOCK_END, or why it stopped. */
export function symbols(): i32 {
  if (pending != 0) {
    copyPending();
    if (pending != 0) return OUTPUT_FULL;
  }
  if (bitCount < 8 && inputEnd - inputAt >= INPUT_MARGIN && outputEnd - outputAt >= OUTPUT_MARGIN) {
    decodeFast();
  }
  return decodeCarefully();
}

/** Takes one symbol whole (a length together with its distance), or leaves all its bits held. */
function decodeCarefully(): i32 {
  let symbol = lookUp(single, bitBuffer, ROOT);
  while (bitsOf(symbol) > bitCount) {
    if (!pull()) return MORE_INPUT;
    symbol = lookUp(single, bitBuffer, ROOT);
  }
  const bits = bitsOf(symbol);
  switch (kindOf(symbol)) {
    case LITERAL: {
      if (outputAt == outputEnd) return OUTPUT_FULL;
      store<u8>(outputAt, <u8>baseOf(symbol));
      moveOutput(outputAt + 1);
      drop(bits);
      return 0;
    }
    case END: {
      drop(bits);
      return BLOCK_END;
    }
    case NO_SYMBOL:
      return FAULT_LITERAL;
  }
  const length = valueOf(symbol, bitBuffer) & VALUE_MASK;
  let entry = lookUp(distances, bitBuffer >> bits, DISTANCE_ROOT);
  while (bits + bitsOf(entry) > bitCount) {
    if (!pull()) return MORE_INPUT;
    entry = lookUp(distances, bitBuffer >> bits, DISTANCE_ROOT);
  }
  if (kindOf(entry) == NO_SYMBOL) return FAULT_DISTANCE;
  const distance = valueOf(entry, bitBuffer >> bits);
  if (<usize>distance > outputAt - historyStart) return FAULT_TOO_FAR;
  drop(bits + bitsOf(entry));
  pending = length;
  pendingDistance = distance;
  copyPending();
  return pending != 0 ? OUTPUT_FULL : 0;
}

function copyPending(): void {
  let size = min<usize>(pending, outputEnd - outputAt);
  pending -= <u32>size;
  for (; size != 0; size--) {
    store<u8>(outputAt, load<u8>(outputAt - pendingDistance));
    moveOutput(outputAt + 1);
  }
}

// A turn refills three times at most: 7 + 7 + 8 bytes are touched.
const INPUT_MARGIN: usize = 32;
// A turn writes 4 literals and 258 bytes of a match, and scribbles up to 31 bytes behind them.
const OUTPUT_MARGIN: usize = 320;

/** For distances of 1 to 15: 16 indices that repeat the first bytes, and how many of the 16 are whole periods. */
const patterns: usize = memory.data(16 << 4, 16);
const periods: usize = memory.data(16 << 2, 16);
function describePatterns(): void {
  for (let distance: u32 = 1; distance < 16; distance++) {
    for (let index: u32 = 0; index < 16; index++) store<u8>(patterns + (distance << 4) + index, <u8>(index % distance));
    store<u32>(periods + (distance << 2), 16 - (16 % distance));
  }
}
describePatterns();

/** Runs while margins are left and nothing is unusual. Fewer than 8 bits are held before and after. */
function decodeFast(): void {
  let hold = bitBuffer;
  let count = bitCount;
  let from = inputAt;
  let to = outputAt;
  const fromLast = inputEnd - INPUT_MARGIN;
  const toLast = outputEnd - OUTPUT_MARGIN;
  const history = historyStart;

  hold |= load<u64>(from) << count;
  from += 7 - ((count >> 3) & 7);
  count |= 56;
  let entry = load<u32>(packed + ((<usize>hold & ((1 << ROOT) - 1)) << 2));
  do {
    store<u16>(to, <u16>(entry >> 8));
    to += (entry >> 6) & 3;
    let before = hold;
    hold >>= entry;
    count -= entry;
    let length = entry >> 24;
    if (length == 0) {
      entry = load<u32>(packed + ((<usize>hold & ((1 << ROOT) - 1)) << 2));
      store<u16>(to, <u16>(entry >> 8));
      to += (entry >> 6) & 3;
      before = hold;
      hold >>= entry;
      count -= entry;
      length = entry >> 24;
      if (length == 0) {
        hold |= load<u64>(from) << count;
        from += 7 - ((count >> 3) & 7);
        count |= 56;
        entry = load<u32>(packed + ((<usize>hold & ((1 << ROOT) - 1)) << 2));
        continue;
      }
    }
    if (length == ALONE) {
      hold |= load<u64>(from) << count;
      from += 7 - ((count >> 3) & 7);
      count |= 56;
      const symbol = lookUp(single, hold, ROOT);
      const kind = kindOf(symbol);
      if (kind == LENGTH) {
        length = valueOf(symbol, hold) & VALUE_MASK;
        entry = bitsOf(symbol);
        before = hold;
        hold >>= symbol;
        count -= <u32>symbol;
      } else if (kind == LITERAL) {
        store<u8>(to, <u8>baseOf(symbol));
        to++;
        hold >>= symbol;
        count -= <u32>symbol;
        entry = load<u32>(packed + ((<usize>hold & ((1 << ROOT) - 1)) << 2));
        continue;
      } else break;
    } else length += 2;

    let far = load<u64>(distances + ((<usize>hold & ((1 << DISTANCE_ROOT) - 1)) << 3));
    let distance = valueOf(far, hold);
    if (<usize>distance > to - history) {
      if (kindOf(far) == SECOND_LEVEL) {
        far = load<u64>(distances + (<usize>(distance & VALUE_MASK) << 3));
        distance = valueOf(far, hold);
      }
      if (<usize>distance > to - history) {
        // Back to the front of the entry, literals and all.
        hold = before;
        count = (count & 63) + (entry & 63);
        to -= (entry >> 6) & 3;
        break;
      }
    }
    hold >>= far;
    count -= <u32>far;
    hold |= load<u64>(from) << count;
    from += 7 - ((count >> 3) & 7);
    count |= 56;
    entry = load<u32>(packed + ((<usize>hold & ((1 << ROOT) - 1)) << 2));

    let source = to - distance;
    const end = to + length;
    if (distance >= 16) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
      if (length > 32) {
        to += 32;
        source += 32;
        do {
          v128.store(to, v128.load(source));
          to += 16;
          source += 16;
        } while (to < end);
      }
    } else {
      const pattern = v128.swizzle(v128.load(source), v128.load(patterns + (<usize>distance << 4)));
      const period = load<u32>(periods + (<usize>distance << 2));
      do {
        v128.store(to, pattern);
        to += period;
      } while (to < end);
    }
    to = end;
  } while (from <= fromLast && to <= toLast);

  count &= 63;
  moveInput(from - (count >> 3));
  count &= 7;
  holdBits(hold & ((<u64>1 << count) - 1), count);
  moveOutput(to);
}
