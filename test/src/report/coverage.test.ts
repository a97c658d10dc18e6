import test from 'ava';
import fc from 'fast-check';
import { buildCoverage, type InputOutcome, inputOutcome, type ShardRead } from '../../../src/report/coverage.ts';
import { packTime } from '../../../src/times.ts';
import type { Damage, TimeSpan } from '../../../src/types.ts';

const truncated: Damage = { reason: 'truncated', message: 'The stream ends early' };
const corrupt: Damage = { reason: 'corrupt', message: 'A checksum is wrong' };

test('the shards of an input are summed', (t) => {
  const input = inputOutcome('a.gz', [read(0), read(100)]);
  t.deepEqual(buildCoverage([input]), {
    inputs: { found: 1, complete: 1, damaged: 0, unreadable: 0 },
    storedBytes: 20,
    scannedBytes: 60,
    lines: 6,
    problems: [],
  });
});

test('an input that was read in part is damaged, one that was not opened is unreadable', (t) => {
  const coverage = buildCoverage([
    inputOutcome('b', [read(0), read(100, truncated)]),
    { kind: 'unopened', path: 'a', damage: { reason: 'unsupported', message: 'xz' } },
    inputOutcome('c', []),
  ]);
  t.deepEqual(coverage.inputs, { found: 3, complete: 1, damaged: 1, unreadable: 1 });
  t.deepEqual(coverage.problems, [
    { path: 'a', reason: 'unsupported', message: 'xz', scannedBytes: 0, lines: 0 },
    { path: 'b', reason: 'truncated', message: 'The stream ends early', scannedBytes: 60, lines: 6 },
  ]);
});

test('an input that its worker could not open is unreadable, one that failed on the way is damaged', (t) => {
  const failed: Damage = { reason: 'unreadable', message: 'EIO' };
  const nothing = { ...read(0, failed).outcome, storedBytes: 0, scannedBytes: 0, lines: 0 };
  t.is(buildCoverage([inputOutcome('a', [{ start: 0, outcome: nothing }])]).inputs.unreadable, 1);
  t.is(buildCoverage([inputOutcome('a', [read(0, failed)])]).inputs.damaged, 1);
});

test('an input whose first byte is corrupt is damaged, for it was opened', (t) => {
  const nothing = { ...read(0, corrupt).outcome, scannedBytes: 0, lines: 0 };
  t.is(buildCoverage([inputOutcome('a', [{ start: 0, outcome: nothing }])]).inputs.damaged, 1);
});

test('several damages of an input are one problem: the first in the file', (t) => {
  const { problems } = buildCoverage([inputOutcome('a', [read(200, corrupt), read(100, truncated), read(0)])]);
  t.deepEqual(problems, [
    {
      path: 'a',
      reason: 'truncated',
      message: 'The stream ends early (the first of 2 damaged places)',
      scannedBytes: 90,
      lines: 9,
    },
  ]);
});

test('overlong lines make one problem beside the damage', (t) => {
  const shard = { ...read(0, truncated), outcome: { ...read(0, truncated).outcome, overlongLines: 2 } };
  const coverage = buildCoverage([inputOutcome('a', [shard, { ...shard, start: 9 }])]);
  t.deepEqual(
    coverage.problems.map(({ reason }) => reason),
    ['overlong-line', 'truncated'],
  );
  t.regex(coverage.problems[0]?.message ?? '', /^4 lines over 64 MiB/);
  t.is(coverage.inputs.damaged, 1);
});

test('problems are sorted by the bytes of their paths', (t) => {
  const paths = ['b', 'a/z', '\u{1f600}', '\uffee', 'a', 'B'];
  const { problems } = buildCoverage(paths.map((path) => ({ kind: 'unopened', path, damage: corrupt })));
  t.deepEqual(
    problems.map(({ path }) => path),
    ['B', 'a', 'a/z', 'b', '\uffee', '\u{1f600}'],
  );
});

test('found is complete, damaged and unreadable, in any order of inputs and shards', (t) => {
  const shard = fc
    .record({ start: fc.nat(5), damage: fc.option(fc.constantFrom(truncated, corrupt), { nil: undefined }) })
    .map(({ start, damage }) => read(start, damage));
  const input = fc.oneof(
    fc.record({ path: fc.constantFrom('a', 'b', 'c'), shards: fc.array(shard, { maxLength: 4 }) }),
    fc.record({ path: fc.constantFrom('a', 'd') }),
  );
  fc.assert(
    fc.property(fc.array(input), (inputs) => {
      const forward = buildCoverage(inputs.map((each) => outcomeOf(each)));
      const backward = buildCoverage([...inputs].reverse().map((each) => outcomeOf(each, true)));
      t.deepEqual(backward, forward);
      const { found, complete, damaged, unreadable } = forward.inputs;
      t.is(found, complete + damaged + unreadable);
      t.is(damaged + unreadable, forward.problems.length);
    }),
  );
});

test('lines that no format knew are summed over the shards that looked', (t) => {
  const looked = (undecodedLines: number) => ({ start: 0, outcome: { ...read(0).outcome, undecodedLines } });
  const unopened: InputOutcome = { kind: 'unopened', path: 'c', damage: corrupt };
  const coverage = buildCoverage([inputOutcome('a', [looked(2), looked(0), read(9)]), inputOutcome('b', []), unopened]);
  t.is(coverage.undecodedLines, 2);
  t.deepEqual(Object.keys(coverage).slice(3), ['lines', 'undecodedLines', 'problems']);
  t.false('undecodedLines' in buildCoverage([inputOutcome('a', [read(0)]), unopened]));
});

test('times are those of the first and last stamped line of each input, the earliest and the latest of all', (t) => {
  const input = inputOutcome('a', [timed(200, '09', '11'), timed(0, '03', '05'), read(300), timed(100, '01', '20')]);
  t.deepEqual(buildCoverage([input]), {
    ...buildCoverage([inputOutcome('a', [read(0), read(1), read(2), read(3)])]),
    firstTime: '2014-07-03T03:00:00',
    lastTime: '2014-07-03T11:00:00',
  });
  // The latest first, as some archives are kept; and an input without a time.
  const backwards = inputOutcome('b', [timed(0, '23', '02')]);
  const { firstTime, lastTime } = buildCoverage([input, backwards, inputOutcome('c', [read(0)])]);
  t.deepEqual([firstTime, lastTime], ['2014-07-03T02:00:00', '2014-07-03T23:00:00']);
});

test('times are compared as instants, and written as their lines say them', (t) => {
  const [early, late] = [hour('03', '+04:00'), hour('01', '-01:00')];
  const input = { start: 0, outcome: { ...read(0).outcome, times: { first: late, last: early } } };
  const { firstTime, lastTime } = buildCoverage([inputOutcome('a', [input])]);
  t.deepEqual([firstTime, lastTime], ['2014-07-03T03:00:00+04:00', '2014-07-03T01:00:00-01:00']);
});

function hour(hours: string, offset = ''): bigint {
  return packTime({ year: 2014, month: 7, day: 3, clock: `${hours}:00:00`, offset }) ?? 0n;
}

function timed(start: number, first: string, last: string): ShardRead {
  const times: TimeSpan = { first: hour(first), last: hour(last) };
  return { start, outcome: { ...read(start).outcome, times } };
}

function outcomeOf(input: { path: string; shards?: ShardRead[] }, reverse = false): InputOutcome {
  if (input.shards === undefined) return { kind: 'unopened', path: input.path, damage: corrupt };
  return inputOutcome(input.path, reverse ? [...input.shards].reverse() : input.shards);
}

function read(start: number, damage?: Damage): ShardRead {
  const outcome = { storedBytes: 10, scannedBytes: 30, lines: 3, overlongLines: 0 };
  return { start, outcome: damage === undefined ? outcome : { ...outcome, damage } };
}
