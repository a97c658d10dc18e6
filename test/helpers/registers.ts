// The registers of a HyperLogLog, written from the definition of the counts' form: 2^14 of them; by MurmurHash3 x86_32
// with two seeds, the one picks the register, the other's zeros in front are counted.

import type { ByteText } from '../../src/types.ts';

export function registersOf(values: Iterable<ByteText>): Uint8Array {
  const registers = new Uint8Array(2 ** 14);
  for (const value of values) {
    const bytes = Buffer.from(value, 'latin1');
    const register = murmurHash3(bytes, 0) >>> 18;
    const rank = Math.clz32(murmurHash3(bytes, 0x9747b28c)) + 1;
    registers[register] = Math.max(registers[register] ?? 0, rank);
  }
  return registers;
}

/** Austin Appleby's x86_32, after its description. */
export function murmurHash3(bytes: Uint8Array, seed: number): number {
  let hash = seed;
  const mix = (word: number) => {
    const product = Math.imul(word, 0xcc9e2d51);
    return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
  };
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const word = [0, 1, 2, 3].reduce((sum, i) => sum | ((bytes[at + i] ?? 0) << (8 * i)), 0);
    hash ^= mix(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  const tail = [...bytes.subarray(whole)].reduce((sum, byte, i) => sum | (byte << (8 * i)), 0);
  if (whole < bytes.length) hash ^= mix(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
