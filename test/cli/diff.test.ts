// The command `diff`, from files to exit codes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { renderJson } from '../../src/render/json.ts';
import type { Report } from '../../src/types.ts';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';
import { tell } from '../src/diff/reports.ts';

const old = tell({ counts: { a: 20, b: 5 } });
const now = tell({ counts: { a: 20, b: 5, c: 1 } });
const damaged = tell({ counts: { a: 20 }, problems: 1 });
const cut = tell({ counts: { a: 20, b: 5 }, top: 1 });

test('two reports of sweeps are compared', async (t) => {
  const folder = folderWith(t, {
    'one.log': 'x inside:10.1.1.5/53 y\n',
    'two.log': 'x inside:10.1.1.5/53 y\nx inside:10.1.1.50/53 y\n',
  });
  for (const name of ['one', 'two']) {
    const { code } = await syslogSweep([`${name}.log`, '-k', 'inside:{src:ip}/', '-o', `${name}.json`], {
      cwd: folder,
    });
    t.is(code, 0);
  }
  const { code, stdout, stderr } = await syslogSweep(['diff', 'one.json', 'two.json', '--print', 'csv'], {
    cwd: folder,
  });
  t.is(stderr, '');
  t.is(code, 0);
  t.is(
    stdout.toString(),
    'change,certain,rule,count,least,most,first_seen,src\r\nnew,yes,cli,1,0,0,two.json,10.1.1.50\r\n',
  );
});

test('outputs and standard output tell the same', async (t) => {
  const folder = withReports(t, { old, now });
  const names = ['d.txt', 'd.json', 'd.csv'];
  const args = ['diff', 'old.json', 'now.json', ...names.flatMap((name) => ['-o', name])];
  for (const [index, print] of ['text', 'json', 'csv'].entries()) {
    const { code, stdout } = await syslogSweep([...args, '--print', print], { cwd: folder });
    t.is(code, 0);
    t.is(readFileSync(join(folder, names[index] ?? ''), 'utf8'), stdout.toString());
  }
  const { stdout } = await syslogSweep([...args, '--print', 'none'], { cwd: folder });
  t.is(stdout.length, 0);
});

test('the last report is compared with all before it', async (t) => {
  const folder = withReports(t, { one: tell({ counts: { a: 20 } }), two: tell({ counts: { b: 5 } }), now });
  const { stdout } = await syslogSweep(['diff', 'one.json', 'two.json', 'now.json', '--print', 'csv'], { cwd: folder });
  t.deepEqual(stdout.toString().split('\r\n').slice(1), ['new,yes,dns,1,0,0,now.json,c', '']);
});

test('exit codes: compared, problems before new keys, new keys, also perhaps new ones', async (t) => {
  const folder = withReports(t, { old, now, damaged, cut });
  const codeOf = async (...args: string[]) => (await syslogSweep(['diff', ...args], { cwd: folder })).code;
  t.is(await codeOf('old.json', 'now.json'), 0);
  t.is(await codeOf('old.json', 'now.json', '--fail-on-new'), 3);
  t.is(await codeOf('now.json', 'old.json', '--fail-on-new'), 0);
  t.is(await codeOf('damaged.json', 'now.json', '--fail-on-new'), 1);
  t.is(await codeOf('old.json', 'damaged.json'), 1);
  t.is(await codeOf('cut.json', 'old.json', '--fail-on-new'), 3);
});

test('doubts stand on standard error too', async (t) => {
  const folder = withReports(t, { old, damaged });
  const { stdout, stderr } = await syslogSweep(['diff', 'old.json', 'damaged.json'], { cwd: folder });
  const doubt = 'Something is missing from the inputs of damaged.json: what is gone or down may be so for that alone.';
  t.is(stderr, `syslog-sweep: ${doubt}\n`);
  t.true(stdout.toString().includes('1 key is perhaps gone'));
  t.true(stdout.toString().endsWith(`\n${doubt}\n`));
});

test('thresholds can be set', async (t) => {
  const folder = withReports(t, { old, now: tell({ counts: { a: 50, b: 11 } }) });
  const rows = async (...args: string[]) => {
    const { stdout } = await syslogSweep(['diff', 'old.json', 'now.json', '--print', 'csv', ...args], { cwd: folder });
    return stdout.toString().split('\r\n').slice(1, -1);
  };
  t.deepEqual(await rows(), []);
  t.deepEqual(await rows('--up', '2.5x', '--min', '20'), ['up,yes,dns,50,20,20,old.json,a']);
  t.deepEqual(await rows('--up', '2', '--min', '0'), [
    'up,yes,dns,50,20,20,old.json,a',
    'up,yes,dns,11,5,5,old.json,b',
  ]);
});

test('what is wrong with the request is told, and nothing is written', async (t) => {
  const smtp = tell({ counts: { a: 1 }, rule: { id: 'smtp' } });
  const folder = withReports(t, { old, now, smtp });
  const told = async (...args: string[]) => {
    const { code, stdout, stderr } = await syslogSweep(['diff', ...args], { cwd: folder });
    t.is(code, 2, stderr);
    t.is(stdout.length, 0);
    return stderr;
  };
  t.regex(await told('old.json'), /^syslog-sweep: Expected two reports at least, the older one first, got one/);
  t.regex(await told('old.json', 'none.json'), /The report "none\.json" cannot be read: no such file/);
  t.regex(
    await told('old.json', 'now.json', '--up', '1x'),
    /Expected the `--up` option to be a factor over 1, as 3x, got "1x"/,
  );
  t.regex(
    await told('old.json', 'now.json', '--min', '-1'),
    /Expected the `--min` option to be an integer from 0, got "-1"/,
  );
  t.regex(
    await told('old.json', 'now.json', '--print', 'cvs'),
    /one of text, json, csv, none, got "cvs"; did you mean "csv"\?/,
  );
  t.regex(
    await told('old.json', 'now.json', '-o', 'd.html'),
    /Expected the `--output` option to be a file ending in \.txt, \.json or \.csv/,
  );
  t.regex(
    await told('old.json', 'smtp.json'),
    /Expected reports with a rule in common; the last one has "smtp", the others "dns"/,
  );
});

function withReports(t: ExecutionContext, reports: Readonly<Record<string, Report>>): string {
  const files = Object.entries(reports).map(([name, report]) => [`${name}.json`, [...renderJson(report, {})].join('')]);
  return folderWith(t, Object.fromEntries(files));
}
