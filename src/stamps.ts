// When a line was stamped: finds the outermost stamp (the leftmost that begins within the first 128 bytes) and writes
// it as ISO 8601 to the second, as the line says it: an offset is kept, no zone is invented. Knows Kiwi's and ISO 8601
// dates, RFC 3164 with and without year or zone, clocks that are not set (`*Oct  6`), year-first dates, seconds since
// 1970 in brackets or at the start. A stamp without a year takes it from a reference date. Knows no formats.

import type { ByteText } from './format-types.ts';
import { daysIn, isOffset, type PackedTime, packTime, timeText } from './times.ts';

export type { PackedTime } from './times.ts';

/** A calendar day; months and days from 1. */
export interface ReferenceDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface Stamp {
  /** Where it stands in the line. */
  readonly start: number;
  readonly end: number;
  readonly year?: number;
  readonly month: number;
  readonly day: number;
  /** `hh:mm:ss`. */
  readonly clock: string;
  /** `Z`, `+hh:mm`, or nothing. */
  readonly offset: string;
}

/** A stamp of another year is none: its clock is off, or its digits mean something else. */
const firstYear = 1970;
const lastYear = 2099;

/** A stamp begins within so many bytes. */
export const stampReach = 128;

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The outermost stamp of a line. Impossible dates, times and offsets, and years not from 1970 to 2099, are no stamps. */
export function findStamp(line: ByteText): Stamp | undefined {
  const head = line.slice(0, stampReach + 64);
  for (let at = 0; at < Math.min(stampReach, head.length); at++) {
    if (at > 0 && /[0-9A-Za-z]/.test(head.charAt(at - 1))) continue;
    const stamp = stampAt(head, at);
    if (stamp !== undefined) return stamp;
  }
  return undefined;
}

/** The time that a stamp tells; undefined where the year is unknown or not believed, or has no such day. */
export function packStamp(stamp: Stamp, reference: ReferenceDate | undefined): PackedTime | undefined {
  const year = stamp.year ?? (reference && yearNear(stamp, reference));
  return year === undefined || !isBelieved(year) || stamp.day > daysIn(year, stamp.month)
    ? undefined
    : packTime({ ...stamp, year });
}

/** The same as ISO 8601 to the second. */
export function writeStamp(stamp: Stamp, reference: ReferenceDate | undefined): string | undefined {
  const time = packStamp(stamp, reference);
  return time === undefined ? undefined : timeText(time);
}

/**
 * The year of a stamp that has none: the one that puts it less than eleven months before the reference, or within a
 * month after it. So December is last year's in January, and January next year's in December: a file's date may be
 * that of its first line or of its last.
 */
function yearNear(stamp: Stamp, reference: ReferenceDate): number {
  // Months of 31 days: only the order of dates matters.
  const days = (stamp.month - reference.month) * 31 + stamp.day - reference.day;
  if (days > 31) return reference.year - 1;
  return days <= -11 * 31 ? reference.year + 1 : reference.year;
}

/** What stamps of a file take their year from: the date in its absolute path, else the day when it was written (UTC). */
export function referenceDate(realPath: string, modified: Date): ReferenceDate {
  return dateInPath(realPath) ?? utcDate(modified);
}

function utcDate(time: Date): ReferenceDate {
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, day: time.getUTCDate() };
}

/** The date in an absolute path, the last one with a day if there are several; months count to their last day. */
export function dateInPath(path: string): ReferenceDate | undefined {
  const days = [...path.matchAll(/(?<!\d)((?:19|20)\d\d)([-_./\\]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/g)];
  const [, year, , month, day] = days.at(-1) ?? [];
  if (year !== undefined) return { year: Number(year), month: Number(month), day: Number(day) };
  const months = [...path.matchAll(/(?<!\d)((?:19|20)\d\d)[-_./\\](0[1-9]|1[0-2])(?!\d)/g)];
  const [, monthsYear, lastMonth] = months.at(-1) ?? [];
  if (monthsYear !== undefined) {
    const of = { year: Number(monthsYear), month: Number(lastMonth) };
    return { ...of, day: daysIn(of.year, of.month) };
  }
  const alone = [...path.matchAll(/(?<![^/\\])((?:19|20)\d\d)(?=[/\\])/g)].at(-1);
  return alone === undefined ? undefined : { year: Number(alone[1]), month: 12, day: 31 };
}

// ---------------------------------------------------------------- the shapes

function stampAt(head: ByteText, at: number): Stamp | undefined {
  if (/[0-9]/.test(head.charAt(at))) return numericAt(head, at) ?? yearFirstAt(head, at) ?? epochAt(head, at);
  return /[A-Z]/.test(head.charAt(at)) ? namedAt(head, at) : undefined;
}

/** `2014-07-03 12:48:20`, with `T` or `t`, with `/` for `-`, or as `date=2014-07-03 time=12:48:20`. */
function numericAt(head: ByteText, at: number): Stamp | undefined {
  const found = matchAt(/(\d{4})([-/])(\d\d)\2(\d\d)(?:[Tt]| time=| +)/y, head, at);
  if (found === undefined) return undefined;
  const [text, year, , month, day] = found;
  return withClock(head, at, at + text.length, { year: Number(year), month: Number(month), day: Number(day) });
}

/** `2024 Aug 27 21:40:50`. */
function yearFirstAt(head: ByteText, at: number): Stamp | undefined {
  const found = matchAt(/(\d{4}) ([A-Z][a-z][a-z]) {1,2}(\d{1,2}) /y, head, at);
  if (found === undefined) return undefined;
  const [text, year, name = '', day] = found;
  return withClock(head, at, at + text.length, { year: Number(year), month: monthOf(name), day: Number(day) });
}

/** `Jul  3 12:48:20`, `Jul 03 2014 12:48:20`, `Thu Jul  3 12:48:20 2014`. */
function namedAt(head: ByteText, at: number): Stamp | undefined {
  const found = matchAt(/((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?([A-Z][a-z][a-z]) {1,2}(\d{1,2})(?: (\d{4}))? /y, head, at);
  if (found === undefined) return undefined;
  const [text, weekday, name = '', day, year] = found;
  const date = { month: monthOf(name), day: Number(day), ...(year !== undefined && { year: Number(year) }) };
  const stamp = withClock(head, at, at + text.length, date);
  if (stamp === undefined || weekday === undefined || year !== undefined) return stamp;
  // Only behind a weekday is a number after the clock the year; elsewhere it may be a host or a message's number.
  const after = matchAt(/ (\d{4})(?![0-9A-Za-z.:])/y, head, stamp.end);
  if (after === undefined || !isBelieved(Number(after[1]))) return stamp;
  return { ...stamp, year: Number(after[1]), end: stamp.end + after[0].length };
}

/** `[1404391700]`, or `1404391700.123` at the start of the line: seconds since 1970, which are of UTC. */
function epochAt(head: ByteText, at: number): Stamp | undefined {
  const bracketed = head.charAt(at - 1) === '[';
  const shape = bracketed ? /(\d{10})(?:\.\d+)?(?=\])/y : /(\d{10})(?:\.\d+(?=[\t ,]|$)|(?=[\t ,]))/y;
  const found = bracketed || at === 0 ? matchAt(shape, head, at) : undefined;
  if (found === undefined) return undefined;
  const [date = '', time = ''] = new Date(Number(found[1]) * 1000).toISOString().split('T');
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (!isBelieved(year)) return undefined;
  return {
    ...{ start: at, end: at + found[0].length, year, month, day },
    ...{ clock: time.slice(0, 8), offset: 'Z' },
  };
}

function withClock(
  head: ByteText,
  start: number,
  clockAt: number,
  date: { readonly year?: number; readonly month: number; readonly day: number },
): Stamp | undefined {
  const found = matchAt(/((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))(?!\d)(?:[.,]\d+)?/y, head, clockAt);
  if (date.year !== undefined && !isBelieved(date.year)) return undefined;
  // Without a year, February may have 29 days.
  if (found === undefined || date.day < 1 || date.day > daysIn(date.year ?? 2000, date.month)) return undefined;
  const zone = zoneAt(head, clockAt + found[0].length);
  if (zone === undefined) return undefined;
  return { start, end: clockAt + found[0].length + zone.length, ...date, clock: found[1] ?? '', offset: zone.offset };
}

/**
 * `Z`, `z`, `+02:00`, ` +0200`, ` UTC`, ` UTC+1`; other words, as ` EDT:`, name a zone without saying its offset.
 * Undefined where an offset is said that no place has: whose clock it is, is not known then.
 */
function zoneAt(head: ByteText, at: number): { readonly length: number; readonly offset: string } | undefined {
  const [text, sign, hours = '', minutes = '00'] =
    matchAt(/(?: ?(?:UTC|GMT))?([+-])(\d\d?)(?::?(\d\d))?(?![0-9A-Za-z-]|:\d)/y, head, at) ??
    matchAt(/ ([+-])(\d\d):?(\d\d)(?![0-9A-Za-z-]|:\d)/y, head, at) ??
    [];
  if (text !== undefined) {
    const offset = `${sign}${hours.padStart(2, '0')}:${minutes}`;
    return isOffset(offset) ? { length: text.length, offset } : undefined;
  }
  const universal = matchAt(/(?:z| ?(?:UTC|GMT|Z))(?![0-9A-Za-z+-])/y, head, at);
  if (universal !== undefined) return { length: universal[0].length, offset: 'Z' };
  return { length: matchAt(/ [A-Za-z]{2,5}(?=:)/y, head, at)?.[0].length ?? 0, offset: '' };
}

function isBelieved(year: number): boolean {
  return firstYear <= year && year <= lastYear;
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}

/** 0 if it is none. */
function monthOf(name: string): number {
  return monthNames.indexOf(name) + 1;
}
