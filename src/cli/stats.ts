// What this run took: the one output that has a clock and a machine in it.

import { readFileSync } from 'node:fs';
import type { SweepPlan } from '../sweep.ts';
import { showBytes } from '../text.ts';
import type { ByteText, Report } from '../types.ts';
import { version } from '../version.ts';

export interface RunFacts {
  readonly elapsedMs: number;
  /** Counts that were written to disk, since memory was short. */
  readonly spilledBytes: number;
  /** Lines that no format knew, as they were met. */
  readonly undecodedExamples: readonly ByteText[];
}

const mostExamples = 3;

/** JSON; `maxRssBytes` is the peak memory of the process with all its threads. */
export function renderStats({ coverage }: Report, { shards, jobs }: SweepPlan, facts: RunFacts): string {
  const { elapsedMs, spilledBytes, undecodedExamples } = facts;
  const { storedBytes, scannedBytes, lines, inputs } = coverage;
  const perSecond = (amount: number) => Math.round(amount / (elapsedMs / 1000));
  const stats = {
    schema: 'syslog-sweep/stats@1',
    version,
    node: process.version,
    elapsedMs: Math.round(elapsedMs),
    jobs,
    shards: shards.length,
    inputs: inputs.found,
    storedBytes,
    scannedBytes,
    lines,
    scannedBytesPerSecond: perSecond(scannedBytes),
    linesPerSecond: perSecond(lines),
    spilledBytes,
    maxRssBytes: maxRssBytes(),
    ...(undecodedExamples.length === 0
      ? {}
      : { undecodedExamples: undecodedExamples.slice(0, mostExamples).map(showBytes) }),
  };
  return `${JSON.stringify(stats, null, 2)}\n`;
}

/**
 * What Linux tells of the memory of this program: `getrusage` tells of the process, and so of whatever started it too,
 * until it became this program.
 */
function maxRssBytes(): number {
  try {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
    if (peak !== null) return Number(peak[1]) * 1024;
  } catch {
    // Elsewhere there is no such file.
  }
  return process.resourceUsage().maxRSS * 1024;
}
