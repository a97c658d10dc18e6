// Memory for many sets that grow: one block of words each, of a power of two, in one arena. A set that outgrows its block
// gets one of twice the size; what it leaves is given to the next set of that size. Knows nothing of what is in a block.

import { type Chunk, type Position, WordArena, wordIn } from './word-arena.ts';

/** By set, numbered from 0. An index into typed arrays below is within bounds by construction, hence `as number`. */
export class SetBlocks {
  readonly #arena = new WordArena('the distinct values of one rule');
  /** By set, where its block begins, plus 1, and the block's words; 0: it has none. */
  #starts = new Uint32Array(64);
  #rooms = new Uint32Array(64);
  /** By size, as a power of two: blocks that were left. */
  readonly #left: number[][] = Array.from({ length: 33 }, () => []);

  /** About what all of them take of memory. */
  get memoryBytes(): number {
    return this.#arena.bytes + 4 * (this.#starts.length + this.#rooms.length);
  }

  /** The words of the set's block; 0: it has none. */
  roomOf(set: number): number {
    return set < this.#rooms.length ? (this.#rooms[set] as number) : 0;
  }

  /** Where the block begins of a set that has one. */
  startOf(set: number): Position {
    return (this.#starts[set] as number) - 1;
  }

  /** The memory of the block that begins there, from word `wordIn(start)` on. */
  memoryAt(start: Position): Chunk {
    return this.#arena.chunkAt(start);
  }

  /**
   * Gives the set another block, of zeros, and tells where it begins; `room`, a power of two, is the number of its words.
   * The old one stays readable until the next call.
   */
  give(set: number, room: number): Position {
    this.#reserve(set);
    const left = this.#left[Math.log2(room)]?.pop();
    const start = left ?? this.#arena.reserve(room);
    this.drop(set);
    this.#starts[set] = start + 1;
    this.#rooms[set] = room;
    if (left !== undefined) this.memoryAt(start).words.fill(0, wordIn(start), wordIn(start) + room);
    return start;
  }

  /** The set has no block any more. */
  drop(set: number): void {
    const room = this.roomOf(set);
    if (room === 0) return;
    this.#left[Math.log2(room)]?.push((this.#starts[set] as number) - 1);
    this.#rooms[set] = 0;
  }

  #reserve(set: number): void {
    if (set < this.#rooms.length) return;
    const length = Math.max(set + 1, 2 * this.#rooms.length);
    this.#starts = enlarged(this.#starts, length);
    this.#rooms = enlarged(this.#rooms, length);
  }
}

function enlarged(words: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(words);
  return larger;
}
