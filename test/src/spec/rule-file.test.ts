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
