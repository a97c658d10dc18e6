// Sets of values, one a key, numbered from 0, for one measure `distinct`: exact up to 1,024 values, beyond that the
// registers of a HyperLogLog. What a set is in the end depends on the values alone, never on their order or on what
// was added up before: registers are those of the values, whether they came one by one or as registers.
//
// Most keys have a value or two, and there may be millions of keys: a small set is a block of packed values in one
// arena, looked through from its beginning. One that outgrows its block moves to one of twice the size, and what it
// leaves behind, less than that, is not used again. Only large sets are objects.

import type { ByteText, MeasureValue } from '../types.ts';
import { addToRegisters, areRegisters, estimateDistinct, mergeRegisters, registerCount } from './hyperloglog.ts';
import { WordArena, wordIn } from './word-arena.ts';

/** Beyond so many values a set is not exact. */
export const mostExact = 1024;

/** In packed sets, the number of values of one that is registers. */
const registersFollow = 2 ** 32 - 1;

const relativeError = 0.01;

/** A block is [words used] [value]…; a value is [length: u32] [bytes, padded with zeros to 4], as in packed sets. */
const leastBlockWords = 8;
const mostBlockWords = 256;

/** Of up to `mostExact` texts. */
const largeSetBytes = 96 * 1024;

type LargeSet = Set<ByteText> | Uint8Array;

/** In `#blocks`, for a set that is large. */
const isLarge = 2 ** 32 - 1;

export class DistinctSets {
  readonly #arena = new WordArena('the distinct values of one rule');
  /** Where the block of each set begins, plus 1; 0: it has none. */
  #blocks = new Uint32Array(64);
  readonly #large = new Map<number, LargeSet>();

  /** Adds the next set of `packed` to this one. */
  add(set: number, packed: PackedSets): void {
    const values = packed.takeNumber();
    if (values === registersFollow) mergeRegisters(this.#registersOf(set), packed.takeRegisters());
    else if (values > mostExact) throw malformedSets(`${values} values are more than ${mostExact}`);
    else for (let i = 0; i < values; i++) this.#addValue(set, packed, packed.takeValue());
  }

  value(set: number): MeasureValue {
    const large = this.#large.get(set);
    if (large === undefined) return this.#smallSize(set);
    if (large instanceof Set) return large.size;
    // There are registers only of more values than `mostExact`.
    return { estimate: Math.max(mostExact + 1, estimateDistinct(large)), error: relativeError };
  }

  /** Hands over a set in its packed form, in pieces that are good until `write` returns. */
  pack(set: number, write: (bytes: Uint8Array) => void): void {
    const large = this.#blockOf(set) === isLarge ? this.#large.get(set) : undefined;
    if (large instanceof Uint8Array) {
      write(numberBytes(registersFollow));
      write(large);
    } else if (large !== undefined) {
      write(numberBytes(large.size));
      for (const value of large) write(packedValue(value));
    } else {
      write(numberBytes(this.#smallSize(set)));
      const block = this.#blockOf(set);
      if (block === 0) return;
      const from = 4 * wordIn(block - 1);
      write(this.#arena.chunkAt(block - 1).bytes.subarray(from + 4, from + 4 * this.#usedWords(block - 1)));
    }
  }

  /** About what it takes of memory. */
  get memoryBytes(): number {
    let bytes = this.#arena.bytes + 4 * this.#blocks.length;
    for (const large of this.#large.values()) bytes += large instanceof Uint8Array ? registerCount : largeSetBytes;
    return bytes;
  }

  #addValue(set: number, packed: PackedSets, at: number): void {
    const { words, bytes } = packed;
    const block = this.#blockOf(set);
    if (block !== isLarge) {
      const end = valueEnd(words, at);
      if (block !== 0 && this.#holds(block - 1, words, at, end)) return;
      if (this.#append(set, block, words, at, end)) return;
      this.#enlarge(set);
    }
    const large = this.#large.get(set) as LargeSet; // it is there if the block says so
    const from = 4 * (at + 1);
    const to = from + (words[at] as number);
    if (large instanceof Uint8Array) addToRegisters(large, bytes, from, to);
    else if (large.add(bytes.toString('latin1', from, to)).size > mostExact) this.#registersOf(set);
  }

  #blockOf(set: number): number {
    if (set >= this.#blocks.length) {
      const grown = new Uint32Array(Math.max(set + 1, 2 * this.#blocks.length));
      grown.set(this.#blocks);
      this.#blocks = grown;
    }
    return this.#blocks[set] as number;
  }

  #holds(block: number, words: Uint32Array, at: number, end: number): boolean {
    const known = this.#arena.chunkAt(block).words;
    const from = wordIn(block);
    const blockEnd = from + (known[from] as number);
    for (let value = from + 1; value < blockEnd; value = valueEnd(known, value)) {
      let same = 0;
      // The length first, then the padded bytes: equal words are equal values.
      while (at + same < end && known[value + same] === words[at + same]) same++;
      if (at + same === end) return true;
    }
    return false;
  }

  /** Whether there was room for it in a block. */
  #append(set: number, block: number, words: Uint32Array, at: number, end: number): boolean {
    const used = block === 0 ? 1 : this.#usedWords(block - 1);
    const wanted = used + end - at;
    if (wanted > mostBlockWords) return false;
    const room = block === 0 ? 0 : roomFor(used);
    const target = wanted <= room ? block - 1 : this.#move(block, used, roomFor(wanted));
    const chunk = this.#arena.chunkAt(target).words;
    const from = wordIn(target);
    for (let i = at; i < end; i++) chunk[from + used + i - at] = words[i] as number;
    chunk[from] = wanted;
    this.#blocks[set] = target + 1;
    return true;
  }

  /** To a new block, which is returned. */
  #move(block: number, used: number, room: number): number {
    const target = this.#arena.reserve(room);
    if (block === 0) return target;
    const from = wordIn(block - 1);
    const old = this.#arena.chunkAt(block - 1).words.subarray(from, from + used);
    this.#arena.chunkAt(target).words.set(old, wordIn(target));
    return target;
  }

  #usedWords(block: number): number {
    return this.#arena.chunkAt(block).words[wordIn(block)] as number;
  }

  #enlarge(set: number): Set<ByteText> {
    const large = new Set<ByteText>();
    this.#visitSmall(set, (bytes, from, to) => large.add(bytes.toString('latin1', from, to)));
    this.#large.set(set, large);
    this.#blocks[set] = isLarge;
    return large;
  }

  /** The set as registers, whatever it was. */
  #registersOf(set: number): Uint8Array {
    const large = this.#blockOf(set) === isLarge ? this.#large.get(set) : undefined;
    if (large instanceof Uint8Array) return large;
    const registers = new Uint8Array(registerCount);
    for (const text of large ?? this.#enlarge(set)) {
      const bytes = Buffer.from(text, 'latin1');
      addToRegisters(registers, bytes, 0, bytes.length);
    }
    this.#large.set(set, registers);
    return registers;
  }

  #smallSize(set: number): number {
    let size = 0;
    this.#visitSmall(set, () => size++);
    return size;
  }

  /** Calls `visit` with the bytes of every value in the set's block. */
  #visitSmall(set: number, visit: (bytes: Buffer, from: number, to: number) => void): void {
    const block = this.#blockOf(set);
    if (block === 0) return;
    const { words, bytes } = this.#arena.chunkAt(block - 1);
    const from = wordIn(block - 1);
    const end = from + (words[from] as number);
    for (let at = from + 1; at < end; at = valueEnd(words, at)) {
      visit(bytes, 4 * (at + 1), 4 * (at + 1) + (words[at] as number));
    }
  }
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

/** The words of the block that a set of so many used words has: a power of two. */
function roomFor(used: number): number {
  return Math.max(leastBlockWords, 2 ** (32 - Math.clz32(used - 1)));
}

function valueEnd(words: Uint32Array, at: number): number {
  return at + 1 + Math.ceil((words[at] as number) / 4);
}

function numberBytes(number: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function packedValue(value: ByteText): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * Math.ceil(value.length / 4));
  bytes.writeUInt32LE(value.length);
  bytes.write(value, 4, 'latin1');
  return bytes;
}

function malformedSets(what: string): Error {
  return new Error(`Malformed sets of values: ${what}`);
}
