import test from 'ava';
import { renderNdjson } from '../../../src/render/ndjson.ts';
import { hostileReport, measuredRule, pairRule, plainRule, reportOf } from '../../sample-report.ts';

test('every row is a line with its rule first', (t) => {
  const lines = [...renderNdjson(reportOf(plainRule, pairRule), { top: 1 })].join('');
  t.is(
    lines,
    '{"rule":"dns","rank":1,"key":{"src":"10.1.2.201"},"count":900,"share":0.75}\n' +
      '{"rule":"pairs","rank":1,"key":{"src":"a","dst":"b"},"count":5,"share":1}\n',
  );
});

test('a row has what its rule measures, integers in full', (t) => {
  const hours = '[9,0,0,0,0,0,0,0,0,0,0,0,18,1,0,0,0,0,0,0,0,0,0,0]';
  t.is(
    [...renderNdjson(reportOf(measuredRule), { top: 1 })].join(''),
    '{"rule":"talkers","rank":1,"key":{"src_ip":"10.1.2.201"},"count":28,"share":0.28,' +
      `"first":"2014-07-03T00:00:01","last":"2014-07-03T23:59:58+02:00","hours":${hours},` +
      '"measures":{"bytes":18446744073709551616,"destinations":{"estimate":14320,"error":0.01}}}\n',
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
