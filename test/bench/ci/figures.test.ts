import test from 'ava';
import fc from 'fast-check';
import { figureOf, fileNameOf, pool, ratios, readKept, schema } from '../../../bench/ci/figures.ts';
import { UserError } from '../../../src/errors.ts';

test('a figure is the median, between the quartiles, whatever the order', (t) => {
  t.like(figureOf('a', 'times the reference', [5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
  t.like(figureOf('a', 'times the reference', [4, 1, 3, 2]), { median: 2.5, low: 1.75, high: 3.25 });
  t.like(figureOf('a', 'times the reference', [7]), { median: 7, low: 7, high: 7 });
});

test('one wild round moves neither the median nor the quartiles out of the others', (t) => {
  const times = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 8, maxLength: 20 });
  const property = fc.property(times, fc.double({ min: 10, max: 1e6, noNaN: true }), (all, wild) => {
    const { low, median, high } = figureOf('a', 'times the reference', [...all, wild]);
    return 1 <= low && low <= median && median <= high && high <= 2;
  });
  t.notThrows(() => fc.assert(property));
});

test('two runs are pooled by name and unit', (t) => {
  const [a, b] = [figureOf('a', 'times the reference', [1, 3]), figureOf('b', 'times the reference', [1])];
  const again = [figureOf('a', 'instructions a byte', [9]), figureOf('a', 'times the reference', [2])];
  t.deepEqual(pool([a, b], again), [figureOf('a', 'times the reference', [1, 3, 2]), b]);
});

test('ratios are those of one round', (t) => {
  t.deepEqual(ratios([2, 9], [1, 3]), [2, 3]);
});

const kept = {
  schema,
  date: '2026-11-23T10:00:00.000Z',
  machine: { cpu: 'any', cores: 2, memoryBytes: 1, platform: 'linux x64', node: 'v20.20.2' },
  terms: {
    machineKind: 'any-2-cores-linux-x64-node-20',
    referenceVersion: 1,
    data: { seed: 1, files: 1, bytes: 1, lines: 1 },
  },
  figures: [figureOf('a', 'times the reference', [1, 2])],
} as const;

test('a file is called by date and kind of machine', (t) => {
  t.is(fileNameOf(kept), '2026-11-23-any-2-cores-linux-x64-node-20.json');
});

test('what was kept is read again, and anything else is told', (t) => {
  t.deepEqual(readKept(JSON.stringify(kept), 'base.json'), kept);
  const [figure] = kept.figures;
  const wrong = [
    'no JSON',
    'null',
    '[]',
    JSON.stringify({ ...kept, schema: 'other' }),
    JSON.stringify({ ...kept, terms: 1 }),
    JSON.stringify({ ...kept, figures: {} }),
    JSON.stringify({ ...kept, figures: [{ ...figure, median: '1' }] }),
    JSON.stringify({ ...kept, figures: [{ ...figure, low: null }] }),
    JSON.stringify({ ...kept, figures: [{ ...figure, high: 0 }] }),
  ];
  for (const json of wrong) {
    const { message } = t.throws(() => readKept(json, 'base.json'), { instanceOf: UserError });
    t.regex(message, /^Expected "base\.json" to hold the figures of an earlier run, with the schema "/);
  }
});
