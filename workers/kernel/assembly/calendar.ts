// Days of the calendar, and the year of a day that is written without one. Knows no line.

/** Years that are believed, as `firstYear` and `lastYear` in src/stamps.ts. */
const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2099;
/** The first second behind them. */
export const BEHIND_ALL_YEARS: i64 = 4102444800;
/** Of minutes: the year is unknown or not believed, or has no such day. */
export const NO_TIME: i64 = i64.MIN_VALUE;

let referenceYear: i32 = 0;
let referenceMonth: i32 = 0;
let referenceDay: i32 = 0;

/** The date that stamps without a year take it from; the year 0: there is none. */
export function referTo(year: i32, month: i32, day: i32): void {
  referenceYear = year;
  referenceMonth = month;
  referenceDay = day;
}

/** Seconds since 1970 at the beginning of a minute, as the clock shows it. */
export function minuteOf(year: i32, month: i32, day: i32, hours: i32, minutes: i32): i64 {
  if (year < 0 && referenceYear != 0) year = yearNear(month, day);
  if (!isBelieved(year) || day > daysIn(year, month)) return NO_TIME;
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

@inline
export function isBelieved(year: i32): bool {
  return FIRST_YEAR <= year && year <= LAST_YEAR;
}

export function daysIn(year: i32, month: i32): i32 {
  if (month < 1 || month > 12) return 0;
  if (month != 2) return 30 + ((month + (month >> 3)) & 1);
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}
