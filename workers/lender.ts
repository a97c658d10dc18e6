// Where the counts of a shard are copied to when they leave the kernel: memory that is lent to the coordinator, if there
// is any that is not with it, else memory of their own. Knows nothing of what they are.

import { isAtHome, lend, lentHeadBytes, makeLendable } from '../src/lent-memory.ts';

/** Makes one array of its own of pieces that are each good until the next is asked for. */
export type KeepBytes = (pieces: Iterable<Uint8Array>) => Uint8Array;

/** One is filled, one waits to be read, and one is read. */
const mostLent = 3;
/** Less is copied as soon. */
const leastBytes = 256 * 1024;
/** More is not held ready for the next shard. */
const mostBytes = 32 * 1024 * 1024;

export class Lender {
  readonly #own: SharedArrayBuffer[] = [];
  #into: Uint8Array | undefined;
  #used = lentHeadBytes;

  /** For the counts of one shard, about so many bytes; 0: they get memory of their own. */
  begin(bytes: number): void {
    this.#used = lentHeadBytes;
    const memory = bytes < leastBytes || bytes > mostBytes ? undefined : this.#choose(bytes);
    this.#into = memory && new Uint8Array(memory);
  }

  readonly keep: KeepBytes = (pieces) => {
    const start = this.#used;
    let own: Uint8Array[] | undefined;
    let at = start;
    // What has no room, even in the midst of an array, lies apart with all of its array.
    for (const piece of pieces) {
      if (own === undefined && this.#into !== undefined && at + piece.length <= this.#into.length) {
        this.#into.set(piece, at);
        at += piece.length;
      } else {
        own ??= this.#into === undefined || at === start ? [] : [this.#into.slice(start, at)];
        own.push(piece.slice());
      }
    }
    if (own !== undefined || this.#into === undefined) return joined(own ?? []);
    this.#used = Math.ceil(at / 8) * 8;
    return this.#into.subarray(start, at);
  };

  /** What was lent; undefined if nothing lies in it. */
  end(): SharedArrayBuffer | undefined {
    const memory = this.#used > lentHeadBytes ? (this.#into?.buffer as SharedArrayBuffer | undefined) : undefined; // see `begin`
    this.#into = undefined;
    if (memory !== undefined) lend(memory);
    return memory;
  }

  #choose(bytes: number): SharedArrayBuffer | undefined {
    const home = this.#own.findIndex(isAtHome);
    const known = this.#own[home];
    if (known !== undefined && known.byteLength >= bytes) return known;
    if (known === undefined && this.#own.length === mostLent) return undefined;
    // Twice as much, a multiple of eight: later shards may have more, and what is not touched costs nothing.
    const made = makeLendable(Math.ceil(bytes / 4) * 8);
    this.#own[known === undefined ? this.#own.length : home] = made;
    return made;
  }
}

/** In memory of their own. */
export const keepApart: KeepBytes = (pieces) => joined(Array.from(pieces, (piece) => piece.slice()));

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(pieces.reduce((bytes, { length }) => bytes + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
