import test from 'ava';
import fc from 'fast-check';
import { KeyTable } from '../../../src/counts/key-table.ts';
import { entriesOf, packedKeys, sortedByKey, tableOf } from '../../helpers/packed-keys.ts';

const byteText = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const entry = fc.tuple(byteText, fc.integer({ min: 1, max: 2 ** 40 }));
const entries = fc.array(entry, { maxLength: 200 });

test('a table counts as a Map does', (t) => {
  fc.assert(
    fc.property(entries, (list) => {
      const table = tableOf(list);
      const map = mapOf(list);
      t.deepEqual(entriesOf(table), sortedByKey(map));
      t.is(table.size, map.size);
      t.is(
        table.lines,
        list.reduce((sum, [, count]) => sum + count, 0),
      );
    }),
  );
});

test('a record is a count, a length and a padded key, little-endian', (t) => {
  const table = new KeyTable();
  table.addPacked(Uint8Array.of(3, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 97, 98, 99, 100, 101, 255, 0, 0));
  t.deepEqual(entriesOf(table), [['abcde\xff', 2 ** 32 + 3]]);
});

test('records may begin anywhere in their memory', (t) => {
  const packed = packedKeys([
    ['10.1.2.3', 4],
    ['', 1],
  ]);
  for (const shift of [1, 2, 3, 4]) {
    const memory = new Uint8Array(packed.length + 8).fill(0xee);
    memory.set(packed, shift);
    const table = new KeyTable();
    table.addPacked(memory.subarray(shift, shift + packed.length));
    t.deepEqual(entriesOf(table), [
      ['', 1],
      ['10.1.2.3', 4],
    ]);
  }
});

test('keys that differ only in zeros at their end are different keys', (t) => {
  const list: [string, number][] = [
    ['', 1],
    ['\0', 2],
    ['\0\0', 3],
    ['a', 4],
    ['a\0', 5],
    ['a\0\0\0', 6],
  ];
  t.deepEqual(entriesOf(tableOf(list)), list);
});

test('every cut of packed bytes that is not between records is refused', (t) => {
  const list: [string, number][] = [
    ['10.1.2.3', 4],
    ['x', 1],
  ];
  const packed = packedKeys(list);
  const ends = [0, 20, 36];
  for (let length = 0; length <= packed.length; length++) {
    const cut = () => new KeyTable().addPacked(packed.subarray(0, length));
    if (ends.includes(length)) t.notThrows(cut);
    else t.throws(cut, { message: /^Malformed packed keys/ });
  }
});

test('a length beyond the memory and a padding that is not zero are refused', (t) => {
  const packed = packedKeys([['x', 1]]);
  for (const [at, byte] of [
    [8, 9],
    [11, 255],
    [13, 1],
    [15, 255],
  ] as const) {
    const bad = packed.slice();
    bad[at] = byte;
    t.throws(() => new KeyTable().addPacked(bad), { message: /^Malformed packed keys/ });
  }
});

test('no count is zero, and none goes over 2^53 - 1 unnoticed', (t) => {
  const most = tableOf([['x', Number.MAX_SAFE_INTEGER]]);
  t.deepEqual(entriesOf(most), [['x', Number.MAX_SAFE_INTEGER]]);
  t.throws(() => most.addPacked(packedKeys([['x', 1]])), { instanceOf: RangeError });
  for (const count of [0, 2 ** 53]) t.throws(() => tableOf([['x', count]]), { instanceOf: RangeError });
});

test('half a million keys, some longer than a chunk, come back with their counts', (t) => {
  const long = 'k'.repeat(5_000_000);
  const list: [string, number][] = [[long, 7]];
  for (let i = 0; i < 500_000; i++) list.push([`10.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`, 1 + (i % 3)]);
  list.push([`${long}!`, 8]);
  const table = tableOf(list);
  table.addPacked(packedKeys(list));
  t.is(table.size, 500_002);
  const counts = new Map(list);
  let wrong = 0;
  table.visit((position, count) => {
    if (count !== 2 * (counts.get(table.keyAt(position)) ?? 0)) wrong += 1;
  });
  t.is(wrong, 0);
});

function mapOf(list: readonly (readonly [string, number])[]): Map<string, number> {
  const map = new Map<string, number>();
  for (const [key, count] of list) map.set(key, (map.get(key) ?? 0) + count);
  return map;
}
