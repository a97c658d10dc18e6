// A prototype, not part of the product: gzip without an index on many cores, the two-stage way of rapidgzip (M. Knespel,
// H. Brunst, 2023). A thread guesses where a block begins, decodes with 16-bit symbols that stand for what it does not
// know of the 32 KiB before, and fills these in when the thread before it is done. Measured here: how fast a block is
// found, what 16-bit symbols cost beside bytes in the same plain decoder, how fast they are filled in. From that, a
// simulation for more cores than this machine has. `node dist/bench/two-stage.js`; the text follows from a seed.

import { crc32, deflateRawSync } from 'node:zlib';
import { bytesAt, instantiateKernel } from '../workers/kernel/instance.ts';
import { generate } from './generate.ts';
import { benchScene } from './scene.ts';
import { align } from './table.ts';

const windowBytes = 32_768;
const rounds = 7;
const textBytes = 16e6;
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const lengthBase: number[] = [];
const lengthExtra: number[] = [];
const distanceBase: number[] = [];
const distanceExtra: number[] = [];
for (let i = 0, base = 3; i < 28; i++) {
  lengthExtra.push(i < 8 ? 0 : (i - 4) >> 2);
  lengthBase.push(base);
  base += 1 << (lengthExtra[i] ?? 0);
}
lengthBase.push(258);
lengthExtra.push(0);
for (let i = 0, base = 1; i < 30; i++) {
  distanceExtra.push(i < 4 ? 0 : (i - 2) >> 1);
  distanceBase.push(base);
  base += 1 << (distanceExtra[i] ?? 0);
}

/** Bits of a stream; what is read behind its end is zero. */
class Bits {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** 24 at the most. */
  peek(count: number): number {
    const byte = this.at >>> 3;
    const b = this.#bytes;
    const word = (b[byte] ?? 0) | ((b[byte + 1] ?? 0) << 8) | ((b[byte + 2] ?? 0) << 16) | ((b[byte + 3] ?? 0) << 24);
    return (word >>> (this.at & 7)) & ((1 << count) - 1);
  }

  take(count: number): number {
    const value = this.peek(count);
    this.at += count;
    return value;
  }
}

/** By the next 15 bits, symbol × 16 + bits of its code; undefined unless the code is complete, or has one symbol or none. */
function tableOf(lengths: readonly number[]): Uint16Array | undefined {
  const used = lengths.filter((length) => length > 0);
  const kraft = used.reduce((sum, length) => sum + 2 ** (15 - length), 0);
  if (kraft !== 2 ** 15 && used.length > 1) return undefined;
  const table = new Uint16Array(2 ** 15);
  let code = 0;
  for (let length = 1; length <= 15; length++, code <<= 1) {
    for (const [symbol, its] of lengths.entries()) {
      if (its !== length) continue;
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
      for (let i = reversed; i < 2 ** 15; i += 2 ** length) table[i] = symbol * 16 + length;
      code++;
    }
  }
  return table;
}

interface Codes {
  readonly literals: Uint16Array;
  readonly distances: Uint16Array;
}

/** Behind the three bits of a dynamic block; undefined if it cannot be one. */
function readCodes(bits: Bits): Codes | undefined {
  const [literals, distances, count] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  if (literals > 286 || distances > 30) return undefined;
  const codeLengths = new Array<number>(19).fill(0);
  let kraft = 0;
  for (let i = 0; i < count; i++) {
    const length = bits.take(3);
    codeLengths[order[i] ?? 0] = length;
    if (length > 0) kraft += 128 >> length;
  }
  if (kraft !== 128) return undefined;
  const table = tableOf(codeLengths);
  const lengths: number[] = [];
  while (table !== undefined && lengths.length < literals + distances) {
    const entry = table[bits.peek(15)] ?? 0;
    if (entry === 0) return undefined;
    bits.at += entry & 15;
    const symbol = entry >> 4;
    if (symbol < 16) lengths.push(symbol);
    else {
      const repeated = symbol === 16 ? lengths.at(-1) : 0;
      if (repeated === undefined) return undefined;
      const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      for (let i = 0; i < times; i++) lengths.push(repeated);
    }
  }
  if (lengths.length !== literals + distances || lengths[256] === 0) return undefined;
  const [ofLiterals, ofDistances] = [tableOf(lengths.slice(0, literals)), tableOf(lengths.slice(literals))];
  return ofLiterals && ofDistances && { literals: ofLiterals, distances: ofDistances };
}

/** The first bit at or behind `from` at which a dynamic block that is not the last one seems to begin. */
export function findBlock(stream: Uint8Array, from: number): number | undefined {
  for (let at = from; at < stream.length * 8; at++) {
    const bits = new Bits(stream, at);
    // Not the last, dynamic, and not too many symbols: what most bits fail at, without reading on.
    const head = bits.peek(13);
    if ((head & 7) !== 4 || ((head >> 3) & 31) > 29 || ((head >> 8) & 31) > 29) continue;
    bits.at += 3;
    if (readCodes(bits) !== undefined) return at;
  }
  return undefined;
}

/**
 * Decodes dynamic blocks from a bit on until `out` is nearly full or another kind comes; `out` begins with what stands in
 * front. Returns where the text ends, and tells every block's first bit.
 */
export function decodeBlocks(
  stream: Uint8Array,
  from: number,
  out: Uint8Array | Uint16Array,
  onBlock: (bit: number, at: number) => void = () => {},
): number {
  const bits = new Bits(stream, from);
  let at = windowBytes;
  for (;;) {
    onBlock(bits.at, at);
    const isLast = bits.take(1) === 1;
    const codes = bits.take(2) === 2 ? readCodes(bits) : undefined;
    if (codes === undefined) return at;
    for (;;) {
      const entry = codes.literals[bits.peek(15)] ?? 0;
      bits.at += entry & 15;
      const symbol = entry >> 4;
      if (symbol < 256) out[at++] = symbol;
      else if (symbol === 256) break;
      else {
        const length = (lengthBase[symbol - 257] ?? 0) + bits.take(lengthExtra[symbol - 257] ?? 0);
        const far = codes.distances[bits.peek(15)] ?? 0;
        bits.at += far & 15;
        const distance = (distanceBase[far >> 4] ?? 0) + bits.take(distanceExtra[far >> 4] ?? 0);
        for (let i = 0; i < length; i++, at++) out[at] = out[at - distance] as number; // the decoder is for sound streams
      }
      if (at > out.length - 300) return at;
    }
    if (isLast) return at;
  }
}

/** What stands for byte i of the window before. */
const unknown = 2 ** 15;

export function unknownWindow(out: Uint16Array): void {
  for (let i = 0; i < windowBytes; i++) out[i] = unknown + i;
}

export function fillIn(symbols: Uint16Array, window: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number; // within bounds
    out[i] = symbol < unknown ? symbol : (window[symbol - unknown] as number); // 15 bits
  }
}

/** The least of several, in seconds. */
function least(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

function main(): void {
  const text = Buffer.concat([...generate(benchScene, 2014_07_03, { bytes: textBytes }).blocks]);
  const stream = deflateRawSync(text, { level: 6 });
  const heads: number[] = [];
  const bytes = new Uint8Array(windowBytes + text.length + 512);
  decodeBlocks(stream, 0, bytes, (bit) => heads.push(bit));
  if (!Buffer.from(bytes.subarray(windowBytes, windowBytes + text.length)).equals(text)) throw new Error('wrong text');
  const [begin = 0, behind = 0] = [heads[2], heads[3]];
  const found = findBlock(stream, (heads[1] ?? 0) + 1);
  const found2 = findBlock(stream, begin + 1);
  const symbols = new Uint16Array(bytes.length);
  unknownWindow(symbols);
  const end = decodeBlocks(stream, begin, symbols);
  const decoded = symbols.subarray(windowBytes, end);
  const window = text.subarray(0, text.length - decoded.length).subarray(-windowBytes);
  const filled = new Uint8Array(decoded.length);
  fillIn(decoded, window, filled);
  if (!Buffer.from(filled).equals(text.subarray(text.length - decoded.length))) throw new Error('wrong text filled in');
  const lastUnknown = decoded.findLastIndex((symbol) => symbol >= unknown);

  const scanned = behind - begin;
  const findSeconds = least(() => findBlock(stream, begin + 1)) / scanned;
  const byteSeconds = least(() => decodeBlocks(stream, begin, bytes)) / decoded.length;
  const symbolSeconds = least(() => decodeBlocks(stream, begin, symbols)) / decoded.length;
  const fillSeconds = least(() => fillIn(decoded, window, filled)) / decoded.length;
  const share = decoded.reduce((sum, symbol) => sum + (symbol >= unknown ? 1 : 0), 0) / decoded.length;
  const rows = [
    [
      'a block found',
      `${(1e-6 / findSeconds).toFixed(2)} Mbit/s`,
      found === begin && found2 === behind ? 'at the true places' : 'at other places',
    ],
    ['bits from block to block', scanned.toFixed(0), ''],
    ['16-bit symbols beside bytes', (symbolSeconds / byteSeconds).toFixed(2), 'times as long, in the same decoder'],
    ['filled in', `${(1e-9 / fillSeconds).toFixed(2)} GB/s`, ''],
    [
      'symbols that are unknown',
      `${(100 * share).toFixed(1)} %`,
      `the last behind ${(lastUnknown / 2 ** 20).toFixed(2)} of ${(decoded.length / 2 ** 20).toFixed(2)} MiB`,
    ],
  ];
  process.stdout.write(`${align([['two stages', 'measured', ''], ...rows]).join('\n')}\n`);
  const kernelSeconds = kernelDecoding(stream, text.length);
  const ratio = symbolSeconds / byteSeconds;
  const rates = { decode: kernelSeconds * 1e9, two: (kernelSeconds * ratio + fillSeconds) * 1e9, fill: fillSeconds };
  process.stdout.write(`${align(simulated(rates, findSeconds * scanned)).join('\n')}\n`);
}

/** Seconds a byte of text, of the kernel with the checksum. */
function kernelDecoding(stream: Uint8Array, length: number): number {
  const kernel = instantiateKernel();
  const [input, output] = [kernel.allocate(stream.length), kernel.allocate(length + 512)];
  bytesAt(kernel, input, stream.length).set(stream);
  const work = () => {
    kernel.inflateStart();
    kernel.inflate(input, input + stream.length, output, output + length + 512, 0);
    crc32(bytesAt(kernel, output, length));
  };
  work();
  return least(work) / length;
}

interface Rates {
  /** Seconds a gigabyte on one core: as bytes, and in two stages. */
  readonly decode: number;
  readonly two: number;
  /** Seconds a byte. */
  readonly fill: number;
}

const chunkTextBytes = 40e6;

/**
 * One gigabyte decoded and not scanned, the kernel's time as bytes, and that times the ratio in symbols. Chunks of 4 MB
 * stored; a window must be filled in before the next one can be, in order.
 */
function simulated({ decode, two, fill }: Rates, findSeconds: number): readonly (readonly string[])[] {
  const chunks = 1e9 / chunkTextBytes;
  const chunkSeconds = two / chunks + findSeconds;
  const rows = [2, 8, 16].map((cores) => {
    const seconds = Math.ceil(chunks / cores) * chunkSeconds + chunks * windowBytes * fill;
    return [`${cores} cores`, decode.toFixed(2), seconds.toFixed(2), (decode / seconds).toFixed(2)];
  });
  return [['simulated, 1 GB', 'one core, bytes, s', 'two stages s', 'faster by'], ...rows];
}

if (process.argv[1]?.endsWith('two-stage.js')) main();
