// When the tables of a thread become too large: it writes them to disk, and the scan goes on with empty ones. What was
// written is told as runs, which are to be added to what is left in the tables. Knows no lines.

import { addSpilled, isSpilling } from '../src/progress.ts';
import { RunWriter } from '../src/spilled-run.ts';
import type { ShardTask, SpilledRun, SpillTask } from '../src/types.ts';
import type { Scanner } from './kernel/scanner.ts';

/** Tables with less in them are not worth a run, however little memory there is. */
const leastBytes = 64 * 1024;
/** With less than this at the end of a shard the coordinator's tables are not much larger. */
const smallBytes = 256 * 1024;
/**
 * Where hardly a key comes again, a large table does nothing but miss the caches: one that they hold is as good, and much
 * faster. With so many lines a key, all the memory there is makes less to write.
 */
const fewLinesPerKey = 1.5;
const cachedBytes = 4 * 1024 * 1024;

/** Of one scanner, for one shard after the other. */
export class Spiller {
  readonly #scanner: Scanner;
  /** A full table had few lines a key. */
  #isFew = false;
  #folder: string | undefined;
  #shard: SpillingShard | undefined;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** The scanner is empty, and its counts are for this task. */
  begin({ spill, plan, progress }: ShardTask): void {
    this.#shard = spill && { spill, progress, runs: plan.rules.map(() => []), writer: undefined, linesBefore: 0 };
    // Another sweep.
    if (spill?.folder !== this.#folder) this.#isFew = false;
    this.#folder = spill?.folder;
    if (spill !== undefined) this.#scanner.kernel.seedPartitions(...spill.seed);
  }

  /** To be called behind every window. Throws CannotSpill. */
  look(): void {
    if (this.#shard !== undefined && this.#isFull(this.#shard)) this.#write(this.#shard);
  }

  /** What was spilled of each rule; what is left of it is in the tables. Throws CannotSpill. */
  finish(): readonly (readonly SpilledRun[])[] | undefined {
    if (this.#shard === undefined) return undefined;
    const { progress, writer, runs } = this.#shard;
    const isWanted = writer !== undefined || (progress !== undefined && isSpilling(progress));
    if (isWanted && this.#scanner.kernel.countsSize() > smallBytes) this.#write(this.#shard);
    this.#shard.writer?.end();
    return runs;
  }

  /** Removes what was written of the shard. */
  abandon(): void {
    this.#shard?.writer?.abandon();
  }

  #isFull({ spill }: SpillingShard): boolean {
    const limitBytes = this.#isFew ? Math.min(spill.limitBytes, cachedBytes) : spill.limitBytes;
    const { kernel } = this.#scanner;
    return kernel.tablesSize() > limitBytes && kernel.countsSize() >= leastBytes;
  }

  #write(shard: SpillingShard): void {
    const { kernel } = this.#scanner;
    shard.writer ??= new RunWriter(shard.spill.folder);
    const { writer, runs } = shard;
    const before = writer.bytes;
    for (const [rule, its] of runs.entries()) {
      const offset = writer.bytes;
      const partitions = this.#scanner.writePartitions(rule, (bytes) => writer.write(bytes));
      if (writer.bytes > offset) its.push({ file: writer.file, offset, partitions });
    }
    if (shard.progress !== undefined) addSpilled(shard.progress, writer.bytes - before);
    const lines = kernel.keyedLines();
    const isFew = lines - shard.linesBefore < fewLinesPerKey * kernel.keyCount();
    kernel.clearKeys(isFew && !this.#isFew);
    this.#isFew = isFew;
    shard.linesBefore = lines;
  }
}

interface SpillingShard {
  readonly spill: SpillTask;
  readonly progress: SharedArrayBuffer | undefined;
  /** Of each rule. */
  readonly runs: SpilledRun[][];
  /** Undefined as long as nothing was spilled. */
  writer: RunWriter | undefined;
  /** Lines with a key, when the tables were empty. */
  linesBefore: number;
}
