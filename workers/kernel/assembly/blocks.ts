// Blocks of 64 bytes as four vectors, and the LFs in them.

export const BLOCK: usize = 64;
export const LF: i8 = 10;
/** Blocks whose four -1 a lane fit into a byte. */
export const BLOCKS_A_SUM = 63;

@inline
export function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

/** -1, -2, -3 or -4 in each lane: the LFs of four vectors. */
@inline
export function feedsOf(at: usize, lf: v128): v128 {
  return i8x16.add(
    i8x16.add(i8x16.eq(v128.load(at), lf), i8x16.eq(v128.load(at, 16), lf)),
    i8x16.add(i8x16.eq(v128.load(at, 32), lf), i8x16.eq(v128.load(at, 48), lf)),
  );
}

@inline
export function feedMask(at: usize, lf: v128): u64 {
  return bits(
    i8x16.eq(v128.load(at), lf),
    i8x16.eq(v128.load(at, 16), lf),
    i8x16.eq(v128.load(at, 32), lf),
    i8x16.eq(v128.load(at, 48), lf),
  );
}

@inline
export function laneSum(lanes: v128): u64 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/** The lowest `count` bits; all of them for 64 and more. */
@inline
export function lowBits(count: usize): u64 {
  return count >= 64 ? ~(<u64>0) : (<u64>1 << count) - 1;
}
