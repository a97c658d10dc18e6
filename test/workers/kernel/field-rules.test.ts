// Rules over decoded fields, the kernel against its naive twin with the reference decoder: whatever the plan, the text
// and the cut, the same counts, keys and measures.

import test from 'ava';
import fc from 'fast-check';
import { compileFormats } from '../../../src/formats/formats.ts';
import type { ScanPlan, ScanRule } from '../../../src/types.ts';
import { naiveScan } from '../../../workers/kernel/naive.ts';
import { decodePlan, testReader, testReference } from '../../helpers/decode-plan.ts';
import { allPlans } from '../../helpers/decoded.ts';
import { deviceText } from '../../helpers/device-lines.ts';
import { fieldRule } from '../../helpers/field-rules.ts';
import { comparable, scanPieces } from '../../helpers/kernel-counts.ts';

const noon = Date.UTC(2014, 6, 3, 12, 48, 20) / 1000;
const instant = fc.constantFrom(noon - 86_400, noon - 1, noon, noon + 1, noon + 30_000, noon + 86_400);

const plan: fc.Arbitrary<ScanPlan> = fc
  .record({
    rules: fc.array(fieldRule, { minLength: 1, maxLength: 4 }),
    formats: fc.oneof(fc.constant(allPlans), fc.shuffledSubarray([...allPlans], { minLength: 1 })),
    period: fc.option(fc.record({ since: instant, until: instant }, { requiredKeys: [] })),
  })
  .map(({ rules, formats, period }) => ({ id: 'fields', rules, decode: decodePlan(formats), ...period }));

test('rules over fields count what the naive twin counts, however the text is cut', (t) => {
  fc.assert(
    fc.property(plan, deviceText, fc.integer({ min: 1, max: 3000 }), (anyPlan, text, pieceBytes) => {
      const { scannedBytes, overlongLines, ...counts } = scanPieces(anyPlan, text, pieceBytes, testReference);
      t.deepEqual(counts, comparable(naiveScan(anyPlan, text, testReader(anyPlan.decode))));
      t.is(scannedBytes, text.length);
      t.is(overlongLines, 0);
    }),
    { numRuns: 800 },
  );
});

test('two hundred rules count in one pass what each counts alone', (t) => {
  const rules = fc.array(fieldRule, { minLength: 200, maxLength: 200 });
  fc.assert(
    fc.property(rules, deviceText, (manyRules, text) => {
      const together = scanPieces({ id: 'many', rules: manyRules, decode: decodePlan() }, text, 4000, testReference);
      const expected = naiveScan(
        { id: 'many', rules: manyRules, decode: decodePlan() },
        text,
        testReader(decodePlan()),
      );
      t.deepEqual(together.rules, comparable(expected).rules);
      t.is(together.undecodedLines, expected.undecodedLines);
    }),
    { numRuns: 20 },
  );
});

test('more formats and more needles than there are marks in a word', (t) => {
  const names = Array.from({ length: 90 }, (_, i) => `device-${String.fromCharCode(65 + (i % 26))}${i}:`);
  const made = names.map((name, i) => ({
    name: `format${i}`,
    title: name,
    // Every third format also knows the lines of the one after it, and goes first.
    recognise: i % 3 === 0 ? [[name], [names[i + 1] ?? name, 'both']] : [[name]],
    messages: [{ templates: [' {src:host} '] }],
  }));
  const formats = compileFormats(made);
  const rule = (where: ScanRule['where'], all: readonly string[] = []): ScanRule => ({
    ...{ all, any: [], none: [], ignoreCase: false, where: where ?? [] },
    key: { kind: 'fields', fields: [{ field: 'format' }] },
  });
  const rules = [
    rule([]),
    rule([{ field: 'format', negated: true, test: { kind: 'texts', texts: ['format3'] } }]),
    rule([
      {
        field: 'src_ip',
        negated: false,
        test: { kind: 'addresses', ranges: [['4:'.padEnd(34, '0'), '4:'.padEnd(34, 'f')]] },
      },
    ]),
    ...names.map((_, i) => rule([], [`needle ${i} `])),
    ...names.map((_, i) =>
      rule([{ field: 'format', negated: false, test: { kind: 'texts', texts: ['none'] } }], [`needle ${i} `]),
    ),
  ];
  const line = fc
    .tuple(
      fc.nat(89),
      fc.constantFrom('', ' both', ' both '),
      fc.nat(89),
      fc.constantFrom('', 'x', '10.1.2.3'),
      fc.nat(3),
    )
    .map(
      ([name, both, needle, host, kind]) =>
        `${kind === 0 ? '' : names[name]}${kind === 1 ? names[needle] : ''} ${host} needle ${needle} ${both}`,
    );
  const plan: ScanPlan = { id: 'marks', rules, decode: decodePlan(formats) };
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 2000 }), (lines, pieceBytes) => {
      const text = lines.join('\n');
      const { scannedBytes, overlongLines, ...counts } = scanPieces(plan, text, pieceBytes, testReference);
      t.deepEqual(counts, naiveScan(plan, text, testReader(plan.decode)));
    }),
    { numRuns: 60 },
  );
});

test('a rule for every other port takes no line without a port', (t) => {
  const ranges = Array.from({ length: 32_768 }, (_, i) => [2 * i, 2 * i] as const);
  const rule = (field: 'src_port' | 'dst_port', negated: boolean): ScanRule => ({
    ...{
      all: [],
      any: [],
      none: [],
      ignoreCase: false,
      where: [{ field, negated, test: { kind: 'numbers', ranges } }],
    },
    key: { kind: 'fields', fields: [{ field: 'format' }] },
  });
  const rules = [rule('dst_port', false), rule('dst_port', true), rule('src_port', false)];
  const plan: ScanPlan = { id: 'ports', rules, decode: decodePlan() };
  const line = (ends: string) => `kernel: IN=eth0 OUT= SRC=10.1.2.3 DST=10.1.2.4 ${ends} MARK=0 \n`;
  const text = [
    line('PROTO=ICMP TYPE=8 CODE=0'),
    line('PROTO=TCP SPT=1024 DPT=443'),
    line('PROTO=TCP SPT=65535 DPT=65534'),
    line('PROTO=TCP SPT=0 DPT=1'),
  ].join('');
  const { scannedBytes, overlongLines, ...counts } = scanPieces(plan, text, 4000, testReference);
  t.deepEqual(counts, comparable(naiveScan(plan, text, testReader(plan.decode))));
  t.deepEqual(
    counts.rules.map(({ matchedLines }) => matchedLines),
    [1, 2, 2],
  );
});
