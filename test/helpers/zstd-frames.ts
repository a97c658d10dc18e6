// zstd archives whose blocks are known: each piece of text is flushed as blocks of its own.

import binding from 'zstd-napi/binding.js';

export interface Frames {
  readonly stored: Buffer;
  readonly text: Buffer;
  /** How much text is decoded once so many stored bytes are there, one pair a flush, rising. */
  readonly marks: readonly { readonly storedBytes: number; readonly textBytes: number }[];
  /** The ends of frames, where a file may end without harm; 0 among them. */
  readonly ends: readonly number[];
}

export interface FrameOptions {
  readonly checksum?: boolean;
  readonly level?: number;
}

/** One frame, its pieces flushed one by one. */
export function frame(pieces: readonly (string | Uint8Array)[], { checksum = false, level = 3 }: FrameOptions): Frames {
  const context = new binding.CCtx();
  context.setParameter(binding.CParameter.compressionLevel, level);
  context.setParameter(binding.CParameter.checksumFlag, checksum ? 1 : 0);
  const stored: Buffer[] = [];
  const marks: { storedBytes: number; textBytes: number }[] = [];
  let storedBytes = 0;
  let textBytes = 0;
  const put = (text: Uint8Array, directive: number) => {
    const target = Buffer.alloc(text.length + 1024);
    const [left, produced, consumed] = context.compressStream2(target, text, directive);
    if (left !== 0 || consumed !== text.length) throw new Error('the target is too small');
    stored.push(target.subarray(0, produced));
    storedBytes += produced;
    textBytes += text.length;
  };
  for (const piece of pieces) {
    put(Buffer.from(piece as Uint8Array), binding.EndDirective.flush);
    marks.push({ storedBytes, textBytes });
  }
  put(Buffer.alloc(0), binding.EndDirective.end);
  return {
    stored: Buffer.concat(stored),
    text: Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))),
    marks,
    ends: [0, storedBytes],
  };
}

export function skippable(content: string | Uint8Array, variant = 0): Frames {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + variant);
  head.writeUInt32LE(content.length, 4);
  const stored = Buffer.concat([head, Buffer.from(content as Uint8Array)]);
  return { stored, text: Buffer.alloc(0), marks: [], ends: [0, stored.length] };
}

export function joined(...parts: readonly Frames[]): Frames {
  let storedBytes = 0;
  let textBytes = 0;
  const marks: { storedBytes: number; textBytes: number }[] = [];
  const ends = [0];
  for (const part of parts) {
    for (const mark of part.marks) {
      marks.push({ storedBytes: storedBytes + mark.storedBytes, textBytes: textBytes + mark.textBytes });
    }
    storedBytes += part.stored.length;
    textBytes += part.text.length;
    ends.push(storedBytes);
  }
  const all = (what: 'stored' | 'text') => Buffer.concat(parts.map((part) => part[what]));
  return { stored: all('stored'), text: all('text'), marks, ends };
}

/** The same frame claiming another window: `log` from 10 to 41, and eighths of it more. */
export function claimingWindow({ stored, ...rest }: Frames, log: number, eighths = 0): Frames {
  // A frame of unknown length has its window in the sixth byte (RFC 8878, 3.1.1.1.2).
  if ((stored.readUInt8(4) & 0x20) !== 0) throw new Error('a frame without a window');
  const claimed = Buffer.from(stored);
  claimed.writeUInt8(((log - 10) << 3) | eighths, 5);
  return { stored: claimed, ...rest };
}
