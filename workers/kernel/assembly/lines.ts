// Where lines begin and end. A line ends at LF.

const LF: i8 = 10;

/** The LF at or after `at`; the caller knows that there is one. */
@inline
export function lineFeed(at: usize): usize {
  const lf = i8x16.splat(LF);
  let here = i8x16.bitmask(i8x16.eq(v128.load(at), lf));
  while (here == 0) {
    at += 16;
    here = i8x16.bitmask(i8x16.eq(v128.load(at), lf));
  }
  return at + ctz(here);
}

/** The beginning of the line that holds `at`; not before `floor`, which is the beginning of a line. */
@inline
export function lineStart(at: usize, floor: usize): usize {
  const lf = i8x16.splat(LF);
  while (at > floor) {
    at -= 16;
    const here = i8x16.bitmask(i8x16.eq(v128.load(at), lf));
    if (here != 0) {
      const start = at + 32 - clz(here);
      return start > floor ? start : floor;
    }
  }
  return floor;
}

/** The end of a line's text: its LF, or the one CR before it. */
@inline
export function textEnd(start: usize, feed: usize): usize {
  return feed > start && load<u8>(feed - 1) == 13 ? feed - 1 : feed;
}
