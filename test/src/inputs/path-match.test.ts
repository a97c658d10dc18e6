import test from 'ava';
import fc from 'fast-check';
import { beginMatch, type PathGlob, type PathMatch, type Portion } from '../../../src/inputs/path-match.ts';

/** `**`, `*`, or a literal; enough to try the automaton without a parser. */
function glob(written: string): PathGlob {
  return written.split('/').map((part): Portion => {
    if (part === '**') return { kind: 'any-depth', hidden: false };
    if (part === '*') return { kind: 'name', test: (name) => !name.startsWith('.') };
    return { kind: 'literal', name: part };
  });
}

function matchOf(globs: readonly string[], path: string): PathMatch {
  return path.split('/').reduce((match, name) => match.next(name), beginMatch(globs.map(glob)));
}

function fits(written: string, path: string): boolean {
  return matchOf([written], path).fits;
}

/** The plain definition, which tries every way. */
function fitsNaively(portions: readonly string[], names: readonly string[]): boolean {
  const [portion, ...rest] = portions;
  if (portion === undefined) return names.length === 0;
  const [name, ...below] = names;
  if (portion === '**') {
    const takesName = name !== undefined && !name.startsWith('.');
    if (rest.length === 0) return takesName && (below.length === 0 || fitsNaively(portions, below));
    return fitsNaively(rest, names) || (takesName && fitsNaively(portions, below));
  }
  if (name === undefined) return false;
  return (portion === '*' ? !name.startsWith('.') : portion === name) && fitsNaively(rest, below);
}

test('the automaton fits what the plain definition fits', (t) => {
  const portions = fc.array(fc.constantFrom('**', '*', 'a', 'b', '.c'), { minLength: 1, maxLength: 5 });
  const names = fc.array(fc.constantFrom('a', 'b', '.c'), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(portions, names, (written, path) => {
      t.is(fits(written.join('/'), path.join('/')), fitsNaively(written, path));
    }),
    { numRuns: 2000 },
  );
});

test('a walk is only sent where something can still fit', (t) => {
  t.true(matchOf(['a/*/c'], 'a').goesOn);
  t.true(matchOf(['a/*/c'], 'a/x').goesOn);
  t.false(matchOf(['a/*/c'], 'a/x/c').goesOn);
  t.false(matchOf(['a/*/c'], 'b').goesOn);
});

test('a name that is spelled out is not looked for', (t) => {
  const start = beginMatch([glob('a/*'), glob('b/*')]);
  t.deepEqual(start.literals, ['a', 'b']);
  t.false(start.wantsNames);
  t.true(start.next('a').wantsNames);
});

test('a glob that ends in a slash or in ** fits its directory only as a directory', (t) => {
  for (const written of ['a/', 'a/**']) {
    const match = matchOf([written], 'a');
    t.false(match.fits, written);
    t.true(match.fitsDirectory, written);
  }
  t.false(matchOf(['a/'], 'a').goesOn);
});

test('two places that want the same have the same key, others have not', (t) => {
  t.is(matchOf(['**/*.log'], 'a').key, matchOf(['**/*.log'], 'b/c').key);
  t.not(matchOf(['a/*', 'b/*/c'], 'a').key, matchOf(['a/*', 'b/*/c'], 'b').key);
});

test('a glob of many ** is matched without trying all ways', (t) => {
  const written = `${'**/a/'.repeat(40)}b`;
  t.false(fits(written, 'a/'.repeat(200).slice(0, -1)));
});
