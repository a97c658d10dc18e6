// Notes, while a gzip file is decoded from its beginning, the heads of blocks at which it can be taken up again: a point
// about every so many bytes of text. In a long text every second one is let go again and again, so that few are kept
// however long it gets, and those that would have been met had they been as far apart from the start. Knows no file.

import { deflateRawSync } from 'node:zlib';
import type { SeekPoint } from '../../src/types.ts';
import type { AtMember, BlockHead, BlockWatch } from './source.ts';

/** With fewer there is nothing to be gained. */
const fewest = 8;
/** With so many they are moved apart, up to sixteen times as far as was asked; only so many more than `most` move them on. */
const crowd = 64;
const farthest = 16;
const most = 512;

export class SeekPoints implements BlockWatch {
  readonly #asked: number;
  #apart: number;
  #points: SeekPoint[] = [];
  #isRefused = false;

  /** `apart`: bytes of text from one point to the next. */
  constructor(apart: number) {
    this.#asked = apart;
    this.#apart = apart;
  }

  next(): number {
    return this.#isRefused ? Number.POSITIVE_INFINITY : (this.#cellOf(this.#points.at(-1)) + 1) * this.#apart;
  }

  meetBlock(head: BlockHead, window: Uint8Array): AtMember {
    this.#points.push({ ...head, window: window.slice() });
    const isFar = this.#apart >= this.#asked * farthest;
    if (this.#points.length > (isFar ? most : crowd)) this.#moveApart();
    return 'on';
  }

  /** The file is none that can be taken up again. */
  refuse(): void {
    this.#isRefused = true;
    this.#points = [];
  }

  /** Rising; none if they are too few. */
  found(): readonly SeekPoint[] {
    if (this.#points.length < fewest) return [];
    return this.#points.map((point) => ({ ...point, window: deflateRawSync(point.window, { level: 1 }) }));
  }

  #moveApart(): void {
    this.#apart *= 2;
    this.#points = this.#points.filter((point, i) => this.#cellOf(point) > this.#cellOf(this.#points[i - 1]));
  }

  #cellOf(point: SeekPoint | undefined): number {
    return Math.floor((point?.textBytes ?? 0) / this.#apart);
  }
}
