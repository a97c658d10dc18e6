// Cuts the inputs into shards, the pieces of work that run side by side, and puts the dearest first, so that no long
// one begins when everything else is done. Pure: the same inputs and size give the same shards in the same order.

import { compareTexts, utf8Bytes } from './text.ts';
import type { Codec, InputFile, Shard } from './types.ts';

/**
 * Plans the shards of all inputs. Plain files are cut into equal parts of at most about `shardBytes` (at least 1);
 * whatever must be decoded from its beginning is one shard. The shards of an input partition its stored bytes.
 */
export function planShards(inputs: readonly InputFile[], shardBytes: number): readonly Shard[] {
  return (
    inputs
      .flatMap((input) => cutInput(input, shardBytes))
      .map((shard) => ({ shard, cost: costOf(shard), path: utf8Bytes(shard.input.path) }))
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

const mebibyte = 1024 * 1024;

/** Cut points lie on pages of memory and disk, where the input is longer than that. */
const pageBytes = 4096;

function cutInput(input: InputFile, shardBytes: number): readonly Shard[] {
  const size = input.storedBytes;
  if (input.kind === 'stream' || input.codec !== 'plain' || size <= shardBytes) return [{ input, start: 0, end: size }];
  const even = size / Math.ceil(size / shardBytes);
  const unit = shardBytes < pageBytes ? 1 : pageBytes;
  const partBytes = Math.ceil(even / unit) * unit;
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
function costOf({ input, start, end }: Shard): number {
  return input.kind === 'stream' ? Number.POSITIVE_INFINITY : (end - start) * costPerByte[input.codec];
}
