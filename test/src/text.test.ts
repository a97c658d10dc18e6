import test from 'ava';
import fc from 'fast-check';
import { parseText, quote, reportText, reportTextBytes, showText } from '../../src/text.ts';

const bytes = fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes));

function escapeAll(text: string): string {
  return text.replace(/[^ -[\]-~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

test('bytes written with escapes are read back', (t) => {
  fc.assert(
    fc.property(bytes, (text) => {
      t.deepEqual(parseText(escapeAll(text)), { kind: 'bytes', bytes: text });
    }),
  );
});

test('text without a backslash stands for its UTF-8 bytes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\\'));
      t.deepEqual(parseText(text), { kind: 'bytes', bytes: Buffer.from(text, 'utf8').toString('latin1') });
    }),
  );
});

test('an unknown escape is a mistake that shows what was written', (t) => {
  for (const written of ['\\n', 'a\\', '\\x1', '\\xgg', '\\\\\\d', '\\T']) {
    t.is(parseText(written).kind, 'mistake', written);
  }
  t.deepEqual(parseText('\\\\n'), { kind: 'bytes', bytes: '\\n' });
});

test('the text of a report gives its bytes back', (t) => {
  fc.assert(
    fc.property(bytes, (text) => {
      t.is(reportTextBytes(reportText(text)), text);
    }),
  );
});

test('no control character passes into a message', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const shown of [showText(text), quote(text)]) {
        t.notRegex(shown, /[\p{Cc}\u2028\u2029\u202e\ufeff]/u);
      }
    }),
  );
});

test('no character that turns the direction of writing passes into a message', (t) => {
  const turning = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) =>
    /\p{Bidi_Control}/u.test(character),
  );
  t.is(turning.length, 12);
  t.is(showText('\u061c'), '\\u061c');
  for (const character of turning) t.regex(showText(character), /^\\u[0-9a-f]{4}$/);
});
