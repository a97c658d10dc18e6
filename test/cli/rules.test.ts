import { join } from 'node:path';
import test from 'ava';
import { packNames } from '../../src/rules/packs.ts';
import { specFromFlags } from '../../src/spec/spec.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import { noFlags } from '../../src/spec/sweep-flags.ts';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const packRules = packNames.flatMap((pack) =>
  specFromFlags({ ...noFlags, rules: [pack] }, filesOnDisk).rules.map((rule) => ({ pack, rule })),
);

const file = `version: 1
lists:
  internal: ["@office", 192.168.0.0/16]
  office: [${Array.from({ length: 13 }, (_, index) => `10.0.0.${index}`).join(', ')}]
  dns_servers: []
rules:
  - id: everything
    title: "A \\e[2J title"
    why: >-
      A long reason that is written in one paragraph, but in more words than there is room for in a line of a hundred.
    level: high
    tags: [attack.t1071, one]
    false_positives: [A guest., A second reason that is long enough to be wrapped where the first line of it comes to an end.]
    next: Look.
    match: { all: ["/53 "], any: [a, b], none: [c], ignore_case: true }
    regexp: a+
    where: [event=start, src_ip=@internal]
    where_any: [dst_port=53, dst_port=853]
    by: [src_ip/24, dst_port]
    measure: { first: first, destinations: distinct(dst_ip) }
    having: destinations>=2
    sort: destinations
    allow: ["@dns_servers", 10.0.0.1]
  - id: little
    key: { field: 13, split: ":/", part: 2 }
`;

const shown = `everything
  title            A \\x1b[2J title
  level            high
  tags             attack.t1071, one
  why              A long reason that is written in one paragraph, but in more words than there is
                   room for in a line of a hundred.
  false positives  - A guest.
                   - A second reason that is long enough to be wrapped where the first line of it
                     comes to an end.
  next             Look.
  holds            "/53 "
  holds any of     "a"
                   "b"
  holds none of    "c"
  case             folded
  matches          a+
  where            event=start
                   src_ip=@internal
  where any of     dst_port=53
                   dst_port=853
  key              src_ip/24, dst_port
  measures         destinations: distinct(dst_ip)
                   first
  having           destinations>=2
  sorted by        destinations
  allowed          @dns_servers, 10.0.0.1
  lists            dns_servers: empty; fill it with --list dns_servers=ITEM,… or --lists FILE
                   internal: @office, 192.168.0.0/16
                   office: 10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5, 10.0.0.6,
                     10.0.0.7, 10.0.0.8, 10.0.0.9, 10.0.0.10, 10.0.0.11, … (13 items)

little
  key  field 13, part 2
`;

async function rules(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await syslogSweep(['rules', ...args]);
  return code === 0 && stderr === '' ? stdout.toString() : `code ${code}\n${stderr}`;
}

test('the list has every rule of every pack, with its level and title', async (t) => {
  const list = await rules();
  t.is(await rules('list'), list);
  const [heading, ...rows] = list.trimEnd().split('\n');
  t.regex(heading ?? '', /^pack +rule +level +title$/);
  t.deepEqual(
    rows.map((row) => row.split(/ {2,}/)),
    packRules.map(({ pack, rule: { id, level = '', title = '' } }) => [pack, id, level, title]),
  );
});

test('all of a rule is shown: what it is for, what it looks at, its lists, what to do', async (t) => {
  const path = join(folderWith(t, { 'rules.yaml': file }), 'rules.yaml');
  t.is(await rules('show', path), shown);
});

test('a rule of a pack is shown by its id, a pack by its name', async (t) => {
  const pack = await rules('show', ...packNames);
  const [first, second] = packRules.map(({ rule }) => rule.id);
  const one = await rules('show', first ?? '');
  t.true(one.startsWith(`${first}\n  title `));
  t.is(await rules('show', first ?? '', second ?? ''), pack.slice(0, pack.indexOf('\n\n', one.length) + 1));
  for (const { rule } of packRules) t.true(pack.includes(`${rule.id}\n`), rule.id);
});

test('what is no rule is told, with the one that was meant', async (t) => {
  const [id = ''] = packRules.map(({ rule }) => rule.id);
  t.is(
    await rules('show', `${id}s`),
    `code 2\nsyslog-sweep: There is no rule or pack "${id}s"; did you mean "${id}"?\n`,
  );
  t.is(
    await rules('show', 'xyzzyxyzzyxyzzy'),
    'code 2\nsyslog-sweep: There is no rule or pack "xyzzyxyzzyxyzzy"; syslog-sweep rules list shows all, and a file needs its path\n',
  );
  t.is(
    await rules('shwo'),
    'code 2\nsyslog-sweep: Expected list, show or check behind rules, got "shwo"; did you mean "show"?\n',
  );
});

test('a rule file is checked: right, or with all its mistakes', async (t) => {
  const wrong = 'version: 1\nrules:\n  - {id: a, where: [dst_prt=53]}\n  - {id: b, by: time}\n';
  const folder = folderWith(t, { 'right.yaml': file, 'wrong.yaml': wrong });
  t.is(await rules('check', join(folder, 'right.yaml')), 'The file is right: 2 rules\n');
  const path = join(folder, 'wrong.yaml');
  t.is(
    await rules('check', path, join(folder, 'right.yaml')),
    [
      'code 2',
      `syslog-sweep: ${path}:3:21: Unknown field "dst_prt" in "dst_prt=53"; did you mean "dst_port"?`,
      `syslog-sweep: ${path}:4:17: Expected no \`time\` in the key; measure \`hours\`, \`first\` or \`last\``,
      '',
    ].join('\n'),
  );
});

test('every command has examples', async (t) => {
  for (const args of [[], ['list'], ['show'], ['check']]) {
    t.true((await rules(...args, '--help')).includes('syslog-sweep rules'), args.join());
  }
  t.true((await rules('--help')).includes('Examples:'));
});
