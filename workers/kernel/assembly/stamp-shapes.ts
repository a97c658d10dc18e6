// The stamp that begins at a place of a line, if one does, in any of its shapes; the last one is known again. Knows not
// where in a line stamps stand, nor whether one is the outermost.

import { BEHIND_ALL_YEARS, daysIn, isBelieved, minuteOf, referTo } from "./calendar";
import {
  fourDigits,
  isAlphanumeric,
  isCapital,
  isDigit,
  MONTHS,
  placeOf,
  twoDigits,
  UNKNOWN,
  WEEKDAYS,
} from "./stamp-bytes";
import { beUniversal, pack, readZone, zoneEnd } from "./stamp-zone";

/** Behind the stamp that was found last; 0: there was none. */
export let stampEnd: usize = 0;

/** The date that stamps without a year take it from; the year 0: there is none. */
export function setReference(year: i32, month: i32, day: i32): void {
  referTo(year, month, day);
  knownLength = 0;
}

/** The packed time of the stamp that begins at `at`; sets `stampEnd`, to 0 if there is none. */
export function stampAt(start: usize, at: usize, head: usize): u64 {
  stampEnd = 0;
  const known = knownStampAt(at, head);
  if (stampEnd != 0) return known;
  const first = load<u8>(at);
  if (isCapital(first)) return namedAt(at, head);
  if (!isDigit(first)) return 0;
  const separator = load<u8>(at, 4);
  if (separator == 45 || separator == 47) return numericAt(at, head, separator);
  if (separator == 32) return yearFirstAt(at, head);
  return isDigit(separator) ? epochAt(start, at, head) : 0;
}

// ---------------------------------------------------------------- the last stamp

/** Text of the last stamp up to its seconds, and a byte of ones for each byte of it; 0: there is none. */
const knownText = memory.data(32, 16);
const knownMask = memory.data(32, 16);
let knownLength: usize = 0;
let knownMinute: i64 = 0;

@inline
function knownStampAt(at: usize, head: usize): u64 {
  const after = at + knownLength + 2;
  if (knownLength == 0 || after > head) return 0;
  const differs = v128.or(
    v128.and(v128.xor(v128.load(at), v128.load(knownText)), v128.load(knownMask)),
    v128.and(v128.xor(v128.load(at, 16), v128.load(knownText, 16)), v128.load(knownMask, 16)),
  );
  if (v128.any_true(differs)) return 0;
  const seconds = twoDigits(after - 2);
  // The slow way knows the leap second.
  if (<u32>seconds > 59 || (after < head && isDigit(load<u8>(after)))) return 0;
  readZone(behindFraction(after, head), head);
  stampEnd = zoneEnd;
  return pack(knownMinute, seconds);
}

function remember(at: usize, length: usize, minute: i64): void {
  if (length > 32) return;
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const all = i8x16.splat(<i8>length);
  v128.store(knownText, v128.load(at));
  v128.store(knownText, v128.load(at, 16), 16);
  v128.store(knownMask, i8x16.lt_u(places, all));
  v128.store(knownMask, i8x16.lt_u(i8x16.add(places, i8x16.splat(16)), all), 16);
  knownLength = length;
  knownMinute = minute;
}

// ---------------------------------------------------------------- the shapes

/** `2014-07-03 12:48:20`, with `T` or `t`, with `/` for `-`, or as `date=2014-07-03 time=12:48:20`. */
function numericAt(at: usize, head: usize, separator: u32): u64 {
  const year = fourDigits(at);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  if ((year | month | day) < 0 || load<u8>(at, 7) != separator) return 0;
  let clock = at + 10;
  const between = load<u8>(clock);
  if ((between | 32) == 116) clock++;
  else if (between != 32) return 0;
  else if (load<u32>(clock, 1) == 0x656d6974 && load<u8>(clock, 5) == 61) clock += 6;
  else while (clock < head && load<u8>(clock) == 32) clock++;
  return clockAt(at, clock, head, year, month, day, false);
}

/** `2024 Aug 27 21:40:50`. */
function yearFirstAt(at: usize, head: usize): u64 {
  const year = fourDigits(at);
  if (year < 0) return 0;
  const after = readMonthDay(at + 5);
  return after == 0 ? 0 : clockAt(at, after, head, year, dateMonth, dateDay, false);
}

/** `Jul  3 12:48:20`, `Jul 03 2014 12:48:20`, `Thu Jul  3 12:48:20 2014`. */
function namedAt(at: usize, head: usize): u64 {
  const weekday = load<u8>(at, 3) == 32 && placeOf(at, WEEKDAYS) != 0;
  let after = readMonthDay(weekday ? at + 4 : at);
  if (after == 0) return 0;
  const year = load<u8>(after, 4) == 32 ? fourDigits(after) : UNKNOWN;
  if (year >= 0) after += 5;
  return clockAt(at, after, head, year, dateMonth, dateDay, weekday && year < 0);
}

/** `[1404391700]`, or `1404391700.123` at the start of the line: seconds since 1970, which are of UTC. */
function epochAt(start: usize, at: usize, head: usize): u64 {
  const bracketed = at > start && load<u8>(at - 1) == 91;
  let after = at + 10;
  if ((!bracketed && at != start) || after > head) return 0;
  let seconds: i64 = 0;
  for (let digit = at; digit < after; digit++) {
    if (!isDigit(load<u8>(digit))) return 0;
    seconds = seconds * 10 + load<u8>(digit) - 48;
  }
  if (seconds >= BEHIND_ALL_YEARS) return 0;
  const whole = after;
  if (load<u8>(after) == 46) after = behindFraction(after, head);
  const next = after < head ? load<u8>(after) : 0;
  const parted = after < head && (next == 9 || next == 32 || next == 44);
  if (bracketed ? after == head || next != 93 : !parted && (after < head || after == whole)) return 0;
  stampEnd = after;
  beUniversal();
  return pack(seconds, 0);
}

let dateMonth: i32 = 0;
let dateDay: i32 = 0;

/** `Jul  3 `: sets the month and the day, and gives the place behind it; 0 if it is none. */
function readMonthDay(at: usize): usize {
  dateMonth = placeOf(at, MONTHS);
  if (dateMonth == 0 || load<u8>(at, 3) != 32) return 0;
  at += load<u8>(at, 4) == 32 ? 5 : 4;
  if (!isDigit(load<u8>(at))) return 0;
  dateDay = load<u8>(at++) - 48;
  if (isDigit(load<u8>(at))) dateDay = dateDay * 10 + load<u8>(at++) - 48;
  return load<u8>(at) == 32 ? at + 1 : 0;
}

/** `12:48:20` and what follows it; the stamp began at `at`. */
function clockAt(at: usize, clock: usize, head: usize, year: i32, month: i32, day: i32, weekday: bool): u64 {
  const after = clock + 8;
  if (after > head || (after < head && isDigit(load<u8>(after)))) return 0;
  const text = load<u64>(clock) ^ 0x30303a30303a3030;
  if ((((text + 0x76767f76767f7676) | text) & 0x8080808080808080) != 0) return 0;
  const hours = pairOf(text);
  const minutes = pairOf(text >> 24);
  const seconds = pairOf(text >> 48);
  if (hours > 23 || minutes > 59 || seconds > 60) return 0;
  // Without a year, February may have 29 days.
  if (year >= 0 && !isBelieved(year)) return 0;
  if (day < 1 || day > daysIn(year < 0 ? 2000 : year, month)) return 0;
  readZone(behindFraction(after, head), head);
  stampEnd = zoneEnd;
  if (stampEnd == 0) return 0;
  // Only behind a weekday is a number after the clock the year; elsewhere it may be a host or a message's number.
  if (weekday) {
    year = yearBehind(stampEnd, head);
    if (year >= 0) stampEnd += 5;
  }
  const minute = minuteOf(year, month, day, hours, minutes);
  if (!weekday) remember(at, clock + 6 - at, minute);
  return pack(minute, seconds);
}

@inline
function pairOf(digits: u64): i32 {
  return <i32>((digits & 15) * 10 + ((digits >> 8) & 15));
}

function yearBehind(at: usize, head: usize): i32 {
  const after = at + 5;
  if (after > head || load<u8>(at) != 32) return UNKNOWN;
  const year = fourDigits(at + 1);
  if (!isBelieved(year)) return UNKNOWN;
  if (after == head) return year;
  const next = load<u8>(after);
  return isAlphanumeric(next) || next == 46 || next == 58 ? UNKNOWN : year;
}

/** Behind `.123` or `,123`, or `at`. */
@inline
function behindFraction(at: usize, head: usize): usize {
  if (at + 1 >= head) return at;
  const point = load<u8>(at);
  if ((point != 46 && point != 44) || !isDigit(load<u8>(at, 1))) return at;
  at += 2;
  while (at < head && isDigit(load<u8>(at))) at++;
  return at;
}
