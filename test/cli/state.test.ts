// Kept counts by the command: what is asked again is not read again, whatever happens between.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { randomFrom } from '../../bench/random.ts';
import { stepsIn } from '../../bench/steps.ts';
import { stretchBytes } from '../../src/content.ts';
import { mainPath, run, syslogSweep } from '../helpers/command.ts';
import { nastyLog } from '../helpers/nasty-log.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

const question = ['-e', '/53 ', '-k', 'inside:{ip}/'];

function archive(t: ExecutionContext) {
  const folder = folderWith(t, {
    'in/a.log': nastyLog(1, 500),
    'in/b.gz': gzipSync(Buffer.from(nastyLog(2, 3000), 'latin1')),
    'in/c/cut.gz': gzipSync(Buffer.from(nastyLog(3, 3000), 'latin1')).subarray(0, -99),
  });
  const state = join(folder, 'state');
  const sweep = (...more: readonly string[]) =>
    syslogSweep([join(folder, 'in'), ...question, '--state', state, '--print', 'json', ...more]);
  return { folder, state, sweep, plain: () => syslogSweep([join(folder, 'in'), ...question, '--print', 'json']) };
}

/** Files of a state folder that are of no use any more. */
function leftovers(state: string): string[] {
  return ['tmp', 'unfinished'].flatMap((name) => (existsSync(join(state, name)) ? readdirSync(join(state, name)) : []));
}

test('the same report the first time, the second time, and without a state folder', async (t) => {
  const { state, sweep, plain } = archive(t);
  const expected = await plain();
  t.is(expected.code, 1);
  for (const ended of [await sweep(), await sweep(), await sweep('--verify-inputs'), await sweep('-j', '1')]) {
    t.deepEqual(ended.stdout, expected.stdout);
    t.is(ended.stderr, expected.stderr);
    t.is(ended.code, 1);
  }
  t.deepEqual(readdirSync(join(state, 'tmp')), []);
});

test('an unchanged input is not opened, and nothing is loaded that scans', async (t) => {
  const { folder, state, sweep } = archive(t);
  const old = new Date(Date.now() - 3_600_000);
  for (const name of ['a.log', 'b.gz', 'c/cut.gz']) utimesSync(join(folder, 'in', name), old, old);
  const first = await sweep();
  // What was changed within two seconds before the first look is digested once.
  await sweep();
  const spy = join(folder, 'spy.mjs');
  const opened = join(folder, 'opened');
  writeFileSync(spy, spySource(opened));
  const args = ['--import', pathToFileURL(spy).href, mainPath, join(folder, 'in'), ...question];
  const again = await run(process.execPath, [...args, '--state', state, '--print', 'json', '-a', '10.1.0.10']);
  t.is(again.code, 1);
  t.not(again.stdout.toString(), first.stdout.toString());
  const told = readLinesOf(opened);
  t.true(told.some((path) => path.startsWith(join(state, 'counts'))));
  t.deepEqual(
    told.filter((path) => path.startsWith(join(folder, 'in')) || /kernel|piscina|workers|scan-task/.test(path)),
    [],
  );
});

/** Writes down every path that is opened or read, and every thread that is started. */
function spySource(opened: string): string {
  return `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
const told = fs.openSync(${JSON.stringify(opened)}, 'a');
const tell = (what) => fs.writeSync(told, what + '\\n');
for (const owner of [fs, fs.promises]) {
  for (const name of ['openSync', 'readFileSync', 'open', 'readFile', 'createReadStream']) {
    const original = owner[name];
    if (original === undefined) continue;
    owner[name] = (path, ...rest) => {
      if (typeof path !== 'number') tell(path);
      return original.call(owner, path, ...rest);
    };
  }
}
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    tell('piscina or another thread');
    super(...args);
  }
};
syncBuiltinESMExports();
`;
}

function readLinesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n');
}

test('two sweeps at once on one folder report the same, and leave it whole', async (t) => {
  const { state, sweep, plain } = archive(t);
  const expected = (await plain()).stdout;
  for (const ended of await Promise.all([sweep(), sweep('-j', '1'), sweep()])) {
    t.deepEqual(ended.stdout, expected);
    t.false(ended.stderr.includes('state folder'), ended.stderr);
  }
  t.is((await syslogSweep(['state', 'verify', state])).code, 0);
  t.deepEqual(readdirSync(join(state, 'tmp')), []);
});

test('a folder that nothing can be kept in is told, and the report is whole', async (t) => {
  const { state, sweep, plain } = archive(t);
  const expected = await plain();
  // Also the superuser cannot make a folder where a file is.
  mkdirSync(state);
  writeFileSync(join(state, 'tmp'), '');
  const blocked = await sweep();
  t.deepEqual(blocked.stdout, expected.stdout);
  t.is(blocked.code, expected.code);
  const [warning, ...others] = blocked.stderr.split('\n').filter((line) => line.includes('state folder'));
  t.regex(warning ?? '', /^syslog-sweep: Nothing more is kept in the state folder/);
  t.deepEqual(others, []);
});

test('a read-only folder is used as it is', async (t) => {
  const { state, sweep } = archive(t);
  await sweep();
  const expected = await sweep();
  for (const name of readdirSync(state)) chmodSync(join(state, name), 0o555);
  chmodSync(state, 0o555);
  const ended = await sweep();
  for (const path of [state, ...readdirSync(state).map((name) => join(state, name))]) chmodSync(path, 0o755);
  t.deepEqual(ended.stdout, expected.stdout);
  t.is(ended.stderr, expected.stderr);
});

test('a state folder among the inputs is none', async (t) => {
  const { folder, plain } = archive(t);
  const state = join(folder, 'in', 'state');
  const expected = await plain();
  for (const _ of [1, 2]) {
    const ended = await syslogSweep([join(folder, 'in'), ...question, '--state', state, '--print', 'json']);
    t.deepEqual(ended.stdout, expected.stdout);
  }
});

test('wrong usage', async (t) => {
  const { folder } = archive(t);
  const input = join(folder, 'in');
  for (const [args, message] of [
    [[input, '--verify-inputs'], /Expected the `--state` option beside `--verify-inputs`/],
    [[input, '--state', input], /Expected a state folder, or a new or empty one/],
    [
      [input, '--state', join(folder, 's'), '-o', join(folder, 's/x.json')],
      /Expected outputs outside of the state folder/,
    ],
    [
      [input, '--state', join(folder, 's'), '--stats', join(folder, 's/y/x.json')],
      /Expected outputs outside of the state folder/,
    ],
    [[input, '--state', join(input, 'a.log')], /got the file/],
    [['report'], /Expected a state folder, or JSON reports/],
    [['report', join(input, 'a.log')], /no JSON/],
    [['report', join(folder, 'none.json')], /none\.json", which does not exist/],
    [['state', 'list', join(folder, 'in/a.log/x')], /which does not exist/],
    [['report', join(folder, 'in/a.log/x')], /^syslog-sweep: The report .* cannot be read: not a directory/],
    [['report', '--check', join(folder, 'in/a.log/x')], /^syslog-sweep: The report .* cannot be read: not a directory/],
    [['formats', 'try', 'auto', join(folder, 'in/a.log/x')], /^syslog-sweep: .*not a directory/],
    [['state', 'list', join(folder, 'none')], /which does not exist/],
    [['state', 'prune', input, '--older-than', 'x'], /a number of days such as 90d/],
  ] as const) {
    const { code, stdout, stderr } = await syslogSweep(args);
    t.is(code, 2, stderr);
    t.is(stdout.length, 0);
    t.regex(stderr, message);
  }
});

test('the state of a folder can be listed, verified and pruned', async (t) => {
  const { state, sweep } = archive(t);
  await sweep();
  await sweep('-i');
  const listed = await syslogSweep(['state', 'list', state]);
  const [one, two, total] = listed.stdout.toString().split('\n');
  for (const line of [one, two])
    t.regex(line ?? '', /^[0-9a-f]{12} {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}3 inputs {2}cli$/);
  t.regex(total ?? '', /^2 sweeps, 12 files, [\d,]+ bytes$/);
  t.is((await syslogSweep(['state', 'verify', state])).stdout.toString(), '12 files, 0 damaged\n');
  t.is(
    (await syslogSweep(['state', 'prune', state, '--older-than', '90d'])).stdout.toString(),
    'removed 0 sweeps, 0 files, 0 bytes\n',
  );
  const marker = join(state, 'syslog-sweep-state.json');
  writeFileSync(marker, '{}');
  const verified = await syslogSweep(['state', 'verify', state]);
  t.is(verified.code, 1);
  t.is(verified.stdout.toString(), 'damaged: syslog-sweep-state.json\n12 files, 1 damaged\n');
  t.is(readFileSync(marker, 'utf8'), '{}');
});

test('report: from the folder, from JSON, to files, with findings', async (t) => {
  const { folder, state, sweep } = archive(t);
  const swept = await sweep('-o', join(folder, 'r.json'));
  rmSync(join(folder, 'in'), { recursive: true });
  t.deepEqual((await syslogSweep(['report', state, '--print', 'json'])).stdout, swept.stdout);
  t.deepEqual((await syslogSweep(['report', join(folder, 'r.json'), '--print', 'json'])).stdout, swept.stdout);
  const csv = join(folder, 'r.csv');
  const ended = await syslogSweep(['report', state, '-o', csv, '--print', 'none', '--top', '1']);
  t.is(ended.stdout.length, 0);
  t.is(ended.code, 1);
  t.is(readLinesOf(csv).length, 3);
  const again = await syslogSweep([
    'report',
    csv.replace('.csv', '.json'),
    '-a',
    '0.0.0.0/0',
    '-a',
    '::/0',
    '--fail-on-findings',
  ]);
  t.regex(again.stdout.toString(), /allowed and not ranked/);
});

test('report --check tells what has changed, is gone, or is new', async (t) => {
  const { folder } = archive(t);
  const input = join(folder, 'in');
  const report = join(folder, 'r.json');
  await syslogSweep([input, ...question, '--provenance', '-o', report, '--print', 'none']);
  const same = await syslogSweep(['report', '--check', report, input]);
  t.is(same.stdout.toString(), '3 inputs in the report, 3 unchanged\n');
  t.is(same.code, 0);
  writeFileSync(join(input, 'a.log'), 'other');
  rmSync(join(input, 'b.gz'));
  writeFileSync(join(input, 'new'), 'new');
  const other = await syslogSweep(['report', '--check', report, input]);
  const [changed, gone, added, summary] = other.stdout.toString().replaceAll(input, '@').split('\n');
  t.regex(changed ?? '', /^@\/a\.log: has changed, from sha256:[0-9a-f]{64} to sha256:[0-9a-f]{64}$/);
  t.is(gone, '@/b.gz: is not among the inputs');
  t.is(added, '@/new: is not in the report');
  t.is(summary, '3 inputs in the report, 1 unchanged');
  t.is(other.code, 1);
  const named = await syslogSweep(['report', '--check', report]);
  t.regex(named.stdout.toString(), /b\.gz: does not exist/);
  const { code, stderr } = await syslogSweep(['report', '--check', await withoutProvenance(folder, input)]);
  t.is(code, 2);
  t.regex(stderr, /sweep with --provenance/);
});

async function withoutProvenance(folder: string, input: string): Promise<string> {
  const path = join(folder, 'plain.json');
  await syslogSweep([input, ...question, '-o', path, '--print', 'none']);
  return path;
}

// ---------------------------------------------------------------- killed

// Windows has no signals to send.
if (!isWindows) {
  test('killed at any moment, the same command goes on and gives the same bytes', async (t) => {
    const large = Buffer.alloc(2 * stretchBytes + 12_345, `${nastyLog(4, 400)}\n`, 'latin1');
    const { folder, state, sweep, plain } = archive(t);
    writeFileSync(join(folder, 'in', 'large.log'), large);
    const expected = (await plain()).stdout;
    const steps = stepsIn(folder);
    const command = [mainPath, join(folder, 'in'), ...question, '--state', state, '--print', 'none'];
    await run(process.execPath, steps.counting(command));
    const all = steps.counted();
    const random = randomFrom(7);
    let killed = 0;
    for (let round = 0; round < 30; round++) {
      // Some begin with nothing kept, others go on where the one before was killed, and have less to do.
      if (round % 3 === 0) rmSync(state, { recursive: true, force: true });
      const { code } = await run(process.execPath, steps.killing(command, random.below(all) + 1));
      t.true(code === 137 || code === 1, `${code}`);
      if (code === 137) killed++;
      if (round % 3 !== 2) continue;
      const ended = await sweep();
      t.deepEqual(ended.stdout, expected, `round ${round}`);
      t.deepEqual(leftovers(state), [], `round ${round}`);
      t.is((await syslogSweep(['state', 'verify', state])).code, 0);
    }
    // How many steps there are depends a little on the order in which threads end.
    t.true(killed >= 8, `${killed} of 30 were killed before they ended`);
  });
}
