// More distinct keys than memory is meant for: what a sweep takes of time and memory, beside the pipeline that sorts them.
// The answer is known to the file's maker and asked for first.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sweepCommand } from './competitors.ts';
import { keyLinesIn, makeKeys, type ScalingFile } from './scaling-data.ts';
import { align } from './table.ts';
import { run, summarize, type Times } from './timing.ts';
import { takeTurns } from './turns.ts';

export interface ManyKeysFigures {
  readonly bytes: number;
  readonly keys: number;
  readonly ours: Times;
  readonly pipeline: Times;
  readonly maxRssBytes: number;
  readonly spilledBytes: number;
}

/** What is asked of it: so many times as fast, in so much memory. */
const leastRatio = 4;
const mostRssBytes = 1e9;

/** A file of four times so many bytes, of which two lines in five have a key of their own: 20 million in 4 GB. */
export async function measureManyKeys(
  { folder, bytesPerFile, runs }: { readonly folder: string; readonly bytesPerFile: number; readonly runs: number },
  say: (message: string) => void,
): Promise<{ readonly faults: readonly string[]; readonly figures?: ManyKeysFigures }> {
  const bytes = 4 * bytesPerFile;
  say('keys: making the file');
  const file = makeKeys(join(folder, 'scaling'), bytes, Math.ceil(keyLinesIn(bytes) * 0.4));
  const own = mkdtempSync(join(folder, 'keys-'));
  try {
    const ours = [...sweepCommand, '-k', 'inside:{ip}/', '--top', '1', '--tmp', own, file.path];
    const stats = join(own, 'stats.json');
    const faults = await wrongAnswers([...ours, '--print', 'json', '--stats', stats], file);
    if (faults.length > 0) return { faults };
    const { maxRssBytes, spilledBytes } = JSON.parse(readFileSync(stats, 'utf8'));
    const entrants = [
      { name: 'ours', command: [...ours, '--print', 'none'] },
      { name: 'pipeline', command: ['bash', '-o', 'pipefail', '-c', pipeline, 'bash', file.path, own] },
    ];
    const [our = [], their = []] = await takeTurns(entrants, runs, (round) => say(`keys: ${round}`));
    const times = { ours: summarize(our), pipeline: summarize(their) };
    return { faults, figures: { bytes: file.bytes, keys: file.keys, ...times, maxRssBytes, spilledBytes } };
  } finally {
    rmSync(own, { recursive: true });
  }
}

const pipeline =
  'rg -o -r \'$1\' \'inside:(\\S+?)/\' "$1" | LC_ALL=C sort -T "$2" -S 512M --parallel=2 | uniq -c > /dev/null';

async function wrongAnswers(command: readonly string[], file: ScalingFile): Promise<readonly string[]> {
  const { status, output, errors } = await run(command, 'keep');
  if (status !== 0) return [`keys: status ${status}: ${errors.trim()}`];
  const { coverage, rules } = JSON.parse(output);
  const found = { lines: coverage?.lines, countedLines: rules?.[0]?.countedLines, keys: rules?.[0]?.keys };
  return (['lines', 'countedLines', 'keys'] as const)
    .filter((count) => found[count] !== file[count])
    .map((count) => `keys: ${count} ${found[count]} instead of ${file[count]}`);
}

export function renderManyKeys({ bytes, keys, ours, pipeline: theirs, ...memory }: ManyKeysFigures): string {
  const { maxRssBytes, spilledBytes } = memory;
  const ratio = theirs.median / ours.median;
  const row = (name: string, { median, min, max }: Times, bar: string) => [
    name,
    median.toFixed(3),
    `${min.toFixed(3)} to ${max.toFixed(3)}`,
    (median / ours.median).toFixed(2),
    bar,
  ];
  const heading = `${keys.toLocaleString('en')} distinct keys`;
  return [
    ...align([
      [heading, 'median s', 'min to max', 'time : ours', 'bar'],
      row('syslog-sweep', ours, ''),
      row('rg, sort, uniq', theirs, `≥ ${leastRatio} ${ratio >= leastRatio ? 'met' : 'MISSED'}`),
    ]),
    '',
    `${(bytes / 1e9).toFixed(3)} GB of text; peak memory ${(maxRssBytes / 1e6).toFixed(0)} MB (at most ${mostRssBytes / 1e6}: ` +
      `${maxRssBytes <= mostRssBytes ? 'met' : 'MISSED'}), ${(spilledBytes / 1e6).toFixed(0)} MB spilled`,
    '',
  ].join('\n');
}
