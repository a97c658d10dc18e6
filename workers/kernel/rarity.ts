// How seldom bytes are in firewall logs, and so where in a needle to look first. A wrong guess costs time, never an
// answer.

import type { ByteText } from '../../src/types.ts';

// Bytes by falling frequency, counted over the logs of eight vendors, each file weighing the same.
const commonFirst = ' 01e2,:ton.sai3r-4c695dl8up7mAf"T/S=PgyIChDbROvN>E<wFxM%_UL[]BkJ()GHVWzZ;YK@+\tjq\'X$Q{}*!#~?';

/** 0 for the most common byte. */
function rarity(byte: string): number {
  const place = commonFirst.indexOf(byte);
  return place < 0 ? commonFirst.length : place;
}

function foldedRarity(byte: string): number {
  return Math.min(rarity(byte.toLowerCase()), rarity(byte.toUpperCase()));
}

export interface RarePair {
  /** Offsets of the two rarest bytes, in order; the same for a needle of one byte. */
  readonly first: number;
  readonly second: number;
  /** The larger, the rarer the two are together. */
  readonly score: number;
}

/** The two places of a needle that a search compares first. */
export function rarePair(needle: ByteText, ignoreCase: boolean): RarePair {
  const score = ignoreCase ? foldedRarity : rarity;
  const places = [...needle]
    .map((byte, offset) => ({ offset, score: score(byte) }))
    .sort((a, b) => b.score - a.score || a.offset - b.offset);
  const rarest = places[0] ?? { offset: 0, score: 0 };
  const other = places[1] ?? rarest;
  const [first, second] = rarest.offset <= other.offset ? [rarest, other] : [other, rarest];
  return { first: first.offset, second: second.offset, score: rarest.score + other.score };
}

/** The rarest needle first; the order of the rest does not matter. */
export function rarestFirst(needles: readonly ByteText[], ignoreCase: boolean): readonly ByteText[] {
  return [...needles].sort((a, b) => rarePair(b, ignoreCase).score - rarePair(a, ignoreCase).score);
}
