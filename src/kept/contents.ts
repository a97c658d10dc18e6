// What the contents of files are called, by reading all of them and scanning none.

import { type ContentName, contentName, stretchBytes } from '../content.ts';
import type { Executor } from '../executor/executor.ts';
import type { InputFile, ScanPlan, Shard } from '../types.ts';

/**
 * In the order of the inputs; undefined for what cannot be read. `open` opens an executor for shards like these, which is
 * closed when all is done. Rejects with the signal's reason if it aborts.
 */
export async function contentsOf(
  inputs: readonly InputFile[],
  open: (shards: readonly Shard[]) => Promise<Executor>,
  signal?: AbortSignal,
): Promise<readonly (ContentName | undefined)[]> {
  if (inputs.length === 0) return [];
  const stretches = inputs.map(stretchesOf);
  const executor = await open(stretches.flat());
  const stop = () => void executor.close();
  signal?.addEventListener('abort', stop);
  try {
    return await Promise.all(
      stretches.map(async (shards) => {
        const digests = await digestsOf(shards, executor);
        return digests && contentName(digests);
      }),
    );
  } finally {
    signal?.removeEventListener('abort', stop);
    await executor.close();
    signal?.throwIfAborted();
  }
}

/** The shards to digest an input by: as fast as scanning plain text, whatever the codec. */
export function stretchesOf(input: InputFile): readonly Shard[] {
  const count = Math.max(1, Math.ceil(input.storedBytes / stretchBytes));
  const asPlain = { ...input, codec: 'plain' } as const;
  return Array.from({ length: count }, (_, index) => {
    return {
      input: asPlain,
      start: index * stretchBytes,
      end: Math.min((index + 1) * stretchBytes, input.storedBytes),
    };
  });
}

/** Of the stretches of one input, in order; undefined if one cannot be read. */
export async function digestsOf(
  stretches: readonly Shard[],
  executor: Pick<Executor, 'scan'>,
): Promise<readonly string[] | undefined> {
  const digests = await Promise.all(stretches.map((shard) => digestOf(shard, executor)));
  return digests.includes(undefined) ? undefined : digests.flatMap((each) => each ?? []);
}

async function digestOf(shard: Shard, executor: Pick<Executor, 'scan'>): Promise<readonly string[] | undefined> {
  const plan: ScanPlan = { id: 'content', rules: [] };
  try {
    const outcome = await executor.scan({ shard, plan, hashSeed: [0, 0, 0, 0], hugeWindow: false, digest: true });
    return outcome.kind === 'scanned' ? outcome.stretchDigests : undefined;
  } catch {
    // A thread that dies here is no reason to stop: whoever needs the content itself will meet what is wrong with it.
    return undefined;
  }
}
