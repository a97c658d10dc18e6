// Counts whose keys were spilled, as counts that have them all in memory: for whoever keeps counts in one piece. Knows
// nothing of where they are kept.

import type { MeasurePlan, RuleCounts, ShardTask, SpillTask } from '../types.ts';
import { BoundedKeys } from './bounded-keys.ts';
import type { KeyTable } from './key-table.ts';

/** The counts of all rules of a task in one piece each, also what was spilled. */
export function gatherAllRuns(
  rules: readonly RuleCounts[],
  { plan, spill }: Pick<ShardTask, 'plan' | 'spill'>,
): readonly RuleCounts[] {
  return rules.map((counts, index) => gatherRuns(counts, plan.rules[index]?.measures, spill));
}

/** The same counts without runs, each key once. `spill`: where the runs are. */
export function gatherRuns(
  counts: RuleCounts,
  measures: readonly MeasurePlan[] | undefined,
  spill: SpillTask | undefined,
): RuleCounts {
  const { runs, ...packed } = counts;
  if (runs === undefined || runs.length === 0 || spill === undefined) return packed;
  const { folder, seed } = spill;
  const keys = new BoundedKeys(measures, { folder, seed, tableBytes: Number.POSITIVE_INFINITY });
  keys.add(counts);
  const lists: Buffer[][] = [[], ...(packed.sets ?? []).map(() => [])];
  for (const part of keys.parts()) packPart(part, lists);
  const [packedKeys = Buffer.alloc(0), ...sets] = lists.map((pieces) => Buffer.concat(pieces));
  return { ...packed, packedKeys, ...(packed.sets === undefined ? {} : { sets }) };
}

/** The records of a table behind those that are there, and its sets behind theirs. */
function packPart(part: KeyTable, lists: readonly Buffer[][]): void {
  const pieces: Buffer[] = [];
  const sizes = part.writePartitions(0, (bytes) => pieces.push(Buffer.from(bytes)));
  const all = Buffer.concat(pieces);
  let at = 0;
  for (const partition of sizes) {
    for (const [index, size] of partition.entries()) {
      lists[index]?.push(all.subarray(at, at + size));
      at += size;
    }
  }
}
