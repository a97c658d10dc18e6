import test from 'ava';
import fc from 'fast-check';
import { problemLine, renderText } from '../../../src/render/text.ts';
import { reportText } from '../../../src/text.ts';
import type { Coverage, Report, RuleReport } from '../../../src/types.ts';
import {
  actingCharacter,
  hostileReport,
  measuredRule,
  pairRule,
  plainRule,
  reportOf,
  ruleOf,
} from '../../sample-report.ts';

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

test('measures stand between the share and the key', (t) => {
  const rule = textOf(reportOf(measuredRule)).split('\n').slice(0, 8);
  t.deepEqual(rule, [
    'talkers (high)',
    '',
    'rank  count   share                       bytes  destinations  first                last                       0h    6h    12h   18h     src_ip',
    '   1     28  28.00%  18,446,744,073,709,551,616       ~14,320  2014-07-03T00:00:01  2014-07-03T23:59:58+02:00  5...........91..........  10.1.2.201',
    '   2      2   2.00%                           0             2  -                    -                          ........................  10.1.2.3',
    '2 more keys with 70 lines not shown',
    '',
    '100 lines matched: 100 counted, 0 without a key',
  ]);
});

test('several rules are a summary, the rankings of those that found something, the hosts, and the coverage', (t) => {
  const quiet = { matchedLines: 0, countedLines: 0, keys: 0, ranking: [] };
  const unranked = { ...pairRule, unfilledLists: [], ranking: [] };
  const report = reportOf(
    pairRule,
    { ...pairRule, ...quiet, id: 'ssh', unfilledLists: ['internal', 'proxies'] },
    plainRule,
    { ...unranked, id: 'many', keys: 4, matchedLines: 9, unkeyedLines: 4, countedLines: 5 },
    measuredRule,
    { ...unranked, id: 'known', keys: 0, allowed: { keys: 1, lines: 5 } },
    { ...pairRule, ...quiet, id: 'ftp', unfilledLists: [] },
  );
  t.is(
    textOf({ ...report, coverage: { ...report.coverage, problems: [] } }, 1),
    [
      '#  rule     level     keys  lines',
      '1  talkers  high    2 of 4     30',
      '2  dns      medium       3  1,000',
      '3  pairs                 1      5',
      '',
      '2 rules matched no line: ssh, ftp',
      '2 rules matched lines and ranked no key:',
      '  many: 4 lines without a key; 4 keys with 5 lines under its thresholds',
      '  known: 1 key with 5 lines allowed',
      '',
      'EMPTY LISTS, to be filled by --list NAME=ITEM,… or --lists FILE before these rules mean what they say:',
      '  internal: pairs, ssh',
      '  proxies: ssh',
      '',
      '1. talkers (high)',
      '',
      'rank  count   share                       bytes  destinations  first                last                       0h    6h    12h   18h     src_ip',
      '   1     28  28.00%  18,446,744,073,709,551,616       ~14,320  2014-07-03T00:00:01  2014-07-03T23:59:58+02:00  5...........91..........  10.1.2.201',
      '3 more keys with 72 lines not shown (--top 0 shows 1 of them)',
      '',
      '100 lines matched: 100 counted, 0 without a key',
      '',
      '2. Lines that speak DNS (dns, medium)',
      '',
      'rank  count   share  src',
      '   1    900  75.00%  10.1.2.201',
      '2 more keys with 100 lines not shown (--top 0 shows all)',
      '',
      '1,234 lines matched: 1,200 counted, 34 without a key; 2 keys with 200 lines allowed and not ranked',
      '',
      '3. pairs',
      '',
      'rank  count    share  src  dst',
      '   1      5  100.00%  a    b',
      '',
      '5 lines matched: 5 counted, 0 without a key',
      'EMPTY LIST internal: fill it by --list NAME=ITEM,… or --lists FILE, for this rule to mean what it says.',
      '',
      'Hosts, those that several rules found first; a column is a rule as numbered above, a cell its lines',
      '',
      'host        rules  lines   1    2',
      '10.1.2.201      2    928  28  900',
      '10.1.2.3        2    100   2   98',
      '10.1.2.30       1      2   .    2',
      '',
      '3 inputs found: 1 read to the end, 1 damaged, 1 unreadable; 1.5 KiB stored, 4.8 MiB of text, 12,345 lines',
      '',
    ].join('\n'),
  );
});

test('findings are in the order of their level, then of their lines, then of the rules', (t) => {
  const rule = (id: string, level: RuleReport['level'], count: number): RuleReport => {
    const ranking = [{ rank: 1, key: { k: 'x' }, count, share: 1 }];
    const lines = { matchedLines: count, countedLines: count };
    return { ...pairRule, ...lines, unfilledLists: [], ranking, id, ...(level === undefined ? {} : { level }) };
  };
  const order = [
    rule('a', undefined, 9),
    rule('b', 'low', 1),
    rule('c', 'critical', 1),
    rule('d', 'low', 2),
    rule('e', 'low', 2),
  ];
  const rows = textOf(reportOf(...order))
    .split('\n')
    .slice(1, 6);
  t.deepEqual(
    rows.map((row) => row.split(/ +/)[1]),
    ['c', 'd', 'e', 'b', 'a'],
  );
});

test('rules that found nothing are all named, in lines that fit a terminal', (t) => {
  const rules = Array.from({ length: 30 }, (_, index) => `a-rule-of-some-length-${index}`);
  const none = { matchedLines: 0, countedLines: 0, keys: 0, unfilledLists: [], ranking: [] };
  const text = textOf(reportOf(...rules.map((id) => ({ ...pairRule, ...none, id }))));
  const lines = text.slice(0, text.indexOf('\n\n')).split('\n');
  t.true(lines[0]?.startsWith('30 rules matched no line: a-rule-of-some-length-0, a-rule'));
  t.true(lines.length > 5 && lines.every((line) => line.length <= 100));
  t.deepEqual(lines.join(' ').replace(/.*: /, '').split(/, +/), rules);
  t.false(text.includes('Hosts'));
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

test('times and lines of no known format are told where formats were needed', (t) => {
  const report = reportOf(plainRule);
  const told = (more: Partial<Coverage>) =>
    textOf({ ...report, coverage: { ...report.coverage, problems: [], ...more } })
      .split('\n')
      .slice(10);
  t.deepEqual(told({}), ['']);
  t.deepEqual(told({ undecodedLines: 0, firstTime: '2014-07-03T00:00:01', lastTime: '2014-07-03T23:59:58Z' }), [
    'Times 2014-07-03T00:00:01 to 2014-07-03T23:59:58Z',
    'Every line is of a known format',
    '',
  ]);
  t.deepEqual(told({ undecodedLines: 1234 }), [
    '1,234 lines (10.00%) of no known format: rules about fields did not see them',
    '',
  ]);
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
