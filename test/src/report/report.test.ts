import test from 'ava';
import { KeyTable } from '../../../src/counts/key-table.ts';
import { buildReport, type ReportParts } from '../../../src/report/report.ts';
import type { RuleSpec, SweepSpec } from '../../../src/types.ts';
import { type PlainMeasure, packMeasured } from '../../helpers/measured-keys.ts';
import { tableOf } from '../../helpers/packed-keys.ts';

const rule: RuleSpec = {
  id: 'dns',
  title: 'Who speaks DNS',
  match: { all: ['/53 '], any: [], none: [], ignoreCase: false },
  key: { kind: 'template', template: 'inside:{src:ip}/' },
  allow: ['@dns_servers', 'src=@printers', '@missing', '10.1.2.3', '@filled'],
};
const spec: SweepSpec = {
  rules: [rule],
  lists: { printers: [], dns_servers: [], filled: ['10.9.9.9'] },
  min: 2,
};

test('a report has the shape of the contract, fields in order', (t) => {
  const report = buildReport(
    partsOf([
      ['10.1.2.201', 3],
      ['10.9.9.9', 4],
      ['\xff', 2],
      ['10.1.1.1', 1],
    ]),
  );
  t.is(
    JSON.stringify(report),
    JSON.stringify({
      schema: 'syslog-sweep/report@1',
      tool: { name: 'syslog-sweep', version: '1.2.3' },
      spec: {
        rules: [
          {
            id: 'dns',
            title: 'Who speaks DNS',
            match: { all: ['/53 '], any: [], none: [], ignoreCase: false },
            key: { kind: 'template', template: 'inside:{src:ip}/' },
            allow: ['@dns_servers', 'src=@printers', '@missing', '10.1.2.3', '@filled'],
          },
        ],
        lists: { dns_servers: [], filled: ['10.9.9.9'], printers: [] },
        digest: 'sha256:0',
      },
      coverage: partsOf([]).coverage,
      rules: [
        {
          id: 'dns',
          title: 'Who speaks DNS',
          matchedLines: 15,
          countedLines: 10,
          unkeyedLines: 5,
          allowed: { keys: 1, lines: 4 },
          keys: 3,
          unfilledLists: ['dns_servers', 'missing', 'printers'],
          ranking: [
            { rank: 1, key: { src: '10.1.2.201' }, count: 3, share: 0.3 },
            { rank: 2, key: { src: { base64: '/w==' } }, count: 2, share: 0.2 },
          ],
        },
      ],
    }),
  );
});

test('a report tells the times that bounded its sweep, and lists of conditions that nobody filled', (t) => {
  const times = { since: '2014-07-03', until: '2014-07-04T12:00' };
  const where = ['src_ip=@empty,10.0.0.0/8', 'dst_ip!=@filled'];
  const decoded: RuleSpec = { ...rule, where, whereAny: ['dst_ip=@hollow'], allow: [] };
  const lists = { empty: [], filled: ['::1'], hollow: ['@empty'], unused: [] };
  const report = buildReport({ ...partsOf([]), spec: { rules: [decoded], lists, min: 1, ...times } });
  t.deepEqual(Object.keys(report.spec), ['rules', 'lists', 'since', 'until', 'digest']);
  t.like(report.spec, times);
  t.deepEqual(report.rules[0]?.unfilledLists, ['empty', 'hollow']);
});

test('the order in which a rule was written down does not change a byte', (t) => {
  const backward = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  const turned = { ...backward(rule), match: backward(rule.match), key: backward(rule.key) } as unknown as RuleSpec;
  const lists = backward(spec.lists) as SweepSpec['lists'];
  const parts = partsOf([['a', 2]]);
  t.is(
    JSON.stringify(buildReport({ ...parts, spec: { ...spec, rules: [turned], lists } })),
    JSON.stringify(buildReport(parts)),
  );
});

test('a field of a rule that has no place yet is kept', (t) => {
  const later = { ...rule, somethingNew: { b: 1, a: 2 } };
  const [kept] = buildReport({ ...partsOf([]), spec: { ...spec, rules: [later] } }).spec.rules;
  t.deepEqual(kept, later);
});

test('a column may be called __proto__', (t) => {
  const parts = { ...partsOf([['a\nb', 2]]), keys: [{ columns: ['__proto__', 'constructor'] }] };
  t.is(JSON.stringify(buildReport(parts).rules[0]?.ranking[0]?.key), '{"__proto__":"a","constructor":"b"}');
});

test('top and min of the spec cut the ranking, not the number of keys', (t) => {
  const [ranked] = buildReport({
    ...partsOf([
      ['a', 5],
      ['b', 4],
      ['c', 3],
      ['d', 1],
    ]),
    spec: { ...spec, top: 2 },
  }).rules;
  t.deepEqual(
    ranked?.ranking.map(({ key }) => key),
    [{ src: 'a' }, { src: 'b' }],
  );
  t.is(ranked?.keys, 4);
});

test('a row tells what the rule measures, its fields in order and its measures by name', (t) => {
  const table = new KeyTable([
    { kind: 'hours' },
    { kind: 'sum', field: 'packets' },
    { kind: 'last' },
    { kind: 'distinct', field: 'dst_ip' },
    { kind: 'first' },
    { kind: 'sum', field: 'bytes' },
  ]);
  const hours = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 1 : 0));
  const measuresOf = (time?: bigint): readonly PlainMeasure[] => [
    { kind: 'hours', hours },
    { kind: 'sum', sum: 12n },
    time === undefined ? { kind: 'last' } : { kind: 'last', time: time + 3600n * 4096n },
    { kind: 'distinct', values: new Set(['10.9.9.9', '10.9.9.8']) },
    time === undefined ? { kind: 'first' } : { kind: 'first', time },
    { kind: 'sum', sum: 2n ** 64n },
  ];
  // 2014-07-03T09:00:00, as a line says it that is two hours ahead of UTC and says so.
  const time = (BigInt(Date.UTC(2014, 6, 3, 7) / 1000) + 2n ** 40n) * 4096n + 2048n + 120n;
  const { packedKeys, sets } = packMeasured([
    { key: 'a', count: 5, measures: measuresOf(time) },
    { key: 'b', count: 2, measures: measuresOf() },
  ]);
  table.addPacked(packedKeys, sets);
  const [ranked] = buildReport({
    ...partsOf([]),
    counts: { planId: 'p', rules: [{ matchedLines: 7, unkeyedLines: 0, keys: table }] },
    keys: [
      { columns: ['src'], measures: ['hours', 'packets', 'seen', 'destinations', 'since', 'bytes'], sort: 'packets' },
    ],
  }).rules;
  const shown = { hours, measures: { bytes: '18446744073709551616', destinations: 2, packets: 12 } };
  const plain = JSON.stringify(ranked?.ranking, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  t.is(
    plain,
    JSON.stringify([
      {
        ...{ rank: 1, key: { src: 'a' }, count: 5, share: 0.714286 },
        ...{ first: '2014-07-03T09:00:00+02:00', last: '2014-07-03T10:00:00+02:00', ...shown },
      },
      { rank: 2, key: { src: 'b' }, count: 2, share: 0.285714, ...shown },
    ]),
  );
});

test('conditions cut the ranking, not the number of keys', (t) => {
  const parts = partsOf([
    ['a', 5],
    ['b', 4],
    ['c', 3],
  ]);
  const keys = [{ columns: ['src'], having: [{ measure: 'count', operator: '!=', value: 4 } as const] }];
  const [ranked] = buildReport({ ...parts, keys }).rules;
  t.deepEqual(
    ranked?.ranking.map(({ rank, count }) => [rank, count]),
    [
      [1, 5],
      [2, 3],
    ],
  );
  t.is(ranked?.keys, 3);
});

test('rules, counts and keys must be as many', (t) => {
  t.throws(() => buildReport({ ...partsOf([]), keys: [] }));
  t.throws(() => buildReport({ ...partsOf([]), counts: { planId: 'p', rules: [] } }));
});

function partsOf(list: readonly (readonly [string, number])[]): ReportParts {
  const keys = tableOf(list);
  return {
    version: '1.2.3',
    spec,
    specDigest: 'sha256:0',
    counts: { planId: 'p', rules: [{ matchedLines: keys.lines + 5, unkeyedLines: 5, keys }] },
    keys: [{ columns: ['src'], isAllowed: ([src]) => src === '10.9.9.9' }],
    sortKey: (column) => column,
    coverage: {
      inputs: { found: 1, complete: 1, damaged: 0, unreadable: 0 },
      storedBytes: 1,
      scannedBytes: 2,
      lines: 3,
      problems: [],
    },
  };
}
