// Calendar days, and paths that name them. A day is a date and nothing else: how many hours it has is its zone's
// affair, which matters only where an instant becomes the day that the clocks of a zone show.

import type { TimeZone } from './time-zones.ts';

/** `2014-07-03`: days order as texts do. */
export type Day = string;

const dayMs = 86_400_000;

/** A day that the calendar has, from the year 1000 on; undefined for anything else. */
export function parseDay(written: string): Day | undefined {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(written)) return undefined;
  const time = Date.parse(`${written}T00:00:00Z`);
  // Some engines take the 31st of June for the 1st of July.
  return Number.isNaN(time) || dayOf(time) !== written ? undefined : written;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * dayMs);
}

/** From the first to the last day, both included; none if the last comes first. */
export function daysBetween(first: Day, last: Day): readonly Day[] {
  const count = (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / dayMs + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(first, index));
}

/** So many days before this one, the oldest first. */
export function daysBefore(day: Day, count: number): readonly Day[] {
  return daysBetween(addDays(day, -count), addDays(day, -1));
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

function dayOf(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}

// ---------------------------------------------------------------- templates

const fillings: Readonly<Record<string, (day: Day) => string>> = {
  yyyy: (day) => day.slice(0, 4),
  mm: (day) => day.slice(5, 7),
  dd: (day) => day.slice(8, 10),
  day: (day) => day,
};

export const templateNames: readonly string[] = Object.keys(fillings);

/** A name in braces; braces with a comma or anything else in them are a glob's, and stay. */
const named = /\{([A-Za-z_]+)\}/g;

/** Puts the day in the place of `{yyyy}`, `{mm}`, `{dd}` and `{day}`; a template that has been checked. */
export function fillDay(template: string, day: Day): string {
  return template.replace(named, (whole, name: string) => fillings[name]?.(day) ?? whole);
}

/** Names in braces that stand for nothing. */
export function unknownNames(template: string): readonly string[] {
  return [...template.matchAll(named)].map(([, name = '']) => name).filter((name) => !Object.hasOwn(fillings, name));
}

/** Whether no two days give the same text. */
export function tellsDay(template: string): boolean {
  const names = new Set([...template.matchAll(named)].map(([, name]) => name));
  return names.has('day') || ['yyyy', 'mm', 'dd'].every((name) => names.has(name));
}
