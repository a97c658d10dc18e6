// The first few of many in some order, without sorting them all. Knows nothing of what they are.

import { UserError } from '../errors.ts';
import { lazily } from '../lazily.ts';

const v8 = lazily<typeof import('node:v8')>('node:v8');

/**
 * The first `most` of what is offered (0: all, but no more than can be held), in order; it keeps a heap with the last of
 * the chosen on top.
 */
export class Selection<Item> {
  readonly #most: number;
  #mostHeld: number;
  #isLimitKnown: boolean;
  readonly #compare: (a: Item, b: Item) => number;
  readonly #heap: Item[] = [];

  /** `mostHeld`: beyond so many it throws a UserError. */
  constructor(most: number, compare: (a: Item, b: Item) => number, mostHeld?: number) {
    this.#isLimitKnown = mostHeld !== undefined;
    this.#mostHeld = mostHeld ?? rowsThatAlwaysFit;
    this.#most = most;
    this.#compare = compare;
  }

  offer(item: Item): void {
    const heap = this.#heap;
    const last = heap[0];
    if (this.#most === 0 || heap.length < this.#most) {
      if (heap.length >= this.#mostHeld) this.#expectRoom();
    }
    if (this.#most === 0) heap.push(item);
    else if (heap.length < this.#most) this.#rise(heap.push(item) - 1, item);
    else if (last !== undefined && this.#compare(item, last) < 0) this.#sink(item);
  }

  #expectRoom(): void {
    if (!this.#isLimitKnown) this.#mostHeld = rowsThatFit();
    this.#isLimitKnown = true;
    if (this.#heap.length >= this.#mostHeld) throw tooMany(this.#heap.length);
  }

  /** Whether it would be chosen, as things are. */
  wants(item: Item): boolean {
    const last = this.#heap[0];
    return last === undefined || this.#most === 0 || this.#heap.length < this.#most || this.#compare(item, last) < 0;
  }

  /** Ends the selection. */
  sorted(): Item[] {
    return this.#heap.sort(this.#compare);
  }

  #rise(from: number, item: Item): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#heap[parent] as Item; // a parent stands before its child
      if (this.#compare(above, item) >= 0) break;
      this.#heap[at] = above;
      at = parent;
    }
    this.#heap[at] = item;
  }

  /** Puts `item` in the place of the top. */
  #sink(item: Item): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = child + 1;
      // Both indexes are below the length.
      if (right < heap.length && this.#compare(heap[right] as Item, heap[child] as Item) > 0) child = right;
      if (this.#compare(heap[child] as Item, item) <= 0) break;
      heap[at] = heap[child] as Item;
      at = child;
    }
    heap[at] = item;
  }
}

/** A row with its key takes about so much, from here to the renderer. */
const rowBytes = 500;
/** In the smallest heap; only for more is the heap's size asked, which takes loading what knows it. */
const rowsThatAlwaysFit = 2 ** 13;

function rowsThatFit(): number {
  return Math.floor(v8().getHeapStatistics().heap_size_limit / rowBytes);
}

function tooMany(rows: number): UserError {
  return new UserError(
    `The report would have more than ${rows} rows, which is more than fit into memory; show fewer with --top N or --min N, ` +
      'or give Node a larger heap (NODE_OPTIONS=--max-old-space-size=MEGABYTES)',
  );
}
