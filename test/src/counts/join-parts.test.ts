import test from 'ava';
import fc from 'fast-check';
import type { ScannedShard } from '../../../src/counts/counts.ts';
import { PartsJoin } from '../../../src/counts/join-parts.ts';
import type { MeasurePlan, ScanPlan } from '../../../src/types.ts';
import { allMeasures, ruleCounts, seedKeys } from '../../helpers/kept-counts.ts';
import { addMeasured, type MeasuredKey, packMeasured } from '../../helpers/measured-keys.ts';

function joinParts(plan: ScanPlan, parts: readonly ScannedShard[]): ScannedShard {
  const join = new PartsJoin(plan);
  for (const each of parts) join.add(each);
  return join.joined();
}

function planOf(measures: readonly MeasurePlan[]): ScanPlan {
  const rule = { all: [], any: [], none: [], ignoreCase: false, key: { kind: 'none' }, measures } as const;
  return { id: 'p', rules: [rule] };
}

/** Of as many lines as their hours have. */
function possibleKeys(seed: number, count: number, measured: boolean): readonly MeasuredKey[] {
  return seedKeys(seed, count, measured).map((key) => ({ ...key, count: key.count + 24_000 }));
}

function part(keys: readonly MeasuredKey[], more: Partial<ScannedShard> = {}): ScannedShard {
  const amounts = { storedBytes: 10, scannedBytes: 100, lines: 7, overlongLines: 1 };
  return { kind: 'scanned', planId: 'p', ...amounts, ...more, rules: [ruleCounts(keys)] };
}

for (const measured of [false, true]) {
  test(`records of parts are those of the whole, in the order in which keys come${measured ? ', with measures' : ''}`, (t) => {
    const plan = planOf(measured ? allMeasures : []);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 5 }),
        (parts) => {
          const lists = parts.map(([seed, count]) => possibleKeys(seed, count, measured));
          const joined = joinParts(
            plan,
            lists.map((keys) => part(keys)),
          );
          const { packedKeys, sets = [] } = packMeasured(addMeasured(lists));
          t.true(Buffer.from(packedKeys).equals(joined.rules[0]?.packedKeys ?? Buffer.alloc(0)));
          t.deepEqual(
            joined.rules[0]?.sets?.map((each) => Buffer.from(each).toString('hex')) ?? [],
            sets.map((each) => Buffer.from(each).toString('hex')),
          );
          t.is(joined.rules[0]?.unkeyedLines, 3 * parts.length);
        },
      ),
      { numRuns: 40 },
    );
  });
}

test('what stands beside the counts adds up as it would in one scan', (t) => {
  const header = (text: string) => [{ format: 1, text }];
  const parts = [
    part([], {
      undecodedLines: 2,
      undecodedExamples: ['a', 'b'],
      headers: { assumed: [], atEnd: header('x'), met: [1] },
    }),
    part([], {
      undecodedLines: 4,
      undecodedExamples: ['c', 'd', 'e'],
      times: { first: 5n, last: 9n },
      headers: { assumed: header('x'), atEnd: header('y'), met: [1, 0] },
    }),
    part([], {
      undecodedLines: 0,
      undecodedExamples: [],
      times: { first: 3n, last: 4n },
      headers: { assumed: header('y'), atEnd: header('y'), met: [] },
    }),
  ];
  const { rules, ...rest } = joinParts(planOf([]), parts);
  t.deepEqual(rest, {
    kind: 'scanned',
    planId: 'p',
    storedBytes: 30,
    scannedBytes: 300,
    lines: 21,
    overlongLines: 3,
    undecodedLines: 6,
    undecodedExamples: ['a', 'b', 'c'],
    times: { first: 5n, last: 4n },
    headers: { assumed: [], atEnd: header('y'), met: [0, 1] },
  });
  t.is(rules.length, 1);
});

test('parts of another plan are refused', (t) => {
  t.throws(() => joinParts({ ...planOf([]), id: 'q' }, [part([])]), { message: /cannot be added/ });
});
