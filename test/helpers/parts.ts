// A compressed input scanned in parts, through all that puts them together again.

import { dispatch } from '../../src/dispatch.ts';
import type { Executor } from '../../src/executor/executor.ts';
import type { InputFile, ScanPlan, Shard, ShardTask } from '../../src/types.ts';
import { scanShard } from '../../workers/scan-shard.ts';
import { testSeed } from './kernel-counts.ts';
import { type Scanned, type Sum, sumOf, wholeLines } from './shards.ts';

export interface PartsSum extends Sum {
  /** Where each scan began, and how many members it was told stand before. */
  readonly scanned: readonly (readonly [number, number | undefined])[];
}

/** `order` says which of the parts that are waiting is scanned next; absent: the first. */
export interface PartsOptions {
  readonly plan?: ScanPlan;
  readonly order?: (waiting: number) => number;
  readonly progress?: SharedArrayBuffer;
}

export function partsOf(input: InputFile, cuts: readonly number[]): readonly Shard[] {
  const starts = [0, ...[...new Set(cuts)].sort((a, b) => a - b)];
  return starts.map((start, i) => ({ input, start, end: starts[i + 1] ?? input.storedBytes }));
}

export async function sumOfParts(
  input: InputFile,
  cuts: readonly number[],
  { plan = wholeLines, order, progress }: PartsOptions = {},
): Promise<PartsSum> {
  const shards = partsOf(input, cuts);
  const outcomes = new Map<Shard, Scanned>();
  const executor = inOrder(order ?? (() => 0));
  await dispatch(
    {
      task: { plan, hashSeed: testSeed, ...(progress && { progress }) },
      shards,
      onOutcome(shard, outcome) {
        if (outcomes.has(shard)) throw new Error('a part with two outcomes');
        outcomes.set(shard, outcome);
      },
    },
    executor,
  );
  const all = shards.map((shard) => outcomes.get(shard));
  if (all.includes(undefined)) throw new Error('a part without an outcome');
  return { ...sumOf(all.filter((outcome) => outcome !== undefined)), scanned: executor.scanned };
}

/** One scan at a time, in an order of its own. */
function inOrder(choose: (waiting: number) => number): Executor & Pick<PartsSum, 'scanned'> {
  const waiting: { task: ShardTask; resolve: (outcome: ReturnType<typeof scanShard>) => void }[] = [];
  const scanned: [number, number | undefined][] = [];
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    // All that is asked for in the same turn is waiting then.
    await Promise.resolve();
    while (waiting.length > 0) {
      const [next] = waiting.splice(choose(waiting.length) % waiting.length, 1);
      if (next === undefined) break;
      scanned.push([next.task.shard.start, next.task.shard.membersBefore]);
      const outcome = scanShard(next.task);
      next.resolve(outcome);
      await outcome;
    }
    isRunning = false;
  };
  const scan: Executor['scan'] = (task) =>
    new Promise((resolve) => {
      waiting.push({ task, resolve });
      if (!isRunning) void run();
    });
  return { scan, scanAlone: scan, async close() {}, scanned };
}
