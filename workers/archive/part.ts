// A part of a compressed file: the lines that begin in its text. The byte before that text is nobody's to know, so a
// part begins behind its first LF, and the part before it reads on through the frames or members behind its end until it
// has that LF. Where the part was cut was only guessed; whether a frame or member does begin at its end is found out by
// reading up to it, and what cannot stand alone is a BadCut. Knows no codec.

import { detectCodec, fillHead } from '../../src/codec.ts';
import type { Shard } from '../../src/types.ts';
import { BadCut, type MemberWatch, type TextSource } from './source.ts';

const lineFeed = 10;

/** Whether a shard of a compressed input is less than all of it. */
export function isPart({ input, start, end }: Shard): boolean {
  return input.kind === 'file' && (start > 0 || end < input.storedBytes);
}

/** Where the text of a part ends. */
interface End {
  readonly members: number;
  readonly textBytes: number;
}

/** Waits for the frame or member that begins where a part ends. */
export class PartWatch implements MemberWatch {
  readonly start: number;
  readonly membersBefore: number;
  /** Infinite for the last part: it ends with its file, however long that is by now. */
  readonly #end: number;
  #met: End | undefined;

  constructor({ input, start, end, membersBefore = 0 }: Shard) {
    this.start = start;
    this.membersBefore = membersBefore;
    this.#end = end < input.storedBytes ? end : Number.POSITIVE_INFINITY;
  }

  meet(offset: number, members: number, textBytes: number): boolean {
    if (offset === this.#end) this.#met = { members, textBytes };
    return offset <= this.#end || this.#met !== undefined;
  }

  /** Undefined as long as it was not reached. */
  met(): End | undefined {
    return this.#met;
  }

  isLast(): boolean {
    return this.#end === Number.POSITIVE_INFINITY;
  }
}

/**
 * The lines of a part; `decoded` is all that can be decoded from its start on, and tells `watch` of it. `read` throws
 * BadCut instead of what would be damage, unless the shard is known to begin where all before it ended well.
 */
export function openPart(shard: Shard, watch: PartWatch, decoded: TextSource): TextSource {
  const isProven = shard.membersBefore !== undefined;
  /** Whether an LF was met, behind which the lines of the part begin. */
  let begun = shard.start === 0;
  let ended = false;
  let textBytes = 0;

  return {
    read(target) {
      if (ended) return 0;
      const got = textBytes === 0 ? readFirst(target) : decoded.read(target);
      const length = got === 0 ? endWithFile() : takeOwn(target.subarray(0, got));
      textBytes += got;
      if (ended && !isProven) expectSound();
      return length;
    },
    storedBytes() {
      const at = decoded.storedBytes();
      if (watch.isLast()) return at - shard.start;
      return (ended ? shard.end : Math.min(at, shard.end)) - shard.start;
    },
    damage: () => decoded.damage(),
    close: () => decoded.close(),
    part: { beginsInLine: shard.start > 0, members: () => (watch.met()?.members ?? 0) - watch.membersBefore },
  };

  /** The first bytes of a file's text tell what all of it is; only lines of bytes can be cut. */
  function readFirst(target: Uint8Array): number {
    if (shard.start > 0) return decoded.read(target);
    const filled = fillHead(target, (rest) => decoded.read(rest));
    const found = detectCodec(target.subarray(0, filled));
    if (found.kind === 'unsupported' || found.codec !== 'plain') throw new BadCut();
    return filled;
  }

  function endWithFile(): number {
    ended = true;
    return 0;
  }

  /** How much of the text is of this part: up to the first LF behind its end, if a line begins in it at all. */
  function takeOwn(text: Uint8Array): number {
    const met = watch.met();
    const own = met === undefined ? text.length : Math.max(met.textBytes - textBytes, 0);
    begun ||= text.subarray(0, own).includes(lineFeed);
    if (met === undefined) return text.length;
    const last = begun ? text.indexOf(lineFeed, own) : own - 1;
    ended = !begun || last >= 0;
    return ended ? last + 1 : text.length;
  }

  function expectSound(): void {
    if (decoded.damage() !== undefined || (!watch.isLast() && watch.met() === undefined)) throw new BadCut();
  }
}
