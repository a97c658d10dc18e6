// Shards on worker threads. The only importer of piscina.

import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { type PostedTask, postTask } from '../posted-plan.ts';
import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, workersUrl } from './executor.ts';

/** A thread has the next shard before it is done with the one at hand: else it would wait for this one, which may be adding up. */
const shardsPerThread = 2;

/**
 * A pool of as many threads, which begin shards in the order of the calls. With a thread that dies goes also the shard
 * that waits there, and is no more to blame than that.
 */
export function openPool(threads: number, entry: URL = workersUrl): Executor {
  const pool = new Piscina<PostedTask, ShardOutcome>({
    filename: fileURLToPath(entry),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: shardsPerThread,
  });
  // The pool does not keep the order of many that wait, and what comes early would have to be kept until the rest is there.
  const inOrder = atMostAtOnce(threads * shardsPerThread);
  return {
    scan: (task) => inOrder(() => pool.run(postTask(task))),
    scanAlone: (task) => scanOnOwnThread(task, entry),
    close: () => pool.destroy(),
  };
}

/** On a thread that ends with the scan, and gives back the memory that only its end frees. */
export async function scanOnOwnThread(task: ShardTask, entry: URL = workersUrl): Promise<ShardOutcome> {
  const own = openPool(1, entry);
  try {
    return await own.scan(task);
  } finally {
    await own.close();
  }
}

/** Starts what it is given in order, so many at a time; the next one starts before anybody hears of the one that ended. */
function atMostAtOnce(limit: number): <T>(start: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const end = () => {
    running -= 1;
    waiting.shift()?.();
  };
  return async (start) => {
    if (running >= limit) await new Promise<void>((begin) => waiting.push(begin));
    running += 1;
    try {
      return await start();
    } finally {
      end();
    }
  };
}
