// What a scan leaves: per rule the lines that matched, those without a key, and for every key a count and what the rule
// measures. Counts add up in any order and grouping, and refuse counts of another plan. Knows neither rank nor allow-list.
//
// A compound key is one ByteText, its columns joined by LF, which no line can hold (see `keyColumns`).

import type { ByteText, RuleCounts, ScanPlan, ShardOutcome } from '../types.ts';
import { KeyTable } from './key-table.ts';

/** A shard that was scanned, to its end or to its damage. */
export type ScannedShard = Extract<ShardOutcome, { kind: 'scanned' }>;

export interface RuleTally {
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  /** As in `RuleCounts`. */
  readonly undatedLines?: number;
  /** Their sum is `matchedLines - unkeyedLines`: nothing vanishes. */
  readonly keys: KeyTable;
}

/** Rules in the order of the plan. */
export interface Counts {
  readonly planId: string;
  readonly rules: readonly RuleTally[];
}

/** Counts that shards are folded into; read it as `Counts` when all are in. */
export interface Accumulator extends Counts {
  readonly rules: readonly MutableTally[];
}

interface MutableTally {
  matchedLines: number;
  unkeyedLines: number;
  undatedLines?: number;
  readonly keys: KeyTable;
}

export function emptyCounts(plan: ScanPlan): Accumulator {
  const hasPeriod = plan.since !== undefined || plan.until !== undefined;
  const nothing = { matchedLines: 0, unkeyedLines: 0, ...(hasPeriod && { undatedLines: 0 }) };
  const rules = plan.rules.map(({ measures }) => ({ ...nothing, keys: new KeyTable(measures) }));
  return { planId: plan.id, rules };
}

/**
 * Folds in the counts of one shard. Associative and commutative, with `emptyCounts` as its identity: shards may come in
 * any order, and as any parts. Throws if they are of another plan or do not add up; `into` is then of no use.
 */
export function addShard(into: Accumulator, shard: ScannedShard): void {
  if (shard.planId !== into.planId || shard.rules.length !== into.rules.length) {
    throw new Error(`Counts of plan ${shard.planId} cannot be added to those of plan ${into.planId}`);
  }
  for (const [index, tally] of into.rules.entries()) addRuleCounts(tally, shard.rules[index] as RuleCounts); // as many as in `into`
}

/** The columns of a key; a rule without a key has none, and counts under the empty key. */
export function keyColumns(key: ByteText, columns: number): readonly ByteText[] {
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
  tally.keys.addPacked(rule.packedKeys, rule.sets);
  const { matchedLines, unkeyedLines, keys } = tally;
  if (keys.lines !== matchedLines - unkeyedLines) {
    throw new Error(`${matchedLines} lines matched, but ${keys.lines} have a key and ${unkeyedLines} have none`);
  }
}

function sumOrThrow(a: number, b: number): number {
  const sum = a + b;
  if (Number.isSafeInteger(b) && b >= 0 && Number.isSafeInteger(sum)) return sum;
  throw new RangeError(`Expected numbers of lines from 0 to 2^53 - 1, got ${a} + ${b}`);
}
