// The report for a person: per rule a table and its totals, then what was read and what was not. Everything that comes
// from logs, paths and rules is shown, never written raw.

import { amount, grouped, reportTextBytes, showBytes, showText } from '../text.ts';
import type { Coverage, Problem, RankedKey, Report, ReportText, RuleReport } from '../types.ts';
import { inChunks, keyText, type RenderOptions, shownRows } from './renderer.ts';
import { type Column, renderTable } from './table.ts';

/** The rows of a rule that are shown where `top` does not say. */
export const textTop = 20;

export function renderText(report: Report, { top = textTop }: RenderOptions): Iterable<string> {
  return inChunks(lines(report, { top }));
}

function* lines(report: Report, options: RenderOptions): Iterable<string> {
  if (report.rules.length > 1) {
    yield* renderTable(summaryColumns, report.rules);
    yield '\n';
  }
  for (const rule of report.rules) {
    yield* ruleLines(rule, options);
    yield '\n';
  }
  yield `${coverageLine(report.coverage)}\n`;
  for (const problem of report.coverage.problems) yield `${problemLine(problem)}\n`;
}

const summaryColumns: readonly Column<RuleReport>[] = [
  { name: 'rule', align: 'left', cell: ({ id }) => showText(id) },
  { name: 'level', align: 'left', cell: ({ level = '' }) => level },
  { name: 'keys', align: 'right', cell: ({ keys }) => grouped(keys) },
  { name: 'lines', align: 'right', cell: (rule) => grouped(rankableLines(rule)) },
];

function* ruleLines(rule: RuleReport, options: RenderOptions): Iterable<string> {
  if (!isUnnamed(rule)) yield `${headingLine(rule)}\n\n`;
  const rows = shownRows(rule, options);
  if (rows.length > 0) yield* renderTable(rankingColumns(rule), rows);
  yield* restLines(rule, rows, rows.length === options.top);
  yield `\n${totalsLine(rule)}\n`;
  for (const list of rule.unfilledLists)
    yield `The list ${showText(list)} is empty; fill it with --list ${showText(list)}=ITEM,…\n`;
}

/** The rule that options make has nothing to say of itself. */
function isUnnamed({ id, title }: RuleReport): boolean {
  return id === 'cli' && title === undefined;
}

function headingLine({ id, title, level }: RuleReport): string {
  const details = [title === undefined ? [] : showText(id), level ?? []].flat().join(', ');
  return `${showText(title ?? id)}${details === '' ? '' : ` (${details})`}`;
}

function rankingColumns({ ranking: [first] }: RuleReport): readonly Column<RankedKey>[] {
  return [
    { name: 'rank', align: 'right', cell: ({ rank }) => String(rank) },
    { name: 'count', align: 'right', cell: ({ count }) => grouped(count) },
    { name: 'share', align: 'right', cell: ({ share }) => `${(share * 100).toFixed(2)}%` },
    ...Object.keys(first?.key ?? {}).map((column) => keyColumn(column)),
  ];
}

function keyColumn(column: string): Column<RankedKey> {
  return { name: showText(column), align: 'left', cell: (row) => shownText(keyText(row, column)) };
}

export function shownText(text: ReportText): string {
  return typeof text === 'string' ? showText(text) : showBytes(reportTextBytes(text));
}

/** What the table does not show: cut off by `top`, or under `min`. */
function* restLines(rule: RuleReport, rows: readonly RankedKey[], isCut: boolean): Iterable<string> {
  const keys = rule.keys - rows.length;
  const lines = rows.reduce((rest, { count }) => rest - count, rankableLines(rule));
  if (rule.keys === 0) yield 'No key to rank.\n';
  else if (keys > 0) {
    const hint = isCut ? ' (--top 0 shows all)' : '';
    yield `${amount(keys, 'more key', 'more keys')} with ${amount(lines, 'line')} not shown${hint}\n`;
  }
}

function totalsLine({ matchedLines, countedLines, unkeyedLines, allowed }: RuleReport): string {
  const hidden =
    allowed.keys === 0
      ? ''
      : `; ${amount(allowed.keys, 'key')} with ${amount(allowed.lines, 'line')} allowed and not ranked`;
  return `${amount(matchedLines, 'line')} matched: ${grouped(countedLines)} counted, ${grouped(unkeyedLines)} without a key${hidden}`;
}

/** Counted lines whose keys are not allowed. */
function rankableLines({ countedLines, allowed }: RuleReport): number {
  return countedLines - allowed.lines;
}

function coverageLine({ inputs, storedBytes, scannedBytes, lines }: Coverage): string {
  const { found, complete, damaged, unreadable } = inputs;
  const state =
    complete === found
      ? 'read to the end'
      : `found: ${grouped(complete)} read to the end, ${grouped(damaged)} damaged, ${grouped(unreadable)} unreadable`;
  return `${amount(found, 'input')} ${state}; ${size(storedBytes)} stored, ${size(scannedBytes)} of text, ${amount(lines, 'line')}`;
}

/** One line for a problem, for standard error too. */
export function problemLine({ path, reason, message, scannedBytes, lines }: Problem): string {
  return `${reason}: ${showText(path)}: ${showText(message)} (read ${size(scannedBytes)}, ${amount(lines, 'line')})`;
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes in the largest unit that leaves a figure of 1 or more. */
function size(bytes: number): string {
  if (bytes < 1024) return amount(bytes, 'byte');
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1023.95 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit]}`;
}
