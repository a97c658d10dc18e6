// A report made again is the report that a sweep would have made: from kept counts always, from reports where they tell
// enough.

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../src/errors.ts';
import { renderers } from '../../src/render/renderers.ts';
import { readReport } from '../../src/report/read-report.ts';
import { reportKept, reportReports } from '../../src/report-again.ts';
import type { AdjustFlags } from '../../src/spec/adjust.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import type { SweepFlags } from '../../src/spec/sweep-flags.ts';
import type { Report } from '../../src/types.ts';
import { keptSweep, rendered } from '../helpers/kept-sweeps.ts';
import { nastyLog } from '../helpers/nasty-log.ts';
import { folderWith } from '../helpers/scratch.ts';
import { sweepOf } from '../helpers/sweeps.ts';

const none: AdjustFlags = { allow: [], forgetAllow: false, having: [] };
const allRows = { files: filesOnDisk, rowsNeeded: ({ top = 0 }) => top };

const asa = (hour: number, src: number, dst: number, bytes: number) =>
  `Jul 03 2014 ${String(hour).padStart(2, '0')}:00:01: %ASA-6-302016: Teardown UDP connection 1 for outside:8.8.8.${dst}/53 to inside:10.1.1.${src}/4000 duration 0:00:00 bytes ${bytes}\n`;
const log = (seed: number) =>
  Array.from({ length: 300 }, (_, i) =>
    asa((i * seed) % 24, (i * seed) % 17, i % (1 + ((i * seed) % 17)), i * 1000),
  ).join('');

interface Archive {
  readonly folder: string;
  readonly path: string;
  readonly paths: readonly string[];
  /** A rule file, and one with measures that reports can add up. */
  readonly flags: Partial<SweepFlags>;
}

function archive(
  t: ExecutionContext,
  measure = '{ servers: distinct(dst_ip), volume: sum(bytes), first: first, hours: hours }',
): Archive {
  const rules = `version: 1
lists: { allowed: [10.1.1.3, 10.1.1.4] }
rules:
  - { id: measured, where: ["dst_port=53"], by: [src_ip], measure: ${measure}, allow: ["@allowed"] }
  - { id: lines, match: { all: ["/53"] }, key: "inside:{ip}/" }
`;
  const folder = folderWith(t, {
    'in/1.log': log(1),
    'in/2.gz': gzipSync(log(2)),
    'in/cut.gz': gzipSync(log(3)).subarray(0, -90),
    'in/nasty': nastyLog(3, 500),
    'rules.yaml': rules,
  });
  const flags = { rules: [join(folder, 'rules.yaml')] };
  return { folder, path: join(folder, 'state'), paths: [join(folder, 'in')], flags };
}

/** What both ways of ranking again are asked, and a sweep too. */
const questions: readonly Partial<AdjustFlags>[] = [
  {},
  { allow: ['10.1.1.5', '10.1.1.8-10.1.1.9'] },
  { min: '18' },
  { top: '3' },
  { min: '17', top: '0' },
];

test('from kept counts: what a sweep with these options reports, and no archive is needed', async (t) => {
  const { folder, path, paths, flags } = archive(t);
  await keptSweep({ path, paths, flags });
  const asked = await Promise.all(
    questions.map(
      async (question) =>
        [question, await sweepOf({ paths, flags: { ...flags, ...question }, provenance: true })] as const,
    ),
  );
  rmSync(join(folder, 'in'), { recursive: true });
  for (const [question, expected] of asked) {
    const { report } = await reportKept({
      path,
      flags: { ...none, ...question },
      ...allRows,
      provenance: true,
      warn: t.fail,
    });
    t.is(rendered(report), rendered(expected), JSON.stringify(question));
  }
});

test('from kept counts: other conditions and orders go to the rules that have the measure', async (t) => {
  const { path, paths, flags } = archive(t);
  await keptSweep({ path, paths, flags });
  const ask = async (question: Partial<AdjustFlags>) =>
    (await reportKept({ path, flags: { ...none, ...question }, ...allRows, warn: t.fail })).report.rules;
  const [measured, lines] = await ask({});
  const [some, same] = await ask({ having: ['servers>=9'] });
  t.deepEqual(same, lines);
  t.true((some?.ranking.length ?? 0) > 0 && (some?.ranking.length ?? 0) < (measured?.ranking.length ?? 0));
  t.true(some?.ranking.every(({ measures }) => Number(measures?.servers) >= 9));
  const [sorted] = await ask({ sort: 'volume' });
  const volumes = sorted?.ranking.map(({ measures }) => Number(measures?.volume)) ?? [];
  t.deepEqual(
    volumes,
    volumes.toSorted((a, b) => b - a),
  );
  const [unhidden] = await ask({ forgetAllow: true, allow: ['10.1.1.5'] });
  t.is(unhidden?.allowed.keys, 1);
  t.is(unhidden?.keys, (measured?.keys ?? 0) + 1);
});

test('what is asked of no rule is a mistake', async (t) => {
  const { path, paths, flags } = archive(t);
  await keptSweep({ path, paths, flags });
  for (const [question, message] of [
    [{ having: ['server>=9'] }, /no measure "server" in "server>=9"; did you mean "servers"/],
    [{ sort: 'hours' }, /one number, got "hours"/],
    [{ allow: ['port=5'] }, /column of the allowed "port=5"/],
    [{ min: 'x' }, /--min/],
  ] as const) {
    await t.throwsAsync(reportKept({ path, flags: { ...none, ...question }, ...allRows, warn: t.fail }), {
      instanceOf: UserError,
      message,
    });
  }
});

test('the latest sweep is meant, or the one that is named', async (t) => {
  const { path, paths, flags } = archive(t);
  await keptSweep({ path, paths, flags });
  await keptSweep({ path, paths, flags: { match: ['/53'], key: 'inside:{ip}/' } });
  const ids = readdirSync(join(path, 'sweeps')).map((name) => name.slice(9, -5));
  const rulesOf = async (run?: string) => {
    const { report } = await reportKept({ path, run, flags: none, ...allRows, warn: t.fail });
    return report.rules.map(({ id }) => id);
  };
  t.deepEqual(await rulesOf(), ['cli']);
  t.deepEqual(await rulesOf(ids[0]), ['measured', 'lines']);
  t.deepEqual(await rulesOf(ids[1]?.slice(0, 8)), ['cli']);
  await keptSweep({ path, paths, flags });
  t.deepEqual(await rulesOf(), ['measured', 'lines']);
  t.is(readdirSync(join(path, 'sweeps')).length, 2);
  await t.throwsAsync(rulesOf('zz'), { instanceOf: UserError, message: /the id of a sweep, got "zz"/ });
  await t.throwsAsync(rulesOf(''), { instanceOf: UserError, message: /which several begin with/ });
});

test('counts that are gone are a problem of their input', async (t) => {
  const { path, paths, flags } = archive(t);
  const { report } = await keptSweep({ path, paths, flags });
  rmSync(join(path, 'counts', `${log(1).length}`), { recursive: true });
  const again = (await reportKept({ path, flags: none, ...allRows, warn: t.fail })).report;
  const [problem] = again.coverage.problems.filter(({ message }) => message.includes('kept counts are gone'));
  t.is(problem?.reason, 'unreadable');
  t.is(again.coverage.inputs.found, report.coverage.inputs.found);
  t.is(again.coverage.problems.length, report.coverage.problems.length + 1);
});

test('a state folder without a sweep, or none, is a mistake', async (t) => {
  const folder = folderWith(t, {});
  for (const [path, message] of [
    [folder, /^No sweep is kept in the state folder ".*"; sweep with --state first$/],
    [join(folder, 'none'), /^Expected a state folder, got ".*none", which does not exist$/],
  ] as const) {
    const asked = reportKept({ path, flags: none, ...allRows, warn: t.fail });
    await t.throwsAsync(asked, { instanceOf: UserError, message });
  }
});

test('a list of a condition that has changed since asks for a sweep', async (t) => {
  const { folder, path, paths } = archive(t);
  const list = join(folder, 'list.txt');
  writeFileSync(list, '10.1.1.5\n');
  const flags = { where: [`src_ip=@${list}`], by: 'src_ip' };
  await keptSweep({ path, paths, flags });
  const ask = () => reportKept({ path, flags: { ...none, allow: [`@${list}`] }, ...allRows, warn: t.fail });
  t.is((await ask()).report.rules[0]?.allowed.keys, 1);
  writeFileSync(list, '10.1.1.6\n');
  await t.throwsAsync(ask(), {
    instanceOf: UserError,
    message: /list\.txt" has changed since the sweep, and rule "cli"/,
  });
});

// ---------------------------------------------------------------- from reports

function asRead(report: Report, name: string) {
  return { name, report: readReport([...renderers.json(report, {})].join(''), name) };
}

test('from a report: what a sweep with these options reports', async (t) => {
  const { paths, flags } = archive(t);
  const whole = asRead(await sweepOf({ paths, flags }), 'whole.json');
  for (const question of questions) {
    const { report } = reportReports([whole], { flags: { ...none, ...question }, ...allRows });
    const expected = await sweepOf({ paths, flags: { ...flags, ...question } });
    t.deepEqual(report.rules, question.top === '3' ? whole.report.rules : expected.rules, JSON.stringify(question));
    t.deepEqual(report.coverage, expected.coverage);
  }
});

test('from a report: by another measure, with a condition', async (t) => {
  const { path, paths, flags } = archive(t);
  await keptSweep({ path, paths, flags });
  const whole = asRead(await sweepOf({ paths, flags }), 'whole.json');
  for (const question of [{ sort: 'volume' }, { having: ['servers>=9', 'count<30'] }, { sort: 'servers', min: '2' }]) {
    const asked = { flags: { ...none, ...question }, ...allRows };
    const { report } = await reportKept({ path, ...asked, warn: t.fail });
    t.deepEqual(reportReports([whole], asked).report.rules, report.rules);
  }
});

test('a report that was cut can be shown, not ranked again', async (t) => {
  const { paths, flags } = archive(t);
  const cut = asRead(await sweepOf({ paths, flags: { ...flags, top: '2' } }), 'cut.json');
  t.deepEqual(reportReports([cut], { flags: none, ...allRows }).report, cut.report);
  for (const question of [{ allow: ['10.1.1.5'] }, { min: '2' }, { sort: 'count' }, { having: ['count>=2'] }]) {
    t.throws(() => reportReports([cut], { flags: { ...none, ...question }, ...allRows }), {
      instanceOf: UserError,
      message: /"measured" has 2 of 15: it was cut by --top, --min or --having/,
    });
  }
  t.throws(() => reportReports([cut], { flags: { ...none, forgetAllow: true }, ...allRows }), {
    instanceOf: UserError,
  });
});

test('reports of parts add up to the report of the whole', async (t) => {
  const { folder, paths, flags } = archive(t, '{ volume: sum(bytes), first: first, last: last, hours: hours }');
  const question = { ...flags, list: ['allowed=192.0.2.1'] };
  const parts = await Promise.all(
    ['1.log', '2.gz', 'cut.gz', 'nasty'].map(async (name) =>
      asRead(await sweepOf({ paths: [join(folder, 'in', name)], flags: question }), name),
    ),
  );
  const whole = await sweepOf({ paths, flags: question });
  const { report } = reportReports(parts, { flags: none, ...allRows });
  t.deepEqual(report.rules, whole.rules);
  t.deepEqual(report.coverage, whole.coverage);
});

test('what does not add up is refused', async (t) => {
  const { folder, flags } = archive(t);
  const part = async (name: string, more = {}) =>
    asRead(await sweepOf({ paths: [join(folder, 'in', name)], flags: { ...flags, ...more } }), name);
  const add =
    (...parts: Parameters<typeof reportReports>[0][number][]) =>
    () =>
      reportReports(parts, { flags: none, ...allRows });
  const [one, two] = [await part('1.log'), await part('2.gz')];
  t.throws(add(one, two), { instanceOf: UserError, message: /hide keys of rule "measured" cannot be added up/ });
  const open = { list: ['allowed=192.0.2.1'] };
  const [three, four] = [await part('1.log', open), await part('2.gz', open)];
  t.throws(add(three, four), { instanceOf: UserError, message: /measure "distinct\(dst_ip\)" cannot be added up/ });
  t.throws(add(one, three), { instanceOf: UserError, message: /reports of the same rules and lists, got "1\.log"/ });
});
