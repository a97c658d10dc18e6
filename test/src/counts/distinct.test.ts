import test from 'ava';
import fc from 'fast-check';
import { DistinctSets } from '../../../src/counts/distinct.ts';
import { estimateDistinct } from '../../../src/counts/hyperloglog.ts';
import { PackedSets } from '../../../src/counts/packed-sets.ts';
import { packSet, registersOf } from '../../helpers/measured-keys.ts';

const texts = fc.array(fc.uint8Array({ maxLength: 12 }).map(latin1), { maxLength: 150 });

test('a set counts as a Set does, up to 1,024 values', (t) => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 12 }), (lists) => {
      const sets = new DistinctSets();
      for (const list of lists) sets.add(0, packed(list));
      t.is(sets.value(0), new Set(lists.flat()).size);
    }),
  );
});

test('sets of many keys do not touch each other', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), texts), { maxLength: 60 }), (additions) => {
      const sets = new DistinctSets();
      const expected = new Map<number, Set<string>>();
      for (const [set, list] of additions) {
        sets.add(set, packed(list));
        expected.set(set, new Set([...(expected.get(set) ?? []), ...list]));
      }
      for (let set = 0; set <= 20; set++) t.is(sets.value(set), expected.get(set)?.size ?? 0);
    }),
  );
});

/** Values `from` to `to`, one of them behind the other. */
const span = fc
  .tuple(fc.nat(3000), fc.oneof(fc.nat(3), fc.nat(1500)))
  .map(([from, size]) => numbers(from, from + size));
const spans = fc.array(span, { minLength: 1, maxLength: 5 });
const shuffled = spans.chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.nat(list.length)),
);

test('the answer depends on the values only: in any order, and however they were added up before', (t) => {
  fc.assert(
    fc.property(shuffled, ([list, other, cut]) => {
      const all = new Set(list.flat());
      const expected = all.size <= 1024 ? all.size : { estimate: estimateOf(all), error: 0.01 };
      t.deepEqual(sizeOf(list), expected);
      t.deepEqual(sizeOf(other), expected);
      t.deepEqual(sizeOf([other.slice(0, cut).flat(), other.slice(cut).flat()]), expected);
      t.deepEqual(sizeOf([[], ...list, list.flat()]), expected);
    }),
    { numRuns: 60 },
  );
});

test('addresses of IPv4 count as the texts that they are written as', (t) => {
  fc.assert(
    fc.property(spans, (list) => {
      const sets = new DistinctSets();
      for (const each of list) sets.add(3, packedAddresses(each));
      t.deepEqual(sets.value(3), sizeOf(list));
      // What is handed on is what came.
      const again = new DistinctSets();
      again.add(0, new PackedSets(sets.packed([3])));
      t.deepEqual(again.value(0), sizeOf(list));
    }),
    { numRuns: 40 },
  );
});

test('1,024 values are exact, one more is an estimate over 1,024', (t) => {
  t.is(sizeOf([numbers(0, 1000), numbers(900, 1024)]), 1024);
  for (const lists of [
    [numbers(0, 1025)],
    [numbers(0, 1024), numbers(1024, 1025)],
    [numbers(1024, 1025), numbers(0, 1024)],
  ]) {
    const value = sizeOf(lists);
    t.true(typeof value === 'object' && value.estimate > 1024 && value.estimate < 1060);
  }
});

test('no estimate denies that there are more values than are kept exactly', (t) => {
  // Registers as they would be, were many of the values of one register.
  const sets = new DistinctSets();
  const registers = registersOf(numbers(0, 900));
  sets.add(0, new PackedSets(Buffer.concat([Buffer.alloc(4, 0xff), registers])));
  t.deepEqual(sets.value(0), { estimate: 1025, error: 0.01 });
});

test('a value is a length and padded bytes: zeros at its end count', (t) => {
  t.is(sizeOf([['', '\0', '\0\0', 'a', 'a\0', 'a\0\0\0']]), 6);
  t.is(sizeOf([['x'.repeat(1500), 'x'.repeat(1501)], ['x'.repeat(1500)]]), 2);
});

test('half a million sets of one or two values take no object each', (t) => {
  const sets = new DistinctSets();
  const before = process.memoryUsage().heapUsed;
  const one = packSet(new Set(['192.168.100.200']));
  const two = packSet(new Set(['192.168.100.200', '192.168.100.201']));
  const both = new PackedSets(Buffer.concat(Array.from({ length: 500_000 }, (_, i) => (i % 2 === 0 ? one : two))));
  for (let set = 0; set < 500_000; set++) sets.add(set, both);
  t.is(sets.value(499_998), 1);
  t.is(sets.value(499_999), 2);
  t.true(process.memoryUsage().heapUsed - before < 60e6);
});

function sizeOf(lists: readonly (readonly string[])[]) {
  const sets = new DistinctSets();
  for (const list of lists) sets.add(7, packed(list));
  return sets.value(7);
}

function packed(list: readonly string[]): PackedSets {
  return new PackedSets(packSet(new Set(list)));
}

/** Each as 2^32 - 1 and its 32 bits. */
function packedAddresses(list: readonly string[]): PackedSets {
  const distinct = [...new Set(list)];
  if (distinct.length > 1024) return packed(list);
  const words = distinct.flatMap((text) => [
    2 ** 32 - 1,
    text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0),
  ]);
  return new PackedSets(new Uint8Array(Uint32Array.from([distinct.length, ...words]).buffer));
}

/** Never below 1,025, since it is known that there are more than 1,024. */
function estimateOf(values: ReadonlySet<string>): number {
  return Math.max(1025, estimateDistinct(registersOf(values)));
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `10.1.${(from + i) >>> 8}.${(from + i) & 255}`);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
