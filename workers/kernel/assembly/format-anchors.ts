// The anchors by which formats know their lines, and which of them the next lines are likely to hold. Knows no rule.

import { AnchorSet } from "./anchors";
import { lowBits } from "./blocks";
import { Needle } from "./needle";

/** Every line that a format knows, unless by a header, holds one of these; each has a mark for each of its formats. */
export const formatAnchors: AnchorSet = AnchorSet.make();

/** Formats from this one on share the last mark: the decoder tries those behind it with every line. */
const LAST_MARK: i32 = 63;

/** Adds an anchor of a format. See Needle for `middle`. */
export function addFormatAnchor(format: i32, text: usize, length: usize, middle: usize): void {
  formatAnchors.enterMarked(Needle.make(text, length, false, middle), <u64>1 << min(format, LAST_MARK));
}

/** When all are there. */
export function sealFormatAnchors(): void {
  formatAnchors.seal();
}

/** The anchor by which more than half of the last lines were known; null if there is none. */
export function likelyAnchor(lines: u64): Needle | null {
  let likely: Needle | null = null;
  for (let i = 0; i < formatAnchors.length; i++) {
    const anchor = formatAnchors.at(i);
    if (<u64>anchor.hits * 2 > lines) likely = anchor;
    anchor.hits = 0;
  }
  return likely;
}

/** By the number of the first format of an anchor, a set; 0: it was not made yet. */
const setsBefore = memory.data(256, 4);

/** The anchors of the formats that lines with this anchor are tried with before. */
export function anchorsBefore(anchor: Needle): AnchorSet {
  const place = setsBefore + (<usize>ctz(anchor.mark) << 2);
  if (load<usize>(place) == 0) store<usize>(place, changetype<usize>(makeSet(lowBits(<usize>ctz(anchor.mark)))));
  return changetype<AnchorSet>(load<usize>(place));
}

function makeSet(marks: u64): AnchorSet {
  const set = AnchorSet.make();
  for (let i = 0; i < formatAnchors.length; i++) {
    const anchor = formatAnchors.at(i);
    if ((anchor.mark & marks) != 0) set.enterMarked(anchor.copy(), anchor.mark & marks);
  }
  set.seal();
  return set;
}
