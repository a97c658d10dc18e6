// What the kernel's inflate is held against: zlib for the verdict and the text, and a decoder that takes one bit at a
// time for the exact prefix before damage, which zlib does not tell to the byte. Also a rig that runs the kernel in
// windows of any size between guard bytes.

import { constants, inflateRawSync } from 'node:zlib';
import { bytesAt, instantiateKernel, type KernelInstance } from '../../../workers/kernel/instance.ts';

/** `whole`, `truncated`, or zlib's words for what is wrong. */
export interface Outcome {
  readonly verdict: string;
  readonly text: Buffer;
}

/** zlib's words for the kernel's answers 4, 5, … */
const faults = [
  'invalid block type',
  'invalid stored block lengths',
  'too many length or distance symbols',
  'invalid code lengths set',
  'invalid bit length repeat',
  'invalid code -- missing end-of-block',
  'invalid literal/lengths set',
  'invalid distances set',
  'invalid literal/length code',
  'invalid distance code',
  'invalid distance too far back',
];

export function zlibVerdict(stream: Uint8Array): { readonly verdict: string; readonly text?: Buffer } {
  try {
    return { verdict: 'whole', text: inflateRawSync(stream) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return { verdict: 'truncated', text: partialText(stream) ?? Buffer.alloc(0) };
    return { verdict: message };
  }
}

/** What zlib makes of the stored bytes so far; undefined if they are damaged. */
function partialText(stream: Uint8Array): Buffer | undefined {
  try {
    return inflateRawSync(stream, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

/** The text of the longest prefix of a damaged stream in which zlib sees no damage. */
export function zlibPrefix(stream: Uint8Array): Buffer {
  let fine = 0;
  let damaged = stream.length;
  while (damaged - fine > 1) {
    const middle = (fine + damaged) >> 1;
    if (partialText(stream.subarray(0, middle)) === undefined) damaged = middle;
    else fine = middle;
  }
  return partialText(stream.subarray(0, fine)) ?? Buffer.alloc(0);
}

// ---------------------------------------------------------------- one bit at a time

class Stop extends Error {}

interface Code {
  readonly tally: readonly number[];
  readonly symbols: readonly number[];
  /** Of an incomplete code, which the first bit already may leave. */
  readonly incomplete: boolean;
}

/** The head of a block: its first bit, and how much text stands in front of it. */
export interface Head {
  readonly bit: number;
  readonly textBytes: number;
}

/** Inflates by the letter of RFC 1951, with zlib's verdicts. */
export function inflateNaively(stream: Uint8Array): Outcome & { readonly heads: readonly Head[] } {
  const text: number[] = [];
  const heads: Head[] = [];
  let position = 0;

  const bit = (): number => {
    const byte = stream[position >> 3];
    if (byte === undefined) throw new Stop('truncated');
    return (byte >> (position++ & 7)) & 1;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++) value |= bit() << index;
    return value;
  };
  const symbolOf = (code: Code, fault: string): number => {
    let offset = 0;
    let first = 0;
    let value = 0;
    for (let length = 1; length <= 15; length++) {
      value |= bit();
      const tally = code.tally[length] ?? 0;
      if (value - first < tally) return code.symbols[offset + value - first] ?? 0;
      if (code.incomplete) throw new Stop(fault);
      offset += tally;
      first = (first + tally) << 1;
      value <<= 1;
    }
    throw new Error('a complete code ends within 15 bits');
  };
  const stored = (): void => {
    position = (position + 7) & ~7;
    const length = bits(16);
    if (length !== (bits(16) ^ 0xffff)) throw new Stop('invalid stored block lengths');
    for (let left = length; left > 0; left--) text.push(bits(8));
  };
  const symbols = (literals: Code, distances: Code): void => {
    for (;;) {
      const symbol = symbolOf(literals, 'invalid literal/length code');
      if (symbol === 256) return;
      if (symbol < 256) {
        text.push(symbol);
        continue;
      }
      if (symbol > 285) throw new Stop('invalid literal/length code');
      const extra = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2;
      const length = (lengthBases[symbol - 257] ?? 0) + bits(extra);
      const far = symbolOf(distances, 'invalid distance code');
      if (far > 29) throw new Stop('invalid distance code');
      const distance = (distanceBases[far] ?? 0) + bits(far < 4 ? 0 : (far - 2) >> 1);
      if (distance > text.length) throw new Stop('invalid distance too far back');
      for (let left = length; left > 0; left--) text.push(text[text.length - distance] ?? 0);
    }
  };
  const dynamic = (): void => {
    const literalCount = bits(5) + 257;
    const distanceCount = bits(5) + 1;
    const lengthCount = bits(4) + 4;
    if (literalCount > 286 || distanceCount > 30) throw new Stop('too many length or distance symbols');
    const codeLengths = new Array<number>(19).fill(0);
    for (let index = 0; index < lengthCount; index++) codeLengths[codeLengthOrder[index] ?? 0] = bits(3);
    const lengthCode = codeOf(codeLengths, 'invalid code lengths set', false);
    const lengths: number[] = [];
    while (lengths.length < literalCount + distanceCount) {
      // Without any code zlib reads every bit as a length of 0.
      const empty = lengthCode.symbols.length === 0;
      const symbol = empty ? bit() * 0 : symbolOf(lengthCode, 'never');
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const repeats = symbol === 16 ? bits(2) + 3 : symbol === 17 ? bits(3) + 3 : bits(7) + 11;
      const repeated = symbol === 16 ? lengths.at(-1) : 0;
      if (repeated === undefined || lengths.length + repeats > literalCount + distanceCount) {
        throw new Stop('invalid bit length repeat');
      }
      for (let left = repeats; left > 0; left--) lengths.push(repeated);
    }
    if (lengths[256] === 0) throw new Stop('invalid code -- missing end-of-block');
    const literals = codeOf(lengths.slice(0, literalCount), 'invalid literal/lengths set', true);
    symbols(literals, codeOf(lengths.slice(literalCount), 'invalid distances set', true));
  };

  try {
    for (let last = 0; last === 0; ) {
      heads.push({ bit: position, textBytes: text.length });
      last = bit();
      const type = bits(2);
      if (type === 0) stored();
      else if (type === 1) symbols(fixedLiterals, fixedDistances);
      else if (type === 2) dynamic();
      else throw new Stop('invalid block type');
    }
    return { verdict: 'whole', text: Buffer.from(text), heads };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { verdict: error.message, text: Buffer.from(text), heads };
  }
}

function codeOf(lengths: readonly number[], fault: string, mayBeLone: boolean): Code {
  const tally = new Array<number>(16).fill(0);
  for (const length of lengths) if (length > 0) tally[length] = (tally[length] ?? 0) + 1;
  const symbols = lengths.map((_, symbol) => symbol).filter((symbol) => lengths[symbol] !== 0);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  let left = 1;
  for (let length = 1; length <= 15; length++) {
    left = left * 2 - (tally[length] ?? 0);
    if (left < 0) throw new Stop(fault);
  }
  const lone = symbols.length === 1 && tally[1] === 1 && mayBeLone;
  if (left > 0 && symbols.length > 0 && !lone) throw new Stop(fault);
  return { tally, symbols, incomplete: left > 0 };
}

const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const fixedLiterals = codeOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  'never',
  false,
);
const fixedDistances = codeOf(new Array<number>(32).fill(5), 'never', false);

// ---------------------------------------------------------------- the kernel between guards

const guardByte = 0xa5;
const guardBytes = 512;
const guard = Buffer.alloc(guardBytes, guardByte);

export interface Windows {
  readonly input: number;
  readonly output: number;
}

/** Runs the kernel's inflate; `capacity` bounds the text it can hold, 4 MiB the input window. */
export class InflateRig {
  readonly #kernel: KernelInstance;
  readonly #capacity: number;
  readonly #text: number;
  readonly #inputEnd: number;

  constructor(capacity = 16 * 2 ** 20) {
    this.#kernel = instantiateKernel();
    this.#capacity = capacity;
    this.#text = this.#kernel.allocate(capacity + 2 * guardBytes) + guardBytes;
    bytesAt(this.#kernel, this.#text - guardBytes, capacity + 2 * guardBytes).fill(guardByte);
    // The input window ends where memory ends: a load behind it traps.
    (this.#kernel.memory as unknown as { grow(pages: number): void }).grow(64);
    this.#inputEnd = this.#kernel.memory.buffer.byteLength;
  }

  /**
   * Throws if a byte outside the windows was written, or if more input was taken than there is. With `takenUp` it begins
   * at that head of a block, behind the text in front of it. `onHead` is told of the heads on the way; of several with
   * the same text in front of them, of the first.
   */
  run(
    stream: Uint8Array,
    windows: Windows,
    {
      takenUp,
      onHead,
    }: { readonly takenUp?: Head & { readonly text: Buffer }; readonly onHead?: (head: Head) => void } = {},
  ): Outcome & { readonly taken: number } {
    const kernel = this.#kernel;
    const memory = Buffer.from(kernel.memory.buffer);
    let taken = 0;
    let given = 0;
    let answer = 1;
    let from = this.#inputEnd;
    kernel.inflateStart();
    if (takenUp !== undefined) {
      const used = takenUp.bit % 8;
      taken = Math.ceil(takenUp.bit / 8);
      memory.set(takenUp.text, this.#text);
      given = takenUp.text.length;
      kernel.inflateResume(used === 0 ? 0 : 8 - used, used === 0 ? 0 : (stream[taken - 1] ?? 0) >> used);
    }
    if (onHead !== undefined) kernel.inflatePauseAt(0);
    while (answer < 3) {
      if (answer === 1) {
        const piece = stream.subarray(taken, taken + windows.input);
        if (piece.length === 0) break;
        from = this.#inputEnd - piece.length;
        memory.set(piece, from);
      }
      const output = this.#text + given;
      const outputEnd = Math.min(output + windows.output, this.#text + this.#capacity);
      if (output === outputEnd) throw new Error('the text is longer than the rig');
      answer = kernel.inflate(from, this.#inputEnd, output, outputEnd, Math.min(given, 32768));
      taken += kernel.inflateInputAt() - from;
      from = kernel.inflateInputAt();
      given = kernel.inflateOutputAt() - this.#text;
      if (answer === -1) {
        onHead?.({ bit: taken * 8 - kernel.inflateHeldBits(), textBytes: given });
        if (kernel.inflateHeldBits() > 7) throw new Error('more than seven bits are held at a block');
        kernel.inflatePauseAt(this.#text + given + 1);
      }
      if (from > this.#inputEnd) throw new Error('input was taken behind the window');
      if (kernel.inflateOutputAt() > outputEnd) throw new Error('the output ends behind its window');
      if (guard.compare(memory, outputEnd, outputEnd + guardBytes) !== 0) throw new Error('written behind the output');
    }
    if (guard.compare(memory, this.#text - guardBytes, this.#text) !== 0) throw new Error('written before the output');
    const text = Buffer.from(memory.subarray(this.#text, this.#text + given));
    memory.fill(guardByte, this.#text, this.#text + Math.min(this.#capacity, given + guardBytes));
    const verdict = answer === 3 ? 'whole' : answer === 1 ? 'truncated' : (faults[answer - 4] ?? `answer ${answer}`);
    return { verdict, text, taken };
  }
}

/**
 * Compares the kernel with zlib and the naive decoder on one stream; a sentence if they differ. Every size of windows
 * must give the same.
 */
export function difference(rig: InflateRig, stream: Uint8Array, allWindows: readonly Windows[]): string | undefined {
  const expected = zlibVerdict(stream);
  const text = expected.text ?? inflateNaively(stream).text;
  let taken: number | undefined;
  for (const windows of allWindows) {
    const found = rig.run(stream, windows);
    const where = `with windows of ${windows.input} and ${windows.output} bytes`;
    if (found.verdict !== expected.verdict) return `${found.verdict} ${where}, zlib says ${expected.verdict}`;
    if (!found.text.equals(text)) return `${found.text.length} bytes of text ${where}, expected ${text.length}`;
    taken ??= found.taken;
    if (found.taken !== taken) return `${found.taken} bytes taken ${where}, before ${taken}`;
  }
  return undefined;
}

// ---------------------------------------------------------------- streams to try

/** A small generator of numbers, xorshift32, so that a seed brings a failure back. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Text like that of a log, with runs, noise and distances of all sizes, as `random` will have it. */
export function someText(random: (below: number) => number, length: number): Buffer {
  const text = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const kind = random(8);
    const size = Math.min(length - at, 1 + random(random(10) === 0 ? 700 : 40));
    if (kind === 0) text.fill(random(256), at, at + size);
    else if (kind < 3 || at === 0) for (let i = 0; i < size; i++) text[at + i] = random(kind === 1 ? 256 : 10) + 48;
    else {
      const back = 1 + random(Math.min(at, kind < 5 ? 40 : 32768));
      for (let i = 0; i < size; i++) text[at + i] = text[at + i - back] ?? 0;
    }
    at += size;
  }
  return text;
}

/** Changes a few bits or bytes, cuts, doubles or drops a part: damage in the middle and near the front. */
export function mutate(random: (below: number) => number, stream: Uint8Array): Buffer {
  const bytes = Buffer.from(stream);
  const place = (): number => random(random(2) === 0 ? bytes.length : Math.min(bytes.length, 100));
  switch (random(6)) {
    case 0:
      return bytes.subarray(0, random(bytes.length));
    case 1: {
      const at = place();
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(9))]);
    }
    case 2: {
      const at = place();
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]);
    }
    default:
      for (let left = 1 + random(3); left > 0; left--) {
        const at = place();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      }
      return bytes;
  }
}
