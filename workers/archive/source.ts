// What every codec promises to the feed loop: text, piece by piece, straight into the kernel's memory,
// and at the end a word on whether that was all of it.

import type { Damage } from '../../src/types.ts';

export interface TextSource {
  /**
   * Writes the next text to the front of `target`, which is kernel memory of at least 64 KiB, and returns how many
   * bytes; 0 only at the end, and then for ever. The text delivered before stands unbroken in front of `target` in
   * the same memory, at least its last 32 KiB (all of it if it was less). Damage ends the text, or is remembered;
   * it is never thrown: an exception is a bug, or a system error of the file itself.
   */
  read(target: Uint8Array): number;
  /** Bytes of the stored form that were consumed so far. */
  storedBytes(): number;
  /** Asked after the end: absent if the input was whole. The text is then the longest prefix that decodes. */
  damage(): Damage | undefined;
  close(): void;
}

/** Thrown by a decoder that wants more memory than may be taken beside other shards: run the shard again alone. */
export class HugeWindow extends Error {}

/** Thrown where memory is short: that says nothing of the input. */
export class OutOfMemory extends Error {}
