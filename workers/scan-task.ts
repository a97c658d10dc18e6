// What a thread runs: one task in, one outcome out, and no task before the one in front of it has its outcome.

import { type PostedTask, readTask } from '../src/posted-plan.ts';
import type { ShardOutcome } from '../src/types.ts';
import { scanShard } from './scan-shard.ts';

let last: Promise<unknown> = Promise.resolve();

/** One more may be waiting here: it begins when the outcome of this one is on its way, and asks nobody. */
export default function scanTask(task: PostedTask): Promise<ShardOutcome> {
  const outcome = last.then(() => scanShard(readTask(task)));
  last = outcome.catch(() => undefined);
  return outcome;
}
