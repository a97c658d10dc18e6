// What `sort | uniq -c | sort -rn` prints in the C locale, byte for byte: for scripts that read that today.
// Keys are written raw; a terminal needs `showForTerminal`.

import { UserError } from '../errors.ts';
import { compareUniq } from '../report/rank.ts';
import { quote, reportTextBytes } from '../text.ts';
import type { ByteText, RankedKey, Report } from '../types.ts';
import { inChunks, type RenderOptions } from './renderer.ts';

/** Takes a report of one rule; where `top` cuts among equal counts, the report itself must have been built without. */
export function renderUniq(report: Report, { top = 0 }: RenderOptions): Iterable<Buffer> {
  expectOneRule(report.rules.map(({ id }) => id));
  const rows = report.rules.flatMap(({ ranking }) => ranking.map(uniqRow)).sort(compareUniq);
  return chunksOf(top === 0 ? rows : rows.slice(0, top));
}

/** A UserError unless there is one rule; to be asked before anything is scanned. */
export function expectOneRule(ids: readonly string[]): void {
  if (ids.length === 1) return;
  const named = ids.length === 0 ? '' : ` (${ids.map(quote).join(', ')})`;
  throw new UserError(
    `Expected one rule for \`--print uniq\`, got ${ids.length}${named}. Choose one with --only ID, or print csv or ndjson, which name the rule.`,
  );
}

interface UniqRow {
  readonly key: ByteText;
  readonly count: number;
}

function uniqRow({ key, count }: RankedKey): UniqRow {
  return { key: Object.values(key).map(reportTextBytes).join(' '), count };
}

function* chunksOf(rows: readonly UniqRow[]): Iterable<Buffer> {
  for (const chunk of inChunks(lines(rows))) yield Buffer.from(chunk, 'latin1');
}

function* lines(rows: readonly UniqRow[]): Iterable<string> {
  for (const { key, count } of rows) yield `${String(count).padStart(7)} ${key}\n`;
}
