// The lines of one file, or of standard input, for commands that look at lines one by one. What is read, and how damage
// is told, is as in a sweep: the text comes from the same decoders.

import { closeSync, fstatSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { type ReferenceDate, referenceDate } from '../stamps.ts';
import { systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { ByteText, Damage } from '../types.ts';

export interface OpenLines {
  /** What a stamp without a year is read by: the date in the absolute path, else the file's; standard input has none. */
  readonly reference: ReferenceDate | undefined;
  /**
   * Without their LF, and without a CR before it; undefined for a line over 64 MiB, which a sweep does not scan either.
   * To be read once. A UserError if the file cannot be read to its end.
   */
  readonly lines: AsyncIterable<ByteText | undefined>;
}

/** Opens a file, or for `-` standard input; a UserError if that cannot be. */
export function openLines(path: string): OpenLines {
  if (path === '-') return { reference: undefined, lines: readLines(standardInput, 'Standard input') };
  const { file, modified } = openFile(path);
  return { reference: referenceDate(resolve(path), modified), lines: readLines(file, `The file ${quote(path)}`) };
}

const standardInput = 0;
const longestLine = 64 * 2 ** 20;
const lf = 10;

/** Named by address, as whoever scans is: nothing of the workers' side is imported. */
const readTextUrl = new URL('../../workers/read-text.js', import.meta.url);

interface TextReader {
  readonly read: () => Buffer | undefined;
  readonly damage: () => Damage | undefined;
}

function openFile(path: string): { readonly file: number; readonly modified: Date } {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new UserError(`The file ${quote(path)} cannot be opened: ${systemMessage(error)}`);
  }
  const { mtime } = fstatSync(file);
  if (!fstatSync(file).isDirectory()) return { file, modified: mtime };
  closeSync(file);
  throw new UserError(`Expected a FILE, got the directory ${quote(path)}`);
}

async function* readLines(file: number, name: string): AsyncIterable<ByteText | undefined> {
  const { default: openTextReader } = (await import(readTextUrl.href)) as {
    readonly default: (file: number) => Promise<TextReader>;
  };
  try {
    const text = await openTextReader(file);
    yield* cutLines(text);
    const damage = text.damage();
    if (damage !== undefined) throw new UserError(`${name} cannot be read to its end: ${damage.message}`);
  } finally {
    if (file !== standardInput) closeSync(file);
  }
}

/** The line that damage cuts is none. */
function* cutLines(text: TextReader): Iterable<ByteText | undefined> {
  let unfinished: Buffer[] = [];
  let length = 0;
  for (let piece = text.read(); piece !== undefined; piece = text.read()) {
    let from = 0;
    for (let end = piece.indexOf(lf); end >= 0; end = piece.indexOf(lf, from)) {
      yield lineOf([...unfinished, piece.subarray(from, end)], length + end - from);
      unfinished = [];
      length = 0;
      from = end + 1;
    }
    length += piece.length - from;
    if (length > longestLine) unfinished = [];
    else if (from < piece.length) unfinished.push(piece.subarray(from));
  }
  if (length > 0 && text.damage() === undefined) yield lineOf(unfinished, length);
}

function lineOf(pieces: readonly Buffer[], length: number): ByteText | undefined {
  if (length > longestLine) return undefined;
  const line = Buffer.concat(pieces).toString('latin1');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
