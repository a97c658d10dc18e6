// Feeds a text to whoever takes its lines, window by window, as whole lines. Knows neither codecs nor rules.
//
// A line may be as long as `longestLineBytes` (its CR counted, its LF not); a longer one is counted and left out,
// wherever the windows happen to be cut.

import type { TextSource } from './archive/source.ts';
import type { TextWindow } from './window.ts';

export const longestLineBytes = 64 * 1024 * 1024;
/** A window that a long line made large is not filled at once: no piece may hold an overlong line and another one. */
const largestPieceBytes = 1024 * 1024;
const lineFeed = 10;

/** Who takes the lines: kernel memory [from, to), which begins with a line and ends behind an LF. */
export interface LineTaker {
  scan(from: number, to: number): void;
}

export interface Fed {
  /** All bytes of text that came, without the end of a line that is of another part. */
  readonly scannedBytes: number;
  readonly overlongLines: number;
}

/**
 * Hands over all of a source. The unfinished last line counts if the source was whole. `afterWindow` is told the bytes of
 * each piece; it may throw to stop. Of a part that begins in a line, that line is another's.
 */
export function feed(
  taker: LineTaker,
  window: TextWindow,
  source: TextSource,
  afterWindow: (bytes: number) => void,
): Fed {
  let scannedBytes = 0;
  let overlongLines = 0;
  let skipping = false;
  let isAnothers = source.part?.beginsInLine === true;
  if (source.part?.history !== undefined) window.layHistory(source.part.history);

  for (;;) {
    const filled = source.read(window.free().subarray(0, largestPieceBytes));
    if (filled === 0) break;
    let fresh = window.end;
    window.end += filled;
    if (isAnothers) {
      const itsFeed = firstLineFeed(window, fresh);
      isAnothers = itsFeed === undefined;
      fresh = itsFeed === undefined ? window.end : itsFeed + 1;
      window.start = fresh;
    }
    scannedBytes += window.end - fresh;
    const firstFeed = firstLineFeed(window, fresh);
    // Only a line that began before this piece can be overlong: a piece is smaller than the limit.
    if (skipping || (firstFeed ?? window.end) - window.start > longestLineBytes) {
      skipping = firstFeed === undefined;
      window.start = firstFeed === undefined ? window.end : firstFeed + 1;
      if (!skipping) overlongLines++;
    }
    if (firstFeed !== undefined) takeWholeLines(taker, window);
    afterWindow(window.end - fresh);
  }
  if (source.damage() === undefined) {
    if (skipping) overlongLines++;
    else if (window.end > window.start) {
      window.append(lineFeed);
      takeWholeLines(taker, window);
    }
  }
  return { scannedBytes, overlongLines };
}

/** Address of the first LF at or behind `from`. */
function firstLineFeed(window: TextWindow, from: number): number | undefined {
  const place = window.from(from).indexOf(lineFeed);
  return place < 0 ? undefined : from + place;
}

function takeWholeLines(taker: LineTaker, window: TextWindow): void {
  const behindLast = window.start + window.unread().lastIndexOf(lineFeed) + 1;
  taker.scan(window.start, behindLast);
  window.start = behindLast;
}
