// Decimal digits and dotted quads, read without a loop a byte. Knows no field.
//
// Digits lie in the line with the first at the lowest address; shifted up in a word of eight, they have zeros before
// them, and are added up in pairs, in fours, in all. (Lemire and Muła: number parsing, 2020.)

const DIGITS_ZERO: u64 = 0x3030303030303030;

/** More than any number of digits that is read: [at, end) is no number. */
export const NO_NUMBER: u64 = u64.MAX_VALUE;

/** The number that the digits [at, end) are, 1 to 16 of them; NO_NUMBER for anything else. */
@inline
export function readDigits(at: usize, end: usize): u64 {
  const length = end - at;
  if (length - 1 < 8) return readEight(at, length);
  if (length - 1 >= 16) return NO_NUMBER;
  const high = readEight(at, length - 8);
  const low = readEight(end - 8, 8);
  return high == NO_NUMBER || low == NO_NUMBER ? NO_NUMBER : high * 100000000 + low;
}

/** How many digits stand at `at`; of more than eight, eight. */
@inline
export function digitsAt(at: usize): usize {
  const word = load<u64>(at) ^ DIGITS_ZERO;
  return <usize>ctz(((word + 0x7676767676767676) | word) & 0x8080808080808080) >> 3;
}

/** 1 to 8 digits. */
@inline
function readEight(at: usize, length: usize): u64 {
  let word = (load<u64>(at) ^ DIGITS_ZERO) << ((8 - <u64>length) << 3);
  if ((((word + 0x7676767676767676) | word) & 0x8080808080808080) != 0) return NO_NUMBER;
  word = (word * 2561) >> 8;
  word = ((word & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((word & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** The address that `quadEnd` read last. */
export let quad: u32 = 0;

/**
 * The end of the dotted quad that begins at `at`, in [at, end): four numbers up to 255 without leading zeros. 0 if
 * there is none, or if a digit stands behind it.
 */
export function quadEnd(at: usize, end: usize): usize {
  const text = v128.load(at);
  const points = <u32>i8x16.bitmask(i8x16.eq(text, i8x16.splat(46)));
  const digits = <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(text, i8x16.splat(48)), i8x16.splat(10)));
  const room = end - at;
  const within: u32 = room < 16 ? (1 << <u32>room) - 1 : 0xffff;
  // The run of digits and points, and the points in it, a fourth one as its end.
  const run = ctz(~((points | digits) & within));
  let left = points & ((1 << run) - 1);
  const first = ctz(left);
  left &= left - 1;
  const second = ctz(left);
  left &= left - 1;
  if (left == 0) return 0;
  const third = ctz(left);
  left &= left - 1;
  const stop = left == 0 ? run : ctz(left);

  const a = octet(at, first);
  const b = octet(at + first + 1, second - first - 1);
  const c = octet(at + second + 1, third - second - 1);
  const d = octet(at + third + 1, stop - third - 1);
  if ((a | b | c | d) > 255) return 0;
  quad = (a << 24) | (b << 16) | (c << 8) | d;
  return at + stop;
}

/** The number that `length` digits are; over 255 if there is none, or one that is no part of an address. */
@inline
function octet(at: usize, length: u32): u32 {
  if (length - 1 >= 3) return 256;
  const text = load<u32>(at);
  const digits = (text << (32 - (length << 3))) & 0x0f0f0f00;
  const value = ((digits >> 8) & 15) * 100 + ((digits >> 16) & 15) * 10 + (digits >> 24);
  return length > 1 && (text & 255) == 48 ? 256 : value;
}
