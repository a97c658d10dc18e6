// Digests the very bytes that a scan is given, as they pass, so that counts are never kept under the name of other
// bytes, and nothing is read from a disk for it. What the scan did not look at, behind damage, is read at the end.

import { readSync } from 'node:fs';
import { StretchDigests } from '../../src/content.ts';

/** How much is read at once of what nobody has read. */
const pieceBytes = 1024 * 1024;

/** The stored bytes `start` ≤ i < `end` of one file. */
export class ScannedContent {
  readonly #digests = new StretchDigests();
  readonly #end: number;
  #at: number;

  constructor(start: number, end: number) {
    this.#at = start;
    this.#end = end;
  }

  /** Some bytes were read at this place of the file; it may overlap what was seen before, or lie elsewhere. */
  saw(position: number, bytes: Uint8Array): void {
    // Behind a gap: read again at the end.
    if (position > this.#at) return;
    const unseen = bytes.subarray(this.#at - position, Math.max(this.#end - position, 0));
    this.#digests.add(unseen);
    this.#at += unseen.length;
  }

  /** Reads what was not seen; undefined where that fails, or the file has become shorter. */
  finish(file: number): readonly string[] | undefined {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, this.#end - this.#at));
    while (this.#at < this.#end) {
      const got = readOrNothing(file, piece.subarray(0, Math.min(piece.length, this.#end - this.#at)), this.#at);
      if (got === 0) return undefined;
      this.saw(this.#at, piece.subarray(0, got));
    }
    return this.#digests.digests();
  }
}

function readOrNothing(file: number, target: Uint8Array, position: number): number {
  try {
    return readSync(file, target, 0, target.length, position);
  } catch {
    // What cannot be read has no name; that it cannot is the scan's to tell.
    return 0;
  }
}
