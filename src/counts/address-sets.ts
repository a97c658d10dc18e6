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
  /** By set: how many addresses are in its block. */
  #counts = new Uint16Array(64);
  /** Those that have 0.0.0.0. */
  readonly #withZero = new Set<number>();

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

  /** To a set of fewer than 2^16; whether it is new there. */
  add(set: number, address: number): boolean {
    if (address === 0) return this.#addZero(set);
    const room = this.#blocks.roomOf(set);
    if (room === 0) return this.#enter(set, this.#blocks.give(set, leastSlots), leastSlots, address);
    const start = this.#blocks.startOf(set);
    const { words } = this.#blocks.memoryAt(start);
    const slot = slotOf(words, wordIn(start), room, address);
    if (words[slot] === address) return false;
    const count = (this.#counts[set] as number) + 1; // it has a block, so it has been counted
    if (4 * count > 3 * room) return this.#enter(set, this.#enlarge(set, start, room), 2 * room, address);
    words[slot] = address;
    this.#counts[set] = count;
    return true;
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

  #enter(set: number, start: Position, room: number, address: number): boolean {
    const { words } = this.#blocks.memoryAt(start);
    words[slotOf(words, wordIn(start), room, address)] = address;
    if (set >= this.#counts.length) {
      const counts = new Uint16Array(Math.max(set + 1, 2 * this.#counts.length));
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#counts[set] = (this.#counts[set] as number) + 1; // there is room for it now
    return true;
  }

  #enlarge(set: number, old: Position, room: number): Position {
    const start = this.#blocks.give(set, 2 * room);
    const { words } = this.#blocks.memoryAt(start);
    const { words: oldWords } = this.#blocks.memoryAt(old);
    const from = wordIn(start);
    const oldFrom = wordIn(old);
    for (let i = oldFrom; i < oldFrom + room; i++) {
      const address = oldWords[i] as number; // within the old block
      if (address !== 0) words[slotOf(words, from, 2 * room, address)] = address;
    }
    return start;
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
