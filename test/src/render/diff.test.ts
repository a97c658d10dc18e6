import test from 'ava';
import { compareReports, type Diff, defaultThresholds } from '../../../src/diff/diff.ts';
import { doubtLines } from '../../../src/render/diff-doubts.ts';
import { type DiffFormat, diffRenderers } from '../../../src/render/diff-renderers.ts';
import type { Report } from '../../../src/types.ts';
import { actingCharacter, hostileReport, reportOf } from '../../sample-report.ts';
import { tell } from '../diff/reports.ts';

const before = { stays: 20, rises: 10, falls: 30, leaves: 5 };
const now = { stays: 20, rises: 1234, falls: 10, comes: 7 };

test('the text tells what is new first, and what changed by how much', (t) => {
  t.is(
    rendered('text', diffOf([tell({ counts: before })], tell({ counts: now }))),
    [
      'now, compared with old 1',
      '',
      '1 key is new',
      '',
      'rule  count  key',
      'dns       7  comes',
      '',
      '1 key is up (3 times the lines of before, or more)',
      '',
      'rule  count  before  first seen  key',
      'dns   1,234      10  old 1       rises',
      '',
      '1 key is down (1/3 of the lines of before, or less)',
      '',
      'rule  count  before  first seen  key',
      'dns      10      30  old 1       falls',
      '',
      '1 key is gone',
      '',
      'rule  before  first seen  key',
      'dns        5  old 1       leaves',
      '',
    ].join('\n'),
  );
});

test('against several reports, the text has the least and the most of them', (t) => {
  const text = rendered(
    'text',
    diffOf(
      [tell({ counts: { a: 3, c: 1 } }), tell({ counts: { a: 12 } }), tell({ counts: { b: 9, a: 9 }, min: 9 })],
      tell({ counts: { a: 90, b: 90 } }),
    ),
  );
  t.is(
    text,
    [
      'now, compared with 3 reports, old 1 to old 3',
      '',
      'No key is new.',
      '',
      '2 keys are up (3 times the lines of any report before, or more)',
      '',
      'rule  count  before  first seen  key',
      'dns      90    3-12  old 1       a',
      'dns      90     0-9  old 3       b',
      '',
      'No key is down or gone.',
      '',
    ].join('\n'),
  );
});

test('a text without changes says so', (t) => {
  const report = tell({ counts: { a: 1 } });
  t.is(
    rendered('text', diffOf([report], report)),
    'now, compared with old 1\n\nNo key is new.\n\nNo key is up, down or gone.\n',
  );
  t.regex(rendered('text', diffOf([], report)), /^now, compared with no report\n/);
});

test('what is only perhaps so stands apart, and the reasons stand below', (t) => {
  const cut = tell({ counts: { a: 5, b: 2 }, top: 1 });
  const damaged = tell({ counts: { a: 5, c: 1 }, problems: 1 });
  t.is(
    rendered('text', diffOf([cut], damaged)),
    [
      'now, compared with old 1',
      '',
      '1 key is perhaps new',
      '',
      'rule  count  key',
      'dns       1  c',
      '',
      'No key is up, down or gone.',
      '',
      'Something is missing from the inputs of now: what is gone or down may be so for that alone.',
      'dns: keys are left out, of 2 lines at most, in old 1: they may have been there.',
      '',
    ].join('\n'),
  );
});

test('many changes are cut in the text, and in no other form', (t) => {
  const counts = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]));
  const diff = diffOf([tell({ counts: { a: 1 } })], tell({ counts }));
  const lines = rendered('text', diff).split('\n');
  t.is(lines.filter((line) => /^dns +1 +k/.test(line)).length, 50);
  t.true(lines.includes('10 more keys not shown (JSON and CSV have all)'));
  t.is(rendered('csv', diff).split('\r\n').length, 63);
});

test('every doubt is told, and one line serves for many reports', (t) => {
  const other = tell({ counts: { a: 1 }, rule: { id: 'smtp' } });
  const changed = tell({ counts: { a: 1 }, allow: ['x'], lists: { x: [] } });
  const damaged = tell({ counts: { a: 1 }, problems: 1 });
  const diff = compareReports({
    old: [other, changed, damaged, damaged, damaged, damaged].map((report, index) => ({ name: `${index}`, report })),
    now: { name: 'now', report: tell({ counts: { a: 1 } }) },
    thresholds: defaultThresholds,
    missing: ['2014-07-11'],
    empty: ['2014-07-12'],
    version: '1.2.3',
  });
  t.deepEqual(doubtLines(diff), [
    'No report of 2014-07-11: nothing was compared with it.',
    'Nothing could be read for 2014-07-12: it was not compared with.',
    'Other rules or lists than now: 0, 1.',
    'Something is missing from the inputs of 2, 3, 4 and 1 more: what is new or up may be so for that alone.',
    'dns: no such rule in 0.',
    'dns: not the same rule in 1 (allow, lists).',
    'Rules that now does not have: smtp.',
  ]);
});

test('JSON is the comparison, a change a line', (t) => {
  for (const diff of [diffOf([tell({ counts: before })], tell({ counts: now })), diffOf([], reportOf())]) {
    const json = rendered('json', diff);
    t.deepEqual(JSON.parse(json), diff);
    t.is(json.split('\n').filter((line) => line.includes('"change":')).length, changesOf(diff));
  }
});

test('CSV has a row a change, those that are new first over all rules', (t) => {
  const two = (a: Report, b: Report): Report => ({
    ...a,
    spec: { ...a.spec, rules: [...a.spec.rules, ...b.spec.rules] },
    rules: [...a.rules, ...b.rules],
  });
  const rule = { id: 'smtp' };
  const old = two(tell({ counts: { a: 4, b: 5 } }), tell({ counts: { a: 30, b: 2 }, top: 1, rule }));
  const diff = diffOf([old, old], two(tell({ counts: { a: 4 } }), tell({ counts: { a: 90, c: 1 }, rule })));
  t.is(
    rendered('csv', diff),
    [
      'change,certain,rule,count,least,most,first_seen,src',
      'new,no,smtp,1,,,now,c',
      'up,yes,smtp,90,30,30,old 1,a',
      'gone,yes,dns,0,5,5,old 1,b',
      '',
    ].join('\r\n'),
  );
});

test('no text of a log, a path or a rule acts', (t) => {
  const report = hostileReport();
  const none: Report = { ...report, rules: report.rules.map((rule) => ({ ...rule, keys: 0, ranking: [] })) };
  for (const [old, after] of [
    [none, report],
    [report, none],
  ] as const) {
    const text = rendered('text', diffOf([old], after, '\x1b[2J\u202e'));
    t.notRegex(text, actingCharacter);
    t.true(text.includes('\\x1b[2J'));
  }
});

function diffOf(old: readonly Report[], report: Report, name = 'now'): Diff {
  const named = old.map((report, index) => ({ name: `old ${index + 1}`, report }));
  return compareReports({ old: named, now: { name, report }, thresholds: defaultThresholds, version: '1.2.3' });
}

function changesOf({ rules }: Diff): number {
  return rules.reduce((sum, { changes }) => sum + changes.length, 0);
}

function rendered(format: DiffFormat, diff: Diff): string {
  return [...diffRenderers[format](diff)].join('');
}
