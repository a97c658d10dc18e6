// The scan for one anchor (see scan-unknown.ts).
//
//     for each block of 64 bytes from `at`:
//       lines += LFs of the block
//       for each place in the block where the anchor stands:
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
// 4. Where one rule alone takes the lines, most of them fall for what stands between the anchor and their end. So they
//    are searched from there on (excludes.ts); a line that falls is not cut out, and the loop goes on in its midst.
// 5. A line's beginning is sought backwards only when a line matters; with sparse matches it costs nothing, with dense
//    ones it is the line before.
// 6. What the loop needs lies in registers, and there are sixteen for vectors: so case is folded by a loop of its own,
//    loads have their offsets in them, and what is done with a line is not part of this function.

import { bits, BLOCK, BLOCKS_A_SUM, feedMask, LF, laneSum, lowBits } from "./blocks";
import { feedUnless } from "./excludes";
import { lineFeed, lineStart } from "./lines";
import { candidates, Needle, standsAt } from "./needle";
import { unknownRules } from "./plan";
import { Rule } from "./rule";
import { presence, takeAllowedLine, takeLine } from "./take-line";

/** Brings the lines of [from, to) that hold the anchor to the rules, and returns the number of all lines. */
export function scanOneAnchor(from: usize, to: usize, anchor: Needle): u64 {
  if (anchor.folded) return scanFor<Folded>(from, to, anchor);
  return scanFor<AsItIs>(from, to, anchor);
}

// Types that say nothing but which of two loops it is: a flag would be asked in each of its steps.
type Folded = bool;
type AsItIs = u8;

function scanFor<F>(from: usize, to: usize, anchor: Needle): u64 {
  const middle = anchor.middle;
  const last = anchor.last;
  const byte0 = v128.load8_splat(anchor.bytes);
  const byte1 = v128.load8_splat(anchor.bytes + middle);
  const byte2 = v128.load8_splat(anchor.bytes + last);
  const mask0 = v128.load8_splat(anchor.masks);
  const mask1 = v128.load8_splat(anchor.masks + middle);
  const mask2 = v128.load8_splat(anchor.masks + last);
  const lf = i8x16.splat(LF);
  const blend = unknownRules.length == 1 ? changetype<Rule>(unknownRules.at(0)).none.first : null;
  const lastWhole = to - BLOCK;
  let lines: u64 = 0;
  let feeds = i8x16.splat(0);
  /** Up to here the lanes of `feeds` hold. */
  let sumEnd = from;
  let floor = from;
  let at = from;

  while (at < to) {
    let here: u64 = 0;
    // The hot loop: passes over whole blocks without a candidate, and counts their LFs.
    for (; at <= lastWhole; at += BLOCK) {
      if (at >= sumEnd) {
        lines += laneSum(feeds);
        feeds = i8x16.splat(0);
        sumEnd = at + (<usize>BLOCKS_A_SUM) * BLOCK;
      }
      const at1 = at + middle;
      const at2 = at + last;
      const text0 = v128.load(at);
      const text1 = v128.load(at, 16);
      const text2 = v128.load(at, 32);
      const text3 = v128.load(at, 48);
      const here0 = all(
        is<F>(text0, byte0, mask0),
        is<F>(v128.load(at1), byte1, mask1),
        is<F>(v128.load(at2), byte2, mask2),
      );
      const here1 = all(
        is<F>(text1, byte0, mask0),
        is<F>(v128.load(at1, 16), byte1, mask1),
        is<F>(v128.load(at2, 16), byte2, mask2),
      );
      const here2 = all(
        is<F>(text2, byte0, mask0),
        is<F>(v128.load(at1, 32), byte1, mask1),
        is<F>(v128.load(at2, 32), byte2, mask2),
      );
      const here3 = all(
        is<F>(text3, byte0, mask0),
        is<F>(v128.load(at1, 48), byte1, mask1),
        is<F>(v128.load(at2, 48), byte2, mask2),
      );
      feeds = i8x16.sub(
        feeds,
        i8x16.add(
          i8x16.add(i8x16.eq(text0, lf), i8x16.eq(text1, lf)),
          i8x16.add(i8x16.eq(text2, lf), i8x16.eq(text3, lf)),
        ),
      );
      if (i8x16.bitmask(v128.or(v128.or(here0, here1), v128.or(here2, here3))) != 0) {
        here = bits(here0, here1, here2, here3);
        break;
      }
    }
    if (at > lastWhole) {
      if (at >= to) break;
      const within = lowBits(to - at);
      lines += popcnt(feedMask(at, lf) & within);
      here =
        within &
        bits(
          candidates(at, middle, last, byte0, byte1, byte2, mask0, mask1, mask2),
          candidates(at + 16, middle, last, byte0, byte1, byte2, mask0, mask1, mask2),
          candidates(at + 32, middle, last, byte0, byte1, byte2, mask0, mask1, mask2),
          candidates(at + 48, middle, last, byte0, byte1, byte2, mask0, mask1, mask2),
        );
    }
    let next = at + BLOCK;
    while (here != 0) {
      const found = at + <usize>ctz(here);
      here &= here - 1;
      if (!standsAt(anchor, found)) continue;
      const feed = blend === null ? lineFeed(found) : feedUnless(blend, found);
      if (feed == 0) continue;
      takeLineUpTo(feed, found, floor, anchor);
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

@inline
function is<F>(text: v128, byte: v128, mask: v128): v128 {
  return isBoolean<F>() ? i8x16.eq(v128.or(text, mask), byte) : i8x16.eq(text, byte);
}

@inline
function all(a: v128, b: v128, c: v128): v128 {
  return v128.and(v128.and(a, b), c);
}

/** Brings the line to the rules; it does not begin before `floor`, which is the beginning of a line. */
function takeLineUpTo(feed: usize, found: usize, floor: usize, anchor: Needle): void {
  if (unknownRules.length > 1) {
    const start = lineStart(found, floor);
    takeLine(start, feed, presence(anchor, found, start, feed));
    return;
  }
  const rule = changetype<Rule>(unknownRules.at(0));
  const start = rule.none.startBefore(found, floor, feed);
  if (start != 0) takeAllowedLine(rule, start, feed, presence(anchor, found, start, feed));
}
