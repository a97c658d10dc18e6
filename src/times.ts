// Times as numbers that order, and as texts that say the same: what a kernel keeps, what a report shows, and the bounds
// that a person writes. A time without an offset counts as UTC where times are compared, and stays without one where it
// is written. Knows no lines.

/**
 * A time as one integer that orders: the instant in seconds since 1970 (a time without offset counts as UTC), 2^40
 * added, times 4,096, plus a code for how the line says the offset: 0 none, 1 `Z`, else its minutes + 2,048.
 */
export type PackedTime = bigint;

export interface CalendarTime {
  /** 0 to 9999. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** `hh:mm:ss`; a leap second is the first second of the next minute. */
  readonly clock: string;
  /** `Z`, `+hh:mm`, or nothing. */
  readonly offset: string;
}

const shift = 2 ** 40;
const instantShift = BigInt(shift);
const codeCount = 4096;
const codes = BigInt(codeCount);
const secondsOfDay = 24 * 3600;
const codeNone = 0;
const codeUtc = 1;
const codeZero = 2048;

/** Undefined where a leap second would lead into the year 10000, which has no such text. */
export function packTime({ offset, ...shown }: CalendarTime): PackedTime | undefined {
  const local = localSeconds(shown);
  const minutes = offsetMinutes(offset);
  const code = offset === '' ? codeNone : offset === 'Z' ? codeUtc : minutes + codeZero;
  return local < yearTenThousand ? (BigInt(local - minutes * 60) + instantShift) * codes + BigInt(code) : undefined;
}

/** ISO 8601 to the second, with the offset that the line said: the text that `packTime` took, but for leap seconds. */
export function timeText(time: PackedTime | number): string {
  const number = Number(time); // which is below 2^53
  const code = number % codeCount;
  const minutes = code === codeNone || code === codeUtc ? 0 : code - codeZero;
  const shown = shownSecond(Math.floor(number / codeCount) - shift + minutes * 60);
  return shown + (code === codeNone ? '' : code === codeUtc ? 'Z' : offsetText(minutes));
}

/** By day the text that was made last, as latin1: times that come together are of few days, and all texts are one string each. */
const shownDays = new Map<number, Buffer>();
const mostDays = 1000;

function shownSecond(second: number): string {
  const day = Math.floor(second / secondsOfDay);
  const shown = shownDays.get(day) ?? noteDay(day);
  const rest = second - day * secondsOfDay;
  showTwoDigits(shown, Math.floor(rest / 3600), 'yyyy-mm-ddT'.length);
  showTwoDigits(shown, Math.floor(rest / 60) % 60, 'yyyy-mm-ddThh:'.length);
  showTwoDigits(shown, rest % 60, 'yyyy-mm-ddThh:mm:'.length);
  return shown.toString('latin1');
}

function noteDay(day: number): Buffer {
  if (shownDays.size >= mostDays) shownDays.clear();
  const shown = Buffer.from(new Date(day * secondsOfDay * 1000).toISOString().slice(0, -'.000Z'.length), 'latin1');
  shownDays.set(day, shown);
  return shown;
}

function showTwoDigits(shown: Buffer, number: number, at: number): void {
  shown[at] = 0x30 + Math.floor(number / 10);
  shown[at + 1] = 0x30 + (number % 10);
}

/** Seconds since 1970; of a time without offset, as if it were UTC. */
export function instantOf(time: PackedTime): number {
  return Number(time / codes - instantShift);
}

/** The least of all packed times at or behind an instant: times from there on are those that are not less. */
export function firstPackedAt(instant: number): PackedTime {
  return (BigInt(instant) + instantShift) * codes;
}

/** The first second that has no text. */
const yearTenThousand = Date.UTC(10000, 0, 1) / 1000;

/** As the clock shows it, counted from 1970. */
function localSeconds({ year, month, day, clock }: Omit<CalendarTime, 'offset'>): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  // `Date.UTC` takes the years 0 to 99 for those of another century.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day) / 1000;
  return midnight + hours * 3600 + minutes * 60 + seconds;
}

/** 0 if there is no such month. */
export function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Whether some place has the offset `+hh:mm`: they reach from -12:00 to +14:00. */
export function isOffset(offset: string): boolean {
  const minutes = offsetMinutes(offset);
  return /^.\d\d:[0-5]\d$/.test(offset) && -12 * 60 <= minutes && minutes <= 14 * 60;
}

/** Of `+hh:mm`; 0 for anything else. */
function offsetMinutes(offset: string): number {
  const [, sign = '', hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return sign === '' ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const parts = [Math.trunc(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${parts.join(':')}`;
}

// ---------------------------------------------------------------- as a person writes one

export type ReadBound =
  /** In seconds since 1970. */
  | { readonly kind: 'instant'; readonly instant: number }
  /** What was expected in its place; the hint brings its own punctuation. */
  | { readonly kind: 'mistake'; readonly what: string; readonly hint: string };

const form =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<clock>\d\d:\d\d)(?<seconds>:\d\d)?(?:Z|(?<offset>[+-]\d\d:?\d\d))?)?$/;
const examples = '`2014-07-03`, `2014-07-03T12:00`, `2014-07-03 12:00:00+02:00` or `@1404391700`';

/**
 * Reads a day (its first second), a day and time, these with or without `Z` or an offset, or `@` and seconds since
 * 1970. Nothing relative: the same words mean the same time on any day. A bound without an offset is compared as lines
 * without one are: as if it were UTC.
 */
export function readTimeBound(written: string): ReadBound {
  const seconds = /^@(\d{1,12})$/.exec(written)?.[1];
  if (seconds !== undefined && Number(seconds) < yearTenThousand) return { kind: 'instant', instant: Number(seconds) };
  const groups = form.exec(written)?.groups;
  if (groups === undefined) return mistake(`a time such as ${examples}`, hintFor(written));
  const [year, month, day] = [Number(groups.year), Number(groups.month), Number(groups.day)];
  const days = daysIn(year, month);
  if (days === 0) return mistake('a time in a month from 01 to 12');
  if (day < 1 || day > days) return mistake('a time on a day that there is', `; that month has ${days} days`);
  const clock = `${groups.clock ?? '00:00'}${groups.seconds ?? ':00'}`;
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(clock)) return mistake('a time of day from 00:00:00 to 23:59:59');
  const offset = (groups.offset ?? '').replace(/^(...)(\d\d)$/, '$1:$2');
  if (offset !== '' && !isOffset(offset)) return mistake('a time with an offset from -12:00 to +14:00');
  return { kind: 'instant', instant: localSeconds({ year, month, day, clock }) - offsetMinutes(offset) * 60 };
}

function mistake(what: string, hint = ''): ReadBound {
  return { kind: 'mistake', what, hint };
}

function hintFor(written: string): string {
  if (/\d[.,]\d/.test(written)) return '; times are to the second';
  return /[a-su-y]/i.test(written)
    ? '; it is written in full, for a report does not depend on the day of its sweep'
    : '';
}
