import test from 'ava';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { readRuleFile } from '../../../src/spec/rule-file.ts';

function mistakesOf(text: string): string[] {
  const mistakes = gatherMistakes();
  readRuleFile(text, 'r.yaml', mistakes);
  try {
    mistakes.throwIfAny();
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

/** A rule file of one rule with these further lines. */
function ruleWith(...lines: readonly string[]): string {
  return ['version: 1', 'rules:', '  - id: a', '    match: {}', ...lines.map((line) => `    ${line}`)].join('\n');
}

test('a rule file is read to rules and lists', (t) => {
  const text = `version: 1
lists:
  internal: [10.0.0.0/8, 172.16.0.0/12]
  none: []
rules:
  - id: dns-lines
    title: Lines that speak DNS
    why: |
      First line.
      Second line.
    level: medium
    tags: [attack.t1071.004]
    match: { all: ["/53 "], none: ["teardown"], any: [], ignore_case: true }
    key: "inside:{src:ip}/"
    allow: ["@internal", "src=10.1.0.10"]
  - id: by-field
    key: { field: 13, contains: inside, split: ":/", part: 2 }
`;
  const mistakes = gatherMistakes();
  const file = readRuleFile(text, 'r.yaml', mistakes);
  mistakes.throwIfAny();
  t.deepEqual(
    file?.rules.map(({ rule }) => rule),
    [
      {
        id: 'dns-lines',
        title: 'Lines that speak DNS',
        why: 'First line.\nSecond line.',
        level: 'medium',
        tags: ['attack.t1071.004'],
        match: { all: ['/53 '], any: [], none: ['teardown'], ignoreCase: true },
        key: { kind: 'template', template: 'inside:{src:ip}/' },
        allow: ['@internal', 'src=10.1.0.10'],
      },
      {
        id: 'by-field',
        match: { all: [], any: [], none: [], ignoreCase: false },
        key: { kind: 'field', field: 13, delimiter: ' \\t', contains: 'inside', split: { delimiter: ':/', part: 2 } },
        allow: [],
      },
    ],
  );
  t.deepEqual(
    file?.rules.map(({ columns, place, allow }) => [columns, place?.line, allow.placeOf(0)?.line]),
    [
      [[{ name: 'src', type: 'ip' }], 6, 15],
      [[{ name: 'key', type: 'any' }], 16, undefined],
    ],
  );
  t.deepEqual(
    [...(file?.lists ?? [])].map(([name, { items }]) => [name, items]),
    [
      ['internal', ['10.0.0.0/8', '172.16.0.0/12']],
      ['none', []],
    ],
  );
});

test('a rule on decoded fields has conditions, a key, measures and what to do', (t) => {
  const text = `version: 1
rules:
  - id: dns
    false_positives: [A resolver., " A guest. "]
    next: |
      Look at the host.
    regexp: ["a+", 'b\\d']
    where: ["event=start", dst_port=53]
    where_any: src_ip=@internal
    by: [src_ip/24, dst_port]
    measure: { hours: hours, destinations: distinct( dst_ip ) }
    having: ["destinations>=2"]
    sort: destinations
  - {id: b, by: "src_ip/24, dst_port", having: count>=2}
`;
  const mistakes = gatherMistakes();
  const file = readRuleFile(text, 'r.yaml', mistakes);
  mistakes.throwIfAny();
  const [rule, other] = file?.rules ?? [];
  t.deepEqual(rule?.rule, {
    id: 'dns',
    falsePositives: ['A resolver.', 'A guest.'],
    next: ['Look at the host.'],
    match: { all: [], any: [], none: [], ignoreCase: false },
    regexp: ['a+', 'b\\d'],
    where: ['event=start', 'dst_port=53'],
    whereAny: ['src_ip=@internal'],
    key: { kind: 'fields', fields: ['src_ip/24', 'dst_port'] },
    measure: { destinations: 'distinct(dst_ip)', hours: 'hours' },
    having: ['destinations>=2'],
    sort: 'destinations',
    allow: [],
  });
  t.deepEqual(rule?.columns, [
    { name: 'src_ip', type: 'network' },
    { name: 'dst_port', type: 'int' },
  ]);
  t.deepEqual(
    [rule?.where.placeOf(1), rule?.whereAny.placeOf(0)],
    [
      { path: 'r.yaml', line: 8, column: 28 },
      { path: 'r.yaml', line: 9, column: 16 },
    ],
  );
  t.deepEqual(other?.rule.key, rule?.rule.key);
  t.deepEqual(other?.rule.having, ['count>=2']);
});

test('formats stand beside rules, each with the place of its name', (t) => {
  const text = `version: 1
formats:
  - title: Acme
    name: acme
    recognise: [[ACME]]
    messages: [{templates: ["from {src_ip}"]}]
rules: [{id: a, where: [format=acme]}]
`;
  const mistakes = gatherMistakes();
  const file = readRuleFile(text, 'r.yaml', mistakes);
  mistakes.throwIfAny();
  t.deepEqual(file?.formats, [
    {
      format: { name: 'acme', title: 'Acme', recognise: [['ACME']], messages: [{ templates: ['from {src_ip}'] }] },
      place: { path: 'r.yaml', line: 4, column: 11 },
    },
  ]);
});

test('JSON is a rule file too', (t) => {
  const rule = { id: 'a', match: { all: ['\\x41'] }, key: '{ip}' };
  t.deepEqual(mistakesOf(JSON.stringify({ version: 1, rules: [rule] }, null, '\t')), []);
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['r.yaml:1:1: Expected the rule file to be a map of names to values, got nothing']],
  ['a list for a file', '- a', ['r.yaml:1:1: Expected the rule file to be a map of names to values, got a list']],
  [
    'a file without rules or version',
    'lists: {}',
    [
      'r.yaml:1:1: Expected `version` to be 1, got no field of that name',
      'r.yaml:1:1: Expected `rules` to be a list of at least one rule, got none',
    ],
  ],
  ['no rules', 'version: 1\nrules: []', ['r.yaml:2:8: Expected `rules` to be a list of at least one rule, got none']],
  [
    'a later version',
    'version: 2\nrules: [{id: a, match: {}}]',
    ['r.yaml:1:10: Expected `version` to be 1, got the number 2'],
  ],
  [
    'a rule that is no map',
    'version: 1\nrules: [a]',
    ['r.yaml:2:9: Expected the rule to be a map of names to values, got "a"'],
  ],
  [
    'a rule without id, match and key',
    'version: 1\nrules:\n  - title: x',
    [
      'r.yaml:3:5: Expected `id` to be there, got no field of that name',
      'r.yaml:3:5: Expected the rule to have `match`, `regexp`, `where`, `where_any`, `key` or `by`, got none of them',
    ],
  ],
  ['an unknown field', ruleWith('alow: []'), ['r.yaml:5:5: Unknown field "alow" in the rule; did you mean "allow"?']],
  [
    'an unknown field like no other',
    ruleWith('xyzzyxyzzy: 1'),
    [
      'r.yaml:5:5: Unknown field "xyzzyxyzzy" in the rule; known are id, title, why, level, tags, false_positives, next, match, regexp, where, where_any, key, by, measure, having, sort, allow',
    ],
  ],
  ['a field given twice', ruleWith('why: a', 'why: b'), ['r.yaml:6:5: "why" stands here again, after line 5']],
  [
    'a rule that says nothing of lines',
    'version: 1\nrules: [{id: a, measure: {hours: hours}}]',
    ['r.yaml:2:9: Expected the rule to have `match`, `regexp`, `where`, `where_any`, `key` or `by`, got none of them'],
  ],
  [
    'two keys',
    ruleWith('key: "{ip}"', 'by: src_ip'),
    ['r.yaml:3:5: Expected the rule to have `key` or `by`, got both'],
  ],
  [
    'keys of no field',
    ruleWith('by: [scr_ip, src_ip, 5]'),
    [
      'r.yaml:5:10: Unknown field "scr_ip" in the key; did you mean "src_ip"?',
      'r.yaml:5:26: Expected an item of `by` to be text, got the number 5; write it in quotes: "5"',
    ],
  ],
  ['a key of nothing', ruleWith('by: []'), ['r.yaml:5:9: Expected `by` to be names of fields, got none']],
  [
    'a key that is a map',
    ruleWith('by: {}'),
    ['r.yaml:5:9: Expected `by` to be a list in [ ] or with dashes, got a map'],
  ],
  [
    'measures and what asks for them',
    ruleWith(
      'by: src_ip',
      'measure: { src_ip: hours, volume: sum(byte), hours: 5, count: first }',
      'having: [volumes>=5, count>=x]',
      'sort: hour',
    ),
    [
      'r.yaml:6:24: Expected another name for the measure "src_ip": each row has a src_ip already',
      'r.yaml:6:39: Expected the sum of bytes, packets or duration, got "byte"; did you mean "bytes"?',
      'r.yaml:6:57: Expected the measure "hours" to be text, got the number 5; write it in quotes: "5"',
      'r.yaml:6:67: Expected another name for the measure "count": each row has a count already',
      'r.yaml:7:14: There is no measure "volumes" in "volumes>=5"; did you mean "volume"?',
      'r.yaml:7:26: Expected an integer from 0 to 9007199254740991 behind ">=", got "x" in "count>=x"',
      'r.yaml:8:11: There is no measure "hour"; did you mean "hours"?',
    ],
  ],
  [
    'regular expressions that are none',
    ruleWith('regexp: ["a(", "", "(?=x)"]'),
    [
      'r.yaml:5:14: Expected `regexp` to be a regular expression, got "a(": missing closing ): "a("',
      'r.yaml:5:20: Expected `regexp` to be a regular expression, got ""',
      'r.yaml:5:24: Expected `regexp` to be a regular expression, got "(?=x)": invalid or unsupported Perl syntax: "(?="',
    ],
  ],
  [
    'a format in a rule file',
    'version: 1\nformats: [{name: none, titel: x}]\nrules: [{id: a, match: {}}]',
    [
      'r.yaml:2:11: Expected `title` to be there, got no field of that name',
      'r.yaml:2:11: Expected `messages` to be there, got no field of that name',
      'r.yaml:2:11: Expected `recognise` with a text that every line of the format holds, or columns with a `header`',
      'r.yaml:2:18: Expected `name` to be small letters, digits or -, 64 at most, the first a letter, and neither auto nor none, got "none"',
      'r.yaml:2:24: Unknown field "titel" in the format; did you mean "title"?',
    ],
  ],
  [
    'what is asked of a whole sweep',
    ruleWith('since: 2014-07-03', 'format: cisco-asa', 'lists: {}'),
    [
      'r.yaml:5:5: Unknown field "since" in the rule; it holds for all rules: give --since',
      'r.yaml:6:5: Unknown field "format" in the rule; for lines of one format write the condition "format=NAME"',
      'r.yaml:7:5: Unknown field "lists" in the rule; lists stand beside `rules`',
    ],
  ],
  [
    'an unknown level',
    ruleWith('level: hihg'),
    [
      'r.yaml:5:12: Expected `level` to be informational, low, medium, high or critical, got "hihg"; did you mean "high"?',
    ],
  ],
  [
    'a level that is no text',
    ruleWith('level: 3'),
    ['r.yaml:5:12: Expected `level` to be informational, low, medium, high or critical, got the number 3'],
  ],
  [
    'a number for a text',
    'version: 1\nrules: [{id: a, match: {all: [53, 0x35, true]}}]',
    [
      'r.yaml:2:31: Expected an item of `all` to be text, got the number 53; write it in quotes: "53"',
      'r.yaml:2:35: Expected an item of `all` to be text, got the number 0x35; write it in quotes: "0x35"',
      'r.yaml:2:41: Expected an item of `all` to be text, got true; write it in quotes: "true"',
    ],
  ],
  [
    'a text for a list',
    'version: 1\nrules: [{id: a, match: {all: x}}]',
    ['r.yaml:2:30: Expected `all` to be a list in [ ] or with dashes, got "x"'],
  ],
  [
    'texts that are found nowhere or everywhere',
    'version: 1\nrules: [{id: a, match: {all: ["", "\\n", "\\\\x0a"]}}]',
    [
      'r.yaml:2:31: Expected an item of `all` to be text of at least one byte, got ""',
      'r.yaml:2:35: Expected an item of `all` to be text without a line feed, got "\\x0a"; a line never holds one',
      'r.yaml:2:41: Expected an item of `all` to be text without a line feed, got "\\x0a"; a line never holds one',
    ],
  ],
  [
    'a number for an id',
    'version: 1\nrules: [{id: 1, match: {}}]',
    ['r.yaml:2:14: Expected `id` to be text, got the number 1; write it in quotes: "1"'],
  ],
  [
    'an id with a capital',
    'version: 1\nrules: [{id: DNS, match: {}}]',
    [
      'r.yaml:2:14: Expected `id` to be small letters, digits, ., _ or -, 64 at most, the first a letter or digit, got "DNS"',
    ],
  ],
  [
    'a title of two lines',
    ruleWith('title: "a\\nb"'),
    ['r.yaml:5:12: Expected `title` to be one line of text, got "a\\x0ab"'],
  ],
  [
    'a wrong template',
    ruleWith('key: "inside:{ipv4}/"'),
    [
      'r.yaml:5:10: Expected `key` to be a key template, got "inside:{ipv4}/": column 8: "{ipv4}" is no capture; write {TYPE} or {NAME:TYPE}, TYPE being ip, int, word or any, or {{ for a brace; did you mean "ip"?',
    ],
  ],
  [
    'a key that is a list',
    ruleWith('key: []'),
    ['r.yaml:5:10: Expected `key` to be a template, or a map with `field`, got a list'],
  ],
  [
    'a field key without its field',
    ruleWith('key: {split: ":", delimiter: "§"}'),
    [
      'r.yaml:5:10: Expected `field` to be there, got no field of that name',
      'r.yaml:5:10: Expected `split` and `part` together, got one of them',
      'r.yaml:5:34: Expected `delimiter` to be single bytes, got "§"; "§" is several, and each would separate: \\xc2\\xa7',
    ],
  ],
  [
    'field numbers out of bounds',
    ruleWith('key: {field: 0, split: ":", part: 1.5}'),
    [
      'r.yaml:5:18: Expected `field` to be an integer from 1 to 2147483647, got the number 0',
      'r.yaml:5:39: Expected `part` to be an integer from 1 to 2147483647, got the number 1.5',
    ],
  ],
  [
    'a list name that would be a path',
    'version: 1\nlists: {a/b: []}\nrules: [{id: a, match: {}}]',
    ['r.yaml:2:9: Expected the name of a list to be a letter and then letters, digits, _ or -, 64 at most, got "a/b"'],
  ],
  [
    'control characters',
    ruleWith('"\\e[2J": 1'),
    [
      'r.yaml:5:5: Unknown field "\\x1b[2J" in the rule; known are id, title, why, level, tags, false_positives, next, match, regexp, where, where_any, key, by, measure, having, sort, allow',
    ],
  ],
];

for (const [title, text, messages] of mistakes) {
  test(`${title}: told with line and column`, (t) => {
    const told = mistakesOf(text);
    t.deepEqual(told, messages);
  });
}

test('an unknown escape is a mistake that shows how to write it', (t) => {
  t.deepEqual(mistakesOf('version: 1\nrules: [{id: a, match: {none: ["\\\\d"]}}]'), [
    'r.yaml:2:32: Expected an item of `none` to be text with valid escapes, got "\\d": unknown escape "\\d"; write \\\\ for a backslash, \\t for a tab, \\xNN for the byte with hexadecimal value NN',
  ]);
});

test('of many mistakes twenty are told, and how many more there are', (t) => {
  const told = mistakesOf(ruleWith(...Array.from({ length: 100 }, (_, index) => `x${index}: 1`)));
  t.is(told.length, 21);
  t.is(told[20], 'r.yaml: and 80 more mistakes');
});

test('a field named as what objects inherit is unknown', (t) => {
  t.deepEqual(mistakesOf(ruleWith('constructor: 1', '__proto__: {}', 'toString: 1')).length, 3);
});
