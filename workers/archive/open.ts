// From an open input to its text: which decoder, and whether what it gives is text at all.

import { detectCodec, fillHead, headBytes, unsupportedDamage } from '../../src/codec.ts';
import type { Codec, Damage, Shard } from '../../src/types.ts';
import { bytesAt, type KernelInstance } from '../kernel/instance.ts';
import { type EndWatch, isPart, openPart, PartWatch } from './part.ts';
import { openPlain } from './plain.ts';
import type { ScannedContent } from './scanned-content.ts';
import { SeekWatch } from './seek-part.ts';
import type { SeekPoints } from './seek-points.ts';
import { BadCut, type MemberWatch, type TextSource, wholeFile } from './source.ts';
import { type StoredBytes, storedBytes } from './stored.ts';
import { transcodeUtf16 } from './utf16.ts';

export interface OpenRequest {
  readonly kernel: KernelInstance;
  /** An open file descriptor; it stays the caller's. */
  readonly file: number;
  readonly shard: Shard;
  readonly hugeWindow: boolean;
  /** Sees the stored bytes as they are read. */
  readonly content?: ScannedContent | undefined;
  /** Notes where a gzip file, read from its beginning, can be taken up again. */
  readonly points?: SeekPoints | undefined;
}

/**
 * The text of a shard. Its `read` throws HugeWindow where a zstd frame needs one and `hugeWindow` is not set. It and its
 * `read` throw BadCut where a part of a compressed file cannot stand alone.
 */
export async function openText(request: OpenRequest): Promise<TextSource> {
  const { file, shard, kernel, content, points } = request;
  if (shard.input.kind === 'file' && shard.input.codec === 'plain') return openPlain(file, shard, content);
  if (isPart(shard) || shard.seek !== undefined) return openCompressedPart(request);
  const stored = storedBytes(file, { content });
  const found = detectCodec(stored.peek(headBytes));
  const watch = points && { ...wholeFile, blocks: points };
  const raw = await decoded(found.kind === 'codec' ? found.codec : 'plain', stored, request, watch);
  const text = found.kind === 'codec' ? asText(kernel, raw, points) : refused(raw, unsupportedDamage(found));
  return { ...text, damage: () => stored.failure() ?? text.damage() };
}

async function openCompressedPart(request: OpenRequest): Promise<TextSource> {
  const { file, shard } = request;
  const { codec } = shard.input;
  const stored = storedBytes(file, { start: shard.start });
  // It may be another file by now.
  if (shard.start === 0 && !isOf(codec, stored.peek(headBytes))) throw new BadCut();
  const [watch, history] = watchOf(shard);
  const text = await decoded(codec, stored, request, watch);
  const source = {
    read: (target: Uint8Array) => text.read(target),
    storedBytes: () => text.storedBytes(),
    damage: () => stored.failure() ?? text.damage(),
    close: () => text.close(),
  };
  return openPart(shard, watch, source, history);
}

function watchOf(shard: Shard): readonly [EndWatch, history?: Uint8Array | undefined] {
  if (shard.seek === undefined) return [new PartWatch(shard)];
  const watch = new SeekWatch(shard);
  return [watch, watch.history()];
}

function isOf(codec: Codec, head: Uint8Array): boolean {
  const found = detectCodec(head);
  return found.kind === 'codec' && found.codec === codec;
}

async function decoded(
  codec: Codec,
  stored: StoredBytes,
  request: OpenRequest,
  watch?: MemberWatch,
): Promise<TextSource> {
  switch (codec) {
    case 'gzip': {
      const { openGzip } = await import('./gzip.ts');
      return openGzip(request.kernel, (target) => stored.read(target), watch);
    }
    case 'zstd': {
      const { openZstd } = await import('./zstd.ts');
      return openZstd(stored, request.hugeWindow, watch);
    }
    default:
      return { read: stored.read, storedBytes: stored.position, damage: () => undefined, close() {} };
  }
}

/** Looks at the first bytes that come out: UTF-16 is transcoded, and what is compressed twice is not text. */
function asText(kernel: KernelInstance, raw: TextSource, points?: SeekPoints): TextSource {
  let text: TextSource | undefined;
  return {
    read(target) {
      if (text !== undefined) return text.read(target);
      const { byteOffset, length } = target;
      const filled = fillHead(target, (rest) => raw.read(rest));
      text = textBehind(kernel, raw, target.slice(0, filled));
      // Only lines of bytes can be cut.
      if (text !== raw) points?.refuse();
      // Room for a transcoder may have moved the kernel's memory.
      return text === raw ? filled : text.read(bytesAt(kernel, byteOffset, length));
    },
    storedBytes: () => raw.storedBytes(),
    damage: () => (text ?? raw).damage(),
    close: () => (text ?? raw).close(),
  };
}

/** `head` is what `raw` has given so far. */
function textBehind(kernel: KernelInstance, raw: TextSource, head: Uint8Array): TextSource {
  const found = detectCodec(head);
  if (found.kind === 'unsupported') return refused(raw, compressedTwice(found.format));
  switch (found.codec) {
    case 'plain':
      return raw;
    case 'utf-16le':
    case 'utf-16be':
      return transcodeUtf16(kernel, raw, found.codec, head);
    default:
      return refused(raw, compressedTwice(found.codec));
  }
}

function compressedTwice(format: string): Damage {
  return { reason: 'unsupported', message: `what it decodes to is ${format} again; decode it once first` };
}

function refused(raw: TextSource, damage: Damage): TextSource {
  return { read: () => 0, storedBytes: () => raw.storedBytes(), damage: () => damage, close: () => raw.close() };
}
