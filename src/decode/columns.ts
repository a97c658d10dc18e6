// Lines of columns: taken apart at the delimiter, quotes respected, named by number or by the header in force. Knows no
// fields.

import type { ColumnsSpec, HeaderSpec } from '../format-types.ts';
import type { ByteText } from '../types.ts';
import type { Told } from './pairs.ts';

/** The columns of a line; undefined if a quote is not closed, for then nothing behind it can be trusted to be in place. */
export function splitColumns(spec: ColumnsSpec, line: ByteText): readonly ByteText[] {
  const { delimiter, quotes } = spec;
  const columns: ByteText[] = [];
  for (let at = columnsStart(spec, line); ; ) {
    const quoted = quotes && line[at] === '"' ? quotedEnd(line, at) : at;
    // A quote that is not closed: the rest cannot be trusted to be in place.
    if (quoted === undefined) return columns;
    const found = line.indexOf(delimiter, quoted);
    const end = found < 0 ? line.length : found;
    columns.push(quoted > at ? line.slice(at + 1, quoted - 1).replaceAll('""', '"') : line.slice(at, end));
    if (found < 0) return columns;
    at = end + delimiter.length;
  }
}

function columnsStart({ start, delimiter }: ColumnsSpec, line: ByteText): number {
  if (start === 'line') return 0;
  const first = line.indexOf(delimiter);
  const before = line.slice(0, Math.max(first, 0));
  return Math.max(before.lastIndexOf(' '), before.lastIndexOf('\t')) + 1;
}

/** Behind the closing quote. */
function quotedEnd(line: ByteText, at: number): number | undefined {
  for (let end = line.indexOf('"', at + 1); end >= 0; end = line.indexOf('"', end + 2)) {
    if (line[end + 1] !== '"') return end + 1;
  }
  return undefined;
}

/** What the columns tell, in their order; the names are those of a header, or numbers if there is none. */
export function readColumns(
  { fields, empty = [] }: ColumnsSpec,
  columns: readonly ByteText[],
  names: readonly string[] | undefined,
): readonly Told[] {
  return columns.flatMap((text, index) => {
    const key = names === undefined ? String(index) : (names[index] ?? '');
    const target = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return target === undefined || empty.includes(text)
      ? []
      : [{ key, target, text, atEnd: index === columns.length - 1 }];
  });
}

export function columnsFit({ when = {} }: ColumnsSpec, columns: readonly ByteText[]): boolean {
  return Object.entries(when).every(([index, texts]) => texts.includes(columns[Number(index)] ?? ''));
}

// ---------------------------------------------------------------- headers

export type HeaderLine =
  | { readonly kind: 'header'; readonly names: readonly string[] }
  /** Of something else. Of each list one name would do; none is lacking where the line is too long to be a header. */
  | { readonly kind: 'foreign'; readonly lacks: readonly (readonly string[])[] }
  | { readonly kind: 'remark' };

/** A longer line may begin like a header, and is none. */
const longestHeader = 65536;

/** What a line is to a format with headers, if it is no line of columns. */
export function readHeader(spec: ColumnsSpec, header: HeaderSpec, line: ByteText): HeaderLine | undefined {
  const prefix = header.prefixes.find(({ text }) => line.startsWith(text));
  if (prefix === undefined) {
    return header.remarks.some((remark) => line.startsWith(remark)) ? { kind: 'remark' } : undefined;
  }
  if (line.length > longestHeader) return { kind: 'foreign', lacks: [] };
  const names = line
    .slice(prefix.named ? 0 : prefix.text.length)
    .replace(/^[ \t]+|[ \t]+$/g, '')
    .split(spec.delimiter);
  const lacks = [...header.requires.map((name) => [name]), addressColumns(spec)].filter(
    (choice) => !choice.some((name) => names.includes(name)),
  );
  return lacks.length === 0 ? { kind: 'header', names } : { kind: 'foreign', lacks };
}

function addressColumns({ fields }: ColumnsSpec): readonly string[] {
  return Object.keys(fields).filter((name) => /^(?:src|dst)(?:_ip)?$/.test(fields[name] ?? ''));
}

/** Whether a line has the shape of one of the header's lines, and as many columns as the header. */
export function hasShape({ shapes }: HeaderSpec, line: ByteText): boolean {
  return shapes.some((shape) =>
    [...shape].every((sign, at) => (sign === '0' ? /[0-9]/.test(line.charAt(at)) : line[at] === sign)),
  );
}
