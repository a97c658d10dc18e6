// How many lines a format knew, and the first of those that none did. Knows no format.

import { lineFeed, textEnd } from "./lines";

const MOST: i32 = 3;
const MOST_BYTES: usize = 256;

let knownLines: u64 = 0;
let examples: i32 = 0;
const texts = memory.data(768, 8);
const lengths = memory.data(12, 4);

@inline
export function noteKnownLine(): void {
  knownLines++;
}

/** No format knows the whole lines of [from, to). */
@inline
export function keepExamples(from: usize, to: usize): void {
  for (let at = from; examples < MOST && at < to; examples++) {
    const feed = lineFeed(at);
    const length = min(textEnd(at, feed) - at, MOST_BYTES);
    memory.copy(exampleAt(examples), at, length);
    store<u32>(lengths + ((<usize>examples) << 2), <u32>length);
    at = feed + 1;
  }
}

export function decodedLines(): f64 {
  return <f64>knownLines;
}

export function exampleCount(): i32 {
  return examples;
}

export function exampleAt(index: i32): usize {
  return texts + (<usize>index) * MOST_BYTES;
}

export function exampleLength(index: i32): usize {
  return load<u32>(lengths + ((<usize>index) << 2));
}

export function clearUndecoded(): void {
  knownLines = 0;
  examples = 0;
}
