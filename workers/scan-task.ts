// What a thread runs: one task in, one outcome out.

import { type PostedTask, readTask } from '../src/posted-plan.ts';
import type { ShardOutcome } from '../src/types.ts';
import { scanShard } from './scan-shard.ts';

export default function scanTask(task: PostedTask): Promise<ShardOutcome> {
  return scanShard(readTask(task));
}
