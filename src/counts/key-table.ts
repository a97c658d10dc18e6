// A table from key bytes to a count, outside the JavaScript heap: it takes packed records as workers send them, adds
// their counts up, and is itself nothing but such records. Knows nothing of rules or lines.
//
// Why not a Map: it ends at 2^24 keys, needs a string for every key of every shard, and some 90 bytes a key.
// A record is [count: u64 LE] [key length: u32 LE] [key bytes, padded with zeros to 4], seen as 32-bit words.
// Records stand in chunks in the order their keys came; `slots` finds them by open addressing.

import type { ByteText } from '../types.ts';

/** Where a record stands: its chunk in the upper 12 bits, its first word in the lower 20. */
export type Position = number;

const chunkWords = 2 ** 20;
const firstChunkWords = 2 ** 10;
/** One less than 12 bits can tell, since a slot holds position + 1: 16 GiB of records. */
const mostChunks = 4095;
const headerWords = 3;
const two32 = 2 ** 32;

interface Chunk {
  readonly words: Uint32Array;
  /** The same memory, to cut strings from. */
  readonly bytes: Buffer;
  usedWords: number;
}

/** Exact counts per key. An index into typed arrays below is within bounds by construction, hence `as number`. */
export class KeyTable {
  /** Pairs of [position + 1, hash]; 0: free. The capacity is a power of two, never more than 5/8 of it taken. */
  #slots = new Uint32Array(2 * 64);
  readonly #chunks: Chunk[] = [];
  // A seed of its own, so that no log can be made to collide; no result depends on it.
  readonly #seed = crypto.getRandomValues(new Uint32Array(2));
  #size = 0;
  #lines = 0;

  /** Distinct keys. */
  get size(): number {
    return this.#size;
  }

  /** The sum of all counts. */
  get lines(): number {
    return this.#lines;
  }

  /**
   * Adds every record of `packed`. Throws on malformed bytes and on a count over 2^53 - 1; the table is then of no use.
   */
  addPacked(packed: Uint8Array): void {
    if (packed.byteLength % 4 !== 0) throw malformed('its length is no multiple of 4');
    const aligned = packed.byteOffset % 4 === 0 ? packed : packed.slice();
    this.#addWords(new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4));
  }

  /** Calls `visit` once a key, in no order to rely on; positions stay valid for the life of the table. */
  visit(visit: (position: Position, count: number) => void): void {
    this.#chunks.forEach(({ words, usedWords }, index) => {
      for (let at = 0; at < usedWords; at = recordEnd(words, at)) visit(index * chunkWords + at, countIn(words, at));
    });
  }

  /** A string of its own, not a view into more memory than it shows. */
  keyAt(position: Position): ByteText {
    const { words, bytes } = this.#chunkAt(position);
    const at = position % chunkWords;
    const from = 4 * (at + headerWords);
    return bytes.toString('latin1', from, from + (words[at + 2] as number));
  }

  #addWords(words: Uint32Array): void {
    for (let at = 0; at < words.length; ) {
      const length = words[at + 2];
      if (length === undefined) throw malformed('it ends within the head of a record');
      const end = recordEnd(words, at);
      if (end > words.length) throw malformed('it ends within a key');
      const tail = length % 4;
      if (tail !== 0 && (words[end - 1] as number) >>> (8 * tail) !== 0) throw malformed('a padding is not zero');
      this.#addRecord(words, at, countedOrThrow(countIn(words, at)));
      at = end;
    }
  }

  #addRecord(words: Uint32Array, at: number, count: number): void {
    const end = recordEnd(words, at);
    const hash = this.#hash(words, at + headerWords - 1, end);
    const slot = this.#find(words, at, end, hash);
    const taken = this.#slots[2 * slot] as number;
    this.#lines = countedOrThrow(this.#lines + count);
    if (taken !== 0) {
      const chunk = this.#chunkAt(taken - 1);
      const known = (taken - 1) % chunkWords;
      setCount(chunk.words, known, countIn(chunk.words, known) + count);
      return;
    }
    this.#slots[2 * slot] = this.#append(words, at, end) + 1;
    this.#slots[2 * slot + 1] = hash;
    this.#size += 1;
    if (this.#size * 16 > this.#slots.length * 5) this.#grow();
  }

  /** The slot that holds this record's key, or the free one where it belongs. */
  #find(words: Uint32Array, at: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[2 * slot] as number;
      if (taken === 0 || (slots[2 * slot + 1] === hash && this.#holds(taken - 1, words, at, end))) return slot;
    }
  }

  #holds(position: Position, words: Uint32Array, at: number, end: number): boolean {
    const known = this.#chunkAt(position).words;
    const shift = (position % chunkWords) - at;
    // The length first, then the padded key: equal words are equal bytes.
    for (let i = at + headerWords - 1; i < end; i++) if (known[i + shift] !== words[i]) return false;
    return true;
  }

  #append(words: Uint32Array, at: number, end: number): Position {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.usedWords + end - at > chunk.words.length) chunk = this.#newChunk(end - at);
    const position = (this.#chunks.length - 1) * chunkWords + chunk.usedWords;
    const from = chunk.usedWords;
    for (let i = at; i < end; i++) chunk.words[from + i - at] = words[i] as number;
    chunk.usedWords += end - at;
    return position;
  }

  /** Chunks begin small, for the many tables that stay small; a key longer than a chunk has one to itself. */
  #newChunk(leastWords: number): Chunk {
    const count = this.#chunks.length;
    if (count === mostChunks) throw new RangeError('Expected the keys of one rule to take at most 16 GiB');
    const words = new Uint32Array(Math.max(leastWords, Math.min(chunkWords, firstChunkWords * 2 ** count)));
    const chunk = { words, bytes: Buffer.from(words.buffer), usedWords: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  #chunkAt(position: Position): Chunk {
    return this.#chunks[Math.floor(position / chunkWords)] as Chunk;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Uint32Array(2 * old.length);
    const mask = slots.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      let slot = (old[i + 1] as number) & mask;
      while (slots[2 * slot] !== 0) slot = (slot + 1) & mask;
      slots[2 * slot] = old[i] as number;
      slots[2 * slot + 1] = old[i + 1] as number;
    }
    this.#slots = slots;
  }

  /**
   * HalfSipHash-1-3 over whole words (Aumasson and Bernstein's SipHash, its 32-bit form, as the Linux kernel has it):
   * keyed, since keys come from logs, and of 32-bit steps only, which is what a JavaScript engine does well.
   */
  #hash(words: Uint32Array, from: number, to: number): number {
    const k0 = this.#seed[0] as number;
    const k1 = this.#seed[1] as number;
    let v0 = k0 | 0;
    let v1 = k1 | 0;
    let v2 = k0 ^ 0x6c796765;
    let v3 = k1 ^ 0x74656462;
    // Three more rounds with an empty word finish it.
    for (let i = from; i < to + 3; i++) {
      const word = i < to ? (words[i] as number) : 0;
      if (i === to) v2 ^= 0xff;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    return (v1 ^ v3) >>> 0;
  }
}

function recordEnd(words: Uint32Array, at: number): number {
  return at + headerWords + Math.ceil((words[at + 2] as number) / 4);
}

function countIn(words: Uint32Array, at: number): number {
  return (words[at] as number) + (words[at + 1] as number) * two32;
}

function setCount(words: Uint32Array, at: number, count: number): void {
  words[at] = count % two32;
  words[at + 1] = Math.floor(count / two32);
}

function countedOrThrow(count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new RangeError(`Expected a count from 1 to 2^53 - 1, got ${count}`);
}

function malformed(what: string): Error {
  return new Error(`Malformed packed keys: ${what}`);
}
