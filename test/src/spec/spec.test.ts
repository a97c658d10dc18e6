import test from 'ava';
import { UserError } from '../../../src/errors.ts';
import { formats } from '../../../src/formats/formats.ts';
import { compilePlan } from '../../../src/spec/plan.ts';
import { specFromFlags } from '../../../src/spec/spec.ts';
import { filesOnDisk, type ReadLimits, type SpecFiles } from '../../../src/spec/spec-files.ts';
import { noFlags, type SweepFlags } from '../../../src/spec/sweep-flags.ts';

/** Files in memory; what was read, and under which limits, is kept. */
function filesOf(texts: Readonly<Record<string, string>>, seen: [string, ReadLimits][] = []): SpecFiles {
  return {
    read(path, limits) {
      seen.push([path, limits]);
      const text = texts[path];
      if (text === undefined) return { kind: 'mistake', message: 'it does not exist' };
      return { kind: 'text', text };
    },
  };
}

function spec(flags: Partial<SweepFlags>, texts: Readonly<Record<string, string>> = {}) {
  return specFromFlags({ ...noFlags, ...flags }, filesOf(texts));
}

function mistakesOf(flags: Partial<SweepFlags>, texts: Readonly<Record<string, string>> = {}): string[] {
  try {
    spec(flags, texts);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split('\n');
  }
}

const rules = `version: 1
lists:
  dns: [10.1.0.10]
rules:
  - id: a
    key: "{src:ip}/"
    allow: ["@dns"]
  - id: b
    key: "{user:word} "
  - id: c
    match: {all: [x]}
`;

test("the diary's command is one rule called cli", (t) => {
  const asked = spec({
    match: ['/53 '],
    exclude: ['10.1.0.10', '10.1.0.11'],
    field: '13',
    fieldContains: 'inside',
    split: ':/',
    part: '2',
  });
  t.deepEqual(asked, {
    rules: [
      {
        id: 'cli',
        match: { all: ['/53 '], any: [], none: ['10.1.0.10', '10.1.0.11'], ignoreCase: false },
        key: { kind: 'field', field: 13, delimiter: ' \\t', contains: 'inside', split: { delimiter: ':/', part: 2 } },
        allow: [],
      },
    ],
    lists: {},
    min: 1,
  });
});

test('no option at all counts every line under the empty key', (t) => {
  const [rule] = spec({}).rules;
  t.deepEqual(rule?.key, { kind: 'none' });
  t.deepEqual(rule?.match, { all: [], any: [], none: [], ignoreCase: false });
});

test('a template, thresholds and allowed items are taken as written', (t) => {
  const asked = spec({
    any: ['\\x41', 'b'],
    ignoreCase: true,
    key: '{src:ip} ',
    min: '5',
    top: '0',
    allow: ['src=10.0.0.0/8'],
  });
  t.like(asked, { min: 5, top: 0 });
  t.like(asked.rules[0], { key: { kind: 'template', template: '{src:ip} ' }, allow: ['src=10.0.0.0/8'] });
  t.deepEqual(asked.rules[0]?.match, { all: [], any: ['\\x41', 'b'], none: [], ignoreCase: true });
});

const flagMistakes: readonly (readonly [string, Partial<SweepFlags>, readonly (string | RegExp)[]])[] = [
  ['an empty text', { match: [''] }, ['Expected the `--match` option to be text of at least one byte, got ""']],
  [
    'a line feed in a text',
    { any: ['a\\x0ab'] },
    [/^Expected the `--any` option to be text without a line feed, got /],
  ],
  [
    'an unknown escape',
    { exclude: ['\\d'] },
    [/^Expected the `--exclude` option to be text with valid escapes, got "\\d": unknown/],
  ],
  [
    'a wrong template',
    { key: '{ipv4}' },
    [/^Expected the `--key` option to be a key template, .*did you mean "ip"\?$/],
  ],
  ['a field that is no number', { field: 'x' }, ['Expected the `--field` option to be a positive integer, got "x"']],
  ['field 0', { field: '0' }, ['Expected the `--field` option to be a positive integer, got "0"']],
  ['a field with a sign', { field: '+1' }, ['Expected the `--field` option to be a positive integer, got "+1"']],
  [
    'a huge field',
    { field: '2147483648' },
    ['Expected the `--field` option to be at most 2147483647, got "2147483648"'],
  ],
  ['a fraction for min', { min: '1.5' }, ['Expected the `--min` option to be an integer from 0, got "1.5"']],
  ['an exponent for top', { top: '1e3' }, ['Expected the `--top` option to be an integer from 0, got "1e3"']],
  ['an empty number', { top: '' }, ['Expected the `--top` option to be an integer from 0, got ""']],
  [
    'more than can be counted',
    { min: '9007199254740993' },
    [/^Expected the `--min` option to be at most 9007199254740991/],
  ],
  [
    'two kinds of key',
    { key: '{ip}', field: '1' },
    ['Expected one of the options `--by`, `--key` or `--field`, got `--key` and `--field`'],
  ],
  [
    'field options without a field',
    { key: '{ip}', delimiter: ',', fieldContains: 'x' },
    ['Expected the `--field` option beside `--delimiter`, `--field-contains`, got none'],
  ],
  [
    'split without part',
    { field: '1', split: ':' },
    ['Expected the `--split` and `--part` options together, got one of them'],
  ],
  [
    'part without split',
    { field: '1', part: '1' },
    ['Expected the `--split` and `--part` options together, got one of them'],
  ],
  [
    'an empty delimiter',
    { field: '1', delimiter: '' },
    [/^Expected the `--delimiter` option to be text of at least one byte/],
  ],
  [
    'a delimiter of several bytes',
    { field: '1', split: '→', part: '1' },
    [
      'Expected the `--split` option to be single bytes, got "→"; "→" is several, and each would separate: \\xe2\\x86\\x92',
    ],
  ],
  [
    'an empty field text',
    { field: '1', fieldContains: '' },
    [/^Expected the `--field-contains` option to be text of at least/],
  ],
  [
    'an address that is none',
    { key: '{ip}', allow: ['10.1.1.300'] },
    [/^Expected an allowed item to be an address, .*got "10\.1\.1\.300"/],
  ],
  ['an unknown column', { key: '{src:ip}', allow: ['scr=10.1.1.3'] }, [/got "scr"; did you mean "src"\?/]],
  ['an unknown list', { key: '{ip}', allow: ['@dns'] }, ['There is no list for "@dns"; a file is written "@./path"']],
  [
    'allowing without a key',
    { allow: ['10.1.1.3'] },
    ['Expected a key to leave "10.1.1.3" out of, but the rule has none'],
  ],
  ['only without rules', { only: 'a' }, ['Expected the `--rules` option beside `--only`, got none']],
  ['a field that is none', { by: 'scr_ip,dst_port' }, ['Unknown field "scr_ip" in the key; did you mean "src_ip"?']],
  ['a key of no field', { by: '' }, ['Expected a field, or an address as in src_ip/24, got ""']],
  [
    'three kinds of key',
    { key: '{ip}', field: '1', by: 'src_ip' },
    ['Expected one of the options `--by`, `--key` or `--field`, got `--by` and `--key` and `--field`'],
  ],
  [
    'conditions that cannot hold',
    { where: ['dst_port=70000', 'src_ip=@intern'], whereAny: ['event=begin', 'dst_port=53', 'dst_port=853'] },
    [
      /^Expected a value of `dst_port` to be a port .*, got "70000"$/,
      'There is no list for "@intern"; a file is written "@./path"',
      'Expected a value of `event` to be start, end, permit, deny, translate or other, got "begin"',
    ],
  ],
  [
    'conditions that cannot hold together',
    { where: ['dst_port=53', 'dst_port=853'] },
    ['The conditions "dst_port=53" and "dst_port=853" are never true together; for either write "dst_port=53,853"'],
  ],
  [
    'a regular expression that is none',
    { regexp: ['(?<=a)b'] },
    [/^Expected the `--regexp` option to be a regular expression, got "\(\?<=a\)b": /],
  ],
  ['a regular expression without end', { regexp: ['x'.repeat(4097)] }, [/ to be at most 4096 characters, got "x/]],
  [
    'measures',
    { measure: ['volume=sum(byte)', 'first', 'volume=hours'], having: ['volum>5'], sort: 'x' },
    [
      'Expected the `--measure` option to be NAME=EXPRESSION, got "first"',
      'Expected the sum of bytes, packets or duration, got "byte"; did you mean "bytes"?',
      'The measure "volume" is there twice',
      'There is no measure "volum" in "volum>5"; did you mean "volume"?',
      'There is no measure "x"; known are count, volume',
    ],
  ],
  [
    'a measure called as a column of the key',
    { key: '{src:ip}', measure: ['src=distinct(dst_ip)'] },
    ['Expected another name for the measure "src": each row has a src already'],
  ],
  [
    'times',
    { since: '2014-07-04', until: '2014-07-03' },
    ['Expected the `--until` option to be behind `--since` ("2014-07-04"), got "2014-07-03"'],
  ],
  [
    'a format that is none',
    { by: 'src_ip', format: ['cisco'] },
    ['Expected the `--format` option to be the name or the path of a format, got "cisco"; did you mean "cisco-asa"?'],
  ],
  [
    'a format that nobody asks for',
    { match: ['x'], format: ['cisco-asa'] },
    [
      'Expected a rule that looks at fields beside `--format`, got none; the condition "format=NAME" asks for the lines of one format',
    ],
  ],
  ['a pack that is nearly there', { rules: ['clown'] }, ['There is no rule pack "clown"; did you mean "clowns"?']],
  [
    'a pack',
    { rules: ['dns'] },
    ['There is no rule pack "dns"; the path of a rule file has a / or an extension, as in "./dns"'],
  ],
  [
    'a file that is not there',
    { rules: ['dns.yaml'] },
    ['dns.yaml: The file of the `--rules` option cannot be read: it does not exist'],
  ],
  [
    'a list that nothing uses',
    { key: '{ip}', allow: ['@dns'], list: ['dns=10.1.1.1', 'dsn=10.1.1.2'] },
    ['Expected the `--list` option to fill a list that is used, got "dsn"; did you mean "dns"?'],
  ],
];

for (const [title, flags, messages] of flagMistakes) {
  test(`${title}: told with the option`, (t) => {
    const told = mistakesOf(flags);
    t.is(told.length, messages.length, told.join('\n'));
    for (const [index, message] of messages.entries()) {
      if (typeof message === 'string') t.is(told[index], message);
      else t.regex(told[index] ?? '', message);
    }
  });
}

test('decoded fields are asked for by options', (t) => {
  const asked = spec({
    regexp: ['a+'],
    where: [' dst_port = 53, 853 ', 'src_ip=@internal'],
    whereAny: ['event=deny'],
    by: 'src_ip/24, dst_port',
    measure: ['hours=hours', 'destinations=distinct(dst_ip)'],
    having: ['destinations>=2'],
    sort: 'destinations',
    list: ['internal=10.0.0.0/8'],
    since: '2014-07-03',
    until: '2014-07-04',
    format: ['netfilter'],
  });
  const { formats, ...rest } = asked;
  t.deepEqual(rest, {
    rules: [
      {
        id: 'cli',
        match: { all: [], any: [], none: [], ignoreCase: false },
        regexp: ['a+'],
        where: ['dst_port=53,853', 'src_ip=@internal'],
        whereAny: ['event=deny'],
        key: { kind: 'fields', fields: ['src_ip/24', 'dst_port'] },
        measure: { destinations: 'distinct(dst_ip)', hours: 'hours' },
        having: ['destinations>=2'],
        sort: 'destinations',
        allow: [],
      },
    ],
    lists: { internal: ['10.0.0.0/8'] },
    since: '2014-07-03',
    until: '2014-07-04',
    min: 1,
  });
  t.deepEqual(
    formats?.map(({ name }) => name),
    ['netfilter'],
  );
});

test('formats are there if something looks at fields or times, and then all of them', (t) => {
  t.is(spec({ match: ['x'] }).formats, undefined);
  t.deepEqual(spec({ since: '2014-07-03' }).formats, formats);
  t.deepEqual(spec({ by: 'src_ip' }).formats, formats);
});

test('times and formats go with rules too, conditions and measures do not', (t) => {
  const texts = { 'r.yaml': 'version: 1\nrules: [{id: a, where: [format=none]}]' };
  t.like(spec({ rules: ['r.yaml'], since: '2014-07-03', until: '2014-07-04', format: ['cisco-asa'] }, texts), {
    since: '2014-07-03',
    until: '2014-07-04',
  });
  const misplaced = {
    where: ['dst_port=53'],
    whereAny: ['dst_port=53'],
    regexp: ['x'],
    by: 'src_ip',
    having: ['count>1'],
  };
  t.deepEqual(mistakesOf({ rules: ['r.yaml'], ...misplaced, measure: ['a=first'], sort: 'count' }, texts), [
    'Expected no `--regexp`, `--where`, `--where-any`, `--by`, `--measure`, `--having`, `--sort` beside `--rules`: rules bring their own',
  ]);
});

test('formats of rule files are tried first, and a condition may ask for one by its name', (t) => {
  const acme = 'formats: [{name: acme, title: A, recognise: [[ACME]], messages: []}]';
  const texts = {
    'r.yaml': `version: 1\n${acme}\nrules: [{id: a, where: ["format=acme,netfilter"]}]`,
    's.yaml': 'version: 1\nrules: [{id: b, where: ["format=acme", "format!=acem"]}]',
    't.yaml': `version: 1\n${acme}\nrules: [{id: c, where: ["format=none"]}]`,
  };
  t.deepEqual(
    spec({ rules: ['r.yaml'] }, texts).formats?.map(({ name }) => name),
    ['acme', ...formats.map(({ name }) => name)],
  );
  t.deepEqual(
    spec({ rules: ['r.yaml'], format: ['acme'] }, texts).formats?.map(({ name }) => name),
    ['acme'],
  );
  t.deepEqual(mistakesOf({ rules: ['r.yaml', 's.yaml'] }, texts), [
    's.yaml:2:40: Expected a value of `format` to be the name of a format, or none, got "acem" in "format!=acem"; did you mean "acme"?',
  ]);
  t.deepEqual(mistakesOf({ rules: ['r.yaml', 't.yaml'] }, texts), [
    't.yaml:2:18: Expected `name` to be unique, got "acme", as the one at r.yaml:2:18',
  ]);
  t.deepEqual(mistakesOf({ where: ['format=acme'] }), [
    `Expected a value of \`format\` to be the name of a format, or none, got "acme"; known are none, ${formats.map(({ name }) => name).join(', ')}`,
  ]);
});

test('a pack is a rule file by its name, and the site fills its lists', (t) => {
  const asked = specFromFlags({ ...noFlags, rules: ['clowns'], list: ['dns_servers=10.1.0.10'] }, filesOnDisk);
  t.true(asked.rules.length > 2);
  t.deepEqual(asked.lists.dns_servers, ['10.1.0.10']);
  const again = specFromFlags({ ...noFlags, rules: ['clowns', 'clowns'] }, filesOnDisk);
  t.is(again.rules.length, asked.rules.length);
  t.deepEqual(again.lists.dns_servers, []);
});

test('an empty list is filled by the file that has items for it', (t) => {
  const texts = {
    'pack.yaml': 'version: 1\nlists: {dns: [], ntp: []}\nrules: [{id: a, by: src_ip, allow: ["@dns", "@ntp"]}]',
    'mine.yaml': 'version: 1\nlists: {dns: [10.1.0.10]}\nrules: [{id: b, match: {}}]',
  };
  for (const rules of [
    ['pack.yaml', 'mine.yaml'],
    ['mine.yaml', 'pack.yaml'],
  ]) {
    t.deepEqual({ ...spec({ rules }, texts).lists }, { dns: ['10.1.0.10'], ntp: [] });
  }
});

test('lists and files of items are used in conditions, each held against the field', (t) => {
  const texts = {
    'conf/r.yaml': `version: 1
lists: { servers: ["@./dns.txt", fw-1], ports: [53, "domian"] }
rules:
  - {id: a, where: ["src_ip=@servers,@./more.txt", "dst_port=@ports"]}
  - {id: b, where: ["dst_ip!=@servers"], where_any: ["user=@servers"]}
  - {id: c, where: ["src_ip=@../up.txt"]}
`,
    './conf/dns.txt': '10.1.0.10\n10.1.0.300\n',
    './conf/more.txt': '10.1.0.0/16\nweb\n',
  };
  const [ofServers, ofPorts] = ['"src_ip=@servers,@./conf/more.txt"', '"dst_port=@ports"'];
  t.deepEqual(mistakesOf({ rules: ['conf/r.yaml'] }, texts), [
    `conf/r.yaml:2:34: Expected a value of \`src_ip\` to be an address, a network or a range, got "fw-1" in ${ofServers}; names stand in src_name and dst_name`,
    'conf/r.yaml:2:49: Expected an item of the list "ports" to be text, got the number 53; write it in quotes: "53"',
    `conf/r.yaml:2:53: Expected a value of \`dst_port\` to be a port from 0 to 65535, a range of them or the name of a service, got "domian" in ${ofPorts}; did you mean "domain"?`,
    'conf/r.yaml:6:21: Expected the path of a file of items to be @./path, in the folder of this file or below, got "@../up.txt"',
    './conf/dns.txt:2: Expected an item of a list to be an address, a network or a range, got "10.1.0.300"; write 10.1.1.5, 10.1.0.0/16, 10.1.1.5-10.1.1.20 or fe80::/10, in full and without leading zeros',
    `./conf/more.txt:2: Expected a value of \`src_ip\` to be an address, a network or a range, got "web" in ${ofServers}; names stand in src_name and dst_name`,
  ]);
});

test('a list of the options may be used by a condition alone', (t) => {
  t.deepEqual(mistakesOf({ where: ['src_ip=@internal'], list: ['internal=10.0.0.0/8'] }), []);
  t.deepEqual(mistakesOf({ where: ['src_ip=@internal'], list: ['internal=10.0.0.0/8', 'interanl=::1'] }), [
    'Expected the `--list` option to fill a list that is used, got "interanl"; did you mean "internal"?',
  ]);
});

test('what an alias repeats is told once', (t) => {
  const texts = {
    'r.yaml': `version: 1
rules:
  - &a {id: a, where: &w ["dst_port=70000", "src_ip=10.1"], allow: []}
  - {id: b, where: *w}
  - {<<: *a, id: c}
  - {id: d, where: *w, where_any: *w}
`,
  };
  const told = mistakesOf({ rules: ['r.yaml'] }, texts);
  t.deepEqual(
    told.map((line) => line.split(': ')[0]),
    ['r.yaml:3:27', 'r.yaml:3:45', 'r.yaml:5:5', 'r.yaml:5:6'],
  );
});

test('a million addresses are taken in seconds', (t) => {
  const text = Array.from({ length: 1_000_000 }, (_, i) => `10.${i >> 15}.${(i >> 7) & 255}.${(i & 127) * 2}`).join(
    '\n',
  );
  const asked = spec({ where: ['src_ip=@./million.txt'], by: 'src_ip' }, { './million.txt': text });
  const [condition] = compilePlan(asked).plan.rules[0]?.where ?? [];
  t.is(condition?.test.kind === 'addresses' && condition.test.ranges.length, 1_000_000);
});

const hostile: Readonly<Record<string, readonly [rules: string, lines: number, message: RegExp]>> = {
  'values nested without end': [`{id: a, where: ${'['.repeat(100_000)}}`, 1, /nested at most 50 deep/],
  'a condition of wrong values': [
    `{id: a, where: ["dst_port=${'x,'.repeat(200_000)}1"]}`,
    2,
    /and 199900 more mistakes$/,
  ],
  'wrong conditions that are repeated by aliases': [
    `{id: a, where: &w [${'dst_port=x, '.repeat(500)}]}, ${'{id: b, where: *w}, '.repeat(15)}`,
    21,
    /and \d+ more mistakes$/,
  ],
  'conditions that are multiplied by aliases': [
    `{id: a, where: &a [x, x, x, x, x, x, x, x, x, x]}, {id: b, where: &b [${'*a, '.repeat(100)}]}, {id: c, where: [${'*b, '.repeat(100)}]}`,
    21,
    /aliases to repeat at most 10000 values/,
  ],
  'conditions that exclude each other': [
    `{id: a, where: [${'dst_port=1, dst_port=2, '.repeat(10_000)}]}`,
    21,
    /and 19979 more mistakes$/,
  ],
  'measures without end': [
    `{id: a, by: src_ip, measure: {${Array.from({ length: 20_000 }, (_, i) => `m${i}: hours`).join(', ')}}}`,
    21,
    /and 19979 more mistakes$/,
  ],
};

for (const [title, [rules, lines, message]] of Object.entries(hostile)) {
  test(`${title} end in mistakes, soon`, (t) => {
    const told = mistakesOf({ rules: ['r.yaml'] }, { 'r.yaml': `version: 1\nrules: [${rules}]` });
    t.is(told.length, lines);
    t.regex(told.join('\n'), message);
  });
}

test('lists that multiply each other are a mistake, before anything is made of them', (t) => {
  const names = Array.from({ length: 3000 }, (_, i) => `l${i}`);
  const lists = `a: [${names.map((name) => `"@${name}"`).join(', ')}], ${names.map((name) => `${name}: ["@a", "::1"]`).join(', ')}`;
  const rules = names.map((name) => `{id: ${name}, where: ["src_ip=@${name}"]}`).join(', ');
  t.deepEqual(
    mistakesOf({ rules: ['r.yaml'] }, { 'r.yaml': `version: 1\nlists: {${lists}}\nrules:\n  [${rules}]` }).map((line) =>
      line.replace(/^r\.yaml:4:\d+: /, ''),
    ),
    ['Expected the lists of all conditions to have at most 5000000 items, got more'],
  );
});

test('thirty rules may look at one long list, which runs as one', (t) => {
  const text = Array.from({ length: 50_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}/31`).join('\n');
  const rules = Array.from({ length: 30 }, (_, i) => `{id: r${i}, where: ["src_ip=@l", "dst_ip!=@l"]}`).join(', ');
  const texts = { 'r.yaml': `version: 1\nlists: {l: ["@./l.txt"]}\nrules: [${rules}]`, './l.txt': text };
  const { plan } = compilePlan(spec({ rules: ['r.yaml'] }, texts));
  const tests = new Set(plan.rules.flatMap(({ where = [] }) => where.map(({ test }) => test)));
  t.is(tests.size, 1);
});

test('all mistakes of a command line are told together', (t) => {
  t.is(mistakesOf({ match: ['', 'a'], exclude: ['\\d'], field: 'x', min: '-1', only: 'a', list: ['x'] }).length, 6);
});

test('line and key options beside rules are a mistake that names them', (t) => {
  t.deepEqual(mistakesOf({ rules: ['r.yaml'], match: ['x'], ignoreCase: true, part: '1' }, { 'r.yaml': rules }), [
    'Expected no `--match`, `--ignore-case`, `--part` beside `--rules`: rules bring their own',
  ]);
});

test('rules of several files run together, and only chosen ones if asked', (t) => {
  const texts = { 'r.yaml': rules, './more': 'version: 1\nrules: [{id: d, match: {}}]' };
  const ids = (flags: Partial<SweepFlags>) =>
    spec({ rules: ['r.yaml', './more'], ...flags }, texts).rules.map(({ id }) => id);
  t.deepEqual(ids({}), ['a', 'b', 'c', 'd']);
  t.deepEqual(ids({ only: 'd, a' }), ['a', 'd']);
  t.deepEqual(mistakesOf({ rules: ['r.yaml'], only: 'a,dd' }, texts), [
    'Expected the `--only` option to be ids of rules, got "dd"; there are a, b, c',
  ]);
});

test('an id stands once in all files, a file that is given twice is read once', (t) => {
  const texts = { 'r.yaml': rules, 's.yaml': 'version: 1\nrules:\n  - {id: b, match: {}}' };
  t.deepEqual(mistakesOf({ rules: ['r.yaml', 's.yaml'] }, texts), [
    's.yaml:3:10: Expected `id` to be unique, got "b", as at r.yaml:8:9',
  ]);
  t.deepEqual(mistakesOf({ rules: ['s.yaml', 's.yaml'] }, texts), []);
});

test('allowed items of the command line go to every rule that they fit', (t) => {
  const texts = { 'r.yaml': rules };
  const asked = spec({ rules: ['r.yaml'], allow: ['10.9.9.9', 'user=root', '@dns'] }, texts);
  t.deepEqual(
    asked.rules.map(({ allow }) => allow),
    [['@dns', '10.9.9.9', '@dns'], ['10.9.9.9', 'user=root', '@dns'], []],
  );
  t.regex(
    mistakesOf({ rules: ['r.yaml'], allow: ['host=x'] }, texts).join(),
    /one of the key's \(src, user\), got "host"/,
  );
});

test('options go before list files, and list files before rule files', (t) => {
  const texts = { 'r.yaml': rules, 'l.yaml': 'lists: {dns: [10.2.2.2], more: [x]}' };
  t.deepEqual(spec({ rules: ['r.yaml'] }, texts).lists, { dns: ['10.1.0.10'] });
  t.deepEqual(spec({ rules: ['r.yaml'], lists: ['l.yaml'] }, texts).lists, { dns: ['10.2.2.2'], more: ['x'] });
  t.deepEqual(spec({ rules: ['r.yaml'], lists: ['l.yaml'], list: ['dns=10.3.3.3'] }, texts).lists, {
    dns: ['10.3.3.3'],
    more: ['x'],
  });
  t.deepEqual(spec({ key: '{ip}', allow: ['@dns'], lists: ['l.yaml'] }, texts).rules[0]?.allow, ['@dns']);
});

test('files of items stand in the lists under their path as it is reached', (t) => {
  const texts = {
    'conf/r.yaml': 'version: 1\nlists: {l: ["@./l.txt"]}\nrules:\n  - {id: a, key: "{ip} ", allow: ["@./allow/a.txt"]}',
    './conf/allow/a.txt': '10.1.1.1\n',
    './conf/l.txt': '10.1.1.2 # two\n',
    './mine.txt': 'x',
    '../up.txt': 'y',
    '/etc/all.txt': 'z',
  };
  const seen: [string, ReadLimits][] = [];
  const flags = {
    ...noFlags,
    rules: ['conf/r.yaml'],
    allow: ['@./mine.txt', 'key=@../up.txt', '@/etc//all.txt', '@./mine.txt'],
  };
  const asked = specFromFlags(flags, filesOf(texts, seen));
  t.deepEqual(asked.rules[0]?.allow, [
    '@./conf/allow/a.txt',
    '@./mine.txt',
    'key=@../up.txt',
    '@/etc/all.txt',
    '@./mine.txt',
  ]);
  t.deepEqual(asked.lists, {
    l: ['@./conf/l.txt'],
    './conf/allow/a.txt': ['10.1.1.1'],
    './conf/l.txt': ['10.1.1.2'],
    './mine.txt': ['x'],
    '../up.txt': ['y'],
    '/etc/all.txt': ['z'],
  });
  t.deepEqual(seen.map(([path, { within }]) => [path, within]).sort(), [
    ['../up.txt', undefined],
    ['./conf/allow/a.txt', 'conf'],
    ['./conf/l.txt', 'conf'],
    ['./mine.txt', undefined],
    ['/etc/all.txt', undefined],
    ['conf/r.yaml', undefined],
  ]);
});

test('a rule file names files only in its folder or below', (t) => {
  for (const path of ['@../a.txt', '@/etc/passwd', '@./a/../../b', '@a/b', '@./..\\\\b', '@C:/b', '@.\\\\b']) {
    const text = `version: 1\nrules: [{id: a, key: "{ip}", allow: ["${path}"]}]`;
    const seen: [string, ReadLimits][] = [];
    const error = t.throws(
      () => specFromFlags({ ...noFlags, rules: ['conf/r.yaml'] }, filesOf({ 'conf/r.yaml': text }, seen)),
      {
        instanceOf: UserError,
      },
    );
    t.regex(
      error?.message ?? '',
      /^conf\/r\.yaml:2:38: Expected the path of a file of items to be @\.\/path, in the folder/,
    );
    t.deepEqual(
      seen.map(([read]) => read),
      ['conf/r.yaml'],
    );
  }
});

test('a wrong item is told at its place: in a rule, a list, a file of items', (t) => {
  const texts = {
    'r.yaml':
      'version: 1\nlists: {l: [10.1.1, ok]}\nrules: [{id: a, key: "{ip}", allow: ["@./a.txt", "@x", "10.0.0.0/33"]}]',
    './a.txt': 'fine\n\n10.1.1.300\n@l\n',
  };
  const told = mistakesOf({ rules: ['r.yaml'] }, texts);
  t.deepEqual(
    told.map((line) => line.split(': ')[0]),
    ['./a.txt:3', './a.txt:4', 'r.yaml:2:13', 'r.yaml:3:50', 'r.yaml:3:56'],
  );
});

test('a file of items that cannot be read is told where it is named', (t) => {
  const text = 'version: 1\nrules: [{id: a, key: "{ip}", allow: ["@./gone.txt"]}]';
  t.deepEqual(mistakesOf({ rules: ['r.yaml'], allow: ['@./lost.txt', '@~/x'] }, { 'r.yaml': text }), [
    'r.yaml:2:38: The file "@./gone.txt" (./gone.txt) cannot be read: it does not exist',
    'The file "@./lost.txt" (./lost.txt) cannot be read: it does not exist',
    'Expected the path of a file of items to be @./path, @../path or @/path, got "@~/x"',
  ]);
});

test('mistakes of several files and of the command line are told together', (t) => {
  const texts = { 'r.yaml': 'version: 1\nrules: [{id: a}]', 's.yaml': 'version: 1\nrules: [{id: B, match: {}}]' };
  const told = mistakesOf({ rules: ['r.yaml', 's.yaml'], min: 'x' }, texts);
  t.deepEqual(
    told.map((line) => line.slice(0, 6)),
    ['Expect', 'r.yaml', 's.yaml'],
  );
});

test('names that objects inherit are ordinary names', (t) => {
  t.deepEqual(mistakesOf({ key: '{ip}', allow: ['@constructor'] }).length, 1);
  const asked = spec({ key: '{ip}', allow: ['@constructor'], list: ['constructor=10.1.1.1'] });
  t.deepEqual(Object.entries(asked.lists), [['constructor', ['10.1.1.1']]]);
});
