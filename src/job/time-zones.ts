// Time zones, as the system's IANA data base has them: their names, and the day that their clocks show.

import type { Day } from '../days.ts';

/** A name that has been checked. */
export type TimeZone = string;

/** The zone that this machine's clock shows. */
export function machineZone(): TimeZone {
  // Undefined where the machine's setting is none.
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
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
