// Memory of the kernel as the host fills it: texts, rows of words, and tables of names (assembly/names.ts). Knows no format.

import type { ByteText } from '../../src/types.ts';

export interface NameEntry {
  readonly key: ByteText;
  /** A number or an address; 0 if absent. */
  readonly value?: number;
  readonly text?: ByteText;
}

/** More than the formats that come with the tool need. */
const firstSize = 2 ** 18;

/** Bytes that will lie at `base`; everything is given by its address there. */
export class Layout {
  readonly #base: number;
  #bytes = Buffer.alloc(firstSize);
  #words = wordsOf(this.#bytes);
  #size = 0;
  readonly #shared = new Map<string, number>();
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
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#size);
      this.#words = wordsOf(this.#bytes);
    }
    return this.#base + start;
  }

  words(values: readonly number[]): number {
    const address = this.reserve(values.length * 4);
    this.setWords(address, values);
    return address;
  }

  setWords(address: number, values: readonly number[]): void {
    this.#words.set(values, (address - this.#base) / 4);
  }

  /** What has the same name is laid once; for words that the kernel never changes. */
  shared(name: string, lay: () => readonly number[]): number {
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const address = this.words(lay());
    this.#shared.set(name, address);
    return address;
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
    const slots = new Array<number>(4 * slotCount).fill(0);
    let longest = 0;
    for (const { key, value = 0, text = '' } of distinct.values()) {
      let slot = hashOf(key) & (slotCount - 1);
      while (slots[4 * slot + 2] !== 0) slot = (slot + 1) & (slotCount - 1);
      const [at, length] = this.text(key);
      const [textAt, textLength] = this.text(text);
      slots[4 * slot] = wordAt(key, 0);
      slots[4 * slot + 1] = wordAt(key, 4);
      slots[4 * slot + 2] = this.words([at, length, value, textAt, textLength]);
      slots[4 * slot + 3] = length;
      longest = Math.max(longest, length);
    }
    this.#longestName = Math.max(this.#longestName, longest);
    return this.words([this.words(slots), slotCount - 1, longest]);
  }
}

/** Four bytes, zeros behind the end. */
export function wordAt(text: ByteText, at: number): number {
  let word = 0;
  for (let i = Math.min(at + 4, text.length) - 1; i >= at; i--) word = (word << 8) | text.charCodeAt(i);
  return word >>> 0;
}

const factor = [0x9e3779b9, 0x7f4a7c15] as const;

/** As `hashOf` in assembly/names.ts: bits 40 to 63 of a product of 64 bits, worked out of 32 bits each. */
function hashOf(text: ByteText): number {
  let low = wordAt(text, 0) ^ text.length;
  let high = wordAt(text, 4);
  if (text.length > 8) {
    const lastLow = wordAt(text, text.length - 8);
    const lastHigh = wordAt(text, text.length - 4);
    low ^= (lastLow << 29) | (lastHigh >>> 3);
    high ^= (lastHigh << 29) | (lastLow >>> 3);
  }
  const [factorHigh, factorLow] = factor;
  const upper = upperHalf(low >>> 0, factorLow) + Math.imul(high, factorLow) + Math.imul(low, factorHigh);
  return (upper >>> 8) & 0xffffff;
}

/** The upper 32 bits of the product of two numbers of 32 bits. */
function upperHalf(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(((middle & 0xffff) + aLow * bHigh) / 0x10000);
}

function wordsOf(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
