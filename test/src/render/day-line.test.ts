import test from 'ava';
import { compareReports, defaultThresholds } from '../../../src/diff/diff.ts';
import { dayLine } from '../../../src/render/day-line.ts';
import type { Report } from '../../../src/types.ts';
import { actingCharacter, hostileReport, reportOf } from '../../sample-report.ts';
import { tell } from '../diff/reports.ts';

test('a day in a line: problems first, then what was read, found and new', (t) => {
  const now = tell({ counts: { a: 5, b: 2, c: 1 } });
  t.is(dayLine('day job', now, undefined), 'day job: 1 input with 8 lines; 3 keys ranked');
  t.is(lineOf([], now), 'day job: 1 input with 8 lines; 3 keys ranked; nothing to compare with');
  t.is(lineOf([now], now), 'day job: 1 input with 8 lines; 3 keys ranked; no key new since old 1');
  t.is(
    lineOf([tell({ counts: { a: 5 }, top: 1 }), tell({ counts: { a: 5, c: 4 }, top: 1 })], now),
    'day job: 1 input with 8 lines; 3 keys ranked; 2 keys new since old 1: dns b (2 lines, perhaps), dns c (1 line, perhaps)',
  );
  t.is(
    lineOf([now], tell({ counts: { a: 5 }, problems: 2 })),
    'day job: 2 problems; 1 input with 5 lines; 1 key ranked; no key new since old 1',
  );
});

test('of many new keys the first are named', (t) => {
  const counts = Object.fromEntries(Array.from({ length: 2003 }, (_, index) => [`k${index}`, 2003 - index]));
  t.regex(
    lineOf([tell({ counts: {} })], tell({ counts })),
    /2,003 keys new since old 1: dns k0 \(2,003 lines\), dns k1 \(2,002 lines\), dns k2 \(2,001 lines\) and 2,000 more$/,
  );
});

test('it stays one line whatever the logs hold', (t) => {
  const line = lineOf(
    [{ ...hostileReport(), rules: hostileReport().rules.map((rule) => ({ ...rule, ranking: [] })) }],
    hostileReport(),
  );
  t.notRegex(line, actingCharacter);
  t.false(line.includes('\n'));
  t.regex(dayLine('\x1b[2J\n', reportOf(), undefined), /^\\x1b\[2J\\x0a: 2 problems; /);
});

function lineOf(old: readonly Report[], report: Report): string {
  const named = old.map((each, index) => ({ name: `old ${index + 1}`, report: each }));
  const now = { name: 'now', report };
  return dayLine('day job', report, compareReports({ old: named, now, thresholds: defaultThresholds, version: '1' }));
}
