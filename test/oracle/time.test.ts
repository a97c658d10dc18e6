// The tests' reading of stamps and the project's were written apart; whatever follows the clock, they say the same.

import test from 'ava';
import fc from 'fast-check';
import { findStamp, writeStamp } from '../../src/stamps.ts';
import { timeByHand } from './time.ts';

const reference = { year: 2026, month: 12, day: 31 };

const twoDigits = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const zone = fc.oneof(
  fc.constantFrom('', 'Z', 'z'),
  fc
    .tuple(fc.constantFrom('+', '-'), twoDigits(0, 16), fc.constantFrom('', ':'), twoDigits(0, 75))
    .map((parts) => parts.join('')),
);
const clock = fc.constantFrom('2014-07-03T12:48:20', '2014/07/03t12:48:20.25', 'Jul  3 12:48:20');
const behind = fc.constantFrom('', ' fw1 x', ' fw1 Jul 03 2013 12:48:20: %ASA');

test('an offset is read, or makes its clock no time, as the project does it', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(clock, zone, behind, (...parts) => {
        const line = `<134>${parts.join('')}`;
        const stamp = findStamp(line);
        const project = stamp && writeStamp(stamp, reference);
        const oracle = timeByHand(line, reference.year)?.text;
        if (project !== oracle) throw new Error(JSON.stringify({ line, project, oracle }));
      }),
      { seed: 20140703, numRuns: 5000 },
    ),
  );
});
