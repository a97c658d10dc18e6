// Checks every competitor's answer, then times those that were right. A wrong answer, a bad status and a missing
// command are results like a time is: nothing drops out of the table.

import { wrongCounts } from './answer.ts';
import { missing } from './commands.ts';
import type { Competitor } from './competitors.ts';
import type { ArchiveCodec } from './compress.ts';
import type { BenchData } from './data.ts';
import { run, summarize, type Times } from './timing.ts';

export type Result = { readonly codec: ArchiveCodec; readonly name: string; readonly bar?: number } & (
  | { readonly kind: 'timed'; readonly times: Times }
  | { readonly kind: 'absent'; readonly missing: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }
);

/** Runs one codec's competitors; the check is the untimed first run that warms the page cache. */
export async function measure(
  competitors: readonly Competitor[],
  files: readonly string[],
  data: BenchData,
  runs: number,
  say: (message: string) => void,
): Promise<Result[]> {
  const faults = new Map<Competitor, Result>();
  for (const competitor of competitors) {
    const fault = await check(competitor, files, data);
    if (fault !== undefined) faults.set(competitor, fault);
  }
  const seconds = new Map<Competitor, number[]>();
  for (let round = 1; round <= runs; round += 1) {
    say(`${competitors[0]?.codec}: round ${round} of ${runs}`);
    for (const competitor of competitors.filter((one) => !faults.has(one))) {
      const timed = await run([...competitor.command, ...files], 'discard');
      if (timed.status !== 0) faults.set(competitor, failed(competitor, `status ${timed.status}: ${timed.errors}`));
      else seconds.set(competitor, [...(seconds.get(competitor) ?? []), timed.seconds]);
    }
  }
  return competitors.map(
    (competitor) =>
      faults.get(competitor) ?? {
        ...label(competitor),
        kind: 'timed',
        times: summarize(seconds.get(competitor) ?? []),
      },
  );
}

async function check(competitor: Competitor, files: readonly string[], data: BenchData): Promise<Result | undefined> {
  const absent = missing(competitor.needs);
  if (absent.length > 0) return { ...label(competitor), kind: 'absent', missing: absent };
  const first = await run([...competitor.command, ...files], competitor.answers ? 'keep' : 'discard');
  if (first.status !== 0) return failed(competitor, `status ${first.status}: ${first.errors.trim()}`);
  const wrong = competitor.answers ? wrongCounts(first.output, data.answer) : undefined;
  return wrong === undefined ? undefined : failed(competitor, wrong);
}

function failed(competitor: Competitor, message: string): Result {
  return { ...label(competitor), kind: 'failed', message };
}

function label({ codec, name, bar }: Competitor): Pick<Result, 'codec' | 'name' | 'bar'> {
  return { codec, name, ...(bar !== undefined && { bar }) };
}
