// Where a report goes, and what the exit code says of it.

import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { type Ended, syslogSweep } from '../helpers/command.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

const log = 'a inside:10.1.1.5/53 x\nb inside:10.1.1.50/53 x\nc inside:10.1.1.5/53 x\n';
const question = ['-e', '/53 ', '-k', 'inside:{src:ip}/'];
const rows = ['rule,rank,count,share,src', 'cli,1,2,0.666667,10.1.1.5', 'cli,2,1,0.333333,10.1.1.50', ''].join('\r\n');

function ask(t: ExecutionContext, args: readonly string[]): Promise<Ended> {
  return syslogSweep([folderWith(t, { 'a.log': log }), ...question, ...args]);
}

test('several outputs and standard output tell the same', async (t) => {
  const out = folderWith(t, {});
  const paths = ['a.csv', 'a.json', 'a.ndjson', 'a.txt'].map((name) => join(out, name));
  const { code, stdout, stderr } = await ask(t, [...paths.flatMap((path) => ['-o', path]), '--print', 'csv']);
  t.is(code, 0);
  t.is(stderr, '');
  t.is(stdout.toString(), rows);
  const [csv = '', json = '', ndjson = '', text = ''] = paths.map((path) => readFileSync(path, 'utf8'));
  t.is(csv, rows);
  t.deepEqual(JSON.parse(json).rules[0].ranking[0], { rank: 1, key: { src: '10.1.1.5' }, count: 2, share: 0.666667 });
  t.is(ndjson.split('\n').length, 3);
  t.true(text.includes('10.1.1.50'));
  t.is(readdirSync(out).length, 4);
});

test('--print none prints nothing', async (t) => {
  const { code, stdout } = await ask(t, ['--print', 'none']);
  t.is(code, 0);
  t.is(stdout.length, 0);
});

test('an output that cannot be written is told before anything is read', async (t) => {
  // An input that would be a problem: nothing is said of it.
  const input = join(folderWith(t, { 'a.gz': gzipSync(log).subarray(0, 20) }), 'a.gz');
  const nowhere = join(folderWith(t, {}), 'no', 'such', 'folder', 'a.json');
  const { code, stdout, stderr } = await syslogSweep([input, ...question, '-o', nowhere]);
  t.is(code, 2);
  t.is(stdout.length, 0);
  t.regex(
    stderr,
    /^syslog-sweep: Cannot write ".*a\.json": no such file or directory \(ENOENT\); make its folder first/,
  );
  t.is(stderr.split('\n').length, 2);
});

test('one file for two outputs is a mistake, and neither is written', async (t) => {
  const out = folderWith(t, {});
  for (const other of [join(out, 'a.csv'), `${out}/./a.csv`]) {
    const { code, stderr } = await ask(t, ['-o', join(out, 'a.csv'), '-o', other]);
    t.is(code, 2);
    t.regex(stderr, /^syslog-sweep: Expected every output to be a file of its own/);
  }
  t.deepEqual(readdirSync(out), []);
});

test('an output of an unknown kind is a mistake that tells the known ones', async (t) => {
  const { code, stderr } = await ask(t, ['-o', 'report.jsn']);
  t.is(code, 2);
  t.is(
    stderr,
    'syslog-sweep: Expected the `--output` option to be a file ending in .txt, .json, .ndjson or .csv, got "report.jsn"; did you mean ".json"?\n',
  );
});

test('outputs among the inputs are no inputs, however often it is run, also through a link', async (t) => {
  const folder = folderWith(t, { 'a.log': log, 'old.txt': log });
  if (!isWindows) symlinkSync('old.txt', join(folder, 'link.txt'));
  const outputs = ['a.csv', isWindows ? 'old.txt' : 'link.txt'].flatMap((name) => ['-o', join(folder, name)]);
  const stats = ['--stats', join(folder, 'stats.json')];
  for (let run = 0; run < 2; run++) {
    const { code, stdout } = await syslogSweep([folder, ...question, ...outputs, ...stats, '--print', 'csv']);
    t.is(code, 0);
    t.is(stdout.toString(), rows);
  }
  t.true(readFileSync(join(folder, 'old.txt'), 'utf8').includes('10.1.1.50'));
  t.is(JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8')).inputs, 1);
});

test('--dry-run reads and writes nothing', async (t) => {
  const out = join(folderWith(t, {}), 'a.json');
  const { code, stdout, stderr } = await ask(t, ['--dry-run', '-o', out]);
  t.is(code, 0);
  t.is(stderr, '');
  t.true(stdout.toString().includes('inside:{src:ip}/'));
  t.false(existsSync(out));
});

test('--strict: with a problem there is no report, on paper or screen', async (t) => {
  const folder = folderWith(t, { 'a.log': log, 'b.gz': gzipSync(log).subarray(0, -9) });
  const out = folderWith(t, {});
  const args = [folder, ...question, '--strict', '-o', join(out, 'a.json')];
  const { code, stdout, stderr } = await syslogSweep(args);
  t.is(code, 2);
  t.is(stdout.length, 0);
  t.deepEqual(readdirSync(out), []);
  t.regex(stderr, /^syslog-sweep: truncated: .*\nsyslog-sweep: No report: with --strict, a problem with any input/);
  t.is((await ask(t, ['--strict'])).code, 0);
});

test('--fail-on-findings: 3 if anything is left in a ranking, 0 if not, and 1 goes before 3', async (t) => {
  const fail = '--fail-on-findings';
  t.is((await ask(t, [fail])).code, 3);
  t.is((await ask(t, [fail, '--print', 'none'])).code, 3);
  t.is((await ask(t, [fail, '--min', '3'])).code, 0);
  t.is((await ask(t, [fail, '--allow', '10.1.1.0/24'])).code, 0);
  t.is((await ask(t, [fail, join('no', 'such', 'input')])).code, 1);
});

const mistakes: Readonly<Record<string, readonly [args: readonly string[], message: RegExp]>> = {
  'a number of threads that is none': [
    ['--jobs', 'x'],
    /^syslog-sweep: Expected the `--jobs` option to be a positive integer, got "x"\n$/,
  ],
  'a format that does not exist': [
    ['--print', 'jsno'],
    /`--print` option to be one of .*, got "jsno"; did you mean "json"\?/,
  ],
  'an option that does not exist': [['--jbos', '3'], /unknown option '--jbos'[\s\S]*--jobs/],
  'an escape that does not exist': [['-x', '\\d'], /unknown escape/],
  'two keys': [
    ['--field', '3'],
    /^syslog-sweep: Expected one of the options `--by`, `--key` or `--field`, got `--key` and `--field`\n$/,
  ],
  'a list that does not exist': [['--allow', '@servers'], /@?servers/],
  'a rule pack that does not exist': [['--rules', 'dns'], /There is no rule pack "dns"/],
};

for (const [title, [args, message]] of Object.entries(mistakes)) {
  test(`a mistake: ${title}`, async (t) => {
    const { code, stdout, stderr } = await ask(t, args);
    t.is(code, 2);
    t.is(stdout.length, 0);
    t.regex(stderr, message);
    t.false(stderr.includes('    at '), stderr);
  });
}

test('mistakes of a rule file are told all at once, with line and suggestion', async (t) => {
  const rules = 'version: 1\nrules:\n  - id: one\n    mach: { all: [x] }\n  - id: one\n    key: "{ipp}"\n';
  const folder = folderWith(t, { 'rules.yaml': rules, 'a.log': log });
  const path = join(folder, 'rules.yaml');
  const { code, stdout, stderr } = await syslogSweep([join(folder, 'a.log'), '--rules', path]);
  t.is(code, 2);
  t.is(stdout.length, 0);
  t.true(stderr.includes(`${path}:4`) && stderr.includes('"match"'), stderr);
  t.true(stderr.includes(`${path}:5`), stderr);
  t.true(stderr.includes(`${path}:6`) && stderr.includes('ip'), stderr);
});
