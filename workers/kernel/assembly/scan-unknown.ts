// The scan of lines that are not decoded: whole lines in, to the rules that may take them.
//
// Idea: look only for anchors, the needles without which no rule takes a line; a line is cut out only around an anchor
// that was found, and every line is counted on the way.
//
//     for each block of 64 bytes from `at`:                          (several anchors: scan-many.ts)
//       lines += LFs of the block
//       for each place in the block where an anchor stands:
//         line = from the LF before it to the LF behind it
//         every rule takes the line
//         go on behind the line: in this block if it ends here, else with a new block there (its LF counted)
//
// Tricks:
// 1. Four vectors a step share their loads between the anchor's first byte and LF; what is seldom (a candidate) is one
//    test for all four. Of what a candidate is, needle.ts tells.
// 2. LFs are not popcounted: each compare gives -1, which is added up in byte lanes, and the lanes are summed before
//    they can overflow (63 blocks of 4).
// 3. A block's LFs are counted before its candidates are looked at, whole, so that every way out of the block leaves
//    the number right: behind a line that ends beyond the block only that line's own LF is missing.
// 4. A line's beginning is sought backwards only when a line matters; with sparse matches it costs nothing, with dense
//    ones it is the line before.
// 5. One anchor has a loop of its own, so that its bytes stay in registers. Folding is always done, with masks of zeros
//    where none is wanted: a loop without it was no faster. For several, see scan-many.ts.
//
// Bounds: [from, to) begins with a line and ends behind an LF. Loads may pass `to` by SLACK; what they see there is
// masked in the last block, and no needle holds an LF, so none can reach across.

import { bits, BLOCK, BLOCKS_A_SUM, feedMask, feedsOf, LF, laneSum, lowBits } from "./blocks";
import { lineFeed, lineStart } from "./lines";
import { candidates, Needle, standsAt } from "./needle";
import { anchors, everyLine } from "./plan";
import { scanManyAnchors } from "./scan-many";
import { presence, takeLine } from "./take-line";

/** Brings the lines of [from, to), which are whole, to the rules, and returns their number. */
export function scanUnknownLines(from: usize, to: usize): u64 {
  if (everyLine) return scanEveryLine(from, to);
  return anchors.length == 1 ? scanOneAnchor(from, to, anchors.at(0)) : scanManyAnchors(from, to, anchors);
}

function scanEveryLine(from: usize, to: usize): u64 {
  let lines: u64 = 0;
  for (let at = from; at < to; lines++) {
    const feed = lineFeed(at);
    takeLine(at, feed, 0);
    at = feed + 1;
  }
  return lines;
}

function scanOneAnchor(from: usize, to: usize, anchor: Needle): u64 {
  const middle = anchor.middle;
  const last = anchor.last;
  const byte0 = v128.load8_splat(anchor.bytes);
  const byte1 = v128.load8_splat(anchor.bytes + middle);
  const byte2 = v128.load8_splat(anchor.bytes + last);
  const mask0 = v128.load8_splat(anchor.masks);
  const mask1 = v128.load8_splat(anchor.masks + middle);
  const mask2 = v128.load8_splat(anchor.masks + last);
  const lf = i8x16.splat(LF);
  const lastWhole = to - BLOCK;
  let lines: u64 = 0;
  let feeds = i8x16.splat(0);
  let blocksLeft = BLOCKS_A_SUM;
  let floor = from;
  let at = from;

  while (at < to) {
    let here0: v128;
    let here1: v128;
    let here2: v128;
    let here3: v128;
    // The hot loop: passes over whole blocks without a candidate, and counts their LFs.
    for (;;) {
      here0 = candidates(at, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
      here1 = candidates(at + 16, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
      here2 = candidates(at + 32, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
      here3 = candidates(at + 48, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
      if (at > lastWhole) break;
      feeds = i8x16.sub(feeds, feedsOf(at, lf));
      if (--blocksLeft == 0) {
        lines += laneSum(feeds);
        feeds = i8x16.splat(0);
        blocksLeft = BLOCKS_A_SUM;
      }
      if (v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) break;
      at += BLOCK;
    }
    if (at > lastWhole) lines += popcnt(feedMask(at, lf) & lowBits(at < to ? to - at : 0));
    let here = bits(here0, here1, here2, here3);
    let next = at + BLOCK;
    while (here != 0) {
      const found = at + <usize>ctz(here);
      here &= here - 1;
      if (found >= to) break;
      if (!standsAt(anchor, found)) continue;
      const feed = lineFeed(found + anchor.length - 1);
      const start = lineStart(found, floor);
      takeLine(start, feed, presence(anchor, found, start, feed));
      floor = feed + 1;
      if (feed >= next) {
        // The block's own LFs are counted; this one lies beyond it.
        lines++;
        next = floor;
        break;
      }
      here &= ~lowBits(floor - at);
    }
    at = next;
  }
  return lines + laneSum(feeds);
}
