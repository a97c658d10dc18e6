import test from 'ava';
import fc from 'fast-check';
import { addShard, type Counts, emptyCounts, type ScannedShard } from '../../../src/counts/counts.ts';
import { estimateDistinct } from '../../../src/counts/hyperloglog.ts';
import { KeyTable } from '../../../src/counts/key-table.ts';
import type { Measured } from '../../../src/counts/measures.ts';
import type { MeasurePlan, ScanPlan } from '../../../src/types.ts';
import {
  addMeasured,
  type MeasuredKey,
  type PlainMeasure,
  packMeasured,
  registersOf,
} from '../../helpers/measured-keys.ts';

const measures: readonly MeasurePlan[] = [
  { kind: 'sum', field: 'bytes' },
  { kind: 'distinct', field: 'dst_ip' },
  { kind: 'first' },
  { kind: 'hours' },
  { kind: 'distinct', field: 'dst_port' },
  { kind: 'last' },
  { kind: 'sum', field: 'packets' },
];
const plan: ScanPlan = {
  id: 'p',
  rules: [{ all: [], any: [], none: [], ignoreCase: false, key: { kind: 'none' }, measures }],
};

const sum = fc
  .oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: 2n ** 120n }), fc.constant(2n ** 32n - 1n))
  .map((value): PlainMeasure => ({ kind: 'sum', sum: value }));
const time = fc.option(fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), { nil: undefined });
const values = fc
  .tuple(fc.nat(2000), fc.oneof({ weight: 5, arbitrary: fc.nat(4) }, fc.nat(1300)))
  .map(([from, size]): PlainMeasure => ({ kind: 'distinct', values: new Set(numbers(from, from + size)) }));
const measuredKey = fc
  .tuple(
    fc.constantFrom('', 'a', '10.1.2.3', 'a\nb'),
    fc.integer({ min: 24 * 2 ** 20, max: 2 ** 45 }),
    sum,
    values,
    time.map((value) => timed('first', value)),
    fc
      .array(fc.oneof(fc.nat(3), fc.nat(2 ** 20)), { minLength: 24, maxLength: 24 })
      .map((hours): PlainMeasure => ({ kind: 'hours', hours })),
    values,
    time.map((value) => timed('last', value)),
    sum,
  )
  .map(([key, count, ...each]): MeasuredKey => ({ key, count, measures: each }));
const keyList = fc.uniqueArray(measuredKey, { selector: ({ key }) => key, maxLength: 4 });
const shards = fc.array(keyList, { maxLength: 4 });
const few = { numRuns: 60 };

test('measures add up as plain values do', (t) => {
  fc.assert(
    fc.property(shards, (lists) => t.deepEqual(told(fold(lists)), expected(addMeasured(lists)))),
    few,
  );
});

test('the order of shards does not matter', (t) => {
  const orders = shards.chain((lists) =>
    fc.tuple(fc.constant(lists), fc.shuffledSubarray(lists, { minLength: lists.length })),
  );
  fc.assert(
    fc.property(orders, ([lists, shuffled]) => t.deepEqual(told(fold(shuffled)), told(fold(lists)))),
    few,
  );
});

test('neighbours may have been added up before, and nothing changes nothing', (t) => {
  fc.assert(
    fc.property(shards, shards, shards, (before, between, after) => {
      const parts = [...before, [], addMeasured(between), ...after];
      t.deepEqual(told(fold(parts)), told(fold([...before, ...between, ...after])));
    }),
    few,
  );
});

test('a block is in the order of the measures, little-endian', (t) => {
  const table = new KeyTable([{ kind: 'last' }, { kind: 'sum', field: 'bytes' }]);
  const last = [1, 0, 0, 0, 2, 0, 0, 0];
  const bytes = [5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
  table.addPacked(Uint8Array.from([...last, ...bytes, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 97, 0, 0, 0]));
  table.visit((position, count) => {
    t.is(table.keyAt(position), 'a');
    t.is(count, 3);
    t.deepEqual(table.measuresAt(position), [
      { kind: 'last', time: 2 ** 33 + 1 },
      { kind: 'sum', value: 2n ** 64n + 5n },
    ]);
    t.deepEqual(table.measureAt(position, 1), { kind: 'sum', value: 2n ** 64n + 5n });
  });
  t.is(table.size, 1);
});

test('a sum is a number as long as it is exact as one', (t) => {
  for (const [value, told] of [
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [2n ** 53n, 2n ** 53n],
    [2n ** 128n - 1n, 2n ** 128n - 1n],
  ] as const) {
    const table = new KeyTable([{ kind: 'sum', field: 'bytes' }]);
    table.addPacked(packMeasured([{ key: 'a', count: 1, measures: [{ kind: 'sum', sum: value }] }]).packedKeys);
    table.visit((position) => t.deepEqual(table.measureAt(position, 0), { kind: 'sum', value: told }));
  }
});

test('a sum over 2^128 is no sum', (t) => {
  const table = new KeyTable([{ kind: 'sum', field: 'bytes' }]);
  const most = packMeasured([{ key: 'a', count: 1, measures: [{ kind: 'sum', sum: 2n ** 128n - 1n }] }]).packedKeys;
  const one = packMeasured([{ key: 'a', count: 1, measures: [{ kind: 'sum', sum: 1n }] }]).packedKeys;
  table.addPacked(most);
  t.throws(() => table.addPacked(one), { instanceOf: RangeError });
});

test('numbers that no lines can have are refused', (t) => {
  const refused = (measure: PlainMeasure) =>
    t.throws(() => new KeyTable([planOf(measure)]).addPacked(packMeasured([oneLine(measure)]).packedKeys), {
      message: `Malformed packed keys: a key of 1 lines has wrong numbers for ${measure.kind}`,
    });
  refused({ kind: 'first', time: 2n ** 53n });
  refused({ kind: 'last', time: 2n ** 64n - 1n });
  refused({ kind: 'hours', hours: [1, ...Array<number>(22).fill(0), 1] });
});

test('as many lists of sets come as there are measures that need them, with a set a record', (t) => {
  const { packedKeys, sets = [] } = packMeasured([oneLine({ kind: 'distinct', values: new Set(['a']) })]);
  const table = () => new KeyTable([{ kind: 'distinct', field: 'dst_ip' }]);
  t.notThrows(() => table().addPacked(packedKeys, sets));
  t.notThrows(() => table().addPacked(new Uint8Array(0)));
  t.throws(() => table().addPacked(packedKeys), { message: /it has 0 lists of sets, and 1 are expected/ });
  t.throws(() => new KeyTable().addPacked(packedKeys, sets));
  t.throws(() => table().addPacked(packedKeys, [Buffer.concat([...sets, ...sets])]), { message: /more than records/ });
  t.throws(() => table().addPacked(packedKeys, [new Uint8Array(0)]), { message: /fewer than records/ });
});

function oneLine(measure: PlainMeasure): MeasuredKey {
  return { key: 'a', count: 1, measures: [measure] };
}

function planOf({ kind }: PlainMeasure): MeasurePlan {
  return kind === 'sum' || kind === 'distinct' ? { kind, field: 'bytes' } : { kind };
}

function fold(lists: readonly (readonly MeasuredKey[])[]): Counts {
  const counts = emptyCounts(plan);
  for (const list of lists) addShard(counts, shardOf(list));
  return counts;
}

function shardOf(list: readonly MeasuredKey[]): ScannedShard {
  const matchedLines = list.reduce((lines, { count }) => lines + count, 0);
  // Counts of nothing may come without sets, as they do from a shard that was lost.
  const rules = [{ matchedLines, unkeyedLines: 0, ...packMeasured(list) }];
  return { kind: 'scanned', planId: 'p', storedBytes: 0, scannedBytes: 0, lines: 0, overlongLines: 0, rules };
}

interface Told {
  readonly count: number;
  readonly measures: readonly Measured[];
}

function told({ rules }: Counts): ReadonlyMap<string, Told> {
  const [rule] = rules;
  const keys = new Map<string, Told>();
  for (const part of rule?.keys.parts() ?? []) {
    part.visit((position, count) => keys.set(part.keyAt(position), { count, measures: part.measuresAt(position) }));
  }
  return new Map([...keys].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function expected(list: readonly MeasuredKey[]): ReadonlyMap<string, Told> {
  const entries = list.map((each) => [each.key, { count: each.count, measures: each.measures.map(toldOf) }] as const);
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function toldOf(measure: PlainMeasure): Measured {
  if (measure.kind === 'sum') {
    return { kind: 'sum', value: measure.sum < 2n ** 53n ? Number(measure.sum) : measure.sum };
  }
  if (measure.kind === 'hours') return measure;
  if (measure.kind !== 'distinct') {
    return { kind: measure.kind, ...(measure.time !== undefined && { time: Number(measure.time) }) };
  }
  const { size } = measure.values;
  const estimate = () => Math.max(1025, estimateDistinct(registersOf(measure.values)));
  return { kind: 'distinct', value: size <= 1024 ? size : { estimate: estimate(), error: 0.01 } };
}

function timed(kind: 'first' | 'last', value: bigint | undefined): PlainMeasure {
  return value === undefined ? { kind } : { kind, time: value };
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `10.1.${(from + i) >>> 8}.${(from + i) & 255}`);
}
