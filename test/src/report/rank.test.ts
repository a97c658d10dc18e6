import test from 'ava';
import fc from 'fast-check';
import type { RuleTally } from '../../../src/counts/counts.ts';
import { KeyTable } from '../../../src/counts/key-table.ts';
import { compareUniq, type RankingWish, rankKeys } from '../../../src/report/rank.ts';
import type { HavingCondition, MeasurePlan } from '../../../src/types.ts';
import { type MeasuredKey, type PlainMeasure, packMeasured } from '../../helpers/measured-keys.ts';
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
    { rank: 1, columns: ['c'], count: 9, share: 0.692308, measures: [] },
    { rank: 2, columns: ['a'], count: 2, share: 0.153846, measures: [] },
    { rank: 3, columns: ['b'], count: 2, share: 0.153846, measures: [] },
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
    { rank: 1, columns: [], count: 7, share: 1, measures: [] },
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

test('keys are ranked by a measure, then by count, then by key', (t) => {
  const tally = measuredTally([
    measuredKey('a', 9, { bytes: 5n, ports: 1, first: 7n }),
    measuredKey('b', 2, { bytes: 2n ** 70n, ports: 3, first: 9n }),
    measuredKey('c', 3, { bytes: 5n, ports: 2, first: 8n }),
    measuredKey('d', 3, { bytes: 5n, ports: 2 }),
  ]);
  const ranked = (sort: string) =>
    rankKeys(tally, { ...asBytes, measures: names, sort })
      .rows.map(({ columns }) => columns.join())
      .join('');
  t.is(ranked('count'), 'acdb');
  t.is(ranked('bytes'), 'bacd');
  t.is(ranked('ports'), 'bcda');
  t.is(ranked('first'), 'bcad');
});

test('sets of any size are ranked by their numbers, exact or estimated', (t) => {
  const tally = measuredTally([
    measuredKey('some', 1, { ports: 1000 }),
    measuredKey('many', 1, { ports: 3000 }),
    measuredKey('most', 1, { ports: 9000 }),
    measuredKey('none', 1, { ports: 0 }),
  ]);
  const { rows } = rankKeys(tally, { ...asBytes, measures: names, sort: 'ports' });
  t.deepEqual(
    rows.map(({ columns }) => columns[0]),
    ['most', 'many', 'some', 'none'],
  );
});

test('only keys for which all conditions hold are ranked, and the others still count as keys', (t) => {
  const list = [
    measuredKey('a', 9, { bytes: 5n, ports: 1 }),
    measuredKey('b', 2, { bytes: 2n ** 53n, ports: 3 }),
    measuredKey('c', 3, { bytes: 2n ** 53n - 1n, ports: 2 }),
  ];
  const having = (...conditions: HavingCondition[]) => {
    const { rows, keys, countedLines } = rankKeys(measuredTally(list), {
      ...{ ...asBytes, measures: names, having: conditions },
      isAllowed: ([key]) => key === 'allowed',
    });
    t.is(keys, 3);
    t.is(countedLines, 14);
    return rows.map(({ columns }) => columns.join()).join('');
  };
  const most = 2 ** 53 - 1;
  t.is(having(), 'acb');
  t.is(having({ measure: 'count', operator: '>=', value: 3 }), 'ac');
  t.is(having({ measure: 'ports', operator: '=', value: 2 }), 'c');
  t.is(having({ measure: 'ports', operator: '!=', value: 2 }), 'ab');
  t.is(having({ measure: 'bytes', operator: '>', value: most }), 'b');
  t.is(having({ measure: 'bytes', operator: '<=', value: most }), 'ac');
  t.is(having({ measure: 'bytes', operator: '<', value: most }), 'a');
  t.is(having({ measure: 'count', operator: '<', value: 9 }, { measure: 'ports', operator: '>', value: 2 }), 'b');
});

test('a measure that the rule does not have, or that is not one number, is a bug', (t) => {
  const tally = measuredTally([measuredKey('a', 1, {})]);
  t.throws(() => rankKeys(tally, { ...asBytes, measures: names, sort: 'packets' }), { message: /No measure packets/ });
  t.throws(() => rankKeys(tally, { ...asBytes, sort: 'bytes' }));
  t.throws(() => rankKeys(tally, { ...asBytes, measures: names, sort: 'hours' }), { message: /not one number/ });
});

const amounts = fc.record({
  bytes: fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n })),
  ports: fc.nat(3),
  first: fc.option(fc.bigInt({ min: 1n, max: 4n }), { nil: undefined }),
});
const measuredKeys = fc.uniqueArray(
  fc
    .tuple(fc.stringMatching(/^[a-c]{0,3}$/), fc.integer({ min: 1, max: 3 }), amounts)
    .map((each) => measuredKey(...each)),
  { selector: ({ key }) => key, maxLength: 30 },
);
const conditions = fc.array(
  fc.record({
    measure: fc.constantFrom('count', 'bytes', 'ports'),
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom(0, 1, 2, 3, 2 ** 53 - 1),
  }),
  { maxLength: 2 },
) as fc.Arbitrary<HavingCondition[]>;

test('any measure and any conditions give one order, whatever came first, and the first N are the beginning of all', (t) => {
  const cases = measuredKeys.chain((list) =>
    fc.tuple(
      ...([fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })] as const),
      ...([fc.constantFrom('count', 'bytes', 'ports', 'first'), conditions, fc.integer({ min: 1, max: 9 })] as const),
    ),
  );
  fc.assert(
    fc.property(cases, ([list, shuffled, sort, having, top]) => {
      const wish = { ...asBytes, measures: names, sort, having };
      const all = rankKeys(measuredTally(list), wish);
      t.deepEqual(
        all.rows.map(({ columns }) => columns[0]),
        naivelyRanked(list, sort, having),
      );
      t.deepEqual(rankKeys(measuredTally(shuffled), wish), all);
      t.deepEqual(rankKeys(measuredTally(shuffled), { ...wish, top }), { ...all, rows: all.rows.slice(0, top) });
    }),
  );
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

const names = ['bytes', 'ports', 'first', 'hours'];
const plans: readonly MeasurePlan[] = [
  { kind: 'sum', field: 'bytes' },
  { kind: 'distinct', field: 'dst_port' },
  { kind: 'first' },
  { kind: 'hours' },
];

interface Amounts {
  readonly bytes?: bigint;
  /** How many. */
  readonly ports?: number;
  readonly first?: bigint | undefined;
}

function measuredKey(key: string, count: number, { bytes = 0n, ports = 0, first }: Amounts): MeasuredKey {
  const values = new Set(Array.from({ length: ports }, (_, port) => String(port)));
  const measures: PlainMeasure[] = [
    { kind: 'sum', sum: bytes },
    { kind: 'distinct', values },
    first === undefined ? { kind: 'first' } : { kind: 'first', time: first },
    { kind: 'hours', hours: Array<number>(24).fill(0) },
  ];
  return { key, count, measures };
}

function measuredTally(list: readonly MeasuredKey[]): RuleTally {
  const { packedKeys, sets } = packMeasured(list);
  const keys = new KeyTable(plans);
  keys.addPacked(packedKeys, sets);
  return { matchedLines: keys.lines, unkeyedLines: 0, keys };
}

/** With bigints throughout; a time that no line had is -1. */
function naivelyRanked(
  list: readonly MeasuredKey[],
  sort: string,
  having: readonly HavingCondition[],
): readonly string[] {
  const amount = ({ count, measures: [sum, set, time] }: MeasuredKey, name: string): bigint => {
    if (name === 'bytes' && sum?.kind === 'sum') return sum.sum;
    if (name === 'ports' && set?.kind === 'distinct') return BigInt(set.values.size);
    if (name === 'first' && time?.kind === 'first') return time.time ?? -1n;
    return BigInt(count);
  };
  const compare = (a: bigint | string, b: bigint | string) => (a < b ? -1 : a > b ? 1 : 0);
  const isWanted = (key: MeasuredKey) =>
    having.every(({ measure, operator, value }) => {
      const [left, right] = [amount(key, measure), BigInt(value)];
      if (operator === '=' || operator === '!=') return (left === right) === (operator === '=');
      return (operator.endsWith('=') && left === right) || (operator.startsWith('<') ? left < right : left > right);
    });
  return list
    .filter(isWanted)
    .toSorted((a, b) => compare(amount(b, sort), amount(a, sort)) || b.count - a.count || compare(a.key, b.key))
    .map(({ key }) => key);
}

function noLf(text: string): string {
  return text.replaceAll('\n', ' ');
}
