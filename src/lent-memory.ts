// Memory that a thread lends to the coordinator for the counts of a shard, so that these are copied once, into memory that
// was touched before. Whoever has read them gives it back. What is never given back is never written to again: whoever
// forgets it costs memory and, when a thread has no more to lend, time, but no number.
// Knows no counts.

/** The first word tells whether it is lent; what stands behind it is multiples of eight. */
export const lentHeadBytes = 8;

const isLent = 1;

export function makeLendable(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(lentHeadBytes + bytes);
}

/** From now on it is read by others. */
export function lend(memory: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(memory, 0, 1), 0, isLent);
}

export function giveBack(memory: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(memory, 0, 1), 0, 0);
}

export function isAtHome(memory: SharedArrayBuffer): boolean {
  return Atomics.load(new Int32Array(memory, 0, 1), 0) !== isLent;
}
