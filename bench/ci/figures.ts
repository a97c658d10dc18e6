// What a run for CI keeps: figures that drift little, since each is a ratio to a reference of the same minute, and what
// they hang on. Less is better in all of them. Reads what was kept before; compares nothing.

import { UserError } from '../../src/errors.ts';
import { quote } from '../../src/text.ts';
import type { Machine } from '../machine.ts';

export type Unit = 'times the reference' | 'instructions a byte';

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly median: number;
  /** The middle half of the rounds lies from here to there. */
  readonly low: number;
  readonly high: number;
  /** Round by round. */
  readonly all: readonly number[];
}

/** Two runs compare if all but the figures is the same. */
export interface Terms {
  /** As `kindOf` has it. */
  readonly machineKind: string;
  /** That of the reference programs. */
  readonly referenceVersion: number;
  readonly data: { readonly seed: number; readonly files: number; readonly bytes: number; readonly lines: number };
}

export interface Kept {
  readonly schema: typeof schema;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly machine: Machine;
  readonly terms: Terms;
  readonly figures: readonly Figure[];
}

export const schema = 'syslog-sweep/bench-ci@1';

/** Of at least one round. */
export function figureOf(name: string, unit: Unit, all: readonly number[]): Figure {
  const sorted = [...all].sort((a, b) => a - b);
  return { name, unit, median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75), all };
}

/** The rounds of both as one run's; a figure that the second lacks stays as it is. */
export function pool(first: readonly Figure[], second: readonly Figure[]): readonly Figure[] {
  return first.map((one) => {
    const again = second.find(({ name, unit }) => name === one.name && unit === one.unit);
    return again === undefined ? one : figureOf(one.name, one.unit, [...one.all, ...again.all]);
  });
}

/** Round by round, what a subject took for each second of its reference. */
export function ratios(subject: readonly number[], reference: readonly number[]): readonly number[] {
  return subject.map((seconds, round) => seconds / (reference[round] ?? Number.NaN));
}

/** As `2026-11-23-amd-epyc-2-cores-linux-x64-node-20.json`. */
export function fileNameOf({ date, terms }: Kept): string {
  return `${date.slice(0, 10)}-${terms.machineKind}.json`;
}

/** A UserError says what was expected where. */
export function readKept(json: string, name: string): Kept {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (!isObject(value) || value.schema !== schema || !isObject(value.terms) || !areFigures(value.figures))
    throw new UserError(
      `Expected ${quote(name)} to hold the figures of an earlier run, with the schema ${quote(schema)}. ` +
        'Give a file that was written with `npm run bench:ci -- --json FILE`.',
    );
  return value as unknown as Kept; // every field that is compared was checked above
}

/** Between neighbours in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

function areFigures(value: unknown): boolean {
  return Array.isArray(value) && value.every(isFigure);
}

function isFigure(value: unknown): boolean {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.unit !== 'string') return false;
  return [value.median, value.low, value.high].every((number) => Number.isFinite(number) && Number(number) > 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
