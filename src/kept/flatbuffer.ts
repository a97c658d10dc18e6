// Writes FlatBuffers, the binary form of Arrow's metadata: tables of numbered slots, strings, vectors. Forward, parent
// before child, which the format allows since references point ahead: each is left open and filled in when its child
// is placed. Knows no schema: whoever calls gives values with their slots in order. Nothing here reads.

export type Value = Scalar | Reference;

export interface Scalar {
  readonly kind: 'scalar';
  readonly bytes: 1 | 2 | 4 | 8;
  readonly value: number;
}

export type Reference =
  /** A slot that is undefined is absent, and read as its default. */
  | { readonly kind: 'table'; readonly slots: readonly (Value | undefined)[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'vector'; readonly items: readonly Reference[] }
  /** Structs of 64-bit words, so many words each. */
  | { readonly kind: 'structs'; readonly wordsEach: number; readonly words: readonly number[] };

export const byte = (value: number): Scalar => ({ kind: 'scalar', bytes: 1, value });
export const short = (value: number): Scalar => ({ kind: 'scalar', bytes: 2, value });
export const int = (value: number): Scalar => ({ kind: 'scalar', bytes: 4, value });
export const long = (value: number): Scalar => ({ kind: 'scalar', bytes: 8, value });
export const table = (...slots: readonly (Value | undefined)[]): Reference => ({ kind: 'table', slots });
export const text = (written: string): Reference => ({ kind: 'text', text: written });
export const vector = (items: readonly Reference[]): Reference => ({ kind: 'vector', items });

/** The whole buffer, padded to a multiple of 8 bytes. */
export function writeFlatBuffer(root: Reference): Buffer {
  const out = new Writer();
  const place = out.reserve(4, 4);
  out.refer(place, root);
  out.align(8);
  return out.bytes();
}

class Writer {
  #buffer = Buffer.alloc(1024);
  #length = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  align(unit: number): void {
    this.reserve(0, unit);
  }

  /** Where `size` bytes of zeros stand from now on. */
  reserve(size: number, unit: number): number {
    const place = Math.ceil(this.#length / unit) * unit;
    const length = place + size;
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(2 * length);
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    this.#length = length;
    return place;
  }

  /** Places the child and lets the open reference at `place` point to it. */
  refer(place: number, child: Reference): void {
    const at = this.#place(child);
    this.#buffer.writeUInt32LE(at - place, place);
  }

  #place(child: Reference): number {
    switch (child.kind) {
      case 'table':
        return this.#table(child.slots);
      case 'text':
        return this.#text(child.text);
      case 'vector':
        return this.#vector(child.items);
      case 'structs':
        return this.#structs(child.words, child.wordsEach);
    }
  }

  /** A table begins with the way back to its list of slots, which stands before it here. */
  #table(slots: readonly (Value | undefined)[]): number {
    const list = this.reserve(4 + 2 * slots.length, 2);
    const start = this.reserve(4, 8);
    const places = slots.map((value) => {
      if (value === undefined) return undefined;
      const size = value.kind === 'scalar' ? value.bytes : 4;
      return { value, at: this.reserve(size, size) };
    });
    const buffer = this.#buffer;
    buffer.writeUInt16LE(4 + 2 * slots.length, list);
    buffer.writeUInt16LE(this.#length - start, list + 2);
    buffer.writeInt32LE(start - list, start);
    for (const [slot, place] of places.entries()) {
      if (place === undefined) continue;
      buffer.writeUInt16LE(place.at - start, list + 4 + 2 * slot);
      if (place.value.kind === 'scalar') writeScalar(buffer, place.at, place.value);
    }
    for (const place of places) {
      if (place !== undefined && place.value.kind !== 'scalar') this.refer(place.at, place.value);
    }
    return start;
  }

  #text(written: string): number {
    const bytes = Buffer.from(written, 'utf8');
    const at = this.reserve(4 + bytes.length + 1, 4);
    this.#buffer.writeUInt32LE(bytes.length, at);
    bytes.copy(this.#buffer, at + 4);
    return at;
  }

  #vector(items: readonly Reference[]): number {
    const at = this.reserve(4 + 4 * items.length, 4);
    this.#buffer.writeUInt32LE(items.length, at);
    for (const [index, item] of items.entries()) this.refer(at + 4 + 4 * index, item);
    return at;
  }

  /** Words stand on multiples of 8, so their number stands 4 before one. */
  #structs(words: readonly number[], wordsEach: number): number {
    this.align(8);
    const at = this.reserve(8 + 8 * words.length, 8) + 4;
    this.#buffer.writeUInt32LE(words.length / wordsEach, at);
    for (const [index, word] of words.entries()) this.#buffer.writeBigInt64LE(BigInt(word), at + 4 + 8 * index);
    return at;
  }
}

function writeScalar(buffer: Buffer, at: number, { bytes, value }: Scalar): void {
  if (bytes === 8) buffer.writeBigInt64LE(BigInt(value), at);
  else buffer.writeIntLE(value, at, bytes);
}
