// What a key's measures came to, as the fields of its row. Knows neither ranks nor keys.

import type { Measured } from '../counts/measures.ts';
import { timeText } from '../times.ts';
import type { MeasureValue, RankedKey } from '../types.ts';

export type MeasureFields = Pick<RankedKey, 'first' | 'last' | 'hours' | 'measures'>;

/** `names` of the measures, in their order. The fields of `measures` are in the order of names, whoever wrote the rule. */
export function measureFields(measured: readonly Measured[], names: readonly string[]): MeasureFields {
  const [first, last] = [timeOf(measured, 'first'), timeOf(measured, 'last')];
  const hours = measured.flatMap((each) => (each.kind === 'hours' ? [each.hours] : []))[0];
  const values = measured.flatMap((each, index) =>
    'value' in each ? [[names[index] ?? '', each.value] as const] : [],
  );
  return {
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(hours === undefined ? {} : { hours }),
    ...(values.length === 0 ? {} : { measures: byName(values) }),
  };
}

function timeOf(measured: readonly Measured[], kind: 'first' | 'last'): string | undefined {
  const found = measured.find((each) => each.kind === kind);
  return found === undefined || !('time' in found) || found.time === undefined ? undefined : timeText(found.time);
}

function byName(values: readonly (readonly [string, MeasureValue])[]): Readonly<Record<string, MeasureValue>> {
  return Object.fromEntries(values.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
