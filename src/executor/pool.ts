// Shards on worker threads. The only importer of piscina.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { type PostedTask, postTask } from '../posted-plan.ts';
import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, scanTaskUrl } from './executor.ts';

/** A pool of as many threads; it hands each the next shard as soon as it is free, in the order of the calls. */
export function openPool(threads: number, entry: URL = scanTaskUrl): Executor {
  const pool = new Piscina<PostedTask, ShardOutcome>({
    filename: fileURLToPath(entry),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
  return {
    scan: (task) => pool.run(postTask(task)),
    scanAlone: (task) => scanOnOwnThread(task, entry),
    close: () => pool.destroy(),
  };
}

/** On a thread that ends with the scan, and gives back the memory that only its end frees. */
export async function scanOnOwnThread(task: ShardTask, entry: URL = scanTaskUrl): Promise<ShardOutcome> {
  const own = openPool(1, entry);
  try {
    return await own.scan(task);
  } finally {
    await own.close();
  }
}
