// Whether a day's logs are suspiciously few: a firewall that stopped logging leaves an archive without damage, and a
// ranking without the host that one looks for. A day is held against the median of the days before; knows no files.

import { amount } from '../text.ts';
import type { Coverage, Problem } from '../types.ts';
import type { Quiet } from './job.ts';

/** With fewer days before nothing is usual yet, unless fewer are asked for. */
const daysNeeded = 3;

/**
 * The problem of a day on which nothing could be read, or less than the share of what is usual. `path` says what
 * should have been there; without `quiet` only a day with nothing at all is a problem.
 */
export function findQuiet(
  day: Coverage,
  before: readonly Coverage[],
  quiet: Quiet | undefined,
  path: string,
): Problem | undefined {
  const message = isEmpty(day) ? 'nothing is there to read for this day' : quiet && whyQuiet(day, before, quiet);
  if (message === undefined) return undefined;
  return { path, reason: 'quiet', message, scannedBytes: day.scannedBytes, lines: day.lines };
}

/** Nothing could be read: it says neither what is usual nor what is new. */
export function isEmpty({ inputs }: Coverage): boolean {
  return inputs.complete + inputs.damaged === 0;
}

function whyQuiet(day: Coverage, before: readonly Coverage[], { share, days }: Quiet): string | undefined {
  if (before.length < Math.min(daysNeeded, days)) return undefined;
  for (const [measure, unit] of [
    ['lines', 'line'],
    ['scannedBytes', 'byte of text'],
  ] as const) {
    const usual = median(before.map((coverage) => coverage[measure]));
    if (day[measure] >= share * usual) continue;
    const many = unit.replace(/^(line|byte)/, '$1s');
    const few = amount(day[measure], unit, many);
    const base = amount(Math.round(usual), unit, many);
    return `${few}, less than ${share} times the ${base} that are usual (the median of ${amount(before.length, 'day')} before)`;
  }
  return undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? 0;
  const middle = (sorted.length - 1) / 2;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}
