// When the tables of a shard become too large: it writes them to disk, and the scan goes on with empty ones. What was
// written is told as runs, which are to be added to what is left in the tables. Knows no lines.

import { addSpilled, isSpilling } from '../src/progress.ts';
import { removeRuns, writeRuns } from '../src/spilled-run.ts';
import type { ScanPlan, ShardTask, SpilledRun, SpillTask } from '../src/types.ts';
import type { Scanner } from './kernel/scanner.ts';

/** Tables with less in them are not worth a file, however little memory there is. */
const leastBytes = 64 * 1024;
/** With less than this the coordinator's tables are not much larger. */
const smallBytes = 256 * 1024;
/** A byte of text is a byte of a value at most, which has its length and padding, room to grow and slots beside it. */
const setBytesPerTextByte = 6;

export class Spiller {
  readonly #spill: SpillTask;
  readonly #plan: ScanPlan;
  readonly #progress: SharedArrayBuffer | undefined;
  readonly #scanner: Scanner;
  /** What sets of values take at most. */
  #setBytes = 0;
  readonly #setGrowth: number;
  readonly #runs: SpilledRun[][];

  /** Undefined if the task has no place to spill to. */
  static of({ spill, plan, progress }: ShardTask, scanner: Scanner): Spiller | undefined {
    return spill && new Spiller(spill, plan, progress, scanner);
  }

  private constructor(spill: SpillTask, plan: ScanPlan, progress: SharedArrayBuffer | undefined, scanner: Scanner) {
    this.#spill = spill;
    this.#plan = plan;
    this.#progress = progress;
    this.#scanner = scanner;
    this.#setGrowth = setBytesPerTextByte * scanner.distincts();
    this.#runs = plan.rules.map(() => []);
    scanner.kernel.seedPartitions(...spill.seed);
  }

  /** To be called behind every window, with the bytes of text in it. Throws CannotSpill. */
  look(scannedBytes: number): void {
    this.#setBytes += this.#setGrowth * scannedBytes;
    if (this.#isFull()) this.#write();
  }

  /** What was spilled of each rule; what is left of it is in the tables. Throws CannotSpill. */
  finish(): readonly (readonly SpilledRun[])[] {
    const isMuch = this.#scanner.recordBytes() > smallBytes;
    const isAsked = this.#progress !== undefined && isSpilling(this.#progress);
    if (isMuch && (isAsked || this.#runs.some(({ length }) => length > 0))) this.#write();
    return this.#runs;
  }

  /** Removes what was written. */
  abandon(): void {
    removeRuns(this.#spill.folder, this.#runs.flat());
  }

  #isFull(): boolean {
    const { limitBytes } = this.#spill;
    const tables = this.#scanner.kernel.tablesSize();
    if (tables + this.#setBytes <= limitBytes) return false;
    // That was a guess; the sets are looked at only now, and not again before some text has come.
    if (this.#setGrowth > 0) this.#setBytes = this.#scanner.setBytes();
    const isFull = this.#setGrowth === 0 || tables + this.#setBytes > (limitBytes / 8) * 7;
    return isFull && this.#scanner.recordBytes() + this.#setBytes >= leastBytes;
  }

  #write(): void {
    const { folder } = this.#spill;
    const written = writeRuns(folder, (writer) => {
      const runs = this.#plan.rules.map((_, rule): SpilledRun => {
        const offset = writer.bytes;
        const partitions = this.#scanner.writePartitions(rule, (bytes) => writer.write(bytes));
        return { file: writer.file, offset, partitions };
      });
      if (this.#progress !== undefined) addSpilled(this.#progress, writer.bytes);
      return runs;
    });
    for (const [rule, run] of written.entries()) {
      const isEmpty = run.partitions.every(([records]) => records === 0);
      if (!isEmpty) this.#runs[rule]?.push(run);
    }
    this.#scanner.clearKeys();
    this.#setBytes = 0;
  }
}
