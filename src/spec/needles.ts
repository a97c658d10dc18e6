// What may stand as a text to look for in a line, or as bytes that separate its fields. A text that can never be
// found, or is found everywhere, is a mistake: a count would come out of it, and it would be the wrong one.

import { compileRegexp } from '../regexp.ts';
import { parseText, quote } from '../text.ts';
import { expected, type Mistakes, type Place } from './mistakes.ts';

/** Space and tab, as `cut` sees them after `sed 's/\\t/ /g'`. */
export const defaultDelimiter = ' \\t';

/** Fields and parts of fields count from 1 to here. */
export const maxField = 2 ** 31 - 1;

/** In bytes; a line that is sought by more is known by less. */
const maxNeedleBytes = 4096;

/** Notes what is wrong with a text to look for; `subject` names the option or field. */
export function checkNeedle(written: string, subject: string, place: Place | undefined, mistakes: Mistakes): void {
  const wrong = needleWrong(written);
  if (wrong !== undefined) mistakes.add(place, () => expected(subject, wrong.what, quote(written), wrong.hint));
}

/** As `checkNeedle`, for a set of bytes of which each one separates. */
export function checkDelimiters(written: string, subject: string, place: Place | undefined, mistakes: Mistakes): void {
  const wrong = needleWrong(written) ?? delimitersWrong(written);
  if (wrong !== undefined) mistakes.add(place, () => expected(subject, wrong.what, quote(written), wrong.hint));
}

/** As `checkNeedle`, for a regular expression. */
export function checkRegexp(written: string, subject: string, place: Place | undefined, mistakes: Mistakes): void {
  const wrong = regexpWrong(written);
  if (wrong !== undefined) mistakes.add(place, () => expected(subject, wrong.what, quote(written), wrong.hint));
}

interface Wrong {
  readonly what: string;
  readonly hint: string;
}

function needleWrong(written: string): Wrong | undefined {
  const parsed = parseText(written);
  if (parsed.kind === 'mistake') return { what: 'text with valid escapes', hint: `: ${parsed.message}` };
  if (parsed.bytes.length > maxNeedleBytes) return { what: `text of at most ${maxNeedleBytes} bytes`, hint: '' };
  if (parsed.bytes === '') return { what: 'text of at least one byte', hint: '' };
  if (parsed.bytes.includes('\n')) return { what: 'text without a line feed', hint: '; a line never holds one' };
  return undefined;
}

function regexpWrong(written: string): Wrong | undefined {
  if (written === '') return { what: 'a regular expression', hint: '' };
  if (written.length > maxNeedleBytes) return { what: `at most ${maxNeedleBytes} characters`, hint: '' };
  const compiled = compileRegexp(written, false);
  return compiled.kind === 'regexp' ? undefined : { what: 'a regular expression', hint: `: ${compiled.message}` };
}

// A character of several UTF-8 bytes would separate at each of them, in the middle of other characters too.
function delimitersWrong(written: string): Wrong | undefined {
  const wide = /[^\0-\x7f]/u.exec(written)?.[0];
  if (wide === undefined) return undefined;
  const bytes = [...Buffer.from(wide, 'utf8')].map((byte) => `\\x${byte.toString(16)}`).join('');
  return { what: 'single bytes', hint: `; ${quote(wide)} is several, and each would separate: ${bytes}` };
}
