// Which days a run of a job is for: by the options, else by the job. The clock is an argument.

import { addDays, type Day, daysBetween } from '../days.ts';
import type { DayWish, Job } from '../job/job.ts';
import { dayWishes, readDayWish } from '../job/job-file.ts';
import { dayHere, dayIn } from '../job/time-zones.ts';
import { expected, type Mistakes } from '../spec/mistakes.ts';
import { optionNamed } from '../spec/options.ts';
import { quote } from '../text.ts';

export interface DayOptions {
  readonly day?: string;
  readonly days?: string;
}

/** Ten years and more are a slip of the finger. */
const mostDays = 3660;

/** The oldest first; none after a mistake. */
export function chooseDays(options: DayOptions, job: Job, now: Date, mistakes: Mistakes): readonly Day[] {
  // Calendars of other zones take longer than all else that a day with nothing new needs: asked only where wanted.
  const today = () => (job.timeZone === undefined ? dayHere(now) : dayIn(job.timeZone, now));
  const { day, days } = options;
  if (day !== undefined && days !== undefined) {
    mistakes.add(undefined, () => 'Expected the `--day` option or the `--days` option, got both');
    return [];
  }
  if (days !== undefined) return readRange(days, today, mistakes);
  const wish = day === undefined ? job.day : readDayWish(day);
  if (wish !== undefined) return [dayOf(wish, today)];
  mistakes.add(undefined, () => expected(optionNamed('--day'), dayWishes, quote(day ?? '')));
  return [];
}

function readRange(written: string, today: () => Day, mistakes: Mistakes): readonly Day[] {
  const [from, to, ...more] = written.split('..').map(readDayWish);
  if (from === undefined || to === undefined || more.length > 0) {
    const what = 'two days, as 2014-07-01..2014-07-31';
    mistakes.add(undefined, () => expected(optionNamed('--days'), what, quote(written)));
    return [];
  }
  const days = daysBetween(dayOf(from, today), dayOf(to, today));
  if (days.length === 0) {
    mistakes.add(undefined, () => expected(optionNamed('--days'), 'a first day and then a last one', quote(written)));
  } else if (days.length > mostDays) {
    const what = `at most ${mostDays} days`;
    mistakes.add(undefined, () => expected(optionNamed('--days'), what, `${days.length} (${quote(written)})`));
    return [];
  }
  return days;
}

function dayOf(wish: DayWish, today: () => Day): Day {
  if (wish === 'today') return today();
  return wish === 'yesterday' ? addDays(today(), -1) : wish;
}
