// Rules over decoded fields, the kernel against its naive twin with the reference decoder: whatever the plan, the text
// and the cut, the same counts, keys and measures.

import test from 'ava';
import fc from 'fast-check';
import type { ScanPlan } from '../../../src/types.ts';
import { naiveScan } from '../../../workers/kernel/naive.ts';
import { decodePlan, referenceReader, testReference } from '../../helpers/decode-plan.ts';
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
      t.deepEqual(counts, comparable(naiveScan(anyPlan, text, referenceReader(anyPlan.decode))));
      t.is(scannedBytes, text.length);
      t.is(overlongLines, 0);
    }),
    { numRuns: 3000 },
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
        referenceReader(decodePlan()),
      );
      t.deepEqual(together.rules, comparable(expected).rules);
      t.is(together.undecodedLines, expected.undecodedLines);
    }),
    { numRuns: 20 },
  );
});
