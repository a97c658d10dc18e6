// A kept file gives back what was kept, is a file of Arrow to others, and notices any byte that has changed.

import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import fc from 'fast-check';
import { randomFrom } from '../../../bench/random.ts';
import { decodeCounts, encodeCounts } from '../../../src/kept/counts-file.ts';
import { bytesOf, keptCounts, ruleCounts, seedKeys } from '../../helpers/kept-counts.ts';
import type { PlainMeasure } from '../../helpers/measured-keys.ts';

test('what was kept is what is read', (t) => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 40 }), fc.boolean(), (seed, rows, measured) => {
      const kept = keptCounts(seed, rows, measured);
      const decoded = decodeCounts(bytesOf(encodeCounts(kept)));
      if (decoded.kind !== 'counts') throw new Error(decoded.kind);
      const plain = (rules: typeof kept.rules) =>
        rules.map(({ identity, counts: { packedKeys, sets, ...counts } }) => {
          return { identity, counts, packedKeys: [...packedKeys], sets: sets?.map((bytes) => [...bytes]) };
        });
      t.deepEqual(plain(decoded.kept.rules), plain(kept.rules));
      t.deepEqual({ ...decoded.kept, rules: [] }, { ...kept, rules: [] });
    }),
    { numRuns: 30 },
  );
});

test('the same counts are the same bytes', (t) => {
  const [one, two] = [1, 2].map(() => bytesOf(encodeCounts(keptCounts(7, 20, true))));
  t.true(one?.equals(two ?? Buffer.alloc(0)));
});

test('more rows than a batch has come back in their order', (t) => {
  const keys = Array.from({ length: 2 ** 16 + 3 }, (_, index) => ({ key: `${index}`, count: 1, measures: [] }));
  const counts = ruleCounts(keys);
  const kept = { ...keptCounts(1, 0, false), rules: [{ identity: 'sha256:0', counts }] };
  const file = bytesOf(encodeCounts(kept));
  const decoded = decodeCounts(file);
  t.true(decoded.kind === 'counts');
  if (decoded.kind !== 'counts') return;
  t.is(Buffer.compare(decoded.kept.rules[0]?.counts.packedKeys ?? new Uint8Array(), counts.packedKeys), 0);
  t.is(tableFromIPC(file).numRows, keys.length);
});

test('Arrow reads every column as it was counted', (t) => {
  const keys = seedKeys(5, 30, true);
  const table = tableFromIPC(bytesOf(encodeCounts(keptCounts(5, 30, true))));
  t.deepEqual(
    table.schema.fields.map(({ name, type }) => `${name}: ${type}`),
    [
      'rule: Uint32',
      'key: Binary',
      'count: Uint64',
      'sum_bytes: Decimal[38e0]',
      'distinct_dst_ip: Binary',
      'first: Uint64',
      'sum_bytes_2: Decimal[38e0]',
      'last: Uint64',
      'hours: FixedSizeList[24]<Uint64>',
      'distinct_user: Binary',
    ],
  );
  t.is(table.numRows, 33);
  for (const [index, { key, count, measures }] of keys.entries()) {
    const row = table.get(index);
    t.is(row?.rule, 0);
    t.is(Buffer.from(row?.key).toString('latin1'), key);
    t.is(row?.count, BigInt(count));
    const [sum, set, first, otherSum, last, hours] = measures;
    t.deepEqual({ kind: 'sum', sum: integerOf(row?.sum_bytes) }, sum as PlainMeasure);
    t.deepEqual({ kind: 'sum', sum: integerOf(row?.sum_bytes_2) }, otherSum as PlainMeasure);
    t.deepEqual({ kind: 'first', time: row?.first }, first as PlainMeasure);
    t.deepEqual({ kind: 'last', time: row?.last }, last as PlainMeasure);
    t.deepEqual({ kind: 'hours', hours: Array.from(row?.hours ?? [], Number) }, hours as PlainMeasure);
    t.deepEqual(valuesOf(Buffer.from(row?.distinct_dst_ip)), set?.kind === 'distinct' ? shownValues(set.values) : []);
  }
  t.is(table.get(30)?.rule, 2);
  const metadata = JSON.parse(table.schema.metadata.get('syslog-sweep') ?? '');
  t.is(metadata.format, 'syslog-sweep/counts@1');
  t.deepEqual(
    metadata.rules.map(({ identity }: { identity: string }) => identity),
    ['sha256:0', 'sha256:1', 'sha256:2'],
  );
});

function integerOf(decimal: Uint32Array): bigint {
  return [...decimal].reduceRight((sum, word) => sum * 2n ** 32n + BigInt(word), 0n);
}

function valuesOf(set: Buffer): readonly string[] {
  const count = set.readUInt32LE(0);
  if (count === 2 ** 32 - 1) return [`${set.length - 4} registers`];
  const values: string[] = [];
  for (let at = 4; at < set.length; ) {
    const length = set.readUInt32LE(at);
    values.push(set.toString('latin1', at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return values.length === count ? values : ['another number of values'];
}

function shownValues(values: ReadonlySet<string>): readonly string[] {
  return values.size > 1024 ? ['16384 registers'] : [...values];
}

test('any byte that has changed is noticed', (t) => {
  const file = bytesOf(encodeCounts(keptCounts(3, 40, true)));
  const random = randomFrom(11);
  const ends = Array.from({ length: 700 }, (_, index) => file.length - 1 - index);
  const sample = Array.from({ length: 1500 }, () => random.below(file.length));
  for (const place of [...ends, ...sample]) {
    const before = file[place] as number;
    file[place] = before ^ (1 << random.below(8));
    if (decodeCounts(file).kind !== 'damaged') t.fail(`byte ${place}`);
    file[place] = before;
  }
  t.is(decodeCounts(file).kind, 'counts');
});

test('a file that was cut, or has grown, is damaged', (t) => {
  const file = bytesOf(encodeCounts(keptCounts(3, 5, false)));
  for (let length = 0; length < file.length; length += 13)
    t.is(decodeCounts(bytesOf([file.subarray(0, length)])).kind, 'damaged');
  t.is(decodeCounts(bytesOf([file, Buffer.alloc(8)])).kind, 'damaged');
  t.is(decodeCounts(bytesOf([file.subarray(8)])).kind, 'damaged');
  t.is(decodeCounts(bytesOf([Buffer.alloc(40), Buffer.from('ffffffffARROW1')])).kind, 'damaged');
});
