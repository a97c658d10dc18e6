// zstd (RFC 8878): frames one behind the other, skippable ones passed over. libzstd decodes; this room walks the
// headers of frames and blocks and hands it one block at a time. So it is known before decoding what window a frame
// wants, and after a failure exactly how much text stood before it, whatever the buffers: the blocks before.

import binding from 'zstd-napi/binding.js';
import { amount } from '../../src/text.ts';
import type { Damage } from '../../src/types.ts';
import { LookAhead } from './look-ahead.ts';
import { HugeWindow, type MemberWatch, OutOfMemory, type TextSource, wholeFile } from './source.ts';
import type { StoredBytes } from './stored.ts';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const magicBytes = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const skippableBytes = Buffer.from([0x50, 0x2a, 0x4d, 0x18]);
/** Larger windows are decoded one input at a time, for their memory. */
const ordinaryWindowBytes = 128 * 1024 * 1024;
/** As `zstd --long=31` writes. */
const largestWindowLog = 31;

type Step = 'frame' | 'block' | 'checksum' | 'end';

/** One a thread: its window is memory that JavaScript neither sees nor frees before the thread ends. */
let threadContext: InstanceType<typeof binding.DCtx> | undefined;

function contextOfThread(): InstanceType<typeof binding.DCtx> {
  if (threadContext === undefined) {
    threadContext = new binding.DCtx();
    threadContext.setParameter(binding.DParameter.windowLogMax, largestWindowLog);
  }
  return threadContext;
}

/**
 * Throws HugeWindow where the window is over 128 MiB and `hugeWindow` does not allow it, and OutOfMemory. Read
 * one source of a thread to its end before the next.
 */
export function openZstd(stored: StoredBytes, hugeWindow: boolean, watch: MemberWatch = wholeFile): TextSource {
  const input = new LookAhead(stored, watch.start);
  const context = contextOfThread();
  let begun = false;
  let step: Step = 'frame';
  let frames = watch.membersBefore;
  let paused = false;
  let checksum = false;
  /** Of the last block: what libzstd did not take yet, and whether text may be left in it. */
  let rest: Uint8Array = new Uint8Array(0);
  let pending = false;
  /** Of the first frame whose checksum was wrong, and how many there were. */
  let unproven: string | undefined;
  let unprovenFrames = 0;
  let ending: Damage | undefined;

  return {
    read(target) {
      // Not before: another source may have been read since this one was opened.
      if (!begun) context.reset(binding.ResetDirective.sessionOnly);
      begun = true;
      let filled = 0;
      paused = false;
      while (filled < target.length && !paused && (pending || step !== 'end')) {
        const room = target.subarray(filled);
        filled += pending ? flush(room) : take(room);
      }
      return filled;
    },
    storedBytes: () => input.position(),
    damage: () => (unproven === undefined ? ending : { reason: 'corrupt', message: wholeMessage(unproven) }),
    close() {},
  };

  function take(room: Uint8Array): number {
    if (step === 'frame') return takeFrame(room);
    if (step === 'checksum') return takeChecksum(room);
    return takeBlock(room);
  }

  function takeFrame(room: Uint8Array): number {
    const next = watch.meet(input.position(), frames);
    paused = next === 'pause';
    if (next !== 'on') return next === 'end' ? end(undefined) : 0;
    const magic = input.peek(4);
    if (magic.length === 0) return end(undefined);
    if (magic.length < 4) return frames > 0 && !couldBeMagic(magic) ? garbage() : cut('a frame header');
    const number = magic.readUInt32LE();
    if ((number & 0xfffffff0) >>> 0 === skippableMagic) return skipFrame();
    if (number !== frameMagic) return garbage();
    const head = input.peek(18);
    const header = frameHeader(head);
    if (header === undefined || head.length < header.length) return cut('a frame header');
    if (header.dictionary)
      return end({ reason: 'unsupported', message: `frame at byte ${input.position()} needs a dictionary` });
    if (header.windowBytes > ordinaryWindowBytes && !hugeWindow) throw new HugeWindow();
    frames++;
    checksum = header.checksum;
    step = 'block';
    return decode(input.take(header.length), room, 'frame header');
  }

  function skipFrame(): number {
    const head = input.peek(8);
    if (head.length < 8) return cut('a skippable frame');
    const length = 8 + head.readUInt32LE(4);
    frames++;
    return input.skip(length) ? 0 : cut('a skippable frame');
  }

  function takeBlock(room: Uint8Array): number {
    const head = input.peek(3);
    if (head.length < 3) return cut('a block header');
    const word = head.readUIntLE(0, 3);
    const runLength = ((word >> 1) & 3) === 1;
    const length = 3 + (runLength ? 1 : word >> 3);
    if (input.peek(length).length < length) return cut('a block');
    if ((word & 1) === 1) step = checksum ? 'checksum' : 'frame';
    return decode(input.take(length), room, 'block');
  }

  function takeChecksum(room: Uint8Array): number {
    if (input.peek(4).length < 4) return cut('a checksum');
    step = 'frame';
    const at = input.position();
    try {
      return context.decompressStream(room, input.take(4))[1];
    } catch {
      unproven ??= `checksum of frame ${frames} at byte ${at} is wrong: its content is unproven`;
      unprovenFrames++;
      context.reset(binding.ResetDirective.sessionOnly);
      return 0;
    }
  }

  function decode(bytes: Uint8Array, room: Uint8Array, what: string): number {
    try {
      return advance(room, bytes);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      if (cause.includes('not enough memory')) throw new OutOfMemory();
      const at = input.position() - bytes.length;
      return end({ reason: 'corrupt', message: `${what} at byte ${at} does not decode: ${cause}` });
    }
  }

  /** Goes on with a block that the target had no room for. */
  function flush(room: Uint8Array): number {
    return decode(rest, room, 'block');
  }

  function advance(room: Uint8Array, bytes: Uint8Array): number {
    const [, produced, consumed] = context.decompressStream(room, bytes);
    rest = bytes.subarray(consumed);
    pending = produced === room.length || rest.length > 0;
    return produced;
  }

  function cut(what: string): number {
    input.drain();
    return end({ reason: 'truncated', message: `ends at byte ${input.position()}, inside ${what}` });
  }

  function garbage(): number {
    const at = input.position();
    const count = input.drain();
    const message = `${amount(count, 'byte')} at byte ${at}, behind the last frame, ${count === 1 ? 'is' : 'are'} not zstd`;
    return end({ reason: 'corrupt', message });
  }

  function end(found: Damage | undefined): number {
    ending = found;
    step = 'end';
    pending = false;
    return 0;
  }

  function wholeMessage(first: string): string {
    const more = unprovenFrames > 1 ? [`${unprovenFrames} frames are unproven`] : [];
    return [first, ...(ending === undefined ? [] : [ending.message]), ...more].join('; ');
  }
}

interface FrameHeader {
  readonly length: number;
  readonly windowBytes: number;
  readonly checksum: boolean;
  readonly dictionary: boolean;
}

/** RFC 8878, 3.1.1.1; undefined if `head` is too short to tell. */
function frameHeader(head: Buffer): FrameHeader | undefined {
  if (head.length < 6) return undefined;
  const descriptor = head.readUInt8(4);
  const single = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes;
  const length = sizeAt + sizeBytes;
  if (head.length < length) return { length, windowBytes: 0, checksum: false, dictionary: false };
  const dictionary = head.subarray(sizeAt - dictionaryBytes, sizeAt).some((byte) => byte !== 0);
  const windowBytes = single ? contentSize(head, sizeAt, sizeBytes) : windowSize(head.readUInt8(5));
  return { length, windowBytes, checksum: (descriptor & 4) !== 0, dictionary };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(head: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(head.readBigUInt64LE(at));
  return head.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}

/** Whether fewer than four bytes could begin a frame that was cut. */
function couldBeMagic(start: Buffer): boolean {
  const isFrame = magicBytes.subarray(0, start.length).equals(start);
  const isSkippable =
    ((start[0] ?? 0) & 0xf0) === 0x50 && skippableBytes.subarray(1, start.length).equals(start.subarray(1));
  return isFrame || isSkippable;
}
