// Memory of the kernel as the host fills it: texts, rows of words, and tables of names (assembly/names.ts). Knows no format.

import type { ByteText } from '../../src/types.ts';

export interface NameEntry {
  readonly key: ByteText;
  /** A number or an address; 0 if absent. */
  readonly value?: number;
  readonly text?: ByteText;
}

/** Bytes that will lie at `base`; everything is given by its address there. */
export class Layout {
  readonly #base: number;
  #bytes = Buffer.alloc(4096);
  #size = 0;
  readonly #texts = new Map<ByteText, number>();
  #longestName = 0;

  constructor(base: number) {
    this.#base = base;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Of the keys of all tables. */
  get longestName(): number {
    return this.#longestName;
  }

  /** Zeroed, aligned to 16. */
  reserve(size: number): number {
    const start = (this.#size + 15) & ~15;
    this.#size = start + size;
    if (this.#size > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#size)]);
    }
    return this.#base + start;
  }

  words(values: readonly number[]): number {
    const address = this.reserve(values.length * 4);
    this.setWords(address, values);
    return address;
  }

  setWords(address: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) {
      this.#bytes.writeUInt32LE(value >>> 0, address - this.#base + index * 4);
    }
  }

  /** Address and length; equal texts lie in one place. */
  text(text: ByteText): readonly [number, number] {
    const known = this.#texts.get(text);
    if (known !== undefined) return [known, text.length];
    const address = this.reserve(text.length);
    this.#bytes.write(text, address - this.#base, 'latin1');
    this.#texts.set(text, address);
    return [address, text.length];
  }

  /** Address and number of the items of a list of texts. */
  textList(texts: readonly ByteText[]): readonly [number, number] {
    return [this.words(texts.flatMap((text) => this.text(text))), texts.length];
  }

  /** A table of Names; of equal keys the first counts. */
  names(entries: readonly NameEntry[]): number {
    const distinct = new Map<ByteText, NameEntry>();
    for (const entry of entries) if (!distinct.has(entry.key)) distinct.set(entry.key, entry);
    let slotCount = 1;
    while (slotCount <= distinct.size * 2) slotCount *= 2;
    const slots = new Array<readonly number[]>(slotCount).fill([0, 0, 0, 0]);
    let longest = 0;
    for (const { key, value = 0, text = '' } of distinct.values()) {
      let slot = hashOf(key) & (slotCount - 1);
      while (slots[slot]?.[2] !== 0) slot = (slot + 1) & (slotCount - 1);
      const name = this.words([...this.text(key), value, ...this.text(text)]);
      slots[slot] = [wordAt(key, 0), wordAt(key, 4), name, key.length];
      longest = Math.max(longest, key.length);
    }
    this.#longestName = Math.max(this.#longestName, longest);
    return this.words([this.words(slots.flat()), slotCount - 1, longest]);
  }
}

/** Four bytes, zeros behind the end. */
export function wordAt(text: ByteText, at: number): number {
  let word = 0;
  for (let i = Math.min(at + 4, text.length) - 1; i >= at; i--) word = (word << 8) | text.charCodeAt(i);
  return word >>> 0;
}

/** As `hashOf` in assembly/names.ts. */
function hashOf(text: ByteText): number {
  const first = longAt(text, 0);
  const last = text.length > 8 ? longAt(text, text.length - 8) : 0n;
  const rotated = BigInt.asUintN(64, last << 29n) | (last >> 35n);
  const hash = (first ^ rotated ^ BigInt(text.length)) * 0x9e3779b97f4a7c15n;
  return Number(BigInt.asUintN(64, hash) >> 40n);
}

function longAt(text: ByteText, at: number): bigint {
  return (BigInt(wordAt(text, at + 4)) << 32n) | BigInt(wordAt(text, at));
}
