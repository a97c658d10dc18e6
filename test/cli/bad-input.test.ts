// What is wrong with an input is told, with a number, and the other inputs are counted as if it were not there.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import type { Report } from '../../src/types.ts';
import { type CommandOptions, mainPath, run, syslogSweep } from '../helpers/command.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';
import { claimingWindow, frame } from '../helpers/zstd-frames.ts';

const log = 'a inside:10.1.1.5/53 x\nb inside:10.1.1.50/53 x\nc inside:10.1.1.5/53 x\nd outside:10.1.1.5/80 x\n';
const question = ['-e', '/53 ', '-k', 'inside:{ip}/'];
const lines = (count: number) => 'e inside:::/53 y\n'.repeat(count);

interface Answer {
  readonly code: number;
  readonly stderr: string;
  readonly stdout: string;
}

async function ask(args: readonly string[], options: CommandOptions = {}): Promise<Answer> {
  const { code, stdout, stderr } = await syslogSweep([...args, ...question, '--print', 'json'], options);
  return { code, stderr, stdout: stdout.toString() };
}

function reportOf({ stdout }: Answer): Report {
  return JSON.parse(stdout);
}

/** Key → count of the only rule. */
function ranking(answer: Answer): Readonly<Record<string, number>> {
  return Object.fromEntries(reportOf(answer).rules[0]?.ranking.map(({ key, count }) => [key.key, count]) ?? []);
}

const good = { '10.1.1.5': 2, '10.1.1.50': 1 };

test('nothing is wrong: exit code 0, and not a word on standard error', async (t) => {
  const answer = await ask([folderWith(t, { 'a.log': log, 'b.gz': gzipSync(log) })]);
  t.is(answer.code, 0);
  t.is(answer.stderr, '');
  t.deepEqual(ranking(answer), { '10.1.1.5': 4, '10.1.1.50': 2 });
  t.deepEqual(reportOf(answer).coverage, {
    inputs: { found: 2, complete: 2, damaged: 0, unreadable: 0 },
    storedBytes: log.length + gzipSync(log).length,
    scannedBytes: 2 * log.length,
    lines: 8,
    problems: [],
  });
});

const stored = frame([lines(100), lines(200)], { checksum: true }).stored;
const wrongSum = Buffer.from(gzipSync(lines(100)));
wrongSum.writeUInt8(wrongSum.readUInt8(wrongSum.length - 6) ^ 1, wrongSum.length - 6);

/** Per damage: the file, and reason, a part of the message, and lines that are counted all the same. */
const damaged: Readonly<Record<string, readonly [content: Buffer, reason: string, message: RegExp, lines: number]>> = {
  'a gzip file cut in its second member': [
    Buffer.concat([gzipSync(lines(100)), gzipSync(lines(200))]).subarray(0, -8),
    'truncated',
    /inside member 2/,
    300,
  ],
  'a gzip file whose second member is broken': [
    Buffer.concat([gzipSync(lines(100)), gzipSync('').subarray(0, 10), Buffer.alloc(99, 0xff)]),
    'corrupt',
    /member 2 .* is broken/,
    100,
  ],
  'a gzip file with a wrong checksum': [wrongSum, 'corrupt', /content is unproven/, 100],
  'a gzip file with other bytes behind it': [
    Buffer.concat([gzipSync(lines(100)), Buffer.from('text')]),
    'corrupt',
    /4 bytes after the last member are not gzip/,
    100,
  ],
  'a zstd file cut in its second block': [stored.subarray(0, -8), 'truncated', /inside a block/, 100],
  'a zstd file with a wrong checksum': [
    Buffer.concat([stored.subarray(0, -1), Buffer.from([stored.readUInt8(stored.length - 1) ^ 1])]),
    'corrupt',
    /content is unproven/,
    300,
  ],
  'a zstd file with other bytes behind it': [
    Buffer.concat([stored, Buffer.from('text')]),
    'corrupt',
    /4 bytes at byte .* are not zstd/,
    300,
  ],
};

for (const [title, [content, reason, message, count]] of Object.entries(damaged)) {
  test(`${title} beside a good one`, async (t) => {
    const folder = folderWith(t, { 'a.log': log, bad: content });
    const answer = await ask([folder]);
    t.is(answer.code, 1);
    t.deepEqual(ranking(answer), { ...good, '::': count });
    const { inputs, problems } = reportOf(answer).coverage;
    t.deepEqual(inputs, { found: 2, complete: 1, damaged: 1, unreadable: 0 });
    t.like(problems, [{ path: join(folder, 'bad'), reason, lines: count }]);
    t.is(problems.length, 1);
    t.regex(problems[0]?.message ?? '', message);
    t.is(answer.stderr.split('\n').length, 2);
    t.true(answer.stderr.startsWith(`syslog-sweep: ${reason}: ${join(folder, 'bad')}: ${problems[0]?.message}`));
  });
}

const unsupported: Readonly<Record<string, string>> = {
  xz: 'fd377a585a000004',
  bzip2: '425a6839314159265359',
  zip: '504b0304140000000800',
  '7z': '377abcaf271c0004',
};

test('what nobody here decodes is named with its format, and no byte of it is counted', async (t) => {
  const files = Object.entries(unsupported).map(([format, head]) => [
    `${format}.gz`,
    Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(log)]),
  ]);
  const folder = folderWith(t, { ...Object.fromEntries(files), 'a.log': log, twice: gzipSync(gzipSync(log)) });
  const answer = await ask([folder]);
  t.is(answer.code, 1);
  t.deepEqual(ranking(answer), good);
  const { inputs, problems } = reportOf(answer).coverage;
  t.deepEqual(inputs, { found: 6, complete: 1, damaged: 0, unreadable: 5 });
  t.true(problems.every(({ reason, scannedBytes }) => reason === 'unsupported' && scannedBytes === 0));
  for (const format of Object.keys(unsupported)) t.true(answer.stderr.includes(`${format} is not supported`));
  const alone = await ask([join(folder, 'xz.gz')]);
  t.is(alone.code, 1);
  t.deepEqual(ranking(alone), {});
});

if (!isWindows) {
  test('links to nothing and to themselves are problems, and the rest is counted', async (t) => {
    const folder = folderWith(t, { 'a.log': log });
    symlinkSync('gone', join(folder, 'dangling'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('.', join(folder, 'here'));
    const answer = await ask([folder]);
    t.is(answer.code, 1);
    t.deepEqual(ranking(answer), good);
    const { problems, inputs } = reportOf(answer).coverage;
    t.deepEqual(inputs, { found: 3, complete: 1, damaged: 0, unreadable: 2 });
    t.deepEqual(
      problems.map(({ path, reason }) => [path, reason]),
      [
        [join(folder, 'dangling'), 'unreadable'],
        [join(folder, 'loop'), 'unreadable'],
      ],
    );
    // Followed, a directory within itself is still read once.
    t.deepEqual(ranking(await ask([folder, '--follow'])), good);
  });

  test('a pipe that is named is read as a stream; one met in a directory is left out', async (t) => {
    const folder = folderWith(t, { 'a.log': log });
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    t.deepEqual(ranking(await ask([folder])), good);
    const feed = async () => {
      const writer = await open(pipe, 'w');
      await writer.writeFile(gzipSync(lines(7)));
      await writer.close();
    };
    const answer = await ask([pipe, join(folder, 'a.log')], { meanwhile: feed });
    t.is(answer.code, 0);
    t.deepEqual(ranking(answer), { ...good, '::': 7 });
  });

  test('a directory behind standard input is a problem, not a hang', async (t) => {
    const directory = openSync(folderWith(t, {}), 'r');
    const answer = await ask(['-'], { input: { kind: 'file', file: directory } });
    closeSync(directory);
    t.is(answer.code, 1);
    t.like(reportOf(answer).coverage.problems, [{ path: '-', reason: 'unreadable', lines: 0 }]);
  });

  test('more files than may be open at once are read like a few', async (t) => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.log`, log]));
    const script = 'ulimit -n 100 && exec "$0" "$@"';
    const args = [process.execPath, mainPath, folderWith(t, files), ...question, '--print', 'csv'];
    const { code, stdout, stderr } = await run('sh', ['-c', script, ...args]);
    t.is(stderr, '');
    t.is(code, 0);
    t.true(stdout.toString().startsWith('rule,rank,count,share,key\r\ncli,1,600,'), stdout.toString());
  });
}

test('an empty file is read to its end', async (t) => {
  const answer = await ask([join(folderWith(t, { empty: '' }), 'empty')]);
  t.is(answer.code, 0);
  t.like(reportOf(answer).coverage, { inputs: { found: 1, complete: 1 }, lines: 0 });
});

test('no LF at the end, CRLF, NULs, Latin-1: all are lines', async (t) => {
  const files = {
    'no-lf': log.slice(0, -1),
    crlf: log.replaceAll('\n', '\r\n'),
    nul: log.replaceAll(' ', '\0').replaceAll('/53\0', '/53 '),
    latin1: log.replaceAll('x', '\xe9\xff'),
  };
  for (const [name, content] of Object.entries(files)) {
    const answer = await ask([join(folderWith(t, { [name]: content }), name)]);
    t.is(answer.code, 0, name);
    t.deepEqual(ranking(answer), good, name);
    t.like(reportOf(answer).coverage, { lines: 4, scannedBytes: content.length }, name);
  }
});

test('a CR before LF is no part of a key', async (t) => {
  const path = join(folderWith(t, { a: 'one\r\none\ntwo\r\rtwo\r\r\n' }), 'a');
  const { stdout } = await syslogSweep([path, '--field', '1', '--print', 'uniq']);
  t.is(stdout.toString(), '      2 one\n      1 two\r\rtwo\r\n');
});

test('an input that is not there: 1 among others, 2 alone', async (t) => {
  const folder = folderWith(t, { 'a.log': log });
  const gone = join(folder, 'gone.log');
  const among = await ask([gone, join(folder, 'a.log')]);
  t.is(among.code, 1);
  t.deepEqual(ranking(among), good);
  t.is(among.stderr, `syslog-sweep: unreadable: ${gone}: does not exist (read 0 bytes, 0 lines)\n`);
  const alone = await ask([gone]);
  t.deepEqual(alone, {
    code: 2,
    stdout: '',
    stderr: `syslog-sweep: There is no input to read:\nsyslog-sweep: ${gone}: does not exist\n`,
  });
  const below = join(folder, 'a.log', 'x');
  t.is((await ask([below, join(folder, 'a.log')])).code, 1);
  t.deepEqual(await ask([below]), {
    code: 2,
    stdout: '',
    stderr: `syslog-sweep: There is no input to read:\nsyslog-sweep: ${below}: does not exist\n`,
  });
  // No file can have such a name.
  const long = join(folder, 'x'.repeat(300));
  t.is((await ask([long, join(folder, 'a.log')])).code, 1);
  const tooLong = await ask([long, gone]);
  t.is(tooLong.code, 2);
  t.regex(tooLong.stderr, /^syslog-sweep: There is no input to read:\n.*gone\.log: does not exist\n.*xxx: /);
});

test('a glob that matches nothing: 1 among others, 2 alone', async (t) => {
  const folder = folderWith(t, { 'a.log': log });
  const among = await ask([`${folder}/*.gz`, `${folder}/*.log`]);
  t.is(among.code, 1);
  t.deepEqual(ranking(among), good);
  t.regex(among.stderr, /^syslog-sweep: unreadable: .*\*\.gz: matches no file/);
  t.is((await ask([`${folder}/*.gz`])).code, 2);
});

test('a directory without files is a mistake that tells of hidden ones', async (t) => {
  const answer = await ask([folderWith(t, { '.hidden': log })]);
  t.is(answer.code, 2);
  t.is(answer.stdout, '');
  t.regex(answer.stderr, /^syslog-sweep: Expected at least one file in .*--hidden\n$/);
});

test('standard input: a pipe, a file, compressed, named and not', async (t) => {
  const huge = claimingWindow(frame([log], { checksum: true }), 31).stored;
  for (const content of [log, gzipSync(log), frame([log], {}).stored, huge]) {
    for (const args of [[], ['-']]) {
      const answer = await ask(args, { input: { kind: 'text', text: content } });
      t.is(answer.code, 0);
      t.deepEqual(ranking(answer), good);
    }
    const file = openSync(join(folderWith(t, { input: content }), 'input'), 'r');
    t.deepEqual(ranking(await ask([], { input: { kind: 'file', file } })), good);
    closeSync(file);
  }
});

test('a cut archive through standard input keeps its whole lines', async (t) => {
  const answer = await ask(['-'], { input: { kind: 'text', text: stored.subarray(0, -8) } });
  t.is(answer.code, 1);
  t.deepEqual(ranking(answer), { '::': 100 });
  t.like(reportOf(answer).coverage.problems, [{ path: '-', reason: 'truncated', lines: 100 }]);
});

test('without an input, and with nothing behind standard input, it is a mistake', async (t) => {
  const answer = await ask([]);
  t.is(answer.code, 2);
  t.regex(answer.stderr, /^syslog-sweep: Expected an INPUT: /);
});

test('names of inputs come from a file or from standard input', async (t) => {
  const folder = folderWith(t, { 'a.log': log, 'b c.log': log });
  const names = `${join(folder, 'a.log')}\n\n${join(folder, 'b c.log')}\r\n${join(folder, 'gone')}\n`;
  const listed = join(folderWith(t, { names }), 'names');
  for (const answer of [
    await ask(['--files-from', listed]),
    await ask(['--files-from', '-'], { input: { kind: 'text', text: names } }),
  ]) {
    t.is(answer.code, 1);
    t.deepEqual(ranking(answer), { '10.1.1.5': 4, '10.1.1.50': 2 });
    t.like(reportOf(answer).coverage.problems, [{ path: join(folder, 'gone') }]);
  }
  const missing = await ask(['--files-from', join(folder, 'nowhere')]);
  t.is(missing.code, 2);
  t.regex(missing.stderr, /^syslog-sweep: The file of --files-from, ".*nowhere", cannot be read/);
});
