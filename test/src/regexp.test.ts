import test from 'ava';
import fc from 'fast-check';
import { compileRegexp, type Regexp } from '../../src/regexp.ts';
import { utf8Bytes } from '../../src/text.ts';

function compiled(written: string, ignoreCase = false): Regexp {
  const result = compileRegexp(written, ignoreCase);
  if (result.kind === 'mistake') throw new Error(result.message);
  return result.regexp;
}

function mistake(written: string): string | undefined {
  const result = compileRegexp(written, false);
  return result.kind === 'mistake' ? result.message : undefined;
}

test('it matches anywhere in the line, which has no second one', (t) => {
  t.true(compiled('b+c').test('abbcd'));
  t.false(compiled('^b+c').test('abbcd'));
  t.true(compiled('d$').test('abbcd'));
  t.true(compiled('').test(''));
  t.true(compiled('^.$').test('\xff'));
  t.true(compiled('\\bport \\d{2,5}/(?:tcp|udp)\\b').test('to port 443/tcp.'));
});

test('the ASCII letters are folded where it is asked for, and no other ones', (t) => {
  t.true(compiled('deny', true).test('DENY'));
  t.false(compiled('deny').test('DENY'));
  t.true(compiled('(?i)deny').test('DENY'));
  for (const written of ['é', '\\xe9', '\\x{e9}', '\\Qé\\E']) {
    t.true(compiled(`a${written}`, true).test(written.includes('e9') ? 'A\xe9' : 'A\xc3\xa9'), written);
    t.false(compiled(written, true).test('\xc9'), written);
    t.false(compiled(written, true).test('\xe3\xa9'), written);
  }
});

test('a character beyond ASCII stands for its UTF-8 bytes, and can be repeated as one', (t) => {
  t.true(compiled('Müller').test(utf8Bytes('Herr Müller')));
  t.true(compiled('^x(?:é|ü)+y$').test(utf8Bytes('xéüéy')));
  t.true(compiled('^xé+y$').test(utf8Bytes('xééy')));
  t.true(compiled('^\\Qx.é\\E{2}$').test(utf8Bytes('x.éé')));
  t.false(compiled('^\\Qx.é').test(utf8Bytes('x-é')));
  t.true(compiled('^😀$').test(utf8Bytes('😀')));
});

test('a class takes bytes', (t) => {
  t.true(compiled('^[\\x80-\\xff]{2}$').test('\xc3\xa9'));
  t.true(compiled('^[^\\x80-\\xff]+$').test('abc'));
  t.true(compiled('^[]a]+$').test(']a]'));
  t.true(compiled('^[^]a]$').test('b'));
  t.true(compiled('^[[:digit:]\\]]+$').test('1]2'));
  t.is(mistake('[aé]'), '"é" in "[aé]" is 2 bytes, and a class takes one; write (?:é|…)');
  t.is(mistake('\\x{263a}'), '"\\x{263a}" is no byte; write the character itself');
});

test('what is no expression of linear time is a mistake', (t) => {
  t.is(mistake('(a'), 'missing closing ): "(a"');
  for (const wrong of ['(a', '[a', 'a**', '(?=a)', '(?<!a)b', '(a)\\1', 'x{2000}', '(?:a{1000}){1000}', '\\', '*'])
    t.is(typeof mistake(wrong), 'string', wrong);
});

test('no pattern takes more than its time, whatever the line', (t) => {
  const line = 'ab'.repeat(200_000);
  // By squares, or by backtracking, these would be hours.
  for (const written of [
    '(?:a|b)*a(?:a|b){60}[^ab]',
    '([ab]+)+c?[^ab]$',
    '.*.*.*.*.*[^ab]',
    '\\b[ab]*a[ab]{50}\\b[^ab]',
  ])
    t.false(compiled(written).test(line));
});

test('it says what the expressions of JavaScript say, of patterns that mean the same to both', (t) => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\s',
    '\\b',
    '^',
    '$',
    'é',
    '\\xe9',
    '1',
    ' ',
  );
  const repeated = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '*?')).map(([one, times]) =>
    // Nothing is repeated that has no length: engines differ in whether that is a mistake.
    ['\\b', '^', '$'].includes(one) ? one : `(?:${one})${times}`,
  );
  const sequence = fc.array(repeated, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((parts) => `x?(?:${parts.join('|')})`);
  const bytes = fc.array(fc.constantFrom('a', 'b', 'A', '1', ' ', '_', '\xc3\xa9', '\xe9', '\xc9', '\0'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pattern, bytes, (written, parts) => {
      const line = parts.join('');
      const twin = new RegExp(written.replaceAll('é', '\xc3\xa9'), 's');
      t.is(compiled(written).test(line), twin.test(line), JSON.stringify([written, line]));
    }),
    { numRuns: 3000 },
  );
});
