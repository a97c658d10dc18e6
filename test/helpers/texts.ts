// Texts that are awkward to cut: CR, NUL, Latin-1, empty lines, no LF at the end.

import fc from 'fast-check';
import type { ByteText } from '../../src/types.ts';

/** Lines of few different bytes, so that equal ones are often met. */
export const awkwardText: fc.Arbitrary<ByteText> = fc
  .array(fc.constantFrom('\n', '\n', '\r', '\r\n', '\0', 'a', 'b', '/53 ', '\xff', '\xc3\xa9', '\x1f\x8b'), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))
  // What is compressed or UTF-16 is none of this.
  .map((text) => (text.startsWith('\x1f') || text.startsWith('\xff') ? ` ${text}` : text));

export function bytes(text: ByteText): Buffer {
  return Buffer.from(text, 'latin1');
}
