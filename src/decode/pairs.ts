// Lines of key=value: keys are found by the text between key and value, quoted values are stepped over, and the first
// value of a key counts. Knows no fields.

import type { FieldTarget, PairsSpec } from '../format-types.ts';
import type { ByteText } from '../types.ts';

export interface Told {
  readonly key: string;
  readonly target: FieldTarget;
  readonly text: ByteText;
  /** Nothing stands behind it: if the line was cut, it may be only a part. */
  readonly atEnd: boolean;
}

/** What the known keys tell, from a place in the line on, in the line's order. */
export function readPairs(spec: PairsSpec, line: ByteText, from: number): readonly Told[] {
  const told: Told[] = [];
  const { assign, fields } = spec;
  const stop = spec.stop === undefined ? line.length : stopAt(spec, line, from);
  for (let at = line.indexOf(assign, from); at >= 0 && at < stop; ) {
    const key = keyBefore(line, from, at);
    const value = readValue(spec, line, at + assign.length);
    const target = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (target !== undefined && value.text !== undefined && !spec.empty?.includes(value.text)) {
      told.push({ key, target, text: value.text, atEnd: !value.quoted && value.end === line.length });
    }
    // A bare value of an unknown key may itself be where the pairs begin, as in `prefix=IN=eth0`.
    const next = value.quoted || target !== undefined ? value.end : at + assign.length;
    at = line.indexOf(assign, next);
  }
  return told;
}

/** Where a key or value would begin with the stopping byte. */
function stopAt({ stop = '', separator }: PairsSpec, line: ByteText, from: number): number {
  const found = line.indexOf(separator + stop, from);
  return found < 0 ? line.length : found;
}

/** The longest run of a key's bytes that ends here. */
function keyBefore(line: ByteText, from: number, end: number): string {
  return /[\w-]*$/.exec(line.slice(Math.max(from, end - 64), end))?.[0] ?? '';
}

/** Undefined text: a quote that is not closed. */
function readValue(
  { separator, quotes }: PairsSpec,
  line: ByteText,
  at: number,
): { readonly text: ByteText | undefined; readonly end: number; readonly quoted: boolean } {
  if (!quotes || line[at] !== '"') {
    const found = line.indexOf(separator, at);
    const end = found < 0 ? line.length : found;
    return { text: line.slice(at, end), end, quoted: false };
  }
  let end = at + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  const closed = end < line.length;
  const text = closed ? line.slice(at + 1, end).replace(/\\(["\\])/g, '$1') : undefined;
  return { text, end: Math.min(end + 1, line.length), quoted: true };
}
