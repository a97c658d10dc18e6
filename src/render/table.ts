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
  const widths = columns.map((column) => columnWidth(column, rows));
  const line = (cell: (column: Column<Row>) => string) =>
    `${columns
      .map((column, index) => padded(cell(column), column.align, widths[index] ?? 0))
      .join(gap)
      .trimEnd()}\n`;
  yield line(({ name }) => name);
  for (const row of rows) yield line(({ cell }) => cell(row));
}

/**
 * The columns in as many tables as it takes to keep each within `width`: the first begins with all of `heads`, each
 * other one with the first of them. Every table has one more column at least.
 */
export function splitColumns<Row>(
  heads: readonly Column<Row>[],
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly (readonly Column<Row>[])[] {
  const tables: Column<Row>[][] = [];
  let room = 0;
  for (const column of columns) {
    const needed = gap.length + columnWidth(column, rows);
    if (needed > room) {
      const table = tables.length === 0 ? [...heads] : heads.slice(0, 1);
      room = width - table.reduce((sum, head) => sum + gap.length + columnWidth(head, rows), -gap.length);
      tables.push(table);
    }
    tables.at(-1)?.push(column);
    room -= needed;
  }
  return tables;
}

function columnWidth<Row>({ name, cell }: Column<Row>, rows: readonly Row[]): number {
  const widest = rows.reduce((width, row) => Math.max(width, cell(row).length), name.length);
  return Math.min(widest, widestPadding);
}

function padded(cell: string, align: 'left' | 'right', width: number): string {
  return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
}
