// Lines that are spoilt, and words that are mistyped, through the built command: no wrong address comes out, and what was
// meant is told.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const denied = (src: string, dst = 'outside:192.0.2.9/53') =>
  `<166>Jul  3 12:48:20 fw1 : %ASA-4-106023: Deny udp src ${src} dst ${dst} by access-group "in"`;
const json = JSON.stringify(
  Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`key${i}`, `10.9.9.${i} %ASA-4-106023: Deny udp src inside:`]),
  ),
);

/** Per spoilt line: the key of `src_ip,src_port`; undefined: one of them is absent. */
const spoilt: readonly (readonly [string, string | undefined])[] = [
  [denied('inside:10.1.2.3/5353'), '10.1.2.3 5353'],
  [denied('inside:192.1682.2.2/5353'), undefined],
  [denied('inside:10.1.2.300/5353'), undefined],
  [denied('inside:10.1.2.3/514514'), undefined],
  [denied('inside:evil-10.1.2.3.example/5353'), undefined],
  [denied('inside:10.1\0.2.3/5353'), undefined],
  [denied('inside:10.1.2.3\0/5353'), undefined],
  [denied('inside:10.1.2.3/5353').slice(0, 60), undefined],
  ['%ASA-6-106100: access-list x permitted tcp inside/10.1.2.3(5353 -> outside/192.0.2.9(53', undefined],
  [json, undefined],
];

test('of a spoilt line the field is absent, and nothing else is in its place', async (t) => {
  t.true(json.length > 5000);
  for (const [line, key] of spoilt) {
    const file = join(folderWith(t, { 'a.log': `${line}\n` }), 'a.log');
    const swept = await syslogSweep([file, '--by', 'src_ip,src_port', '--print', 'csv']);
    t.is(swept.stderr, '', line);
    const [, row = ''] = swept.stdout.toString().split('\r\n');
    t.is(row, key === undefined ? '' : `cli,1,1,1,${key.replace(' ', ',')}`, line);
    const tried = await syslogSweep(['formats', 'try', 'auto', file]);
    const { fields } = JSON.parse(tried.stdout.toString());
    t.is(fields.src_ip === undefined || fields.src_port === undefined, key === undefined, line);
    // What is told is what stands there.
    for (const told of [fields.src_ip, fields.src_port, fields.src_name]) {
      t.true(told === undefined || new RegExp(`(?<![\\w.])${told}(?![\\w.])`).test(line), `${told} in ${line}`);
    }
  }
});

test('lines that no format knows are counted, and three of them are shown', async (t) => {
  const folder = folderWith(t, { 'a.log': `${denied('inside:10.1.2.3/5353')}\n${'one\ntwo\nthree\nfour\n'}` });
  const stats = join(folder, 'stats.json');
  const args = [join(folder, 'a.log'), '--by', 'src_ip', '--stats', stats, '--print', 'json'];
  const { stdout } = await syslogSweep(args);
  t.is(JSON.parse(stdout.toString()).coverage.undecodedLines, 4);
  t.deepEqual(JSON.parse(readFileSync(stats, 'utf8')).undecodedExamples, ['one', 'two', 'three']);
});

test('severity is asked for by number or by any of its words', async (t) => {
  const log = `${denied('inside:10.1.2.3/5').replace('-4-', '-2-')}\n${denied('inside:10.1.2.4/5')}\n`;
  const file = join(folderWith(t, { 'a.log': log }), 'a.log');
  for (const word of ['2', 'crit', 'CRITICAL', '0-3', '<err']) {
    const condition = word.startsWith('<') ? `severity${word}` : `severity=${word}`;
    const { stdout } = await syslogSweep([file, '-w', condition, '--by', 'src_ip', '--print', 'uniq']);
    t.is(stdout.toString(), '      1 10.1.2.3\n', condition);
  }
});

test('all that is wrong with the options is told at once', async (t) => {
  const file = join(folderWith(t, { 'a.log': 'x\n' }), 'a.log');
  const spec = ['--by', 'scr_ip', '-w', 'dst_port=70000', '--min', '-1', '--since', 'soon'];
  const rest = ['--print', 'jsn', '--jobs', 'all', '-o', 'a.jso', '-o', 'b.txt', '-o', 'c', '--verify-inputs'];
  const { code, stdout, stderr } = await syslogSweep([file, ...spec, ...rest]);
  t.is(code, 2);
  t.is(stdout.length, 0);
  const wrong = ['scr_ip', '70000', '-1', 'soon', 'jsn', 'all', 'a.jso', 'c'].map(
    (word) => `got ${JSON.stringify(word)}`,
  );
  const told = stderr.trimEnd().split('\n');
  t.is(told.length, 9, stderr);
  t.true(told.every((line) => line.startsWith('syslog-sweep: ')));
  for (const each of wrong.slice(1)) t.true(stderr.includes(each), `${each} in ${stderr}`);
  t.true(stderr.includes('Unknown field "scr_ip"') && stderr.includes('beside `--verify-inputs`'), stderr);
});

/** Per mistake: the arguments, and a part of what is said. */
const mistyped: readonly (readonly [readonly string[], string])[] = [
  [
    ['-w', 'dst_port=70000', '--by', 'src_ip'],
    'to be a port from 0 to 65535, a range of them or the name of a service, got "70000"',
  ],
  [['-w', 'dstport=53', '--by', 'src_ip'], 'Unknown field "dstport" in "dstport=53"; did you mean "dst_port"?'],
  [['--by', 'scr_ip'], 'Unknown field "scr_ip" in the key; did you mean "src_ip"?'],
  [['--by', 'src_ip', '--format', 'cisco-as'], 'got "cisco-as"; did you mean "cisco-asa"?'],
  [
    ['--by', 'src_ip', '-w', 'src_ip=@internl', '--list', 'internal=10.0.0.0/8'],
    'no list for "@internl"; did you mean "internal"?',
  ],
  [['-r', 'clownz'], 'There is no rule pack "clownz"; did you mean "clowns"?'],
  [['-r', 'clowns', '--only', 'telnt'], 'got "telnt"; did you mean "telnet"?'],
  [['-r', 'clowns', '--list', 'dns_server=10.1.0.10'], 'got "dns_server"; did you mean "dns_servers"?'],
  [['--by', 'src_ip', '-w', 'host=*fw*'], 'got "*fw*"; there are no wildcards: "host~fw"'],
  [['--by', 'src_ip', '-w', 'severity=critcal'], 'got "critcal"; did you mean "critical"?'],
  [['--by', 'src_ip', '-w', 'event=denny'], 'got "denny"; did you mean "deny"?'],
];

for (const [args, message] of mistyped) {
  test(`${args.join(' ')}: ${message}`, async (t) => {
    const file = join(folderWith(t, { 'a.log': 'x\n' }), 'a.log');
    const { code, stdout, stderr } = await syslogSweep([file, ...args]);
    t.is(code, 2);
    t.is(stdout.length, 0);
    t.true(stderr.includes(message), stderr);
  });
}
