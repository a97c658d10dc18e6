// Gzip (RFC 1952) as a source of text: members one after the other, each with its checksum and length verified, zeros
// as padding between and behind them. The kernel decodes; this room knows the container and says what is wrong with it.

import { crc32 } from 'node:zlib';
import type { Damage, ProblemReason } from '../../src/types.ts';
import { bytesAt, type KernelInstance } from '../kernel/instance.ts';
import { textCrc32 } from './checksum.ts';
import { type MemberWatch, type TextSource, wholeFile } from './source.ts';
import { EndOfFile, StoredWindow } from './stored-window.ts';

const historyBytes = 32 * 1024;

/** What the kernel's `inflate` answers; from `fault` on, an index into `faults`. */
const answer = { atBlock: -1, moreInput: 1, outputFull: 2, done: 3, fault: 4 } as const;
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

/** Where the reading stands: at a block of a member that was begun elsewhere, in front of a member, in its deflate stream, in front of its trailer, or at the end. */
type State = 'within' | 'header' | 'deflate' | 'trailer' | 'end';

/**
 * A gzip file of any number of members as text. `readStored` puts the next stored bytes at the front of its target, in
 * kernel memory, and returns how many, 0 at the end; what it throws passes through, once the text before it is out. The
 * kernel inflates one stream at a time: close this source before another gzip source is read on the same kernel.
 */
export function openGzip(
  kernel: KernelInstance,
  readStored: (target: Uint8Array) => number,
  watch: MemberWatch = wholeFile,
): TextSource {
  return new GzipSource(kernel, readStored, watch);
}

class GzipSource implements TextSource {
  readonly #kernel: KernelInstance;
  readonly #stored: StoredWindow;
  readonly #watch: MemberWatch;

  #state: State = 'header';
  #paused = false;
  #members: number;
  #memberOffset = 0;
  #memberBytes = 0;
  #memberCrc = 0;
  /** Of the file, from its beginning. */
  #textBytes = 0;

  /** The first member whose content is unproven, what ended the reading too early, and how many members are hit. */
  #unproven: Damage | undefined;
  #ending: Damage | undefined;
  #damagedMembers = 0;

  constructor(kernel: KernelInstance, readStored: (target: Uint8Array) => number, watch: MemberWatch) {
    this.#kernel = kernel;
    this.#stored = new StoredWindow(kernel, readStored, watch.start);
    this.#watch = watch;
    this.#members = watch.membersBefore;
    if (watch.begin !== undefined) this.#state = 'within';
  }

  read(target: Uint8Array): number {
    let written = 0;
    this.#paused = false;
    try {
      while (written < target.length && this.#state !== 'end' && !this.#paused) {
        if (this.#state === 'header') this.#header();
        else if (this.#state === 'deflate') written += this.#deflate(target.subarray(written));
        else if (this.#state === 'trailer') this.#trailer();
        else this.#takeUp();
      }
    } catch (error) {
      if (!(error instanceof EndOfFile)) throw error;
      this.#endInMember('truncated', `ends at byte ${this.storedBytes()}, inside ${this.#member()}`);
    }
    if (written === 0) this.#stored.throwFailure();
    return written;
  }

  storedBytes(): number {
    return this.#stored.offset();
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
    this.#state = 'end';
    this.#stored.close();
  }

  // ---------------------------------------------------------------- a member

  /** Reads up to the deflate stream of the next member, or to the end of the file. */
  #header(): void {
    if (this.#members > 0 && !this.#stored.skipZeros()) {
      this.#state = 'end';
      return;
    }
    const offset = this.#stored.offset();
    const next = this.#watch.meet(offset, this.#members);
    if (next !== 'on') {
      if (next === 'end') this.#state = 'end';
      this.#paused = true;
      return;
    }
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
    const stored = this.#stored;
    if (!stored.more() || stored.bytes(1)[0] !== 0x1f) return false;
    return !stored.more() || stored.bytes(1)[0] === 0x8b;
  }

  #headerFields(): boolean {
    const stored = this.#stored;
    let crc = crc32(Uint8Array.of(0x1f, 0x8b));
    const checked = (bytes: Uint8Array): Uint8Array => {
      crc = crc32(bytes, crc);
      return bytes;
    };
    const [method = 0, flags = 0] = checked(stored.bytes(2));
    if (method !== 8) return this.#refuse(`compression method ${method}`);
    if ((flags & flag.reserved) !== 0) return this.#refuse(`reserved header flags 0x${flags.toString(16)}`);
    checked(stored.bytes(6)); // time, extra flags, operating system
    if ((flags & flag.extra) !== 0) stored.skip(littleEndian(checked(stored.bytes(2))), checked);
    if ((flags & flag.name) !== 0) stored.skipText(checked);
    if ((flags & flag.comment) !== 0) stored.skipText(checked);
    if ((flags & flag.headerCrc) === 0 || littleEndian(stored.bytes(2)) === (crc & 0xffff)) return true;
    return this.#endInMember('corrupt', `${this.#member()} has a wrong header checksum`);
  }

  #refuse(what: string): false {
    return this.#endInMember('unsupported', `${this.#member()} uses ${what}`);
  }

  /** The member's text up to here stands in front of the first target. */
  #takeUp(): void {
    const { begin } = this.#watch;
    if (begin === undefined) throw new Error('within no member');
    const taken = begin.bit % 8;
    const [byte = 0] = taken === 0 ? [] : this.#stored.bytes(1);
    this.#kernel.inflateResume(taken === 0 ? 0 : 8 - taken, byte >> taken);
    this.#members = begin.members;
    this.#memberBytes = begin.memberBytes;
    this.#memberCrc = begin.crc;
    this.#textBytes = begin.textBytes;
    this.#state = 'deflate';
  }

  /** Decodes into the front of `target` until it is full or the stream has ended; how many bytes. */
  #deflate(target: Uint8Array): number {
    const kernel = this.#kernel;
    const start = target.byteOffset;
    const end = start + target.length;
    let output = start;
    let verdict: number;
    kernel.inflatePauseAt(start + this.#toNextBlock(target.length + 1));
    do {
      const history = Math.min(this.#memberBytes + output - start, historyBytes);
      verdict = kernel.inflate(this.#stored.next(), this.#stored.end(), output, end, history);
      this.#stored.takenTo(kernel.inflateInputAt() >>> 0);
      output = kernel.inflateOutputAt() >>> 0;
    } while (verdict === answer.moreInput && this.#stored.more());
    const written = output - start;
    this.#memberCrc = textCrc32(kernel, target.subarray(0, written), this.#memberCrc);
    this.#memberBytes += written;
    this.#textBytes += written;
    if (verdict === answer.atBlock) this.#meetBlock(output);
    else this.#afterDeflate(verdict);
    return written;
  }

  /** Bytes of text up to where a block is of interest; `most` if that is farther. */
  #toNextBlock(most: number): number {
    const wanted = this.#watch.blocks?.next() ?? Number.POSITIVE_INFINITY;
    return Math.min(Math.max(wanted - this.#textBytes, 0), most);
  }

  /** At the head of a block, with the text written up to `output`. */
  #meetBlock(output: number): void {
    const history = Math.min(this.#memberBytes, historyBytes);
    const head = {
      bit: this.storedBytes() * 8 - this.#kernel.inflateHeldBits(),
      textBytes: this.#textBytes,
      memberBytes: this.#memberBytes,
      members: this.#members,
      crc: this.#memberCrc,
    };
    const next = this.#watch.blocks?.meetBlock(head, bytesAt(this.#kernel, output - history, history));
    this.#paused = next === 'pause';
  }

  #afterDeflate(verdict: number): void {
    if (verdict === answer.moreInput) {
      this.#endInMember('truncated', `ends at byte ${this.storedBytes()}, inside ${this.#member()}`);
    } else if (verdict === answer.done) {
      this.#state = 'trailer';
    } else if (verdict >= answer.fault) {
      const fault = faults[verdict - answer.fault];
      this.#endInMember('corrupt', `${this.#member()} is broken near byte ${this.storedBytes()}: ${fault}`);
    }
  }

  #trailer(): void {
    const trailer = this.#stored.bytes(8);
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
    return `member ${this.#members} (begun at byte ${this.#memberOffset})`;
  }

  #endInMember(reason: ProblemReason, message: string): false {
    this.#ending = { reason, message };
    this.#damagedMembers++;
    this.#state = 'end';
    return false;
  }

  /** Counts what follows `offset`, to the end of the file. */
  #endInGarbage(offset: number): void {
    do this.#stored.takenTo(this.#stored.end());
    while (this.#stored.more());
    const count = this.storedBytes() - offset;
    const where = this.#members === 0 ? 'at the front' : 'after the last member';
    const message = `${count} ${count === 1 ? 'byte' : 'bytes'} ${where} ${count === 1 ? 'is' : 'are'} not gzip`;
    this.#ending = count === 0 ? { reason: 'truncated', message: 'the file is empty' } : { reason: 'corrupt', message };
    this.#state = 'end';
  }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
