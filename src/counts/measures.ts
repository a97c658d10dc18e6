// The blocks of words that a rule's measures have in a record, in front of its count: how two of them become one, and
// what they say. Sums are exact; every block adds up in any order. Knows neither keys nor sets of values.

import type { MeasurePlan, MeasureValue } from '../types.ts';

/** What a key's measure came to; as many of them as the rule has measures. */
export type Measured =
  | { readonly kind: 'sum' | 'distinct'; readonly value: MeasureValue }
  /** A PackedTime, all of which are exact as numbers too. Absent: none of its lines had a time. */
  | { readonly kind: 'first' | 'last'; readonly time?: number }
  | { readonly kind: 'hours'; readonly hours: readonly number[] };

type BlockKind = Exclude<MeasurePlan['kind'], 'distinct'>;

interface Block {
  readonly words: number;
  /** Whether a key of so many lines can have it. */
  readonly isPossible: (words: Uint32Array, at: number, count: number) => boolean;
  /** Adds a block to one that stands elsewhere. */
  readonly add: (into: Uint32Array, to: number, words: Uint32Array, from: number) => void;
}

const two32 = 2 ** 32;
const hoursOfDay = 24;

export const blocks: Readonly<Record<BlockKind, Block>> = {
  sum: { words: 4, isPossible: () => true, add: addSum },
  first: {
    words: 2,
    isPossible: (words, at) => isNoFirst(words, at) || isTime(words, at),
    add(into, to, words, from) {
      if (compareTimes(words, from, into, to) < 0) copyTime(into, to, words, from);
    },
  },
  last: {
    words: 2,
    isPossible: isTime,
    add(into, to, words, from) {
      if (compareTimes(words, from, into, to) > 0) copyTime(into, to, words, from);
    },
  },
  hours: { words: 2 * hoursOfDay, isPossible: isOfCount, add: addHours },
};

/** What a block says. */
export function readBlock(kind: BlockKind, words: Uint32Array, at: number): Measured {
  switch (kind) {
    case 'sum':
      return readSum(words, at);
    case 'first':
      return isNoFirst(words, at) ? { kind } : { kind, time: numberIn(words, at) };
    case 'last':
      return isNoLast(words, at) ? { kind } : { kind, time: numberIn(words, at) };
    case 'hours':
      return readHours(words, at);
  }
}

// ---------------------------------------------------------------- sums: u128

function addSum(into: Uint32Array, to: number, words: Uint32Array, from: number): void {
  let carry = 0;
  for (let i = 0; i < 4; i++) {
    const sum = (into[to + i] as number) + (words[from + i] as number) + carry;
    into[to + i] = sum % two32;
    carry = sum >= two32 ? 1 : 0;
  }
  if (carry !== 0) throw new RangeError('Expected a sum below 2^128');
}

function readSum(words: Uint32Array, at: number): Measured {
  let sum = 0n;
  for (let i = 3; i >= 0; i--) sum = (sum << 32n) | BigInt(words[at + i] as number);
  return { kind: 'sum', value: sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : sum };
}

// ---------------------------------------------------------------- times: u64; none is all ones as first, zero as last

function isNoFirst(words: Uint32Array, at: number): boolean {
  return words[at] === two32 - 1 && words[at + 1] === two32 - 1;
}

function isNoLast(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0;
}

/** A PackedTime is below 2^53. */
function isTime(words: Uint32Array, at: number): boolean {
  return (words[at + 1] as number) < 2 ** 21;
}

function compareTimes(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): number {
  return (a[aAt + 1] as number) - (b[bAt + 1] as number) || (a[aAt] as number) - (b[bAt] as number);
}

function copyTime(into: Uint32Array, to: number, words: Uint32Array, from: number): void {
  into[to] = words[from] as number;
  into[to + 1] = words[from + 1] as number;
}

// ---------------------------------------------------------------- hours: 24 × u64

function addHours(into: Uint32Array, to: number, words: Uint32Array, from: number): void {
  for (let at = 0; at < 2 * hoursOfDay; at += 2) {
    // A shard is of a few hours, mostly.
    if (words[from + at] === 0 && words[from + at + 1] === 0) continue;
    const lines = numberIn(into, to + at) + numberIn(words, from + at);
    into[to + at] = lines % two32;
    into[to + at + 1] = Math.floor(lines / two32);
  }
}

const noHours: readonly number[] = Array.from({ length: hoursOfDay }, () => 0);

function readHours(words: Uint32Array, at: number): Measured {
  // A copy has just the room that it needs; an array that grows has half as much again.
  const hours = noHours.slice();
  for (let i = 0; i < hoursOfDay; i++) hours[i] = numberIn(words, at + 2 * i);
  return { kind: 'hours', hours };
}

/** Not every line has a time. */
function isOfCount(words: Uint32Array, at: number, count: number): boolean {
  let lines = 0;
  for (let i = at; i < at + 2 * hoursOfDay; i += 2) {
    if (words[i] !== 0 || words[i + 1] !== 0) lines += numberIn(words, i);
  }
  return lines <= count;
}

function numberIn(words: Uint32Array, at: number): number {
  return (words[at] as number) + (words[at + 1] as number) * two32;
}
