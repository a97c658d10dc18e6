// What every codec promises to the feed loop: text, piece by piece, straight into the kernel's memory,
// and at the end a word on whether that was all of it.

import type { Damage, SeekPoint } from '../../src/types.ts';

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
  /** Of a part of a compressed file only. */
  readonly part?: PartOfText;
}

export interface PartOfText {
  /** The text up to its first LF is the end of a line that is not of this part. */
  readonly beginsInLine: boolean;
  /** What must stand in front of its text in the kernel's memory. */
  readonly history?: Uint8Array | undefined;
  /** Asked after the end: the frames or members between the part's ends. */
  members(): number;
}

/** What a decoder is told of the bytes it is given, and whom it tells of the frames or members that it comes to. */
export interface MemberWatch {
  /** Offset in the file of the first byte that is read. */
  readonly start: number;
  /** So many frames or members stand before it. */
  readonly membersBefore: number;
  /** A frame or member begins at a stored byte, or the file ends there, behind so many others. */
  meet(offset: number, members: number): AtMember;
  /** Of gzip only: where in a member the bytes begin; absent: in front of one. */
  readonly begin?: SeekPoint | undefined;
  /** Of gzip only. */
  readonly blocks?: BlockWatch | undefined;
}

/** Whom a decoder of gzip tells where a block begins. */
export interface BlockWatch {
  /** The first block that begins behind so many bytes of text is to be told next. */
  next(): number;
  /** `window`: the text in front of it, 32 KiB or all of its member's, to be read at once. */
  meetBlock(head: BlockHead, window: Uint8Array): AtMember;
}

export type BlockHead = Omit<SeekPoint, 'window'>;

/** What a decoder does then: it goes on, or goes on with the next `read` and ends this one, or ends. */
export type AtMember = 'on' | 'pause' | 'end';

/** Of a file that is read from its beginning to its end. */
export const wholeFile: MemberWatch = { start: 0, membersBefore: 0, meet: () => 'on' };

/** Thrown by a decoder that wants more memory than may be taken beside other shards: run the shard again alone. */
export class HugeWindow extends Error {}

/** Thrown where a part of a file cannot stand alone: scan from its start to the end of the file as one. */
export class BadCut extends Error {}

/** Thrown where memory is short: that says nothing of the input. */
export class OutOfMemory extends Error {}
