// Which stretches some content is made of, as its kept files say: each knows those of its own shard alone, but the ones of
// all shards together have the name of the content, or they are not its own. Knows no files.

import { type ContentName, contentName } from '../content.ts';

/** What one kept file says of its shard. */
export interface Claim {
  /** Of the rules that it holds; files of one set were kept together. */
  readonly set: string;
  readonly stretchDigests: () => readonly string[];
}

/**
 * The digests of each shard's stretches, in the order of the shards, which are all of some content, each with what is
 * claimed of it; undefined if no claims prove the name. Those of the set that is asked for come first.
 */
export function proveStretches(
  content: ContentName,
  shards: readonly (readonly Claim[])[],
  askedSet?: string,
): readonly (readonly string[])[] | undefined {
  if (shards.some((claims) => claims.length === 0)) return undefined;
  const sets = new Set(shards.flatMap((claims) => claims.map(({ set }) => set)));
  const inTurn = askedSet !== undefined && sets.has(askedSet) ? new Set([askedSet, ...sets]) : sets;
  for (const set of inTurn) {
    // Of a shard that has none of the set, another speaks.
    const digests = shards.map(
      (claims) => (claims.find((claim) => claim.set === set) ?? claims[0])?.stretchDigests() ?? [],
    );
    if (contentName(digests.flat()) === content) return digests;
  }
  return undefined;
}
