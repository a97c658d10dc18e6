import test from 'ava';
import type { FormatSpec } from '../../../src/format-types.ts';
import { formats as builtIn } from '../../../src/formats/formats.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import type { SpecFiles } from '../../../src/spec/spec-files.ts';
import { chooseFormats, joinFormats } from '../../../src/spec/sweep-formats.ts';
import { mistakesOf } from '../../helpers/mistakes.ts';

const acme = own('acme');
const emca = own('emca');
const texts: Readonly<Record<string, string>> = {
  './acme.yaml': 'name: acme\ntitle: of a file\nrecognise: [[ACME]]\nmessages: []',
  './wrong.yaml': 'name: A',
  './empty.yaml': '',
};
const files: SpecFiles = {
  read(path) {
    const text = texts[path];
    return text === undefined ? { kind: 'mistake', message: 'it does not exist' } : { kind: 'text', text };
  },
};

function own(name: string): FormatSpec {
  return { name, title: name, recognise: [[name]], messages: [] };
}

function placed(...formats: readonly FormatSpec[]) {
  return formats.map((format, index) => ({ format, place: { path: 'r.yaml', line: index + 1, column: 7 } }));
}

function chosen(...wanted: readonly string[]): readonly FormatSpec[] {
  const mistakes = gatherMistakes();
  const formats = chooseFormats(wanted, [acme, ...builtIn], files, mistakes);
  mistakes.throwIfAny();
  return formats;
}

function told(...wanted: readonly string[]): readonly string[] {
  return mistakesOf((mistakes) => chooseFormats(wanted, [acme, ...builtIn], files, mistakes));
}

test('formats of rule files are tried before those that are built in', (t) => {
  const mistakes = gatherMistakes();
  t.deepEqual(joinFormats(placed(acme, emca), mistakes), [acme, emca, ...builtIn]);
  mistakes.throwIfAny();
});

test('no two formats have one name', (t) => {
  t.deepEqual(
    mistakesOf((mistakes) => joinFormats(placed(acme, own('netfilter'), emca, own('acme'), own('')), mistakes)),
    [
      'r.yaml:2:7: Expected `name` to be unique, got "netfilter", as a format that is built in',
      'r.yaml:4:7: Expected `name` to be unique, got "acme", as the one at r.yaml:1:7',
    ],
  );
});

test('without a word, and with auto, all formats are tried', (t) => {
  t.deepEqual(chosen(), [acme, ...builtIn]);
  t.deepEqual(chosen('auto'), [acme, ...builtIn]);
});

test('formats that are named are tried in that order, each once', (t) => {
  const names = (...wanted: readonly string[]) => chosen(...wanted).map(({ name }) => name);
  t.deepEqual(names('netfilter', 'cisco-asa', 'netfilter'), ['netfilter', 'cisco-asa']);
  t.deepEqual(names('acme'), ['acme']);
  t.deepEqual(names('netfilter', 'auto'), [
    'netfilter',
    'acme',
    ...builtIn.map(({ name }) => name).filter((name) => name !== 'netfilter'),
  ]);
});

test('a path is that of a format file', (t) => {
  t.deepEqual(chosen('./acme.yaml'), [{ name: 'acme', title: 'of a file', recognise: [['ACME']], messages: [] }]);
});

test('what names no format is told, with the name that was meant', (t) => {
  t.deepEqual(told('netfliter', 'xyzzyxyzzyxyzzy', './gone.yaml'), [
    'Expected the `--format` option to be the name or the path of a format, got "netfliter"; did you mean "netfilter"?',
    `Expected the \`--format\` option to be the name or the path of a format, got "xyzzyxyzzyxyzzy"; known are auto, acme, ${builtIn.map(({ name }) => name).join(', ')}`,
    './gone.yaml: The file of the `--format` option cannot be read: it does not exist',
  ]);
  t.deepEqual(told('acme', './acme.yaml'), ['Two formats are called "acme"; rename one']);
  t.is(told('./wrong.yaml').length, 4);
  t.true(told('./empty.yaml').length > 0);
});
