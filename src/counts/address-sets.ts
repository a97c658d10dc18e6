// Sets of IPv4 addresses, one a key: most of what rules count distinct values of. Knows no key and no measure.
//
// Idea: a set is one block of words that are its slots, by open addressing: the address itself, 0 is free. So a set of a
// hundred addresses lies in a few lines of the cache, which are looked at when its key comes, and hardly ever else.
//
//     block: [slot] …, a power of two of them, three quarters taken at most; 0.0.0.0 is kept beside, by set

import { type Block, SetBlocks } from './set-blocks.ts';

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
    const { words, from } = this.#blocks.blockOf(set);
    return words[slotOf(words, from, room, address)] === address;
  }

  /** To sets of fewer than 2^16. */
  add(set: number, address: number): void {
    if (address === 0) {
      this.#withZero.add(set);
      return;
    }
    const room = this.#blocks.roomOf(set);
    const count = this.#counts[set] ?? 0;
    if (room === 0) {
      this.#enter(set, this.#blocks.give(set, leastSlots), leastSlots, address, 0);
      return;
    }
    const block = this.#blocks.blockOf(set);
    const slot = slotOf(block.words, block.from, room, address);
    if (block.words[slot] === address) return;
    if (4 * (count + 1) <= 3 * room) {
      block.words[slot] = address;
      this.#counts[set] = count + 1;
    } else {
      this.#enter(set, this.#enlarge(set, block, room), 2 * room, address, count);
    }
  }

  /** In no order to rely on. */
  visit(set: number, visit: (address: number) => void): void {
    if (this.#withZero.has(set)) visit(0);
    const room = this.#blocks.roomOf(set);
    if (room === 0) return;
    const { words, from } = this.#blocks.blockOf(set);
    for (let i = from; i < from + room; i++) if (words[i] !== 0) visit(words[i] as number);
  }

  /** The set is empty again. */
  drop(set: number): void {
    this.#blocks.drop(set);
    this.#withZero.delete(set);
    if (set < this.#counts.length) this.#counts[set] = 0;
  }

  #enter(set: number, { words, from }: Block, room: number, address: number, count: number): void {
    words[slotOf(words, from, room, address)] = address;
    if (set >= this.#counts.length) {
      const counts = new Uint16Array(Math.max(set + 1, 2 * this.#counts.length));
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#counts[set] = count + 1;
  }

  #enlarge(set: number, old: Block, room: number): Block {
    const block = this.#blocks.give(set, 2 * room);
    for (let i = old.from; i < old.from + room; i++) {
      const address = old.words[i] as number;
      if (address !== 0) block.words[slotOf(block.words, block.from, 2 * room, address)] = address;
    }
    return block;
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
