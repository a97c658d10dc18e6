// The scan: whole lines in, counts out. Where lines are decoded, those that a format knows are found first
// (scan-known.ts), and what lies between them is scanned as a text without formats is (scan-unknown.ts).

import { isDecoding } from "./decode";
import { addLines, rules } from "./plan";
import { scanKnownLines } from "./scan-known";
import { scanUnknownLines } from "./scan-unknown";

/** Counts the whole lines of [from, to). */
export function scan(from: usize, to: usize): void {
  if (from >= to || rules.length == 0) return;
  addLines(isDecoding() ? scanKnownLines(from, to) : scanUnknownLines(from, to));
}
