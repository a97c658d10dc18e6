import test from 'ava';
import { renderNdjson } from '../../../src/render/ndjson.ts';
import { hostileReport, pairRule, plainRule, reportOf } from '../../sample-report.ts';

test('every row is a line with its rule first', (t) => {
  const lines = [...renderNdjson(reportOf(plainRule, pairRule), { top: 1 })].join('');
  t.is(
    lines,
    '{"rule":"dns","rank":1,"key":{"src":"10.1.2.201"},"count":900,"share":0.75}\n' +
      '{"rule":"pairs","rank":1,"key":{"src":"a","dst":"b"},"count":5,"share":1}\n',
  );
});

test('no row is no line', (t) => {
  t.deepEqual([...renderNdjson(reportOf({ ...plainRule, ranking: [] }), {})], []);
});

test('every line of a hostile report is an object', (t) => {
  const report = hostileReport();
  const lines = [...renderNdjson(report, {})].join('').split('\n').slice(0, -1);
  t.deepEqual(
    lines.map((line) => JSON.parse(line)),
    report.rules.flatMap(({ id, ranking }) => ranking.map((row) => ({ rule: id, ...row }))),
  );
});
