// `--state DIR` as a sweep sees it: what it knows of inputs before they are opened, the executor that asks it first, and
// the manifest in the end.

import type { Executor } from '../executor/executor.ts';
import type { FoundInputs } from '../inputs/inputs.ts';
import type { Codec, FileStamp, ScanPlan, Shard, SweepSpec } from '../types.ts';
import { version } from '../version.ts';
import { Cards } from './cards.ts';
import type { FolderFs, StateFolder, Warn } from './folder.ts';
import { type Keeper, openKeeper } from './keeper.ts';
import { type DraftedManifest, draftManifest } from './manifest.ts';
import { openFolder } from './open-folder.ts';

export interface StateRequest {
  readonly path: string;
  /** Digest the content of every input that may be known, whatever its stamp says. */
  readonly verifyInputs?: boolean | undefined;
  /** Milliseconds since 1970, before inputs are looked for; absent: now. */
  readonly lookedAtMs?: number | undefined;
  /** See `KeeperSetup`. */
  readonly pointsApart?: number | undefined;
  /** What a person should know; nothing of it makes a report wrong. */
  readonly warn?: Warn | undefined;
}

export interface State {
  /** The codec of a file that has not changed since it was kept. */
  readonly knownCodec: (openPath: string, stamp: FileStamp) => Codec | undefined;
  openKeeper(
    plan: ScanPlan,
    shards: readonly Shard[],
    jobs: number,
    open: (shards: readonly Shard[]) => Promise<Executor>,
    signal: AbortSignal | undefined,
  ): Promise<Keeper>;
  /** Brings to the disk what the sweep was, when all inputs are read; nobody finds it yet. */
  draft(spec: SweepSpec, found: FoundInputs, keeper: Keeper): Promise<void>;
  /** There is a report: what was drafted is the folder's latest sweep. */
  commit(): Promise<void>;
  /** There is none: its counts are kept, and the latest sweep is the one that it was. Does nothing after `commit`. */
  abandon(): void;
}

/**
 * Before inputs are looked for. Undefined, with a warning, if a newer version made the folder; a UserError if it is no
 * state folder.
 */
export function openState(request: StateRequest, fs?: FolderFs): State | undefined {
  const { path, verifyInputs = false, lookedAtMs = Date.now(), pointsApart, warn = () => {} } = request;
  const folder = openFolder(path, warn, fs);
  if (folder === undefined) return undefined;
  const cards = new Cards(folder);
  let drafted: DraftedManifest | undefined;
  return {
    knownCodec(openPath, stamp) {
      const card = verifyInputs ? undefined : cards.of(openPath, stamp);
      return card?.settled === true ? card.codec : undefined;
    },
    openKeeper: (plan, shards, jobs, open, signal) =>
      openKeeper({ folder, cards, plan, shards, jobs, open, signal, lookedAtMs, verifyInputs, pointsApart }),
    async draft(spec, found, keeper) {
      drafted = await draft(folder, spec, found, keeper);
    },
    async commit() {
      const committed = drafted;
      drafted = undefined;
      await committed?.commit();
    },
    abandon() {
      drafted?.abandon();
      drafted = undefined;
    },
  };
}

async function draft(
  folder: StateFolder,
  spec: SweepSpec,
  found: FoundInputs,
  keeper: Keeper,
): Promise<DraftedManifest> {
  const inputs = found.inputs.flatMap((input) => {
    const content = keeper.keptInput(input)?.keptContent;
    if (content === undefined) return [];
    const { path, storedBytes: sizeBytes, codec, reference } = input;
    return [{ path, sizeBytes, codec, content, ...(reference && { reference }) }];
  });
  const unkept = found.inputs.flatMap((input) => {
    const kept = keeper.keptInput(input);
    if (kept?.keptContent !== undefined) return [];
    const reason = kept === undefined ? 'it was a stream' : (kept.reason ?? 'they could not be kept');
    return [{ path: input.path, reason }];
  });
  const endedAt = new Date().toISOString();
  return draftManifest(folder, { endedAt, version, spec, inputs, unkept, unreadable: found.unreadable });
}
