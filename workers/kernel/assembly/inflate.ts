// Inflate (RFC 1951): from an input window in this memory straight to an output address in this memory. It stops
// when the input is used up or the output is full, at any bit, and goes on where it stopped. One stream at a time.
// Knows no container: no header, no checksum, no file. Verdicts are those of zlib; ideas come from zlib
// (J. Gailly, M. Adler), libdeflate (E. Biggers) and igzip (Intel), the code from none of them.
//
// The idea. Two decoders share one state. `decodeFast` runs while 32 bytes of input and 320 of output are left, so
// it needs no bounds check inside a turn; it never judges: at anything unusual (the end of a block, an unused code, a
// distance too far) it steps back to the front of the entry at hand. `decodeCarefully` takes over: one symbol, one
// input byte at a time, and either takes the symbol whole or leaves all its bits. So text before damage, verdict
// and place of the damage depend on the bits alone, not on where windows end.
//
//     inflate: until it has to stop
//       block head, stored copy, code lengths: byte by byte, resumable after every field
//       symbols: if the margins are left and fewer than 8 bits are held: decodeFast
//                decodeCarefully (one symbol)
//     decodeFast: while the margins are left
//       write up to two literals, drop their bits, and take the length, all from one entry
//       no length? the same once more; still none? refill, load the next entry, from the top
//       a length or literal too long for the entry? decode it alone (or leave)
//       take the distance; refill; load the next entry; copy the match
//
// The tricks.
//  1. Three tables. `single` and `distances` hold one symbol an entry, for every code, on two levels. `packed` is made
//     from `single`: an entry holds all that its bits begin with: up to two literals, then perhaps the length of a
//     match, extra bits added already. Most matches of a log cost two loads and one branch for "has a length".
//  2. A packed entry always writes two bytes and moves on by the number of literals: none, one and two take one path.
//  3. The lowest six bits of an entry are the bits to drop. WebAssembly shifts by the low six bits of the amount, so
//     an entry is a shift amount as it stands, and the bit count gathers rubbish above its low six bits, unharmed.
//  4. Refilling without a branch: or eight bytes onto the buffer and advance by those that fitted whole. Bits above the
//     count are true bits of the input already; or-ing them again changes nothing.
//  5. The budget: a refill leaves 56 bits or more; two packed entries (2 × 11) and a distance (28) fit, and so do
//     a length alone (20) and a distance.
//  6. The entry after a match is loaded before the match is copied: the latency of the load hides behind the copy.
//  7. A distance under 16 repeats a pattern: one shuffle makes 16 bytes of it, and whole periods of them are stored.
//  8. Unused distance codes and pointers to the second level stand for distances over 3.5 GiB, so that the one
//     comparison with the history catches them too.
//  9. On leaving, whole bytes in the bit buffer are given back. Between calls at most 7 bits are held, but for the bits
//     of one unfinished symbol, which the careful decoder takes; so nothing is given back from before this window.
// 10. `packed` is made without branches, see there. With them, making it took a third of the whole time.
//
// Where a stream can be taken up again: at the head of a block, with the bits held there and the text before it. `inflate`
// tells of such places on request, and costs a comparison a block; that the head is met while at most 7 bits are held
// follows from 9.
//
// What did not help: roots of 10 or 12 bits for literals and lengths, of 8 or 10 for distances (within the noise or
// slower); three blind 16-byte copies instead of two; stepping back without keeping the bits before the entry.
// What is left: 4 in 100 parts of the time go into `pack`, 1 into `build`.

// What `inflate` answers. From FAULT on: what is wrong with the data, final.
const AT_BLOCK: i32 = -1;
const MORE_INPUT: i32 = 1;
const OUTPUT_FULL: i32 = 2;
const DONE: i32 = 3;
const FAULT_BLOCK_TYPE: i32 = 4;
const FAULT_STORED_LENGTH: i32 = 5;
const FAULT_COUNTS: i32 = 6;
const FAULT_LENGTH_CODE: i32 = 7;
const FAULT_REPEAT: i32 = 8;
const FAULT_NO_END: i32 = 9;
const FAULT_LITERAL_CODE: i32 = 10;
const FAULT_DISTANCE_CODE: i32 = 11;
const FAULT_LITERAL: i32 = 12;
const FAULT_DISTANCE: i32 = 13;
const FAULT_TOO_FAR: i32 = 14;

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
let bitBuffer: u64 = 0;
let bitCount: u32 = 0;
let inputAt: usize = 0;
let inputEnd: usize = 0;
let outputAt: usize = 0;
let outputEnd: usize = 0;
let historyStart: usize = 0;
/** The rest of a match that met the output's end, or of a stored block. */
let pending: u32 = 0;
let pendingDistance: u32 = 0;
/** The first block head at which this much has been written is told of, once. */
let pauseAt: usize = usize.MAX_VALUE;
/** The tables are those of fixed blocks. */
let tablesAreFixed: bool = false;

let literalCount: u32 = 0;
let distanceCount: u32 = 0;
let codeLengthCount: u32 = 0;
let lengthsRead: u32 = 0;

// No call may write more, so that no distance of trick 8 ever lies within the history.
const LARGEST_PIECE: usize = 1 << 30;

/** Begins a new stream: the next `inflate` expects its first byte. */
export function inflateStart(): void {
  mode = BLOCK;
  verdict = 0;
  lastBlock = false;
  bitBuffer = 0;
  bitCount = 0;
  pending = 0;
  pendingDistance = 0;
  pauseAt = usize.MAX_VALUE;
}

/** Begins within a stream, at the head of a block: `held` bits, fewer than 8, stand in front of the first input byte. */
export function inflateResume(held: u32, bits: u32): void {
  inflateStart();
  bitBuffer = bits;
  bitCount = held;
}

/** Has `inflate` stop (-1), once, at the first block head with `outputAt` there or behind it. */
export function inflatePauseAt(output: usize): void {
  pauseAt = output;
}

/**
 * Decodes [input, inputLimit) into [output, outputLimit) until one of them is used up (1, 2), the stream has ended (3)
 * or is broken (4 and more), or a block begins where it was to pause (-1). `history`: how many bytes of this stream stand in front of `output`; 32 KiB are enough.
 * `inflateInputAt` and `inflateOutputAt` tell how far it came; after 1 all input has been taken.
 */
export function inflate(input: usize, inputLimit: usize, output: usize, outputLimit: usize, history: usize): i32 {
  inputAt = input;
  inputEnd = inputLimit;
  outputAt = output;
  outputEnd = outputLimit - output > LARGEST_PIECE ? output + LARGEST_PIECE : outputLimit;
  historyStart = output - history;
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
      return storedHead();
    case STORED:
      return storedCopy();
    case COUNTS:
      return counts();
    case CODE_LENGTHS:
      return codeLengths();
    case SYMBOL_LENGTHS:
      return symbolLengths();
    case SYMBOLS:
      return symbols();
    default:
      return DONE;
  }
}

// ---------------------------------------------------------------- bits, one byte at a time

/** Takes one more input byte into the bit buffer; false if there is none. */
// @ts-ignore: decorator
@inline
function pull(): bool {
  if (inputAt == inputEnd) return false;
  bitBuffer |= <u64>load<u8>(inputAt) << bitCount;
  inputAt++;
  bitCount += 8;
  return true;
}

/** Pulls until `bits` bits are held and no byte more. */
function need(bits: u32): bool {
  while (bitCount < bits) if (!pull()) return false;
  return true;
}

/** The next `bits` bits, which are held; fewer than 32. */
// @ts-ignore: decorator
@inline
function take(bits: u32): u32 {
  const value = <u32>bitBuffer & ((1 << bits) - 1);
  drop(bits);
  return value;
}

// @ts-ignore: decorator
@inline
function drop(bits: u32): void {
  bitBuffer >>= bits;
  bitCount -= bits;
}

// ---------------------------------------------------------------- blocks

function blockHead(): i32 {
  if (lastBlock) {
    mode = ENDED;
    bitBuffer = 0;
    bitCount = 0;
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
      if (!tablesAreFixed) buildFixed();
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
  pending = length;
  mode = STORED;
  return 0;
}

function storedCopy(): i32 {
  while (pending != 0) {
    if (inputAt == inputEnd) return MORE_INPUT;
    if (outputAt == outputEnd) return OUTPUT_FULL;
    const size = min<usize>(pending, min<usize>(inputEnd - inputAt, outputEnd - outputAt));
    memory.copy(outputAt, inputAt, size);
    inputAt += size;
    outputAt += size;
    pending -= <u32>size;
  }
  mode = BLOCK;
  return 0;
}

// ---------------------------------------------------------------- the head of a dynamic block

const LENGTHS_MAX: u32 = 320;
/** Code lengths, a byte a symbol: literals and lengths, and right behind them distances. */
const lengths: usize = memory.data(320);
const codeLengthOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

function counts(): i32 {
  if (!need(14)) return MORE_INPUT;
  literalCount = take(5) + 257;
  distanceCount = take(5) + 1;
  codeLengthCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return FAULT_COUNTS;
  memory.fill(lengths, 0, LENGTHS_MAX);
  lengthsRead = 0;
  mode = CODE_LENGTHS;
  return 0;
}

function codeLengths(): i32 {
  while (lengthsRead < codeLengthCount) {
    if (!need(3)) return MORE_INPUT;
    store<u8>(lengths + load<u8>(codeLengthOrder + lengthsRead), <u8>take(3));
    lengthsRead++;
  }
  // The tables of the last block end here: the code of the lengths is built where single literals will be.
  tablesAreFixed = false;
  if (!build(lengths, 19, plainMeanings, single, CODE_ROOT, 0, false)) return FAULT_LENGTH_CODE;
  lengthsRead = 0;
  mode = SYMBOL_LENGTHS;
  return 0;
}

function symbolLengths(): i32 {
  const total = literalCount + distanceCount;
  while (lengthsRead < total) {
    let entry = lookUp(single, bitBuffer, CODE_ROOT);
    while (bitsOf(entry) > bitCount) {
      if (!pull()) return MORE_INPUT;
      entry = lookUp(single, bitBuffer, CODE_ROOT);
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
  if (!build(lengths, literalCount, literalMeanings, single, ROOT, UNUSED, true)) return FAULT_LITERAL_CODE;
  if (!build(lengths + literalCount, distanceCount, distanceMeanings, distances, DISTANCE_ROOT, UNUSED, true)) {
    return FAULT_DISTANCE_CODE;
  }
  pack();
  mode = SYMBOLS;
  return 0;
}

function buildFixed(): void {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + 288, 5, 32);
  build(lengths, 288, literalMeanings, single, ROOT, UNUSED, true);
  build(lengths + 288, 32, distanceMeanings, distances, DISTANCE_ROOT, UNUSED, true);
  pack();
  tablesAreFixed = true;
}

// ---------------------------------------------------------------- tables
//
// An entry of `single` and `distances`, 64 bits:
//    0…5   bits of the code and its extra bits together (of an unused code: of the code)
//    8…13  bits of the code alone
//   16…31  mask of the extra bits
//   32…63  base: a byte, a length, a distance; its top four bits say which
// The value is always base + (bits >> code bits & mask), the index into the second level too.

const ROOT: u32 = 11;
const DISTANCE_ROOT: u32 = 9;
const CODE_ROOT: u32 = 7;

const LITERAL: u32 = 0;
const LENGTH: u32 = 1;
const END: u32 = 2;
const SECOND_LEVEL: u32 = 14;
const NO_SYMBOL: u32 = 15;
const UNUSED: u64 = <u64>NO_SYMBOL << 60;
const VALUE_MASK: u32 = 0x0fffffff;

// A complete code has at least two symbols behind every root entry that leads on: at most 143 and 15 such entries.
const SECOND_LEVELS: i32 = 143 << (15 - ROOT);
const DISTANCE_SECOND_LEVELS: i32 = 15 << (15 - DISTANCE_ROOT);
const single: usize = memory.data(((1 << ROOT) + SECOND_LEVELS) << 3, 16);
const distances: usize = memory.data(((1 << DISTANCE_ROOT) + DISTANCE_SECOND_LEVELS) << 3, 16);
const packed: usize = memory.data((1 << ROOT) << 2, 16);

// Entries of every symbol before its code is known: extra bits in place of the bit count.
const literalMeanings: usize = memory.data(288 << 3, 16);
const distanceMeanings: usize = memory.data(32 << 3, 16);
const plainMeanings: usize = memory.data(19 << 3, 16);

// @ts-ignore: decorator
@inline
function bitsOf(entry: u64): u32 {
  return <u32>entry & 63;
}

// @ts-ignore: decorator
@inline
function kindOf(entry: u64): u32 {
  return <u32>(entry >> 60);
}

// @ts-ignore: decorator
@inline
function baseOf(entry: u64): u32 {
  return <u32>(entry >> 32);
}

// @ts-ignore: decorator
@inline
function valueOf(entry: u64, bits: u64): u32 {
  return <u32>(entry >> 32) + (<u32>(bits >> (entry >> 8)) & ((<u32>entry) >>> 16));
}

/** The entry for the symbol at the front of `bits`. */
// @ts-ignore: decorator
@inline
function lookUp(table: usize, bits: u64, root: u32): u64 {
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
const ALONE: u32 = 255;

/** While `packed` is made: the bits of an entry that joins no other. */
const NEVER: u32 = 63;

/**
 * Makes `packed` from the root of `single`: first one symbol an entry, then, from the back, every literal takes up what
 * follows it, as far as its bits reach. No branches: neighbours in the table are unrelated codes, and every branch
 * would be guessed wrong.
 */
function pack(): void {
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

// ---------------------------------------------------------------- symbols

function symbols(): i32 {
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
      outputAt++;
      drop(bits);
      return 0;
    }
    case END: {
      drop(bits);
      mode = BLOCK;
      return 0;
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
    outputAt++;
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
  inputAt = from - (count >> 3);
  bitCount = count & 7;
  bitBuffer = hold & ((<u64>1 << bitCount) - 1);
  outputAt = to;
}
