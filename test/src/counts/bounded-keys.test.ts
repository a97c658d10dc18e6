// However little memory there is, bounded keys are what a table of all of them is.

import { readdirSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { BoundedKeys, type CountedKeys } from '../../../src/counts/bounded-keys.ts';
import { gatherRuns } from '../../../src/counts/gather-runs.ts';
import { KeyTable } from '../../../src/counts/key-table.ts';
import type { Measured } from '../../../src/counts/measures.ts';
import { makeProgress, readSpilled } from '../../../src/progress.ts';
import { writeRuns } from '../../../src/spilled-run.ts';
import type { MeasurePlan } from '../../../src/types.ts';
import { type MeasuredKey, type PlainMeasure, packMeasured } from '../../helpers/measured-keys.ts';
import { entriesOf, packedKeys, sortedByKey } from '../../helpers/packed-keys.ts';
import { folderWith } from '../../helpers/scratch.ts';

const seed = [1, 2] as const;

const measures: readonly MeasurePlan[] = [
  { kind: 'distinct', field: 'dst_ip' },
  { kind: 'sum', field: 'bytes' },
  { kind: 'first' },
  { kind: 'distinct', field: 'dst_port' },
];

const values = fc
  .tuple(fc.nat(1500), fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, fc.integer({ min: 900, max: 1300 })))
  .map(([from, size]): PlainMeasure => ({ kind: 'distinct', values: new Set(numbers(from, from + size)) }));
const measuredKey = fc
  .tuple(fc.string({ maxLength: 9 }), fc.integer({ min: 1, max: 99 }), values, fc.bigInt(0n, 2n ** 70n), values)
  .map(([text, count, ips, sum, ports]): MeasuredKey => {
    const key = Buffer.from(text).toString('latin1');
    return { key, count, measures: [ips, { kind: 'sum', sum }, { kind: 'first', time: BigInt(count) }, ports] };
  });
const lists = fc.array(fc.uniqueArray(measuredKey, { selector: ({ key }) => key, maxLength: 8 }), { maxLength: 4 });

test('counts and measures are those of one table, for any memory and however often they are spilled', (t) => {
  const folder = folderWith(t, {});
  fc.assert(
    fc.property(lists, fc.constantFrom(1, 3000, 1e9), fc.array(fc.boolean()), (all, tableBytes, spills) => {
      const table = new KeyTable(measures);
      const bounded = new BoundedKeys(measures, { folder, seed, tableBytes });
      for (const [index, list] of all.entries()) {
        const counts = packMeasured(list);
        table.addPacked(counts.packedKeys, counts.sets);
        bounded.add(counts);
        if (spills[index] === true) bounded.spill();
      }
      t.deepEqual(toldBy(bounded), toldBy(table));
      // Also when it is asked again.
      t.deepEqual(toldBy(bounded), toldBy(table));
    }),
    { numRuns: 25 },
  );
});

test('thirty thousand keys in tables for a thousand, each in one part only, and no file left of the parts', (t) => {
  const folder = folderWith(t, {});
  const progress = makeProgress();
  const bounded = new BoundedKeys([], { folder, seed, tableBytes: 60_000, progress });
  const expected = new Map<string, number>();
  for (let round = 0; round < 10; round++) {
    const list = Array.from({ length: 8_000 }, (_, i) => [`key ${(round * 3_500 + i) % 30_000}`, 1 + i] as const);
    for (const [key, count] of list) expected.set(key, (expected.get(key) ?? 0) + count);
    bounded.add({ packedKeys: packedKeys(list) });
    bounded.spill();
  }
  const runs = readdirSync(folder);
  t.is(runs.length, 10);
  t.true(readSpilled(progress) > 1_000_000);
  t.deepEqual(entriesOf(bounded), sortedByKey(expected));
  t.deepEqual(readdirSync(folder), runs);
});

test('counts that were spilled are gathered in one piece, for whoever keeps them', (t) => {
  fc.assert(
    fc.property(lists, (all) => {
      const { folder, runs, table } = spilled(t, all);
      const empty = {
        matchedLines: 5,
        unkeyedLines: 0,
        ...packMeasured([]),
        sets: [new Uint8Array(), new Uint8Array()],
      };
      const gathered = gatherRuns({ ...empty, runs }, measures, { folder, seed, limitBytes: 0 });
      t.false('runs' in gathered);
      t.is(gathered.matchedLines, 5);
      const again = new KeyTable(measures);
      again.addPacked(gathered.packedKeys, gathered.sets);
      t.deepEqual(toldBy(again), toldBy(table));
    }),
    { numRuns: 20 },
  );
});

test('what was not spilled has nothing to gather', (t) => {
  const counts = { matchedLines: 1, unkeyedLines: 0, packedKeys: packedKeys([['a', 1]]) };
  t.deepEqual(gatherRuns({ ...counts, runs: [] }, undefined, undefined), counts);
});

function spilled(t: ExecutionContext, all: readonly (readonly MeasuredKey[])[]) {
  const folder = folderWith(t, {});
  const table = new KeyTable(measures, seed);
  const runs = all.map((list) => {
    const { packedKeys: packed, sets } = packMeasured(list);
    table.addPacked(packed, sets);
    const one = new KeyTable(measures, seed);
    one.addPacked(packed, sets);
    return writeRuns(folder, (writer) => {
      const partitions = one.writePartitions(0, (bytes) => writer.write(bytes));
      return { file: writer.file, offset: 0, partitions };
    });
  });
  return { folder, runs, table };
}

function toldBy(keys: CountedKeys): ReadonlyMap<string, readonly [number, readonly Measured[]]> {
  const told = new Map<string, readonly [number, readonly Measured[]]>();
  for (const part of keys.parts()) {
    part.visit((position, count) => {
      const key = part.keyAt(position);
      if (told.has(key)) throw new Error(`${key} is in two parts`);
      told.set(key, [count, part.measuresAt(position)]);
    });
  }
  return new Map([...told].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function numbers(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => `v${from + i}`);
}
