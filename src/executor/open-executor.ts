// Threads or none: what there is to scan decides.

import type { Codec, Shard } from '../types.ts';
import type { Executor } from './executor.ts';
import { openInline } from './inline.ts';

/** Less text than this is scanned before threads have started. */
const inlineBytes = 16 * 1024 * 1024;
/**
 * What a stored byte may become, at the most that is usual; but a hostile zstd file becomes 32768 times its size, and
 * while it is scanned this thread is deaf to signals: for a second, not more.
 */
const textPerByte: Readonly<Record<Codec, number>> = { plain: 1, gzip: 16, zstd: 512, 'utf-16le': 1, 'utf-16be': 1 };

/** A stream is always read on a thread: waiting for it would make this one deaf to signals. */
export async function openExecutor(shards: readonly Shard[], jobs: number): Promise<Executor> {
  const textBytes = shards.reduce((sum, { input, start, end }) => sum + (end - start) * textPerByte[input.codec], 0);
  if (textBytes <= inlineBytes && shards.every(({ input }) => input.kind === 'file')) return openInline();
  const { openPool } = await import('./pool.ts');
  return openPool(Math.min(jobs, shards.length));
}
