// Counts that take more memory than they may: the same answer, nothing left behind, and a clear end where there is no room.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { quote } from '../../src/text.ts';
import { type Ended, mainPath, run, syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} inside:host-${(i * 7) % 45_000}/53\n`);
const withRules = { 'rules.yaml': 'version: 1\nrules:\n  - { id: hosts, key: "inside:{word}/" }\n' };
const question = ['-k', 'inside:{word}/', '--print', 'csv'];

test('little memory gives the same bytes, says how much was spilled, and leaves nothing', async (t) => {
  const folder = folderWith(t, { 'a.log': lines.join(''), 'tmp/x': '' });
  const [log, tmp, stats] = [join(folder, 'a.log'), join(folder, 'tmp'), join(folder, 'stats.json')];
  const plenty = await syslogSweep([log, ...question]);
  const little = await syslogSweep([log, ...question, '--memory', '1MB', '--tmp', tmp, '--stats', stats]);
  t.deepEqual([plenty.code, little.code, little.stderr], [0, 0, '']);
  t.true(plenty.stdout.equals(little.stdout));
  t.true(JSON.parse(readFileSync(stats, 'utf8')).spilledBytes > 500_000);
  t.deepEqual(readdirSync(tmp), ['x']);
});

test('with --state what was spilled is kept too, and not read again', async (t) => {
  const folder = folderWith(t, { 'a.log': lines.join('') });
  const args = [join(folder, 'a.log'), ...question, '--memory', '1MB', '--state', join(folder, 'state')];
  const first = await syslogSweep(args);
  const again = await syslogSweep([...args, '--progress']);
  t.deepEqual([first.code, again.code], [0, 0]);
  t.true(first.stdout.equals(again.stdout));
  const report = await syslogSweep(['report', join(folder, 'state'), '--print', 'csv']);
  t.true(report.stdout.equals(first.stdout), report.stderr);
});

test('a folder that cannot be written to, and a size that is none, are told before anything is read', async (t) => {
  const folder = folderWith(t, { 'a.log': 'x\n' });
  const missing = await syslogSweep([join(folder, 'a.log'), '--tmp', join(folder, 'missing')]);
  t.is(missing.code, 2);
  t.is(missing.stdout.length, 0);
  t.regex(missing.stderr, /^syslog-sweep: Expected the `--tmp` option to be a folder that can be written to, got /);
  const size = await syslogSweep([join(folder, 'a.log'), '--memory', '12']);
  t.is(size.code, 2);
  t.regex(
    size.stderr,
    /^syslog-sweep: Expected the `--memory` option to be a size with its unit, of at least 1MB, as 512MB or 4GiB/,
  );
  t.deepEqual(readdirSync(folder), ['a.log']);
});

test('a job says how much, and where, and its options go before it', async (t) => {
  const folder = folderWith(t, { ...withRules, 'a.log': 'inside:x/\n', 'tmp/x': '', 'jobs/x': '' });
  const job = { ...jobOf('../a.log'), rules: ['../rules.yaml'], tmp: 'missing' };
  writeFileSync(join(folder, 'jobs/job.json'), JSON.stringify(job));
  const ofJob = (...options: readonly string[]) => syslogSweep(['run', 'jobs/job.json', ...options], { cwd: folder });
  const file = await ofJob();
  t.is(file.code, 2);
  t.regex(
    file.stderr,
    /^syslog-sweep: Expected `tmp` of the job file to be a folder that can be written to, got "missing": no such file/,
  );
  const option = await ofJob('--tmp', 'none');
  t.is(option.code, 2);
  t.regex(
    option.stderr,
    /^syslog-sweep: Expected the `--tmp` option to be a folder that can be written to, got ".*none"/,
  );
  for (const more of [[], ['--dry-run']]) {
    const size = await ofJob('--memory', '12', '--days', 'x', ...more);
    t.is(size.code, 2);
    t.regex(
      size.stderr,
      /^syslog-sweep: Expected the `--memory` option to be a size with its unit, of at least 1MB, as 512MB or 4GiB/m,
    );
    t.regex(size.stderr, /`--days`/);
  }
  t.deepEqual(readdirSync(join(folder, 'jobs')).sort(), ['job.json', 'x']);
  // Of an option, the path is that of whoever gives it.
  const done = await ofJob('--tmp', 'tmp', '--memory', '2MB');
  t.is(done.code, 0, done.stderr);
  t.deepEqual(readdirSync(join(folder, 'jobs')).sort(), ['job.json', 'o.csv', 'x']);
  t.deepEqual(readdirSync(join(folder, 'tmp')), ['x']);
});

test('a report from kept counts has both options too, and one from reports neither', async (t) => {
  const folder = folderWith(t, { 'a.log': lines.join(''), 'tmp/x': '' });
  const [state, tmp, json] = [join(folder, 'state'), join(folder, 'tmp'), join(folder, 'r.json')];
  const swept = await syslogSweep([join(folder, 'a.log'), ...question, '--state', state, '-o', json]);
  const again = await syslogSweep(['report', state, '--print', 'csv', '--memory', '1MB', '--tmp', tmp]);
  t.is(again.code, 0, again.stderr);
  t.true(again.stdout.equals(swept.stdout));
  t.deepEqual(readdirSync(tmp), ['x']);
  for (const [option, value, message] of [
    [
      '--memory',
      '12',
      'Expected the `--memory` option to be a size with its unit, of at least 1MB, as 512MB or 4GiB, got "12"',
    ],
    ['--tmp', 'missing', 'Expected the `--tmp` option to be a folder that can be written to, got "missing": '],
  ] as const) {
    const wrong = await syslogSweep(['report', state, option, value], { cwd: folder });
    t.deepEqual([wrong.code, wrong.stdout.length], [2, 0]);
    t.true(wrong.stderr.startsWith(`syslog-sweep: ${message}`), wrong.stderr);
    const needless = await syslogSweep(['report', json, option, '1MB'], { cwd: folder });
    t.is(needless.code, 2);
    const what = `${quote(json)}, which is a file`;
    t.is(needless.stderr, `syslog-sweep: Expected a state folder beside the \`${option}\` option, got ${what}\n`);
  }
});

test('every command that adds up counts tells of both options in its help', async (t) => {
  const told = await Promise.all(
    ['sweep', 'run', 'report'].map(async (command) => {
      const { stdout } = await syslogSweep([command, '--help']);
      const help = stdout.toString().replace(/\s+/g, ' ');
      return /--memory <size> .*? folder for temporary files\)/.exec(help)?.[0];
    }),
  );
  const asTold = (defaults: string) =>
    '--memory <size> counts take about so much memory at most; what is more is written to disk until the sweep ends ' +
    `(default: ${defaults}512MB) ` +
    `--tmp <dir> where that is written (default: ${defaults}the system's folder for temporary files)`;
  t.deepEqual(told, [asTold(''), asTold("the job's own, else "), asTold('')]);
});

/** As root of a namespace of its own, where the system allows that. */
const apart = ['unshare', '--user', '--map-root-user', '--mount'] as const;

if (spawnSync(apart[0], [...apart.slice(1), 'true']).status === 0) {
  test('a full disk ends the sweep with a word on it, no report, and nothing left', async (t) => {
    const folder = folderWith(t, { 'a.log': lines.join('') });
    isFull(t, await onFullDisk(folder, ['a.log', ...question, '--memory', '1MB', '--tmp', 'disk']));
  });

  test('so it does to a job, by its file or by its options, and to a report from kept counts', async (t) => {
    const folder = folderWith(t, { ...withRules, 'a.log': lines.join('') });
    const write = (more: object) =>
      writeFileSync(join(folder, 'job.json'), JSON.stringify({ ...jobOf('a.log'), ...more }));
    write({ memory: '1MB', tmp: 'disk' });
    isFull(t, await onFullDisk(folder, ['run', 'job.json']));
    const enough = await onFullDisk(folder, ['run', 'job.json', '--memory', '100MB']);
    t.deepEqual([enough.code, enough.stderr], [0, '']);
    write({ memory: '100MB', tmp: 'elsewhere' });
    isFull(t, await onFullDisk(folder, ['run', 'job.json', '--memory', '1MB', '--tmp', 'disk']));

    await syslogSweep(['a.log', ...question, '--state', 'state'], { cwd: folder });
    isFull(t, await onFullDisk(folder, ['report', 'state', '--memory', '1MB', '--tmp', 'disk']));
    t.is((await onFullDisk(folder, ['report', 'state', '--tmp', 'disk', '--print', 'none'])).code, 0);
  });
}

/** The command in a folder whose `disk` is nearly full from the start; what is left on that ends standard output. */
function onFullDisk(folder: string, args: readonly string[]): Promise<Ended> {
  mkdirSync(join(folder, 'disk'), { recursive: true });
  const script = 'mount -t tmpfs -o size=256k none disk && "$@"; code=$?; ls -A disk; exit $code';
  const shell = ['sh', '-c', script, 'sh', process.execPath, mainPath, ...args];
  return run(apart[0], [...apart.slice(1), ...shell], { cwd: folder });
}

function isFull(t: ExecutionContext, { code, stdout, stderr }: Ended): void {
  t.is(code, 2, stderr);
  t.is(stdout.toString(), '');
  t.regex(stderr, /^syslog-sweep: The counts take more memory than --memory allows, and cannot be written to /);
  t.regex(stderr, /no space left on device \(ENOSPC\); make room there, name a folder on another disk with --tmp/);
}

function jobOf(input: string): object {
  return { version: 1, inputs: [input], rules: ['rules.yaml'], outputs: ['o.csv'] };
}
