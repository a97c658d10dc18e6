// What a key's measures came to, as the fields of its row. Knows neither ranks nor keys.

import type { Measured } from '../counts/measures.ts';
import { timeText } from '../times.ts';
import type { MeasureValue, RankedKey } from '../types.ts';

type Plain = Pick<RankedKey, 'rank' | 'key' | 'count' | 'share'>;

/**
 * The row with its measures; `names` of these, in their order. The fields come in one order, and those of `measures` by name,
 * whoever wrote the rule. Of many rows each is made at once where it has all fields: to add them one by one, or to copy
 * what others have, took longer than to rank.
 */
export function withMeasures(row: Plain, measured: readonly Measured[], names: readonly string[]): RankedKey {
  let first: string | undefined;
  let last: string | undefined;
  let hours: readonly number[] | undefined;
  let measures: RankedKey['measures'];
  for (let i = 0; i < measured.length; i++) {
    const each = measured[i] as Measured; // within the row
    if ('value' in each) measures = withValue(measures, names[i] ?? '', each.value);
    else if (each.kind === 'hours') hours ??= each.hours;
    else if (each.kind === 'first') first ??= timeOf(each.time);
    else last ??= timeOf(each.time);
  }
  const { rank, key, count, share } = row;
  if (first !== undefined && last !== undefined && hours !== undefined && measures !== undefined) {
    return { rank, key, count, share, first, last, hours, measures };
  }
  return {
    ...row,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(hours !== undefined && { hours }),
    ...(measures !== undefined && { measures }),
  };
}

function timeOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : timeText(time);
}

/** A computed name is that of a field of its own, also `__proto__`. */
function withValue(others: RankedKey['measures'], name: string, value: MeasureValue): RankedKey['measures'] {
  if (others === undefined) return { [name]: value };
  return Object.fromEntries([...Object.entries(others), [name, value] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}
