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
    const slots = new Array<number>(slotCount).fill(0);
    let longest = 0;
    for (const { key, value = 0, text = '' } of distinct.values()) {
      let slot = hashOf(key) & (slotCount - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = this.words([...this.text(key), value, ...this.text(text)]);
      longest = Math.max(longest, key.length);
    }
    this.#longestName = Math.max(this.#longestName, longest);
    return this.words([this.words(slots), slotCount - 1, longest]);
  }
}

/** As `hashOf` in assembly/names.ts. */
function hashOf(text: ByteText): number {
  let hash = Math.imul(text.length, 0x9e3779b1);
  for (let at = 0; at < text.length; at += 4) {
    let word = 0;
    for (let i = 3; i >= 0; i--) word = (word << 8) | (text.charCodeAt(at + i) || 0);
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return hash;
}
