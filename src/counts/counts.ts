// What a scan leaves: per rule the lines that matched, those without a key, and for every key a count and what the rule
// measures. Counts add up in any order and grouping, and refuse counts of another plan. Knows neither rank nor allow-list.
//
// A compound key is one ByteText, its columns joined by LF, which no line can hold (see `keyColumns`).

import { askToSpill } from '../progress.ts';
import type { ByteText, RuleCounts, ScanPlan, ShardOutcome } from '../types.ts';
import { BoundedKeys, type CountedKeys, type KeyMemory } from './bounded-keys.ts';

/** A shard that was scanned, to its end or to its damage. */
export type ScannedShard = Extract<ShardOutcome, { kind: 'scanned' }>;

export interface RuleTally {
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  /** As in `RuleCounts`. */
  readonly undatedLines?: number;
  /** Their sum is `matchedLines - unkeyedLines`: nothing vanishes. */
  readonly keys: CountedKeys;
}

/** Rules in the order of the plan. */
export interface Counts {
  readonly planId: string;
  readonly rules: readonly RuleTally[];
}

/** Counts that shards are folded into; read it as `Counts` when all are in. */
export interface Accumulator extends Counts {
  readonly rules: readonly MutableTally[];
  /** Absent: there is as much as it takes. */
  readonly memory?: KeyMemory | undefined;
}

interface MutableTally {
  matchedLines: number;
  unkeyedLines: number;
  undatedLines?: number;
  readonly keys: BoundedKeys;
}

export function emptyCounts(plan: ScanPlan, memory?: KeyMemory): Accumulator {
  const hasPeriod = plan.since !== undefined || plan.until !== undefined;
  const nothing = { matchedLines: 0, unkeyedLines: 0, ...(hasPeriod && { undatedLines: 0 }) };
  const rules = plan.rules.map(({ measures }) => ({ ...nothing, keys: new BoundedKeys(measures, memory) }));
  return { planId: plan.id, rules, memory };
}

/**
 * Folds in the counts of one shard. Associative and commutative, with `emptyCounts` as its identity: shards may come in
 * any order, and as any parts. Throws if they are of another plan or do not add up, or if they have to be spilled and
 * cannot; `into` is then of no use.
 */
export function addShard(into: Accumulator, shard: ScannedShard): void {
  if (shard.planId !== into.planId || shard.rules.length !== into.rules.length) {
    throw new Error(`Counts of plan ${shard.planId} cannot be added to those of plan ${into.planId}`);
  }
  for (const [index, tally] of into.rules.entries()) addRuleCounts(tally, shard.rules[index] as RuleCounts); // as many as in `into`
  keepWithin(into);
}

/** Spills the largest tables until the rest has room; from then on the workers spill too what is much. */
function keepWithin({ rules, memory }: Accumulator): void {
  if (memory === undefined) return;
  const tables = rules.map(({ keys }) => keys).sort((a, b) => b.memoryBytes - a.memoryBytes);
  let bytes = tables.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  for (const table of tables) {
    if (bytes <= memory.tableBytes) return;
    if (memory.progress !== undefined) askToSpill(memory.progress);
    bytes -= table.memoryBytes;
    table.spill();
  }
}

/** The columns of a key; a rule without a key has none, and counts under the empty key. */
export function keyColumns(key: ByteText, columns: number): readonly ByteText[] {
  if (columns === 1 && !key.includes('\n')) return [key];
  const texts = columns === 0 && key === '' ? [] : key.split('\n');
  if (texts.length !== columns) throw new Error(`A key of ${texts.length} columns in a rule of ${columns}`);
  return texts;
}

function addRuleCounts(tally: MutableTally, rule: RuleCounts): void {
  tally.matchedLines = sumOrThrow(tally.matchedLines, rule.matchedLines);
  tally.unkeyedLines = sumOrThrow(tally.unkeyedLines, rule.unkeyedLines);
  if (tally.undatedLines !== undefined) {
    tally.undatedLines = sumOrThrow(tally.undatedLines, rule.undatedLines ?? 0);
  }
  tally.keys.add(rule);
  // Of what was spilled it is known when it is read back.
  const { lines } = tally.keys;
  if (lines !== undefined) expectAllLines(tally, lines);
}

/** Throws unless so many lines with a key are all that there should be. */
export function expectAllLines({ matchedLines, unkeyedLines }: RuleTally, lines: number): void {
  if (lines === matchedLines - unkeyedLines) return;
  throw new Error(`${matchedLines} lines matched, but ${lines} have a key and ${unkeyedLines} have none`);
}

function sumOrThrow(a: number, b: number): number {
  const sum = a + b;
  if (Number.isSafeInteger(b) && b >= 0 && Number.isSafeInteger(sum)) return sum;
  throw new RangeError(`Expected numbers of lines from 0 to 2^53 - 1, got ${a} + ${b}`);
}
