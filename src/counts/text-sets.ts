// Sets of texts, one a key. Knows no key and no measure.
//
// Idea: the values of a set come together, so what is looked at for them lies together, in one block:
//
//     small block:  [words used] [number of values] [value]…                         looked through from its beginning
//     larger block: the same in its lower half, and in the upper half slots by open addressing: [where the value is]
//     value:        [length] [bytes, padded with zeros to 4]                         as in packed sets
//
// Slots cannot overflow: a value takes two words (only the empty one takes one), so that at most half of them are taken.

import { valueEnd } from './packed-sets.ts';
import { SetBlocks } from './set-blocks.ts';
import { wordIn } from './word-arena.ts';

/** Words of a block in front of its values. */
const head = 2;
const leastBlockWords = 8;
/** Of a larger block, the upper half are slots. */
const mostSmallWords = 64;

/** A block: some memory, and the word of it where the block begins. */
interface Block {
  readonly words: Uint32Array;
  readonly bytes: Buffer;
  readonly from: number;
}

/** A value is the words [at, end) of some memory. An index below is within bounds by construction, hence `as number`. */
export class TextSets {
  readonly #blocks = new SetBlocks();

  get memoryBytes(): number {
    return this.#blocks.memoryBytes;
  }

  size(set: number): number {
    if (this.#blocks.roomOf(set) === 0) return 0;
    const { words, from } = this.#blockOf(set);
    return words[from + 1] as number;
  }

  /** That its values take. */
  words(set: number): number {
    if (this.#blocks.roomOf(set) === 0) return 0;
    const { words, from } = this.#blockOf(set);
    return (words[from] as number) - head;
  }

  holds(set: number, words: Uint32Array, at: number, end: number): boolean {
    const room = this.#blocks.roomOf(set);
    if (room === 0) return false;
    const { words: known, from } = this.#blockOf(set);
    if (room > mostSmallWords) return known[slotOf(known, from, room, words, at, end)] !== 0;
    const blockEnd = from + (known[from] as number);
    for (let value = from + head; value < blockEnd; value = valueEnd(known, value)) {
      if (isSame(known, value, words, at, end)) return true;
    }
    return false;
  }

  /** To a set that does not hold it. */
  add(set: number, words: Uint32Array, at: number, end: number): void {
    const { words: known, from } = this.#blockFor(set, end - at);
    const room = this.#blocks.roomOf(set);
    const used = known[from] as number;
    for (let i = at; i < end; i++) known[from + used + i - at] = words[i] as number;
    known[from] = used + end - at;
    known[from + 1] = (known[from + 1] as number) + 1;
    if (room > mostSmallWords) known[slotOf(known, from, room, words, at, end)] = used;
  }

  /** Calls `visit` once a value, with the memory that it lies in and where its length stands there. */
  visit(set: number, visit: (words: Uint32Array, bytes: Buffer, at: number) => void): void {
    if (this.#blocks.roomOf(set) === 0) return;
    const { words, bytes, from } = this.#blockOf(set);
    const end = from + (words[from] as number);
    for (let at = from + head; at < end; at = valueEnd(words, at)) visit(words, bytes, at);
  }

  /** The set is empty again. */
  drop(set: number): void {
    this.#blocks.drop(set);
  }

  /** Of a set that has one. */
  #blockOf(set: number): Block {
    const start = this.#blocks.startOf(set);
    const { words, bytes } = this.#blocks.memoryAt(start);
    return { words, bytes, from: wordIn(start) };
  }

  /** The set's block, with room for so many words more. */
  #blockFor(set: number, more: number): Block {
    const room = this.#blocks.roomOf(set);
    const old = room === 0 ? undefined : this.#blockOf(set);
    const used = old === undefined ? head : (old.words[old.from] as number);
    if (old !== undefined && used + more <= roomForValues(room)) return old;
    let larger = leastBlockWords;
    while (roomForValues(larger) < used + more) larger *= 2;
    this.#blocks.give(set, larger);
    const block = this.#blockOf(set);
    if (old === undefined) block.words[block.from] = head;
    else move(old, block, larger);
    return block;
  }
}

function move(old: Block, { words, from }: Block, room: number): void {
  const used = old.words[old.from] as number;
  for (let i = 0; i < used; i++) words[from + i] = old.words[old.from + i] as number;
  if (room <= mostSmallWords) return;
  for (let at = from + head; at < from + used; at = valueEnd(words, at)) {
    words[slotOf(words, from, room, words, at, valueEnd(words, at))] = at - from;
  }
}

function roomForValues(room: number): number {
  return room > mostSmallWords ? room / 2 : room;
}

/** The slot of a value in a larger block, or the free one where it belongs. */
function slotOf(known: Uint32Array, from: number, room: number, words: Uint32Array, at: number, end: number): number {
  const slots = from + room / 2;
  const mask = room / 2 - 1;
  for (let i = mixed(words, at, end) & mask; ; i = (i + 1) & mask) {
    const value = known[slots + i] as number;
    if (value === 0 || isSame(known, from + value, words, at, end)) return slots + i;
  }
}

/** No secret is in it: with at most 1,024 values a set, the worst that a log can bring about is a walk over them. */
function mixed(words: Uint32Array, at: number, end: number): number {
  let hash = 0;
  for (let i = at; i < end; i++) {
    hash = Math.imul(hash ^ (words[i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** The length first, then the padded bytes: equal words are equal values. */
function isSame(known: Uint32Array, value: number, words: Uint32Array, at: number, end: number): boolean {
  const shift = value - at;
  for (let i = at; i < end; i++) if (known[i + shift] !== words[i]) return false;
  return true;
}
