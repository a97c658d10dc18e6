// Lent memory: what was kept reads as it was written until it is given back, whoever holds how much of it for how long.

import test from 'ava';
import fc from 'fast-check';
import { giveBack } from '../../src/lent-memory.ts';
import { keepApart, Lender } from '../../workers/lender.ts';

const kibibyte = 1024;

function filled(bytes: number, value: number): Uint8Array {
  return new Uint8Array(bytes).fill(value);
}

/** Keeps a list of so many bytes, as the counts of a shard. */
function keptBy(lender: Lender, sizes: readonly number[], expected = sizes.reduce((sum, size) => sum + size, 0)) {
  lender.begin(expected);
  const kept = sizes.map((size, index) => lender.keep([filled(size, index + 1)]));
  return { kept, lent: lender.end() };
}

test('what is kept is what was given, until it is given back', (t) => {
  const sizes = fc.array(fc.array(fc.integer({ min: 0, max: 400 * kibibyte }), { maxLength: 3 }), { maxLength: 4 });
  const expected = fc.constantFrom(0, 1000, 300 * kibibyte, 600 * kibibyte);
  const shard = fc.record({ sizes, expected, held: fc.integer({ min: 0, max: 4 }) });
  const check = fc.property(fc.array(shard, { minLength: 1, maxLength: 12 }), (shards) => {
    const lender = new Lender();
    const held: { until: number; expected: Uint8Array[]; kept: Uint8Array[]; lent: SharedArrayBuffer | undefined }[] =
      [];
    for (const [number, { sizes, expected: bytes, held: shardsLong }] of shards.entries()) {
      lender.begin(bytes);
      const lists = sizes.map((list, i) => list.map((size, j) => filled(size, (number * 31 + i * 7 + j) % 255)));
      const kept = lists.map((pieces) => lender.keep(oneAtATime(pieces)));
      const lent = lender.end();
      if (bytes < 10_000) t.is(lent, undefined);
      held.push({ until: number + shardsLong, expected: lists.map((pieces) => keepApart(pieces)), kept, lent });
      for (const each of held.filter(({ until }) => until === number)) {
        for (const [index, bytes] of each.kept.entries())
          t.is(Buffer.compare(bytes, each.expected[index] ?? new Uint8Array()), 0);
        if (each.lent !== undefined) giveBack(each.lent);
      }
    }
  });
  fc.assert(check, { numRuns: 40 });
});

/** As kernel memory is: a piece is good until the next is asked for. */
function* oneAtATime(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const piece of pieces) {
    const shown = piece.slice();
    yield shown;
    shown.fill(255);
  }
}

test('memory that is back is lent again', (t) => {
  const lender = new Lender();
  const { kept, lent } = keptBy(lender, [300 * kibibyte, 100 * kibibyte]);
  if (lent === undefined) return t.fail('nothing was lent');
  t.deepEqual(
    kept.map(({ buffer }) => buffer === lent),
    [true, true],
  );
  for (const { byteOffset } of kept) t.is(byteOffset % 8, 0);
  t.not(keptBy(lender, [400 * kibibyte]).lent, lent);
  giveBack(lent);
  t.is(keptBy(lender, [400 * kibibyte]).lent, lent);
});

test('of what nobody gives back three are lent, and then memory of its own is taken', (t) => {
  const lender = new Lender();
  const lent = Array.from({ length: 5 }, () => keptBy(lender, [300 * kibibyte]).lent);
  t.is(new Set(lent).size, 3 + 1);
  t.deepEqual(lent.slice(3), [undefined, undefined]);
});

test('little is not lent, nor is much, and of what outgrows the memory the rest lies apart', (t) => {
  const lender = new Lender();
  t.is(keptBy(lender, [1000]).lent, undefined);
  t.is(keptBy(lender, [1000], 2 ** 40).lent, undefined);
  const { kept, lent } = keptBy(lender, [300 * kibibyte, 900 * kibibyte, 10], 300 * kibibyte);
  t.deepEqual(
    kept.map(({ buffer }) => buffer === lent),
    [true, false, true],
  );
  t.is(Buffer.compare(kept[1] ?? new Uint8Array(), filled(900 * kibibyte, 2)), 0);
});
