// Sets of values, one a key, numbered from 0, for one measure `distinct`: exact up to 1,024 values, beyond that the
// registers of a HyperLogLog. What a set is in the end depends on the values alone, never on their order or on what
// was added up before: registers are those of the values, whether they came one by one or as registers.

import type { MeasureValue } from '../types.ts';
import { AddressSets } from './address-sets.ts';
import { addToRegisters, estimateDistinct, mergeRegisters, registerCount } from './hyperloglog.ts';
import { addressFollows, mostExact, type PackedSets, registersFollow, valueEnd } from './packed-sets.ts';
import { TextSets } from './text-sets.ts';

const relativeError = 0.01;

/** An address of IPv4 is one as an address, and a text as a text, however alike; one measure has but one of them. */
export class DistinctSets {
  readonly #addresses = new AddressSets();
  readonly #texts = new TextSets();
  /** Of sets with more than `mostExact` values; nothing is in the others then. */
  readonly #registers = new Map<number, Uint8Array>();

  /** Adds the next set of `packed` to this one. */
  add(set: number, packed: PackedSets): void {
    const values = packed.takeNumber();
    if (values === registersFollow) mergeRegisters(this.#registersOf(set), packed.takeRegisters());
    else if (this.#registers.size > 0 && this.#registers.has(set)) this.#note(set, packed, values);
    else this.#list(set, packed, values);
  }

  /** To the registers that the set has become. */
  #note(set: number, packed: PackedSets, values: number): void {
    const registers = this.#registersOf(set);
    for (let i = 0; i < values; i++) note(registers, packed.words, packed.bytes, packed.takeValue());
  }

  /** Most sets are of addresses alone, which are taken together. */
  #list(set: number, packed: PackedSets, values: number): void {
    const at = packed.takeAddresses(values);
    if (at !== undefined) this.#addresses.addAll(set, packed.words, at, values);
    else for (let i = 0; i < values; i++) this.#listValue(set, packed.words, packed.takeValue());
    if (this.#addresses.mostSize(set) + this.#texts.size(set) <= mostExact) return;
    if (this.#size(set) > mostExact) this.#registersOf(set);
  }

  #listValue(set: number, words: Uint32Array, at: number): void {
    if (words[at] === addressFollows) {
      this.#addresses.addAll(set, words, at, 1);
      return;
    }
    const end = valueEnd(words, at);
    if (!this.#texts.holds(set, words, at, end)) this.#texts.add(set, words, at, end);
  }

  #size(set: number): number {
    return this.#addresses.size(set) + this.#texts.size(set);
  }

  value(set: number): MeasureValue {
    const registers = this.#registers.get(set);
    if (registers === undefined) return this.#size(set);
    // There are registers only of more values than `mostExact`.
    return { estimate: Math.max(mostExact + 1, estimateDistinct(registers)), error: relativeError };
  }

  /** About what it takes of memory. */
  get memoryBytes(): number {
    return this.#addresses.memoryBytes + this.#texts.memoryBytes + registerCount * this.#registers.size;
  }

  /** The sets of these numbers as workers send them. There may be millions. */
  packed(sets: ArrayLike<number>): Uint8Array {
    let size = 0;
    for (let i = 0; i < sets.length; i++) size += this.#packedWords(sets[i] as number);
    const words = new Uint32Array(size);
    for (let i = 0, at = 0; i < sets.length; i++) at = this.#pack(sets[i] as number, words, at);
    return new Uint8Array(words.buffer);
  }

  #packedWords(set: number): number {
    if (this.#registers.has(set)) return 1 + registerCount / 4;
    return 1 + 2 * this.#addresses.size(set) + this.#texts.words(set);
  }

  /** One past its last word. */
  #pack(set: number, into: Uint32Array, at: number): number {
    const registers = this.#registers.get(set);
    if (registers !== undefined) {
      into[at] = registersFollow;
      new Uint8Array(into.buffer).set(registers, 4 * (at + 1));
      return at + 1 + registerCount / 4;
    }
    let to = at;
    into[to++] = this.#size(set);
    this.#addresses.visit(set, (address) => {
      into[to++] = addressFollows;
      into[to++] = address;
    });
    this.#texts.visit(set, (words, _, value) => {
      for (let i = value; i < valueEnd(words, value); i++) into[to++] = words[i] as number;
    });
    return to;
  }

  /** The set as registers, whatever it was. */
  #registersOf(set: number): Uint8Array {
    const known = this.#registers.get(set);
    if (known !== undefined) return known;
    const registers = new Uint8Array(registerCount);
    this.#addresses.visit(set, (address) => noteAddress(registers, address));
    this.#texts.visit(set, (words, bytes, at) => note(registers, words, bytes, at));
    this.#addresses.drop(set);
    this.#texts.drop(set);
    this.#registers.set(set, registers);
    return registers;
  }
}

/** Notes the value at `at`. */
function note(registers: Uint8Array, words: Uint32Array, bytes: Buffer, at: number): void {
  const length = words[at] as number; // it is there if a value is
  if (length === addressFollows) noteAddress(registers, words[at + 1] as number);
  else addToRegisters(registers, bytes, 4 * (at + 1), 4 * (at + 1) + length);
}

/** Registers are of texts: an address is the one that it is written as. */
function noteAddress(registers: Uint8Array, address: number): void {
  const text = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
  addToRegisters(registers, Buffer.from(text, 'latin1'), 0, text.length);
}
