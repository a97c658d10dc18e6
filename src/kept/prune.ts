// Removes from a state folder what nobody has asked for since a while: sweeps, and then what no other sweep needs of
// contents, cards and formats. Young files stay, since a sweep that has not ended may be about to need them.

import { rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { compilePlan } from '../spec/plan.ts';
import { systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { Card } from './cards.ts';
import { decodeCounts } from './counts-file.ts';
import { places, type StateFolder } from './folder.ts';
import { type Manifest, readManifest, sweepNames } from './manifest.ts';
import { askedOf } from './scan-identity.ts';
import { contentFolder, seekName } from './shelf.ts';
import { entriesBelow, fileNames } from './verify.ts';

export interface Pruned {
  readonly sweeps: number;
  readonly files: number;
  readonly bytes: number;
}

/** Removes what was last written before `beforeMs` and is needed by no sweep that was written since. */
export function pruneState(folder: StateFolder, beforeMs: number): Pruned {
  const removed = { sweeps: 0, files: 0, bytes: 0 };
  const remove = (name: string) => {
    const size = statSync(join(folder.path, name), { throwIfNoEntry: false })?.size;
    if (size === undefined) return;
    removeFile(join(folder.path, name));
    removed.files++;
    removed.bytes += size;
    if (name.startsWith(`${places.sweeps}/`)) removed.sweeps++;
  };
  // What another process has removed meanwhile is not old.
  const isOld = (name: string) =>
    (statSync(join(folder.path, name), { throwIfNoEntry: false })?.mtimeMs ?? beforeMs) < beforeMs;
  for (const { name } of sweepNames(folder)) if (isOld(`${places.sweeps}/${name}`)) remove(`${places.sweeps}/${name}`);
  const needed = neededBy(sweepNames(folder).flatMap((name) => readManifest(folder, name) ?? []));
  for (const name of fileNames(folder.path)) if (isOld(name) && !needed(name, folder)) remove(name);
  removeEmptyFolders(folder.path);
  return removed;
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new UserError(
      `The kept file ${quote(path)} cannot be removed: ${systemMessage(error)}; what is left is whole`,
    );
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
