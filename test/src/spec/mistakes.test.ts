import test from 'ava';
import { UserError } from '../../../src/errors.ts';
import { didYouMean, gatherMistakes, oneOf } from '../../../src/spec/mistakes.ts';

test('the nearest word is proposed, and none that is far', (t) => {
  const words = ['match', 'key', 'allow', 'level'];
  t.is(didYouMean('alow', words), '; did you mean "allow"?');
  t.is(didYouMean('MATCH', words), '; did you mean "match"?');
  t.is(didYouMean('zzzzzz', words), '');
  t.is(didYouMean('', words), '');
  t.is(didYouMean('alow', []), '');
  t.is(didYouMean('a'.repeat(100_000), ['a'.repeat(100_001)]), '');
});

test('mistakes are told file by file, in the order of lines', (t) => {
  const mistakes = gatherMistakes();
  mistakes.add({ path: 'b', line: 10, column: 2 }, () => 'fourth');
  mistakes.add(undefined, () => 'option');
  mistakes.add({ path: 'b', line: 10, column: 1 }, () => 'third');
  mistakes.add({ path: 'a\x1b' }, () => 'other');
  mistakes.add({ path: 'b', line: 9 }, () => 'second');
  t.throws(() => mistakes.throwIfAny(), {
    instanceOf: UserError,
    message: 'b:9: second\nb:10:1: third\nb:10:2: fourth\noption\na\\x1b: other',
  });
});

test('no mistake throws nothing', (t) => {
  t.notThrows(() => gatherMistakes().throwIfAny());
});

test('beyond twenty of one file no message is made, only counted', (t) => {
  const mistakes = gatherMistakes();
  let made = 0;
  for (let index = 0; index < 21; index++) mistakes.add({ path: 'a', line: 1 }, () => `${++made}`);
  mistakes.add({ path: 'b', line: 1 }, () => 'shown');
  const error = t.throws(() => mistakes.throwIfAny());
  t.is(made, 20);
  t.deepEqual(error?.message.split('\n').slice(19), ['a:1: 20', 'a: and 1 more mistake', 'b:1: shown']);
});

test('words are listed with or', (t) => {
  t.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(oneOf), ['', 'a', 'a or b', 'a, b or c']);
});

test('two letters that are swapped, a first letter and a beginning tell more than a distance', (t) => {
  t.is(didYouMean('tpc', ['3pc', 'tcp']), '; did you mean "tcp"?');
  t.is(didYouMean('htps', ['ftps', 'https']), '; did you mean "https"?');
  t.is(didYouMean('cisco', ['snare', 'cisco-asa']), '; did you mean "cisco-asa"?');
  t.is(didYouMean('dst', ['host', 'dst_ip', 'dst_port']), '; did you mean "dst_ip"?');
  t.is(didYouMean('::1', ['x11']), '');
  t.is(didYouMean('70000', ['70001a']), '');
});

test('what an alias repeats, at one place in one word, is told once', (t) => {
  const mistakes = gatherMistakes();
  for (const message of ['a', 'b', 'a', 'b']) mistakes.add({ path: 'f', line: 1, column: 2 }, () => message);
  mistakes.add({ path: 'f', line: 2, column: 2 }, () => 'a');
  t.throws(() => mistakes.throwIfAny(), { message: 'f:1:2: a\nf:1:2: b\nf:2:2: a' });
});
