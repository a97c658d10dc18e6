// The manual of nightly jobs is run: its job file, the lines of its crontabs, the commands of its units.

import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { addDays } from '../../src/days.ts';
import { jobFields } from '../../src/job/job-file.ts';
import { dayIn } from '../../src/job/time-zones.ts';
import { type Ended, mainPath, run, syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const manual = readFileSync(join(projectFolder, 'docs/nightly.md'), 'utf8');
const month = join(projectFolder, 'samples/month');
const home = '/srv/sweep';

test('the job file of the manual is right, and runs over the sample', async (t) => {
  const folder = folderWith(t, { 'nightly.yaml': blockOf('nightly.yaml') });
  for (const name of ['archive', 'rules.yaml']) cpSync(join(month, name), join(folder, name), { recursive: true });
  const { code, stdout, stderr } = await syslogSweep(['run', 'nightly.yaml', '--days', '2014-07-10..2014-07-17'], {
    cwd: folder,
  });
  t.is(stderr, '');
  t.is(code, 3);
  const line = stdout.toString().trimEnd().split('\n').at(-1) ?? '';
  t.true(manual.includes(`\n    ${line}\n`), line);
});

test('the rules of the manual hide the camera through its last day, and then say so', async (t) => {
  const folder = folderWith(t, {
    'rules.yaml': blockOf('rules.yaml'),
    'a.log': 'inside:10.1.40.1/53 x\ninside:10.1.40.2/53 x\ninside:10.1.0.10/53 x\ninside:10.1.5.5/53 x\n',
  });
  const keysOn = async (...options: string[]) => {
    const args = ['a.log', '-r', './rules.yaml', '--print', 'json', ...options];
    const { stdout } = await syslogSweep(args, { cwd: folder });
    const { rules, staleAllow = [] } = JSON.parse(stdout.toString());
    return [rules[0].ranking.map(({ key }: { key: { src: string } }) => key.src), staleAllow];
  };
  const camera = { item: '10.1.40.1', list: 'cameras', until: '2014-07-27', reason: 'to be exchanged, ticket 4711' };
  t.deepEqual(await keysOn('--as-of', '2014-07-27'), [['10.1.5.5'], []]);
  t.deepEqual(await keysOn('--as-of', '2014-07-28'), [['10.1.5.5', '10.1.40.1'], [{ ...camera, why: 'expired' }]]);
  t.deepEqual(await keysOn(), [['10.1.5.5', '10.1.40.1'], [{ ...camera, why: 'no-day' }]]);
});

test('the table has every field of a job file, and no other', (t) => {
  const start = manual.indexOf('\n| field | means |\n');
  const rows = manual
    .slice(start + 1, manual.indexOf('\n\n', start + 1))
    .split('\n')
    .slice(2);
  const told = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/[a-z_]+/g) ?? []);
  t.deepEqual(told, [...jobFields.known]);
});

// GNU date is asked for.
if (process.platform === 'linux') {
  test('each cron line says nothing on a good night but in the log, and on another what is wrong', async (t) => {
    const lines = blocksOf('nightly.cron').flatMap((text) => text.split('\n').filter((line) => /^\d/.test(line)));
    t.is(lines.length, 2);
    for (const line of lines) {
      const good = nightFolder(t, true);
      const calm = await byCron(line, good);
      t.is(calm.stdout.toString(), '', calm.stderr);
      t.is(calm.stderr, '');
      t.regex(
        readFileSync(join(good, 'nightly.log'), 'utf8'),
        /^\d{4}-\d\d-\d\d nightly\.yaml: 1 input with 1 line; 1 key ranked; nothing to compare with\n$/,
      );
      const bad = nightFolder(t, false);
      const ended = await byCron(line, bad);
      t.regex(
        ended.stdout.toString(),
        /exit code 1: \d{4}-\d\d-\d\d nightly\.yaml: 2 problems; |^\d{4}-\d\d-\d\d, compared with no report\n/,
      );
      t.regex(ended.stderr, /nothing is there to read for this day/);
      t.regex(readFileSync(join(bad, 'nightly.log'), 'utf8'), /nightly\.yaml: 2 problems; /);
    }
  });

  test('the command of the service runs', async (t) => {
    const folder = nightFolder(t, true);
    const [, command = ''] = /^ExecStart=\/usr\/local\/bin\/(.*)$/m.exec(blockOf('syslog-sweep.service')) ?? [];
    const { code, stdout } = await byShell(command, folder);
    t.is(code, 0);
    t.regex(stdout.toString(), /1 input with 1 line/);
  });
}

test('the units have the sections that systemd wants, and name each other', (t) => {
  const sections = (name: string) => blockOf(name).match(/^\[.*\]$/gm);
  t.deepEqual(sections('syslog-sweep.service'), ['[Unit]', '[Service]']);
  t.deepEqual(sections('syslog-sweep.timer'), ['[Unit]', '[Timer]', '[Install]']);
  t.deepEqual(sections('syslog-sweep-alarm.service'), ['[Unit]', '[Service]']);
  t.regex(blockOf('syslog-sweep.service'), /^OnFailure=syslog-sweep-alarm\.service$/m);
  t.regex(blockOf('syslog-sweep-alarm.service'), /--unit=syslog-sweep\.service /);
  for (const name of ['syslog-sweep.service', 'syslog-sweep.timer', 'syslog-sweep-alarm.service']) {
    for (const line of blockOf(name).split('\n')) t.regex(line, /^(?:|\[[A-Z][a-z]+\]|[A-Z][A-Za-z]+=.+)$/, name);
  }
});

test('the task in XML is whole, and does what the task in one line does', (t) => {
  const xml = blockOf('syslog-sweep.xml');
  const open: string[] = [];
  for (const [, closes, name = '', single] of xml
    .replace(/^<\?.*\?>\n/, '')
    .matchAll(/<(\/?)([A-Za-z]+)[^<>]*?(\/?)>/g)) {
    if (closes === '') open.push(name);
    if (closes === '/' || single === '/') t.is(open.pop(), name);
  }
  t.deepEqual(open, []);
  const entities: Readonly<Record<string, string>> = { '&gt;': '>', '&amp;': '&' };
  const text = /<Arguments>(.*)<\/Arguments>/.exec(xml)?.[1]?.replace(/&\w+;/g, (entity) => entities[entity] ?? entity);
  t.is(`cmd ${text}`, /\/TR "(.*)"/.exec(blockOf('create-task.cmd'))?.[1] ?? '');
});

/** Where the manual's job would lie, with an archive of yesterday or without; days are those of the machine, as for cron. */
function nightFolder(t: ExecutionContext, hasArchive: boolean): string {
  const today = dayIn('UTC', new Date());
  // Whatever the machine's zone is, and if midnight comes between.
  const names = [-3, -2, -1, 0, 1].map((days) => `archive/SyslogCatchAll-${addDays(today, days)}.txt`);
  const archive = hasArchive ? Object.fromEntries(names.map((name) => [name, 'x inside:10.1.1.5/53 y\n'])) : {};
  const job = blockOf('nightly.yaml').replace(/^timezone:.*\n/m, '');
  const rules = readFileSync(join(month, 'rules.yaml'), 'latin1');
  const folder = folderWith(t, { ...archive, 'nightly.yaml': job, 'rules.yaml': rules, 'bin/syslog-sweep': '' });
  writeFileSync(join(folder, 'bin/syslog-sweep'), `#!/bin/sh\nexec '${process.execPath}' '${mainPath}' "$@"\n`);
  chmodSync(join(folder, 'bin/syslog-sweep'), 0o755);
  return folder;
}

/** Cron takes five fields off, and a backslash before `%`; a bare `%` would end the line. */
function byCron(line: string, folder: string): Promise<Ended> {
  const command = line.split(/\s+/).slice(5).join(' ');
  if (/(?<!\\)%/.test(command)) throw new Error(`cron would cut ${command}`);
  return byShell(command.replaceAll('\\%', '%'), folder);
}

function byShell(command: string, folder: string): Promise<Ended> {
  const path = `PATH='${folder}/bin${delimiter}'"$PATH"; export PATH; `;
  return run('sh', ['-c', `${path}${command.replaceAll(home, folder)}`]);
}

function blockOf(name: string): string {
  const [text, ...others] = blocksOf(name);
  if (text === undefined || others.length > 0) throw new Error(`not one block ${name}`);
  return text;
}

function blocksOf(name: string): readonly string[] {
  return [...manual.matchAll(/^```\w+ (\S+)\n(.*?)^```\n/gms)].flatMap(([, found, text = '']) =>
    found === name ? [text] : [],
  );
}
