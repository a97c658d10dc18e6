// How seldom bytes are in firewall logs, and so which needle and where in it to look first. A wrong guess costs time, never an
// answer.

import type { ByteText } from '../../src/types.ts';

// Bytes by falling frequency, counted over the logs of eight vendors, each file weighing the same.
const commonFirst = ' 01e2,:ton.sai3r-4c695dl8up7mAf"T/S=PgyIChDbROvN>E<wFxM%_UL[]BkJ()GHVWzZ;YK@+\tjq\'X$Q{}*!#~?';

/** About how often each of the 256 bytes is met, all together once: less by six in a hundred from rank to rank. */
export const byteShares: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  const rank = commonFirst.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 0.0002 : 0.06 * 0.94 ** rank;
});

/** 0 for the most common byte. */
function rarity(byte: string): number {
  const place = commonFirst.indexOf(byte);
  return place < 0 ? commonFirst.length : place;
}

function foldedRarity(byte: string): number {
  return Math.min(rarity(byte.toLowerCase()), rarity(byte.toUpperCase()));
}

/** The kernel compares no byte further in (REACH in assembly/needle.ts). */
const reach = 64;

/**
 * The offset of the byte that a search compares beside the first and the last: the rarest between them, or the first
 * in a needle of one or two bytes.
 */
export function rarestInside(needle: ByteText, ignoreCase: boolean): number {
  const score = ignoreCase ? foldedRarity : rarity;
  const last = Math.min(needle.length, reach) - 1;
  let rarest = 0;
  for (let offset = 1; offset < last; offset++) {
    if (rarest === 0 || score(needle.charAt(offset)) > score(needle.charAt(rarest))) rarest = offset;
  }
  return rarest;
}

/** The rarest needle first; the order of the rest does not matter. */
export function rarestFirst(needles: readonly ByteText[], ignoreCase: boolean): readonly ByteText[] {
  const score = ignoreCase ? foldedRarity : rarity;
  const sum = (needle: ByteText) => [...needle].reduce((total, byte) => total + score(byte), 0);
  return [...needles].sort((a, b) => sum(b) - sum(a));
}
