// What a key's measures came to, as the fields of its row. Knows neither ranks nor keys.

import type { Measured } from '../counts/measures.ts';
import { timeText } from '../times.ts';
import type { MeasureValue, RankedKey } from '../types.ts';

export type MeasureFields = Pick<RankedKey, 'first' | 'last' | 'hours' | 'measures'>;

/** `names` of the measures, in their order. The fields of `measures` are in the order of names, whoever wrote the rule. */
export function measureFields(measured: readonly Measured[], names: readonly string[]): MeasureFields {
  let first: string | undefined;
  let last: string | undefined;
  let hours: readonly number[] | undefined;
  const values: [string, MeasureValue][] = [];
  for (let i = 0; i < measured.length; i++) {
    const each = measured[i] as Measured; // within the row
    if ('value' in each) values.push([names[i] ?? '', each.value]);
    else if (each.kind === 'hours') hours ??= each.hours;
    else if (each.kind === 'first') first ??= timeOf(each);
    else last ??= timeOf(each);
  }
  return {
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(hours !== undefined && { hours }),
    ...(values.length > 0 && { measures: byName(values) }),
  };
}

function timeOf({ time }: Extract<Measured, { kind: 'first' | 'last' }>): string | undefined {
  return time === undefined ? undefined : timeText(time);
}

function byName(values: [string, MeasureValue][]): Readonly<Record<string, MeasureValue>> {
  return Object.fromEntries(values.length === 1 ? values : values.sort(([a], [b]) => (a < b ? -1 : 1)));
}
