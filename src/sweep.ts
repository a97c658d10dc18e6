// One sweep as the command and the library both run it: settle what is read and by whom, then read it. Knows no
// command line, no terminal and no output file.

import { availableParallelism } from 'node:os';
import { findCuts } from './cuts.ts';
import { UserError } from './errors.ts';
import { openExecutor } from './executor/open-executor.ts';
import { type FoundInputs, findInputs, type InputRequest } from './inputs/inputs.ts';
import type { State } from './kept/state.ts';
import { cancel, makeProgress } from './progress.ts';
import { chooseShardBytes, outlasting, planShards, planStretches } from './shard.ts';
import { gatherMistakes } from './spec/mistakes.ts';
import { readNumber } from './spec/options.ts';
import type { SpillSpace } from './spill-folder.ts';
import { quote, showText } from './text.ts';
import type { ByteText, InputFile, Report, Shard, SweepSpec } from './types.ts';

/** All that is settled before anything is scanned. */
export interface SweepPlan {
  readonly spec: SweepSpec;
  readonly found: FoundInputs;
  readonly shards: readonly Shard[];
  readonly jobs: number;
  /** Where counts are kept; absent: nowhere. */
  readonly state?: State | undefined;
}

/** Finds the inputs and cuts them. A UserError if there is nothing to read; anything less is a problem of the report. */
export function planSweep(spec: SweepSpec, request: InputRequest, jobs: number, state?: State): SweepPlan {
  const plan = planSweepOfAny(spec, request, jobs, state);
  expectInputs(plan.found, request);
  return plan;
}

/** As `planSweep`, but nothing to read is no mistake: a report can say that there was nothing. */
export function planSweepOfAny(spec: SweepSpec, request: InputRequest, jobs: number, state?: State): SweepPlan {
  const found = findInputs({ ...request, knownCodec: state?.knownCodec });
  // What is kept must be cut in the same places the next time, whatever else is read then and by how many.
  const shards = state === undefined ? cutByWork(found.inputs, jobs) : planStretches(found.inputs);
  return { spec, found, shards, jobs, state };
}

function cutByWork(inputs: readonly InputFile[], jobs: number): readonly Shard[] {
  const totalBytes = inputs.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const shardBytes = chooseShardBytes(totalBytes, jobs);
  const outlasts = outlasting(inputs, jobs);
  return planShards(inputs, shardBytes, (input) => (outlasts(input) ? findCuts(input, shardBytes) : []));
}

export interface SweepWatch {
  /** The report says what the content of each input is called. */
  readonly provenance?: boolean | undefined;
  /** Rank no more rows than these, 0: all; absent: as the question says. The question stays what it was. */
  readonly rows?: number | undefined;
  /** Calls the sweep off at the next window of each thread. */
  readonly signal?: AbortSignal | undefined;
  /** See progress.ts. */
  readonly progress?: SharedArrayBuffer | undefined;
  readonly onInputDone?: (input: InputFile) => void;
  /** A few lines of a shard that no format knew. */
  readonly onUndecoded?: (examples: readonly ByteText[], input: InputFile) => void;
  /** Where counts go that take too much memory, and how much that is; absent: nowhere. */
  readonly spill?: SpillSpace | undefined;
}

/**
 * Scans and ranks. Rejects with the signal's reason if it aborts; no thread is left behind either way. Whoever gives the
 * report to somebody commits the state then, and abandons it in any case.
 */
export async function performSweep(plan: SweepPlan, watch: SweepWatch = {}): Promise<Report> {
  const { signal, progress = makeProgress() } = watch;
  signal?.throwIfAborted();
  const stopScans = () => cancel(progress);
  signal?.addEventListener('abort', stopScans);
  try {
    return await (plan.state === undefined ? scanAll : askStateFirst)(cutFor(plan, watch), { ...watch, progress });
  } finally {
    signal?.removeEventListener('abort', stopScans);
  }
}

/** Contents are digested by stretches, so shards must be such. */
function cutFor(plan: SweepPlan, { provenance }: SweepWatch): SweepPlan {
  return provenance === true ? { ...plan, shards: planStretches(plan.found.inputs) } : plan;
}

async function scanAll(plan: SweepPlan, watch: SweepWatch): Promise<Report> {
  const executor = await openExecutor(plan.shards, plan.jobs);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= executor.close();
    return closed;
  };
  // Threads end while this one ranks; what goes wrong with them is met below.
  const onScanned = () => void close().catch(() => {});
  try {
    // Loaded while the threads start.
    const { runSweep } = await import('./run.ts');
    const spec = rankedSpec(plan.spec, watch);
    return await runSweep({ ...plan, ...watch, spec, mayLend: true, onScanned }, executor);
  } finally {
    await close();
  }
}

async function askStateFirst(plan: SweepPlan, watch: SweepWatch): Promise<Report> {
  const { spec, found, shards, jobs, state } = plan;
  if (state === undefined) return scanAll(plan, watch);
  const { compilePlan } = await import('./spec/plan.ts');
  const open = (missing: readonly Shard[]) => openExecutor(missing, jobs);
  const compiled = compilePlan(spec);
  const keeper = await state.openKeeper(compiled.plan, shards, jobs, open, watch.signal);
  let drafted = Promise.resolve();
  // Brought to the disk while it is ranked; what goes wrong with it is met below.
  const onScanned = () => {
    drafted = state.draft(spec, found, keeper);
    drafted.catch(() => {});
  };
  try {
    const { runSweep } = await import('./run.ts');
    const report = await runSweep({ ...plan, ...watch, spec: rankedSpec(spec, watch), compiled, onScanned }, keeper);
    await drafted;
    await keeper.close();
    return report;
  } catch (error) {
    // What went wrong first is told; and whatever else does, nothing is left running.
    await drafted.catch(() => {});
    await keeper.close().catch(() => {});
    throw error;
  }
}

function rankedSpec(spec: SweepSpec, { rows }: SweepWatch): SweepSpec {
  return rows === undefined ? spec : { ...spec, top: rows };
}

/** More threads than this are a slip of the finger. */
const mostJobs = 1024;

/** As many as the machine has cores if nobody said; a UserError for what is no number of threads. */
export function readJobs(written: string | undefined): number {
  const mistakes = gatherMistakes();
  const jobs = readNumber(written, '--jobs', 1, mostJobs, mistakes) ?? availableParallelism();
  mistakes.throwIfAny();
  return jobs;
}

function expectInputs({ inputs, unreadable }: FoundInputs, { paths }: InputRequest): void {
  if (inputs.length > 0 || unreadable.some(({ exists }) => exists)) return;
  const reasons = unreadable.map(({ path, damage }) => `${showText(path)}: ${damage.message}`);
  if (reasons.length > 0) throw new UserError(['There is no input to read:', ...reasons].join('\n'));
  throw new UserError(
    `Expected at least one file in ${paths.map(quote).join(', ') || 'the list of files'}, found none; files whose names begin with a dot need --hidden`,
  );
}
