// The kernel against its naive twin: whatever the plan, the text, the alignment and the cut, the same counts.

import test from 'ava';
import fc from 'fast-check';
import type { KeyPlan, ScanPlan, ScanRule, TemplatePart } from '../../../src/types.ts';
import { naiveScan } from '../../../workers/kernel/naive.ts';
import { scanPieces } from '../../helpers/kernel-counts.ts';

/** Pieces of logs, near misses and hostile bytes; joined at random they make lines. */
const words = fc.constantFrom(
  ...['/53 ', '/531 ', '/5353 ', '/53', 'inside:', 'outside:', 'INSIDE:', 'x', ' ', '\t', '\r', '\0', '\xff', '/', ':'],
  ...['10.1.1.4', '10.1.1.6', '10.1.1.7', '10.1.2.5', 'a!', '!!', '\x01!'],
  ...['10.1.1.5', '10.1.1.50', '210.1.1.5', '10.1.1.300', '1.2.3.4.5', '010.1.1.1', '0.0.0.0', '255.255.255.255', '.'],
  ...['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '::', '::1', 'fe80::1%eth0', '::ffff:10.1.2.3', '1:2:3:4:5:6:7:8', 'de:'],
  ...['1::', '1:2:3:4:5:6:7::', '0:0:0:2:0:0:0:3', '1:2:3:4:5:6:10.0.0.1', '::2:', 'abcd', 'g', '%', '53', '0', '7.5'],
  ...[
    'Teardown',
    'TEARDOWN',
    'teardown',
    'dst=',
    'user="',
    '"',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ],
);
const line = fc.array(words, { maxLength: 14 }).map((parts) => parts.join(''));
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('', '\n', '\r\n'))
  .map(([lines, end]) => lines.join('\n') + end);

const needle = fc.oneof(
  fc.constantFrom('/53 ', 'inside:', 'teardown', 'a', '10.1.1.5', '\0', ':', 'dst=10.1.1.5/53 x', '\xff', '\r'),
  fc.array(words, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('')),
);
const literal = fc.constantFrom('inside:', '/', ':', 'user="', '"', ' ', 'a', '/53 ', '.', '10.', 'dst=');
const captureType = fc.constantFrom('ip' as const, 'int' as const, 'word' as const, 'any' as const);

/** Literals and captures in turn, beginning with either. */
const template = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(literal, captureType), { minLength: 1, maxLength: 3 }), fc.boolean(), literal)
  .map(([bare, pairs, closed, last]) => {
    const parts = pairs.flatMap(([before, type], i): TemplatePart[] => [
      { kind: 'literal', text: before },
      { kind: 'capture', name: `c${i}`, type },
    ]);
    const end: TemplatePart[] = closed ? [{ kind: 'literal', text: last }] : [];
    return [...(bare ? parts.slice(1) : parts), ...end];
  });
const delimiters = fc.constantFrom(' \t', ':', ':/', '.', ' \t:/=');
const fieldKey = fc.record(
  {
    kind: fc.constant('field' as const),
    field: fc.integer({ min: 1, max: 20 }),
    delimiters,
    contains: literal,
    split: fc.record({ delimiters, part: fc.integer({ min: 1, max: 4 }) }),
  },
  { requiredKeys: ['kind', 'field', 'delimiters'] },
);
const key: fc.Arbitrary<KeyPlan> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  template.map((parts) => ({ kind: 'template', parts }) as const),
  fieldKey,
);
const needles = fc.array(needle, { maxLength: 2 });
/** So much alike that they are sought together. */
const alike = fc.array(
  fc.constantFrom(
    '10.1.1.5',
    '10.1.1.50',
    '10.1.1.4',
    '10.1.1.7',
    '10.1.2.5',
    '10.1.1.5\r',
    'Teardown',
    'teardown',
    'a!',
    '!!',
  ),
  { maxLength: 5 },
);
const rule: fc.Arbitrary<ScanRule> = fc
  .record({ all: needles, any: needles, none: fc.oneof(needles, alike), ignoreCase: fc.boolean(), key })
  .map((made) => (made.ignoreCase ? { ...made, ...lowered(made) } : made));
const plan: fc.Arbitrary<ScanPlan> = fc
  .array(rule, { minLength: 1, maxLength: 3 })
  .map((rules) => ({ id: 'test', rules }));

function lowered(made: Pick<ScanRule, 'all' | 'any' | 'none'>): Pick<ScanRule, 'all' | 'any' | 'none'> {
  const lower = (texts: readonly string[]) => texts.map((each) => each.replace(/[A-Z]/g, (c) => c.toLowerCase()));
  return { all: lower(made.all), any: lower(made.any), none: lower(made.none) };
}

test('the kernel counts what its naive twin counts, however the text is cut', (t) => {
  fc.assert(
    fc.property(plan, text, fc.integer({ min: 1, max: 300 }), (anyPlan, anyText, pieceBytes) => {
      const { scannedBytes, overlongLines, ...counts } = scanPieces(anyPlan, anyText, pieceBytes);
      t.deepEqual(counts, naiveScan(anyPlan, anyText));
      t.is(scannedBytes, anyText.length);
      t.is(overlongLines, 0);
    }),
    { numRuns: 4000 },
  );
});

test('what an earlier window left in memory is never seen again', (t) => {
  const longText = fc.tuple(text, fc.integer({ min: 1, max: 7 })).map(([part, odd]) => {
    // Longer than the smallest window, so that it slides, each time to another place in the text.
    const repeated = `${part}\n${'x'.repeat(odd)}`;
    return repeated.repeat(Math.ceil(300_000 / repeated.length));
  });
  fc.assert(
    fc.property(plan, longText, fc.integer({ min: 1000, max: 70_000 }), (anyPlan, anyText, pieceBytes) => {
      const { scannedBytes, overlongLines, ...counts } = scanPieces(anyPlan, anyText, pieceBytes);
      t.deepEqual(counts, naiveScan(anyPlan, anyText));
      t.is(scannedBytes, anyText.length);
      t.is(overlongLines, 0);
    }),
    { numRuns: 15 },
  );
});

test('a text that is left out is seen wherever in the line it stands, and in no line beside', (t) => {
  const anchor = '/53 ';
  const excluded = [
    ['10.1.0.10', '10.1.0.11'],
    ['10.1.0.10', '10.1.0.115', '10.1.0.1\r'],
    ['teardown', 'x'],
    ['a!', '!!'],
  ];
  const plans = excluded.flatMap((none) =>
    [false, true].map((ignoreCase): ScanPlan => {
      return { id: 'none', rules: [{ all: [anchor], any: [], none, ignoreCase, key: { kind: 'none' } }] };
    }),
  );
  const texts = [
    '10.1.0.10',
    '10.1.0.11',
    '10.1.0.12',
    '10.1.0.1\r',
    '10.1.0.1',
    '10.1.0.115',
    'Teardown',
    'teardown',
    'A!',
    '\x01!',
  ];
  for (let distance = 0; distance < 150; distance++) {
    const gap = '-'.repeat(distance);
    const lines = texts.flatMap((each) => [
      `${each}${gap}${anchor}`,
      `${anchor}${gap}${each}`,
      // What stands in the lines around, with an anchor or without.
      each,
      `${gap}${anchor}`,
      `${each}${gap}`,
      `${anchor}${gap}`,
      `${gap}${anchor}${anchor}${gap}${each}`,
    ]);
    const anyText = lines.join('\n');
    for (const anyPlan of plans) {
      t.deepEqual(scanPieces(anyPlan, anyText, 100_000).rules, naiveScan(anyPlan, anyText).rules, `${distance}`);
    }
  }
});

test('seventy rules with needles of any length count in one pass what each counts alone', (t) => {
  const long = fc
    .constantFrom(1, 2, 3, 8, 63, 64, 65, 66, 200, 4096)
    .chain((length) =>
      fc.string({ unit: fc.constantFrom('a', 'b', '/', '5', ' ', 'A'), minLength: length, maxLength: length }),
    );
  const manyRules = fc.array(long, { minLength: 66, maxLength: 70 }).map((needlesOfAll): readonly ScanRule[] =>
    needlesOfAll.map((each, i) => {
      const ignoreCase = i % 3 === 0;
      const text = ignoreCase ? each.toLowerCase() : each;
      const role = i % 2 === 0 ? { all: [text], any: [] } : { all: [], any: [text, 'never there'] };
      return { ...role, none: [], ignoreCase, key: { kind: 'none' } };
    }),
  );
  fc.assert(
    fc.property(
      manyRules,
      fc.array(fc.nat(69), { maxLength: 30 }),
      fc.integer({ min: 1, max: 9000 }),
      (rules, picks, piece) => {
        // Lines made of the needles themselves, whole and cut.
        const lines = picks.map((pick, i) => {
          const rule = rules[pick % rules.length];
          const text = rule?.all[0] ?? rule?.any[0] ?? '';
          return i % 4 === 0 ? text.slice(1) : `x${i % 3 === 0 ? text.toUpperCase() : text}y`;
        });
        const { scannedBytes, overlongLines, ...counts } = scanPieces({ id: 'many', rules }, lines.join('\n'), piece);
        t.deepEqual(counts, naiveScan({ id: 'many', rules }, lines.join('\n')));
        t.is(scannedBytes, lines.join('\n').length);
        t.is(overlongLines, 0);
      },
    ),
    { numRuns: 40 },
  );
});

test('a number is found in time that grows with the line, not with its square', (t) => {
  const templates: readonly (readonly TemplatePart[])[] = [
    [
      { kind: 'capture', name: 'n', type: 'int' },
      { kind: 'literal', text: 'x' },
    ],
    [
      { kind: 'capture', name: 'w', type: 'word' },
      { kind: 'literal', text: '=' },
      { kind: 'capture', name: 'n', type: 'int' },
      { kind: 'literal', text: '!' },
    ],
  ];
  const line = `${'a'.repeat(2_000_000)}=${'1'.repeat(2_000_000)}`;
  for (const parts of templates) {
    // By squares this would be hours.
    const rule: ScanRule = { all: [], any: [], none: [], ignoreCase: false, key: { kind: 'template', parts } };
    t.is(scanPieces({ id: 'long', rules: [rule] }, line, 1_000_000).rules[0]?.unkeyedLines, 1);
  }
});
