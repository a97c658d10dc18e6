// Gzip (RFC 1952) as a source of text: members one after the other, each with its checksum and length verified, zeros as
// padding between and behind them. The kernel decodes; this room knows the container and says what was wrong with it.

import { crc32 } from 'node:zlib';
import type { Damage, ProblemReason } from '../../src/types.ts';
import { bytesAt, type KernelInstance } from '../kernel/instance.ts';
import type { TextSource } from './source.ts';

const windowBytes = 128 * 1024;
const historyBytes = 32 * 1024;

/** What the kernel's `inflate` answers; from `fault` on, an index into `faults`. */
const answer = { moreInput: 1, outputFull: 2, done: 3, fault: 4 } as const;
const faults = [
  'invalid block type',
  'invalid stored block length',
  'too many length or distance symbols',
  'invalid code lengths set',
  'invalid code length repeat',
  'missing end-of-block code',
  'invalid literal/length code set',
  'invalid distance code set',
  'invalid literal/length code',
  'invalid distance code',
  'invalid distance too far back',
];

const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/** Where the reading stands: in front of a member, in its deflate stream, in front of its trailer, or at the end. */
type State = 'header' | 'deflate' | 'trailer' | 'end';

/** The end of the file, met where a member needed more. */
class EndOfFile extends Error {}

/**
 * A gzip file of any number of members as text. `readStored` puts the next stored bytes at the front of its target, in
 * kernel memory, and returns how many, 0 at the end; what it throws passes through once the text before it is out. The kernel inflates one stream at a
 * time: no other gzip source may be read on it before this one is closed.
 */
export function openGzip(kernel: KernelInstance, readStored: (target: Uint8Array) => number): TextSource {
  return new GzipSource(kernel, readStored);
}

class GzipSource implements TextSource {
  readonly #kernel: KernelInstance;
  readonly #readStored: (target: Uint8Array) => number;
  readonly #window: number;
  #closed = false;

  /** The window's bytes [next, filled) are still to be used; its first byte is byte `windowOffset` of the file. */
  #next = 0;
  #filled = 0;
  #windowOffset = 0;
  #storedEnded = false;
  /** What reading the file threw: told after the text before it has been delivered. */
  #failure: { readonly error: unknown } | undefined;

  #state: State = 'header';
  #members = 0;
  #memberOffset = 0;
  #memberBytes = 0;
  #memberCrc = 0;

  /** The first member whose content is unproven, what ended the reading before its time, and how many members it hit. */
  #unproven: Damage | undefined;
  #ending: Damage | undefined;
  #damagedMembers = 0;

  constructor(kernel: KernelInstance, readStored: (target: Uint8Array) => number) {
    this.#kernel = kernel;
    this.#readStored = readStored;
    this.#window = kernel.allocate(windowBytes) >>> 0;
  }

  read(target: Uint8Array): number {
    let written = 0;
    try {
      while (written < target.length && this.#state !== 'end') {
        if (this.#state === 'header') this.#header();
        else if (this.#state === 'deflate') written += this.#deflate(target.subarray(written));
        else this.#trailer();
      }
    } catch (error) {
      if (!(error instanceof EndOfFile)) throw error;
      this.#endInMember('truncated', `the file ends inside ${this.#member()}`);
    }
    if (written === 0 && this.#failure !== undefined) throw this.#failure.error;
    return written;
  }

  storedBytes(): number {
    return this.#windowOffset + this.#next;
  }

  damage(): Damage | undefined {
    const first = this.#unproven ?? this.#ending;
    if (first === undefined) return undefined;
    let message = first.message;
    if (this.#unproven !== undefined && this.#ending !== undefined) message += `; ${this.#ending.message}`;
    if (this.#damagedMembers > 1) message += `; ${this.#damagedMembers} members are damaged`;
    return { reason: first.reason, message };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#state = 'end';
    this.#kernel.release(this.#window);
  }

  // ---------------------------------------------------------------- a member

  /** Reads up to the deflate stream of the next member, or to the end of the file. */
  #header(): void {
    if (this.#members > 0 && !this.#skipZeros()) {
      this.#state = 'end';
      return;
    }
    const offset = this.storedBytes();
    if (!this.#magic()) {
      this.#endInGarbage(offset);
      return;
    }
    this.#members++;
    this.#memberOffset = offset;
    this.#memberBytes = 0;
    this.#memberCrc = 0;
    if (this.#headerFields()) {
      this.#kernel.inflateStart();
      this.#state = 'deflate';
    }
  }

  /** Takes the two bytes that begin a member; a lone first one at the end of the file is a member cut short. */
  #magic(): boolean {
    if (!this.#more() || this.#byte() !== 0x1f) return false;
    return !this.#more() || this.#byte() === 0x8b;
  }

  #headerFields(): boolean {
    let crc = crc32(Uint8Array.of(0x1f, 0x8b));
    const checked = (bytes: Uint8Array): Uint8Array => {
      crc = crc32(bytes, crc);
      return bytes;
    };
    const [method = 0, flags = 0] = checked(this.#bytes(2));
    if (method !== 8) return this.#refuse(`compression method ${method}`);
    if ((flags & flag.reserved) !== 0) return this.#refuse(`reserved header flags 0x${flags.toString(16)}`);
    checked(this.#bytes(6)); // time, extra flags, operating system
    if ((flags & flag.extra) !== 0) this.#skip(littleEndian(checked(this.#bytes(2))), checked);
    if ((flags & flag.name) !== 0) this.#skipText(checked);
    if ((flags & flag.comment) !== 0) this.#skipText(checked);
    if ((flags & flag.headerCrc) === 0 || littleEndian(this.#bytes(2)) === (crc & 0xffff)) return true;
    return this.#endInMember('corrupt', `${this.#member()} has a wrong header checksum`);
  }

  #refuse(what: string): false {
    return this.#endInMember('unsupported', `${this.#member()} uses ${what}`);
  }

  /** Decodes into the front of `target` until it is full or the stream has ended; how many bytes. */
  #deflate(target: Uint8Array): number {
    const kernel = this.#kernel;
    const start = target.byteOffset;
    const end = start + target.length;
    let output = start;
    let verdict: number;
    do {
      const history = Math.min(this.#memberBytes + output - start, historyBytes);
      const input = this.#window;
      verdict = kernel.inflate(input + this.#next, input + this.#filled, output, end, history);
      this.#next = (kernel.inflateInputAt() >>> 0) - input;
      output = kernel.inflateOutputAt() >>> 0;
    } while (verdict === answer.moreInput && this.#more());
    const written = output - start;
    this.#memberCrc = crc32(target.subarray(0, written), this.#memberCrc);
    this.#memberBytes += written;
    this.#afterDeflate(verdict);
    return written;
  }

  #afterDeflate(verdict: number): void {
    if (verdict === answer.moreInput) {
      this.#endInMember('truncated', `the file ends inside ${this.#member()}`);
    } else if (verdict === answer.done) {
      this.#state = 'trailer';
    } else if (verdict >= answer.fault) {
      const fault = faults[verdict - answer.fault];
      this.#endInMember('corrupt', `${this.#member()} is broken near byte ${this.storedBytes()}: ${fault}`);
    }
  }

  #trailer(): void {
    const trailer = this.#bytes(8);
    const crc = littleEndian(trailer.subarray(0, 4));
    const size = littleEndian(trailer.subarray(4));
    const wrong: string[] = [];
    if (crc !== this.#memberCrc) wrong.push('checksum');
    if (size !== this.#memberBytes % 2 ** 32) wrong.push('length');
    if (wrong.length > 0) {
      const message = `${this.#member()} has a wrong ${wrong.join(' and ')}: its content is unproven`;
      this.#unproven ??= { reason: 'corrupt', message };
      this.#damagedMembers++;
    }
    this.#state = 'header';
  }

  // ---------------------------------------------------------------- ends before the time

  #member(): string {
    return `member ${this.#members} (at byte ${this.#memberOffset})`;
  }

  #endInMember(reason: ProblemReason, message: string): false {
    this.#ending = { reason, message };
    this.#damagedMembers++;
    this.#state = 'end';
    return false;
  }

  /** Counts what follows `offset`, to the end of the file. */
  #endInGarbage(offset: number): void {
    do this.#next = this.#filled;
    while (this.#more());
    const count = this.storedBytes() - offset;
    const where = this.#members === 0 ? 'at the front' : 'after the last member';
    const message = `${count} ${count === 1 ? 'byte' : 'bytes'} ${where} ${count === 1 ? 'is' : 'are'} not gzip`;
    this.#ending = count === 0 ? { reason: 'truncated', message: 'the file is empty' } : { reason: 'corrupt', message };
    this.#state = 'end';
  }

  // ---------------------------------------------------------------- stored bytes

  /** Steps over zeros; false if the file ends with them. */
  #skipZeros(): boolean {
    while (this.#more()) {
      const rest = this.#rest();
      const zeros = rest.findIndex((byte) => byte !== 0);
      this.#next += zeros < 0 ? rest.length : zeros;
      if (zeros >= 0) return true;
    }
    return false;
  }

  /** Steps over a text that ends in a zero, however long, showing it to `see`. */
  #skipText(see: (bytes: Uint8Array) => void): void {
    for (;;) {
      this.#require();
      const rest = this.#rest();
      const zero = rest.indexOf(0);
      const size = zero < 0 ? rest.length : zero + 1;
      see(rest.subarray(0, size));
      this.#next += size;
      if (zero >= 0) return;
    }
  }

  #skip(count: number, see: (bytes: Uint8Array) => void): void {
    for (let left = count; left > 0; ) {
      this.#require();
      const piece = this.#rest().subarray(0, left);
      see(piece);
      this.#next += piece.length;
      left -= piece.length;
    }
  }

  /** A copy of the next few bytes. */
  #bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let filled = 0;
    this.#skip(count, (piece) => {
      bytes.set(piece, filled);
      filled += piece.length;
    });
    return bytes;
  }

  #byte(): number {
    return this.#bytes(1)[0] ?? 0;
  }

  #rest(): Uint8Array {
    return bytesAt(this.#kernel, this.#window + this.#next, this.#filled - this.#next);
  }

  #require(): void {
    if (!this.#more()) throw new EndOfFile();
  }

  /** Whether a stored byte is there, after refilling an empty window. */
  #more(): boolean {
    if (this.#next < this.#filled) return true;
    if (this.#storedEnded) return false;
    const count = this.#readWindow();
    this.#windowOffset += this.#filled;
    this.#next = 0;
    this.#filled = count;
    this.#storedEnded = count === 0;
    return count > 0;
  }

  #readWindow(): number {
    try {
      return this.#readStored(bytesAt(this.#kernel, this.#window, windowBytes));
    } catch (error) {
      this.#failure = { error };
      return 0;
    }
  }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
