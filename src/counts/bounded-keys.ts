// The keys of one rule, however many: a table in memory and, of what had no room there, runs on disk. In the end they are
// read back part by part: what is of one partition in all runs is one part, and if that is too much in turn, it is cut by
// the next bits of the hash. Knows nothing of rules or lines.

import { addSpilled } from '../progress.ts';
import { deepest, partitionCount, RunReader, removeRuns, writeRuns } from '../spilled-run.ts';
import type { MeasurePlan, RuleCounts, SpilledRun } from '../types.ts';
import { KeyTable } from './key-table.ts';

/** Counted keys, in tables of which each has all there is of its keys; a table is good until the next is asked for. */
export interface CountedKeys {
  /** Whether there may be more than one of them. */
  readonly isSpilled: boolean;
  parts(): Iterable<KeyTable>;
}

/** Where counts go that take too much memory. */
export interface KeyMemory {
  readonly folder: string;
  readonly seed: readonly [number, number];
  /** So much memory the tables of all rules may take together. */
  readonly tableBytes: number;
  readonly progress?: SharedArrayBuffer | undefined;
}

export class BoundedKeys implements CountedKeys {
  readonly #measures: readonly MeasurePlan[];
  readonly #memory: KeyMemory | undefined;
  readonly #level: number;
  #table: KeyTable;
  #runs: SpilledRun[] = [];

  /** Without `memory` nothing is spilled. */
  constructor(measures: readonly MeasurePlan[] = [], memory?: KeyMemory, level = 0) {
    this.#measures = measures;
    this.#memory = memory;
    this.#level = level;
    this.#table = new KeyTable(measures, memory?.seed);
  }

  get memoryBytes(): number {
    return this.#table.memoryBytes;
  }

  get isSpilled(): boolean {
    return this.#runs.length > 0;
  }

  /** The sum of all counts; undefined if some of them were spilled. */
  get lines(): number | undefined {
    return this.isSpilled ? undefined : this.#table.lines;
  }

  /** Throws on malformed bytes; it is then of no use. */
  add({ packedKeys, sets, runs = [] }: Pick<RuleCounts, 'packedKeys' | 'sets' | 'runs'>): void {
    this.#table.addPacked(packedKeys, sets);
    this.#runs.push(...runs);
  }

  /** All keys as workers send them, if nothing was spilled. */
  packed(): Pick<RuleCounts, 'packedKeys' | 'sets'> {
    return this.#table.packed();
  }

  /** Writes the table to disk. Throws CannotSpill. */
  spill(): void {
    if (this.#memory === undefined || this.#table.size === 0) return;
    const { folder, progress } = this.#memory;
    const run = writeRuns(folder, (writer) => {
      const partitions = this.#table.writePartitions(this.#level, (bytes) => writer.write(bytes));
      if (progress !== undefined) addSpilled(progress, writer.bytes);
      return { file: writer.file, offset: 0, partitions };
    });
    this.#runs.push(run);
    // A new one: what this one took may be wanted by the tables of other rules.
    this.#table = new KeyTable(this.#measures, this.#memory.seed);
  }

  *parts(): Generator<KeyTable> {
    if (!this.isSpilled || this.#memory === undefined) {
      yield this.#table;
      return;
    }
    this.spill();
    const part = new BoundedKeys(this.#measures, this.#memory, this.#level + 1);
    const reader = new RunReader(this.#memory.folder);
    try {
      for (let partition = 0; partition < partitionCount; partition++) {
        for (const run of this.#runs) {
          const { records, sets } = reader.read(run, partition);
          part.#addBounded(records, sets);
        }
        yield* part.parts();
        part.#clear();
      }
    } finally {
      reader.close();
    }
  }

  #addBounded(packedKeys: Uint8Array, sets: readonly Uint8Array[]): void {
    this.#table.addPacked(packedKeys, sets);
    const { tableBytes = Number.POSITIVE_INFINITY } = this.#memory ?? {};
    if (this.#table.memoryBytes > tableBytes && this.#level < deepest) this.spill();
  }

  #clear(): void {
    if (this.#memory !== undefined) removeRuns(this.#memory.folder, this.#runs);
    this.#runs = [];
    this.#table.clear();
  }
}
