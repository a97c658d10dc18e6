// Time zones, as the system's IANA data base has them: their names, and the day that their clocks show.

import type { Day } from '../days.ts';

/** A name that has been checked. */
export type TimeZone = string;

/** What a calendar beside this machine's clock shows at an instant. */
export function dayHere(instant: Date): Day {
  const [month, day] = [instant.getMonth() + 1, instant.getDate()].map((part) => `${part}`.padStart(2, '0'));
  return `${instant.getFullYear()}-${month}-${day}`;
}

export function isTimeZone(name: string): boolean {
  // Newer engines take offsets too, which know no summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** For suggestions. */
export function knownTimeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

/** What the calendars of a zone show at an instant. */
export function dayIn(zone: TimeZone, instant: Date): Day {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(instant);
  const [year, month, day] = ['year', 'month', 'day'].map((type) => parts.find((part) => part.type === type)?.value);
  return `${year}-${month}-${day}`;
}
