// What a key's measures came to, as the fields of its row. Knows neither ranks nor keys.

import type { Measured } from '../counts/measures.ts';
import { timeText } from '../times.ts';
import type { MeasureValue, RankedKey } from '../types.ts';

/** A row while it is made. Fields are set one by one: of many rows, each a copy of others', the copies took the time. */
export type RowInMaking = { -readonly [Field in keyof RankedKey]: RankedKey[Field] };

/** `names` of the measures, in their order. The fields come in one order, and those of `measures` by name, whoever wrote the rule. */
export function addMeasureFields(row: RowInMaking, measured: readonly Measured[], names: readonly string[]): void {
  let first: string | undefined;
  let last: string | undefined;
  let hours: readonly number[] | undefined;
  let values: [string, MeasureValue][] | undefined;
  for (let i = 0; i < measured.length; i++) {
    const each = measured[i] as Measured; // within the row
    if ('value' in each) {
      values ??= [];
      values.push([names[i] ?? '', each.value]);
    } else if (each.kind === 'hours') hours ??= each.hours;
    else if (each.kind === 'first') first ??= timeOf(each);
    else last ??= timeOf(each);
  }
  if (first !== undefined) row.first = first;
  if (last !== undefined) row.last = last;
  if (hours !== undefined) row.hours = hours;
  if (values !== undefined) row.measures = byName(values);
}

function timeOf({ time }: Extract<Measured, { kind: 'first' | 'last' }>): string | undefined {
  return time === undefined ? undefined : timeText(time);
}

function byName(values: [string, MeasureValue][]): Readonly<Record<string, MeasureValue>> {
  return Object.fromEntries(values.length === 1 ? values : values.sort(([a], [b]) => (a < b ? -1 : 1)));
}
