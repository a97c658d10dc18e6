import test from 'ava';
import {
  addToRegisters,
  areRegisters,
  estimateDistinct,
  mergeRegisters,
  murmurHash3,
  registerCount,
} from '../../../src/counts/hyperloglog.ts';
import { registersOf } from '../../helpers/measured-keys.ts';

test('MurmurHash3 gives the published values', (t) => {
  const vectors: readonly (readonly [bytes: string, seed: number, hash: number])[] = [
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['\xff\xff\xff\xff', 0, 0x76293b50],
    ['\x21\x43\x65\x87', 0, 0xf55b516b],
    ['\x21\x43\x65\x87', 0x5082edee, 0x2362f9de],
    ['\x21\x43\x65', 0, 0x7e4a8634],
    ['\x21\x43', 0, 0xa0f7b07a],
    ['\x21', 0, 0x72661cf4],
    ['\0\0\0\0', 0, 0x2362f9de],
    ['\0\0\0', 0, 0x85f0b427],
    ['\0\0', 0, 0x30f4c306],
    ['\0', 0, 0x514e28b7],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aa', 0x9747b28c, 0x5d211726],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['abcd', 0x9747b28c, 0xf0478627],
    ['abc', 0x9747b28c, 0xc84a62dd],
    ['ab', 0x9747b28c, 0x74875592],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ];
  for (const [text, seed, hash] of vectors) {
    t.is(murmurHash3(Buffer.from(text, 'latin1'), 0, text.length, seed), hash, text);
    const within = Buffer.from(`xyz${text}\xee\xee\xee`, 'latin1');
    t.is(murmurHash3(within, 3, 3 + text.length, seed), hash, `${text} within more bytes`);
  }
});

test('a value raises one register to its rank', (t) => {
  // murmur("aa", 0) and murmur("aa", 0x9747b28c) = 0x5d211726: its first bit is zero, so rank 2.
  const registers = registersOf(['aa']);
  const register = murmurHash3(Buffer.from('aa'), 0, 2, 0) >>> 18;
  t.is(registers[register], 2);
  t.is(
    registers.reduce((sum, rank) => sum + rank, 0),
    2,
  );
});

test('registers depend on the set of values alone, and merge as sets do', (t) => {
  const values = Array.from({ length: 5000 }, (_, i) => `v${i}`);
  const all = registersOf(values);
  t.deepEqual(registersOf([...values].reverse().concat(values)), all);
  const merged = registersOf(values.slice(0, 3000));
  mergeRegisters(merged, registersOf(values.slice(2000)));
  t.deepEqual(merged, all);
});

test('estimates are within three percent, and one percent is typical', (t) => {
  const errors: number[] = [];
  for (const size of [1025, 2000, 5000, 20_000, 40_000, 80_000, 300_000]) {
    for (let seed = 0; seed < 8; seed++) {
      const estimate = estimateDistinct(registersOf(addresses(size, seed)));
      const error = Math.abs(estimate - size) / size;
      t.true(error < 0.03, `${estimate} for ${size}, seed ${seed}`);
      errors.push(error);
    }
  }
  const meanSquare = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  t.true(Math.sqrt(meanSquare) < 0.01, `root mean square ${Math.sqrt(meanSquare)}`);
});

test('the ends of the scale: no value, and every register full', (t) => {
  t.is(estimateDistinct(new Uint8Array(registerCount)), 0);
  t.true(estimateDistinct(new Uint8Array(registerCount).fill(33)) > 2 ** 32);
  t.is(estimateDistinct(registersOf(['one'])), 1);
});

test('what cannot be registers is known', (t) => {
  t.true(areRegisters(new Uint8Array(registerCount).fill(33)));
  t.false(areRegisters(new Uint8Array(registerCount).fill(34)));
  t.false(areRegisters(new Uint8Array(registerCount - 1)));
});

test('bytes around a value do not count', (t) => {
  const registers = new Uint8Array(registerCount);
  addToRegisters(registers, Buffer.from('<10.1.2.3>'), 1, 9);
  t.deepEqual(registers, registersOf(['10.1.2.3']));
});

/** Neighbouring addresses, as a scan has them. */
function* addresses(size: number, seed: number): Iterable<string> {
  for (let i = 0; i < size; i++) yield `${10 + seed}.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`;
}
