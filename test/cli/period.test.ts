// Lines of a time, through the built command: those that have none are left out, and it is said how many.

import { join } from 'node:path';
import test from 'ava';
import type { Report } from '../../src/types.ts';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const log = [
  '2014-07-03 10:00:00 host a',
  '2014-07-03 12:00:00 host b',
  'no time, host a',
  'no time, host c',
  'no time, and something else',
  '0026-07-03 12:00:00 host d',
].join('\n');

async function reportOf(args: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await syslogSweep([...args, '--print', 'json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.toString());
}

function totals({ rules }: Report): readonly object[] {
  return rules.map(({ matchedLines, undatedLines }) => ({ matchedLines, undatedLines }));
}

test('lines without a time are counted, where one is asked for, and only there', async (t) => {
  const file = join(folderWith(t, { 'a.log': log }), 'a.log');
  const question = [file, '-e', 'host ', '-k', 'host {word}'];
  t.deepEqual(totals(await reportOf([...question, '--since', '2014-07-03T11:00'])), [
    { matchedLines: 1, undatedLines: 3 },
  ]);
  t.deepEqual(totals(await reportOf([...question, '--until', '2014-07-03'])), [{ matchedLines: 0, undatedLines: 3 }]);
  t.deepEqual(totals(await reportOf([...question, '--since', '2014-07-03', '--exclude', 'no time'])), [
    { matchedLines: 2, undatedLines: 1 },
  ]);
  t.false('undatedLines' in ((await reportOf(question)).rules[0] ?? {}));
});

test('the text says how many, also of a rule that ranks nothing', async (t) => {
  const folder = folderWith(t, {
    'a.log': log,
    'r.yaml': `version: 1
rules:
  - { id: some, match: { all: ["host "] }, key: "host {word}" }
  - { id: undated, match: { all: ["no time"] } }
  - { id: none, match: { all: ["nothing holds this"] } }`,
  });
  const file = join(folder, 'a.log');
  const one = await syslogSweep([file, '-e', 'host ', '--since', '2014-07-03']);
  t.regex(
    one.stdout.toString(),
    /^2 lines matched: 2 counted, 0 without a key; 3 more lines left out for want of a time$/m,
  );
  const many = (await syslogSweep([file, '-r', join(folder, 'r.yaml'), '--since', '2014-07-03'])).stdout.toString();
  t.regex(many, /^1 rule matched no line: none$/m);
  t.regex(many, /^ {2}undated: 3 lines left out for want of a time$/m);
  const all = await syslogSweep([file, '-e', 'host ']);
  t.false(all.stdout.includes('want of a time'));
});

test('they add up over shards, kept counts and reports', async (t) => {
  const folder = folderWith(t, { 'in/a.log': log, 'in/b.log': log });
  const question = ['-e', 'host ', '--since', '2014-07-03'];
  const whole = totals(await reportOf([join(folder, 'in'), ...question]));
  t.deepEqual(whole, [{ matchedLines: 4, undatedLines: 6 }]);
  const kept = [join(folder, 'in'), ...question, '--state', join(folder, 'state')];
  t.deepEqual(totals(await reportOf(kept)), whole);
  t.deepEqual(totals(await reportOf(kept)), whole);
  t.deepEqual(totals(await reportOf(['report', join(folder, 'state')])), whole);
  const parts = ['a', 'b'].map((name) => join(folder, `${name}.json`));
  for (const name of ['a', 'b']) {
    await syslogSweep([join(folder, `in/${name}.log`), ...question, '-o', join(folder, `${name}.json`)]);
  }
  t.deepEqual(totals(await reportOf(['report', ...parts])), whole);
});
