// What `sort | uniq -c | sort -rn` prints in the C locale, byte for byte: for scripts that read that today.
// Keys are written raw; a terminal needs `showForTerminal`.

import { UserError } from '../errors.ts';
import { compareUniq } from '../report/rank.ts';
import { quote, reportTextBytes } from '../text.ts';
import type { ByteText, RankedKey, Report } from '../types.ts';
import type { RenderOptions } from './renderer.ts';

/** Takes a report of one rule; where `top` cuts among equal counts, the report itself must have been built without. */
export function renderUniq(report: Report, { top = 0 }: RenderOptions): Iterable<Buffer> {
  expectOneRule(report.rules.map(({ id }) => id));
  const rows = report.rules.flatMap(({ ranking }) => ranking.map(uniqRow)).sort(compareUniq);
  return lines(top === 0 ? rows : rows.slice(0, top));
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

const rowsPerChunk = 2048;

function* lines(rows: readonly UniqRow[]): Iterable<Buffer> {
  for (let from = 0; from < rows.length; from += rowsPerChunk) {
    const chunk = rows
      .slice(from, from + rowsPerChunk)
      .map(({ key, count }) => `${String(count).padStart(7)} ${key}\n`);
    yield Buffer.from(chunk.join(''), 'latin1');
  }
}
