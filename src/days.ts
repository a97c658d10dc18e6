// Calendar days. A day is a date and nothing else: how many hours it has is its zone's affair.

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

function dayOf(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}
