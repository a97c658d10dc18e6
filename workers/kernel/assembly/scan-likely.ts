// The scan for lines like those before: most logs are of one device, and most lines hold the same anchor. Knows that
// anchor, and the formats that would go before its format; every other line is left to scan-known.ts.
//
//     for each line:
//       blocks of 64 bytes from its start, until the anchor or an LF
//       the anchor first → its LF; decoded if no format that goes before may know it
//       an LF first → the line waits, with others like it, for the next line that was likely
//
// Lines are decoded in their order, because headers rule the lines below them.

import { bits, BLOCK, feedMask, LF, lowBits } from "./blocks";
import { decode, decodeFound, isKnownBy } from "./decode";
import { anchorsBefore } from "./format-anchors";
import { lineFeed, textEnd } from "./lines";
import { candidates, Needle, standsAt } from "./needle";
import { scanKnownLines } from "./scan-known";
import { takeDecodedLine } from "./take-line";
import { noteKnownLine } from "./undecoded";

/** Takes the whole lines of [from, to), and returns their number. */
export function scanLikelyLines(from: usize, to: usize, anchor: Needle): u64 {
  const before = anchorsBefore(anchor);
  const likely = <i32>ctz(anchor.mark);
  const isCertain = isKnownBy(likely, anchor.bytes, anchor.length);
  const middle = anchor.middle;
  const last = anchor.last;
  const byte0 = v128.load8_splat(anchor.bytes);
  const byte1 = v128.load8_splat(anchor.bytes + middle);
  const byte2 = v128.load8_splat(anchor.bytes + last);
  const none = i8x16.splat(0);
  const lf = i8x16.splat(LF);
  let lines: u64 = 0;
  // Lines from here on wait.
  let waiting = from;

  for (let start = from; start < to; lines++) {
    let at = start;
    let feed: usize = 0;
    for (;;) {
      const feeds = feedMask(at, lf);
      let here = bits(
        candidates(at, middle, last, byte0, byte1, byte2, none, none, none),
        candidates(at + 16, middle, last, byte0, byte1, byte2, none, none, none),
        candidates(at + 32, middle, last, byte0, byte1, byte2, none, none, none),
        candidates(at + 48, middle, last, byte0, byte1, byte2, none, none, none),
      );
      if (feeds != 0) here &= (feeds - 1) & ~feeds;
      while (here != 0 && !standsAt(anchor, at + <usize>ctz(here))) here &= here - 1;
      if (here != 0) {
        const found = at + <usize>ctz(here);
        feed = feeds == 0 ? lineFeed(at + BLOCK) : at + <usize>ctz(feeds);
        const end = textEnd(start, feed);
        if (found + anchor.length <= end) {
          if (waiting < start) scanKnownLines(waiting, start);
          waiting = start;
          const marks = before.length == 0 ? 0 : before.marksIn(start, end);
          const known = marks | anchor.mark;
          const format = isCertain ? decodeFound(start, end, known, likely, found) : decode(start, end, known);
          if (format >= 0) {
            noteKnownLine();
            anchor.hits++;
            takeDecodedLine(start, end, format);
            waiting = feed + 1;
          }
        }
        break;
      }
      if (feeds != 0) {
        feed = at + <usize>ctz(feeds);
        break;
      }
      at += BLOCK;
    }
    start = feed + 1;
  }
  if (waiting < to) scanKnownLines(waiting, to);
  return lines;
}
