// RFC 4180 for spreadsheets: one row a ranking row of every rule, with the key columns of all rules side by side.
// Only importer of csv-stringify. A cell that a spreadsheet would run as a formula is prefixed with an apostrophe.

import { lazily } from '../lazily.ts';
import { reportTextBytes, showBytes } from '../text.ts';
import type { RankedKey, Report, ReportText } from '../types.ts';
import { keyText, type RenderOptions, shownRows } from './renderer.ts';

const csv = lazily<typeof import('csv-stringify/sync')>('csv-stringify/sync');

const rowsPerChunk = 512;

// The formula escape knows the full-width forms of `= + - @` too, which some spreadsheets take for the plain ones.
// A lone CR or LF is quoted only on demand.
const csvOptions = { record_delimiter: '\r\n', quote_record_delimiter: true, escape_formulas: true };

export type Cell = string | number;

export function* renderCsv(report: Report, options: RenderOptions): Iterable<string> {
  const columns = keyColumns(report);
  let rows: Cell[][] = [['rule', 'rank', 'count', 'share', ...columns]];
  for (const rule of report.rules) {
    for (const row of shownRows(rule, options)) {
      if (rows.push(cells(rule.id, row, columns)) < rowsPerChunk) continue;
      yield csvLines(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield csvLines(rows);
}

/** The union of the key columns over all rules, in the order they come. */
function keyColumns(report: Report): readonly string[] {
  // All rows of a rule have the same columns.
  return [...new Set(report.rules.flatMap(({ ranking: [first] }) => (first ? Object.keys(first.key) : [])))];
}

function cells(rule: string, row: RankedKey, columns: readonly string[]): Cell[] {
  return [rule, row.rank, row.count, row.share, ...columns.map((column) => cell(keyText(row, column)))];
}

/** A cell has no room for base64: bytes that are no UTF-8 are shown. */
export function cell(text: ReportText): string {
  return typeof text === 'string' ? text : showBytes(reportTextBytes(text));
}

/** Whole lines. */
export function csvLines(rows: Cell[][]): string {
  return csv().stringify(rows, csvOptions);
}
