// Shards on worker threads. The only importer of piscina.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, scanTaskUrl } from './executor.ts';

/** A pool of as many threads; it hands each the next shard as soon as it is free, in the order of the calls. */
export function openPool(threads: number, entry: URL = scanTaskUrl): Executor {
  const pool = new Piscina<ShardTask, ShardOutcome>({
    filename: fileURLToPath(entry),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
  return {
    scan: (task) => pool.run(task),
    close: () => pool.destroy(),
  };
}
