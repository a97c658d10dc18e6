// Paths that name a day: `archive/{yyyy}/{day}.gz`.

import type { Day } from '../days.ts';

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
