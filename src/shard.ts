// Cuts the inputs into shards, the pieces of work that run side by side, and puts the dearest first, so that no long
// one begins when everything else is done. Pure: the same inputs and size give the same shards in the same order.

import { stretchBytes } from './content.ts';
import { compareTexts, utf8Bytes } from './text.ts';
import type { Codec, InputFile, Shard } from './types.ts';

/** Offsets within a compressed input, rising, at which its decoder can probably begin. */
export type CutsOf = (input: InputFile) => readonly number[];

/**
 * Plans the shards of all inputs. Plain files are cut into equal parts of at most about `shardBytes` (at least 1),
 * compressed ones that are longer where `cutsOf` says; whatever must be decoded from its beginning is one shard. The
 * shards of an input partition its stored bytes.
 */
export function planShards(
  inputs: readonly InputFile[],
  shardBytes: number,
  cutsOf: CutsOf = () => [],
): readonly Shard[] {
  return dearestFirst(inputs, (input) => cutInput(input, shardBytes, cutsOf));
}

/**
 * The same, but plain files are cut at multiples of a stretch (see content.ts), so that what is cut depends on the file
 * alone, and what it is called can be told from its parts. Compressed inputs are whole.
 */
export function planStretches(inputs: readonly InputFile[]): readonly Shard[] {
  return dearestFirst(inputs, (input) => {
    const isCut = input.kind === 'file' && input.codec === 'plain' && input.storedBytes > stretchBytes;
    return isCut ? cutAtMultiples(input, stretchBytes) : [{ input, start: 0, end: input.storedBytes }];
  });
}

function dearestFirst(inputs: readonly InputFile[], cut: (input: InputFile) => readonly Shard[]): readonly Shard[] {
  return (
    inputs
      .map((input) => ({ input, shards: cut(input) }))
      // The parts of an input are equally dear, so that they begin in their order: they are settled in it.
      .flatMap(({ input, shards }) => shards.map((shard) => ({ shard, cost: costOf(input) / shards.length })))
      .map(({ shard, cost }) => ({ shard, cost, path: utf8Bytes(shard.input.path) }))
      // Of two streams the first difference is NaN, which decides nothing.
      .sort((a, b) => b.cost - a.cost || compareTexts(a.path, b.path) || a.shard.start - b.shard.start)
      .map(({ shard }) => shard)
  );
}

/**
 * The size for `planShards`: sixteen shards a job, so that a slow one is a small part of the whole; but at least
 * 4 MiB, below which the fixed cost of a task would show, and at most 64 MiB, above which nothing is gained.
 */
export function chooseShardBytes(totalBytes: number, jobs: number): number {
  const wanted = Math.ceil(totalBytes / (jobs * 16) / mebibyte) * mebibyte;
  return Math.min(64 * mebibyte, Math.max(4 * mebibyte, wanted));
}

/** Whether an input is so dear that one of `jobs` could still be at it when the others have done everything else. */
export function outlasting(inputs: readonly InputFile[], jobs: number): (input: InputFile) => boolean {
  const total = inputs.reduce((sum, input) => sum + (input.kind === 'stream' ? 0 : costOf(input)), 0);
  // An eighth of a job's share at the end is no loss; and so no more inputs than `jobs * 8` are looked at closely.
  return (input) => jobs > 1 && costOf(input) > total / (jobs * 8);
}

const mebibyte = 1024 * 1024;

/** Cut points lie on pages of memory and disk, where the input is longer than that. */
const pageBytes = 4096;

function cutInput(input: InputFile, shardBytes: number, cutsOf: CutsOf): readonly Shard[] {
  const size = input.storedBytes;
  if (input.kind === 'stream' || size <= shardBytes) return [{ input, start: 0, end: size }];
  return input.codec === 'plain' ? cutPlain(input, shardBytes) : cutCompressed(input, cutsOf);
}

function cutCompressed(input: InputFile, cutsOf: CutsOf): readonly Shard[] {
  const isMade = input.codec === 'gzip' || input.codec === 'zstd';
  const starts = [0, ...(isMade ? cutsOf(input) : [])];
  return starts.map((start, i) => ({ input, start, end: starts[i + 1] ?? input.storedBytes }));
}

function cutPlain(input: InputFile, shardBytes: number): readonly Shard[] {
  const size = input.storedBytes;
  const even = size / Math.ceil(size / shardBytes);
  const unit = shardBytes < pageBytes ? 1 : pageBytes;
  return cutAtMultiples(input, Math.ceil(even / unit) * unit);
}

function cutAtMultiples(input: InputFile, partBytes: number): readonly Shard[] {
  const size = input.storedBytes;
  const shards: Shard[] = [];
  for (let start = 0; start < size; start += partBytes) {
    shards.push({ input, start, end: Math.min(start + partBytes, size) });
  }
  return shards;
}

/**
 * How long a stored byte takes beside one of plain text. Syslog shrinks to about a ninth, and a byte of text that has
 * to be decoded costs four to five times one that is only scanned (measured on one core; the order of shards is all
 * that depends on it). UTF-16 has half a byte of text a byte, and is transcoded.
 */
const costPerByte: Readonly<Record<Codec, number>> = {
  plain: 1,
  gzip: 40,
  zstd: 40,
  'utf-16le': 3,
  'utf-16be': 3,
};

/** A stream can be of any length and cannot be cut: it begins first. */
function costOf({ kind, codec, storedBytes }: InputFile): number {
  return kind === 'stream' ? Number.POSITIVE_INFINITY : storedBytes * costPerByte[codec];
}
