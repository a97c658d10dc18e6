// The tables that a person reads: one a codec, one row a competitor, as Markdown, so that they can stand in a README.

import { ourName } from './competitors.ts';
import { codecs } from './compress.ts';
import type { Result } from './measure.ts';

const columns = ['median s', 'min to max', 'GB/s of text', 'time : ours', 'bar'];

/** `textBytes` is what every competitor had to look at. What was not measured stands in the table too, with a note. */
export function renderTables(results: readonly Result[], textBytes: number): string {
  return codecs
    .map((codec) => results.filter((result) => result.codec === codec))
    .filter((ofCodec) => ofCodec.length > 0)
    .map((ofCodec) => codecTable(ofCodec, textBytes))
    .join('\n');
}

function codecTable(results: readonly Result[], textBytes: number): string {
  const ours = medianOf(results.find(({ name }) => name === ourName));
  const rows = results.map((result) => [result.name, ...figures(result, ours, textBytes)]);
  return [...align([[results[0]?.codec ?? '', ...columns], ...rows]), ...results.flatMap(note), ''].join('\n');
}

function figures(result: Result, ours: number | undefined, textBytes: number): string[] {
  if (result.kind === 'absent') return ['absent', '', '', '', ''];
  if (result.kind === 'failed') return ['WRONG', '', '', '', ''];
  const { median, min, max } = result.times;
  const ratio = ours === undefined ? undefined : median / ours;
  return [
    median.toFixed(3),
    `${min.toFixed(3)} to ${max.toFixed(3)}`,
    (textBytes / median / 1e9).toFixed(2),
    ratio === undefined ? '' : ratio.toFixed(2),
    result.bar === undefined ? '' : `≥ ${result.bar} ${verdict(ratio, result.bar)}`,
  ];
}

function verdict(ratio: number | undefined, bar: number): string {
  if (ratio === undefined) return '(open)';
  return ratio >= bar ? 'met' : 'MISSED';
}

function medianOf(result: Result | undefined): number | undefined {
  return result?.kind === 'timed' ? result.times.median : undefined;
}

function note(result: Result): string[] {
  if (result.kind === 'absent') return [`\n${result.name} was not measured, not found: ${result.missing.join(', ')}.`];
  if (result.kind === 'failed') return [`\n${result.name} was not measured: ${result.message}.`];
  return [];
}

/** The lines of a table of rows, the first of them its head: names to the left, figures to the right. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = row.map((text, column) =>
      column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
    );
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`));
  return [lines[0] ?? '', `|${rule.join('|')}|`, ...lines.slice(1)];
}
