// The scan for several anchors (see scan-unknown.ts for one).

import { AnchorSet, bucketsAt } from "./anchors";
import { BLOCK, BLOCKS_A_SUM, feedMask, feedsOf, LF, laneSum, lowBits } from "./blocks";
import { lineFeed, lineStart } from "./lines";
import { Needle } from "./needle";
import { presence, takeLine } from "./take-line";

/**
 * A line is taken when the first anchor behind it turns up: by then all anchors that it holds are known, and only the
 * rules that need one of them look at it. Blocks follow each other without a gap, so every LF is counted by its block.
 */
export function scanManyAnchors(from: usize, to: usize, anchors: AnchorSet): u64 {
  const low0 = anchors.table(0);
  const low1 = anchors.table(1);
  const low2 = anchors.table(2);
  const high0 = anchors.table(3);
  const high1 = anchors.table(4);
  const high2 = anchors.table(5);
  const lf = i8x16.splat(LF);
  const lastWhole = to - BLOCK;
  let lines: u64 = 0;
  let feeds = i8x16.splat(0);
  let blocksLeft = BLOCKS_A_SUM;
  // The line at hand is [start, feed) with its LF; before the first it is empty.
  let start = from;
  let feed = from - 1;
  let present: u64 = 0;

  for (let at = from; at < to; at += BLOCK) {
    const here0 = bucketsAt(at, low0, low1, low2, high0, high1, high2);
    const here1 = bucketsAt(at + 16, low0, low1, low2, high0, high1, high2);
    const here2 = bucketsAt(at + 32, low0, low1, low2, high0, high1, high2);
    const here3 = bucketsAt(at + 48, low0, low1, low2, high0, high1, high2);
    if (at <= lastWhole) {
      feeds = i8x16.sub(feeds, feedsOf(at, lf));
      if (--blocksLeft == 0) {
        lines += laneSum(feeds);
        feeds = i8x16.splat(0);
        blocksLeft = BLOCKS_A_SUM;
      }
    } else {
      lines += popcnt(feedMask(at, lf) & lowBits(to - at));
    }
    if (!v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) continue;
    let here = anchors.keepPlaces(here0, here1, here2, here3) & lowBits(to - at);
    for (; here != 0; here &= here - 1) {
      anchors.findAt(at, <usize>ctz(here));
      for (let i = 0; i < anchors.found.length; i++) {
        const anchor = changetype<Needle>(anchors.found.at(i));
        const place = at + <usize>ctz(here) - anchor.fingerprint;
        // Before the line there may be what an earlier window left.
        if (place < start) continue;
        if (place > feed) {
          if (feed >= from) takeLine(start, feed, present);
          start = lineStart(place, feed + 1);
          feed = lineFeed(place);
          present = 0;
        }
        present |= presence(anchor, place, start, feed);
      }
    }
  }
  if (feed >= from) takeLine(start, feed, present);
  return lines + laneSum(feeds);
}
