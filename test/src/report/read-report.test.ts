import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../../../src/errors.ts';
import { renderJson } from '../../../src/render/json.ts';
import { readReport } from '../../../src/report/read-report.ts';
import type { RankedKey } from '../../../src/types.ts';
import { hostileReport, measuredRule, pairRule, plainRule, reportOf } from '../../sample-report.ts';

test('a report that was written is read again', (t) => {
  for (const report of [reportOf(plainRule, pairRule, measuredRule), reportOf(), hostileReport()]) {
    t.deepEqual(readReport([...renderJson(report, {})].join('')), report);
  }
});

test('coverage of formats and times is read again', (t) => {
  const report = reportOf(plainRule);
  const times = { firstTime: '2014-07-03T00:00:01', lastTime: '2014-07-03T23:59:58' };
  const told = { ...report, coverage: { ...report.coverage, undecodedLines: 3, ...times } };
  t.deepEqual(readReport([...renderJson(told, {})].join('')), told);
  for (const [field, message] of [
    [{ undecodedLines: -1 }, /coverage\.undecodedLines .* an integer from 0, got "-1"/],
    [{ lastTime: 7 }, /coverage\.lastTime .* a string, got "7"/],
  ] as const) {
    const wrong = JSON.stringify({ ...report, coverage: { ...report.coverage, ...field } });
    t.throws(() => readReport(wrong), { instanceOf: UserError, message });
  }
});

test('whatever a rule measures, what is written is read again, integers of any size exactly', (t) => {
  const large = fc.bigInt({ min: 2n ** 53n, max: 2n ** 128n - 1n });
  const value = fc.oneof(fc.nat(), large, fc.record({ estimate: fc.nat(), error: fc.constant(0.01) }));
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
  const rows = fc
    .uniqueArray(name, { maxLength: 3 })
    .chain((names) => fc.array(fc.tuple(...names.map((each) => fc.tuple(fc.constant(each), value))), { maxLength: 4 }));
  const key = fc.oneof(fc.string(), fc.stringMatching(/^[0-9"\\{}:,]{0,40}$/));
  fc.assert(
    fc.property(rows, key, (list, text) => {
      const ranking = list.map((measures, index): RankedKey => {
        return { rank: index + 1, key: { k: text }, count: 1, share: 0.5, measures: Object.fromEntries(measures) };
      });
      const report = reportOf({ ...pairRule, ranking });
      t.deepEqual(readReport([...renderJson(report, {})].join('')), report);
    }),
  );
});

test('fields of a later version are kept', (t) => {
  const later = { ...reportOf({ ...plainRule, undecoded: 3 } as typeof plainRule), signature: 'x' };
  t.deepEqual(readReport(JSON.stringify(later)) as unknown, later);
});

test('text that is no JSON is named', (t) => {
  const error = t.throws(() => readReport('{"schema": \x1b[2J', 'old.json'), { instanceOf: UserError });
  t.regex(error?.message ?? '', /^Expected "old\.json" to be a JSON report, got text that is no JSON: /);
  t.false(error?.message.includes('\x1b'));
});

test('JSON of another schema is named', (t) => {
  for (const [json, found] of [
    ['{"schema":"syslog-sweep/report@2"}', '"syslog-sweep/report@2"'],
    ['{}', 'an object'],
    ['[]', 'a list'],
    ['null', 'null'],
    ['7', '"7" (number)'],
  ] as const) {
    const error = t.throws(() => readReport(json), { instanceOf: UserError });
    t.true(error?.message.includes(`"syslog-sweep/report@1", got ${found}.`), error?.message);
  }
});

test('a wrong field is told by its place', (t) => {
  const [row] = plainRule.ranking;
  const wrong: readonly (readonly [object, string])[] = [
    [{ count: -1 }, 'rules[0].ranking[0].count in "the report" to be an integer from 0, got "-1" (number)'],
    [{ count: 1.5 }, 'rules[0].ranking[0].count in "the report" to be an integer from 0, got "1.5" (number)'],
    [{ share: 2 }, 'rules[0].ranking[0].share in "the report" to be a number from 0 to 1, got "2" (number)'],
    [{ key: 'a' }, 'rules[0].ranking[0].key in "the report" to be an object, got "a" (string)'],
    [{ key: { src: 7 } }, 'rules[0].ranking[0].key["src"] in "the report" to be a string, got "7" (number)'],
    [{ key: { src: {} } }, 'rules[0].ranking[0].key["src"].base64 in "the report" to be base64, got nothing'],
    [{ first: 5 }, 'rules[0].ranking[0].first in "the report" to be a string, got "5" (number)'],
    [{ hours: [1, 2] }, 'rules[0].ranking[0].hours in "the report" to be a list of 24 integers, got a list'],
    [{ hours: [-1] }, 'rules[0].ranking[0].hours[0] in "the report" to be an integer from 0, got "-1" (number)'],
    [
      { measures: { b: '7' } },
      'rules[0].ranking[0].measures["b"] in "the report" to be an integer from 0, got "7" (string)',
    ],
    [
      { measures: { b: {} } },
      'rules[0].ranking[0].measures["b"].estimate in "the report" to be an integer from 0, got nothing',
    ],
    [{ key: { src: null } }, 'rules[0].ranking[0].key["src"] in "the report" to be a string, got null'],
  ];
  for (const [fields, message] of wrong) {
    const report = reportOf({ ...plainRule, ranking: [{ ...row, ...fields } as (typeof plainRule.ranking)[number]] });
    t.throws(() => readReport(JSON.stringify(report)), { instanceOf: UserError, message: `Expected ${message}.` });
  }
  const level = { ...plainRule, level: 'dire' } as unknown as typeof plainRule;
  t.throws(() => readReport(JSON.stringify(reportOf(level))), {
    message: /^Expected rules\[0\]\.level .* to be one of /,
  });
});

test('rows of one rule with different columns are refused', (t) => {
  const ranking = plainRule.ranking.map((row, index) => (index === 2 ? { ...row, key: { dst: 'a' } } : row));
  t.throws(() => readReport(JSON.stringify(reportOf({ ...plainRule, ranking }))), {
    instanceOf: UserError,
    message: /^Expected rules\[0\]\.ranking\[2\]\.key /,
  });
});

test('a count beyond 2^53 is refused, not rounded', (t) => {
  const json = JSON.stringify(reportOf(plainRule)).replace('"count":900', '"count":9007199254740993');
  t.throws(() => readReport(json), { instanceOf: UserError, message: /got "9007199254740993" \(bigint\)/ });
});

test('rows of one rule with different measures are refused', (t) => {
  const [row] = plainRule.ranking;
  const ranking = [{ ...row, measures: { bytes: 1 } }, row] as (typeof plainRule.ranking)[number][];
  t.throws(() => readReport(JSON.stringify(reportOf({ ...plainRule, ranking }))), {
    instanceOf: UserError,
    message: /^Expected rules\[0\]\.ranking\[1\]\.measures /,
  });
});

test('a field cannot be had from the prototype', (t) => {
  const { spec: _, ...report } = reportOf(plainRule);
  const json = JSON.stringify(report).replace('{', '{"__proto__":{"spec":{"rules":[],"lists":{},"digest":""}},');
  t.throws(() => readReport(json), { instanceOf: UserError, message: /^Expected spec / });
});
