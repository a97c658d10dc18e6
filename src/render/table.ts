// An aligned table in plain text, row by row. Its cells must have been shown already. Knows nothing of reports.

export interface Column<Row> {
  readonly name: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

/** A longer cell stands out over its column, lest one hostile key push all others off the screen. */
const widestPadding = 48;
const gap = '  ';

/** A line a row and one for the names; `rows` is walked twice, once for the widths. */
export function* renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Iterable<string> {
  const widths = columns.map(({ name }) => Math.min(name.length, widestPadding));
  for (const row of rows) {
    for (const [index, { cell }] of columns.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, Math.min(cell(row).length, widestPadding));
    }
  }
  const line = (cell: (column: Column<Row>) => string) =>
    `${columns
      .map((column, index) => padded(cell(column), column.align, widths[index] ?? 0))
      .join(gap)
      .trimEnd()}\n`;
  yield line(({ name }) => name);
  for (const row of rows) yield line(({ cell }) => cell(row));
}

function padded(cell: string, align: 'left' | 'right', width: number): string {
  return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
}
