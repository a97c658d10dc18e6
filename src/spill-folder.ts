// The private folder that counts are spilled to, and how much memory a sweep may take before they are. It is there from
// before the scan, so that what cannot be written is found out then, until the sweep ends, in whatever way.

import { chmodSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { systemCode, systemMessage } from './system-error.ts';
import { removeOwnLeftovers, temporaryName } from './temporaries.ts';
import { quote } from './text.ts';

export interface SpillSpace {
  readonly path: string;
  /** How much memory counts may take, all threads together. */
  readonly memoryBytes: number;
}

export interface SpillFolder extends SpillSpace {
  /** With all that is in it; may be called again. */
  remove(): void;
}

export interface SpillRequest {
  /** The folder to make it in; absent: the system's for temporary files. */
  readonly tmp?: string | undefined;
  /** What a message calls it; absent: the option. */
  readonly tmpName?: string | undefined;
  /** As `512MB`; absent: that. */
  readonly memory?: string | undefined;
}

/** What `--memory` is where it is not given. */
export const defaultMemory = '512MB';

/**
 * A UserError if the memory is no size, or if the folder was named and nothing can be made in it. The system's own
 * folder may be of no use as long as nothing has to be spilled.
 */
export function openSpillFolder({
  tmp,
  tmpName = 'the `--tmp` option',
  memory = defaultMemory,
}: SpillRequest = {}): SpillFolder {
  const memoryBytes = readMemory(memory);
  const parent = tmp ?? tmpdir();
  const path = join(parent, temporaryName());
  removeOwnLeftovers(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    if (tmp !== undefined) {
      throw new UserError(
        `Expected ${tmpName} to be a folder that can be written to, got ${quote(tmp)}: ${systemMessage(error)}`,
      );
    }
  }
  return {
    path,
    memoryBytes,
    remove() {
      try {
        // Mostly it is empty, and this is all that has to be loaded for it.
        rmdirSync(path);
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return;
        // A thread may be about to write one more file.
        rmSync(path, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}

const units: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };
const leastMemory = 1e6;

/** For messages. */
export const memorySizes = `a size with its unit, of at least 1MB, as ${defaultMemory} or 4GiB`;

/** Bytes; a UserError for what is no size. */
export function readMemory(written: string): number {
  const bytes = parseMemory(written);
  if (bytes !== undefined) return bytes;
  throw new UserError(`Expected the \`--memory\` option to be ${memorySizes}, got ${quote(written)}`);
}

/** Bytes; undefined for what is no size, or too little. */
export function parseMemory(written: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6}(?:\.\d{1,3})?)\s?([KMG]i?B)$/i.exec(written) ?? [];
  const bytes = Math.floor(Number(digits) * (units[(unit ?? '').toUpperCase()] ?? Number.NaN));
  return bytes >= leastMemory ? bytes : undefined;
}

/** What each may take; the rest is for what is on its way between them. */
export interface MemoryShares {
  /** The tables of one scanning thread. */
  readonly threadBytes: number;
  /** The coordinator's tables. */
  readonly tableBytes: number;
}

/** Half for those who scan, a quarter for the coordinator's tables. */
export function shareMemory(memoryBytes: number, jobs: number): MemoryShares {
  // A kernel has 4 GiB at most, for everything.
  return { threadBytes: Math.min(memoryBytes / 2 / jobs, 2 ** 30), tableBytes: memoryBytes / 4 };
}
