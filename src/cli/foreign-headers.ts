// Why a format that was named may know no line of a table: the header line lacks a column. Knows only the lines that
// were met as examples of those that no format knew.

import { decodeLine, type ForeignHeader, noHeaders } from '../decode/decode-line.ts';
import type { FormatSpec } from '../format-types.ts';
import { compileFormats } from '../formats/formats.ts';
import { showText } from '../text.ts';
import type { ByteText } from '../types.ts';

/** Lines of an input that no format knew. */
export interface UndecodedLines {
  readonly path: string;
  readonly examples: readonly ByteText[];
}

/** Examples are cut behind so many bytes. */
const mostBytes = 256;

interface Lack {
  readonly format: string;
  readonly columns: readonly string[];
  readonly paths: Set<string>;
}

/** A sentence for each format and what its header lines lack. */
export function tellForeignHeaders(specs: readonly FormatSpec[], met: readonly UndecodedLines[]): readonly string[] {
  const plans = compileFormats(specs);
  const lacks = new Map<string, Lack>();
  for (const { path, examples } of met) {
    for (const line of examples.filter(({ length }) => length < mostBytes)) {
      const { foreign } = decodeLine(plans, line, noHeaders, undefined);
      if (foreign !== undefined) note(lacks, foreign, path);
    }
  }
  return [...lacks.values()].map(tell);
}

/** Not which addresses it lacks: tables of nfdump end with the header of a summary, which has none. */
function note(all: Map<string, Lack>, { format, lacks }: ForeignHeader, path: string): void {
  const columns = lacks.flatMap((choice) => (choice.length === 1 ? choice : []));
  if (columns.length === 0) return;
  const key = JSON.stringify([format, columns]);
  const lack = all.get(key) ?? { format, columns, paths: new Set() };
  all.set(key, lack);
  lack.paths.add(path);
}

function tell({ format, columns, paths }: Lack): string {
  const [first = ''] = [...paths].sort();
  const others = paths.size - 1;
  const more = others === 0 ? '' : `, and of ${others} more ${others === 1 ? 'input' : 'inputs'},`;
  const what = `the ${columns.length === 1 ? 'column' : 'columns'} ${columns.map(showText).join(', ')}`;
  return `${format}: the header line of ${showText(first)}${more} lacks ${what}: the lines below it are of no known format`;
}
