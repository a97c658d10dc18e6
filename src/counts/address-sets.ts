// Sets of IPv4 addresses, one a key: most of what rules count distinct values of. Knows no key and no measure.
//
// Idea: a set is one block of words that are its slots, by open addressing: the address itself, 0 is free. So a set of a
// hundred addresses lies in a few lines of the cache, which are looked at when its key comes, and hardly ever else.
//
//     block: [slot] …, a power of two of them, three quarters taken at most; 0.0.0.0 is kept beside, by set

import { SetBlocks } from './set-blocks.ts';
import { type Position, wordIn } from './word-arena.ts';

const leastSlots = 4;

export class AddressSets {
  readonly #blocks = new SetBlocks();
  /** By set: how many addresses are in its block, fewer than 2^16; 0.0.0.0 is not among them. */
  #counts = new Uint16Array(64);
  /** Those that have 0.0.0.0. */
  readonly #withZero = new Set<number>();
  /** A single address, as `addAll` wants it. */
  readonly #one = new Uint32Array(2);

  get memoryBytes(): number {
    return this.#blocks.memoryBytes + 2 * this.#counts.length;
  }

  size(set: number): number {
    return (this.#counts[set] ?? 0) + (this.#withZero.has(set) ? 1 : 0);
  }

  holds(set: number, address: number): boolean {
    if (address === 0) return this.#withZero.has(set);
    const room = this.#blocks.roomOf(set);
    if (room === 0) return false;
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    return words[slotOf(words, wordIn(start), room, address)] === address;
  }

  /** Whether it is new in the set, which must have fewer than 2^16 then. */
  add(set: number, address: number): boolean {
    this.#one[1] = address;
    return this.addAll(set, this.#one, 0, 1) === 1;
  }

  /**
   * The same of as many addresses, in every other word, the first at `at + 1`; how many are new there. What the set has
   * in common with them is not known before: there is room at once for what it will have at the least.
   */
  addAll(set: number, from: Uint32Array, at: number, addresses: number): number {
    if (addresses === 0) return 0;
    if (set >= this.#counts.length) this.#reserve(set);
    let count = this.#counts[set] as number;
    let room = this.#blocks.roomOf(set);
    while (3 * room < 4 * Math.max(count, addresses)) room = room === 0 ? leastSlots : 2 * room;
    let start = this.#enlarged(set, room);
    let { words } = this.#blocks.memoryAt(start);
    let added = 0;
    for (let i = at + 1; i < at + 2 * addresses; i += 2) {
      const address = from[i] as number;
      if (address === 0) {
        if (this.#addZero(set)) added += 1;
        continue;
      }
      let slot = slotOf(words, wordIn(start), room, address);
      if (words[slot] === address) continue;
      if (3 * room < 4 * (count + 1)) {
        room *= 2;
        start = this.#enlarged(set, room);
        words = this.#blocks.memoryAt(start).words;
        slot = slotOf(words, wordIn(start), room, address);
      }
      words[slot] = address;
      count += 1;
      added += 1;
    }
    this.#counts[set] = count;
    return added;
  }

  #addZero(set: number): boolean {
    if (this.#withZero.has(set)) return false;
    this.#withZero.add(set);
    return true;
  }

  /** In no order to rely on. */
  visit(set: number, visit: (address: number) => void): void {
    if (this.#withZero.has(set)) visit(0);
    const room = this.#blocks.roomOf(set);
    if (room === 0) return;
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    const from = wordIn(start);
    for (let i = from; i < from + room; i++) if (words[i] !== 0) visit(words[i] as number);
  }

  /** The set is empty again. */
  drop(set: number): void {
    this.#blocks.drop(set);
    this.#withZero.delete(set);
    if (set < this.#counts.length) this.#counts[set] = 0;
  }

  /** Where its block begins, which has so much room now. */
  #enlarged(set: number, room: number): Position {
    const oldRoom = this.#blocks.roomOf(set);
    const old = this.#blocks.startOf(set);
    if (oldRoom === room) return old;
    const start = this.#blocks.give(set, room);
    if (oldRoom === 0) return start;
    const { words } = this.#blocks.memoryAt(start);
    const { words: oldWords } = this.#blocks.memoryAt(old);
    const from = wordIn(start);
    const oldFrom = wordIn(old);
    for (let i = oldFrom; i < oldFrom + oldRoom; i++) {
      const address = oldWords[i] as number; // within the old block
      if (address !== 0) words[slotOf(words, from, room, address)] = address;
    }
    return start;
  }

  #reserve(set: number): void {
    const counts = new Uint16Array(Math.max(set + 1, 2 * this.#counts.length));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/**
 * The slot of an address, or the free one where it belongs. No secret is in the hash: with at most 1,024 values a set, the
 * worst that a log can bring about is a walk over them.
 */
function slotOf(words: Uint32Array, from: number, room: number, address: number): number {
  const mask = room - 1;
  let i = Math.imul(address, 0x9e3779b1);
  i = (i ^ (i >>> 15)) & mask;
  for (;;) {
    const taken = words[from + i] as number;
    if (taken === 0 || taken === address) return from + i;
    i = (i + 1) & mask;
  }
}
