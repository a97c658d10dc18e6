// An executor that asks the state folder before it asks another, and keeps what the other scans: to whoever dispatches
// shards it is one like any other. Rules that are not kept are scanned alone. The other is opened when it is needed.

import { setImmediate } from 'node:timers/promises';
import type { ScannedShard } from '../counts/counts.ts';
import { gatherAllRuns } from '../counts/gather-runs.ts';
import type { Executor } from '../executor/executor.ts';
import { addProgress } from '../progress.ts';
import { outlasting } from '../shard.ts';
import type { InputFile, RuleCounts, ScanPlan, Shard, ShardOutcome, ShardTask } from '../types.ts';
import type { Cards } from './cards.ts';
import { contentsOf } from './contents.ts';
import type { StateFolder } from './folder.ts';
import { isFileInput, KeptInput } from './kept-input.ts';
import { type Asked, askedOf, scopeOf } from './scan-identity.ts';
import { scanParts, seekParts } from './seek-scan.ts';
import type { Found, Wanted } from './shelf.ts';
import { Slots } from './slots.ts';

export interface KeeperSetup {
  readonly folder: StateFolder;
  readonly cards: Cards;
  readonly shards: readonly Shard[];
  readonly plan: ScanPlan;
  /** How many threads the other executor has at most. */
  readonly jobs: number;
  /** Opens the other executor for shards like these. */
  readonly open: (shards: readonly Shard[]) => Promise<Executor>;
  /** No later than the look at the inputs. */
  readonly lookedAtMs: number;
  /** Digest the content of every input that may be known, whatever its card says. */
  readonly verifyInputs: boolean;
  /** Bytes of text from one seek point to the next, in a gzip input that has none yet; absent: 4 MiB. */
  readonly pointsApart?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** More than a few points are moved apart, up to 64 MiB (see seek-points.ts). */
const usualPointsApart = 4 * 1024 * 1024;
/** So many parts a job, so that a slow one is a small part of the whole; but each costs a merge of its counts. */
const partsPerJob = 4;
/** So many plans for some of the rules are remembered. */
const mostPlans = 16;

export interface Keeper extends Executor {
  /** What became of an input's counts; undefined for a stream. */
  keptInput(input: InputFile): KeptInput | undefined;
}

/** Recognises the inputs, which may take digests of some of them. */
export async function openKeeper(setup: KeeperSetup): Promise<Keeper> {
  const shards = new Map<InputFile, Shard[]>();
  for (const shard of setup.shards) {
    const others = shards.get(shard.input);
    if (others === undefined) shards.set(shard.input, [shard]);
    else others.push(shard);
  }
  const inputs = new Map<InputFile, KeptInput>();
  for (const [input, parts] of shards) {
    if (!isFileInput(input)) continue;
    const kept = new KeptInput(setup.folder, setup.cards, input, parts, setup.lookedAtMs);
    if (!setup.verifyInputs) kept.trustCard();
    inputs.set(input, kept);
  }
  await identify(
    [...inputs.values()].filter(({ mayBeKnown }) => mayBeKnown),
    setup,
  );
  return new KeepingExecutor(setup, inputs);
}

class KeepingExecutor implements Keeper {
  readonly #setup: KeeperSetup;
  readonly #asked: Asked;
  readonly #scopeOf: ReturnType<typeof scopeOf>;
  readonly #inputs: ReadonlyMap<InputFile, KeptInput>;
  readonly #slots: Slots;
  #other: Promise<Executor> | undefined;
  #missing: readonly Shard[] | undefined;
  #outlasts: ((input: InputFile) => boolean) | undefined;
  /** By the rules that each has: who posts a plan to threads writes the same object once. */
  readonly #plans = new Map<string, ScanPlan>();
  /** Of each shard what is scanned in its place. */
  readonly #parts = new Map<Shard, readonly Shard[]>();

  constructor(setup: KeeperSetup, inputs: ReadonlyMap<InputFile, KeptInput>) {
    this.#setup = setup;
    this.#inputs = inputs;
    this.#asked = askedOf(setup.plan);
    this.#scopeOf = scopeOf(setup.plan);
    // As many again as can be scanned at once are looked for or written meanwhile.
    this.#slots = new Slots(2 * setup.jobs + 2);
  }

  scan(task: ShardTask): Promise<ShardOutcome> {
    return this.#answer(task, (other, rest) => this.#scanBest(other, rest));
  }

  scanAlone(task: ShardTask): Promise<ShardOutcome> {
    return this.#answer(task, (other, rest) => other.scanAlone(rest));
  }

  async close(): Promise<void> {
    await (await this.#other)?.close();
  }

  keptInput(input: InputFile): KeptInput | undefined {
    return this.#inputs.get(input);
  }

  /** A shard has its slot until it is kept, so that a slow disk holds up the scan instead of filling the memory. */
  async #answer(
    task: ShardTask,
    scan: (other: Executor, task: ShardTask) => Promise<ShardOutcome>,
  ): Promise<ShardOutcome> {
    const input = this.#inputs.get(task.shard.input);
    if (input === undefined) return scan(await this.#open(), task);
    const leave = await this.#slots.take();
    let kept: Promise<unknown> = Promise.resolve();
    try {
      this.#setup.signal?.throwIfAborted();
      const wanted = this.#wanted(task);
      const found = input.find(wanted);
      const { identities } = this.#asked;
      const missing = [...identities.keys()].filter((index) => !found.rules.has(identities[index] ?? ''));
      if (missing.length === 0) return await recalled(input, task, wanted, found);
      const plan = this.#planOf(task.plan, missing);
      const outcome = await scan(await this.#open(), { ...task, plan, digest: true });
      if (outcome.kind !== 'scanned') return outcome;
      const inMemory = { ...outcome, rules: gatherAllRuns(outcome.rules, { ...task, plan }) };
      kept = input.keep(plan === task.plan ? wanted : { ...wanted, asked: askedOf(plan) }, inMemory);
      return await finished(input, task, { ...outcome, rules: mergeRules(wanted, found, missing, outcome.rules) });
    } finally {
      kept.then(leave, leave);
    }
  }

  /** In parts, if there is an index that is right; else as one, which leaves an index. */
  async #scanBest(other: Executor, task: ShardTask): Promise<ShardOutcome> {
    const input = this.#inputs.get(task.shard.input);
    const content = input?.settledContent;
    const parts = this.#partsOf(task.shard);
    if (input === undefined) return other.scan(task);
    if (content !== undefined && parts.length > 1) {
      const outcome = await scanParts(task, parts, content, other);
      if (outcome !== undefined) return outcome;
      input.forgetPoints();
      this.#parts.set(task.shard, [task.shard]);
    }
    const { pointsApart: leavePoints = usualPointsApart } = this.#setup;
    return other.scan(input.lacksPoints ? { ...task, leavePoints } : task);
  }

  /** A plan for some of the rules; coverage stays that of the whole. */
  #planOf(plan: ScanPlan, indexes: readonly number[]): ScanPlan {
    if (indexes.length === plan.rules.length) return plan;
    const id = `${plan.id} rules ${indexes.join()}`;
    const known = this.#plans.get(id);
    if (known !== undefined) return known;
    const some = { ...plan, id, rules: plan.rules.filter((_, index) => indexes.includes(index)) };
    // A folder of many histories could ask for any number of them, each with all its lists.
    if (this.#plans.size === mostPlans) this.#plans.clear();
    this.#plans.set(id, some);
    return some;
  }

  #open(): Promise<Executor> {
    this.#other ??= this.#setup.open(this.#missingShards().flatMap((shard) => this.#partsOf(shard)));
    return this.#other;
  }

  #missingShards(): readonly Shard[] {
    this.#missing ??= this.#setup.shards.filter((shard) => !this.#isPromised(shard));
    return this.#missing;
  }

  /** Only what could still be scanned when all else is done is worth it. */
  #partsOf(shard: Shard): readonly Shard[] {
    const known = this.#parts.get(shard);
    if (known !== undefined) return known;
    const { jobs } = this.#setup;
    const input = this.#inputs.get(shard.input);
    this.#outlasts ??= outlasting([...new Set(this.#missingShards().map((each) => each.input))], jobs);
    const points = input !== undefined && this.#outlasts(shard.input) ? input.seekPoints() : [];
    const parts = points.length === 0 ? [shard] : seekParts(shard.input, points, jobs * partsPerJob);
    this.#parts.set(shard, parts);
    return parts;
  }

  #isPromised(shard: Shard): boolean {
    return this.#inputs.get(shard.input)?.promises(this.#wanted({ shard })) ?? false;
  }

  #wanted(task: Pick<ShardTask, 'shard' | 'headers'>): Wanted {
    return { shard: task.shard, scope: this.#scopeOf(task), asked: this.#asked };
  }
}

async function recalled(input: KeptInput, task: ShardTask, wanted: Wanted, found: Found): Promise<ShardOutcome> {
  const { coverage } = found;
  if (coverage === undefined) throw new Error('a plan without rules');
  const { storedBytes, scannedBytes, lines, overlongLines } = coverage;
  if (task.progress !== undefined) {
    addProgress(task.progress, { storedBytes, scannedBytes, lines: lines - overlongLines });
  }
  const { stretchDigests = [] } = found;
  const rules = mergeRules(wanted, found, [], []);
  const outcome = { kind: 'scanned', planId: task.plan.id, ...coverage, stretchDigests, rules } as const;
  // Signals have their turn, and whoever waits for the outcome takes it before the next is read.
  await setImmediate();
  return finished(input, task, outcome);
}

/** Behind the last shard of an input its place is settled, and the file looked at once more. */
async function finished(input: KeptInput, task: ShardTask, outcome: ScannedShard): Promise<ShardOutcome> {
  const change = await input.shardDone(task.shard, outcome.stretchDigests);
  const damage = outcome.damage ?? change;
  return { ...outcome, planId: task.plan.id, ...(damage !== undefined && { damage }) };
}

/** Of each rule what was scanned, or else found. */
function mergeRules(
  { asked }: Wanted,
  found: Found,
  missing: readonly number[],
  scanned: readonly RuleCounts[],
): readonly RuleCounts[] {
  return asked.identities.map((identity, index) => {
    const counts = found.rules.get(identity) ?? scanned[missing.indexOf(index)];
    if (counts === undefined) throw new Error(`rule ${index} was neither kept nor scanned`);
    return counts;
  });
}

/** Gives names to contents of which counts may be kept; what cannot be read gets none, and is met by the scan. */
async function identify(inputs: readonly KeptInput[], { open, signal }: KeeperSetup): Promise<void> {
  const contents = await contentsOf(
    inputs.map(({ input }) => input),
    open,
    signal,
  );
  for (const [index, kept] of inputs.entries()) {
    const content = contents[index];
    if (content !== undefined) kept.identified(content);
  }
}
