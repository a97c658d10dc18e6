// The scan for lines that formats know, whatever format that is: each is decoded once and goes to the rules that may
// take it. Stretches of lines that no format knows are left to scan-unknown.ts.
//
//     for each block of 64 bytes: places where an anchor of a format may stand, and LFs, in their order:
//       an anchor → the line at hand holds it
//       LF → a line that holds an anchor is decoded; if it is known, the rules take it, else it is part of a stretch
//
// While a header is in force every line may be known, and is decoded.

import { bucketsAt } from "./anchors";
import { BLOCK, feedMask, LF, lowBits } from "./blocks";
import { decode } from "./decode";
import { headed } from "./header-line";
import { textEnd } from "./lines";
import { formatAnchors } from "./format-anchors";
import { unknownRules } from "./plan";
import { scanUnknownLines } from "./scan-unknown";
import { takeDecodedLine } from "./take-line";
import { keepExamples, noteKnownLine } from "./undecoded";

/** Behind the last line that was known. */
let gap: usize = 0;

/** Takes the whole lines of [from, to), and returns their number. */
export function scanKnownLines(from: usize, to: usize): u64 {
  const low0 = formatAnchors.table(0);
  const low1 = formatAnchors.table(1);
  const low2 = formatAnchors.table(2);
  const high0 = formatAnchors.table(3);
  const high1 = formatAnchors.table(4);
  const high2 = formatAnchors.table(5);
  const lf = i8x16.splat(LF);
  let lines: u64 = 0;
  // The line at hand begins here, and holds anchors with these marks.
  let start = from;
  let marks: u64 = 0;
  gap = from;

  for (let at = from; at < to; at += BLOCK) {
    const here0 = bucketsAt(at, low0, low1, low2, high0, high1, high2);
    const here1 = bucketsAt(at + 16, low0, low1, low2, high0, high1, high2);
    const here2 = bucketsAt(at + 32, low0, low1, low2, high0, high1, high2);
    const here3 = bucketsAt(at + 48, low0, low1, low2, high0, high1, high2);
    const within = lowBits(to - at);
    let feeds = feedMask(at, lf) & within;
    lines += popcnt(feeds);
    let here: u64 = 0;
    if (v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) {
      here = formatAnchors.keepPlaces(here0, here1, here2, here3) & within;
    }
    if (here == 0 && marks == 0 && !headed) {
      if (feeds != 0) start = at + BLOCK - <usize>clz(feeds);
      continue;
    }
    for (;;) {
      const inLine = feeds == 0 ? ~(<u64>0) : (feeds - 1) & ~feeds;
      for (let left = here & inLine; left != 0; left &= left - 1) {
        const place = <usize>ctz(left);
        formatAnchors.findAt(at, place);
        // An anchor holds no LF: it ends where its line does at the latest.
        marks |= formatAnchors.marksFound(at + place, start, usize.MAX_VALUE);
      }
      if (feeds == 0) break;
      here &= ~inLine;
      const feed = at + <usize>ctz(feeds);
      feeds &= feeds - 1;
      if (marks != 0 || headed) takeIfKnown(start, feed, marks);
      start = feed + 1;
      marks = 0;
    }
  }
  endGap(to);
  return lines;
}

function takeIfKnown(start: usize, feed: usize, marks: u64): void {
  // Lines go to the rules in their order, and those before this one have fields of their own.
  endGap(start);
  const end = textEnd(start, feed);
  const format = decode(start, end, marks);
  if (format < 0) return;
  gap = feed + 1;
  noteKnownLine();
  if (marks != 0) formatAnchors.last.hits++;
  takeDecodedLine(start, end, format);
}

/** The lines since the last known one, up to `to`, are known to no format. */
@inline
function endGap(to: usize): void {
  if (gap < to) takeUnknownLines(gap, to);
  gap = to;
}

function takeUnknownLines(from: usize, to: usize): void {
  keepExamples(from, to);
  if (unknownRules.length > 0) scanUnknownLines(from, to);
}
