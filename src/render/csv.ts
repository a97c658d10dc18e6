// RFC 4180 for spreadsheets: one row a ranking row of every rule, with the key columns of all rules side by side, then
// `first`, `last` and `hours` (24 numbers with blanks between), then the measures by name. Where a measure has estimates,
// its column holds the estimated numbers, and NAME_error beside it tells how far they may be off; it is empty for exact
// ones. Only importer of csv-stringify. A cell that a spreadsheet would run as a formula is prefixed with an apostrophe.

import { lazily } from '../lazily.ts';
import { reportTextBytes, showBytes } from '../text.ts';
import type { MeasureValue, RankedKey, Report, ReportText } from '../types.ts';
import { keyText, measureValue, type RenderOptions, shownRows } from './renderer.ts';

const csv = lazily<typeof import('csv-stringify/sync')>('csv-stringify/sync');

// The formula escape knows the full-width forms of `= + - @` too, which some spreadsheets take for the plain ones.
// A lone CR or LF is quoted only on demand.
const csvOptions = { record_delimiter: '\r\n', quote_record_delimiter: true, escape_formulas: true, eof: false };

export type Cell = string | number;

/** `rule` aside, which a row does not know. */
interface Column {
  readonly name: string;
  readonly cell: (row: RankedKey) => Cell;
}

export function renderCsv(report: Report, options: RenderOptions): Iterable<string> {
  return csvChunks(rowsOf(report, options));
}

function* rowsOf(report: Report, options: RenderOptions): Iterable<Cell[]> {
  const columns = [...rowColumns, ...keyColumns(report), ...timeColumns(report), ...measureColumns(report)];
  yield ['rule', ...columns.map(({ name }) => name)];
  for (const rule of report.rules) {
    for (const row of shownRows(rule, options)) yield [rule.id, ...columns.map(({ cell }) => cell(row))];
  }
}

const rowColumns: readonly Column[] = [
  { name: 'rank', cell: ({ rank }) => rank },
  { name: 'count', cell: ({ count }) => count },
  { name: 'share', cell: ({ share }) => share },
];

/** The union of the key columns over all rules, in the order they come. */
function keyColumns(report: Report): readonly Column[] {
  // All rows of a rule have the same columns.
  const names = report.rules.flatMap(({ ranking: [first] }) => (first ? Object.keys(first.key) : []));
  return [...new Set(names)].map((name) => ({ name, cell: (row) => textCell(keyText(row, name)) }));
}

/** Those that some row has. */
function timeColumns(report: Report): readonly Column[] {
  const columns: readonly Column[] = [
    { name: 'first', cell: ({ first = '' }) => first },
    { name: 'last', cell: ({ last = '' }) => last },
    { name: 'hours', cell: ({ hours = [] }) => hours.join(' ') },
  ];
  return columns.filter(({ cell }) => report.rules.some(({ ranking }) => ranking.some((row) => cell(row) !== '')));
}

function measureColumns(report: Report): readonly Column[] {
  const names = report.rules.flatMap(({ ranking: [first] }) => Object.keys(first?.measures ?? {}));
  return [...new Set(names)].flatMap((name) => {
    const isEstimated = (row: RankedKey) => typeof measureValue(row, name) === 'object';
    const value: Column = { name, cell: (row) => numberCell(measureValue(row, name)) };
    const error: Column = { name: `${name}_error`, cell: (row) => errorCell(measureValue(row, name)) };
    return report.rules.some(({ ranking }) => ranking.some(isEstimated)) ? [value, error] : [value];
  });
}

function numberCell(value: MeasureValue | undefined): Cell {
  if (value === undefined) return '';
  // A number beyond 2^53 has no exact number type here: it is written in full.
  return typeof value === 'object' ? value.estimate : String(value);
}

function errorCell(value: MeasureValue | undefined): Cell {
  return typeof value === 'object' ? value.error : '';
}

/** A cell has no room for base64: bytes that are no UTF-8 are shown. */
export function textCell(text: ReportText): string {
  return typeof text === 'string' ? text : showBytes(reportTextBytes(text));
}

/** Whole lines, as many at once as are worth writing. */
export function* csvChunks(rows: Iterable<readonly Cell[]>): Iterable<string> {
  let waiting = '';
  for (const row of rows) {
    waiting += `${row.map(written).join(',')}\r\n`;
    if (waiting.length < chunkLength) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}

/** In characters; one row may be longer. With four times as much at once the rows outlive the youngest heap, and cost twice. */
const chunkLength = 16_384;

/** Nothing in it is quoted, and no spreadsheet runs it, whatever stands beside it. */
const isPlain = /^(?![=+\-@\t\uFF1D\uFF0B\uFF0D\uFF20])[^",\r\n]*$/;

/** Nearly every cell is a number, an address or a time: only the others are worth the library's pains. */
function written(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  return isPlain.test(cell) ? cell : csv().stringify([[cell]], csvOptions);
}
