// Orders the counted keys of one rule: who stands where, and what an allow-list hid. The order is total, so the same
// counts give the same rows in whatever order they were counted. Knows neither addresses nor reports.

import { keyColumns, type RuleTally } from '../counts/counts.ts';
import type { Position } from '../counts/key-table.ts';
import { compareTexts } from '../text.ts';
import type { ByteText } from '../types.ts';

export interface RankingWish {
  /** How many columns a key has. */
  readonly columns: number;
  /** Whether an allow-list hides this key; absent: none is hidden. */
  readonly isAllowed?: (columns: readonly ByteText[]) => boolean;
  /** Texts whose order by code units is the order of the columns that they were made of. */
  readonly sortKey: (column: ByteText) => string;
  /** Only keys with at least so many lines. */
  readonly min: number;
  /** Only the first so many keys; 0: all. */
  readonly top: number;
}

export interface Ranking {
  readonly rows: readonly RankedRow[];
  readonly allowed: { readonly keys: number; readonly lines: number };
  /** Distinct keys that are not allowed, before `min` and `top`. */
  readonly keys: number;
  readonly countedLines: number;
}

export interface RankedRow {
  /** From 1; no two rows share one. */
  readonly rank: number;
  readonly columns: readonly ByteText[];
  readonly count: number;
  /** Of the counted lines, rounded to six decimals. */
  readonly share: number;
}

/** Counts descending, then the columns by their sort keys, then by bytes. */
export function rankKeys(tally: RuleTally, wish: RankingWish): Ranking {
  const columnsAt = (position: Position) => keyColumns(tally.keys.keyAt(position), wish.columns);
  const textsOf = (candidate: Candidate) => {
    candidate.texts ??= sortTexts(columnsAt(candidate.position), wish.sortKey);
    return candidate.texts;
  };
  const chosen = new Selection<Candidate>(wish.top, (a, b) => b.count - a.count || compareAll(textsOf(a), textsOf(b)));
  const allowed = { keys: 0, lines: 0 };
  tally.keys.visit((position, count) => {
    if (wish.isAllowed?.(columnsAt(position))) {
      allowed.keys += 1;
      allowed.lines += count;
    } else if (count >= wish.min) {
      chosen.offer({ position, count, texts: undefined });
    }
  });
  const countedLines = tally.matchedLines - tally.unkeyedLines;
  const rows = chosen.sorted().map(({ position, count }, index) => {
    return { rank: index + 1, columns: columnsAt(position), count, share: shareOf(count, countedLines) };
  });
  return { rows, allowed, keys: tally.keys.size - allowed.keys, countedLines };
}

/** The order of `sort | uniq -c | sort -rn` in the C locale: counts descending, ties by key bytes descending. */
export function compareUniq(
  a: { readonly key: ByteText; readonly count: number },
  b: { readonly key: ByteText; readonly count: number },
): number {
  return b.count - a.count || compareTexts(b.key, a.key);
}

/** A key that may be ranked. Most win or lose by their count alone, so its texts are made only for a tie. */
interface Candidate {
  readonly position: Position;
  readonly count: number;
  texts: readonly string[] | undefined;
}

/** The columns themselves come last, lest two spellings with one sort key be left to chance. */
function sortTexts(columns: readonly ByteText[], sortKey: (column: ByteText) => string): readonly string[] {
  return [...columns.map(sortKey), ...columns];
}

function compareAll(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareTexts(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function shareOf(count: number, countedLines: number): number {
  return countedLines === 0 ? 0 : Math.round((count / countedLines) * 1e6) / 1e6;
}

/** The first `most` of what is offered (0: all), in order; it keeps a heap with the last of the chosen on top. */
class Selection<Item> {
  readonly #most: number;
  readonly #compare: (a: Item, b: Item) => number;
  readonly #heap: Item[] = [];

  constructor(most: number, compare: (a: Item, b: Item) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  offer(item: Item): void {
    const heap = this.#heap;
    const last = heap[0];
    if (this.#most === 0) heap.push(item);
    else if (heap.length < this.#most) this.#rise(heap.push(item) - 1, item);
    else if (last !== undefined && this.#compare(item, last) < 0) this.#sink(item);
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
