// Removes from a state folder what nobody has asked for since a while: sweeps, and then what no other sweep needs of
// contents, cards and formats. Young files stay, since a sweep that has not ended may be about to need them. What cannot be
// removed is told in the end, and keeps nothing else.

import { lstatSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compilePlan } from '../spec/plan.ts';
import { systemMessage } from '../system-error.ts';
import type { Card } from './cards.ts';
import { decodeCounts } from './counts-file.ts';
import { places, type StateFolder } from './folder.ts';
import { type Manifest, readManifest, sweepNames, whyUnreadable } from './manifest.ts';
import { askedOf } from './scan-identity.ts';
import { contentFolder, seekName } from './shelf.ts';
import { entriesBelow, fileNames } from './verify.ts';

export interface Pruned {
  readonly sweeps: number;
  readonly files: number;
  readonly bytes: number;
  /** Names in the folder that could not be removed, each with what the system said. */
  readonly stuck: readonly { readonly name: string; readonly why: string }[];
}

/** Removes what was last written before `beforeMs` and is needed by no sweep that was written since. */
export function pruneState(folder: StateFolder, beforeMs: number): Pruned {
  const removed = { sweeps: 0, files: 0, bytes: 0, stuck: [] as { name: string; why: string }[] };
  const remove = (name: string) => {
    const size = statsOf(folder, name)?.size;
    if (size === undefined) return;
    const why = removeFile(join(folder.path, name));
    if (why !== undefined) {
      removed.stuck.push({ name, why });
      return;
    }
    removed.files++;
    removed.bytes += size;
    if (name.startsWith(`${places.sweeps}/`)) removed.sweeps++;
  };
  // What another process has removed meanwhile is not old.
  const isOld = (name: string) => (statsOf(folder, name)?.mtimeMs ?? beforeMs) < beforeMs;
  // Before anything goes: a folder that cannot be read ends it here.
  const names = fileNames(folder.path);
  for (const { name } of sweepNames(folder)) if (isOld(`${places.sweeps}/${name}`)) remove(`${places.sweeps}/${name}`);
  const manifests: Manifest[] = [];
  const unread: string[] = [];
  for (const sweep of sweepNames(folder)) {
    const found = readManifest(folder, sweep);
    if (found.kind === 'manifest') manifests.push(found.manifest);
    // An old one that could not be removed needs nothing.
    const isUnread = found.kind === 'newer' || found.kind === 'no-file' || found.kind === 'no-formats';
    if (isUnread && !isOld(`${places.sweeps}/${sweep.name}`)) unread.push(`${sweep.id} (${whyUnreadable[found.kind]})`);
    if (found.kind !== 'damaged') continue;
    folder.warn(`The sweep ${sweep.id} is damaged, and goes, with what only it needs`);
    remove(`${places.sweeps}/${sweep.name}`);
  }
  if (unread.length > 0) {
    folder.warn(`Cannot be read, and may need anything: the sweep ${unread.join(', ')}; all but old sweeps stays`);
    return removed;
  }
  const needed = neededBy(manifests);
  for (const name of names) if (ownShape.test(name) && isOld(name) && !needed(name, folder)) remove(name);
  removeEmptyFolders(folder.path);
  return removed;
}

/** What else somebody has put there is not ours to remove. */
const ownShape = /^(?:(?:counts|unfinished)\/.+\.arrow|(?:inputs|formats|sweeps)\/.+\.json|seek\/.+\.seek)$/;

/** Undefined of what is gone, or may not be looked at: that is not ours to judge. */
function statsOf({ path }: StateFolder, name: string) {
  try {
    return lstatSync(join(path, name));
  } catch {
    return undefined;
  }
}

/** Undefined if it is gone, else what the system said. */
function removeFile(path: string): string | undefined {
  try {
    rmSync(path, { force: true });
    return undefined;
  } catch (error) {
    return systemMessage(error);
  }
}

function neededBy(manifests: readonly Manifest[]): (name: string, folder: StateFolder) => boolean {
  const contents = new Set(
    manifests.flatMap(({ inputs }) => inputs.map(({ sizeBytes, content }) => contentFolder(sizeBytes, content))),
  );
  const seeks = new Set(
    manifests.flatMap(({ inputs }) => inputs.map(({ sizeBytes, content }) => seekName(sizeBytes, content))),
  );
  const rules = new Set(manifests.flatMap(({ spec }) => askedOf(compilePlan(spec).plan).identities));
  const formats = new Set(manifests.flatMap(({ formatsName }) => formatsName ?? []));
  return (name, folder) => {
    const place = name.split('/')[0];
    if (place === places.counts) return contents.has(dirname(name)) && holdsOneOf(rules, name, folder);
    if (place === places.seek) return seeks.has(name);
    if (place === places.inputs) return contents.has(contentOfCard(name, folder) ?? '');
    if (place === places.formats) return formats.has(name);
    return place === places.marker || place === places.sweeps;
  };
}

function holdsOneOf(rules: ReadonlySet<string>, name: string, folder: StateFolder): boolean {
  const bytes = folder.read(name);
  const decoded = bytes === undefined ? undefined : decodeCounts(bytes);
  return decoded?.kind === 'counts' && decoded.kept.rules.some(({ identity }) => rules.has(identity));
}

function contentOfCard(name: string, folder: StateFolder): string | undefined {
  const card = folder.readSealed(name) as Pick<Card, 'content' | 'stamp'> | undefined; // as it was written
  return card === undefined ? undefined : contentFolder(card.stamp.sizeBytes, card.content);
}

/** From the bottom up; the folder itself stays. */
function removeEmptyFolders(path: string): void {
  const folders = entriesBelow(path).filter((entry) => entry.isDirectory());
  for (const folder of folders
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // It has something in it.
    }
  }
}
