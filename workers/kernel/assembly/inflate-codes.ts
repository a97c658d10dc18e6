// The codes of a block as tables, built from the lengths of their codes, and looked up by the bits at hand. Knows no
// stream. Verdicts on codes are those of zlib.
//
// The tricks.
//  1. Three tables. `single` and `distances` hold one symbol an entry, for every code, on two levels. `packed` is made
//     from `single`: an entry holds all that its bits begin with: up to two literals, then perhaps the length of a
//     match, extra bits added already. Most matches of a log cost two loads and one branch for "has a length".
//  2. A packed entry has room for two literals, and the number of those that count: none, one and two take one path.
//  3. The lowest six bits of an entry are the bits to drop: it is a shift amount as it stands.
//  4. Unused distance codes and pointers to the second level stand for distances over 3.5 GiB, so that the one
//     comparison with the history catches them too.
//  5. `packed` is made without branches, see there. With them, making it took a third of the whole time.
//
// What did not help: roots of 10 or 12 bits for literals and lengths, of 8 or 10 for distances (within the noise or
// slower). What is left: 4 in 100 parts of the time of an inflate go into `pack`, 1 into `build`.

// An entry of `single` and `distances`, 64 bits:
//    0…5   bits of the code and its extra bits together (of an unused code: of the code)
//    8…13  bits of the code alone
//   16…31  mask of the extra bits
//   32…63  base: a byte, a length, a distance; its top four bits say which
// The value is always base + (bits >> code bits & mask), the index into the second level too.

export const ROOT: u32 = 11;
export const DISTANCE_ROOT: u32 = 9;
/** Of the code of lengths. */
export const LENGTH_ROOT: u32 = 7;

export const LITERAL: u32 = 0;
export const LENGTH: u32 = 1;
export const END: u32 = 2;
export const SECOND_LEVEL: u32 = 14;
export const NO_SYMBOL: u32 = 15;
const UNUSED: u64 = <u64>NO_SYMBOL << 60;
export const VALUE_MASK: u32 = 0x0fffffff;

// A complete code has at least two symbols behind every root entry that leads on: at most 143 and 15 such entries.
const SECOND_LEVELS: i32 = 143 << (15 - ROOT);
const DISTANCE_SECOND_LEVELS: i32 = 15 << (15 - DISTANCE_ROOT);
export const single: usize = memory.data(((1 << ROOT) + SECOND_LEVELS) << 3, 16);
export const distances: usize = memory.data(((1 << DISTANCE_ROOT) + DISTANCE_SECOND_LEVELS) << 3, 16);
export const packed: usize = memory.data((1 << ROOT) << 2, 16);

// Entries of every symbol before its code is known: extra bits in place of the bit count.
const literalMeanings: usize = memory.data(288 << 3, 16);
const distanceMeanings: usize = memory.data(32 << 3, 16);
const plainMeanings: usize = memory.data(19 << 3, 16);

@inline
export function bitsOf(entry: u64): u32 {
  return <u32>entry & 63;
}

@inline
export function kindOf(entry: u64): u32 {
  return <u32>(entry >> 60);
}

@inline
export function baseOf(entry: u64): u32 {
  return <u32>(entry >> 32);
}

@inline
export function valueOf(entry: u64, bits: u64): u32 {
  return <u32>(entry >> 32) + (<u32>(bits >> (entry >> 8)) & ((<u32>entry) >>> 16));
}

/** The entry for the symbol at the front of `bits`. */
@inline
export function lookUp(table: usize, bits: u64, root: u32): u64 {
  const entry = load<u64>(table + ((<usize>bits & ((1 << root) - 1)) << 3));
  if (kindOf(entry) != SECOND_LEVEL) return entry;
  return load<u64>(table + (<usize>(valueOf(entry, bits) & VALUE_MASK) << 3));
}

function meaning(kind: u32, base: u32, extra: u32): u64 {
  return (<u64>((kind << 28) | base) << 32) | (<u64>((1 << extra) - 1) << 16) | extra;
}

function describeSymbols(): void {
  for (let byte: u32 = 0; byte < 256; byte++) store<u64>(literalMeanings + (byte << 3), meaning(LITERAL, byte, 0));
  store<u64>(literalMeanings + (256 << 3), meaning(END, 0, 0));
  let base: u32 = 3;
  for (let symbol: u32 = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2;
    store<u64>(literalMeanings + (symbol << 3), meaning(LENGTH, base, extra));
    base += 1 << extra;
  }
  store<u64>(literalMeanings + (285 << 3), meaning(LENGTH, 258, 0));
  for (let symbol: u32 = 286; symbol < 288; symbol++) store<u64>(literalMeanings + (symbol << 3), UNUSED);
  base = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    store<u64>(distanceMeanings + (symbol << 3), meaning(0, base, extra));
    base += 1 << extra;
  }
  for (let symbol: u32 = 30; symbol < 32; symbol++) store<u64>(distanceMeanings + (symbol << 3), UNUSED);
  for (let symbol: u32 = 0; symbol < 19; symbol++) store<u64>(plainMeanings + (symbol << 3), meaning(0, symbol, 0));
}
describeSymbols();

const lengthTally: usize = memory.data(16 << 2, 16);
const sortedFrom: usize = memory.data(16 << 2, 16);
const sorted: usize = memory.data(288 << 1, 16);

/** The code of the lengths of other codes, where single literals will be; false if it is not acceptable. */
export function buildLengthCode(codeLengths: usize): bool {
  return build(codeLengths, 19, plainMeanings, single, LENGTH_ROOT, 0, false);
}

/** Of literals, lengths and the end of the block. */
export function buildLiteralCode(codeLengths: usize, symbolCount: u32): bool {
  return build(codeLengths, symbolCount, literalMeanings, single, ROOT, UNUSED, true);
}

export function buildDistanceCode(codeLengths: usize, symbolCount: u32): bool {
  return build(codeLengths, symbolCount, distanceMeanings, distances, DISTANCE_ROOT, UNUSED, true);
}

/**
 * Builds the table of a canonical code; false if the code is not acceptable. As in zlib no code at all is accepted,
 * and with `loneCode` one code of one bit; what has no code then reads as `gap`, one bit long.
 */
function build(
  codeLengths: usize,
  symbolCount: u32,
  meanings: usize,
  table: usize,
  root: u32,
  gap: u64,
  loneCode: bool,
): bool {
  memory.fill(lengthTally, 0, 16 << 2);
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const at = lengthTally + (<usize>load<u8>(codeLengths + symbol) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const unused = load<u32>(lengthTally);
  store<u32>(lengthTally, 0);
  let left: i32 = 1;
  let from: u32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    const tally = load<u32>(lengthTally + (length << 2));
    left = (left << 1) - <i32>tally;
    if (left < 0) return false;
    store<u32>(sortedFrom + (length << 2), from);
    from += tally;
  }
  const size: u32 = 1 << root;
  if (left > 0) {
    const used = symbolCount - unused;
    if (used > 1 || (used == 1 && !(loneCode && load<u32>(lengthTally, 1 << 2) == 1))) return false;
    for (let index: u32 = 0; index < size; index++) store<u64>(table + (index << 3), gap + 0x101);
  }
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const length = <u32>load<u8>(codeLengths + symbol);
    if (length == 0) continue;
    const at = sortedFrom + (length << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u16>(sorted + (place << 1), <u16>symbol);
  }
  fill(table, meanings, root);
  return true;
}

/** Walks the codes from short to long, in the order of `sorted`, and writes each wherever its bits lead. */
function fill(table: usize, meanings: usize, root: u32): void {
  const size: u32 = 1 << root;
  const secondSize: u32 = 1 << (15 - root);
  let code: u32 = 0; // as it stands in the bit buffer: first bit lowest
  let place = sorted;
  let second: u32 = size;
  let prefix: u32 = size;
  for (let length: u32 = 1; length < 16; length++) {
    for (let tally = load<u32>(lengthTally + (length << 2)); tally != 0; tally--) {
      const entry = load<u64>(meanings + (<usize>load<u16>(place) << 3)) + length + (length << 8);
      place += 2;
      if (length <= root) {
        for (let index = code; index < size; index += 1 << length) store<u64>(table + (index << 3), entry);
      } else {
        if ((code & (size - 1)) != prefix) {
          if (prefix != size) second += secondSize;
          prefix = code & (size - 1);
          const lead = (<u64>((SECOND_LEVEL << 28) | second) << 32) | (<u64>(secondSize - 1) << 16) | (root << 8);
          store<u64>(table + (prefix << 3), lead);
        }
        const stride: u32 = 1 << (length - root);
        for (let index = code >> root; index < secondSize; index += stride) {
          store<u64>(table + ((second + index) << 3), entry);
        }
      }
      // Adding one to a number whose bits are reversed.
      let bit: u32 = 1 << (length - 1);
      while (code & bit) bit >>= 1;
      code = bit == 0 ? 0 : (code & (bit - 1)) | bit;
    }
  }
}

// An entry of `packed`, 32 bits:
//    0…5   bits to drop
//    6…7   how many literals
//    8…23  the literals
//   24…31  0: no match follows; ALONE: look into `single`, nothing was taken; else the match's length minus 2
export const ALONE: u32 = 255;

/** While `packed` is made: the bits of an entry that joins no other. */
const NEVER: u32 = 63;

/**
 * Makes `packed` from the root of `single`: first one symbol an entry, then, from the back, every literal takes up what
 * follows it, as far as its bits reach. No branches: neighbours in the table are unrelated codes, and every branch
 * would be guessed wrong.
 */
export function pack(): void {
  for (let index: u32 = 0; index < 1 << ROOT; index++) {
    const symbol = load<u64>(single + (<usize>index << 3));
    const kind = kindOf(symbol);
    const bits = bitsOf(symbol);
    const value = valueOf(symbol, index) & VALUE_MASK;
    const literal = (value << 8) | (1 << 6) | bits;
    const length = ((value - 2) << 24) | bits;
    const one = select<u32>(literal, length, kind == LITERAL);
    const odd = (kind > LENGTH) | (bits > ROOT) | (value > 256);
    store<u32>(packed + (index << 2), select<u32>((ALONE << 24) | NEVER, one, odd));
  }
  for (let index: i32 = (1 << ROOT) - 1; index >= 0; index--) {
    const first = load<u32>(packed + (index << 2));
    const room = ROOT - (first & 63);
    const rest = <u32>index >> first;
    const second = load<u32>(packed + (rest << 2));
    const third = load<u32>(packed + ((rest >> second) << 2));
    const joins = ((first & (1 << 6)) != 0) & ((second & 63) <= room);
    const lengthNext = ((second & (1 << 6)) != 0) & ((third & (1 << 6)) == 0);
    const joinsToo = joins & lengthNext & ((second & 63) + (third & 63) <= room);
    const lone = select<u32>(ALONE << 24, first, (first & 63) == NEVER);
    const pair = first + (second & 0xff0000ff) + ((second & 0xff00) << 8);
    const entry = select<u32>(pair, lone, joins) + select<u32>(third & 0xff0000ff, 0, joinsToo);
    store<u32>(packed + (index << 2), entry);
  }
}
