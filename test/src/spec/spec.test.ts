import test from 'ava';
import { UserError } from '../../../src/errors.ts';
import { specFromFlags } from '../../../src/spec/spec.ts';
import type { ReadLimits, SpecFiles } from '../../../src/spec/spec-files.ts';
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
