import test from 'ava';
import { renderJson } from '../../../src/render/json.ts';
import { hostileReport, measuredRule, pairRule, plainRule, reportOf } from '../../sample-report.ts';

test('JSON is the report, field for field in its order', (t) => {
  for (const report of [
    reportOf(plainRule, pairRule),
    reportOf({ ...plainRule, ranking: [] }),
    reportOf(),
    hostileReport(),
  ]) {
    const json = [...renderJson(report, {})].join('');
    t.is(JSON.stringify(JSON.parse(json)), JSON.stringify(report));
    t.true(json.endsWith('\n}\n'));
  }
});

test('the frame is indented by two and a row is one line', (t) => {
  const lines = [...renderJson(reportOf({ ...pairRule, title: 'a\nb' }), {})].join('').split('\n');
  t.is(lines[1], '  "schema": "syslog-sweep/report@1",');
  t.deepEqual(lines.slice(lines.indexOf('  "rules": [')), [
    '  "rules": [',
    '    {',
    '      "id": "pairs",',
    '      "matchedLines": 5,',
    '      "countedLines": 5,',
    '      "unkeyedLines": 0,',
    '      "allowed": {',
    '        "keys": 0,',
    '        "lines": 0',
    '      },',
    '      "keys": 1,',
    '      "unfilledLists": [',
    '        "internal"',
    '      ],',
    '      "title": "a\\nb",',
    '      "ranking": [',
    '        {"rank":1,"key":{"src":"a","dst":"b"},"count":5,"share":1}',
    '      ]',
    '    }',
    '  ]',
    '}',
    '',
  ]);
});

test('a sum beyond 2^53 is a number in full', (t) => {
  const json = [...renderJson(reportOf(measuredRule), {})].join('');
  t.true(json.includes('"measures":{"bytes":18446744073709551616,"destinations":{"estimate":14320,"error":0.01}}},\n'));
});

test('top cuts the rows of each rule', (t) => {
  const cut = JSON.parse([...renderJson(reportOf(plainRule, pairRule), { top: 2 })].join(''));
  t.deepEqual(cut.rules[0].ranking, plainRule.ranking.slice(0, 2));
  t.is(cut.rules[0].keys, 3);
});

test('many rows come in many pieces', (t) => {
  const [row] = plainRule.ranking;
  const ranking = Array.from(
    { length: 10_000 },
    (_, index) => ({ ...row, rank: index + 1 }) as (typeof plainRule.ranking)[number],
  );
  const chunks = [...renderJson(reportOf({ ...plainRule, ranking }), {})];
  t.true(chunks.length > 5);
  t.true(chunks.every((chunk) => chunk.length < 70_000));
});
