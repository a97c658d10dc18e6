// The times that bound a sweep: only lines whose time is in [since, until) are counted. Knows no lines.

import { quote } from '../text.ts';
import { readTimeBound } from '../times.ts';
import type { ScanPlan, SweepSpec } from '../types.ts';
import { expected, type Mistakes } from './mistakes.ts';
import { optionNamed } from './options.ts';
import type { SweepFlags } from './sweep-flags.ts';

type Times = Pick<SweepSpec, 'since' | 'until'>;

/** As written; notes what is wrong with them. */
export function readTimes({ since, until }: SweepFlags, mistakes: Mistakes): Times {
  const from = since === undefined ? undefined : readTime(since, '--since', mistakes);
  const to = until === undefined ? undefined : readTime(until, '--until', mistakes);
  if (from !== undefined && to !== undefined && from >= to) {
    mistakes.add(undefined, () =>
      expected(optionNamed('--until'), `behind \`--since\` (${quote(since ?? '')})`, quote(until ?? '')),
    );
  }
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

/** As instants; of times that have been checked. */
export function compileTimes({ since, until }: Times): Pick<ScanPlan, 'since' | 'until'> {
  return {
    ...(since === undefined ? {} : { since: instantOf(since) }),
    ...(until === undefined ? {} : { until: instantOf(until) }),
  };
}

function readTime(written: string, option: string, mistakes: Mistakes): number | undefined {
  const read = readTimeBound(written);
  if (read.kind === 'instant') return read.instant;
  mistakes.add(undefined, () => expected(optionNamed(option), read.what, quote(written), read.hint));
  return undefined;
}

function instantOf(written: string): number {
  const read = readTimeBound(written);
  if (read.kind === 'mistake') throw new Error(`unchecked time: ${written}`);
  return read.instant;
}
