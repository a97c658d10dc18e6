// A packed time (see PackedTime in src/times.ts) as ISO 8601 to the second, and its hour; `timeText` of src/times.ts, on
// bytes. The minute that was written last is kept, for lines that follow each other differ in the seconds only.

import { NO_TIME } from "./calendar";

/** See PackedTime in src/times.ts. */
export const INSTANT_SHIFT: i64 = 0x10000000000;
export const CODE_UTC = 1;
export const CODE_ZERO = 2048;

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
