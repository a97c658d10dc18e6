// How many values a set has, once it has too many to be kept: a HyperLogLog of 2^14 registers. Of a value's bytes h1 and h2
// are MurmurHash3 x86_32 by two fixed seeds; register h1 >>> 18 keeps the largest clz32(h2) + 1. (Flajolet, Fusy, Gandouet,
// Meunier: HyperLogLog, 2007; Heule, Nunkesser, Hall, 2013.) That hash must be the same wherever registers are merged, so
// that whoever can write a log could bend an estimate; it costs no time.

/** One byte each. */
export const REGISTERS: usize = 16384;

const SEED_1: u32 = 0;
const SEED_2: u32 = 0x9747b28c;

/** Notes the value [at, at + length). */
export function noteInRegister(registers: usize, at: usize, length: usize): void {
  const register = registers + (murmur3(at, length, SEED_1) >> 18);
  const rank = <u8>(clz(murmur3(at, length, SEED_2)) + 1);
  if (rank > load<u8>(register)) store<u8>(register, rank);
}

/** MurmurHash3 x86_32 (Austin Appleby). */
function murmur3(at: usize, length: usize, seed: u32): u32 {
  let hash = seed;
  const end = at + (length & ~3);
  let i = at;
  for (; i < end; i += 4) {
    hash = rotl(hash ^ scrambled(load<u32>(i)), 13) * 5 + 0xe6546b64;
  }
  let tail: u32 = 0;
  for (let rest = length & 3; rest > 0; rest--) tail = (tail << 8) | load<u8>(i + rest - 1);
  hash ^= scrambled(tail) ^ <u32>length;
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

@inline
function scrambled(word: u32): u32 {
  return rotl<u32>(word * 0xcc9e2d51, 15) * 0x1b873593;
}
