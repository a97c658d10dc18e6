import { join } from 'node:path';
import test from 'ava';
import { formats } from '../../src/formats/formats.ts';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const rules = `version: 1
lists: { internal: [10.0.0.0/8], dns_servers: [], other: ["@dns_servers"] }
rules:
  - id: dns
    regexp: [a+, b+]
    where: [event=start, "src_ip=@internal,@other"]
    where_any: [dst_port=53, dst_port=853]
    by: src_ip/24, dst_port
    measure: { hours: hours, destinations: distinct(dst_ip) }
    having: [destinations>=2, count>5]
    sort: destinations
    allow: [10.0.0.1, "@dns_servers"]
  - id: lines
    match: { all: ["a\\tb"], none: ["\\u00c9"], ignore_case: true }
`;

async function dryRun(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await syslogSweep(['a.log', '--dry-run', ...args], { cwd });
  return code === 0 && stderr === '' ? stdout.toString() : `code ${code}\n${stderr}`;
}

test('what would be done is told: inputs, formats, times, and of each rule all that it asks', async (t) => {
  const folder = folderWith(t, { 'a.log': 'x\n', 'rules.yaml': rules });
  const args = ['-r', 'rules.yaml', '--since', '2014-07-03', '--until', '2014-07-04', '--format', 'netfilter'];
  t.is(
    await dryRun(args, folder),
    `1 input, 1 shard, 1 thread
  a.log: plain, 2 bytes, 1 shard
formats: netfilter
since: 2014-07-03
until: 2014-07-04
2 rules
  dns
    matches: a+ and b+
    where: event=start and src_ip=@internal,@other
    where any: dst_port=53 or dst_port=853
    key: src_ip/24, dst_port
    measures: destinations=distinct(dst_ip), hours
    having: destinations>=2 and count>5
    sorted by: destinations
    allowed: 10.0.0.1, @dns_servers
    empty lists: dns_servers, other
  lines (case folded)
    holds all of: "a\\tb"
    holds none of: "É"
    key: none
`,
  );
});

test('formats are told only where lines are decoded', async (t) => {
  const folder = folderWith(t, { 'a.log': 'x\n' });
  t.false((await dryRun(['-e', 'x'], folder)).includes('formats'));
  const names = formats.map(({ name }) => name).join(', ');
  t.true((await dryRun(['--by', 'src_ip'], folder)).includes(`\nformats: ${names}\n`));
});

test('options of decoded fields are what they are called', async (t) => {
  const folder = folderWith(t, {
    'a.log': 'x\n',
    'acme.yaml': 'name: acme\ntitle: A\nrecognise: [[A]]\nmessages: []\n',
  });
  const decoded = [
    '-w',
    'dst_port=53',
    '--where',
    'event=start',
    '--where-any',
    'bytes>5',
    '-E',
    'x+',
    '--by',
    'src_ip',
  ];
  const measured = [
    '--measure',
    'n=distinct(dst_ip)',
    '--having',
    'n>1',
    '--sort',
    'n',
    '--format',
    join('.', 'acme.yaml'),
  ];
  const told = await dryRun([...decoded, ...measured], folder);
  for (const line of [
    'formats: acme',
    'matches: x+',
    'where: dst_port=53 and event=start',
    'where any: bytes>5',
    'key: src_ip',
    'measures: n=distinct(dst_ip)',
    'having: n>1',
    'sorted by: n',
  ]) {
    t.true(told.includes(`${line}\n`), line);
  }
});
