// Where lines begin and end. A line ends at LF. Sixteen bytes a step would do; sixty-four have fewer branches, and how
// many steps a line takes is what a processor cannot guess.

import { BLOCK, feedMask, LF } from "./blocks";

/** The LF at or after `at`; the caller knows that there is one. */
@inline
export function lineFeed(at: usize): usize {
  const lf = i8x16.splat(LF);
  let here = feedMask(at, lf);
  while (here == 0) {
    at += BLOCK;
    here = feedMask(at, lf);
  }
  return at + <usize>ctz(here);
}

/** The beginning of the line that holds `at`; not before `floor`, which is the beginning of a line. */
@inline
export function lineStart(at: usize, floor: usize): usize {
  const lf = i8x16.splat(LF);
  while (at > floor) {
    at -= BLOCK;
    const here = feedMask(at, lf);
    if (here != 0) {
      const start = at + BLOCK - <usize>clz(here);
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
