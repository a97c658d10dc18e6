// Decimal digits and dotted quads, read without a loop over their bytes. Knows no field.
//
// 1. Digits lie in the line with the first at the lowest address; shifted up in a word of eight, they have zeros before
//    them, and are added up in pairs, in fours, in all. (Lemire and Muła: number parsing, 2020.)
// 2. An octet's text is looked up whole: its three bytes at most, multiplied by a number that was sought for it, have in
//    their upper nine bits a slot of their own. So one comparison tells that it has no leading zero and is no more than
//    255, and the number lies beside the text.

const DIGITS_ZERO: u64 = 0x3030303030303030;
const TENS: u64 = 0x7676767676767676;
const HIGH_BITS: u64 = 0x8080808080808080;

/** More than any number of digits that is read: [at, end) is no number. */
export const NO_NUMBER: u64 = u64.MAX_VALUE;

/** The number that the digits [at, end) are, 1 to 16 of them; NO_NUMBER for anything else. */
@inline
export function readDigits(at: usize, end: usize): u64 {
  return end - at <= 8 ? readFew(at, end - at) : readMany(at, end);
}

function readMany(at: usize, end: usize): u64 {
  if (end - at > 16) return NO_NUMBER;
  const high = readFew(at, end - at - 8);
  const low = readFew(end - 8, 8);
  return high == NO_NUMBER || low == NO_NUMBER ? NO_NUMBER : high * 100000000 + low;
}

/** As `readDigits`, of 8 bytes at most. */
@inline
export function readFew(at: usize, length: usize): u64 {
  return length == 0 || digitsAt(at) < length ? NO_NUMBER : joinDigits(at, length);
}

/** The number that the digits at `at` are, 1 to 8 of them. */
@inline
export function joinDigits(at: usize, length: usize): u64 {
  let word = (load<u64>(at) ^ DIGITS_ZERO) << ((8 - <u64>length) << 3);
  word = (word * 2561) >> 8;
  word = ((word & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((word & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** How many digits stand at `at`; of more than eight, eight. */
@inline
export function digitsAt(at: usize): usize {
  const word = load<u64>(at) ^ DIGITS_ZERO;
  return <usize>ctz(((word + TENS) | word) & HIGH_BITS) >> 3;
}

// ---------------------------------------------------------------- dotted quads

const OCTET_FACTOR: u32 = 0x8066fec7;
const OCTET_SHIFT: u32 = 23;
/** Slots of an octet: [number] [text, three bytes], the number uppermost. */
const octets = memory.data(512 * 4, 16);
/** By length: what of four bytes is an octet. Of a longer one nothing is, and no slot is like that. */
const lengths = memory.data<u32>([0, 0xff, 0xffff, 0xffffff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

for (let octet: u32 = 0; octet < 256; octet++) {
  let text: u32 = 48 + (octet % 10);
  if (octet > 9) text = (text << 8) | (48 + ((octet / 10) % 10));
  if (octet > 99) text = (text << 8) | (48 + octet / 100);
  store<u32>(octets + <usize>(((text * OCTET_FACTOR) >> OCTET_SHIFT) << 2), (octet << 24) | text);
}
// No text is 0, so that this is no octet; its slot may be another one's.
if (load<u32>(octets) == 0) store<u32>(octets, 1);

/** The address that `quadEnd` read last. */
export let quad: u32 = 0;

/**
 * The end of the dotted quad that begins at `at`, in [at, end): four numbers up to 255 without leading zeros. 0 if
 * there is none, or if a digit stands behind it.
 */
export function quadEnd(at: usize, end: usize): usize {
  const text = v128.load(at);
  const points = <u32>i8x16.bitmask(i8x16.eq(text, i8x16.splat(46)));
  const digits = <u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(text, i8x16.splat(48)), i8x16.splat(9)));
  const room = end - at;
  const beyond: u32 = room < 16 ? u32.MAX_VALUE << <u32>room : 0xffff0000;
  // Where no digit is: three points, and what stands behind.
  const others = ~digits | beyond;
  const behind1 = others & (others - 1);
  const behind2 = behind1 & (behind1 - 1);
  const behind3 = behind2 & (behind2 - 1);
  if (((others ^ behind3) & (~points | beyond)) != 0) return 0;
  const first = ctz(others);
  const second = ctz(behind1);
  const third = ctz(behind2);
  const stop = ctz(behind3);
  const text0 = load<u32>(at) & maskOf(first);
  const text1 = load<u32>(at + first, 1) & maskOf(second - first - 1);
  const text2 = load<u32>(at + second, 1) & maskOf(third - second - 1);
  const text3 = load<u32>(at + third, 1) & maskOf(stop - third - 1);
  const octet0 = octetOf(text0);
  const octet1 = octetOf(text1);
  const octet2 = octetOf(text2);
  const octet3 = octetOf(text3);
  const wrong = (octet0 ^ text0) | (octet1 ^ text1) | (octet2 ^ text2) | (octet3 ^ text3);
  if (wrong << 8 != 0) return 0;
  quad = (octet0 & 0xff000000) | ((octet1 >> 24) << 16) | ((octet2 >> 24) << 8) | (octet3 >> 24);
  return at + stop;
}

@inline
function maskOf(length: u32): u32 {
  return load<u32>(lengths + (<usize>length << 2));
}

@inline
function octetOf(text: u32): u32 {
  return load<u32>(octets + <usize>(((text * OCTET_FACTOR) >> OCTET_SHIFT) << 2));
}
