// Standard output and standard error: raw into pipes and files, harmless on a terminal.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { mainPath, run, syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const manyKeys = Array.from({ length: 200_000 }, (_, i) => `key-${i} /53 \n`).join('');

test('a reader that goes away ends it quietly', async (t) => {
  const folder = folderWith(t, { 'a.log': manyKeys });
  const args = [mainPath, folder, '-k', 'key-{int} ', '--print', 'csv'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const first = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.once('close', resolve));
  t.true(first.toString().startsWith('rule,rank,count,share,'));
  t.is(told, '');
  t.is(code, 0);
});

if (existsSync('/usr/bin/perl')) {
  test('a pipe that takes no more for now gets all the same', async (t) => {
    const folder = folderWith(t, { 'a.log': manyKeys });
    const args = [mainPath, folder, '-k', 'key-{int} ', '--print', 'csv'];
    const impatient = 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK) or die; exec @ARGV';
    const waiting = await run(process.execPath, args);
    const { code, stdout, stderr } = await run('/usr/bin/perl', ['-e', impatient, process.execPath, ...args]);
    t.is(stderr, '');
    t.is(code, 0);
    t.true(stdout.equals(waiting.stdout));
    t.is(stdout.toString().split('\n').length, 200_002);
  });
}

if (existsSync('/dev/full')) {
  const full = 'syslog-sweep: Standard output cannot be written: no space left on device (ENOSPC)\n';

  test('a full disk behind standard output is a mistake, not a stack', async (t) => {
    const folder = folderWith(t, { 'a.log': manyKeys });
    const script = 'exec "$0" "$@" > /dev/full';
    for (const format of ['text', 'csv']) {
      const args = [process.execPath, mainPath, folder, '-k', 'key-{int} ', '--print', format];
      const { code, stderr } = await run('sh', ['-c', script, ...args]);
      t.is(code, 2);
      t.is(stderr, full);
    }
  });

  test('help and version on a full disk are a mistake too', async (t) => {
    for (const args of [['--help'], ['--version'], ['sweep', '--help'], ['state', '--help']]) {
      const { code, stderr } = await run('sh', [
        '-c',
        'exec "$0" "$@" > /dev/full',
        process.execPath,
        mainPath,
        ...args,
      ]);
      t.is(code, 2, args.join(' '));
      t.is(stderr, full);
    }
  });
}

test('progress is shown on a terminal, or when it is asked for', async (t) => {
  const folder = folderWith(t, { 'a.log': manyKeys });
  t.is((await syslogSweep([folder])).stderr, '');
  t.true((await syslogSweep([folder, '--progress'])).stderr.includes('100%'));
});

/** Moves the cursor, rings, colours, turns the direction of writing. */
const hostile = '\x1b[31m\x07\x9b2J\u202e\x7f';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const acting = /[\0-\x08\x0b-\x1f\x7f\x9b\u202e]/;

const hostileFiles = {
  [`${hostile.replaceAll('\x9b', '\u009b')}.log`]: Buffer.from(
    `key ${hostile} end\nkey \x1b]0;title\x07 end\n`,
    'utf8',
  ),
  'raw.log': Buffer.from('key \x1b[2J\xff\x9b31m end\n', 'latin1'),
  [`cut${hostile.replaceAll('\x9b', '\u009b')}`]: Buffer.from('1f8b08', 'hex'),
};
const hostileRules = `version: 1
rules:
  - id: evil
    title: "a \\e[31m title \\u202e"
    why: "because \\a"
    match: { all: ["key"] }
    key: "key {any} end"
`;

if (process.platform === 'linux' && existsSync('/usr/bin/script')) {
  test('on a terminal, neither names nor keys nor titles act', async (t) => {
    const folder = folderWith(t, hostileFiles);
    const rules = join(folderWith(t, { 'rules.yaml': hostileRules }), 'rules.yaml');
    for (const print of ['text', 'csv', 'json', 'ndjson', 'uniq']) {
      const words = [process.execPath, mainPath, folder, '--rules', rules, '--print', print, '--no-progress'];
      const line = words.map((word) => `'${word}'`).join(' ');
      const { stdout, code } = await run('script', ['-qec', line, '/dev/null']);
      const shown = stdout.toString('utf8').replace(/\r+\n/g, '\n');
      t.is(code, 1, print);
      t.true(shown.includes('title'), print);
      t.notRegex(shown, acting, print);
      // A lone byte over 127 is no UTF-8, and may be a control character to an old terminal.
      t.notRegex(stdout.toString('latin1'), /\xff/, print);
    }
  });

  test('on a terminal, progress is shown and the cursor comes back', async (t) => {
    const folder = folderWith(t, { 'a.log': manyKeys });
    const { stdout } = await run('script', ['-qec', `'${process.execPath}' '${mainPath}' '${folder}'`, '/dev/null']);
    const shown = stdout.toString();
    t.true(shown.includes('100%'));
    t.true(shown.lastIndexOf('\x1b[?25h') > shown.lastIndexOf('\x1b[?25l'));
  });
}

test('into a pipe, keys go as they are', async (t) => {
  const folder = folderWith(t, { 'raw.log': hostileFiles['raw.log'] ?? '' });
  const { stdout } = await syslogSweep([folder, '-k', 'key {any} end', '--print', 'uniq']);
  t.is(stdout.toString('latin1'), '      1 \x1b[2J\xff\x9b31m\n');
});
