// The parts of a shard put together again: one outcome, as if the shard had been scanned as one. Knows not how it was cut.

import type { ScanPlan, ShardHeaders, TimeSpan } from '../types.ts';
import { type Accumulator, addShard, emptyCounts, type ScannedShard } from './counts.ts';

export class PartsJoin {
  readonly #counts: Accumulator;
  /** Without what was counted. */
  readonly #parts: Omit<ScannedShard, 'rules'>[] = [];

  constructor(plan: ScanPlan) {
    this.#counts = emptyCounts(plan);
  }

  /** In the order of the file; a part is whole. */
  add(part: ScannedShard): void {
    addShard(this.#counts, part);
    const { rules: _, ...rest } = part;
    this.#parts.push(rest);
  }

  /** Asked behind the last of them. What stands for a part alone is left out. */
  joined(): ScannedShard {
    const parts = this.#parts;
    const total = (amount: 'storedBytes' | 'scannedBytes' | 'lines' | 'overlongLines') =>
      parts.reduce((sum, part) => sum + part[amount], 0);
    const [times, headers] = [timesOf(parts), headersOf(parts)];
    return {
      kind: 'scanned',
      planId: this.#counts.planId,
      storedBytes: total('storedBytes'),
      scannedBytes: total('scannedBytes'),
      lines: total('lines'),
      overlongLines: total('overlongLines'),
      ...(times && { times }),
      ...(headers && { headers }),
      ...undecodedOf(parts),
      rules: this.#counts.rules.map(({ keys, ...lines }) => ({ ...lines, ...keys.packed() })),
    };
  }
}

type Told = readonly Omit<ScannedShard, 'rules'>[];

function timesOf(parts: Told): TimeSpan | undefined {
  const spans = parts.flatMap(({ times }) => times ?? []);
  const [first, last] = [spans.at(0)?.first, spans.at(-1)?.last];
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** They agree on what rules between them. */
function headersOf(parts: Told): ShardHeaders | undefined {
  const told = parts.flatMap(({ headers }) => headers ?? []);
  const [first, last] = [told.at(0), told.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const met = [...new Set(told.flatMap((headers) => headers.met))].sort((a, b) => a - b);
  return { assumed: first.assumed, atEnd: last.atEnd, met };
}

/** The first three lines that no format knew are those of the first parts that have any. */
function undecodedOf(parts: Told): Pick<ScannedShard, 'undecodedLines' | 'undecodedExamples'> {
  if (parts.some(({ undecodedLines }) => undecodedLines === undefined)) return {};
  return {
    undecodedLines: parts.reduce((sum, { undecodedLines = 0 }) => sum + undecodedLines, 0),
    undecodedExamples: parts.flatMap(({ undecodedExamples = [] }) => undecodedExamples).slice(0, mostExamples),
  };
}

const mostExamples = 3;
