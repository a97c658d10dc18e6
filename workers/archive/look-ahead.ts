// Stored bytes that can be looked at before they are taken, for a decoder that takes whole blocks. Knows no format.

import type { StoredBytes } from './stored.ts';

const bufferBytes = 256 * 1024;

/** To be read from front to back, as far ahead as a decoder's blocks are long. */
export class LookAhead {
  readonly #stored: StoredBytes;
  #buffer = Buffer.alloc(bufferBytes);
  #from = 0;
  #to = 0;
  #taken: number;

  /** `start` is the offset of the next byte of `stored`. */
  constructor(stored: StoredBytes, start: number) {
    this.#stored = stored;
    this.#taken = start;
  }

  /** The next bytes without taking them; fewer only at the end. */
  peek(length: number): Buffer {
    if (this.#to - this.#from < length) this.#fill(length);
    return this.#buffer.subarray(this.#from, Math.min(this.#to, this.#from + length));
  }

  /** Takes bytes that were peeked at. */
  take(length: number): Uint8Array {
    const bytes = this.#buffer.subarray(this.#from, this.#from + length);
    this.#from += length;
    this.#taken += length;
    return bytes;
  }

  /** Whether there was so much to skip. */
  skip(length: number): boolean {
    for (let left = length; left > 0; ) {
      const bytes = this.peek(Math.min(left, bufferBytes));
      if (bytes.length === 0) return false;
      this.take(bytes.length);
      left -= bytes.length;
    }
    return true;
  }

  /** Reads to the end; how many bytes there were. */
  drain(): number {
    let count = 0;
    for (let bytes = this.peek(bufferBytes); bytes.length > 0; bytes = this.peek(bufferBytes)) {
      count += bytes.length;
      this.take(bytes.length);
    }
    return count;
  }

  /** Offset of the next byte to be taken. */
  position(): number {
    return this.#taken;
  }

  #fill(length: number): void {
    this.#buffer.copy(this.#buffer, 0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    // A block header can claim 2 MiB; a block of more than 128 KiB is refused by the decoder.
    if (length > this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], length);
    while (this.#to < length) {
      const got = this.#stored.read(this.#buffer.subarray(this.#to));
      if (got === 0) return;
      this.#to += got;
    }
  }
}
