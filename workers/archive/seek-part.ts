// A part of a gzip file between two points of a seek index. What an index says is proved here before anything counts:
// the part must come out at the very block that the next part begins with, with the text and the checksum that the next
// one takes on trust. So a chain of parts from the first to the last, all of them good, has read what one reader would
// have read; and the last one holds checksum and length against the trailer of the member.

import { constants, inflateRawSync } from 'node:zlib';
import type { SeekPoint, Shard } from '../../src/types.ts';
import type { EndWatch } from './part.ts';
import { type AtMember, BadCut, type BlockHead, type BlockWatch } from './source.ts';

const windowBytes = 32 * 1024;

/** Has the decoder pause at the point where a part ends, and throws BadCut where that is not what the index says. */
export class SeekWatch implements EndWatch, BlockWatch {
  readonly start: number;
  readonly membersBefore: number;
  readonly begin: SeekPoint | undefined;
  readonly isLast: boolean;
  readonly blocks = this;
  readonly #end: SeekPoint | undefined;
  #isBehindEnd = false;

  constructor({ start, seek }: Shard) {
    this.start = start;
    this.begin = seek?.begin;
    this.membersBefore = this.begin?.members ?? 0;
    this.#end = seek?.end;
    this.isLast = this.#end === undefined;
  }

  /** The text in front of the part. */
  history(): Uint8Array | undefined {
    return this.begin && windowOf(this.begin);
  }

  meet(): AtMember {
    return 'on';
  }

  next(): number {
    return this.#isBehindEnd ? Number.POSITIVE_INFINITY : (this.#end?.textBytes ?? Number.POSITIVE_INFINITY);
  }

  meetBlock(head: BlockHead, window: Uint8Array): AtMember {
    if (this.#end === undefined || !isSame(head, this.#end) || !windowOf(this.#end).equals(window)) throw new BadCut();
    this.#isBehindEnd = true;
    return 'pause';
  }

  isBehindEnd(): boolean {
    return this.#isBehindEnd;
  }

  /** Nobody need know: no part is scanned again with what stands before it. */
  members(): number {
    return 0;
  }
}

function isSame(head: BlockHead, end: SeekPoint): boolean {
  const { window: _, ...expected } = end;
  return (Object.keys(expected) as (keyof BlockHead)[]).every((name) => head[name] === expected[name]);
}

/** Throws BadCut for what is none, or of the wrong length. */
function windowOf({ window, memberBytes }: SeekPoint): Buffer {
  const length = Math.min(memberBytes, windowBytes);
  let text: Buffer;
  try {
    text = inflateRawSync(window, { maxOutputLength: windowBytes, finishFlush: constants.Z_FINISH });
  } catch {
    throw new BadCut();
  }
  if (text.length !== length) throw new BadCut();
  return text;
}
