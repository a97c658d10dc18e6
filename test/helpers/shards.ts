// Files scanned shard by shard, and the shards added up.

import { statSync } from 'node:fs';
import { planShards } from '../../src/shard.ts';
import type { Codec, Damage, InputFile, ScanPlan, Shard, ShardOutcome, ShardTask } from '../../src/types.ts';
import { scanShard } from '../../workers/scan-shard.ts';
import { asMap, testSeed } from './kernel-counts.ts';

/** Counts every line under all of its bytes. */
export const wholeLines: ScanPlan = {
  id: 'whole lines',
  rules: [{ all: [], any: [], none: [], ignoreCase: false, key: { kind: 'field', field: 1, delimiters: '\n' } }],
};

export interface Sum {
  readonly lines: number;
  readonly storedBytes: number;
  readonly scannedBytes: number;
  readonly overlongLines: number;
  readonly damages: readonly Damage[];
  readonly rules: readonly {
    readonly matchedLines: number;
    readonly unkeyedLines: number;
    readonly keys: ReadonlyMap<string, number>;
  }[];
}

export function inputAt(path: string, codec: Codec = 'plain'): InputFile {
  return { path, openPath: path, kind: 'file', storedBytes: statSync(path).size, codec };
}

export function wholeShard(input: InputFile): Shard {
  return { input, start: 0, end: input.storedBytes };
}

export function taskFor(shard: Shard, plan: ScanPlan = wholeLines, more: Partial<ShardTask> = {}): ShardTask {
  return { shard, plan, hashSeed: testSeed, hugeWindow: false, ...more };
}

export type Scanned = Extract<ShardOutcome, { kind: 'scanned' }>;

export async function scanned(task: ShardTask): Promise<Scanned> {
  const outcome = await scanShard(task);
  if (outcome.kind !== 'scanned') throw new Error(outcome.kind);
  return outcome;
}

export async function sumOfShards(input: InputFile, shardBytes: number, plan: ScanPlan = wholeLines): Promise<Sum> {
  const outcomes: Scanned[] = [];
  for (const shard of planShards([input], shardBytes)) outcomes.push(await scanned(taskFor(shard, plan)));
  return sumOf(outcomes);
}

export function sumOf(outcomes: readonly Scanned[]): Sum {
  const total = (amount: 'lines' | 'storedBytes' | 'scannedBytes' | 'overlongLines') =>
    outcomes.reduce((sum, outcome) => sum + outcome[amount], 0);
  const rules = (outcomes[0]?.rules ?? []).map((_, index) => {
    const keys = new Map<string, number>();
    let matchedLines = 0;
    let unkeyedLines = 0;
    for (const { rules } of outcomes) {
      const rule = rules[index];
      if (rule === undefined) throw new Error('an outcome with other rules');
      matchedLines += rule.matchedLines;
      unkeyedLines += rule.unkeyedLines;
      for (const [key, count] of asMap(rule)) keys.set(key, (keys.get(key) ?? 0) + count);
    }
    return { matchedLines, unkeyedLines, keys };
  });
  return {
    lines: total('lines'),
    storedBytes: total('storedBytes'),
    scannedBytes: total('scannedBytes'),
    overlongLines: total('overlongLines'),
    damages: outcomes.flatMap(({ damage }) => damage ?? []),
    rules,
  };
}
