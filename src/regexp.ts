// Regular expressions over the bytes of a line, in time that grows with the line alone: RE2's syntax, which has no
// look-around and no back references. The only importer of re2js; knows no rule.
//
// Bytes are seen as Latin-1, so that any line can be asked. A character beyond ASCII stands for its UTF-8 bytes, one
// after the other, as in every other text that is looked for; only ASCII letters are folded.

import type { RE2JS } from 're2js';
import { lazily } from './lazily.ts';
import { quote, utf8Bytes } from './text.ts';
import type { ByteText } from './types.ts';

const re2js = lazily<typeof import('re2js')>('re2js');

export interface Regexp {
  /** Whether it matches anywhere in these bytes. */
  readonly test: (bytes: ByteText) => boolean;
}

export type CompiledRegexp =
  | { readonly kind: 'regexp'; readonly regexp: Regexp }
  /** What is wrong, as the end of a sentence. */
  | { readonly kind: 'mistake'; readonly message: string };

/** Reads an expression as a person wrote it. */
export function compileRegexp(written: string, ignoreCase: boolean): CompiledRegexp {
  try {
    const { RE2JS } = re2js();
    const compiled: RE2JS = RE2JS.compile(overBytes(written), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { kind: 'regexp', regexp: { test: (bytes) => compiled.test(bytes) } };
  } catch (error) {
    if (error instanceof RegexpMistake || isSyntaxError(error)) return { kind: 'mistake', message: said(error) };
    throw error;
  }
}

class RegexpMistake extends Error {}

function isSyntaxError(error: unknown): error is Error {
  return error instanceof re2js().RE2JSException;
}

function said({ message }: Error): string {
  return message.replace(/^error parsing regexp: /, '').replaceAll('`', '"');
}

// The parts of a pattern in which a byte beyond ASCII may stand: `\Q…\E`, a class, `\xNN`, `\x{N…}`, a bare character.
// Other escapes are stepped over.
const parts =
  /\\Q(?<quoted>.*?)(?:\\E|$)|(?<set>\[\^?\]?(?:\[:.*?:\]|\\.|[^\]\\])*\]?)|\\x(?:(?<byte>[0-9A-Fa-f]{2})|\{(?<code>[0-9A-Fa-f]+)\})|\\.|(?<wide>[^\0-\x7f])/gsu;
const wideCharacters = /[^\0-\x7f]/gu;

/** The expression with characters beyond ASCII as groups of their bytes, which are not folded. */
function overBytes(written: string): string {
  return written.replace(parts, (part, ...found) => {
    // The last argument has the named groups, as there are some.
    const { quoted, set, byte, code = byte, wide }: Record<string, string | undefined> = found.at(-1);
    if (quoted !== undefined) return `\\Q${quoted.replace(wideCharacters, (each) => `\\E${group(each)}\\Q`)}\\E`;
    if (set !== undefined) return checkSet(set);
    if (code !== undefined) return byteOf(part, Number.parseInt(code, 16));
    return wide === undefined ? part : group(wide);
  });
}

function group(wide: string): string {
  const bytes = [...Buffer.from(utf8Bytes(wide), 'latin1')];
  return `(?-i:${bytes.map((byte) => `\\x${byte.toString(16)}`).join('')})`;
}

function byteOf(part: string, code: number): string {
  if (code > 255) throw new RegexpMistake(`${quote(part)} is no byte; write the character itself`);
  return code < 128 ? part : `(?-i:${part})`;
}

function checkSet(set: string): string {
  const wide = set.match(wideCharacters)?.[0];
  if (wide === undefined) return set;
  const bytes = Buffer.from(wide).length;
  throw new RegexpMistake(
    `${quote(wide)} in ${quote(set)} is ${bytes} bytes, and a class takes one; write (?:${wide}|…)`,
  );
}
