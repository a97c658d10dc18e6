// The scan of lines that are not decoded: whole lines in, to the rules that may take them.
//
// Idea: look only for anchors, the needles without which no rule takes a line; a line is cut out only around an anchor
// that was found, and every line is counted on the way.
//
//     one anchor       scan-one.ts
//     several          scan-many.ts
//     every line       here
//
// Bounds: [from, to) begins with a line and ends behind an LF. Loads may pass `to` by SLACK; what they see there is
// masked in the last block, and no needle holds an LF, so none can reach across.

import { lineFeed } from "./lines";
import { anchors, everyLine } from "./plan";
import { scanManyAnchors } from "./scan-many";
import { scanOneAnchor } from "./scan-one";
import { takeLine } from "./take-line";

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
