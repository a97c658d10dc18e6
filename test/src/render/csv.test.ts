import test from 'ava';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { renderCsv } from '../../../src/render/csv.ts';
import type { RankedKey, Report } from '../../../src/types.ts';
import { hostileReport, measuredRule, pairRule, plainRule, reportOf, ruleOf } from '../../sample-report.ts';

test('one row a ranking row, the key columns of all rules side by side', (t) => {
  const other = ruleOf('other', [{ dst: 'x, y', user: 'a "b"' }]);
  t.is(
    csvOf(reportOf(plainRule, pairRule, other)),
    'rule,rank,count,share,src,dst,user\r\n' +
      'dns,1,900,0.75,10.1.2.201,,\r\n' +
      'dns,2,98,0.081667,10.1.2.3,,\r\n' +
      'dns,3,2,0.001667,10.1.2.30,,\r\n' +
      'pairs,1,5,1,a,b,\r\n' +
      'other,1,1,0.5,,"x, y","a ""b"""\r\n',
  );
});

test('measures stand behind the keys: times, hours, then by name, an estimate with its error beside it', (t) => {
  const hours = '9 0 0 0 0 0 0 0 0 0 0 0 18 1 0 0 0 0 0 0 0 0 0 0';
  t.is(
    csvOf(reportOf(pairRule, measuredRule)),
    'rule,rank,count,share,src,dst,src_ip,first,last,hours,bytes,destinations,destinations_error\r\n' +
      'pairs,1,5,1,a,b,,,,,,,\r\n' +
      'talkers,1,28,0.28,,,10.1.2.201,2014-07-03T00:00:01,2014-07-03T23:59:58+02:00,' +
      `${hours},18446744073709551616,14320,0.01\r\n` +
      `talkers,2,2,0.02,,,10.1.2.3,,,${'0 '.repeat(24).trim()},0,2,\r\n`,
  );
});

test('where all values are exact there is no column for errors', (t) => {
  const [, exact] = measuredRule.ranking;
  t.is(
    csvOf(reportOf({ ...measuredRule, ranking: [withoutHours(exact as RankedKey)] })),
    'rule,rank,count,share,src_ip,bytes,destinations\r\ntalkers,2,2,0.02,10.1.2.3,0,2\r\n',
  );
});

test('a report without rows is its heading', (t) => {
  t.is(csvOf(reportOf({ ...plainRule, ranking: [] })), 'rule,rank,count,share\r\n');
});

test('a cell that a spreadsheet would run begins with an apostrophe', (t) => {
  const formulas = ['=cmd()', '+1', '-1', '@SUM(1)', '\tx', '\rx', '=", "'];
  const rows = parseCsv(
    csvOf(
      reportOf(
        ruleOf(
          '=r',
          formulas.map((text) => ({ '@k': text })),
        ),
      ),
    ),
  );
  t.deepEqual(rows[0]?.slice(4), ["'@k"]);
  t.deepEqual(
    rows.slice(1).map(([rule, , , , key]) => [rule, key]),
    formulas.map((text) => ["'=r", `'${text}`]),
  );
});

test('other cells are left alone', (t) => {
  const texts = ['a=1', "'x", ' =1', '10.0.0.1', 'ä', '1e9', ''];
  const rows = parseCsv(
    csvOf(
      reportOf(
        ruleOf(
          'r',
          texts.map((text) => ({ k: text })),
        ),
      ),
    ),
  );
  t.deepEqual(
    rows.slice(1).map((row) => row[4]),
    texts,
  );
});

test('bytes that are no UTF-8 are shown', (t) => {
  t.is(csvOf(reportOf(ruleOf('r', [{ k: { base64: '/zE=' } }]))).split('\r\n')[1], 'r,1,1,0.5,\\xff1');
});

test('whatever the texts are, the rows parse back', (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(',', '"', '\r', '=', 'a', "'", ' ') }),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (texts) => {
      const keys = texts.map((each) => ({ k: each.replaceAll('\n', ' ') }));
      const rows = parseCsv(csvOf(reportOf(ruleOf('r', keys))));
      t.is(rows.length, keys.length + 1);
      for (const [index, { k }] of keys.entries()) {
        const cell = rows[index + 1]?.[4] ?? '';
        t.is(/^'[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) && cell !== k ? cell.slice(1) : cell, k);
        t.notRegex(cell, /^[=+\-@\t\r]/);
      }
    }),
  );
});

test('each text is written as the library writes it', (t) => {
  const unit = fc.constantFrom(...',"\r\t=+-@a \\$\uff1d\uff0b\uff0d\uff20é\u2028\0');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 })), (text) => {
      const key = text.replaceAll('\n', ' ');
      const options = { record_delimiter: '\r\n', quote_record_delimiter: true, escape_formulas: true };
      t.is(
        csvOf(reportOf(ruleOf('r', [{ k: key }]))),
        `rule,rank,count,share,k\r\n${stringify([['r', 1, 1, 0.5, key]], options)}`,
      );
    }),
  );
});

test('a hostile report has as many rows as it ranks', (t) => {
  const report = hostileReport();
  const rows = parseCsv(csvOf(report));
  t.is(rows.length, 1 + report.rules.reduce((sum, { ranking }) => sum + ranking.length, 0));
  t.true(rows.every((row) => row.length === rows[0]?.length));
});

test('two thousand rows come in pieces, with one heading', (t) => {
  const rule = ruleOf(
    'r',
    Array.from({ length: 2000 }, (_, index) => ({ k: `k${index}` })),
  );
  const chunks = [...renderCsv(reportOf(rule), {})];
  t.true(chunks.length > 2);
  t.is(parseCsv(chunks.join('')).length, 2001);
  t.is(parseCsv(csvOf(reportOf(rule), 7)).length, 8);
});

function withoutHours({ hours: _, ...row }: RankedKey): RankedKey {
  return row;
}

function csvOf(report: Report, top = 0): string {
  return [...renderCsv(report, { top })].join('');
}

/** RFC 4180, strictly: CRLF ends every record, and a quote stands only in a quoted field. */
function parseCsv(csv: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < csv.length; ) {
    const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
    field.lastIndex = at;
    const match = field.exec(csv);
    if (match === null) throw new Error(`No field at ${at}: ${JSON.stringify(csv.slice(at, at + 40))}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      records.push(record);
      record = [];
    }
    at = field.lastIndex;
  }
  if (record.length > 0) throw new Error('The last record does not end in CRLF');
  return records;
}
