// Bytes and the texts that people write for them: escapes in, escapes out. Knows nothing of rules or logs.

import type { ByteText, ReportText } from './types.ts';

const escapeSequence = /\\(?:t|\\|x[0-9A-Fa-f]{2})/g;
const anyBackslash = /\\(?!t|\\|x[0-9A-Fa-f]{2})/;

export type ParsedText =
  | { readonly kind: 'bytes'; readonly bytes: ByteText }
  | { readonly kind: 'mistake'; readonly message: string };

/** Reads the escapes `\t`, `\\` and `\xNN`; everything else stands for its UTF-8 bytes. */
export function parseText(written: string): ParsedText {
  const rest = written.replace(/\\\\/g, '  ');
  const stray = anyBackslash.exec(rest);
  if (stray !== null) {
    const found = written.slice(stray.index, stray.index + 2);
    return {
      kind: 'mistake',
      message: `unknown escape ${quote(found)}; write \\\\ for a backslash, \\t for a tab, \\xNN for the byte with hexadecimal value NN`,
    };
  }
  let bytes = '';
  let plainFrom = 0;
  for (const match of written.matchAll(escapeSequence)) {
    bytes += utf8Bytes(written.slice(plainFrom, match.index)) + unescaped(match[0]);
    plainFrom = match.index + match[0].length;
  }
  return { kind: 'bytes', bytes: bytes + utf8Bytes(written.slice(plainFrom)) };
}

/** As `parseText`, for a text that has been checked before. */
export function textBytes(written: string): ByteText {
  const parsed = parseText(written);
  if (parsed.kind === 'mistake') throw new Error(`unchecked text: ${parsed.message}`);
  return parsed.bytes;
}

function unescaped(sequence: string): ByteText {
  if (sequence === '\\t') return '\t';
  if (sequence === '\\\\') return '\\';
  return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
}

/** Letters of ASCII in lower case; all other bytes stay. */
export function lowerAscii(text: ByteText): ByteText {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function utf8Bytes(text: string): ByteText {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a report: a string if the bytes are UTF-8, else base64. */
export function reportText(bytes: ByteText): ReportText {
  // Most are, and are the same text in both.
  if (!beyondAscii.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString('utf8');
  // A replacement character can only stand for itself if encoding it again gives the same bytes.
  return Buffer.from(text, 'utf8').equals(buffer) ? text : { base64: buffer.toString('base64') };
}

const beyondAscii = /[\x80-\xff]/;

/** The bytes of a report's text. */
export function reportTextBytes(text: ReportText): ByteText {
  return typeof text === 'string' ? utf8Bytes(text) : Buffer.from(text.base64, 'base64').toString('latin1');
}

// C0, DEL, C1, line and paragraph separators, and the characters that turn the direction of writing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const acting = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Shows text of unknown origin without letting it act: control characters become `\t`, `\xNN` or `\uNNNN`. */
export function showText(text: string): string {
  return text.replace(acting, (character) => {
    const code = character.charCodeAt(0);
    if (code === 9) return '\\t';
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Shows bytes: UTF-8 as text, any other byte over 127 as `\xNN`, control characters escaped. */
export function showBytes(bytes: ByteText): string {
  const text = reportText(bytes);
  if (typeof text === 'string') return showText(text);
  return bytes.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A value in a message: shown, shortened, in double quotes. */
export function quote(text: string): string {
  const shown = showText(text);
  return `"${shown.length > 80 ? `${shown.slice(0, 77)}…` : shown}"`;
}

/** The order of code units, for `sort`: of ByteText that of its bytes. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number with what it counts, as `1 line` or `2,000 lines`. */
export function amount(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** A whole number with commas between groups of three digits. */
export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
