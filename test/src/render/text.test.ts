import test from 'ava';
import fc from 'fast-check';
import { problemLine, renderText } from '../../../src/render/text.ts';
import { reportText } from '../../../src/text.ts';
import type { Report } from '../../../src/types.ts';
import { actingCharacter, hostileReport, pairRule, plainRule, reportOf, ruleOf } from '../../sample-report.ts';

test('a report of one rule is its table, its totals and its coverage', (t) => {
  t.is(
    textOf(reportOf(plainRule)),
    [
      'Lines that speak DNS (dns, medium)',
      '',
      'rank  count   share  src',
      '   1    900  75.00%  10.1.2.201',
      '   2     98   8.17%  10.1.2.3',
      '   3      2   0.17%  10.1.2.30',
      '',
      '1,234 lines matched: 1,200 counted, 34 without a key; 2 keys with 200 lines allowed and not ranked',
      '',
      '3 inputs found: 1 read to the end, 1 damaged, 1 unreadable; 1.5 KiB stored, 4.8 MiB of text, 12,345 lines',
      'truncated: archive/a.gz: The stream ends early (read 2.0 KiB, 1 line)',
      'unsupported: archive/b.xz: xz is not read (read 0 bytes, 0 lines)',
      '',
    ].join('\n'),
  );
});

test('several rules begin with a summary', (t) => {
  const lines = textOf(reportOf(plainRule, pairRule)).split('\n');
  t.deepEqual(lines.slice(0, 5), [
    'rule   level   keys  lines',
    'dns    medium     3  1,000',
    'pairs             1      5',
    '',
    'Lines that speak DNS (dns, medium)',
  ]);
  t.true(lines.includes('pairs'));
  t.true(lines.includes('rank  count    share  src  dst'));
  t.true(lines.includes('5 lines matched: 5 counted, 0 without a key'));
  t.true(lines.includes('The list internal is empty; fill it with --list internal=ITEM,…'));
});

test('twenty rows are shown unless told otherwise, and what is left out is counted', (t) => {
  const report = reportOf(
    ruleOf(
      'r',
      Array.from({ length: 25 }, (_, index) => ({ k: `k${index}` })),
    ),
  );
  const text = textOf(report);
  t.true(text.includes('\n  20 '));
  t.false(text.includes('\n  21 '));
  t.true(text.includes('\n5 more keys with 5 lines not shown (--top 0 shows all)\n'));
  t.true(textOf(report, 24).includes('\n1 more key with 1 line not shown'));
  t.false(textOf(report, 0).includes('not shown'));
  t.true(textOf(report, 0).includes('\n  25 '));
});

test('keys under the minimum are counted as not shown, without a hint that top could show them', (t) => {
  const rule = { ...plainRule, keys: 10, ranking: plainRule.ranking.slice(0, 2) };
  t.true(textOf(reportOf(rule)).includes('\n8 more keys with 2 lines not shown\n'));
});

test('a rule that nothing matched says so', (t) => {
  const nothing = {
    matchedLines: 0,
    countedLines: 0,
    unkeyedLines: 0,
    keys: 0,
    ranking: [],
    allowed: { keys: 0, lines: 0 },
  };
  t.true(textOf(reportOf({ ...plainRule, ...nothing })).includes('\nNo key to rank.\n'));
});

test('inputs that were all read are said to be', (t) => {
  const report = reportOf(plainRule);
  const inputs = { found: 31, complete: 31, damaged: 0, unreadable: 0 };
  const coverage = { inputs, storedBytes: 3 * 2 ** 40, scannedBytes: 1023.99 * 1024, lines: 1, problems: [] };
  t.is(
    textOf({ ...report, coverage })
      .split('\n')
      .at(-2),
    '31 inputs read to the end; 3.0 TiB stored, 1.0 MiB of text, 1 line',
  );
});

test('nothing of a hostile report acts', (t) => {
  t.notRegex(textOf(hostileReport()), actingCharacter);
});

test('no byte of a key reaches the text raw', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const key = Buffer.from(bytes).toString('latin1').replaceAll('\n', '');
      const text = textOf(reportOf(ruleOf('r', [{ k: reportText(key) }])));
      t.notRegex(text, actingCharacter);
      t.is(text.split('\n').length, 11);
    }),
  );
});

test('a very long key does not move the columns of others', (t) => {
  const text = textOf(
    reportOf(
      ruleOf('r', [
        { k: 'x'.repeat(5000), l: 'end' },
        { k: 'y', l: 'end' },
      ]),
    ),
  );
  t.true(text.includes(`\n   2      1  50.00%  y${' '.repeat(49)}end\n`));
});

test('a problem is one line', (t) => {
  const line = problemLine({ path: 'a\nb', reason: 'corrupt', message: '\x1b', scannedBytes: 1, lines: 1000 });
  t.is(line, 'corrupt: a\\x0ab: \\x1b (read 1 byte, 1,000 lines)');
});

function textOf(report: Report, top?: number): string {
  return [...renderText(report, top === undefined ? {} : { top })].join('');
}
