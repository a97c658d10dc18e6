// What is asked of syslog-sweep beyond the ranking, once a codec: the very bytes of `sort | uniq -c | sort -rn`, the
// number of lines in its report, and the memory that its `--stats` tells.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniqText } from './answer.ts';
import { missing } from './commands.ts';
import type { Competitor } from './competitors.ts';
import type { Answer } from './data.ts';
import { run } from './timing.ts';

export interface OurCheck {
  /** What is wrong, in a few words each. */
  readonly faults: readonly string[];
  /** Peak of resident memory of the whole process; absent if it was not told. */
  readonly maxRssBytes?: number;
}

/** Absent if the command is not there. */
export async function checkOurs(
  ours: Competitor,
  files: readonly string[],
  answer: Answer,
): Promise<OurCheck | undefined> {
  if (missing(ours.needs).length > 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-bench-'));
  try {
    const report = join(folder, 'report.json');
    const stats = join(folder, 'stats.json');
    const { status, output, errors } = await run([...ours.command, '-o', report, '--stats', stats, ...files], 'keep');
    if (status !== 0) return { faults: [`status ${status}: ${errors.trim()}`] };
    return { ...memory(stats), faults: [...rankingFaults(output, answer), ...lineFaults(report, answer)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rankingFaults(output: string, answer: Answer): string[] {
  const expected = uniqText(answer).split('\n');
  const at = output.split('\n').findIndex((line, index) => line !== expected[index]);
  if (at === -1 && output.length === expected.join('\n').length) return [];
  return [`line ${at + 1} of the ranking is not what sort and uniq print`];
}

function lineFaults(report: string, answer: Answer): string[] {
  const lines: unknown = JSON.parse(readFileSync(report, 'utf8'))?.coverage?.lines;
  return lines === answer.lines ? [] : [`the report tells of ${lines} lines instead of ${answer.lines}`];
}

function memory(stats: string): Pick<OurCheck, 'maxRssBytes'> {
  const maxRssBytes: unknown = JSON.parse(readFileSync(stats, 'utf8'))?.maxRssBytes;
  return typeof maxRssBytes === 'number' ? { maxRssBytes } : {};
}
