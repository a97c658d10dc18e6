// Shards on the thread that asks, one at a time: for so little work that starting others would take longer.

import { setImmediate } from 'node:timers/promises';
import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, scanTaskUrl } from './executor.ts';

type ScanTask = { readonly default: (task: ShardTask) => Promise<ShardOutcome> };

export function openInline(): Executor {
  let last: Promise<unknown> = Promise.resolve();
  return {
    // Side by side they would only hold files and memory: as many as there are inputs.
    scan(task) {
      const outcome = last.then(() => scanHere(task));
      last = outcome.catch(() => {});
      return outcome;
    },
    async close() {},
  };
}

async function scanHere(task: ShardTask): Promise<ShardOutcome> {
  // A turn of the event loop, in which signals are heard.
  await setImmediate();
  const { default: scanTask } = (await import(scanTaskUrl.href)) as ScanTask;
  return scanTask(task);
}
