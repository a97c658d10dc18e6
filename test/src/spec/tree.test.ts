import test from 'ava';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { parseTree, type Tree } from '../../../src/spec/tree.ts';

/** The tree without its places, or the message of its mistakes. */
function read(text: string): unknown {
  const mistakes = gatherMistakes();
  const tree = parseTree(text, 'f.yaml', mistakes);
  try {
    mistakes.throwIfAny();
  } catch (error) {
    return String(error);
  }
  return tree && plain(tree);
}

function plain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'text':
      return tree.text;
    case 'list':
      return tree.items.map(plain);
    case 'map':
      return new Map(tree.entries.map(({ name, value }) => [name, plain(value)]));
    case 'nothing':
      return null;
    default:
      return tree.value;
  }
}

test('YAML and JSON are read alike', (t) => {
  const map = new Map<string, unknown>([
    ['a', [1, 'b', true, null, '10.1.1.5', '::1']],
    ['é', 'x\ty'],
  ]);
  t.deepEqual(read('a: [1, b, true, null, 10.1.1.5, ::1]\né: "x\\ty"\n'), map);
  t.deepEqual(read('{\n\t"a": [1, "b", true, null, "10.1.1.5", "::1"],\n\t"é": "x\\u0009y"\n}'), map);
  t.deepEqual(read('# nothing\r\na:\r\n- 1\r\n- b\r\n'), new Map([['a', [1, 'b']]]));
});

test('words of older YAML are text', (t) => {
  t.deepEqual(read('[yes, off, 2014-07-03, 12:30:45, 010]'), ['yes', 'off', '2014-07-03', '12:30:45', 10]);
});

test('a value knows its line and column', (t) => {
  const mistakes = gatherMistakes();
  const tree = parseTree('a:\n  - x\n  -   "y"\nb: {c: z}\nd:\n', 'f.yaml', mistakes);
  const places = (one: Tree): string[] => [
    ...(one.kind === 'text' || one.kind === 'nothing' ? [`${one.place.line}:${one.place.column}`] : []),
    ...(one.kind === 'list' ? one.items.flatMap(places) : []),
    ...(one.kind === 'map' ? one.entries.flatMap(({ value }) => places(value)) : []),
  ];
  t.deepEqual(tree && places(tree), ['2:5', '3:7', '4:8', '5:3']);
});

test('a repeated alias is its value, a circle is a mistake', (t) => {
  t.deepEqual(
    read('a: &x [1, &y z]\nb: *x\nc: *y'),
    new Map<string, unknown>([
      ['a', [1, 'z']],
      ['b', [1, 'z']],
      ['c', 'z'],
    ]),
  );
  t.regex(String(read('a: &x [*x]')), /f\.yaml:1:8: Expected "\*x" to follow its anchor, and not to stand within it/);
  t.regex(String(read('a: *x')), /f\.yaml:1:4: Expected "\*x" to follow/);
});

test('aliases that multiply are a mistake, and a quick one', (t) => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= 30; level++) {
    const before = `*a${level - 1}`;
    bomb.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => before).join(', ')}]`);
  }
  t.regex(String(read(bomb.join('\n'))), /Expected aliases to repeat at most 10000 values/);
});

const mistakes: readonly (readonly [string, string, RegExp])[] = [
  ['a second document', 'a: 1\n---\nb: 2', /f\.yaml:2:1: Expected one document, got a second one/],
  ['a tag', 'a: !!binary aGk=', /f\.yaml:1:13: Expected no tag, got "tag:yaml\.org,2002:binary"/],
  ['an unknown tag', 'a: !js/function x', /Expected/],
  ['a broken list', 'a: [1, 2', /f\.yaml:1:9: Expected YAML or JSON: /],
  ['a tab for indentation', 'a:\n\t- b', /f\.yaml:2:1: Expected YAML or JSON: Tabs/],
  ['text after JSON', '{"a":1}\n{"b":2}', /f\.yaml:2:1: Expected YAML or JSON: /],
  ['a name that is no text', '1: x', /f\.yaml:1:1: Expected the name of a field or list, as text/],
  ['a name that is a list', '? [a]\n: x', /Expected the name of a field or list, as text/],
  ['half a surrogate pair', '"\\ud800"', /Expected text, got half of a surrogate pair/],
];

for (const [title, text, message] of mistakes) {
  test(`${title} is a mistake with its place`, (t) => {
    t.regex(String(read(text)), message);
  });
}

test('deep nesting is a mistake, not the end of the process', (t) => {
  for (const text of ['['.repeat(100_000), '- '.repeat(100_000), 'a: '.repeat(100_000), '{a: '.repeat(100_000)]) {
    t.regex(String(read(text)), /Expected values nested at most 50 deep/, text.slice(0, 4));
  }
  t.deepEqual(read(`${'['.repeat(40)}${']'.repeat(40)}`)?.constructor, Array);
});

test('a file of errors alone is told in a few of them', (t) => {
  for (const text of [']'.repeat(200_000), '{}'.repeat(100_000)]) {
    const told = String(read(text)).split('\n');
    t.true(told.length > 1 && told.length <= 21, text.slice(0, 2));
    for (const line of told) t.regex(line, /^(?:UserError: )?f\.yaml:/);
  }
});

test('an empty file is nothing', (t) => {
  t.is(read(''), null);
  t.is(read('# only a comment\n'), null);
});
