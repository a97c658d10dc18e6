// The scan: whole lines in, counts out. Three sieves, each leaves to the next what it does not know how to take:
//
//     scan-likely.ts   lines with the anchor that most lines have had, if there is one
//     scan-known.ts    lines with an anchor of any format, or under a header: decoded, and to the rules by fields
//     scan-unknown.ts  lines that no format knows: to the rules that look at bytes alone
//
// Where nothing is decoded there is only the last.

import { isDecoding } from "./decode";
import { likelyAnchor } from "./format-anchors";
import { addLines, rules } from "./plan";
import { scanKnownLines } from "./scan-known";
import { scanLikelyLines } from "./scan-likely";
import { scanUnknownLines } from "./scan-unknown";

/** How many lines there were in the window before. */
let linesBefore: u64 = 0;

/** Counts the whole lines of [from, to). */
export function scan(from: usize, to: usize): void {
  if (from >= to || rules.length == 0) return;
  linesBefore = isDecoding() ? scanDecoding(from, to) : scanUnknownLines(from, to);
  addLines(linesBefore);
}

function scanDecoding(from: usize, to: usize): u64 {
  const likely = likelyAnchor(linesBefore);
  return likely === null ? scanKnownLines(from, to) : scanLikelyLines(from, to, likely);
}
