import test from 'ava';
import { renderHostMatrix } from '../../../src/render/host-matrix.ts';
import type { RankedKey, ReportText, RuleReport } from '../../../src/types.ts';
import { pairRule } from '../../sample-report.ts';

test('hosts that more rules found come first, then those with more lines, then by address', (t) => {
  const text = matrixOf(
    ruleOf([{ src: '10.0.0.9' }, 7], [{ src: '10.0.0.10' }, 7], [{ src: '10.0.0.3' }, 1_000]),
    ruleOf([{ src: '10.0.0.1' }, 1], [{ src: '10.0.0.2' }, 1]),
    ruleOf([{ src: '10.0.0.2' }, 3], [{ src: '10.0.0.1' }, 2]),
  );
  t.deepEqual(text, [
    'Hosts, those that several rules found first; a column is a rule as numbered above, a cell its lines',
    '',
    'host       rules  lines      1  2  3',
    '10.0.0.2       2      4      .  1  3',
    '10.0.0.1       2      3      .  1  2',
    '10.0.0.3       1  1,000  1,000  .  .',
    '10.0.0.9       1      7      7  .  .',
    '10.0.0.10      1      7      7  .  .',
    '',
  ]);
});

test('the host is the first column that has addresses; its keys add up, and keys without one have no part', (t) => {
  const text = matrixOf(
    ruleOf(
      [{ port: '53', src: '10.0.0.1', dst: '10.9.9.9' }, 5],
      [{ port: '53', src: '10.0.0.1', dst: '10.9.9.8' }, 4],
      [{ port: '53', src: 'fw-1', dst: '10.9.9.8' }, 3],
    ),
    ruleOf([{ key: 'unknown' }, 9], [{ key: '2001:DB8::1' }, 2], [{ key: '2001:db8:0::1' }, 1]),
    ruleOf([{ net: '10.0.0.0/24' }, 9], [{ net: { base64: '/w==' } }, 9]),
  );
  t.deepEqual(text.slice(2), [
    'host         rules  lines  1  2',
    '10.0.0.1         1      9  9  .',
    '2001:db8::1      1      3  .  3',
    '',
  ]);
});

test('informational rules have no part, and rules keep their numbers', (t) => {
  const found = ruleOf([{ src: '10.0.0.1' }, 5]);
  const text = matrixOf(found, { ...found, level: 'informational' }, { ...found, level: 'low' });
  t.deepEqual(text.slice(2), ['host      rules  lines  1  3', '10.0.0.1      2     10  5  5', '']);
  t.deepEqual(matrixOf(found, { ...found, level: 'informational' }), ['']);
});

test('where hosts were found by one rule at most there is no matrix', (t) => {
  t.deepEqual(matrixOf(ruleOf([{ src: '10.0.0.1' }, 5]), ruleOf([{ user: 'root' }, 5]), ruleOf()), ['']);
  t.deepEqual(matrixOf(), ['']);
});

test('twenty hosts are shown, chosen of all', (t) => {
  const rows = Array.from({ length: 300 }, (_, i) => [{ src: `10.0.${i >>> 8}.${i & 255}` }, 300 - i] as const);
  // The very last of one ranking is the only one of the other.
  const text = matrixOf(ruleOf(...rows), ruleOf([{ ip: '10.0.1.43' }, 1]));
  t.is(text[3], '10.0.1.43      2      2    1  1');
  t.is(text[4], '10.0.0.0       1    300  300  .');
  t.is(text[22], '10.0.0.18      1    282  282  .');
  t.deepEqual(text.slice(23), ['280 more hosts not shown', '']);
});

test('rules that do not fit beside each other go below, with the hosts again; those that found none shown are left out', (t) => {
  const rules = Array.from({ length: 20 }, (_, i) => ruleOf([{ src: '10.0.0.1' }, 1_000_000 + i]));
  const text = matrixOf(ruleOf([{ user: 'root' }, 1]), ...rules);
  t.true(text.every((line) => line.length <= 100));
  // host 8, rules 5, lines 10 and gaps are 27; each rule takes 2 + 9 more: 6 fit, and behind the host alone 8.
  const heads = text.filter((line) => line.startsWith('host')).map((line) => line.split(/ +/));
  t.deepEqual(heads, [
    ['host', 'rules', 'lines', '2', '3', '4', '5', '6', '7'],
    ['host', '8', '9', '10', '11', '12', '13', '14', '15'],
    ['host', '16', '17', '18', '19', '20', '21'],
  ]);
  t.is(text.at(-2), `10.0.0.1  ${[14, 15, 16, 17, 18, 19].map((i) => `1,000,0${i}`).join('  ')}`);
});

function matrixOf(...rules: readonly RuleReport[]): readonly string[] {
  const numbered = rules.map((rule, index) => ({ number: String(index + 1), rule }));
  return [...renderHostMatrix(numbered)].join('').split('\n');
}

type Row = readonly [key: Readonly<Record<string, ReportText>>, count: number];

function ruleOf(...rows: readonly Row[]): RuleReport {
  const ranking = rows.map(([key, count], index): RankedKey => ({ rank: index + 1, key, count, share: 0.5 }));
  return { ...pairRule, unfilledLists: [], keys: rows.length, ranking };
}
