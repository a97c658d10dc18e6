// A table from key bytes to a count, and to what a rule measures beside it, outside the JavaScript heap: it takes packed
// records as workers send them, adds them up, and is itself nothing but such records. Knows nothing of rules or lines.
//
// Why not a Map: it ends at 2^24 keys, needs a string for every key of every shard, and some 90 bytes a key.
// A record is [measures] [count: u64 LE] [key length: u32 LE] [key bytes, padded with zeros to 4], seen as 32-bit
// words (see RuleCounts). Records stand in an arena in the order their keys came; `slots` finds them by open addressing.
// Where values are counted, a record has the number of its sets in front of it here.

import { randomFillSync } from 'node:crypto';
import { partitionCount, partitionOf } from '../spilled-run.ts';
import type { ByteText, MeasurePlan, RuleCounts } from '../types.ts';
import { DistinctSets } from './distinct.ts';
import { blocks, type Measured, readBlock } from './measures.ts';
import { PackedSets } from './packed-sets.ts';
import { type Position, WordArena, wordIn } from './word-arena.ts';

export type { Position } from './word-arena.ts';

const headerWords = 3;
/** Between the columns of a key. */
const columnEnd = 0x0a;
const two32 = 2 ** 32;
const groupSize = 32;
/** So many words of slots lie in a cache. */
const cachedSlots = 2 ** 16;
/** Records are handed over in pieces of about so many words. */
const pieceWords = 2 ** 14;

interface DistinctPlace {
  readonly kind: 'distinct';
  sets: DistinctSets;
}

/** A measure in the records of one table. */
type Place =
  | DistinctPlace
  /** Its block begins so many words in front of the count. */
  | { readonly kind: keyof typeof blocks; readonly before: number };

/**
 * Exact counts per key. A position is that of the record's count, which its measures stand in front of. An index into
 * typed arrays below is within bounds by construction, hence `as number`.
 */
export class KeyTable {
  readonly #places: readonly Place[];
  /** Words in front of a count that is sent, and in front of one here. */
  readonly #sentWords: number;
  readonly #keptWords: number;
  /** Pairs of [position + 1, hash]; 0: free. The capacity is a power of two, never more than 5/8 of it taken. */
  #slots = new Uint32Array(2 * 64);
  readonly #arena = new WordArena('the keys of one rule');
  readonly #seed: readonly number[];
  /** Of the records that are added together: where each has its count, and its hash; behind them what was touched. */
  readonly #group = new Uint32Array(2 * groupSize + 1);
  #size = 0;
  #lines = 0;

  /** `seed`: for whom partitions matter; else it has one of its own. No log can be made to collide. */
  constructor(measures: readonly MeasurePlan[] = [], seed?: readonly [number, number]) {
    this.#seed = seed ?? [...randomFillSync(new Uint32Array(2))];
    this.#sentWords = measures.reduce((words, { kind }) => words + wordsOf(kind), 0);
    let before = this.#sentWords;
    this.#places = measures.map(({ kind }): Place => {
      if (kind === 'distinct') return { kind, sets: new DistinctSets() };
      const place = { kind, before };
      before -= wordsOf(kind);
      return place;
    });
    this.#keptWords = this.#sentWords + (this.#distinctPlaces().length > 0 ? 1 : 0);
  }

  /** Distinct keys. */
  get size(): number {
    return this.#size;
  }

  /** The sum of all counts. */
  get lines(): number {
    return this.#lines;
  }

  /** About what it takes of memory. */
  get memoryBytes(): number {
    const sets = this.#distinctPlaces().reduce((bytes, place) => bytes + place.sets.memoryBytes, 0);
    return 4 * this.#slots.length + this.#arena.bytes + sets;
  }

  /** All its keys are in memory. */
  readonly isSpilled = false;

  /** Itself. */
  *parts(): Generator<KeyTable> {
    yield this;
  }

  /** Forgets all keys, and keeps the memory for others. */
  clear(): void {
    this.#slots.fill(0);
    this.#arena.clear();
    for (const place of this.#distinctPlaces()) place.sets = new DistinctSets();
    this.#size = 0;
    this.#lines = 0;
  }

  /**
   * Hands over all records, partition by partition as of that level, each followed by its lists of sets: of each
   * partition the bytes of these. A piece is good until `write` returns.
   */
  writePartitions(level: number, write: (bytes: Uint8Array) => void): readonly (readonly number[])[] {
    const { positions, ends } = this.#byPartition(level);
    return Array.from({ length: partitionCount }, (_, partition) => {
      const its = positions.subarray(ends[partition], ends[partition + 1]);
      const sizes = [this.#writeRecords(its, write)];
      const distinct = this.#distinctPlaces();
      const numbers = distinct.length === 0 ? its : its.map((position) => this.#numberAt(position));
      for (const { sets } of distinct) {
        const packed = sets.packed(numbers);
        write(packed);
        sizes.push(packed.length);
      }
      return sizes;
    });
  }

  /** A counting sort. */
  #byPartition(level: number): { readonly positions: Uint32Array; readonly ends: Uint32Array } {
    const slots = this.#slots;
    const ends = new Uint32Array(partitionCount + 2);
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i] !== 0) (ends[partitionOf(slots[i + 1] as number, level) + 2] as number) += 1;
    }
    for (let i = 2; i < ends.length; i++) (ends[i] as number) += ends[i - 1] as number;
    const positions = new Uint32Array(this.#size);
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i] === 0) continue;
      const next = partitionOf(slots[i + 1] as number, level) + 1;
      positions[ends[next] as number] = (slots[i] as number) - 1;
      (ends[next] as number) += 1;
    }
    return { positions, ends };
  }

  #writeRecords(positions: Uint32Array, write: (bytes: Uint8Array) => void): number {
    const piece = new Uint32Array(pieceWords);
    let used = 0;
    let size = 0;
    const flush = () => {
      write(new Uint8Array(piece.buffer, 0, 4 * used));
      used = 0;
    };
    for (const position of positions) {
      const { words } = this.#arena.chunkAt(position);
      const at = wordIn(position);
      const [from, end] = [at - this.#sentWords, recordEnd(words, at)];
      size += 4 * (end - from);
      if (used + end - from > pieceWords) flush();
      if (end - from > pieceWords) write(new Uint8Array(words.buffer, 4 * from, 4 * (end - from)));
      else for (let i = from; i < end; i++) piece[used++] = words[i] as number;
    }
    flush();
    return size;
  }

  /**
   * Adds every record of `packed`, with its sets of values. Throws on malformed bytes and on a count over 2^53 - 1; the
   * table is then of no use.
   */
  addPacked(packed: Uint8Array, packedSets: readonly Uint8Array[] = []): void {
    if (packed.byteLength % 4 !== 0) throw malformed('its length is no multiple of 4');
    const aligned = packed.byteOffset % 4 === 0 ? packed : packed.slice();
    const distinct = this.#distinctPlaces();
    // Counts of nothing may come without sets.
    if (packedSets.length !== distinct.length && packed.length + packedSets.length > 0) {
      throw malformed(`it has ${packedSets.length} lists of sets, and ${distinct.length} are expected`);
    }
    const sets = packedSets.map((each) => new PackedSets(each));
    this.#addWords(new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4), (number) => {
      for (let i = 0; i < sets.length; i++) (distinct[i] as DistinctPlace).sets.add(number, sets[i] as PackedSets);
    });
    for (const each of sets) each.end();
  }

  /** All records as a worker would send them, in the order in which their keys came; at most what one array can hold. */
  packed(): Pick<RuleCounts, 'packedKeys' | 'sets'> {
    const numberWords = this.#keptWords - this.#sentWords;
    let size = 0;
    this.#arena.visitChunks(({ usedWords }) => {
      size += usedWords;
    });
    const packed = new Uint32Array(size - numberWords * this.#size);
    let to = 0;
    const copy = (words: Uint32Array, from: number, end: number) => {
      for (let i = from; i < end; i++) packed[to++] = words[i] as number;
    };
    this.#arena.visitChunks(({ words, usedWords }) => {
      for (let start = 0; start < usedWords; ) {
        const end = numberWords === 0 ? usedWords : recordEnd(words, start + this.#keptWords);
        copy(words, start + numberWords, end);
        start = end;
      }
    });
    const numbers = Uint32Array.from({ length: this.#size }, (_, number) => number);
    const sets = this.#distinctPlaces().map((place) => place.sets.packed(numbers));
    return { packedKeys: new Uint8Array(packed.buffer), ...(sets.length > 0 && { sets }) };
  }

  /** Calls `visit` once a key, in no order to rely on; positions stay valid for the life of the table. */
  visit(visit: (position: Position, count: number) => void): void {
    this.#arena.visitChunks(({ words, usedWords }, start) => {
      for (let at = this.#keptWords; at < usedWords; at = recordEnd(words, at) + this.#keptWords) {
        visit(start + at, countIn(words, at));
      }
    });
  }

  /** A string of its own, not a view into more memory than it shows. */
  keyAt(position: Position): ByteText {
    const { words, bytes } = this.#arena.chunkAt(position);
    const at = wordIn(position);
    const from = 4 * (at + headerWords);
    return bytes.toString('latin1', from, from + (words[at + 2] as number));
  }

  /** What `read` says of the first column of a key, given where its bytes stand. */
  readColumn<Told>(position: Position, read: (bytes: Uint8Array, from: number, to: number) => Told): Told {
    const { words, bytes } = this.#arena.chunkAt(position);
    const at = wordIn(position);
    const from = 4 * (at + headerWords);
    const end = from + (words[at + 2] as number);
    let to = from;
    while (to < end && bytes[to] !== columnEnd) to++;
    return read(bytes, from, to);
  }

  /** What the measure of this index, in the order of the plan, came to. */
  measureAt(position: Position, index: number): Measured {
    const place = this.#places[index];
    if (place === undefined) throw new Error(`No measure ${index} of ${this.#places.length}`);
    return this.#read(place, this.#arena.wordsAt(position), wordIn(position));
  }

  /** In the order of the plan. */
  measuresAt(position: Position): readonly Measured[] {
    const words = this.#arena.wordsAt(position);
    const at = wordIn(position);
    const measured: Measured[] = [];
    for (const place of this.#places) measured.push(this.#read(place, words, at));
    return measured;
  }

  #read(place: Place, words: Uint32Array, at: number): Measured {
    if (place.kind !== 'distinct') return readBlock(place.kind, words, at - place.before);
    return { kind: 'distinct', value: place.sets.value(words[at - this.#keptWords] as number) };
  }

  #distinctPlaces() {
    return this.#places.filter((place) => place.kind === 'distinct');
  }

  /**
   * In groups, so that waits for memory overlap: in a large table nearly every look at a slot, and then at the record
   * that it leads to, is one. Of a whole group first the slots are touched, then the records, and only then is added.
   * Loops are long and call little, since most processes add a few thousand keys and end before they are compiled.
   */
  #addWords(words: Uint32Array, addSets: (number: number) => void): void {
    const group = this.#group;
    const sentWords = this.#sentWords;
    for (let start = 0; start < words.length; ) {
      let size = 0;
      for (; size < groupSize && start < words.length; size++) {
        const at = start + sentWords;
        start = endOrThrow(words, at);
        group[2 * size] = at;
        group[2 * size + 1] = this.#hash(words, at + headerWords - 1, start);
      }
      if ((this.#size + size) * 16 > this.#slots.length * 5) this.#grow();
      if (this.#slots.length > cachedSlots) this.#touch(size);
      this.#addGroup(words, size, addSets);
    }
  }

  #touch(size: number): void {
    const slots = this.#slots;
    const group = this.#group;
    const mask = slots.length / 2 - 1;
    let touched = 0;
    for (let i = 0; i < size; i++) touched ^= slots[2 * ((group[2 * i + 1] as number) & mask)] as number;
    for (let i = 0; i < size; i++) {
      const taken = slots[2 * ((group[2 * i + 1] as number) & mask)] as number;
      if (taken !== 0) touched ^= this.#arena.wordsAt(taken - 1)[wordIn(taken - 1)] as number;
    }
    // Whatever it is: nobody may find out that it is of no use, and leave it out.
    group[2 * groupSize] = touched;
  }

  /** There is room for all of them. */
  #addGroup(words: Uint32Array, size: number, addSets: (number: number) => void): void {
    const group = this.#group;
    const slots = this.#slots;
    const arena = this.#arena;
    const mask = slots.length / 2 - 1;
    const isMeasured = this.#places.length > 0;
    let lines = this.#lines;
    for (let i = 0; i < size; i++) {
      const at = group[2 * i] as number;
      const hash = group[2 * i + 1] as number;
      const count = countedOrThrow((words[at] as number) + (words[at + 1] as number) * two32);
      const end = recordEnd(words, at);
      lines += count;
      if (isMeasured) for (const place of this.#places) expectPossible(place, words, at, count);
      let slot = hash & mask;
      let taken = slots[2 * slot] as number;
      for (; taken !== 0; slot = (slot + 1) & mask, taken = slots[2 * slot] as number) {
        if (slots[2 * slot + 1] !== hash) continue;
        const known = arena.wordsAt(taken - 1);
        const shift = wordIn(taken - 1) - at;
        // The length first, then the padded key: equal words are equal bytes.
        let word = at + headerWords - 1;
        while (word < end && known[word + shift] === words[word]) word++;
        if (word < end) continue;
        addCount(known, at + shift, count);
        if (isMeasured) for (const place of this.#places) addBlock(place, known, at + shift, words, at);
        break;
      }
      if (taken === 0) {
        taken = this.#append(words, at, end) + 1;
        slots[2 * slot] = taken;
        slots[2 * slot + 1] = hash;
        this.#size += 1;
      }
      if (this.#keptWords > this.#sentWords) addSets(this.#numberAt(taken - 1));
    }
    // None is below zero, so that what went past 2^53 has not come back.
    this.#lines = countedOrThrow(lines);
  }

  #append(words: Uint32Array, at: number, end: number): Position {
    const position = this.#arena.reserve(this.#keptWords + end - at) + this.#keptWords;
    const chunk = this.#arena.wordsAt(position);
    const to = wordIn(position);
    for (let i = at - this.#sentWords; i < end; i++) chunk[to + i - at] = words[i] as number;
    if (this.#keptWords > this.#sentWords) chunk[to - this.#keptWords] = this.#size;
    return position;
  }

  /** The number of its sets: that of its key, in the order in which they came. */
  #numberAt(position: Position): number {
    return this.#arena.wordsAt(position)[wordIn(position) - this.#keptWords] as number;
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
    for (let i = from; i < to; i++) {
      const word = words[i] as number;
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
    v2 ^= 0xff;
    for (let turn = 0; turn < 3; turn++) {
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
    }
    return (v1 ^ v3) >>> 0;
  }
}

function wordsOf(kind: MeasurePlan['kind']): number {
  return kind === 'distinct' ? 0 : blocks[kind].words;
}

function expectPossible(place: Place, words: Uint32Array, at: number, count: number): void {
  if (place.kind === 'distinct' || blocks[place.kind].isPossible(words, at - place.before, count)) return;
  throw malformed(`a key of ${count} lines has wrong numbers for ${place.kind}`);
}

function addBlock(place: Place, known: Uint32Array, knownAt: number, words: Uint32Array, at: number): void {
  if (place.kind === 'distinct') return;
  blocks[place.kind].add(known, knownAt - place.before, words, at - place.before);
}

/** One past the record whose count stands at `at`. */
function endOrThrow(words: Uint32Array, at: number): number {
  const length = words[at + 2];
  if (length === undefined) throw malformed('it ends within the head of a record');
  const end = recordEnd(words, at);
  if (end > words.length) throw malformed('it ends within a key');
  const tail = length % 4;
  if (tail !== 0 && (words[end - 1] as number) >>> (8 * tail) !== 0) throw malformed('a padding is not zero');
  return end;
}

function recordEnd(words: Uint32Array, at: number): number {
  return at + headerWords + Math.ceil((words[at + 2] as number) / 4);
}

function countIn(words: Uint32Array, at: number): number {
  return (words[at] as number) + (words[at + 1] as number) * two32;
}

function addCount(words: Uint32Array, at: number, count: number): void {
  const low = (words[at] as number) + count;
  words[at] = low;
  if (low >= two32) words[at + 1] = (words[at + 1] as number) + Math.floor(low / two32);
}

function countedOrThrow(count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new RangeError(`Expected a count from 1 to 2^53 - 1, got ${count}`);
}

function malformed(what: string): Error {
  return new Error(`Malformed packed keys: ${what}`);
}
