import test from 'ava';
import { findQuiet } from '../../../src/job/quiet.ts';
import type { Coverage } from '../../../src/types.ts';

const quiet = { share: 0.3, days: 7 };
const usual = [100, 110, 1000, 90, 105].map((lines) => coverage(lines, lines * 100));

test('a day under the share of the median is quiet', (t) => {
  t.is(findQuiet(coverage(32, 99_999), usual, quiet, 'x'), undefined);
  t.deepEqual(findQuiet(coverage(31, 99_999), usual, quiet, 'archive/2014-07-24'), {
    path: 'archive/2014-07-24',
    reason: 'quiet',
    message: '31 lines, less than 0.3 times the 105 lines that are usual (the median of 5 days before)',
    scannedBytes: 99_999,
    lines: 31,
  });
});

test('as many lines with too few bytes are quiet too', (t) => {
  t.is(
    findQuiet(coverage(105, 1), usual, quiet, 'x')?.message,
    '1 byte of text, less than 0.3 times the 10,500 bytes of text that are usual (the median of 5 days before)',
  );
});

test('with less than three days before nothing is usual, unless less is asked for', (t) => {
  const few = coverage(0, 0);
  t.is(findQuiet(few, usual.slice(0, 2), quiet, 'x'), undefined);
  t.not(findQuiet(few, usual.slice(0, 3), quiet, 'x'), undefined);
  t.not(findQuiet(few, usual.slice(0, 1), { share: 0.3, days: 1 }, 'x'), undefined);
  t.is(findQuiet(few, [], { share: 0.3, days: 1 }, 'x'), undefined);
});

test('where days without lines are usual, none is quiet', (t) => {
  const none = [0, 0, 0, 50].map((lines) => coverage(lines, lines));
  t.is(findQuiet(coverage(0, 0), none, quiet, 'x'), undefined);
});

test('a day on which nothing could be read is a problem, whatever was asked for', (t) => {
  const empty = { ...coverage(0, 0), inputs: { found: 2, complete: 0, damaged: 0, unreadable: 2 } };
  t.is(findQuiet(empty, [], undefined, 'a, b')?.message, 'nothing is there to read for this day');
  t.is(findQuiet(empty, usual, quiet, 'a, b')?.message, 'nothing is there to read for this day');
  t.is(findQuiet(coverage(0, 0), usual, undefined, 'x'), undefined);
});

function coverage(lines: number, scannedBytes: number): Coverage {
  const inputs = { found: 1, complete: 1, damaged: 0, unreadable: 0 };
  return { inputs, storedBytes: scannedBytes, scannedBytes, lines, problems: [] };
}
