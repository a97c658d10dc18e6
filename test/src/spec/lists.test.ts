import test from 'ava';
import { readItems } from '../../../src/spec/item-files.ts';
import { joinLists, readListFile, readListOptions } from '../../../src/spec/lists.ts';
import { gatherMistakes, type Mistakes } from '../../../src/spec/mistakes.ts';

function mistakesOf(work: (mistakes: Mistakes) => void): string[] {
  const mistakes = gatherMistakes();
  work(mistakes);
  try {
    mistakes.throwIfAny();
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

test('a file of items has one a line, with comments and blanks around them', (t) => {
  const list = readItems(
    '# servers\r\n10.1.1.5\t # the first\r\n\r\n  fw#1 \r\n#fw-2\r\nfw 3#\n10.1.1.6',
    'a.txt',
    gatherMistakes(),
  );
  t.deepEqual(list.items, ['10.1.1.5', 'fw#1', 'fw 3#', '10.1.1.6']);
  t.deepEqual(list.placeOf(1), { path: 'a.txt', line: 4 });
  t.deepEqual(list.placeOf(3), { path: 'a.txt', line: 7 });
  t.deepEqual(readItems('', 'a.txt', gatherMistakes()).items, []);
});

test('list options give names and items, those of one name add up', (t) => {
  const mistakes = gatherMistakes();
  const lists = readListOptions(['dns=10.1.0.10, 10.1.0.11', 'a-b_1=x=y', 'dns=@other'], mistakes);
  mistakes.throwIfAny();
  t.deepEqual(
    [...lists].map(([name, { items }]) => [name, items]),
    [
      ['dns', ['10.1.0.10', '10.1.0.11', '@other']],
      ['a-b_1', ['x=y']],
    ],
  );
});

test('list options without a name or with an empty item are mistakes', (t) => {
  for (const option of ['', 'dns', '=x', 'dns=', 'dns=a,', 'dns=,a', '1=x', './dns=x', '__proto__=x']) {
    t.deepEqual(
      mistakesOf((mistakes) => readListOptions([option], mistakes)),
      [`Expected the \`--list\` option to be NAME=ITEM,ITEM,…, got "${option}"`],
    );
  }
});

test('a file of lists has lists, with or without a version', (t) => {
  const mistakes = gatherMistakes();
  const lists = readListFile('lists:\n  a: [x]\n  b: ["@a"]\n', 'l.yaml', mistakes);
  const same = readListFile('{"version": 1, "lists": {"a": ["x"], "b": ["@a"]}}', 'l.json', mistakes);
  mistakes.throwIfAny();
  for (const one of [lists, same]) {
    t.deepEqual(
      [...(one ?? [])].map(([name, { items }]) => [name, items]),
      [
        ['a', ['x']],
        ['b', ['@a']],
      ],
    );
  }
  t.deepEqual(lists?.get('b')?.placeOf(0), { path: 'l.yaml', line: 3, column: 7 });
});

test('a file of lists has nothing else', (t) => {
  const told = (text: string) => mistakesOf((mistakes) => readListFile(text, 'l.yaml', mistakes));
  t.deepEqual(told('rules: []'), [
    'l.yaml:1:1: Unknown field "rules" in the list file; known are version, lists',
    'l.yaml:1:1: Expected `lists` to be there, got no field of that name',
  ]);
  t.deepEqual(told('lists: {a: [10.1], __proto__: [x], b: y}'), [
    'l.yaml:1:13: Expected an item of the list "a" to be text, got the number 10.1; write it in quotes: "10.1"',
    'l.yaml:1:20: Expected the name of a list to be a letter and then letters, digits, _ or -, 64 at most, got "__proto__"',
    'l.yaml:1:39: Expected the list "b" to be a list in [ ] or with dashes, got "y"',
  ]);
});

test('two files may define one list if they agree, or if it is replaced', (t) => {
  const list = (items: string, path: string) =>
    readListFile(`lists: {a: ${items}}`, path, gatherMistakes()) ?? new Map();
  const replaced = readListOptions(['a=z'], gatherMistakes());
  const joined = (second: string, by = new Map()) =>
    mistakesOf((mistakes) => joinLists([list('[x]', '1.yaml'), list(second, '2.yaml')], by, mistakes));
  t.deepEqual(joined('[x]'), []);
  t.deepEqual(joined('[y]'), [
    '2.yaml:1:9: The list "a" has other items at 1.yaml:1:9; use one name for each, or replace both by `--list`',
  ]);
  t.is(joined('[x, y]').length, 1);
  t.deepEqual(joined('[y]', new Map(replaced)), []);
  t.deepEqual(joined('[]'), []);
});

test('an empty list is filled by another file, whichever comes first', (t) => {
  const list = (items: string) => readListFile(`lists: {a: ${items}}`, `${items}.yaml`, gatherMistakes()) ?? new Map();
  const items = (...written: readonly string[]) => {
    const mistakes = gatherMistakes();
    const joined = joinLists(written.map(list), new Map(), mistakes);
    mistakes.throwIfAny();
    return joined.get('a')?.items;
  };
  t.deepEqual(items('[]', '[x]'), ['x']);
  t.deepEqual(items('[x]', '[]'), ['x']);
  t.deepEqual(items('[]', '[x]', '[]', '[x]'), ['x']);
  t.deepEqual(items('[]', '[]'), []);
  t.throws(() => items('[]', '[x]', '[y]'));
});
