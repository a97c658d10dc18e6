// Sees every shard through to an outcome: a scan that dies is tried once more and then is a problem of its input, and
// what needs much memory waits until it can be alone, unless it is a stream. Knows no counts.

import type { ScannedShard } from './counts/counts.ts';
import type { Executor } from './executor/executor.ts';
import type { Shard, ShardTask } from './types.ts';

export interface Dispatch {
  /** All but the shard itself. */
  readonly task: Omit<ShardTask, 'shard' | 'hugeWindow'>;
  /** In the order in which they begin. */
  readonly shards: readonly Shard[];
  readonly signal?: AbortSignal | undefined;
  readonly onOutcome: (shard: Shard, outcome: ScannedShard) => void;
}

/** Resolves when every shard has its outcome; rejects with the signal's reason if it aborts. */
export async function dispatch({ task, shards, signal, onOutcome }: Dispatch, executor: Executor): Promise<void> {
  const waiting: Shard[] = [];
  await Promise.all(
    shards.map(async (shard) => {
      // A stream cannot be read again: it gets its window at once, whatever runs beside it.
      const outcome = await scan(shard, shard.input.kind === 'stream');
      if (outcome === 'needs-huge-window') waiting.push(shard);
      else onOutcome(shard, outcome);
    }),
  );
  for (const shard of waiting) {
    const outcome = await scan(shard, true);
    if (outcome === 'needs-huge-window') throw new Error(`${shard.input.path} asked twice for a huge window`);
    onOutcome(shard, outcome);
  }

  async function scan(shard: Shard, hugeWindow: boolean): Promise<ScannedShard | 'needs-huge-window'> {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        const outcome = await executor.scan({ ...task, shard, hugeWindow });
        return outcome.kind === 'scanned' ? outcome : outcome.kind;
      } catch (error) {
        signal?.throwIfAborted();
        // A stream was read, at least in part: what is left of it is no archive any more.
        if (attempt === 2 || shard.input.kind === 'stream') return lost(task.plan.id, task.plan.rules.length, error);
      }
    }
  }
}

/** Counts of nothing, and the word for it. */
function lost(planId: string, rules: number, error: unknown): ScannedShard {
  const cause = error instanceof Error ? error.message : String(error);
  const nothing = { matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) };
  return {
    kind: 'scanned',
    planId,
    storedBytes: 0,
    scannedBytes: 0,
    lines: 0,
    overlongLines: 0,
    damage: { reason: 'unreadable', message: `whatever scanned it died: ${cause}; its lines are not counted` },
    rules: Array.from({ length: rules }, () => nothing),
  };
}
