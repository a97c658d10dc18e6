// Files in which one thing grows: how many distinct keys there are, or how many of the lines match. Made once, each with a
// note of what must be found in it, and made anew when the recipe or the file's size is another.

import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from './generate.ts';
import { randomFrom } from './random.ts';
import { benchScene } from './scene.ts';

export interface ScalingFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  /** Lines that the question counts. */
  readonly countedLines: number;
  /** Distinct addresses behind `inside:` of these. */
  readonly keys: number;
}

interface Block {
  readonly text: string;
  readonly lines: number;
  readonly countedLines: number;
}

const seed = 2014_07_03;
const needle = '/53 ';
const keyLineBytes = 80;
const blockLines = 8_192;
const poolBytes = 4_000_000;
/** Prime, so that it goes round through all keys of any of the numbers that are asked for. */
const stride = 7_368_787;

/** The number of lines that a file of so many bytes has, if its lines are those of `makeKeys`. */
export function keyLinesIn(bytes: number): number {
  return Math.floor(bytes / keyLineBytes);
}

/** Every line counts; keys take turns in an order that no cache foresees, each as often as the others. */
export function makeKeys(folder: string, bytes: number, keys: number): ScalingFile {
  const lines = keyLinesIn(bytes);
  return makeOnce(folder, `keys-${keys}-in-${lines}`, keyBlocks(lines, keys), () => Math.min(keys, lines));
}

/** Lines of the bench's scene, so drawn that so many of a thousand hold the needle. */
export function makeDensity(folder: string, bytes: number, perThousand: number): ScalingFile {
  const seen = new Set<string>();
  return makeOnce(
    folder,
    `density-${perThousand}-in-${bytes}`,
    densityBlocks(bytes, perThousand, seen),
    () => seen.size,
  );
}

export function* keyBlocks(lines: number, keys: number): Generator<Block> {
  for (let from = 0; from < lines; from += blockLines) {
    const count = Math.min(blockLines, lines - from);
    let text = '';
    for (let line = from; line < from + count; line += 1) text += keyLine((line * stride) % keys);
    yield { text, lines: count, countedLines: count };
  }
}

export function* densityBlocks(bytes: number, perThousand: number, seen: Set<string>): Generator<Block> {
  const pool = Buffer.concat([...generate(benchScene, seed, { bytes: poolBytes }).blocks])
    .toString('latin1')
    .split(/(?<=\n)/);
  const holding = pool.filter((line) => line.includes(needle));
  const others = pool.filter((line) => !line.includes(needle));
  const random = randomFrom(seed + perThousand);
  for (let written = 0; written < bytes; ) {
    let text = '';
    let countedLines = 0;
    for (let line = 0; line < blockLines; line += 1) {
      const isHolding = random.below(1000) < perThousand;
      const drawn = random.pick(isHolding ? holding : others);
      text += drawn;
      const [, key] = isHolding ? (/inside:([0-9.]+)\//.exec(drawn) ?? []) : [];
      if (key === undefined) continue;
      countedLines += 1;
      seen.add(key);
    }
    written += text.length;
    yield { text, lines: blockLines, countedLines };
  }
}

/** All of one length. */
function keyLine(key: number): string {
  const address = `${10 + (key >> 24)}.${(key >> 16) & 255}.${(key >> 8) & 255}.${key & 255}`;
  const head = `2014-07-03 00:00:01\tLocal4.Info\tinside:${address}/50000 outside:192.0.2.9/53 `;
  return `${head.padEnd(keyLineBytes - 1, '.')}\n`;
}

function makeOnce(folder: string, name: string, blocks: Iterable<Block>, keys: () => number): ScalingFile {
  const path = join(folder, `${name}.txt`);
  const note = join(folder, `${name}.json`);
  const kept = readNote(note, path);
  if (kept !== undefined) return { ...kept, path };
  mkdirSync(folder, { recursive: true });
  const sum = { bytes: 0, lines: 0, countedLines: 0 };
  const file = openSync(path, 'w');
  try {
    for (const { text, lines, countedLines } of blocks) {
      sum.bytes += writeSync(file, text, null, 'latin1');
      sum.lines += lines;
      sum.countedLines += countedLines;
    }
  } finally {
    closeSync(file);
  }
  const made = { ...sum, keys: keys() };
  writeFileSync(note, `${JSON.stringify({ recipe, ...made })}\n`);
  return { ...made, path };
}

/** To be raised with every change of what is written. */
const recipe = 1;

function readNote(note: string, path: string): Omit<ScalingFile, 'path'> | undefined {
  try {
    // Written by `makeOnce`, or of another recipe.
    const kept = JSON.parse(readFileSync(note, 'utf8')) as Omit<ScalingFile, 'path'> & { readonly recipe: number };
    return kept.recipe === recipe && statSync(path).size === kept.bytes ? kept : undefined;
  } catch {
    return undefined;
  }
}
