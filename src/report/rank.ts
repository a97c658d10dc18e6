// Orders the counted keys of one rule: who stands where, what an allow-list hid, and which keys are worth a row. The
// order is total, so the same counts give the same rows in whatever order they were counted. Knows neither addresses nor
// reports.

import { expectAllLines, keyColumns, type RuleTally } from '../counts/counts.ts';
import type { KeyTable, Position } from '../counts/key-table.ts';
import type { Measured } from '../counts/measures.ts';
import { compareTexts } from '../text.ts';
import type { ByteText, HavingCondition } from '../types.ts';
import { type Amount, amountReader, compareAmounts, conditionTest } from './amounts.ts';
import { Selection } from './selection.ts';

export interface RankingWish {
  /** How many columns a key has. */
  readonly columns: number;
  /** Absent: none is hidden. */
  readonly isAllowed?: KeyTest;
  /** Texts whose order by code units is the order of the columns that they were made of. */
  readonly sortKey: (column: ByteText) => string;
  /**
   * Numbers in that order, of a column's bytes; NaN: nothing is said. What differs by them needs no text. Absent: texts
   * are made of all.
   */
  readonly sortHint?: (bytes: Uint8Array, from: number, to: number) => number;
  /** Names of the rule's measures, in the order of its plan; absent: it has none. */
  readonly measures?: readonly string[];
  /** Only keys with at least so many lines. */
  readonly min: number;
  /** Only keys for which all of these hold. */
  readonly having?: readonly HavingCondition[];
  /** The measure to rank by; absent: `count`. */
  readonly sort?: string;
  /** Only the first so many keys; 0: all. */
  readonly top: number;
}

/** Whether an allow-list hides a key of these columns. */
export interface KeyTest {
  (columns: readonly ByteText[]): boolean;
  /** The same, if the first column is an IPv4 address, by its number: such a key needs no text. Absent: it is not enough. */
  readonly ofIPv4?: (address: number) => boolean;
}

export interface Ranking<Row = RankedRow> {
  readonly rows: readonly Row[];
  readonly allowed: { readonly keys: number; readonly lines: number };
  /** Distinct keys that are not allowed, before `min`, `having` and `top`. */
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
  /** In the order of the plan. */
  readonly measures: readonly Measured[];
}

/** The measure to rank by descending, then counts descending, then the columns by their sort keys, then by bytes. */
export function rankKeys(tally: RuleTally, wish: RankingWish): Ranking {
  return atOnce(rankByParts(tally, wish, (row) => row));
}

/** As `rankKeys`, with a pause behind every part of the keys, and rows as `toRow` makes them. */
export function* rankByParts<Row>(
  tally: RuleTally,
  wish: RankingWish,
  toRow: (row: RankedRow) => Row,
): Generator<void, Ranking<Row>> {
  const chosen = new Selection<Candidate>(
    wish.top,
    (a, b) => compareAmounts(b.by, a.by) || b.count - a.count || compareColumns(a, b, wish),
  );
  const allowed = { keys: 0, lines: 0 };
  let keys = 0;
  let lines = 0;
  for (const part of tally.keys.parts()) {
    const offered = offerPart(part, wish, chosen, allowed);
    keys += part.size;
    lines += part.lines;
    // The next part takes the memory of this one.
    if (tally.keys.isSpilled) for (const candidate of offered) settle(candidate, wish);
    yield;
  }
  expectAllLines(tally, lines);
  const countedLines = tally.matchedLines - tally.unkeyedLines;
  const rows = chosen.sorted().map((candidate, index) => {
    const { columns, measures } = keyOfRow(candidate, wish);
    const { count } = candidate;
    return toRow({ rank: index + 1, columns, count, share: shareOf(count, countedLines), measures });
  });
  return { rows, allowed, keys: keys - allowed.keys, countedLines };
}

/** All of a work that pauses, at once. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Returns what was chosen of it, for the time being. */
function offerPart(
  part: KeyTable,
  wish: RankingWish,
  chosen: Selection<Candidate>,
  allowed: { keys: number; lines: number },
): readonly Candidate[] {
  const { isAllowed, measures = [], sortHint } = wish;
  const hintAt = (position: Position) => sortHint && part.readColumn(position, sortHint);
  const isHidden = (position: Position, hint = Number.NaN) => {
    if (isAllowed?.ofIPv4 !== undefined && hint < behindIPv4) return isAllowed.ofIPv4(hint);
    return isAllowed?.(keyColumns(part.keyAt(position), wish.columns)) === true;
  };
  const sortAmount = amountReader(part, measures, wish.sort ?? 'count');
  const isWanted = conditionTest(part, measures, wish.having ?? []);
  // Few of many are chosen, so one candidate stands for all until then.
  const candidate: Candidate = {
    count: 0,
    by: 0,
    part,
    position: 0,
    settled: undefined,
    hint: undefined,
    texts: undefined,
  };
  const offered: Candidate[] = [];
  part.visit((position, count) => {
    const hint = isAllowed === undefined ? undefined : hintAt(position);
    if (isAllowed !== undefined && isHidden(position, hint)) {
      allowed.keys += 1;
      allowed.lines += count;
    } else if (count >= wish.min && isWanted(position, count)) {
      candidate.position = position;
      candidate.count = count;
      candidate.by = sortAmount(position, count);
      candidate.hint = hint;
      candidate.texts = undefined;
      if (!chosen.wants(candidate)) return;
      // Not a copy of its fields, which takes four times as long.
      const { by, texts } = candidate;
      const own = { count, by, part, position, settled: undefined, hint: candidate.hint, texts };
      chosen.offer(own);
      offered.push(own);
    }
  });
  return offered;
}

/** What a `sortHint` says of an IPv4 address is below this, and of nothing else. */
const behindIPv4 = 2 ** 32;

/** The order of `sort | uniq -c | sort -rn` in the C locale: counts descending, ties by key bytes descending. */
export function compareUniq(
  a: { readonly key: ByteText; readonly count: number },
  b: { readonly key: ByteText; readonly count: number },
): number {
  return b.count - a.count || compareTexts(b.key, a.key);
}

/** A key that may be ranked. Most win or lose by their count alone, so its texts are made only for a tie. */
interface Candidate {
  count: number;
  by: Amount;
  /** Where it stands, until it is settled. */
  readonly part: KeyTable;
  position: Position;
  /** What it says, once the part is gone. */
  settled: KeyOfRow | undefined;
  /** See `sortHint`. */
  hint: number | undefined;
  texts: readonly string[] | undefined;
}

type KeyOfRow = Pick<RankedRow, 'columns' | 'measures'>;

function settle(candidate: Candidate, wish: RankingWish): void {
  // Told by the bytes, which are gone then.
  hintOf(candidate, wish);
  candidate.settled = keyOfRow(candidate, wish);
}

function keyOfRow({ settled, part, position }: Candidate, { columns }: RankingWish): KeyOfRow {
  return settled ?? { columns: keyColumns(part.keyAt(position), columns), measures: part.measuresAt(position) };
}

function compareColumns(a: Candidate, b: Candidate, wish: RankingWish): number {
  const order = hintOf(a, wish) - hintOf(b, wish);
  // NaN, where one of them says nothing.
  return order < 0 || order > 0 ? order : compareAll(textsOf(a, wish), textsOf(b, wish));
}

function hintOf(candidate: Candidate, { sortHint, columns }: RankingWish): number {
  const { part, position } = candidate;
  candidate.hint ??= sortHint === undefined || columns === 0 ? Number.NaN : part.readColumn(position, sortHint);
  return candidate.hint;
}

function textsOf(candidate: Candidate, wish: RankingWish): readonly string[] {
  candidate.texts ??= sortTexts(columnsOf(candidate, wish), wish.sortKey);
  return candidate.texts;
}

function columnsOf({ settled, part, position }: Candidate, { columns }: RankingWish): readonly ByteText[] {
  return settled?.columns ?? keyColumns(part.keyAt(position), columns);
}

/** The columns themselves come last, lest two spellings with one sort key be left to chance. */
function sortTexts(columns: readonly ByteText[], sortKey: (column: ByteText) => string): readonly string[] {
  return [...columns.map(sortKey), ...columns];
}

/** Texts one after the other, in the order of code units. */
export function compareAll(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareTexts(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Of the counted lines, rounded to six decimals. */
export function shareOf(count: number, countedLines: number): number {
  return countedLines === 0 ? 0 : Math.round((count / countedLines) * 1e6) / 1e6;
}
