// When a line was stamped: `findStamp`, `packStamp` and `writeStamp` of src/stamps.ts, on bytes. Knows no format.
//
// Idea: lines of one log are stamped alike, and those of one minute differ in the seconds only.
//
//     at = the line's start, or behind <134> or <134>1
//     as the last stamp up to its seconds? → that minute + these seconds
//     else, from each beginning of a word, from the left:                       (numbers are of 1404391700 seconds)
//         2014-07-03 12:48:20 | 2024 Aug 27 21:40:50 | [Thu ]Jul  3 [2014 ]12:48:20 | 1404391700.25
//         the first that fits counts; a fraction, then a zone, may follow a clock
//
// Tricks:
// 1. A stamp that stands where stamps stand, within the minute of the last one, costs two compares of 16 bytes and what
//    follows the seconds: no date is read, no days are counted.
// 2. Elsewhere one look over the head of the line tells whether it has a clock at all (a digit, two colons) or seconds
//    in brackets: most lines without a stamp have neither, and no word of them is tried.
// 3. A clock is checked and read as one number of eight bytes.
// 4. A shape is walked without asking for the line's end: its clock is asked, and all of it lies before its clock.
//
// Bounds: what is read behind the line is memory of the window or its slack, and decides nothing.

/** A stamp begins within so many bytes, as `stampReach` in src/stamps.ts; what is further than HEAD is not looked at. */
const REACH: usize = 128;
const HEAD: usize = REACH + 64;

const UNKNOWN: i32 = -1;
/** Of minutes: the year is unknown, or has no such day. */
const NO_TIME: i64 = i64.MIN_VALUE;
/** The first second that has no text. */
const YEAR_TEN_THOUSAND: i64 = 253402300800;
/** See PackedTime in src/times.ts. */
const INSTANT_SHIFT: i64 = 0x10000000000;
const CODE_UTC = 1;
const CODE_ZERO = 2048;

/** Behind the stamp that was found last; 0: there was none. */
export let stampEnd: usize = 0;

export function stampEndsAt(): usize {
  return stampEnd;
}

let referenceYear: i32 = 0;
let referenceMonth: i32 = 0;
let referenceDay: i32 = 0;

/** The date that stamps without a year take it from; the year 0: there is none. */
export function setReference(year: i32, month: i32, day: i32): void {
  referenceYear = year;
  referenceMonth = month;
  referenceDay = day;
  knownLength = 0;
}

/**
 * The packed time of the outermost stamp of the line [start, end); 0 where there is no stamp, and where its year is
 * unknown: see `stampEnd`.
 */
export function findStamp(start: usize, end: usize): u64 {
  const head = min(end, start + HEAD);
  const at = behindPriority(start, head);
  stampEnd = 0;
  const time = stampAt(start, at, head);
  return stampEnd != 0 ? time : searchStamp(start, min(end, start + REACH), head);
}

/** Behind `<134>`, or `<134>1 `, where no stamp can begin before. */
@inline
function behindPriority(start: usize, head: usize): usize {
  if (load<u8>(start) != 60) return start;
  let at = start + 1;
  while (at < start + 4 && isDigit(load<u8>(at))) at++;
  if (at == start + 1 || load<u8>(at) != 62) return start;
  at++;
  if (isDigit(load<u8>(at)) && load<u8>(at, 1) == 32) at += 2;
  return at < head ? at : start;
}

/** Tries every word of [start, reach) that begins with a digit or a capital letter. */
function searchStamp(start: usize, reach: usize, head: usize): u64 {
  const limit = min(reach, behindLastHint(start, head));
  let wordBefore: u32 = 0;
  for (let at = start; at < limit; at += 16) {
    const text = v128.load(at);
    const digits = i8x16.lt_u(i8x16.sub(text, i8x16.splat(48)), i8x16.splat(10));
    const capitals = i8x16.lt_u(i8x16.sub(text, i8x16.splat(65)), i8x16.splat(26));
    const letters = i8x16.lt_u(i8x16.sub(v128.or(text, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(26));
    const inWord = <u32>i8x16.bitmask(v128.or(digits, letters));
    let begins = <u32>i8x16.bitmask(v128.or(digits, capitals)) & ~((inWord << 1) | wordBefore);
    wordBefore = inWord >> 15;
    if (limit - at < 16) begins &= (1 << <u32>(limit - at)) - 1;
    for (; begins != 0; begins &= begins - 1) {
      const time = stampAt(start, at + <usize>ctz(begins), head);
      if (stampEnd != 0) return time;
    }
  }
  return 0;
}

/** No stamp of [start, head) begins here or further on; 0 if there can be none at all. */
function behindLastHint(start: usize, head: usize): usize {
  const colon = i8x16.splat(58);
  const bracket = i8x16.splat(91);
  let behind: usize = 0;
  for (let at = start; at < head; at += 16) {
    const text = v128.load(at);
    const hours = i8x16.lt_u(i8x16.sub(v128.load(at - 2), i8x16.splat(48)), i8x16.splat(10));
    const clocks = v128.and(v128.and(i8x16.eq(text, colon), i8x16.eq(v128.load(at, 3), colon)), hours);
    // Behind [ and ten digits.
    const eleventh = v128.load(at, 11);
    const closed = v128.or(i8x16.eq(eleventh, i8x16.splat(93)), i8x16.eq(eleventh, i8x16.splat(46)));
    const epochs = v128.and(i8x16.eq(text, bracket), closed);
    // Seconds in brackets begin one byte behind the hint.
    if (v128.any_true(v128.or(clocks, epochs))) behind = at + 17;
  }
  return behind;
}

/** The stamp that begins at `at`; sets `stampEnd` if there is one. */
function stampAt(start: usize, at: usize, head: usize): u64 {
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

/** `2014-07-03 12:48:20`, with `T`, with `/` for `-`, or as `date=2014-07-03 time=12:48:20`. */
function numericAt(at: usize, head: usize, separator: u32): u64 {
  const year = fourDigits(at);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  if ((year | month | day) < 0 || load<u8>(at, 7) != separator) return 0;
  let clock = at + 10;
  const between = load<u8>(clock);
  if (between == 84) clock++;
  else if (between != 32) return 0;
  else if (load<u32>(clock, 1) == 0x656d6974 && load<u8>(clock, 5) == 61) clock += 6;
  else while (clock < head && load<u8>(clock) == 32) clock++;
  return clockAt(at, clock, head, year, month, day, false);
}

/** `2024 Aug 27 21:40:50`. */
function yearFirstAt(at: usize, head: usize): u64 {
  const year = fourDigits(at);
  if (year < 1900 || year > 2099) return 0;
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
  const whole = after;
  if (load<u8>(after) == 46) after = behindFraction(after, head);
  const next = after < head ? load<u8>(after) : 0;
  const parted = after < head && (next == 9 || next == 32 || next == 44);
  if (bracketed ? after == head || next != 93 : !parted && (after < head || after == whole)) return 0;
  stampEnd = after;
  zoneMinutes = 0;
  zoneCode = CODE_UTC;
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
  if (day < 1 || day > daysIn(year < 0 ? 2000 : year, month)) return 0;
  readZone(behindFraction(after, head), head);
  stampEnd = zoneEnd;
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
  if (year < 1900 || year > 2099) return UNKNOWN;
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

// ---------------------------------------------------------------- zones

let zoneEnd: usize = 0;
let zoneMinutes: i32 = 0;
/** Of PackedTime. */
let zoneCode: i32 = 0;

/** `Z`, `+02:00`, ` +0200`, ` UTC`, ` UTC+1`; other words, as ` EDT:`, name a zone without saying its offset. */
@inline
function readZone(at: usize, head: usize): void {
  zoneEnd = at;
  zoneMinutes = 0;
  zoneCode = 0;
  if (at >= head) return;
  const first = load<u8>(at);
  if (first == 32 || first == 43 || first == 45 || first == 71 || first == 85 || first == 90) readZoneWord(at, head);
}

function readZoneWord(at: usize, head: usize): void {
  const blank = load<u8>(at) == 32;
  const word = blank ? at + 1 : at;
  const named = word + 3 <= head && isUniversal(load<u32>(word) & 0xffffff);
  if (named || !blank) {
    if (readOffset(named ? word + 3 : word, head, true)) return;
  } else if (readOffset(word, head, false)) {
    return;
  }
  const universalEnd = named ? word + 3 : word < head && load<u8>(word) == 90 ? word + 1 : 0;
  if (universalEnd != 0 && endsZone(universalEnd, head)) {
    zoneEnd = universalEnd;
    zoneCode = CODE_UTC;
  } else if (blank) {
    let end = word;
    while (end < head && end - word < 6 && isLetter(load<u8>(end))) end++;
    if (end - word >= 2 && end - word <= 5 && end < head && load<u8>(end) == 58) zoneEnd = end;
  }
}

/** `UTC` or `GMT`. */
@inline
function isUniversal(word: u32): bool {
  return word == 0x435455 || word == 0x544d47;
}

function endsZone(at: usize, head: usize): bool {
  if (at >= head) return true;
  const next = load<u8>(at);
  return !isAlphanumeric(next) && next != 43 && next != 45;
}

/** `+02:00`, `+0200`; if it may be short, also `+2`, `+02`, `+200` and `+2:00`. At most 14 hours. */
function readOffset(at: usize, head: usize, short: bool): bool {
  if (at >= head) return false;
  const sign = load<u8>(at);
  if (sign != 43 && sign != 45) return false;
  const from = at + 1;
  let end = from;
  while (end < head && end - from < 5 && isDigit(load<u8>(end))) end++;
  const digits = end - from;
  if (digits == 0 || digits == 5) return false;
  let hours: i32 = load<u8>(from) - 48;
  if (digits == 2 || digits == 4) hours = hours * 10 + load<u8>(from, 1) - 48;
  let minutesAt: usize = 0;
  if (digits > 2) minutesAt = end - 2;
  else if (end + 2 < head && load<u8>(end) == 58 && isDigit(load<u8>(end, 1)) && isDigit(load<u8>(end, 2))) {
    minutesAt = end + 1;
    end += 3;
  }
  if (!short && (minutesAt == 0 || digits == 1 || digits == 3)) return false;
  const minutes = minutesAt == 0 ? 0 : twoDigits(minutesAt);
  if (minutes > 59 || hours > 14 || !endsOffset(end, head)) return false;
  zoneEnd = end;
  zoneMinutes = (hours * 60 + minutes) * (sign == 45 ? -1 : 1);
  zoneCode = CODE_ZERO + zoneMinutes;
  return true;
}

function endsOffset(at: usize, head: usize): bool {
  if (at >= head) return true;
  const next = load<u8>(at);
  // Before a second dash, as in `12:48:20,2014-07-03`, it is the month of another date.
  return !isAlphanumeric(next) && next != 45 && !(next == 58 && at + 1 < head && isDigit(load<u8>(at, 1)));
}

// ---------------------------------------------------------------- the calendar

/** Seconds since 1970 at the beginning of a minute, as the clock shows it. */
function minuteOf(year: i32, month: i32, day: i32, hours: i32, minutes: i32): i64 {
  if (year < 0 && referenceYear != 0) year = yearNear(month, day);
  if (year < 0 || day > daysIn(year, month)) return NO_TIME;
  return (<i64>daysSince1970(year, month, day)) * 86400 + hours * 3600 + minutes * 60;
}

/** As in src/stamps.ts: less than eleven months before the reference, or within a month after it. */
function yearNear(month: i32, day: i32): i32 {
  const days = (month - referenceMonth) * 31 + day - referenceDay;
  if (days > 31) return referenceYear - 1;
  return days <= -11 * 31 ? referenceYear + 1 : referenceYear;
}

/** Years that begin in March, so that the leap day is their last; eras of 400 years. (Hinnant: chrono algorithms.) */
function daysSince1970(year: i32, month: i32, day: i32): i32 {
  const shifted = year + 400 - (month <= 2 ? 1 : 0);
  const ofEra = shifted % 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return (shifted / 400 - 1) * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

function daysIn(year: i32, month: i32): i32 {
  if (month < 1 || month > 12) return 0;
  if (month != 2) return 30 + ((month + (month >> 3)) & 1);
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}

/** The time so many seconds behind the beginning of a minute, in the zone that was read last. */
@inline
function pack(minute: i64, seconds: i32): u64 {
  const local = minute + seconds;
  if (minute == NO_TIME || local >= YEAR_TEN_THOUSAND) return 0;
  return (<u64>(local - zoneMinutes * 60 + INSTANT_SHIFT) << 12) | <u64>zoneCode;
}

// ---------------------------------------------------------------- as text

/** Seconds from the 1st of March of the year -400, where an era of 400 years begins, to 1970. */
const BEFORE_ALL: i64 = 74784816000;

/** What `writeTime` wrote last. */
export const timeText = memory.data(32, 16);
/** The minute whose text stands there, up to the seconds. */
let writtenMinute: i64 = NO_TIME;

/** Writes a packed time to `timeText`, as ISO 8601 to the second, and gives its length. */
export function writeTime(time: u64): usize {
  const code = <i32>(time & 4095);
  const minutes = code <= CODE_UTC ? 0 : code - CODE_ZERO;
  const local = localOf(time);
  if (<u64>(local - writtenMinute) > 59) writeMinute(local);
  putTwo(timeText + 17, <i32>(local - writtenMinute));
  if (code == 0) return 19;
  if (code == CODE_UTC) {
    store<u8>(timeText, 90, 19);
    return 20;
  }
  const size = minutes < 0 ? -minutes : minutes;
  store<u8>(timeText, minutes < 0 ? 45 : 43, 19);
  putTwo(timeText + 20, size / 60);
  store<u8>(timeText, 58, 22);
  putTwo(timeText + 23, size % 60);
  return 25;
}

/** The hour that the line's clock shows. */
export function hourOf(time: u64): i32 {
  return <i32>((<u64>(localOf(time) + BEFORE_ALL) / 3600) % 24);
}

/** Seconds since 1970, as the line's clock shows it. */
@inline
function localOf(time: u64): i64 {
  const code = <i32>(time & 4095);
  return <i64>(time >> 12) - INSTANT_SHIFT + (code <= CODE_UTC ? 0 : (code - CODE_ZERO) * 60);
}

/** `2014-07-03T12:48:`. */
function writeMinute(local: i64): void {
  const seconds = <u64>(local + BEFORE_ALL);
  const days = <i32>(seconds / 86400);
  const minutes = <i32>(seconds % 86400) / 60;
  const ofEra = days % 146097;
  const year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * year + year / 4 - year / 100);
  const march = (5 * ofYear + 2) / 153;
  const month = march < 10 ? march + 3 : march - 9;
  const shown = year + (days / 146097 - 1) * 400 + (month <= 2 ? 1 : 0);
  putTwo(timeText, shown / 100);
  putTwo(timeText + 2, shown % 100);
  store<u8>(timeText, 45, 4);
  putTwo(timeText + 5, month);
  store<u8>(timeText, 45, 7);
  putTwo(timeText + 8, ofYear - (153 * march + 2) / 5 + 1);
  store<u8>(timeText, 84, 10);
  putTwo(timeText + 11, minutes / 60);
  store<u8>(timeText, 58, 13);
  putTwo(timeText + 14, minutes % 60);
  store<u8>(timeText, 58, 16);
  writtenMinute = local - <i64>(seconds % 60);
}

@inline
function putTwo(at: usize, value: i32): void {
  store<u8>(at, 48 + value / 10);
  store<u8>(at, 48 + (value % 10), 1);
}

// ---------------------------------------------------------------- bytes

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const WEEKDAYS = "MonTueWedThuFriSatSun";

/** Which of the names of three letters stands at `at`, from 1; 0: none of them. */
function placeOf(at: usize, names: string): i32 {
  const letters = changetype<usize>(names);
  for (let i = 0; i < names.length; i += 3) {
    const name = letters + (<usize>i << 1);
    if (load<u8>(at) == load<u8>(name) && load<u8>(at, 1) == load<u8>(name, 2) && load<u8>(at, 2) == load<u8>(name, 4)) {
      return i / 3 + 1;
    }
  }
  return 0;
}

/** UNKNOWN if they are not all digits. */
@inline
function fourDigits(at: usize): i32 {
  const text = load<u32>(at) ^ 0x30303030;
  if ((((text + 0x76767676) | text) & 0x80808080) != 0) return UNKNOWN;
  return (text & 15) * 1000 + ((text >> 8) & 15) * 100 + ((text >> 16) & 15) * 10 + (text >> 24);
}

@inline
function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at, 1) - 48;
  return tens < 10 && ones < 10 ? tens * 10 + ones : UNKNOWN;
}

@inline
function isDigit(c: u32): bool {
  return c - 48 < 10;
}

@inline
function isCapital(c: u32): bool {
  return c - 65 < 26;
}

@inline
function isLetter(c: u32): bool {
  return (c | 32) - 97 < 26;
}

@inline
function isAlphanumeric(c: u32): bool {
  return isDigit(c) || isLetter(c);
}
