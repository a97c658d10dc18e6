// The whole story: inputs to shards, shards to counts, counts to a report. The executor is an argument; nothing here
// knows of terminals, signals or output files.

import { randomFillSync } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sortHint, sortKey } from './addresses.ts';
import { contentName } from './content.ts';
import { addShard, emptyCounts } from './counts/counts.ts';
import { dispatch } from './dispatch.ts';
import { UserError } from './errors.ts';
import type { Executor } from './executor/executor.ts';
import type { FoundInputs } from './inputs/inputs.ts';
import { giveBack } from './lent-memory.ts';
import { buildCoverage, type InputOutcome, inputOutcome, type ShardRead } from './report/coverage.ts';
import { buildByParts } from './report/report.ts';
import { compileAllow } from './spec/allow.ts';
import { followExceptions } from './spec/exceptions.ts';
import { measureNames } from './spec/measures.ts';
import { type CompiledPlan, compilePlan, specDigest } from './spec/plan.ts';
import { type SpillSpace, shareMemory } from './spill-folder.ts';
import { CannotSpill } from './spilled-run.ts';
import type { ByteText, InputFile, InputIdentity, Report, Shard, ShardTask, SweepSpec } from './types.ts';
import { version } from './version.ts';

export interface Run {
  readonly spec: SweepSpec;
  /** What `compilePlan` makes of it, if somebody knows already. */
  readonly compiled?: CompiledPlan;
  readonly found: FoundInputs;
  readonly shards: readonly Shard[];
  readonly signal?: AbortSignal | undefined;
  /** See progress.ts. */
  readonly progress?: SharedArrayBuffer | undefined;
  /** Where counts go that take too much memory, and how much that is; absent: nowhere. */
  readonly spill?: SpillSpace | undefined;
  /** How many threads share that memory; absent: one. */
  readonly jobs?: number;
  readonly onInputDone?: (input: InputFile) => void;
  /** All is read, and nothing is ranked: the executor is not asked again. */
  readonly onScanned?: () => void;
  /** The report says what the content of each input is called; its shards are then stretches. */
  readonly provenance?: boolean | undefined;
  /** Threads may lend the memory that counts lie in: nobody but this one reads them. */
  readonly mayLend?: boolean | undefined;
  /** A few lines of a shard that no format knew. */
  readonly onUndecoded?: (examples: readonly ByteText[], input: InputFile) => void;
}

/**
 * Scans all shards and ranks what they hold. Rejects with the signal's reason if it aborts, and with a UserError where
 * counts must be spilled and cannot.
 */
export async function runSweep(run: Run, executor: Executor): Promise<Report> {
  try {
    return await scanAndRank(run, executor);
  } catch (error) {
    throw error instanceof CannotSpill ? new UserError(error.message) : error;
  }
}

async function scanAndRank(run: Run, executor: Executor): Promise<Report> {
  const { spec, found, shards, progress, signal } = run;
  const { plan, columns, having } = run.compiled ?? compilePlan(spec);
  const exceptions = followExceptions(spec);
  const keys = spec.rules.map((rule, index) => {
    const ruleColumns = columns[index] ?? [];
    const isAllowed = exceptions.watch(rule, ruleColumns, compileAllow(rule.allow, spec.lists, ruleColumns));
    return {
      columns: ruleColumns.map(({ name }) => name),
      // Without any, nobody need make columns of every key.
      ...(rule.allow.length === 0 ? {} : { isAllowed }),
      measures: measureNames(rule.measure),
      having: having[index] ?? [],
      ...(rule.sort === undefined ? {} : { sort: rule.sort }),
    };
  });
  const hashSeed = drawSeed();
  const seed = [hashSeed[0], hashSeed[1]] as const;
  const spill = run.spill && { folder: run.spill.path, seed, ...shareMemory(run.spill.memoryBytes, run.jobs ?? 1) };
  const counts = emptyCounts(plan, spill && { ...spill, progress });
  const reads = new ShardReads(shards);
  const task: Omit<ShardTask, 'shard' | 'hugeWindow'> = {
    plan,
    hashSeed,
    ...(spill === undefined ? {} : { spill: { folder: spill.folder, seed, limitBytes: spill.threadBytes } }),
    ...(progress === undefined ? {} : { progress }),
    ...(run.provenance === true ? { digest: true } : {}),
    ...(run.mayLend === true ? { mayLend: true } : {}),
  };
  await dispatch(
    {
      task,
      shards,
      signal,
      onOutcome(shard, outcome) {
        addShard(counts, outcome);
        // Added up, the counts are copies: nothing of the outcome's is looked at again.
        if (outcome.lent !== undefined) giveBack(outcome.lent);
        run.onUndecoded?.(outcome.undecodedExamples ?? [], shard.input);
        const { kind, planId, rules, lent, ...read } = outcome;
        if (reads.add(shard, { start: shard.start, outcome: read })) run.onInputDone?.(shard.input);
      },
    },
    executor,
  );
  if (run.onScanned !== undefined) {
    run.onScanned();
    // What it has others do begins before this thread has no ear for it.
    await setImmediate();
  }
  const read = buildCoverage([...reads.outcomes(found.inputs), ...unopened(found)]);
  const coverage = run.provenance === true ? { ...read, identities: reads.identities(found.inputs) } : read;
  const parts = { version, spec, specDigest: specDigest(spec), counts, keys, sortKey, sortHint, coverage };
  return inTurns(buildByParts({ ...parts, staleAllow: exceptions.stale }), signal);
}

/** Signals and timers have their turn in its pauses. */
async function inTurns<Result>(work: Generator<void, Result>, signal: AbortSignal | undefined): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** Without it a log could be written whose keys all fall into one slot. */
function drawSeed(): ShardTask['hashSeed'] {
  const [a = 0, b = 0, c = 0, d = 0] = randomFillSync(new Uint32Array(4));
  return [a, b, c, d];
}

function unopened({ unreadable }: FoundInputs): readonly InputOutcome[] {
  return unreadable.map(({ path, damage }) => ({ kind: 'unopened', path, damage }));
}

/** What was read of each input, shard by shard. */
class ShardReads {
  readonly #reads = new Map<InputFile, ShardRead[]>();
  readonly #expected = new Map<InputFile, number>();

  constructor(shards: readonly Shard[]) {
    for (const { input } of shards) this.#expected.set(input, (this.#expected.get(input) ?? 0) + 1);
  }

  /** Whether that was the input's last shard. */
  add({ input }: Shard, read: ShardRead): boolean {
    const reads = this.#reads.get(input) ?? [];
    reads.push(read);
    this.#reads.set(input, reads);
    return reads.length === this.#expected.get(input);
  }

  /** Of the inputs that could be digested as a whole. */
  identities(inputs: readonly InputFile[]): readonly InputIdentity[] {
    return inputs.flatMap((input) => {
      const reads = [...(this.#reads.get(input) ?? [])].sort((a, b) => a.start - b.start);
      const digests = reads.map(({ outcome }) => outcome.stretchDigests);
      if (digests.length === 0 || digests.includes(undefined)) return [];
      const digest = contentName(digests.flatMap((each) => each ?? []));
      return [{ path: input.path, storedBytes: input.storedBytes, digest }];
    });
  }

  outcomes(inputs: readonly InputFile[]): readonly InputOutcome[] {
    return inputs.map((input) => inputOutcome(input.path, this.#reads.get(input) ?? []));
  }
}
