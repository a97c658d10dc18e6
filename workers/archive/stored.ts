// The bytes of an input as they are stored, from front to back: what the decoders read. The first bytes can be looked
// at before they are read, so that a stream, too, can be known by its magic bytes.

import { readSync } from 'node:fs';
import { fillHead } from '../../src/codec.ts';
import { systemMessage } from '../../src/system-error.ts';
import type { Damage } from '../../src/types.ts';
import type { ScannedContent } from './scanned-content.ts';

export interface StoredBytes {
  /** Writes the next bytes to the front of `target`; 0 at the end, and where reading fails: ask `failure` then. */
  read(target: Uint8Array): number;
  /** The first bytes; fewer than were asked for only if the input is shorter. To be called before `read`. */
  peek(length: number): Uint8Array;
  /** Offset of the next byte to be read. */
  position(): number;
  failure(): Damage | undefined;
}

/** How long to wait for a pipe that would rather not block, in milliseconds. */
const retryMs = 2;

export interface StoredRange {
  /** Where to begin, in a file; a pipe or device is read where it stands. */
  readonly start?: number;
  /** Sees what is read. */
  readonly content?: ScannedContent | undefined;
}

/** Reads an open pipe or device where it stands, or a file from a byte on. */
export function storedBytes(file: number, { start = 0, content }: StoredRange = {}): StoredBytes {
  let readTo = start;
  let ahead = new Uint8Array(0);
  let position = start;
  let failure: Damage | undefined;
  return {
    peek(length) {
      const head = new Uint8Array(length);
      ahead = head.subarray(0, fillHead(head, readOrFail, length));
      return ahead;
    },
    read(target) {
      const got = ahead.length > 0 ? takeAhead(target) : readOrFail(target);
      position += got;
      return got;
    },
    position: () => position,
    failure: () => failure,
  };

  function readOrFail(target: Uint8Array): number {
    if (failure !== undefined) return 0;
    try {
      // Only a file can be begun elsewhere, and nothing of it is read ahead then.
      const got = readBlocking(file, target, start > 0 ? position : null);
      content?.saw(readTo, target.subarray(0, got));
      readTo += got;
      return got;
    } catch (error) {
      failure = readingDamage(error, position);
      return 0;
    }
  }

  function takeAhead(target: Uint8Array): number {
    const taken = ahead.subarray(0, target.length);
    target.set(taken);
    ahead = ahead.subarray(taken.length);
    return taken.length;
  }
}

/** What the report says of a file that could be opened and then not be read. Throws what is no system error. */
export function readingDamage(error: unknown, at: number): Damage {
  return { reason: 'unreadable', message: `could not be read at byte ${at}: ${systemMessage(error)}` };
}

function readBlocking(file: number, target: Uint8Array, at: number | null): number {
  for (;;) {
    try {
      return readSync(file, target, 0, target.length, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows tells the end of a pipe so.
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}
