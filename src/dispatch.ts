// Sees every shard through to an outcome: a scan that dies is tried once more and then is a problem of its input, and
// what needs much memory waits until it can be alone, unless it is a stream. Knows no counts.

import type { ScannedShard } from './counts/counts.ts';
import type { Executor } from './executor/executor.ts';
import { quote } from './text.ts';
import type { ScanPlan, Shard, ShardOutcome, ShardTask } from './types.ts';

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
    const outcome = await scan(shard, true, true);
    if (outcome === 'needs-huge-window') throw new Error(`${shard.input.path} asked twice for a huge window`);
    onOutcome(shard, outcome);
  }

  async function scan(shard: Shard, hugeWindow: boolean, alone = false): Promise<ScannedShard | 'needs-huge-window'> {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await attemptScan({ ...task, shard, hugeWindow }, executor, alone);
      signal?.throwIfAborted();
      if (outcome.kind === 'scanned') return outcome;
      if (outcome.kind === 'needs-huge-window') return outcome.kind;
      if (outcome.kind === 'cancelled') throw new Error('a scan was cancelled, but the sweep was not');
      // It would look like a damaged input, and come back with the next one.
      if (outcome.kind === 'bug') throw new Error(`while scanning ${quote(shard.input.path)}: ${outcome.stack}`);
      // A stream was read, at least in part: what is left of it is no archive any more.
      if (attempt === 2 || shard.input.kind === 'stream') return lost(task.plan, outcome.cause);
    }
  }
}

interface Death {
  readonly kind: 'died';
  readonly cause: string;
}

type Attempt = Exclude<ShardOutcome, { kind: 'out-of-memory' }> | Death;

async function attemptScan(task: ShardTask, executor: Executor, alone: boolean): Promise<Attempt> {
  let outcome: ShardOutcome;
  try {
    outcome = await (alone ? executor.scanAlone(task) : executor.scan(task));
  } catch (error) {
    return { kind: 'died', cause: error instanceof Error ? error.message : String(error) };
  }
  return outcome.kind === 'out-of-memory' ? { kind: 'died', cause: 'it needed more memory than there is' } : outcome;
}

/** Counts of nothing, and the word for it. */
function lost({ id, rules }: ScanPlan, cause: string): ScannedShard {
  const nothing = { matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) };
  return {
    kind: 'scanned',
    planId: id,
    storedBytes: 0,
    scannedBytes: 0,
    lines: 0,
    overlongLines: 0,
    damage: { reason: 'unreadable', message: `whatever scanned it died: ${cause}; its lines are not counted` },
    rules: rules.map(() => nothing),
  };
}
