// Sets of values, one a key, numbered from 0, for one measure `distinct`: exact up to 1,024 values, beyond that the
// registers of a HyperLogLog. What a set is in the end depends on the values alone, never on their order or on what
// was added up before: registers are those of the values, whether they came one by one or as registers.
//
// Idea: the values of a set come together, so what is looked at for them should lie together. A set is one block in an
// arena, of a power of two of words; one that outgrows its block moves to one of twice the size, and the block that it
// leaves is given to the next set of that size.
//
//     small block:  [words used] [number of values] [value]…                         looked through from its beginning
//     larger block: the same in its lower half, and in the upper half slots by open addressing: [where the value is]
//     value:        [length] [bytes, padded with zeros to 4]                         as in packed sets
//
// Slots cannot overflow: a value takes two words (only the empty one takes one), so that at most half of them are taken.

import type { MeasureValue } from '../types.ts';
import { addToRegisters, areRegisters, estimateDistinct, mergeRegisters, registerCount } from './hyperloglog.ts';
import { WordArena, wordIn } from './word-arena.ts';

/** Beyond so many values a set is not exact. */
export const mostExact = 1024;

/** In packed sets, the number of values of one that is registers. */
const registersFollow = 2 ** 32 - 1;

const relativeError = 0.01;

/** Words of a block in front of its values. */
const head = 2;
const leastBlockWords = 8;
/** Of a larger block, the upper half are slots. */
const mostSmallWords = 64;

/** In `#blocks`, for a set that is registers. */
const isEstimated = 2 ** 32 - 1;

/** An index into typed arrays below is within bounds by construction, hence `as number`. */
export class DistinctSets {
  readonly #arena = new WordArena('the distinct values of one rule');
  /** By set, where its block begins, plus 1, and the block's words; 0: it has none. */
  #blocks = new Uint32Array(64);
  #rooms = new Uint32Array(64);
  /** By size, as a power of two: blocks that were left. */
  readonly #left: number[][] = Array.from({ length: 33 }, () => []);
  readonly #registers = new Map<number, Uint8Array>();

  /** Adds the next set of `packed` to this one. */
  add(set: number, packed: PackedSets): void {
    const values = packed.takeNumber();
    this.#reserve(set);
    if (values === registersFollow) mergeRegisters(this.#registersOf(set), packed.takeRegisters());
    else if (values > mostExact) throw malformedSets(`${values} values are more than ${mostExact}`);
    else for (let i = 0; i < values; i++) this.#addValue(set, packed, packed.takeValue());
  }

  value(set: number): MeasureValue {
    const block = this.#blocks[set] ?? 0;
    const registers = this.#registers.get(set);
    if (registers === undefined) return block === 0 ? 0 : this.#countIn(block - 1);
    // There are registers only of more values than `mostExact`.
    return { estimate: Math.max(mostExact + 1, estimateDistinct(registers)), error: relativeError };
  }

  /** The sets 0 to `count` - 1, as workers send them. There may be millions, so that each is copied as it stands. */
  packed(count: number): Uint8Array {
    let size = 0;
    for (let set = 0; set < count; set++) size += this.#packedWords(set);
    const words = new Uint32Array(size);
    for (let set = 0, at = 0; set < count; set++) at = this.#pack(set, words, at);
    return new Uint8Array(words.buffer);
  }

  #packedWords(set: number): number {
    const block = this.#blocks[set] ?? 0;
    if (block === isEstimated) return 1 + registerCount / 4;
    return block === 0 ? 1 : 1 + this.#usedIn(block - 1) - head;
  }

  /** One past its last word. */
  #pack(set: number, into: Uint32Array, at: number): number {
    const block = this.#blocks[set] ?? 0;
    const end = at + this.#packedWords(set);
    if (block === isEstimated) {
      into[at] = registersFollow;
      new Uint8Array(into.buffer).set(this.#registersOf(set), 4 * (at + 1));
    } else if (block !== 0) {
      const { words } = this.#arena.chunkAt(block - 1);
      // The number of values, and the values.
      const from = wordIn(block - 1) + head - 1;
      for (let i = 0; i < end - at; i++) into[at + i] = words[from + i] as number;
    }
    return end;
  }

  /** Hands over a set in its packed form, in pieces that are good until `write` returns. */
  pack(set: number, write: (bytes: Uint8Array) => void): void {
    const block = this.#blocks[set] ?? 0;
    const registers = this.#registers.get(set);
    const count = registers !== undefined ? registersFollow : block === 0 ? 0 : this.#countIn(block - 1);
    write(new Uint8Array(Uint32Array.of(count).buffer));
    if (registers !== undefined) write(registers);
    else if (block !== 0) {
      const from = 4 * (wordIn(block - 1) + head);
      const end = 4 * (wordIn(block - 1) + this.#usedIn(block - 1));
      write(this.#arena.chunkAt(block - 1).bytes.subarray(from, end));
    }
  }

  /** About what it takes of memory. */
  get memoryBytes(): number {
    return this.#arena.bytes + 4 * (this.#blocks.length + this.#rooms.length) + registerCount * this.#registers.size;
  }

  #reserve(set: number): void {
    if (set < this.#blocks.length) return;
    const length = Math.max(set + 1, 2 * this.#blocks.length);
    this.#blocks = enlarged(this.#blocks, length);
    this.#rooms = enlarged(this.#rooms, length);
  }

  #countIn(block: number): number {
    return this.#arena.chunkAt(block).words[wordIn(block) + 1] as number;
  }

  #addValue(set: number, { words, bytes }: PackedSets, at: number): void {
    const block = this.#blocks[set] as number;
    const end = valueEnd(words, at);
    if (block === 0) {
      this.#append(set, words, at, end);
    } else if (block === isEstimated) {
      addToRegisters(this.#registersOf(set), bytes, 4 * (at + 1), 4 * (at + 1) + (words[at] as number));
    } else if (!this.#holds(block - 1, this.#rooms[set] as number, words, at, end)) {
      if (this.#countIn(block - 1) < mostExact) this.#append(set, words, at, end);
      else addToRegisters(this.#registersOf(set), bytes, 4 * (at + 1), 4 * (at + 1) + (words[at] as number));
    }
  }

  #holds(block: number, room: number, words: Uint32Array, at: number, end: number): boolean {
    const known = this.#arena.chunkAt(block).words;
    const from = wordIn(block);
    if (room > mostSmallWords) return known[slotOf(known, from, room, words, at, end)] !== 0;
    const blockEnd = from + (known[from] as number);
    for (let value = from + head; value < blockEnd; value = valueEnd(known, value)) {
      if (isSame(known, value, words, at, end)) return true;
    }
    return false;
  }

  #append(set: number, words: Uint32Array, at: number, end: number): void {
    const block = this.#blocks[set] as number;
    const used = block === 0 ? head : this.#usedIn(block - 1);
    let room = this.#rooms[set] as number;
    if (used + end - at > roomForValues(room)) room = this.#enlarge(set, used + end - at);
    const target = (this.#blocks[set] as number) - 1;
    const known = this.#arena.chunkAt(target).words;
    const from = wordIn(target);
    for (let i = at; i < end; i++) known[from + used + i - at] = words[i] as number;
    known[from] = used + end - at;
    known[from + 1] = (known[from + 1] as number) + 1;
    if (room > mostSmallWords) known[slotOf(known, from, room, words, at, end)] = used;
  }

  #usedIn(block: number): number {
    return this.#arena.chunkAt(block).words[wordIn(block)] as number;
  }

  /** Gives the set a block for so many words of values and head; returns the block's words. */
  #enlarge(set: number, wanted: number): number {
    let room = leastBlockWords;
    while (roomForValues(room) < wanted) room *= 2;
    const old = this.#blocks[set] as number;
    const target = this.#left[Math.log2(room)]?.pop() ?? this.#arena.reserve(room);
    const known = this.#arena.chunkAt(target).words;
    const from = wordIn(target);
    known.fill(0, from, from + room);
    known[from] = head;
    this.#blocks[set] = target + 1;
    if (old !== 0) this.#move(old - 1, known, from, room);
    if (old !== 0) this.#left[Math.log2(this.#rooms[set] as number)]?.push(old - 1);
    this.#rooms[set] = room;
    return room;
  }

  #move(block: number, known: Uint32Array, from: number, room: number): void {
    const old = this.#arena.chunkAt(block).words;
    const oldFrom = wordIn(block);
    const used = old[oldFrom] as number;
    for (let i = 0; i < used; i++) known[from + i] = old[oldFrom + i] as number;
    if (room <= mostSmallWords) return;
    for (let value = head; value < used; value = valueEnd(known, from + value) - from) {
      const at = from + value;
      known[slotOf(known, from, room, known, at, valueEnd(known, at))] = value;
    }
  }

  /** The set as registers, whatever it was. */
  #registersOf(set: number): Uint8Array {
    const known = this.#registers.get(set);
    if (known !== undefined) return known;
    const registers = new Uint8Array(registerCount);
    const block = this.#blocks[set] as number;
    if (block !== 0) {
      const { words, bytes } = this.#arena.chunkAt(block - 1);
      const from = wordIn(block - 1);
      const end = from + (words[from] as number);
      for (let at = from + head; at < end; at = valueEnd(words, at)) {
        addToRegisters(registers, bytes, 4 * (at + 1), 4 * (at + 1) + (words[at] as number));
      }
      this.#left[Math.log2(this.#rooms[set] as number)]?.push(block - 1);
    }
    this.#registers.set(set, registers);
    this.#blocks[set] = isEstimated;
    return registers;
  }
}

function enlarged(words: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(words);
  return larger;
}

function roomForValues(room: number): number {
  return room > mostSmallWords ? room / 2 : room;
}

/** The length first, then the padded bytes: equal words are equal values. */
function isSame(known: Uint32Array, value: number, words: Uint32Array, at: number, end: number): boolean {
  const shift = value - at;
  for (let i = at; i < end; i++) if (known[i + shift] !== words[i]) return false;
  return true;
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

/** The sets of one measure as a worker sends them, read from front to back; throws on malformed bytes. */
export class PackedSets {
  readonly words: Uint32Array;
  /** The same memory. */
  readonly bytes: Buffer;
  #at = 0;

  constructor(packed: Uint8Array) {
    if (packed.byteLength % 4 !== 0) throw malformedSets('their length is no multiple of 4');
    const aligned = packed.byteOffset % 4 === 0 ? packed : packed.slice();
    this.words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
    this.bytes = Buffer.from(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  }

  takeNumber(): number {
    const number = this.words[this.#at];
    if (number === undefined) throw malformedSets('there are fewer than records');
    this.#at += 1;
    return number;
  }

  /** Where in `words` the value stands. */
  takeValue(): number {
    const at = this.#at;
    const length = this.words[at];
    if (length === undefined) throw malformedSets('one ends early');
    const end = valueEnd(this.words, at);
    if (end > this.words.length) throw malformedSets('one ends within a value');
    const tail = length % 4;
    if (tail !== 0 && (this.words[end - 1] as number) >>> (8 * tail) !== 0)
      throw malformedSets('a padding is not zero');
    this.#at = end;
    return at;
  }

  takeRegisters(): Uint8Array {
    const registers = this.bytes.subarray(4 * this.#at, 4 * this.#at + registerCount);
    if (!areRegisters(registers)) throw malformedSets('one has wrong registers');
    this.#at += registerCount / 4;
    return registers;
  }

  /** Throws if there is more than was taken. */
  end(): void {
    if (this.#at !== this.words.length) throw malformedSets('there are more than records');
  }
}

function valueEnd(words: Uint32Array, at: number): number {
  return at + 1 + (((words[at] as number) + 3) >>> 2);
}

function malformedSets(what: string): Error {
  return new Error(`Malformed sets of values: ${what}`);
}
