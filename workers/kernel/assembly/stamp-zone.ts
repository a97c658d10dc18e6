// What follows a clock: its zone, and with it the time as one number. Knows no shape of a stamp.

import { NO_TIME } from "./calendar";
import { CODE_UTC, CODE_ZERO, INSTANT_SHIFT } from "./packed-time";
import { isAlphanumeric, isDigit, isLetter, twoDigits } from "./stamp-bytes";

/** Offsets of places, in minutes: `isOffset` of src/times.ts. */
const FIRST_OFFSET: i32 = -12 * 60;
const LAST_OFFSET: i32 = 14 * 60;

/** Behind the zone that was read last, or where one was sought; 0: an offset is said that no place has. */
export let zoneEnd: usize = 0;
let zoneMinutes: i32 = 0;
/** Of PackedTime. */
let zoneCode: i32 = 0;

/** As if `Z` had been read: of seconds since 1970. */
export function beUniversal(): void {
  zoneMinutes = 0;
  zoneCode = CODE_UTC;
}

/** The time so many seconds behind the beginning of a minute, in the zone that was read last. */
@inline
export function pack(minute: i64, seconds: i32): u64 {
  if (minute == NO_TIME) return 0;
  return (<u64>(minute + seconds - zoneMinutes * 60 + INSTANT_SHIFT) << 12) | <u64>zoneCode;
}

/** `Z`, `z`, `+02:00`, ` +0200`, ` UTC`, ` UTC+1`; other words, as ` EDT:`, name a zone without saying its offset. */
@inline
export function readZone(at: usize, head: usize): void {
  zoneEnd = at;
  zoneMinutes = 0;
  zoneCode = 0;
  if (at >= head) return;
  const first = load<u8>(at);
  if (first == 32 || first == 43 || first == 45 || first == 71 || first == 85 || (first | 32) == 122) {
    readZoneWord(at, head);
  }
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
  const universalEnd = named ? word + 3 : word < head && isZulu(load<u8>(word), blank) ? word + 1 : 0;
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

/** `Z`; `z` only where the clock ends. */
@inline
function isZulu(c: u32, blank: bool): bool {
  return c == 90 || (c == 122 && !blank);
}

function endsZone(at: usize, head: usize): bool {
  if (at >= head) return true;
  const next = load<u8>(at);
  return !isAlphanumeric(next) && next != 43 && next != 45;
}

/** `+02:00`, `+0200`; if it may be short, also `+2`, `+02`, `+200` and `+2:00`. False: there is none. */
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
  if (!endsOffset(end, head)) return false;
  zoneMinutes = (hours * 60 + minutes) * (sign == 45 ? -1 : 1);
  zoneEnd = minutes > 59 || zoneMinutes < FIRST_OFFSET || zoneMinutes > LAST_OFFSET ? 0 : end;
  zoneCode = CODE_ZERO + zoneMinutes;
  return true;
}

function endsOffset(at: usize, head: usize): bool {
  if (at >= head) return true;
  const next = load<u8>(at);
  // Before a second dash, as in `12:48:20,2014-07-03`, it is the month of another date.
  return !isAlphanumeric(next) && next != 45 && !(next == 58 && at + 1 < head && isDigit(load<u8>(at, 1)));
}
