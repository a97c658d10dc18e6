// A stretch of kernel memory through which a text flows: a source fills it behind what is there, a reader takes from
// the front. What was delivered last stays in front of the free space, because inflate copies from it.
//
//     base … [kept history] [start … unread … end) [free …] … base + capacity

import { bytesAt, type KernelInstance } from './kernel/instance.ts';

/** As far back as a deflate stream may refer (RFC 1951: 32 KiB). */
const historyBytes = 32 * 1024;
/** As much as a source is promised to find free. */
const leastFreeBytes = 64 * 1024;

export class TextWindow {
  readonly #kernel: KernelInstance;
  #base: number;
  #capacity: number;
  /** Address of the first byte that was not taken yet. */
  start: number;
  /** Address behind the last byte of text. */
  end: number;

  constructor(kernel: KernelInstance, capacity: number) {
    this.#kernel = kernel;
    this.#capacity = Math.max(capacity, historyBytes + 2 * leastFreeBytes);
    this.#base = kernel.allocate(this.#capacity);
    this.start = this.#base;
    this.end = this.#base;
  }

  /** Free memory behind the text, at least 64 KiB; takes whatever moving or growing that needs. */
  free(): Uint8Array {
    if (this.#freeBytes() < leastFreeBytes) this.#slide();
    while (this.#freeBytes() < leastFreeBytes) this.#grow();
    return bytesAt(this.#kernel, this.end, this.#freeBytes());
  }

  /** The text that was not taken yet. */
  unread(): Uint8Array {
    return bytesAt(this.#kernel, this.start, this.end - this.start);
  }

  /** The text from an address on. */
  from(address: number): Uint8Array {
    return bytesAt(this.#kernel, address, this.end - address);
  }

  /** Writes one byte behind the text; there is always room for it. */
  append(byte: number): void {
    bytesAt(this.#kernel, this.end, 1)[0] = byte;
    this.end++;
  }

  /** Lays in front of an empty window what its source may copy from; at most 32 KiB. */
  layHistory(history: Uint8Array): void {
    bytesAt(this.#kernel, this.#base, history.length).set(history);
    this.start = this.#base + history.length;
    this.end = this.start;
  }

  /** Forgets the text; the memory stays. */
  clear(): void {
    this.start = this.#base;
    this.end = this.#base;
  }

  close(): void {
    this.#kernel.release(this.#base);
  }

  #freeBytes(): number {
    return this.#base + this.#capacity - this.end;
  }

  #slide(): void {
    const kept = Math.max(this.#base, Math.min(this.start, this.end - historyBytes));
    const distance = kept - this.#base;
    bytesAt(this.#kernel, this.#base, this.#capacity).copyWithin(0, distance, this.end - this.#base);
    this.start -= distance;
    this.end -= distance;
  }

  #grow(): void {
    const base = this.#kernel.allocate(this.#capacity * 2);
    const text = bytesAt(this.#kernel, this.#base, this.end - this.#base);
    bytesAt(this.#kernel, base, text.length).set(text);
    this.#kernel.release(this.#base);
    this.start += base - this.#base;
    this.end += base - this.#base;
    this.#base = base;
    this.#capacity *= 2;
  }
}
