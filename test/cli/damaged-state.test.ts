// A state folder in which something is wrong, by the command: what reads says what it could not read and changes
// nothing, what sweeps goes on with what is left.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sealJson } from '../../src/kept/sealed-json.ts';
import { quote } from '../../src/text.ts';
import { mainPath, syslogSweep } from '../helpers/command.ts';
import { nastyLog } from '../helpers/nasty-log.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

const question = ['-e', '/53 ', '-k', 'inside:{ip}/'];

function archive(t: ExecutionContext) {
  const folder = folderWith(t, { 'in/a.log': nastyLog(1, 300), 'in/b.log': nastyLog(2, 300) });
  const state = join(folder, 'state');
  const sweep = (...more: readonly string[]) =>
    syslogSweep([join(folder, 'in'), ...question, '--state', state, '--print', 'json', ...more]);
  const report = (...more: readonly string[]) => syslogSweep(['report', state, '--print', 'json', ...more]);
  return { folder, state, sweep, report };
}

/** In the order in which they ended. */
function sweepsIn(state: string): { readonly path: string; readonly id: string }[] {
  const names = readdirSync(join(state, 'sweeps')).sort();
  return names.map((name) => ({ path: join(state, 'sweeps', name), id: name.slice(9, -5) }));
}

/** All that is kept, by its names. */
function kept(state: string, ending: string): string[] {
  const names = readdirSync(state, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).sort();
}

/** One byte is not as it was. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
  writeFileSync(path, bytes);
}

/** Every file of a folder, with what is in it. */
function contents(state: string): Readonly<Record<string, string>> {
  const entries = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

const isoTime = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d';

test('where the latest sweep is damaged, a report is of the one before, says so, and is no clean answer', async (t) => {
  const { state, sweep, report } = archive(t);
  const before = await sweep();
  await sweep('-i');
  const [older, latest] = sweepsIn(state);
  damage(latest?.path ?? '');
  const ended = await report();
  t.is(ended.code, 1);
  const { coverage, ...rest } = JSON.parse(ended.stdout.toString());
  const { coverage: whole, ...expected } = JSON.parse(before.stdout.toString());
  t.deepEqual(rest, expected);
  t.deepEqual({ ...coverage, problems: [] }, whole);
  t.is(coverage.problems.length, 1);
  t.is(coverage.problems[0].path, latest?.path);
  t.is(coverage.problems[0].reason, 'unreadable');
  t.regex(
    ended.stderr,
    new RegExp(
      `^syslog-sweep: unreadable: \\S+${latest?.id}\\.json: the latest sweep, ${latest?.id}, cannot be read: it is damaged; this report is of sweep ${older?.id} before it, of ${isoTime}\\S*Z; .*\\n$`,
    ),
  );
  const named = await report('--run', older?.id ?? '');
  t.is(named.code, 0, named.stderr);
  t.deepEqual(named.stdout, before.stdout);
  t.is(named.stderr, '');
});

test('whatever stands in the place of the latest sweep, another does not answer for it in silence', async (t) => {
  const { folder, state, sweep, report } = archive(t);
  await sweep();
  await sweep('-i');
  const path = sweepsIn(state)[1]?.path ?? '';
  rmSync(path);
  const others = isWindows
    ? []
    : [() => symlinkSync(join(folder, 'nowhere'), path), () => execFileSync('mkfifo', [path])];
  for (const put of [() => mkdirSync(path), ...others]) {
    put();
    const { code, stderr } = await report();
    t.is(code, 1);
    t.regex(stderr, /cannot be read: it is no file, or the system lets nobody read it; this report is of sweep /);
    rmSync(path, { recursive: true });
  }
  t.is((await report()).code, 0);
});

test('a damaged sweep that is asked for by its id is no report', async (t) => {
  const { state, sweep, report } = archive(t);
  await sweep();
  await sweep('-i');
  const [, latest] = sweepsIn(state);
  damage(latest?.path ?? '');
  const { code, stdout, stderr } = await report('--run', latest?.id.slice(0, 6) ?? '');
  t.is(code, 2);
  t.is(stdout.length, 0);
  t.is(
    stderr,
    `syslog-sweep: The sweep ${latest?.id} in the state folder ${quote(state)} cannot be read: it is damaged; sweep again with --state\n`,
  );
});

test('where no sweep can be read there is no report, and it is said of each why', async (t) => {
  const { state, sweep, report } = archive(t);
  await sweep();
  const [only] = sweepsIn(state);
  damage(only?.path ?? '');
  const { code, stderr } = await report();
  t.is(code, 2);
  t.is(
    stderr,
    `syslog-sweep: The sweep ${only?.id} in the state folder ${quote(state)} cannot be read: it is damaged; sweep again with --state\n`,
  );
});

test('the same sweep again mends its damaged manifest', async (t) => {
  const { state, sweep, report } = archive(t);
  const swept = await sweep();
  damage(sweepsIn(state)[0]?.path ?? '');
  await sweep();
  const ended = await report();
  t.is(ended.code, 0, ended.stderr);
  t.deepEqual(ended.stdout, swept.stdout);
  t.is(sweepsIn(state).length, 1);
});

test('formats of the latest sweep that are gone or damaged are told as its damage', async (t) => {
  const { folder, state, sweep, report } = archive(t);
  await sweep();
  await syslogSweep([join(folder, 'in'), '-w', 'dst_port=53', '--by', 'src_ip', '--state', state, '--print', 'none']);
  const [formats = ''] = kept(state, '.json').filter((name) => name.startsWith('formats'));
  damage(join(state, formats));
  const damaged = await report();
  t.is(damaged.code, 1);
  t.regex(damaged.stderr, /cannot be read: its formats are damaged or gone; this report is of sweep /);
  rmSync(join(state, formats));
  t.deepEqual(await report(), damaged);
});

test('a list of sweeps names what it cannot read', async (t) => {
  const { state, sweep } = archive(t);
  await sweep();
  await sweep('-i');
  const [older, latest] = sweepsIn(state);
  damage(latest?.path ?? '');
  const { code, stdout, stderr } = await syslogSweep(['state', 'list', state]);
  const [one, two, total] = stdout.toString().split('\n');
  t.regex(one ?? '', new RegExp(`^${older?.id}  ${isoTime}Z  2 inputs  cli$`));
  t.regex(two ?? '', new RegExp(`^${latest?.id}  ${isoTime}Z  cannot be read: it is damaged$`));
  t.regex(total ?? '', /^2 sweeps, 9 files, /);
  t.is(stderr, '');
  t.is(code, 1);
});

test('what only reads a state folder leaves every file as it is', async (t) => {
  const { state, sweep, report } = archive(t);
  await sweep();
  await sweep('-i');
  const leftover = join(state, 'tmp', `.syslog-sweep-00000000-1-${'0'.repeat(16)}.tmp`);
  writeFileSync(leftover, 'half');
  utimesSync(leftover, 1, 1);
  const names = [...kept(state, '.arrow'), ...kept(state, '.json')];
  t.is(names.length, 4 + 2 + 2 + 1);
  for (const name of names) damage(join(state, name));
  const before = contents(state);
  const asked = [
    await report(),
    await syslogSweep(['state', 'list', state]),
    await syslogSweep(['state', 'verify', state]),
  ];
  t.deepEqual(contents(state), before);
  t.deepEqual(
    asked.map(({ code }) => code),
    [2, 1, 1],
  );
  const verified = asked[2]?.stdout.toString().split('\n') ?? [];
  t.deepEqual(verified, [...names.sort().map((name) => `damaged: ${name}`), '9 files, 9 damaged', '']);
  for (const { stderr } of asked) t.notRegex(stderr, /thrown away|done again/);
});

test('counts that are damaged are missing from a report, which says what a sweep will do', async (t) => {
  const { state, sweep, report } = archive(t);
  const swept = await sweep();
  const [counts = ''] = kept(state, '.arrow');
  damage(join(state, counts));
  const ended = await report();
  t.is(ended.code, 1);
  const path = join(state, counts);
  t.true(
    ended.stderr.startsWith(
      `syslog-sweep: The kept file "${path}" is damaged; it was left as it is, and a sweep that needs it makes it anew\n`,
    ),
    ended.stderr,
  );
  t.regex(ended.stderr, /unreadable: \S+: its kept counts are gone or damaged; sweep it again/);
  const again = await sweep();
  t.regex(again.stderr, /is damaged; it was thrown away, and what it held is done again/);
  t.deepEqual(again.stdout, swept.stdout);
  t.is((await report()).code, 0);
});

test('a folder in the place of a kept file costs that file alone, and is told', async (t) => {
  const { folder, state, sweep } = archive(t);
  const expected = await syslogSweep([join(folder, 'in'), ...question, '--print', 'json']);
  await sweep();
  const [blocked = '', other = ''] = kept(state, '.arrow');
  for (const name of [blocked, other]) rmSync(join(state, name));
  mkdirSync(join(state, blocked));
  const ended = await sweep();
  t.is(ended.code, 0);
  t.deepEqual(ended.stdout, expected.stdout);
  t.is(
    ended.stderr,
    `syslog-sweep: The file "${join(state, blocked)}" cannot be kept: something else stands in its place; remove that\n`,
  );
  t.true(existsSync(join(state, other)));
  const verified = await syslogSweep(['state', 'verify', state]);
  t.is(verified.code, 1);
  t.is(verified.stdout.toString(), `damaged: ${blocked}\n7 files, 1 damaged\n`);
  const report = await syslogSweep(['report', state]);
  t.is(report.code, 1);
  t.regex(report.stderr, /its counts were not kept when it was swept/);
});

if (!isWindows) {
  test('a link or a pipe in the place of a kept file is none, is told by verify, and gives way to a sweep', async (t) => {
    const { folder, state, sweep } = archive(t);
    await sweep();
    const [one = '', another = ''] = kept(state, '.arrow');
    const elsewhere = join(folder, 'elsewhere.arrow');
    renameSync(join(state, one), elsewhere);
    symlinkSync(elsewhere, join(state, one));
    rmSync(join(state, another));
    execFileSync('mkfifo', [join(state, another)]);
    const verified = await syslogSweep(['state', 'verify', state]);
    t.is(verified.code, 1);
    t.is(verified.stdout.toString(), `damaged: ${one}\ndamaged: ${another}\n6 files, 2 damaged\n`);
    const report = await syslogSweep(['report', state]);
    t.is(report.stderr.match(/its kept counts are gone or damaged/g)?.length, 2);
    const ended = await sweep();
    t.is(ended.stderr, '');
    t.is((await syslogSweep(['state', 'verify', state])).code, 0);
    t.true(existsSync(elsewhere));
  });

  test('a link in the place of a folder of it leads nobody out of the state folder', async (t) => {
    const { folder, state, sweep } = archive(t);
    const expected = await sweep('-i');
    const [counts = ''] = kept(state, '.arrow').map((name) => dirname(name));
    const outside = join(folder, 'outside');
    for (const name of ['tmp', 'sweeps', 'inputs', dirname(counts)]) {
      const place = join(outside, name);
      mkdirSync(dirname(place), { recursive: true });
      renameSync(join(state, name), place);
      symlinkSync(place, join(state, name));
      writeFileSync(join(place, `.syslog-sweep-00000000-1-${'0'.repeat(16)}.tmp`), 'half');
      for (const below of readdirSync(place, { recursive: true, encoding: 'utf8' }))
        utimesSync(join(place, below), 1, 1);
    }
    const before = contents(outside);
    const again = await sweep('-i');
    t.is(again.code, 0);
    t.deepEqual(again.stdout, expected.stdout);
    t.regex(again.stderr, /^syslog-sweep: Nothing more is kept in the state folder ".*": [^\n]*\(ELOOP\)[^\n]*\n$/);
    // Where there is a place for new files, the others are told one by one: counts, the card of the other input, the sweep.
    rmSync(join(state, 'tmp'));
    const third = await sweep('-i');
    t.deepEqual(third.stdout, expected.stdout);
    t.is(third.stderr.match(/cannot be kept: something else stands in its place; remove that$/gm)?.length, 3);
    await syslogSweep(['state', 'prune', state, '--older-than', '1d']);
    t.deepEqual(contents(outside), before);
  });
}

test('a sweep that gave no report is not the latest, and its counts are kept', async (t) => {
  const { folder, state, sweep, report } = archive(t);
  const first = await sweep();
  writeFileSync(join(folder, 'in', 'c.gz'), Buffer.from('1f8b08000000000000030000', 'hex'));
  const strict = await sweep('--strict', '-i');
  t.is(strict.code, 2);
  const ended = await report();
  t.is(ended.code, 0, ended.stderr);
  t.deepEqual(ended.stdout, first.stdout);
  t.deepEqual(readdirSync(join(state, 'tmp')), []);
  t.is(kept(state, '.arrow').length, 5);
  await sweep('-i');
  t.is(sweepsIn(state).length, 2);
});

test('a sweep whose output could not be written is not the latest', async (t) => {
  const { folder, state, sweep, report } = archive(t);
  const first = await sweep();
  const output = join(folder, 'out.json');
  // The place is free when the sweep begins, and taken when the report is to be put there.
  const swept = await syslogSweep(
    [join(folder, 'in'), '-', ...question, '-i', '--state', state, '-o', output, '--print', 'none'],
    {
      input: { kind: 'pipe' },
      async meanwhile(child) {
        while (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        mkdirSync(join(output, 'below'), { recursive: true });
        child.stdin?.end('x');
      },
    },
  );
  t.is(swept.code, 2, swept.stderr);
  t.deepEqual((await report()).stdout, first.stdout);
  t.deepEqual(readdirSync(join(state, 'tmp')), []);
});

if (existsSync('/dev/full')) {
  test('a sweep whose report could not be printed is not the latest', async (t) => {
    const { folder, state, sweep, report } = archive(t);
    const first = await sweep();
    const script = 'exec "$0" "$@" > /dev/full';
    const args = [mainPath, join(folder, 'in'), ...question, '-i', '--state', state, '--print', 'json'];
    const swept = spawnSync('sh', ['-c', script, process.execPath, ...args], { encoding: 'utf8' });
    t.is(swept.status, 2, swept.stderr);
    t.deepEqual((await report()).stdout, first.stdout);
    t.deepEqual(readdirSync(join(state, 'tmp')), []);
  });
}

test('the manifest of one sweep under the name of another is damaged, and written anew', async (t) => {
  const { state, sweep, report } = archive(t);
  await sweep();
  const second = await sweep('-i');
  const [older, latest] = sweepsIn(state);
  cpSync(older?.path ?? '', latest?.path ?? '');
  t.is((await report()).code, 1);
  t.is((await report('--run', latest?.id ?? '')).code, 2);
  t.deepEqual((await sweep('-i')).stdout, second.stdout);
  const ended = await report();
  t.is(ended.code, 0, ended.stderr);
  t.deepEqual(ended.stdout, second.stdout);
});

test('a source of a report that is none is told as what it is', async (t) => {
  const { folder, state } = archive(t);
  const [none, file, input, empty] = ['none', 'in/a.log', 'in', 'empty'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  mkdirSync(empty);
  const quoted = (path: string) => quote(path);
  for (const [args, message] of [
    [['report', none], `Expected a state folder or a JSON report, got ${quoted(none)}, which does not exist`],
    [
      ['report', none, '--run', 'x'],
      `Expected a state folder beside the \`--run\` option, got ${quoted(none)}, which does not exist`,
    ],
    [
      ['report', file, '--memory', '1GB'],
      `Expected a state folder beside the \`--memory\` option, got ${quoted(file)}, which is a file`,
    ],
    [
      ['report', input],
      `Expected a state folder, got ${quoted(input)}, which holds "a.log"; name the one that was given to --state`,
    ],
    [
      ['state', 'list', input],
      `Expected a state folder, got ${quoted(input)}, which holds "a.log"; name the one that was given to --state`,
    ],
    [['state', 'verify', none], `Expected a state folder, got ${quoted(none)}, which does not exist`],
    [['state', 'prune', file, '--older-than', '1d'], `Expected a state folder, got ${quoted(file)}, which is a file`],
    [['report', empty], `No sweep is kept in the state folder ${quoted(empty)}; sweep with --state first`],
  ] as const) {
    const { code, stdout, stderr } = await syslogSweep(args);
    t.is(stderr, `syslog-sweep: ${message}\n`);
    t.is(code, 2);
    t.is(stdout.length, 0);
  }
  t.false(existsSync(state));
});

test('a folder of a newer version is told as that, however it is sealed, and left alone', async (t) => {
  const { state, sweep, report } = archive(t);
  await sweep();
  const marker = join(state, 'syslog-sweep-state.json');
  const advice = 'use the version that made it';
  for (const [text, doubt] of [
    [sealJson({ schema: 'syslog-sweep/state@2' }), ''],
    ['{"schema":"syslog-sweep/state@2","blake3":"00"}\n', `; or, if none has, remove ${quote(marker)}`],
    ['{ "sealed": {}, "schema" : "syslog-sweep/state@12" }', `; or, if none has, remove ${quote(marker)}`],
  ] as const) {
    writeFileSync(marker, text);
    const before = contents(state);
    const version = /state@\d+/.exec(text)?.[0];
    const told = `The state folder ${quote(state)} is of a newer version ("syslog-sweep/${version}", this one knows "syslog-sweep/state@1")`;
    for (const ended of [
      await report(),
      await syslogSweep(['state', 'list', state]),
      await syslogSweep(['state', 'verify', state]),
      await syslogSweep(['state', 'prune', state, '--older-than', '0d']),
    ]) {
      t.is(ended.stderr, `syslog-sweep: ${told}; ${advice}${doubt}\n`);
      t.is(ended.code, 2);
    }
    const swept = await sweep();
    t.is(swept.code, 0);
    t.is(swept.stderr, `syslog-sweep: ${told}; it is neither used nor changed; ${advice}${doubt}\n`);
    t.deepEqual(contents(state), before);
  }
});

test('what cannot be pruned is told, and the rest goes', async (t) => {
  const { state, sweep } = archive(t);
  await sweep();
  await sweep('-i');
  const [blocked = '', ...others] = kept(state, '.arrow');
  // Also the superuser removes no folder as a file: what cannot be removed is a sweep that is one.
  const [older, latest] = sweepsIn(state);
  rmSync(older?.path ?? '');
  mkdirSync(older?.path ?? '');
  writeFileSync(join(older?.path ?? '', 'below'), '');
  for (const name of readdirSync(state, { recursive: true, encoding: 'utf8' })) utimesSync(join(state, name), 1, 1);
  const { code, stdout, stderr } = await syslogSweep(['state', 'prune', state, '--older-than', '90d']);
  t.is(code, 1);
  t.regex(stdout.toString(), /^removed 1 sweep, 7 files, [\d,]+ bytes; 1 file could not be removed\n$/);
  t.regex(stderr, new RegExp(`^syslog-sweep: The kept file "\\S+${older?.id}\\.json" cannot be removed: [^\\n]+\\n$`));
  for (const name of [blocked, ...others]) t.false(existsSync(join(state, name)));
  t.false(existsSync(latest?.path ?? ''));
});

test('a copy of a state folder answers as the folder does', async (t) => {
  const { state, sweep, report } = archive(t);
  const swept = await sweep();
  cpSync(state, `${state}-copy`, { recursive: true });
  rmSync(state, { recursive: true });
  renameSync(`${state}-copy`, state);
  t.deepEqual((await report()).stdout, swept.stdout);
});
