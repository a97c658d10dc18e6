// Who scans shards: threads of a pool, or this thread. The coordinator takes either as an argument and knows neither.

import type { ShardOutcome, ShardTask } from '../types.ts';

export interface Executor {
  /** Rejects if whoever scanned it died; a failure of the input is part of the outcome, and so is a bug. */
  scan(task: ShardTask): Promise<ShardOutcome>;
  /** As `scan`, on a thread of its own that ends behind it: what it took of memory is given back only so. */
  scanAlone(task: ShardTask): Promise<ShardOutcome>;
  /** Ends the threads, also in the middle of a shard. */
  close(): Promise<void>;
}

/** What a thread of a pool runs, and this one. Named by address: the coordinator imports nothing of the other side. */
export const scanTaskUrl = new URL('../../workers/scan-task.js', import.meta.url);
export const scanShardUrl = new URL('../../workers/scan-shard.js', import.meta.url);
