// A window over the stored bytes of an input, in the kernel's memory, taken from front to back and refilled when it is
// empty. Knows no format.

import { bytesAt, type KernelInstance } from '../kernel/instance.ts';

const windowBytes = 128 * 1024;

/** The end of the input, met where more was needed. */
export class EndOfFile extends Error {}

export class StoredWindow {
  readonly #kernel: KernelInstance;
  readonly #read: (target: Uint8Array) => number;
  readonly #window: number;
  #closed = false;

  /** The window's bytes [next, filled) are still to be taken; its first byte is byte `windowOffset` of the input. */
  #next = 0;
  #filled = 0;
  #windowOffset: number;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** `read` puts the next stored bytes, from `start` on, at the front of its target and returns how many, 0 at the end. */
  constructor(kernel: KernelInstance, read: (target: Uint8Array) => number, start: number) {
    this.#kernel = kernel;
    this.#read = read;
    this.#windowOffset = start;
    this.#window = kernel.allocate(windowBytes) >>> 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ended = true;
    this.#windowOffset += this.#next;
    this.#next = 0;
    this.#filled = 0;
    this.#kernel.release(this.#window);
  }

  /** Of the next byte to be taken. */
  offset(): number {
    return this.#windowOffset + this.#next;
  }

  /** The address of the next byte. */
  next(): number {
    return this.#window + this.#next;
  }

  /** The address behind the last byte that is there. */
  end(): number {
    return this.#window + this.#filled;
  }

  /** Takes all up to an address. */
  takenTo(address: number): void {
    this.#next = address - this.#window;
  }

  /** Whether a byte is there, after refilling an empty window. An error of reading ends it, see `throwFailure`. */
  more(): boolean {
    if (this.#next < this.#filled) return true;
    if (this.#ended) return false;
    this.#windowOffset += this.#filled;
    this.#next = 0;
    this.#filled = this.#refill();
    this.#ended = this.#filled === 0;
    return !this.#ended;
  }

  #refill(): number {
    try {
      return this.#read(bytesAt(this.#kernel, this.#window, windowBytes));
    } catch (error) {
      this.#failure = { error };
      return 0;
    }
  }

  /** Throws what reading threw, so that the text before it can be delivered first. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** A copy of the next few bytes; throws EndOfFile if there are fewer. */
  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let filled = 0;
    this.skip(count, (piece) => {
      bytes.set(piece, filled);
      filled += piece.length;
    });
    return bytes;
  }

  /** Takes `count` bytes, showing them to `see`; throws EndOfFile if there are fewer. */
  skip(count: number, see: (bytes: Uint8Array) => void): void {
    for (let left = count; left > 0; ) {
      const piece = this.#rest().subarray(0, left);
      see(piece);
      this.#next += piece.length;
      left -= piece.length;
    }
  }

  /** Takes a text and the zero that ends it, however long, showing them to `see`; throws EndOfFile if none ends it. */
  skipText(see: (bytes: Uint8Array) => void): void {
    for (let zero = -1; zero < 0; ) {
      const rest = this.#rest();
      zero = rest.indexOf(0);
      const piece = zero < 0 ? rest : rest.subarray(0, zero + 1);
      see(piece);
      this.#next += piece.length;
    }
  }

  /** Takes zeros; false if the input ends with them. */
  skipZeros(): boolean {
    while (this.more()) {
      const rest = this.#rest();
      const zeros = rest.findIndex((byte) => byte !== 0);
      this.#next += zeros < 0 ? rest.length : zeros;
      if (zeros >= 0) return true;
    }
    return false;
  }

  /** What is there of the next bytes, at least one; throws EndOfFile at the end. */
  #rest(): Uint8Array {
    if (!this.more()) throw new EndOfFile();
    return bytesAt(this.#kernel, this.#window + this.#next, this.#filled - this.#next);
  }
}
