// A part of a compressed file: the lines that begin in its text. The byte before that text is nobody's to know, so a
// part begins behind its first LF, and the part before it reads on through the frames or members behind its end until it
// has that LF. Where the part was cut was only guessed; whether a frame or member does begin at its end is found out by
// reading up to it, and what cannot stand alone is a BadCut. Knows no codec.

import { detectCodec, fillHead, headBytes } from '../../src/codec.ts';
import type { Shard } from '../../src/types.ts';
import { type AtMember, BadCut, type MemberWatch, type TextSource } from './source.ts';

const lineFeed = 10;
/** What is read behind the end of a part at a time, to find the end of its last line. */
const overrunBytes = 64 * 1024;

/** Whether a shard of a compressed input is less than all of it. */
export function isPart({ input, start, end }: Shard): boolean {
  return input.kind === 'file' && (start > 0 || end < input.storedBytes);
}

/** Knows where a part ends, and has the decoder pause there. */
export interface EndWatch extends MemberWatch {
  /** The last part ends with its file, however long that is by now. */
  readonly isLast: boolean;
  /** Whether the end was met, so that what comes next is text of the next part. */
  isBehindEnd(): boolean;
  /** Between both ends of the part; 0 in the last one, which nobody asks. */
  members(): number;
}

/** Waits for the frame or member that begins where a part ends, and has the decoder pause there. */
export class PartWatch implements EndWatch {
  readonly start: number;
  readonly membersBefore: number;
  readonly isLast: boolean;
  readonly #end: number;
  #membersAtEnd: number | undefined;

  constructor({ input, start, end, membersBefore = 0 }: Shard) {
    this.start = start;
    this.membersBefore = membersBefore;
    this.isLast = end === input.storedBytes;
    this.#end = end;
  }

  meet(offset: number, members: number): AtMember {
    if (this.isLast || this.isBehindEnd() || offset < this.#end) return 'on';
    if (offset > this.#end) return 'end';
    this.#membersAtEnd = members;
    return 'pause';
  }

  isBehindEnd(): boolean {
    return this.#membersAtEnd !== undefined;
  }

  members(): number {
    return (this.#membersAtEnd ?? this.membersBefore) - this.membersBefore;
  }
}

/**
 * The lines of a part; `decoded` is all that can be decoded from its start on, and tells `watch` of it. `read` throws
 * BadCut instead of what would be damage, unless the shard is known to begin where all before it ended well. `history`:
 * the text in front of its own, if it is known.
 */
export function openPart(shard: Shard, watch: EndWatch, decoded: TextSource, history?: Uint8Array): TextSource {
  let begun = false;
  let ended = false;

  return {
    read(target) {
      if (ended) return 0;
      if (watch.isBehindEnd()) return readLastLine(target);
      const got = begun ? decoded.read(target) : readFirst(target);
      begun = true;
      if (watch.isBehindEnd()) {
        expectSound();
        return got > 0 ? got : readLastLine(target);
      }
      if (got === 0) endWithFile();
      return got;
    },
    storedBytes() {
      const at = watch.isLast ? decoded.storedBytes() : Math.min(decoded.storedBytes(), shard.end);
      return at - shard.start;
    },
    damage: () => (watch.isLast ? decoded.damage() : undefined),
    close: () => decoded.close(),
    part: { beginsInLine: shard.start > 0, history, members: () => watch.members() },
  };

  /** The first bytes of a file's text tell what all of it is; only lines of bytes can be cut. */
  function readFirst(target: Uint8Array): number {
    if (shard.start > 0) return decoded.read(target);
    const filled = fillHead(target, (rest) => (watch.isBehindEnd() ? 0 : decoded.read(rest)));
    const found = detectCodec(target.subarray(0, filled));
    const isText = found.kind === 'codec' && found.codec === 'plain';
    // What tells it may stand in the next part.
    if (!isText || (watch.isBehindEnd() && filled < headBytes)) throw new BadCut();
    return filled;
  }

  /** Up to the first LF behind the end. If no line begins in the part, that is the LF behind which its lines would begin. */
  function readLastLine(target: Uint8Array): number {
    const text = target.subarray(0, decoded.read(target.subarray(0, overrunBytes)));
    const place = text.indexOf(lineFeed);
    ended = text.length === 0 || place >= 0;
    // What is wrong behind the LF is for the next part to tell.
    if (text.length === 0) expectSound();
    return place < 0 ? text.length : place + 1;
  }

  function endWithFile(): void {
    ended = true;
    if (!watch.isLast) throw new BadCut();
    if (shard.membersBefore === undefined) expectSound();
  }

  function expectSound(): void {
    if (decoded.damage() !== undefined) throw new BadCut();
  }
}
