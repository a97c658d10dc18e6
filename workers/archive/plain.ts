// A range of a plain file: the lines that begin in it. Two neighbouring ranges share no line and miss none, because
// the end of one and the beginning of the other are the same question: where does the first line at or behind this
// byte begin?

import { readSync } from 'node:fs';
import type { Damage, Shard } from '../../src/types.ts';
import type { ScannedContent } from './scanned-content.ts';
import type { TextSource } from './source.ts';
import { readingDamage } from './stored.ts';

const lineFeed = 10;
/** What is read beyond the range at a time, to find the end of its last line. */
const overrunBytes = 64 * 1024;

/** The lines of an open file that begin in the shard's bytes; `content` sees what is read. */
export function openPlain(file: number, shard: Shard, content?: ScannedContent): TextSource {
  let at = shard.start;
  let begun = shard.start === 0;
  let ended = shard.start === shard.end;
  let damage: Damage | undefined;

  return {
    read(target) {
      if (!begun) skipToFirstLine();
      return ended ? 0 : readLines(target);
    },
    storedBytes: () => (ended && damage === undefined ? shard.end : clamp(at, shard.start, shard.end)) - shard.start,
    damage: () => damage,
    close() {},
  };

  /** The first line begins behind the first LF at or behind `start - 1`. */
  function skipToFirstLine(): void {
    begun = true;
    const buffer = Buffer.allocUnsafe(overrunBytes);
    for (at = shard.start - 1; at < shard.end && !ended; ) {
      const got = readAt(buffer.subarray(0, Math.min(buffer.length, shard.end - at)));
      const place = buffer.subarray(0, got).indexOf(lineFeed);
      at += place < 0 ? got : place + 1;
      if (place >= 0) break;
    }
    if (at >= shard.end) ended = true;
  }

  function readLines(target: Uint8Array): number {
    const got = readAt(target.subarray(0, Math.max(shard.end - at, 0) + overrunBytes));
    const length = untilLastLine(target.subarray(0, got), shard.end - 1 - at);
    if (length !== undefined) ended = true;
    at += length ?? got;
    return length ?? got;
  }

  function readAt(target: Uint8Array): number {
    try {
      const got = readSync(file, target, 0, target.length, at);
      content?.saw(at, target.subarray(0, got));
      if (got > 0) return got;
      if (at < shard.end) damage = shrunk(at, shard.end);
    } catch (error) {
      damage = readingDamage(error, at);
    }
    ended = true;
    return 0;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** How much of the text belongs to the range, if its end is in it: up to the first LF at or behind `lastByte`. */
function untilLastLine(text: Uint8Array, lastByte: number): number | undefined {
  if (lastByte >= text.length) return undefined;
  const place = text.indexOf(lineFeed, Math.max(lastByte, 0));
  return place < 0 ? undefined : place + 1;
}

function shrunk(at: number, end: number): Damage {
  return { reason: 'changed', message: `ended at byte ${at}, before ${end}: it shrank while it was read` };
}
