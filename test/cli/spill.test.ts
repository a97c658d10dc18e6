// Counts that take more memory than they may: the same answer, nothing left behind, and a clear end where there is no room.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { mainPath, run, syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} inside:host-${(i * 7) % 45_000}/53\n`);
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
  t.regex(size.stderr, /^syslog-sweep: Expected the `--memory` option to be a size of at least 1MB, as 512MB or 2GB/);
  t.deepEqual(readdirSync(folder), ['a.log']);
});

/** As root of a namespace of its own, where the system allows that. */
const apart = ['unshare', '--user', '--map-root-user', '--mount'] as const;

if (spawnSync(apart[0], [...apart.slice(1), 'true']).status === 0) {
  test('a full disk ends the sweep with a word on it, no report, and nothing left', async (t) => {
    const folder = folderWith(t, { 'a.log': lines.join('') });
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const script = 'mount -t tmpfs -o size=256k none "$1" && shift && "$@"; code=$?; ls -A disk; exit $code';
    const command = [process.execPath, mainPath, 'a.log', ...question, '--memory', '1MB', '--tmp', disk];
    const shell = ['sh', '-c', script, 'sh', disk, ...command];
    const { code, stdout, stderr } = await run(apart[0], [...apart.slice(1), ...shell], { cwd: folder });
    t.is(code, 2, stderr);
    t.is(stdout.toString(), '');
    t.regex(stderr, /^syslog-sweep: The counts take more memory than --memory allows, and cannot be written to /);
    t.regex(stderr, /no space left on device \(ENOSPC\); make room there, name a folder on another disk with --tmp/);
  });
}
