import { createHash } from 'node:crypto';
import test from 'ava';
import { decodeSeek, encodeSeek, type SeekIndex } from '../../../src/kept/seek-file.ts';
import type { SeekPoint } from '../../../src/types.ts';

function point(i: number): SeekPoint {
  const window = Uint8Array.from({ length: i % 3 }, (_, at) => at + i);
  return { bit: 1000 * i + (i % 8), textBytes: 5000 * i, memberBytes: 5000 * i, members: 1, crc: 2 ** 32 - i, window };
}

const index: SeekIndex = {
  content: `sha256:${'ab'.repeat(32)}`,
  sizeBytes: 5000,
  points: Array.from({ length: 9 }, (_, i) => point(i + 1)),
};

function written(value: SeekIndex): Buffer {
  return Buffer.concat(encodeSeek(value));
}

/** With the digest that belongs to it, as anybody can write it. */
function sealed(head: object, windows = ''): Buffer {
  const body = Buffer.from(`${JSON.stringify(head)}\n${windows}`);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

const plain = { format: 'syslog-sweep/seek@1', content: 'x', sizeBytes: 1000 };
const told = { bit: 80, textBytes: 10, memberBytes: 10, members: 1, crc: 0, windowBytes: 0 };

test('an index comes back as it was written', (t) => {
  t.deepEqual(decodeSeek(written(index)), { kind: 'index', index });
  t.is(decodeSeek(sealed({ ...plain, points: [told] })).kind, 'index');
});

test('every byte flipped in turn, and every cut, is noticed', (t) => {
  const file = written(index);
  for (let at = 0; at < file.length; at++) {
    const flipped = Buffer.from(file);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    t.is(decodeSeek(flipped).kind, 'damaged');
    t.is(decodeSeek(file.subarray(0, at)).kind, 'damaged');
  }
  t.is(decodeSeek(Buffer.concat([file, Buffer.alloc(1)])).kind, 'damaged');
});

test('an index of a later format is told apart from a damaged one', (t) => {
  t.is(decodeSeek(sealed({ format: 'syslog-sweep/seek@2' })).kind, 'newer');
  t.is(decodeSeek(sealed({ format: 'syslog-sweep/counts@1' })).kind, 'damaged');
});

test('what nobody would have written is refused, though its digest is right', (t) => {
  const behind = { ...told, bit: 160, textBytes: 20 };
  const heads: object[] = [
    {},
    { ...plain, points: [] },
    { ...plain, points: undefined },
    { ...plain, points: [null] },
    { ...plain, points: ['x'] },
    { ...plain, content: 5, points: [told] },
    { ...plain, sizeBytes: -1, points: [told] },
    { ...plain, sizeBytes: 10, points: [told] },
    { ...plain, points: Array.from({ length: 1025 }, (_, i) => ({ ...told, bit: 8 * i + 8, textBytes: i + 1 })) },
    { ...plain, points: [behind, told] },
    { ...plain, points: [told, { ...behind, bit: 87 }] },
    { ...plain, points: [told, { ...behind, textBytes: 10 }] },
    ...Object.keys(told).flatMap((name) =>
      [undefined, null, -1, 0.5, 2 ** 53, '1', Number.NaN].map((value) => ({
        ...plain,
        points: [{ ...told, [name]: value }],
      })),
    ),
    { ...plain, points: [{ ...told, crc: 2 ** 32 }] },
    { ...plain, points: [{ ...told, windowBytes: 1 }] },
    { ...plain, points: [{ ...told, windowBytes: 34_000 }] },
  ];
  for (const head of heads) t.is(decodeSeek(sealed(head)).kind, 'damaged', JSON.stringify(head).slice(0, 100));
  t.is(decodeSeek(sealed({ ...plain, points: [told] }, 'windows that nobody tells of')).kind, 'damaged');
  t.is(
    decodeSeek(sealed({ ...plain, points: [{ ...told, windowBytes: 33_793 }] }, 'x'.repeat(33_793))).kind,
    'damaged',
  );
  const noJson = Buffer.from('not JSON\n');
  t.is(decodeSeek(Buffer.concat([noJson, createHash('sha256').update(noJson).digest()])).kind, 'damaged');
});
