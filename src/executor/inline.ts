// Shards on the thread that asks: for so little work that starting others would take longer.

import type { ShardOutcome, ShardTask } from '../types.ts';
import { type Executor, scanTaskUrl } from './executor.ts';

type ScanTask = { readonly default: (task: ShardTask) => Promise<ShardOutcome> };

export function openInline(): Executor {
  return {
    async scan(task) {
      const { default: scanTask } = (await import(scanTaskUrl.href)) as ScanTask;
      return scanTask(task);
    },
    async close() {},
  };
}
