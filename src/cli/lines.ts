// The lines of one file, or of standard input, for commands that look at lines one by one: plain, or gzip. Sweeping
// goes another way, through the workers, and reads more.

import { createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { detectCodec, headBytes } from '../codec.ts';
import { UserError } from '../errors.ts';
import { type ReferenceDate, referenceDate } from '../stamps.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { ByteText } from '../types.ts';

/** As in a sweep; a longer line comes out empty. */
const longestLine = 64 * 2 ** 20;
const lf = 10;

/** What a stamp without a year is read by: the date in the absolute path, else the file's; standard input has none. */
export function referenceOf(path: string): ReferenceDate | undefined {
  if (path === '-') return undefined;
  try {
    return referenceDate(resolve(path), statSync(path).mtime);
  } catch {
    // Whoever reads it tells why.
    return undefined;
  }
}

/** Without their LF, and without a CR before it; a UserError if the file cannot be read to its end. */
export async function* readLines(path: string): AsyncIterable<ByteText> {
  let unfinished: Buffer[] = [];
  let length = 0;
  for await (const chunk of readText(path)) {
    let from = 0;
    for (let end = chunk.indexOf(lf); end >= 0; end = chunk.indexOf(lf, from)) {
      yield lineOf([...unfinished, chunk.subarray(from, end)]);
      unfinished = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length > longestLine) unfinished = [];
    else if (from < chunk.length) unfinished.push(chunk.subarray(from));
  }
  if (length > 0) yield lineOf(unfinished);
}

function lineOf(pieces: readonly Buffer[]): ByteText {
  const line = Buffer.concat(pieces).toString('latin1');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

async function* readText(path: string): AsyncIterable<Buffer> {
  try {
    const stored: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream('', { fd: openFile(path) });
    yield* decoded(stored);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = systemCode(error)?.startsWith('Z_') === true ? 'it is damaged gzip' : systemMessage(error);
    throw new UserError(
      `${path === '-' ? 'Standard input' : `The file ${quote(path)}`} cannot be read to its end: ${why}`,
    );
  }
}

function openFile(path: string): number {
  const file = openSync(path, 'r');
  if (fstatSync(file).isDirectory()) throw new UserError(`Expected a FILE, got the directory ${quote(path)}`);
  return file;
}

/** Its codec is told by its first bytes, which may come in pieces. */
async function* decoded(stored: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const chunks = stored[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let ended = false;
  while (!ended && Buffer.concat(head).length < headBytes) {
    const next = await chunks.next();
    if (next.done === true) ended = true;
    else head.push(next.value);
  }
  const first = Buffer.concat(head);
  const whole = async function* () {
    yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  const codec = detectCodec(first.subarray(0, headBytes));
  if (codec.kind === 'unsupported') throw notRead(codec.format, codec.command);
  if (codec.codec === 'zstd') throw notRead('zstd', 'zstd -dc FILE');
  if (codec.codec !== 'plain' && codec.codec !== 'gzip') throw notRead('UTF-16', 'iconv -f UTF-16 -t UTF-8 FILE');
  yield* codec.codec === 'gzip' ? gunzipped(whole()) : whole();
}

function notRead(format: string, command: string): UserError {
  return new UserError(
    `This command does not read ${format}; decode it first, for example \`${command} | syslog-sweep formats try auto -\``,
  );
}

async function* gunzipped(stored: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  // What goes wrong with either is met by whoever reads.
  pipeline(Readable.from(stored), gunzip, () => {});
  yield* gunzip;
}
