// Shards on the thread that asks, one at a time: for so little work that starting others would take longer.

import { setImmediate } from 'node:timers/promises';
import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, scanShardUrl } from './executor.ts';

type ScanShard = { readonly scanShard: (task: ShardTask) => Promise<ShardOutcome> };

/**
 * One shard at a time, in the order of the calls: each that is under way holds a kernel and an open file. Between two,
 * timers and signals have their turn.
 */
export function openInline(): Executor {
  let last: Promise<unknown> = Promise.resolve();
  return {
    scan(task) {
      const outcome = last.then(() => scanHere(task));
      last = outcome.catch(() => undefined);
      return outcome;
    },
    async scanAlone(task) {
      const { scanOnOwnThread } = await import('./pool.ts');
      return scanOnOwnThread(task);
    },
    async close() {},
  };
}

async function scanHere(task: ShardTask): Promise<ShardOutcome> {
  const { scanShard } = (await import(scanShardUrl.href)) as ScanShard;
  const outcome = await scanShard(task);
  // A turn of the event loop, in which signals are heard: also behind the last scan, before anything is reported. The
  // first of the two may still come in the turn at hand, before it polls.
  await setImmediate();
  await setImmediate();
  return outcome;
}
