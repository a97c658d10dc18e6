// Numbers that look random and are the same on every machine for the same seed: xoshiro128** (Blackman and Vigna),
// its state filled by a 32-bit splitmix. Good enough for invented logs, useless for secrets.

export interface Random {
  /** A fraction in [0, 1). */
  unit(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** One of the items; there must be at least one. */
  pick<Item>(items: readonly Item[]): Item;
}

/** A stream of numbers that depends on the seed alone; every integer seed of 32 bits gives another one. */
export function randomFrom(seed: number): Random {
  const next = xoshiro128(seed);
  const unit = () => next() / 0x1_0000_0000;
  const below = (limit: number) => Math.floor(unit() * limit);
  return {
    unit,
    below,
    pick(items) {
      if (items.length === 0) throw new Error('nothing to pick from');
      // `below` stays under the length, so the item is there.
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}

function xoshiro128(seed: number): () => number {
  const fill = splitmix32(seed);
  let a = fill();
  let b = fill();
  let c = fill();
  let d = fill();
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result >>> 0;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
