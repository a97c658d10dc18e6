import test from 'ava';
import { chooseDays, type DayOptions } from '../../src/cli/job-days.ts';
import { UserError } from '../../src/errors.ts';
import type { Job } from '../../src/job/job.ts';
import { gatherMistakes } from '../../src/spec/mistakes.ts';

const nothing = { items: [], placeOf: () => undefined };
const job: Job = {
  day: 'yesterday',
  timeZone: 'Europe/Berlin',
  inputs: { paths: [], include: [], ignore: [], hidden: false, follow: false },
  question: { rules: nothing, lists: nothing, list: new Map(), allow: nothing },
  outputs: [],
  failOnNew: false,
  failOnFindings: false,
};
const noon = new Date('2014-07-03T12:00:00Z');

test('a job is for the day that it says, and an option goes before it', (t) => {
  t.deepEqual(daysOf({}), ['2014-07-02']);
  t.deepEqual(daysOf({}, { ...job, day: 'today' }), ['2014-07-03']);
  t.deepEqual(daysOf({}, { ...job, day: '2014-01-01' }), ['2014-01-01']);
  t.deepEqual(daysOf({ day: 'today' }), ['2014-07-03']);
  t.deepEqual(daysOf({ day: '2013-12-31' }), ['2013-12-31']);
});

test('yesterday is the day before in the zone of the job, on days of 23 and of 25 hours too', (t) => {
  for (const [instant, yesterday] of [
    ['2014-07-03T21:59:59Z', '2014-07-02'],
    ['2014-07-03T22:00:00Z', '2014-07-03'],
    // A quarter past midnight after the day of 23 hours, and within the hour that is twice on the day of 25.
    ['2014-03-30T22:15:00Z', '2014-03-30'],
    ['2014-03-29T23:15:00Z', '2014-03-29'],
    ['2014-10-26T00:15:00Z', '2014-10-25'],
    ['2014-10-26T01:15:00Z', '2014-10-25'],
    ['2014-10-26T23:15:00Z', '2014-10-26'],
  ] as const) {
    t.deepEqual(daysOf({}, job, new Date(instant)), [yesterday], instant);
  }
});

test('a clock that goes backwards is for an earlier day, and that is all', (t) => {
  t.deepEqual(daysOf({}, job, noon), ['2014-07-02']);
  t.deepEqual(daysOf({}, job, new Date(noon.getTime() - 86_400_000)), ['2014-07-01']);
});

test('a range has all its days, the oldest first', (t) => {
  t.deepEqual(daysOf({ days: '2014-02-27..2014-03-02' }), ['2014-02-27', '2014-02-28', '2014-03-01', '2014-03-02']);
  t.deepEqual(daysOf({ days: '2014-07-01..yesterday' }), ['2014-07-01', '2014-07-02']);
  t.deepEqual(daysOf({ days: 'today..today' }), ['2014-07-03']);
});

test('what is no day is told', (t) => {
  for (const [options, message] of [
    [{ day: '3.7.2014' }, 'Expected the `--day` option to be yesterday, today or a day as 2014-07-03, got "3.7.2014"'],
    [
      { days: '2014-07-01' },
      'Expected the `--days` option to be two days, as 2014-07-01..2014-07-31, got "2014-07-01"',
    ],
    [{ days: '2014-07-01..2014-07-02..2014-07-03' }, /to be two days/],
    [
      { days: '2014-07-02..2014-07-01' },
      'Expected the `--days` option to be a first day and then a last one, got "2014-07-02..2014-07-01"',
    ],
    [{ days: '1970-01-01..2014-07-01' }, /to be at most 3660 days, got 16253 /],
    [{ day: 'today', days: 'today..today' }, 'Expected the `--day` option or the `--days` option, got both'],
  ] as const) {
    t.throws(() => daysOf(options), { instanceOf: UserError, message });
  }
});

function daysOf(options: DayOptions, of: Job = job, now: Date = noon): readonly string[] {
  const mistakes = gatherMistakes();
  const days = chooseDays(options, of, now, mistakes);
  mistakes.throwIfAny();
  return days;
}
