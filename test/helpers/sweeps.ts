// A whole sweep without the command: from options to a report.

import type { Executor } from '../../src/executor/executor.ts';
import { openInline } from '../../src/executor/inline.ts';
import { findInputs } from '../../src/inputs/inputs.ts';
import { type Run, runSweep } from '../../src/run.ts';
import { planShards } from '../../src/shard.ts';
import { specFromFlags } from '../../src/spec/spec.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import { noFlags, type SweepFlags } from '../../src/spec/sweep-flags.ts';
import type { Report } from '../../src/types.ts';

export interface SweepSetup
  extends Partial<
    Pick<Run, 'signal' | 'progress' | 'spill' | 'onInputDone' | 'provenance' | 'onUndecoded' | 'mayLend'>
  > {
  readonly paths: readonly string[];
  readonly flags: Partial<SweepFlags>;
  readonly shardBytes?: number;
  readonly executor?: Executor;
}

export async function sweepOf({ paths, flags, shardBytes = 2 ** 26, executor, ...rest }: SweepSetup): Promise<Report> {
  const spec = specFromFlags({ ...noFlags, ...flags }, filesOnDisk);
  const found = findInputs({ paths });
  const shards = planShards(found.inputs, shardBytes);
  return runSweep({ spec, found, shards, ...rest }, executor ?? openInline());
}
