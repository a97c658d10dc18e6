// The command `formats`: which formats of log lines are known, what one is made of, and how the lines of a file decode.

import { type DecodeResult, decodeLine, type ForeignHeader, noHeaders } from '../decode/decode-line.ts';
import { UserError } from '../errors.ts';
import type { FormatPlan, FormatSpec } from '../format-types.ts';
import { compileFormats, formats } from '../formats/formats.ts';
import { showFormat } from '../formats/show-format.ts';
import { renderTable } from '../render/table.ts';
import { readFormatFile } from '../spec/format-file.ts';
import { didYouMean, gatherMistakes } from '../spec/mistakes.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { quote, reportText } from '../text.ts';
import type { ByteText } from '../types.ts';
import { type OpenLines, openLines } from './lines.ts';
import { printLines, printText } from './print.ts';

const largestFormat = 2 ** 20;

export async function listUnlessMistaken(word: string | undefined): Promise<void> {
  if (word !== undefined) {
    const known = ['list', 'show', 'try'];
    throw new UserError(`Expected list, show or try behind formats, got ${quote(word)}${didYouMean(word, known)}`);
  }
  await listFormats();
}

export async function listFormats(): Promise<void> {
  const table = renderTable(
    [
      { name: 'name', align: 'left', cell: ({ name }) => name },
      { name: 'what', align: 'left', cell: ({ title }) => title },
    ],
    formats,
  );
  await printText([...table].join(''));
}

export async function show(name: string): Promise<void> {
  const [format] = findFormats(name);
  if (format === undefined) throw unknownFormat(name, []);
  await printText(showFormat(format));
}

export async function tryFormat(name: string, path: string): Promise<void> {
  const chosen = name === 'auto' ? formats : findFormats(name);
  if (chosen.length === 0) throw unknownFormat(name, ['auto']);
  await printLines(decodedLines(compileFormats(chosen), openLines(path)), 'ndjson');
}

/** One, or none; a path (with a slash or an extension) is that of a format of one's own. */
function findFormats(name: string): readonly FormatSpec[] {
  return /[/\\.]/.test(name) ? [readOwnFormat(name)] : formats.filter((each) => each.name === name);
}

function readOwnFormat(path: string): FormatSpec {
  const mistakes = gatherMistakes();
  const found = filesOnDisk.read(path, { maxBytes: largestFormat });
  if (found.kind === 'mistake') throw new UserError(`The format ${quote(path)} cannot be read: ${found.message}`);
  const format = readFormatFile(found.text, path, mistakes);
  mistakes.throwIfAny();
  if (format === undefined) throw new UserError(`The format ${quote(path)} is empty`);
  return format;
}

function unknownFormat(name: string, more: readonly string[]): UserError {
  const known = [...more, ...formats.map((each) => each.name)];
  return new UserError(
    `Expected the NAME of a format, got ${quote(name)}${didYouMean(name, known) || `; known are ${known.join(', ')}`}`,
  );
}

async function* decodedLines(plans: readonly FormatPlan[], { reference, lines }: OpenLines): AsyncIterable<string> {
  let headers = noHeaders;
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line === undefined) {
      yield `${JSON.stringify({ line: number, format: null, overlong: true })}\n`;
      continue;
    }
    const result: DecodeResult = decodeLine(plans, line, headers, reference);
    headers = result.headers;
    yield `${JSON.stringify({ line: number, ...shown(result) })}\n`;
  }
}

function shown({ decoded, foreign }: DecodeResult): object {
  if (decoded === undefined) return { format: null, ...(foreign !== undefined && shownForeign(foreign)) };
  const fields = Object.entries(decoded.fields).map(([name, value]: [string, ByteText | number]) => [
    name,
    typeof value === 'string' ? reportText(value) : value,
  ]);
  return { format: decoded.format, fields: Object.fromEntries(fields) };
}

function shownForeign({ format, lacks }: ForeignHeader): object {
  return lacks.length === 0
    ? {}
    : { header: format, lacks: lacks.map((choice) => choice.join(' or ') || 'an address') };
}
