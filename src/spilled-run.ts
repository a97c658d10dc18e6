// Counts on disk for as long as a sweep takes: runs of packed records, one a rule, each cut into the same partitions of
// the keys, so that all there is of a partition can be read and added up alone. Any thread writes them, the coordinator
// reads them. Knows no tables.
//
// Why partitions and not sorted runs: nothing needs the keys in order but the ranking, and that is by counts. A hash
// puts a key where it belongs in a few steps, once; sorting and merging compares it again and again.

import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode, systemMessage } from './system-error.ts';
import { temporaryName } from './temporaries.ts';
import { quote } from './text.ts';
import type { SpilledRun } from './types.ts';

const partitionBits = 6;
export const partitionCount = 2 ** partitionBits;
/** Beyond so many levels a hash of 32 bits tells no more. */
export const deepest = 5;

/** Of a key with this hash; partitions of partitions have the next bits of it. */
export function partitionOf(hash: number, level: number): number {
  return (hash >>> (32 - partitionBits * (level + 1))) & (partitionCount - 1);
}

/** There is no place for counts: nothing is wrong with an input, and the sweep cannot go on. */
export class CannotSpill extends Error {}

const bufferBytes = 256 * 1024;

/** A new file of runs, which nobody else may read. Throws CannotSpill. */
export class RunWriter {
  readonly file = temporaryName();
  readonly #folder: string;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  #buffered = 0;
  #bytes = 0;
  #isOpen = true;

  constructor(folder: string) {
    this.#folder = folder;
    this.#fd = orCannotSpill(folder, () => openSync(join(folder, this.file), 'wx', 0o600));
  }

  /** Of all that was written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `bytes` may be used again when it returns. */
  write(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#buffered + bytes.length > bufferBytes) this.#flush();
    if (bytes.length > bufferBytes) this.#put(bytes);
    else {
      this.#buffer.set(bytes, this.#buffered);
      this.#buffered += bytes.length;
    }
  }

  end(): void {
    this.#flush();
    orCannotSpill(this.#folder, () => this.#close());
  }

  /** Removes the file; of one that was ended, `removeRuns`. */
  abandon(): void {
    this.#close();
    rmSync(join(this.#folder, this.file), { force: true });
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }

  #flush(): void {
    this.#put(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  #put(bytes: Uint8Array): void {
    orCannotSpill(this.#folder, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    });
  }
}

/** Runs written by `write`, or nothing at all if it fails. */
export function writeRuns<Result>(folder: string, write: (writer: RunWriter) => Result): Result {
  const writer = new RunWriter(folder);
  try {
    const result = write(writer);
    writer.end();
    return result;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

export function removeRuns(folder: string, runs: readonly SpilledRun[]): void {
  for (const file of new Set(runs.map((run) => run.file))) rmSync(join(folder, file), { force: true });
}

/** Reads partitions of runs into memory that the next one takes again; to be closed. */
export class RunReader {
  readonly #folder: string;
  #memory = Buffer.alloc(0);
  /** The file that was read last: its neighbour is often the next. */
  #open: { readonly file: string; readonly fd: number } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The records of a partition, and its lists of sets. */
  read(run: SpilledRun, partition: number): { readonly records: Uint8Array; readonly sets: readonly Uint8Array[] } {
    const before = run.partitions.slice(0, partition).flat();
    const sizes = run.partitions[partition] ?? [];
    const bytes = this.#readAt(run.file, before.reduce(sum, run.offset), sizes.reduce(sum, 0));
    let at = 0;
    const [records = bytes, ...sets] = sizes.map((size) => {
      at += size;
      return bytes.subarray(at - size, at);
    });
    return { records, sets };
  }

  #readAt(file: string, offset: number, size: number): Uint8Array {
    if (size > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(size + size / 4);
    const target = this.#memory.subarray(0, size);
    if (size === 0) return target;
    const fd = this.#fdOf(file);
    for (let at = 0; at < size; ) {
      const read = readSync(fd, target, at, size - at, offset + at);
      if (read === 0) throw new Error(`${quote(join(this.#folder, file))} ends before its counts do`);
      at += read;
    }
    return target;
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.fd);
    this.#open = undefined;
  }

  #fdOf(file: string): number {
    if (this.#open?.file === file) return this.#open.fd;
    this.close();
    this.#open = { file, fd: openSync(join(this.#folder, file), 'r') };
    return this.#open.fd;
  }
}

function sum(a: number, b: number): number {
  return a + b;
}

function orCannotSpill<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new CannotSpill(
      `The counts take more memory than --memory allows, and cannot be written to ${quote(folder)}: ` +
        `${systemMessage(error)}; make room there, name a folder on another disk with --tmp, or allow more with --memory`,
    );
  }
}
