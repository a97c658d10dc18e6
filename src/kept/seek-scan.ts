// A gzip input with a seek index, scanned in parts side by side and put together again as if it had been one. If anything
// of that is not as it should be (a part that does not come out where the next begins, damage, other bytes than the index
// is of, a thread that died), all of it comes to nothing: the input is then to be scanned as one, and only that is told.

import { type ContentName, contentName } from '../content.ts';
import type { ScannedShard } from '../counts/counts.ts';
import { gatherAllRuns } from '../counts/gather-runs.ts';
import { PartsJoin } from '../counts/join-parts.ts';
import type { Executor } from '../executor/executor.ts';
import { HeaderChain, type Rescan } from '../header-chain.ts';
import { takeBackProgress } from '../progress.ts';
import type { HeaderLines, InputFile, SeekPoint, Shard, ShardOutcome, ShardTask } from '../types.ts';
import { digestsOf, stretchesOf } from './contents.ts';

/** Cuts an input at some of its points into at most so many parts, about equally long; one if it has no points. */
export function seekParts(input: InputFile, points: readonly SeekPoint[], atMost: number): readonly Shard[] {
  const cuts: SeekPoint[] = [];
  for (let i = 1; i < atMost; i++) {
    const wanted = (input.storedBytes * 8 * i) / atMost;
    const point = points.find(({ bit }) => bit >= wanted);
    if (point !== undefined && point !== cuts.at(-1)) cuts.push(point);
  }
  return [undefined, ...cuts].map((begin, i) => {
    const end = cuts[i];
    return {
      input,
      start: byteOf(begin) ?? 0,
      end: byteOf(end) ?? input.storedBytes,
      seek: { ...(begin && { begin }), ...(end && { end }) },
    };
  });
}

function byteOf(point: SeekPoint | undefined): number | undefined {
  return point && Math.floor(point.bit / 8);
}

/**
 * What a scan of the whole input would give; undefined if that is not certain. `content`: what the input is taken for; its
 * bytes are digested beside the scan. However the call ends, no part is being scanned any more. It rejects where the counts of parts
 * cannot be added up; then nothing is left of the progress that they told.
 */
export async function scanParts(
  task: ShardTask,
  parts: readonly Shard[],
  content: ContentName,
  executor: Pick<Executor, 'scan'>,
): Promise<ShardOutcome | undefined> {
  const chain = new PartsChain(task, parts, executor);
  // The digests first: a stretch takes longer than most parts do.
  const [digests] = await Promise.all([digestsOf(stretchesOf(task.shard.input), executor), chain.scan()]);
  if (chain.thrown !== undefined) {
    chain.takeBack();
    throw chain.thrown.error;
  }
  if (chain.failure?.kind === 'cancelled' || chain.failure?.kind === 'bug') return chain.failure;
  if (chain.failure === undefined && digests !== undefined && contentName(digests) === content) {
    return { ...chain.joined(), stretchDigests: digests };
  }
  chain.takeBack();
  return undefined;
}

type Told = Parameters<typeof takeBackProgress>[1];

class PartsChain {
  readonly #task: ShardTask;
  readonly #parts: readonly Shard[];
  readonly #executor: Pick<Executor, 'scan'>;
  readonly #headers: HeaderChain;
  /** Of the parts whose headers are settled, which is in their order; the others go on being scanned meanwhile. */
  readonly #join: PartsJoin;
  /** What was told as progress, of all scans that count. */
  readonly #told = new Map<Shard, Told>();
  /** The first outcome that is no good; a rejection is told as `out-of-memory`, which it mostly was. */
  failure: ShardOutcome | undefined;
  /** By whatever puts parts together, while others are still being scanned. */
  thrown: { readonly error: unknown } | undefined;

  constructor(task: ShardTask, parts: readonly Shard[], executor: Pick<Executor, 'scan'>) {
    const { digest: _, ...rest } = task;
    this.#task = rest;
    this.#parts = parts;
    this.#executor = executor;
    this.#headers = new HeaderChain(parts);
    this.#join = new PartsJoin(task.plan);
  }

  /** Never rejects: what is still being scanned would tell progress, and take memory, for nobody. */
  async scan(): Promise<void> {
    await Promise.all(this.#parts.map((shard) => this.#see(shard)));
  }

  /** If there was no failure, and nothing was thrown. */
  joined(): ReturnType<PartsJoin['joined']> {
    return this.#join.joined();
  }

  takeBack(): void {
    for (const told of this.#told.values()) takeBackProgress(this.#task.progress, told);
  }

  async #see(shard: Shard, headers?: HeaderLines): Promise<void> {
    const outcome = await this.#attempt({ ...this.#task, shard, ...(headers && { headers }) });
    if (outcome.kind === 'scanned') {
      const { storedBytes, scannedBytes, lines, overlongLines } = outcome;
      this.#told.set(shard, { storedBytes, scannedBytes, lines, overlongLines });
    }
    if (outcome.kind !== 'scanned' || outcome.damage !== undefined) this.failure ??= outcome;
    if (this.failure !== undefined || this.thrown !== undefined || outcome.kind !== 'scanned') return;
    try {
      await Promise.all(this.#take(shard, outcome).map((each) => this.#see(each.shard, each.headers)));
    } catch (error) {
      this.thrown ??= { error };
    }
  }

  /** What is to be scanned again. */
  #take(shard: Shard, outcome: ScannedShard): readonly Rescan[] {
    const { settled, again } = this.#headers.take(shard, outcome);
    for (const each of settled) {
      this.#join.add({ ...each.outcome, rules: gatherAllRuns(each.outcome.rules, this.#task) });
    }
    for (const { instead } of again) takeBackProgress(this.#task.progress, instead);
    for (const each of again) this.#told.delete(each.shard);
    return again;
  }

  async #attempt(task: ShardTask): Promise<ShardOutcome> {
    try {
      return await this.#executor.scan(task);
    } catch {
      return { kind: 'out-of-memory' };
    }
  }
}
