// Reads every file of a state folder and tells which are not as they were written. Changes nothing.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contentName, stretchBytes } from '../content.ts';
import { systemCode } from '../system-error.ts';
import { decodeCounts, type ShardHead } from './counts-file.ts';
import { places } from './folder.ts';
import { unsealJson } from './sealed-json.ts';
import { decodeSeek } from './seek-file.ts';
import { seekName } from './shelf.ts';

export interface Verified {
  readonly files: number;
  /** Names in the folder. */
  readonly damaged: readonly string[];
  /** Whole, but of a version that this one does not read. */
  readonly newer: readonly string[];
}

export function verifyState(path: string): Verified {
  const names = fileNames(path);
  const states = names.flatMap((name) => {
    const bytes = readIfThere(join(path, name));
    if (bytes === undefined) return [];
    return [{ name, state: bytes === 'unreadable' ? ('damaged' as const) : stateOf(name, bytes) }];
  });
  const having = (wanted: FileState) => states.filter(({ state }) => state === wanted).map(({ name }) => name);
  return { files: states.length, damaged: having('damaged'), newer: having('newer') };
}

function readIfThere(path: string): Buffer | 'unreadable' | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? undefined : 'unreadable';
  }
}

/** All but temporary files, in order. */
export function fileNames(path: string): readonly string[] {
  return entriesBelow(path)
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !name.startsWith(`${places.temporaries}/`))
    .sort();
}

/** A folder comes before what is in it; what another process removes meanwhile does not come, or comes in vain. */
export function entriesBelow(path: string): readonly Dirent[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry, ...entriesBelow(join(path, entry.name))] : [entry]));
}

type FileState = 'whole' | 'damaged' | 'newer';

function stateOf(name: string, bytes: Buffer): FileState {
  if (name.endsWith('.json')) return unsealJson(bytes.toString('utf8')) === undefined ? 'damaged' : 'whole';
  if (name.endsWith('.seek')) return stateOfSeek(name, bytes);
  const decoded = decodeCounts(bytes);
  if (decoded.kind !== 'counts') return decoded.kind;
  return isAtHome(name, decoded.kept.head) ? 'whole' : 'damaged';
}

/** Whether the index fits its content is found out by whoever uses it. */
function stateOfSeek(name: string, bytes: Buffer): FileState {
  const decoded = decodeSeek(bytes);
  if (decoded.kind !== 'index') return decoded.kind;
  const { sizeBytes, content } = decoded.index;
  return name === seekName(sizeBytes, content) ? 'whole' : 'damaged';
}

/** What stands in another's place is of no use. Of a part of large content there is no telling to what it belongs. */
function isAtHome(name: string, { start, end, stretchDigests }: ShardHead): boolean {
  const [place, size, folder, file] = name.split('/');
  if (place !== places.counts) return true;
  if (file?.startsWith(`${start}-${end}-`) !== true) return false;
  const isWhole = start === 0 && String(end) === size;
  return isWhole ? contentName(stretchDigests).replace(':', '-') === folder : Number(size) > stretchBytes;
}
