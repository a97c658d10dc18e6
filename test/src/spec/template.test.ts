import test from 'ava';
import fc from 'fast-check';
import { parseTemplate } from '../../../src/spec/template.ts';
import type { CaptureType, TemplatePart } from '../../../src/types.ts';

test('text and captures become parts, a capture with no name is called key', (t) => {
  t.deepEqual(parseTemplate('inside:{ip}/'), {
    kind: 'template',
    parts: [
      { kind: 'literal', text: 'inside:' },
      { kind: 'capture', name: 'key', type: 'ip' },
      { kind: 'literal', text: '/' },
    ],
    columns: [{ name: 'key', type: 'ip' }],
  });
});

test('several captures make columns in the order of the line', (t) => {
  const parsed = parseTemplate('{src:ip}/{int} to {dst:word} {_x9:any}');
  t.deepEqual(parsed.kind === 'template' && parsed.columns, [
    { name: 'src', type: 'ip' },
    { name: 'key', type: 'int' },
    { name: 'dst', type: 'word' },
    { name: '_x9', type: 'any' },
  ]);
});

test('a doubled opening brace is a brace, a closing brace is itself', (t) => {
  const parsed = parseTemplate('{{"ip":"{{{ip}}"}}');
  t.deepEqual(parsed.kind === 'template' && parsed.parts, [
    { kind: 'literal', text: '{"ip":"{' },
    { kind: 'capture', name: 'key', type: 'ip' },
    { kind: 'literal', text: '}"}}' },
  ]);
});

test('escapes of the literal text are bytes, and an escaped brace opens nothing', (t) => {
  const parsed = parseTemplate('\\x7bip}\\t{ip}é\\\\');
  t.deepEqual(parsed.kind === 'template' && parsed.parts, [
    { kind: 'literal', text: '{ip}\t' },
    { kind: 'capture', name: 'key', type: 'ip' },
    { kind: 'literal', text: '\xc3\xa9\\' },
  ]);
});

const mistakes: readonly (readonly [string, string, RegExp])[] = [
  ['an empty template', '', /^it captures nothing; write \{ip\}/],
  ['a template without a capture', 'inside:', /^it captures nothing/],
  ['a brace that is only text', '{{ip}', /^it captures nothing/],
  ['an unknown type', 'inside:{ipv4}/', /^column 8: "\{ipv4\}" is no capture; .*did you mean "ip"\?$/],
  ['an unknown type behind a name', '{src:words}', /^column 1: .*did you mean "word"\?$/],
  ['type and name in the wrong order', 'a{ip:src}', /^column 2: .*the name goes first: "\{src:ip\}"$/],
  ['an empty capture', 'ab{}', /^column 3: "\{\}" is no capture/],
  ['blanks in a capture', '{ ip }', /^column 1: "\{ ip \}" is no capture/],
  ['a name that is no name', '{1a:ip}', /^column 1: .* is no capture/],
  ['a name that objects keep for themselves', '{__proto__:ip}', /^column 1: .* is no capture/],
  ['a capture that is not closed', 'x{ip', /^column 2: the capture "\{ip" is not closed; write \{\{ for a brace$/],
  ['a capture that opens another', '{ip{int}', /^column 1: the capture "\{ip" is not closed/],
  ['captures side by side', '{a:ip}{b:int}', /^column 7: two captures stand side by side/],
  ['two captures with no name', '{ip} {int}', /^column 6: a second capture is called key; .*\{a:ip\} and \{b:ip\}$/],
  ['two captures with one name', '{a:ip} {a:int}', /^column 8: a second capture is called a;/],
  ['two names that differ in case', '{a:ip} {A:int}', /^column 8: a second capture is called A;/],
  ['two names that differ in case, the capital first', '{A:ip} {a:int}', /^column 8: a second capture is called a;/],
  ['a line feed', 'a\\x0a{ip}', /^column 1: a line never holds a line feed$/],
  ['an unknown escape', '{ip}\\d', /^column 5: unknown escape "\\d"/],
  ['an escape for a brace', '\\{ip}', /^column 1: unknown escape/],
  ['control characters', '{\x1b[2J}', /^column 1: "\{\\x1b\[2J\}" is no capture/],
];

for (const [title, written, message] of mistakes) {
  test(`${title} is a mistake that says where`, (t) => {
    const parsed = parseTemplate(written);
    t.regex(parsed.kind === 'mistake' ? parsed.message : '', message);
  });
}

test('a template has at most 16 captures and 4,096 characters', (t) => {
  const captures = (count: number) => Array.from({ length: count }, (_, index) => `{c${index}:int}`).join(' ');
  t.is(parseTemplate(captures(16)).kind, 'template');
  t.regex(JSON.stringify(parseTemplate(captures(17))), /more than 16 captures/);
  t.is(parseTemplate(`{ip}${'x'.repeat(4092)}`).kind, 'template');
  t.regex(JSON.stringify(parseTemplate(`{ip}${'x'.repeat(4093)}`)), /longer than 4096 characters/);
});

const literal = fc
  .array(
    fc.integer({ min: 0, max: 255 }).filter((code) => code !== 10),
    { minLength: 1, maxLength: 6 },
  )
  .map((codes) => String.fromCharCode(...codes));
const types: readonly CaptureType[] = ['ip', 'int', 'word', 'any'];

/** Literals and captures by turns, beginning with either. */
const someParts = fc
  .record({
    literals: fc.array(literal, { minLength: 17, maxLength: 17 }),
    captures: fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 16 }),
    first: fc.boolean(),
    last: fc.boolean(),
  })
  .map(({ literals, captures, first, last }): TemplatePart[] => {
    const pairs = captures.flatMap((type, index): TemplatePart[] => [
      { kind: 'literal', text: literals[index] ?? '' },
      { kind: 'capture', name: `c${index}`, type },
    ]);
    const ended: TemplatePart[] = last ? [...pairs, { kind: 'literal', text: literals[16] ?? '' }] : pairs;
    return first ? ended : ended.slice(1);
  });

function print(part: TemplatePart): string {
  if (part.kind === 'capture') return `{${part.name}:${part.type}}`;
  return part.text
    .replace(/[^ -[\]-~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('{', '{{');
}

test('a printed template is read back', (t) => {
  fc.assert(
    fc.property(someParts, (parts) => {
      const parsed = parseTemplate(parts.map(print).join(''));
      t.deepEqual(parsed.kind === 'template' && parsed.parts, parts);
    }),
  );
});

test('any text is a template or a mistake, never an exception', (t) => {
  const pieces = fc.array(fc.constantFrom('{', '}', '{{', 'ip', ':', 'a', '\\', '\\t', ' ', '\n', 'é'));
  fc.assert(
    fc.property(pieces, (written) => {
      t.true(['template', 'mistake'].includes(parseTemplate(written.join('')).kind));
    }),
  );
});
