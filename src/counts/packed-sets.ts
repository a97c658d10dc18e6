// Sets of values as workers send them and as they are kept, one behind the other: how many values, then each, as a text or
// as an address of IPv4; or, of more than are kept exactly, the registers of a HyperLogLog (see `RuleCounts`).

import { areRegisters, registerCount } from './hyperloglog.ts';

/** Beyond so many values a set is not exact. */
export const mostExact = 1024;

/** In place of the number of values: registers follow. In place of a value's length: an address of IPv4 follows. */
export const registersFollow = 2 ** 32 - 1;
export const addressFollows = 2 ** 32 - 1;

/** The sets of one measure, read from front to back; throws on malformed bytes. */
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

  /** The number of values of the next set, `mostExact` at most, or `registersFollow`. */
  takeNumber(): number {
    const number = this.words[this.#at];
    if (number === undefined) throw malformedSets('there are fewer than records');
    if (number > mostExact && number !== registersFollow) {
      throw malformedSets(`${number} values are more than ${mostExact}`);
    }
    this.#at += 1;
    return number;
  }

  /** Where in `words` the next value stands: its length or `addressFollows`. */
  takeValue(): number {
    const at = this.#at;
    const length = this.words[at];
    if (length === undefined) throw malformedSets('one ends early');
    const end = valueEnd(this.words, at);
    if (end > this.words.length) throw malformedSets('one ends within a value');
    const tail = length === addressFollows ? 0 : length % 4;
    if (tail !== 0 && (this.words[end - 1] as number) >>> (8 * tail) !== 0)
      throw malformedSets('a padding is not zero');
    this.#at = end;
    return at;
  }

  /** Where in `words` the next values stand, if each of so many is an address, else undefined: then none is taken. */
  takeAddresses(values: number): number | undefined {
    const { words } = this;
    const at = this.#at;
    const end = at + 2 * values;
    if (end > words.length) return undefined;
    for (let i = at; i < end; i += 2) if (words[i] !== addressFollows) return undefined;
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

/** Where in `words` the value ends that stands at `at`. */
export function valueEnd(words: Uint32Array, at: number): number {
  const length = words[at] as number; // it is there if a value is
  return length === addressFollows ? at + 2 : at + 1 + ((length + 3) >>> 2);
}

function malformedSets(what: string): Error {
  return new Error(`Malformed sets of values: ${what}`);
}
