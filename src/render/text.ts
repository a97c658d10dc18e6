// The report for a person: per rule a table and its totals, then what was read and what was not. Several rules begin with
// a summary and end with the hosts that they found; those without a finding have a word in the summary only. Everything
// that comes from logs, paths and rules is shown, never written raw.

import { amount, grouped, showText } from '../text.ts';
import type { Coverage, Problem, RankedKey, Report, RuleReport } from '../types.ts';
import { renderHostMatrix } from './host-matrix.ts';
import { rankingColumns } from './ranking-columns.ts';
import { inChunks, type RenderOptions, shownRows } from './renderer.ts';
import { renderStaleItems } from './stale-items.ts';
import { numberFindings, renderSummary } from './summary.ts';
import { renderTable } from './table.ts';

/** The rows of a rule that are shown where `top` does not say. */
export const textTop = 20;

/** Of several rules the report itself must have been built with all rows: a host that `top` cut off has others. */
export function renderText(report: Report, { top = textTop }: RenderOptions): Iterable<string> {
  return inChunks(lines(report, { top }));
}

function* lines({ rules, staleAllow, coverage }: Report, options: RenderOptions): Iterable<string> {
  const [only, ...others] = rules;
  if (only !== undefined && others.length === 0) yield* ruleLines(only, headingOf(only), options);
  else yield* rulesLines(rules, options);
  yield* behindBlank(renderStaleItems(staleAllow));
  yield '\n';
  yield* coverageLines(coverage);
  for (const problem of coverage.problems) yield `${problemLine(problem)}\n`;
}

function* rulesLines(rules: readonly RuleReport[], options: RenderOptions): Iterable<string> {
  const findings = numberFindings(rules);
  yield* renderSummary(rules, findings);
  for (const { number, rule } of findings) {
    yield '\n';
    yield* ruleLines(rule, `${number}. ${headingOf(rule)}`, options);
  }
  yield* behindBlank(renderHostMatrix(findings));
}

/** A blank line in front, if there is anything. */
function* behindBlank(pieces: Iterable<string>): Iterable<string> {
  let isFirst = true;
  for (const piece of pieces) {
    yield isFirst ? `\n${piece}` : piece;
    isFirst = false;
  }
}

function* ruleLines(rule: RuleReport, heading: string, options: RenderOptions): Iterable<string> {
  if (heading !== '') yield `${heading}\n\n`;
  const rows = shownRows(rule, options);
  if (rows.length > 0) yield* renderTable(rankingColumns(rows), rows);
  yield* restLines(rule, rows, options);
  yield `\n${totalsLine(rule)}\n`;
  for (const list of rule.unfilledLists) {
    yield `EMPTY LIST ${showText(list)}: fill it by --list NAME=ITEM,… or --lists FILE, for this rule to mean what it says.\n`;
  }
}

/** Empty for the rule that options make, which has nothing to say of itself. */
function headingOf({ id, title, level }: RuleReport): string {
  if (id === 'cli' && title === undefined) return '';
  const details = [title === undefined ? [] : showText(id), level ?? []].flat().join(', ');
  return `${showText(title ?? id)}${details === '' ? '' : ` (${details})`}`;
}

/** What the table does not show: cut off by `top`, or under the thresholds. */
function* restLines(rule: RuleReport, rows: readonly RankedKey[], { top }: RenderOptions): Iterable<string> {
  const keys = rule.keys - rows.length;
  const lines = rows.reduce((rest, { count }) => rest - count, rule.countedLines - rule.allowed.lines);
  if (rule.keys === 0) yield 'No key to rank.\n';
  else if (keys > 0) {
    const hint = rows.length === top ? ` (--top 0 shows ${cutRows(rule, rows, keys)})` : '';
    yield `${amount(keys, 'more key', 'more keys')} with ${amount(lines, 'line')} not shown${hint}\n`;
  }
}

/** A report that was itself cut does not tell how many keys are under the thresholds. */
function cutRows({ ranking }: RuleReport, rows: readonly RankedKey[], keys: number): string {
  const cut = ranking.length - rows.length;
  return cut === 0 || cut === keys ? 'all' : `${grouped(cut)} of them`;
}

function totalsLine({ matchedLines, countedLines, unkeyedLines, undatedLines = 0, allowed }: RuleReport): string {
  const hidden =
    allowed.keys === 0
      ? ''
      : `; ${amount(allowed.keys, 'key')} with ${amount(allowed.lines, 'line')} allowed and not ranked`;
  const undated =
    undatedLines === 0 ? '' : `; ${amount(undatedLines, 'more line', 'more lines')} left out for want of a time`;
  return `${amount(matchedLines, 'line')} matched: ${grouped(countedLines)} counted, ${grouped(unkeyedLines)} without a key${hidden}${undated}`;
}

function* coverageLines(coverage: Coverage): Iterable<string> {
  const { inputs, storedBytes, scannedBytes, lines, undecodedLines, firstTime, lastTime } = coverage;
  const { found, complete, damaged, unreadable } = inputs;
  const state =
    complete === found
      ? 'read to the end'
      : `found: ${grouped(complete)} read to the end, ${grouped(damaged)} damaged, ${grouped(unreadable)} unreadable`;
  yield `${amount(found, 'input')} ${state}; ${size(storedBytes)} stored, ${size(scannedBytes)} of text, ${amount(lines, 'line')}\n`;
  if (firstTime !== undefined && lastTime !== undefined)
    yield `Times ${showText(firstTime)} to ${showText(lastTime)}\n`;
  if (undecodedLines === 0) yield 'Every line is of a known format\n';
  else if (undecodedLines !== undefined) {
    const share = ((undecodedLines / lines) * 100).toFixed(2);
    yield `${amount(undecodedLines, 'line')} (${share}%) of no known format: rules about fields did not see them\n`;
  }
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
