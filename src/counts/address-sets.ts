// Sets of IPv4 addresses, one a key: most of what rules count distinct values of. Knows no key and no measure.
//
// Idea: most values come once or twice, so that to look for each when it comes is to wait for memory each time. A set is
// a list, and what comes is written behind it, be it there or not; what came twice is thrown out when the list is full,
// or somebody asks, by a small table that never leaves the caches.
//
//     block: [address] …    the first `distinct` of them all different; what is listed behind them may be anything

import { SetBlocks } from './set-blocks.ts';
import { wordIn } from './word-arena.ts';

const leastRoom = 4;

/** An index into typed arrays below is within bounds by construction, hence `as number`. */
export class AddressSets {
  readonly #blocks = new SetBlocks();
  /** By set: how many addresses are in its block, fewer than 2^16. */
  #listed = new Uint16Array(64);
  /** By set: so many of them, from the first, are known to be different. */
  #distinct = new Uint16Array(64);
  readonly #seen = new SeenAddresses();

  get memoryBytes(): number {
    return this.#blocks.memoryBytes + 4 * this.#listed.length;
  }

  /** At least as many as are in the set: those that came since it was looked at may be the same. */
  mostSize(set: number): number {
    return set < this.#listed.length ? (this.#listed[set] as number) : 0;
  }

  /** How many addresses are in the set. */
  size(set: number): number {
    return this.mostSize(set) === 0 ? 0 : this.#settle(set);
  }

  /**
   * Adds so many addresses, in every other word, the first at `at + 1`. The set must have fewer than 2^15 with them. Each
   * time a list is full, a third of it at least has come since it was last looked through.
   */
  addAll(set: number, from: Uint32Array, at: number, addresses: number): void {
    if (addresses === 0) return;
    if (set >= this.#listed.length) this.#reserve(set);
    let listed = this.#listed[set] as number;
    let room = this.#blocks.roomOf(set);
    if (listed + addresses > room) {
      if (listed > 0) listed = this.#settle(set);
      while (room < listed + (listed >>> 1) + addresses) room = room === 0 ? leastRoom : 2 * room;
      this.#enlarge(set, room, listed);
    }
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    let to = wordIn(start) + listed;
    for (let i = at + 1; i < at + 2 * addresses; i += 2) words[to++] = from[i] as number;
    this.#listed[set] = listed + addresses;
  }

  /** In no order to rely on. */
  visit(set: number, visit: (address: number) => void): void {
    const size = this.size(set);
    if (size === 0) return;
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    const from = wordIn(start);
    for (let i = from; i < from + size; i++) visit(words[i] as number);
  }

  /** The set is empty again. */
  drop(set: number): void {
    this.#blocks.drop(set);
    if (set >= this.#listed.length) return;
    this.#listed[set] = 0;
    this.#distinct[set] = 0;
  }

  /** Throws out what came twice; how many are left. */
  #settle(set: number): number {
    const listed = this.#listed[set] as number;
    if (this.#distinct[set] === listed) return listed;
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    const distinct = this.#seen.throwOutTwins(words, wordIn(start), listed);
    this.#listed[set] = distinct;
    this.#distinct[set] = distinct;
    return distinct;
  }

  /** Gives it a block of so much room, if it has not got it. */
  #enlarge(set: number, room: number, listed: number): void {
    const oldRoom = this.#blocks.roomOf(set);
    if (room === oldRoom) return;
    if (oldRoom === 0) {
      this.#blocks.give(set, room);
      return;
    }
    const old = this.#blocks.startOf(set);
    const start = this.#blocks.give(set, room);
    const { words: oldWords } = this.#blocks.memoryAt(old);
    const { words } = this.#blocks.memoryAt(start);
    const from = wordIn(start);
    const oldFrom = wordIn(old);
    for (let i = 0; i < listed; i++) words[from + i] = oldWords[oldFrom + i] as number;
  }

  #reserve(set: number): void {
    const length = Math.max(set + 1, 2 * this.#listed.length);
    this.#listed = enlarged(this.#listed, length);
    this.#distinct = enlarged(this.#distinct, length);
  }
}

/**
 * A table for the addresses of one list at a time. No secret is in its hash: with some 2,000 addresses a list, the worst
 * that a log can bring about is a walk over them.
 */
class SeenAddresses {
  #addresses = new Uint32Array(1024);
  /** Beside each address, by which turn it was entered: nothing is cleared between two. */
  #turns = new Uint32Array(1024);
  #turn = 0;

  /** Of `words` [from, from + listed), moves the first of each to the front, and tells how many these are. */
  throwOutTwins(words: Uint32Array, from: number, listed: number): number {
    // At most half full; of a short list, a few lines of the cache.
    const room = 2 ** (33 - Math.clz32(listed - 1));
    this.#begin(room);
    const [addresses, turns, turn, mask] = [this.#addresses, this.#turns, this.#turn, room - 1];
    let to = from;
    for (let i = from; i < from + listed; i++) {
      const address = words[i] as number;
      const mixed = Math.imul(address, 0x9e3779b1);
      let slot = (mixed ^ (mixed >>> 15)) & mask;
      while (turns[slot] === turn && addresses[slot] !== address) slot = (slot + 1) & mask;
      if (turns[slot] === turn) continue;
      turns[slot] = turn;
      addresses[slot] = address;
      words[to++] = address;
    }
    return to - from;
  }

  #begin(room: number): void {
    if (room > this.#turns.length) {
      this.#addresses = new Uint32Array(room);
      this.#turns = new Uint32Array(room);
    } else if (this.#turn === 2 ** 32 - 1) {
      this.#turns.fill(0);
    } else {
      this.#turn += 1;
      return;
    }
    this.#turn = 1;
  }
}

function enlarged(numbers: Uint16Array, length: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(length);
  larger.set(numbers);
  return larger;
}
