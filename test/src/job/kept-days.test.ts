import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { baselineProblems, readKeptDay, stateOfDay } from '../../../src/job/kept-days.ts';
import { renderJson } from '../../../src/render/json.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';
import { tell } from '../diff/reports.ts';

const whole = tell({ counts: { a: 1 } });
const json = [...renderJson(whole, {})].join('');
const damaged = [...renderJson(tell({ counts: { a: 1 }, problems: 1 }), {})].join('');
const day = '2014-07-03';

test('a report is read again by its day', (t) => {
  const template = join(folderWith(t, { '2014/03.json': json }), '{yyyy}/{dd}.json');
  t.deepEqual(readKeptDay(template, day), { kind: 'kept', day, report: whole });
  t.deepEqual(readKeptDay(template, '2014-07-04'), { kind: 'missing', day: '2014-07-04' });
});

test('what is no report is told and never thrown', (t) => {
  const folder = folderWith(t, { 'cut.json': json.slice(0, 99), 'other.json': '{"schema":"x"}' });
  mkdirSync(join(folder, 'folder.json'));
  if (!isWindows) {
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    symlinkSync('nowhere', join(folder, 'link.json'));
  }
  const strange = isWindows
    ? []
    : ([
        ['pipe.json', /cannot be read: it is no file$/],
        ['link.json', /cannot be read: it is a link that leads nowhere$/],
      ] as const);
  for (const [name, why] of [
    ['cut.json', /^Expected ".*cut\.json" to be a JSON report, got text that is no JSON/],
    ['other.json', /"syslog-sweep\/report@1", got "x"/],
    ['folder.json', /^The report ".*folder\.json" cannot be read: it is no file$/],
    ...strange,
  ] as const) {
    const kept = readKeptDay(join(folder, name), day);
    t.is(kept.kind, 'unreadable');
    t.regex(kept.kind === 'unreadable' ? kept.message : '', why);
  }
});

test('a report of nothing that could be read is empty: there is none to compare with', (t) => {
  const inputs = { found: 1, complete: 0, damaged: 0, unreadable: 1 };
  const nothing = { ...whole, coverage: { ...whole.coverage, inputs } };
  const template = join(folderWith(t, { '03.json': [...renderJson(nothing, {})].join('') }), '{dd}.json');
  t.deepEqual(readKeptDay(template, day), { kind: 'empty', day });
  t.deepEqual(stateOfDay(day, [template], template, whole.spec.digest), { kind: 'open' });
});

test('of the days before only a report that cannot be read is a problem, with its path', (t) => {
  const template = join(folderWith(t, { '03.json': json, '04.json': '{' }), '{dd}.json');
  const days = ['2014-07-02', '2014-07-03', '2014-07-04'].map((each) => readKeptDay(template, each));
  const [problem, ...others] = baselineProblems(days);
  t.is(problem?.reason, 'baseline');
  t.is(problem?.path, template.replace('{dd}', '04'));
  t.regex(
    problem?.message ?? '',
    /got text that is no JSON.*; nothing was compared with it: do its day again, or remove it$/,
  );
  t.deepEqual(others, []);
});

test('a day is done when all its files are there, and its report has no problem', (t) => {
  const { digest } = whole.spec;
  const stateIn = (files: Readonly<Record<string, string>>) => {
    const folder = folderWith(t, files);
    const templates = ['{day}.json', '{day}.txt'].map((name) => join(folder, name));
    return stateOfDay(day, templates, templates[0], digest);
  };
  const [report, text] = [`${day}.json`, `${day}.txt`];
  t.deepEqual(stateIn({ [report]: json, [text]: '' }), { kind: 'done', isSameQuestion: true });
  t.deepEqual(stateIn({ [report]: json }), { kind: 'open' });
  t.deepEqual(stateIn({ [text]: '' }), { kind: 'open' });
  t.deepEqual(stateIn({ [report]: damaged, [text]: '' }), { kind: 'open' });
  t.deepEqual(stateIn({ [report]: json.slice(0, 50), [text]: '' }), { kind: 'open' });
});

test('a day that was done by other rules is done, and that is known', (t) => {
  const folder = folderWith(t, { [`${day}.json`]: json });
  const template = join(folder, '{day}.json');
  t.deepEqual(stateOfDay(day, [template], template, 'sha256:other'), { kind: 'done', isSameQuestion: false });
  t.deepEqual(stateOfDay(day, [template], undefined, 'sha256:other'), { kind: 'done', isSameQuestion: true });
});
