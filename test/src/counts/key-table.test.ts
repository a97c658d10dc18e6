import test from 'ava';
import fc from 'fast-check';
import { KeyTable } from '../../../src/counts/key-table.ts';

const byteText = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const entry = fc.tuple(byteText, fc.integer({ min: 1, max: 2 ** 40 }));
const entries = fc.array(entry, { maxLength: 200 });

test('a table counts as a Map does', (t) => {
  fc.assert(
    fc.property(entries, (list) => {
      const table = tableOf(list);
      const map = mapOf(list);
      t.deepEqual(sorted(table), sorted(map));
      t.is(table.size, map.size);
      t.is(
        table.lines,
        list.reduce((sum, [, count]) => sum + count, 0),
      );
      t.true([...map].every(([key, count]) => table.get(key) === count));
    }),
  );
});

test('what is packed is unpacked, and packed again gives the same bytes', (t) => {
  fc.assert(
    fc.property(entries, (list) => {
      const packed = tableOf(list).pack();
      const again = new KeyTable();
      again.addPacked(packed);
      t.deepEqual(sorted(again), sorted(mapOf(list)));
      t.deepEqual(again.pack(), packed);
    }),
  );
});

test('a record is a count, a length and a padded key, little-endian', (t) => {
  const table = new KeyTable();
  table.add('abcde\xff', 2 ** 32 + 3);
  t.deepEqual([...table.pack()], [3, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 97, 98, 99, 100, 101, 255, 0, 0]);
});

test('records may begin anywhere in their memory', (t) => {
  const packed = tableOf([
    ['10.1.2.3', 4],
    ['', 1],
  ]).pack();
  for (const shift of [1, 2, 3, 4]) {
    const memory = new Uint8Array(packed.length + 8).fill(0xee);
    memory.set(packed, shift);
    const table = new KeyTable();
    table.addPacked(memory.subarray(shift, shift + packed.length));
    t.deepEqual(sorted(table), [
      ['', 1],
      ['10.1.2.3', 4],
    ]);
  }
});

test('keys that differ only in zeros at their end are different keys', (t) => {
  const table = tableOf([
    ['', 1],
    ['\0', 2],
    ['\0\0', 3],
    ['a', 4],
    ['a\0', 5],
    ['a\0\0\0', 6],
  ]);
  t.is(table.size, 6);
  t.is(table.get('a\0'), 5);
  t.is(table.get('a\0\0'), 0);
});

test('every cut of packed bytes that is not between records is refused', (t) => {
  const list: [string, number][] = [
    ['10.1.2.3', 4],
    ['x', 1],
  ];
  const packed = tableOf(list).pack();
  const ends = [0, 20, 36];
  for (let length = 0; length <= packed.length; length++) {
    const cut = () => new KeyTable().addPacked(packed.subarray(0, length));
    if (ends.includes(length)) t.notThrows(cut);
    else t.throws(cut, { message: /^Malformed packed keys/ });
  }
});

test('a length beyond the memory and a padding that is not zero are refused', (t) => {
  const packed = tableOf([['x', 1]]).pack();
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
  t.is(most.get('x'), Number.MAX_SAFE_INTEGER);
  t.throws(() => most.add('x', 1), { instanceOf: RangeError });
  const over = tableOf([['x', 1]]).pack();
  over[6] = 0x20;
  t.throws(() => new KeyTable().addPacked(over), { instanceOf: RangeError });
  for (const count of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
    t.throws(() => new KeyTable().add('x', count), { instanceOf: RangeError });
  }
});

test('text that is not bytes is refused as a key', (t) => {
  t.throws(() => new KeyTable().add('Ā', 1), { instanceOf: RangeError });
});

test('half a million keys, some longer than a chunk, come back with their counts', (t) => {
  const table = new KeyTable();
  const long = 'k'.repeat(5_000_000);
  table.add(long, 7);
  for (let i = 0; i < 500_000; i++) table.add(`10.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`, 1 + (i % 3));
  table.add(`${long}!`, 8);
  const copy = new KeyTable();
  copy.addTable(table);
  copy.addPacked(table.pack());
  t.is(copy.size, 500_002);
  t.is(copy.get(long), 14);
  t.is(copy.get(`${long}!`), 16);
  t.is(copy.get('10.7.1.4'), 2 * (1 + ((7 * 65536 + 256 + 4) % 3)));
  let wrong = 0;
  copy.visit((position, count) => {
    if (count !== 2 * table.get(copy.keyAt(position))) wrong += 1;
  });
  t.is(wrong, 0);
});

function tableOf(list: readonly (readonly [string, number])[]): KeyTable {
  const table = new KeyTable();
  for (const [key, count] of list) table.add(key, count);
  return table;
}

function mapOf(list: readonly (readonly [string, number])[]): Map<string, number> {
  const map = new Map<string, number>();
  for (const [key, count] of list) map.set(key, (map.get(key) ?? 0) + count);
  return map;
}

function sorted(entries: Iterable<[string, number]>): [string, number][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
