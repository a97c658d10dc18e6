// What every output format promises: a pure function from a report to pieces of output, so that millions of rows never
// become one string. A piece ends at the end of a line. Knows no format and no stream.

import type { MeasureValue, RankedKey, Report, ReportText, RuleReport } from '../types.ts';

/** What standard output can be asked for. */
export type PrintFormat = 'text' | 'uniq' | 'json' | 'ndjson' | 'csv';

/** A string is to be written as UTF-8; bytes as they are. */
export type Chunk = string | Buffer;

export interface RenderOptions {
  /** Only the first so many rows of each rule; 0: all that the report holds; absent: 20 for text, else all. */
  readonly top?: number;
}

export type Renderer = (report: Report, options: RenderOptions) => Iterable<Chunk>;

/** The rows to show, where the format has no default of its own: all. */
export function shownRows(rule: RuleReport, { top = 0 }: RenderOptions): readonly RankedKey[] {
  return top === 0 ? rule.ranking : rule.ranking.slice(0, top);
}

/** A row's text in a column; empty where its rule has no such column. */
export function keyText({ key }: RankedKey, column: string): ReportText {
  return (Object.hasOwn(key, column) ? key[column] : undefined) ?? '';
}

/** A row's measure of that name; undefined where its rule has none. */
export function measureValue({ measures = {} }: RankedKey, name: string): MeasureValue | undefined {
  return Object.hasOwn(measures, name) ? measures[name] : undefined;
}

/** In characters; one row may be longer. */
export const chunkLength = 65_536;

/** Joins pieces, each of which ends a line, into chunks worth writing. */
export function* inChunks(pieces: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
