// The columns in which a person sees a ranking: numbers first, the key last, where a long one pushes nothing aside.

import { grouped, reportTextBytes, showBytes, showText } from '../text.ts';
import type { MeasureValue, RankedKey, ReportText } from '../types.ts';
import { keyText, measureValue } from './renderer.ts';
import type { Column } from './table.ts';

/** Rows of one rule. */
export function rankingColumns(rows: readonly RankedKey[]): readonly Column<RankedKey>[] {
  const { key = {}, measures = {} } = rows[0] ?? {};
  return [
    { name: 'rank', align: 'right', cell: ({ rank }) => String(rank) },
    { name: 'count', align: 'right', cell: ({ count }) => grouped(count) },
    { name: 'share', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(2)}%` },
    ...Object.keys(measures).map((name) => measureColumn(name)),
    ...timeColumns.filter(({ isIn }) => rows.some(isIn)),
    ...Object.keys(key).map((name) => keyColumn(name)),
  ];
}

export function shownText(text: ReportText): string {
  return typeof text === 'string' ? showText(text) : showBytes(reportTextBytes(text));
}

function measureColumn(name: string): Column<RankedKey> {
  return { name: showText(name), align: 'right', cell: (row) => shownMeasure(measureValue(row, name)) };
}

function shownMeasure(value: MeasureValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? `~${grouped(value.estimate)}` : grouped(value);
}

const timeColumns: readonly (Column<RankedKey> & { readonly isIn: (row: RankedKey) => boolean })[] = [
  {
    ...{ name: 'first', align: 'left', isIn: ({ first }) => first !== undefined },
    cell: ({ first = '-' }) => showText(first),
  },
  {
    ...{ name: 'last', align: 'left', isIn: ({ last }) => last !== undefined },
    cell: ({ last = '-' }) => showText(last),
  },
  {
    ...{ name: '0h    6h    12h   18h', align: 'left', isIn: ({ hours }) => hours !== undefined },
    cell: ({ hours = [] }) => shownHours(hours),
  },
];

/** A digit an hour: 9 for the busiest, 1 for a ninth of it or less, a dot for none. */
function shownHours(hours: readonly number[]): string {
  const most = Math.max(...hours);
  return hours.map((lines) => (lines === 0 ? '.' : String(Math.ceil((lines / most) * 9)))).join('');
}

function keyColumn(name: string): Column<RankedKey> {
  return { name: showText(name), align: 'left', cell: (row) => shownText(keyText(row, name)) };
}
