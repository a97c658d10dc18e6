import test from 'ava';
import fc from 'fast-check';
import type { RuleTally } from '../../../src/counts/counts.ts';
import { compareUniq, type RankingWish, rankKeys } from '../../../src/report/rank.ts';
import { tableOf } from '../../helpers/packed-keys.ts';

const asBytes: RankingWish = { columns: 1, sortKey: (column) => column, min: 1, top: 0 };

const keys = fc.uniqueArray(
  fc.tuple(fc.string({ unit: 'binary-ascii', maxLength: 3 }).map(noLf), fc.integer({ min: 1, max: 4 })),
  {
    selector: ([key]) => key,
    maxLength: 60,
  },
);

test('rows are ordered by count, then key', (t) => {
  const { rows } = rankKeys(
    tallyOf(
      [
        ['b', 2],
        ['c', 9],
        ['a', 2],
      ],
      0,
    ),
    asBytes,
  );
  t.deepEqual(rows, [
    { rank: 1, columns: ['c'], count: 9, share: 0.692308 },
    { rank: 2, columns: ['a'], count: 2, share: 0.153846 },
    { rank: 3, columns: ['b'], count: 2, share: 0.153846 },
  ]);
});

test('the order of ties is that of the sort keys, column by column', (t) => {
  const tally = tallyOf(
    [
      ['10\na', 1],
      ['9\nb', 1],
      ['9\na', 1],
      ['10\nb', 1],
    ],
    0,
  );
  const { rows } = rankKeys(tally, { ...asBytes, columns: 2, sortKey: (column) => column.padStart(4, '0') });
  t.deepEqual(
    rows.map(({ columns }) => columns.join(' ')),
    ['9 a', '9 b', '10 a', '10 b'],
  );
});

test('a shorter first column stands before a longer one, whatever follows', (t) => {
  const { rows } = rankKeys(
    tallyOf(
      [
        ['a\x01\nx', 1],
        ['a\nz', 1],
      ],
      0,
    ),
    { ...asBytes, columns: 2 },
  );
  t.deepEqual(
    rows.map(({ columns }) => columns.join(' ')),
    ['a z', 'a\x01 x'],
  );
});

test('keys of one sort key are still in one order, however they were inserted', (t) => {
  fc.assert(
    fc.property(keys, fc.infiniteStream(fc.nat()), (list, dice) => {
      const shuffled = list.map((entry) => ({ entry, die: dice.next().value as number })).sort((a, b) => a.die - b.die);
      const wish = { ...asBytes, sortKey: (column: string) => column.slice(0, 1).toLowerCase() };
      t.deepEqual(
        rankKeys(
          tallyOf(
            shuffled.map(({ entry }) => entry),
            0,
          ),
          wish,
        ),
        rankKeys(tallyOf(list, 0), wish),
      );
    }),
  );
});

test('the first N are the beginning of all', (t) => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 4 }), (list, top, min) => {
      const wish = { ...asBytes, min, isAllowed: ([key = '']: readonly string[]) => key.startsWith('a') };
      const all = rankKeys(tallyOf(list, 3), wish);
      const first = rankKeys(tallyOf(list, 3), { ...wish, top });
      t.deepEqual(first, { ...all, rows: all.rows.slice(0, top) });
    }),
  );
});

test('every line is ranked, allowed or under the minimum', (t) => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 5 }), (list, min) => {
      const ranking = rankKeys(tallyOf(list, 3), { ...asBytes, min, isAllowed: ([key]) => key === '' || key === 'a' });
      const isAllowed = ([key]: readonly [string, number]) => key === '' || key === 'a';
      const shown = list.filter((entry) => !isAllowed(entry) && entry[1] >= min);
      t.deepEqual(
        ranking.rows.map(({ columns: [key], count }) => `${key} ${count}`).sort(),
        shown.map((entry) => entry.join(' ')).sort(),
      );
      t.deepEqual(
        ranking.rows.map(({ rank }) => rank),
        shown.map((_, index) => index + 1),
      );
      t.is(ranking.keys, list.length - list.filter(isAllowed).length);
      t.deepEqual(ranking.allowed, {
        keys: list.filter(isAllowed).length,
        lines: list.filter(isAllowed).reduce((sum, [, count]) => sum + count, 0),
      });
    }),
  );
});

test('a share is of the counted lines, allowed ones included', (t) => {
  const { rows, countedLines } = rankKeys(
    tallyOf(
      [
        ['a', 1],
        ['b', 2],
      ],
      100,
    ),
    { ...asBytes, isAllowed: ([key]) => key === 'b' },
  );
  t.is(countedLines, 3);
  t.deepEqual(
    rows.map(({ share }) => share),
    [0.333333],
  );
});

test('no line gives no row and no division by zero', (t) => {
  t.deepEqual(rankKeys(tallyOf([], 5), asBytes), {
    rows: [],
    allowed: { keys: 0, lines: 0 },
    keys: 0,
    countedLines: 0,
  });
});

test('a rule without a key has one row without columns', (t) => {
  t.deepEqual(rankKeys(tallyOf([['', 7]], 0), { ...asBytes, columns: 0 }).rows, [
    { rank: 1, columns: [], count: 7, share: 1 },
  ]);
});

test('a top of a hundred thousand keys makes texts of few of them', (t) => {
  let texts = 0;
  const tally = tallyOf(
    Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1 + ((i * 7919) % 100_000)] as const),
    0,
  );
  const { rows } = rankKeys(tally, {
    ...asBytes,
    top: 5,
    sortKey: (column) => {
      texts += 1;
      return column;
    },
  });
  t.deepEqual(
    rows.map(({ count }) => count),
    [100_000, 99_999, 99_998, 99_997, 99_996],
  );
  t.is(texts, 0);
});

test('the uniq order puts ties by bytes, the last first', (t) => {
  const rows = [
    ['a', 1],
    ['\xff', 1],
    ['b', 1],
    ['z', 10],
    ['', 1],
  ].map(([key, count]) => ({ key, count }) as { key: string; count: number });
  t.deepEqual(
    rows.sort(compareUniq).map(({ key }) => key),
    ['z', '\xff', 'b', 'a', ''],
  );
});

function tallyOf(list: readonly (readonly [string, number])[], unkeyedLines: number): RuleTally {
  const keys = tableOf(list);
  return { matchedLines: keys.lines + unkeyedLines, unkeyedLines, keys };
}

function noLf(text: string): string {
  return text.replaceAll('\n', ' ');
}
