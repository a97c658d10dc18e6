// Sees every shard through to an outcome: a scan that dies is tried once more and then is a problem of its input, what
// needs much memory waits until it can be alone, unless it is a stream, and what assumed other header lines than rule, or
// was cut where nothing begins, is scanned again. Knows no counts.

import type { ScannedShard } from './counts/counts.ts';
import { CutChain, nothingScanned } from './cut-chain.ts';
import { UserError } from './errors.ts';
import type { Executor } from './executor/executor.ts';
import { hasHeaders } from './format-types.ts';
import { HeaderChain } from './header-chain.ts';
import { giveBack } from './lent-memory.ts';
import { isMarked, makeMark, takeBackProgress } from './progress.ts';
import { CannotSpill } from './spilled-run.ts';
import { quote } from './text.ts';
import type { InputFile, ScanPlan, Shard, ShardOutcome, ShardTask } from './types.ts';

export interface Dispatch {
  /** All but the shard itself. */
  readonly task: Omit<ShardTask, 'shard' | 'hugeWindow' | 'headers'>;
  /** In the order in which they begin. */
  readonly shards: readonly Shard[];
  readonly signal?: AbortSignal | undefined;
  readonly onOutcome: (shard: Shard, outcome: ScannedShard) => void;
}

/**
 * Resolves when every shard has its outcome; rejects with the signal's reason if it aborts, and with a UserError where
 * counts must be spilled and cannot.
 */
export async function dispatch({ task, shards, signal, onOutcome }: Dispatch, executor: Executor): Promise<void> {
  const waiting: Wanted[] = [];
  const chainOf = chainsFor(task.plan, shards);
  const cutChainOf = cutChainsFor(shards);
  // A stream cannot be read again: it gets its window at once, whatever runs beside it.
  await Promise.all(shards.map((shard) => see({ shard }, shard.input.kind === 'stream')));
  // It grows if one of them must be scanned again.
  for (const wanted of waiting) await see(wanted, true, true);

  async function see(wanted: Wanted, hugeWindow = false, alone = false): Promise<void> {
    const outcome = await scan(wanted, hugeWindow, alone);
    if (outcome !== 'needs-huge-window') await join(wanted, outcome);
    else if (alone) throw new Error(`${wanted.shard.input.path} asked twice for a huge window`);
    else waiting.push(wanted);
  }

  async function join({ shard, headers }: Wanted, outcome: ScannedShard | 'bad-cut'): Promise<void> {
    const chain = cutChainOf.get(shard.input);
    // With other headers it is scanned only after it was settled here.
    if (headers !== undefined || chain === undefined)
      return settle(shard, outcome === 'bad-cut' ? changed(task.plan, shard) : outcome);
    const { settled, again, useless } = chain.take(shard, outcome);
    useless.forEach(discard);
    const scans = settled.map((each) => settle(each.shard, each.outcome));
    await Promise.all(again === undefined ? scans : [...scans, see({ shard: again })]);
  }

  async function settle(shard: Shard, outcome: ScannedShard): Promise<void> {
    const chain = chainOf.get(shard.input);
    if (chain === undefined) return onOutcome(shard, outcome);
    const { settled, again } = chain.take(shard, outcome);
    for (const each of settled) onOutcome(each.shard, each.outcome);
    for (const { instead } of again) discard(instead);
    await Promise.all(again.map(({ shard, headers }) => see({ shard, headers })));
  }

  /** It is scanned again, and counts for nothing. */
  function discard(outcome: ScannedShard): void {
    takeBackProgress(task.progress, outcome);
    if (outcome.lent !== undefined) giveBack(outcome.lent);
  }

  async function scan(
    wanted: Wanted,
    hugeWindow: boolean,
    alone: boolean,
  ): Promise<ScannedShard | 'needs-huge-window' | 'bad-cut'> {
    const { input } = wanted.shard;
    const shard = cutChainOf.get(input)?.standIn(wanted.shard) ?? wanted.shard;
    const begun = input.kind === 'stream' ? makeMark() : undefined;
    const whole: ShardTask = { ...task, ...wanted, shard, hugeWindow, ...(begun !== undefined && { begun }) };
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      // Alone the second time, so that of several that were on a thread when it died only the one to blame takes it down.
      const isAlone = alone || attempt > 1;
      const outcome = await attemptScan(whole, executor, isAlone);
      signal?.throwIfAborted();
      if (outcome.kind === 'scanned') return outcome;
      if (outcome.kind === 'needs-huge-window' || outcome.kind === 'bad-cut') return outcome.kind;
      if (outcome.kind === 'cancelled') throw new Error('a scan was cancelled, but the sweep was not');
      if (outcome.kind === 'cannot-spill') throw new UserError(outcome.message);
      // It would look like a damaged input, and come back with the next one.
      if (outcome.kind === 'bug') throw new Error(`while scanning ${quote(input.path)}: ${outcome.stack}`);
      // A stream that was opened was perhaps read: what is left of it is no archive any more.
      if (attempt === 2 || (begun !== undefined && isMarked(begun))) return lost(task.plan, outcome.cause);
    }
  }
}

type Wanted = Pick<ShardTask, 'shard' | 'headers'>;

/** Of the inputs of several shards, if a format has headers: those of the others begin where nothing rules. */
function chainsFor({ decode }: ScanPlan, shards: readonly Shard[]): ReadonlyMap<InputFile, HeaderChain> {
  if (decode === undefined || !decode.formats.some(hasHeaders)) return new Map();
  return new Map(cutInputs(shards).map(([input, parts]) => [input, new HeaderChain(parts)]));
}

/** Of the compressed inputs of several shards. */
function cutChainsFor(shards: readonly Shard[]): ReadonlyMap<InputFile, CutChain> {
  const compressed = shards.filter(({ input }) => input.codec !== 'plain');
  return new Map(cutInputs(compressed).map(([input, parts]) => [input, new CutChain(parts)]));
}

function cutInputs(shards: readonly Shard[]): readonly (readonly [InputFile, readonly Shard[]])[] {
  const parts = new Map<InputFile, Shard[]>();
  for (const shard of shards) {
    const others = parts.get(shard.input);
    if (others === undefined) parts.set(shard.input, [shard]);
    else others.push(shard);
  }
  return [...parts].filter(([, { length }]) => length > 1);
}

/** A part that could stand where it was cut, and then could not. */
function changed({ id, rules }: ScanPlan, { start, end }: Shard): ScannedShard {
  const message = `was written to while it was read; its lines from byte ${start} to ${end} are not counted`;
  return { ...nothingScanned(id, rules.length), damage: { reason: 'changed', message } };
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
    // No fault of the input: the sweep ends.
    if (error instanceof CannotSpill) throw error;
    return { kind: 'died', cause: error instanceof Error ? error.message : String(error) };
  }
  return outcome.kind === 'out-of-memory' ? { kind: 'died', cause: 'it needed more memory than there is' } : outcome;
}

/** Counts of nothing, and the word for it. */
function lost({ id, rules }: ScanPlan, cause: string): ScannedShard {
  const message = `whatever scanned it died: ${cause}; its lines are not counted`;
  return { ...nothingScanned(id, rules.length), damage: { reason: 'unreadable', message } };
}
