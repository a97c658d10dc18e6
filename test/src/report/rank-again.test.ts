import test from 'ava';
import { type RuleWish, rankAgain } from '../../../src/report/rank-again.ts';
import type { RankedKey, Report, RuleSpec } from '../../../src/types.ts';

const rule: RuleSpec = {
  id: 'dns',
  match: { all: ['/53 '], any: [], none: [], ignoreCase: false },
  key: { kind: 'fields', fields: ['src_ip'] },
  measure: { bytes: 'sum(bytes)' },
  allow: [],
};

function row(rank: number, host: string, count: number, bytes: number | bigint): RankedKey {
  return { rank, key: { src_ip: host }, count, share: count / 10, measures: { bytes } };
}

const report: Report = {
  schema: 'syslog-sweep/report@1',
  tool: { name: 'syslog-sweep', version: '0.0.0' },
  spec: { rules: [rule], lists: {}, since: '2014-07-03', until: '2014-07-04', digest: 'sha256:before' },
  coverage: {
    inputs: { found: 1, complete: 1, damaged: 0, unreadable: 0 },
    ...{ storedBytes: 100, scannedBytes: 100, lines: 12, problems: [] },
  },
  rules: [
    {
      ...{ id: 'dns', matchedLines: 10, countedLines: 10, unkeyedLines: 0, keys: 4, unfilledLists: [] },
      allowed: { keys: 1, lines: 1 },
      ranking: [row(1, '10.0.0.1', 5, 7), row(2, '10.0.0.2', 3, 2n ** 70n), row(3, '10.0.0.9', 1, 7)],
    },
  ],
};

const wish: RuleWish = {
  isAllowed: () => false,
  having: [],
  sort: 'count',
  min: 1,
  top: 0,
  sortKey: (text: string) => text,
};

function again(wishes: Partial<RuleWish>): Report {
  return rankAgain(report, { ...report.spec, min: 1 }, 'sha256:after', [{ ...wish, ...wishes }]);
}

function hosts({ rules }: Report) {
  return rules[0]?.ranking.map(({ rank, key }) => [rank, key.src_ip]);
}

test('the times that bounded a sweep bound its report when that is ranked again', (t) => {
  const { spec } = again({});
  t.deepEqual(Object.entries(spec), [
    ['rules', [rule]],
    ['lists', {}],
    ['since', '2014-07-03'],
    ['until', '2014-07-04'],
    ['digest', 'sha256:after'],
  ]);
});

test('what hides a key takes it out of the keys, with its lines', (t) => {
  const found = again({ isAllowed: ([host]) => host === '10.0.0.1' });
  t.deepEqual(hosts(found), [
    [1, '10.0.0.2'],
    [2, '10.0.0.9'],
  ]);
  t.deepEqual([found.rules[0]?.allowed, found.rules[0]?.keys], [{ keys: 2, lines: 6 }, 3]);
});

test('by a measure, the larger goes first, then the key with more lines, however large they are', (t) => {
  t.deepEqual(hosts(again({ sort: 'bytes' })), [
    [1, '10.0.0.2'],
    [2, '10.0.0.1'],
    [3, '10.0.0.9'],
  ]);
});

test('thresholds, conditions and the top leave rows out and no key', (t) => {
  t.deepEqual(hosts(again({ min: 3 })), [
    [1, '10.0.0.1'],
    [2, '10.0.0.2'],
  ]);
  t.deepEqual(hosts(again({ top: 1 })), [[1, '10.0.0.1']]);
  const few = again({ having: [{ measure: 'bytes', operator: '<=', value: 7 }] });
  t.deepEqual(hosts(few), [
    [1, '10.0.0.1'],
    [2, '10.0.0.9'],
  ]);
  t.is(few.rules[0]?.keys, 4);
});
