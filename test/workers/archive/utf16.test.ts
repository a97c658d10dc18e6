import test from 'ava';
import fc from 'fast-check';
import { transcodeUtf16 } from '../../../workers/archive/utf16.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';
import { piecewise } from '../../helpers/kernel-counts.ts';

type Encoding = 'utf-16le' | 'utf-16be';

const kernel = instantiateKernel();
const mark = '\ufeff';

function encoded(text: string, encoding: Encoding): Buffer {
  const littleEndian = Buffer.from(mark + text, 'utf16le');
  return encoding === 'utf-16le' ? littleEndian : littleEndian.swap16();
}

/** Everything that comes out; the mark is in the head, as the room that opens inputs has read it. */
function transcoded(
  stored: Uint8Array,
  encoding: Encoding,
  sizes = { head: 16, piece: 2 ** 20, target: 65_536 },
): Buffer {
  const rest = piecewise(stored.subarray(sizes.head), sizes.piece);
  const source = transcodeUtf16(kernel, rest, encoding, stored.subarray(0, sizes.head));
  const block = kernel.allocate(sizes.target);
  const pieces: Buffer[] = [];
  for (;;) {
    const got = source.read(bytesAt(kernel, block, sizes.target));
    if (got === 0) break;
    pieces.push(Buffer.from(bytesAt(kernel, block, got)));
  }
  source.close();
  kernel.release(block);
  return Buffer.concat(pieces);
}

const units = fc
  .array(
    fc.constantFrom(
      'a',
      '\n',
      '\r\n',
      '\0',
      'ä',
      '\u20ac',
      '\u{1f512}',
      '\ud83d',
      '\udd12',
      '\ufeff',
      '\u0a0a',
      '\u0d00',
    ),
    { maxLength: 40 },
  )
  .map((all) => all.join(''));
const encodings = fc.constantFrom<Encoding>('utf-16le', 'utf-16be');

test('any text comes out as UTF-8, a broken surrogate as U+FFFD, however it is cut', (t) => {
  const sizes = fc.record({
    head: fc.integer({ min: 2, max: 16 }),
    piece: fc.integer({ min: 1, max: 9 }),
    target: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(units, encodings, sizes, (text, encoding, anySizes) => {
      // Node writes a lone surrogate as U+FFFD.
      t.is(transcoded(encoded(text, encoding), encoding, anySizes).toString('hex'), Buffer.from(text).toString('hex'));
    }),
    { numRuns: 500 },
  );
});

test('a long text, with surrogates at the ends of pieces', (t) => {
  const text = `${'x'.repeat(7)}${'\u{1f512}\u20ac\n'.repeat(100_000)}`;
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    for (const piece of [65_535, 65_536, 65_537]) {
      t.true(
        transcoded(encoded(text, encoding), encoding, { head: 16, piece, target: 70_001 }).equals(Buffer.from(text)),
      );
    }
  }
});

test('an odd byte at the end is half a unit: U+FFFD', (t) => {
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const odd = Buffer.concat([encoded('one\ntwo', encoding), Buffer.from([0x61])]);
    t.is(transcoded(odd, encoding).toString(), 'one\ntwo\ufffd');
  }
});

test('a mark alone is an empty text', (t) => {
  t.is(transcoded(encoded('', 'utf-16le'), 'utf-16le').length, 0);
});
