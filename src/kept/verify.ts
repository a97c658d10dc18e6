// Reads every file of a state folder and tells which are not as they were written. Changes nothing.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contentName, stretchBytes } from '../content.ts';
import { UserError } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import { decodeCounts, type ShardHead } from './counts-file.ts';
import { places } from './folder.ts';
import { unsealJson } from './sealed-json.ts';
import { decodeSeek } from './seek-file.ts';
import { isAtHome, partsOfName, seekName } from './shelf.ts';
import { type Claim, proveStretches } from './stretches.ts';

export interface Verified {
  readonly files: number;
  /** Names in the folder. */
  readonly damaged: readonly string[];
  /** Whole, but of a version that this one does not read. */
  readonly newer: readonly string[];
}

export function verifyState(path: string): Verified {
  const strange = strangeNames(path);
  const names = [...fileNames(path), ...strange].sort();
  const parts = new Map<string, KeptPart[]>();
  const states = names.flatMap((name) => {
    const bytes = strange.includes(name) ? 'unreadable' : readIfThere(join(path, name));
    if (bytes === undefined) return [];
    const { state, head } = bytes === 'unreadable' ? damaged : stateOf(name, bytes);
    const place = partialPlace(name);
    if (head !== undefined && place !== undefined) {
      const others = parts.get(place);
      if (others === undefined) parts.set(place, [{ name, head }]);
      else others.push({ name, head });
    }
    return [{ name, state }];
  });
  const foreign = new Set([...parts].flatMap(([place, ofContent]) => foreignParts(place, ofContent)));
  const having = (wanted: FileState) => {
    return states
      .filter(({ name, state }) => (foreign.has(name) ? 'damaged' : state) === wanted)
      .map(({ name }) => name);
  };
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
  return namesOf(path, (entry) => entry.isFile());
}

/** What is neither a file nor a folder, and folders in the places of files: a sweep takes none of it for anything. */
function strangeNames(path: string): readonly string[] {
  return namesOf(path, (entry) => (entry.isDirectory() ? fileShape.test(entry.name) : !entry.isFile()));
}

const fileShape = /\.(?:arrow|json|seek)$/;

function namesOf(path: string, isWanted: (entry: Dirent) => boolean): readonly string[] {
  return entriesBelow(path)
    .filter(isWanted)
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
    throw new UserError(`The folder ${quote(path)} cannot be read: ${systemMessage(error)}`);
  }
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry, ...entriesBelow(join(path, entry.name))] : [entry]));
}

type FileState = 'whole' | 'damaged' | 'newer';

interface Told {
  readonly state: FileState;
  /** Of counts that are whole. */
  readonly head?: ShardHead;
}

const damaged: Told = { state: 'damaged' };

function stateOf(name: string, bytes: Buffer): Told {
  if (name.endsWith('.json')) return unsealJson(bytes.toString('utf8')) === undefined ? damaged : { state: 'whole' };
  if (name.endsWith('.seek')) return { state: stateOfSeek(name, bytes) };
  const decoded = decodeCounts(bytes);
  if (decoded.kind !== 'counts') return { state: decoded.kind };
  const { head } = decoded.kept;
  return isInPlace(name, head) ? { state: 'whole', head } : damaged;
}

interface KeptPart {
  readonly name: string;
  readonly head: ShardHead;
}

/** The folder of content that is kept by stretches, if a name is of such a part. */
function partialPlace(name: string): string | undefined {
  const [place, size, content, file = ''] = name.split('/');
  if (place !== places.counts || partsOfName(file)?.place === `0-${size}`) return undefined;
  return `${place}/${size}/${content}`;
}

/**
 * Names of the parts that are not of the content of their folder; of all, if they do not fit together. While some are
 * missing there is no telling.
 */
function foreignParts(place: string, parts: readonly KeptPart[]): readonly string[] {
  const [, size, folder = ''] = place.split('/');
  // The size is but a name: whoever wrote it may have written any number.
  if (Number(size) > parts.length * stretchBytes) return [];
  const claims = new Map<number, Claim[]>();
  for (let start = 0; start < Number(size); start += stretchBytes) claims.set(start, []);
  for (const { name, head } of parts) {
    const set = partsOfName(name.slice(place.length + 1))?.set ?? '';
    claims.get(head.start)?.push({ set, stretchDigests: () => head.stretchDigests });
  }
  if ([...claims.values()].some(({ length }) => length === 0)) return [];
  const proven = proveStretches(folder.replace('-64MiB-', '-64MiB:'), [...claims.values()]);
  const isForeign = ({ head }: KeptPart) => {
    return proven?.[head.start / stretchBytes]?.join() !== head.stretchDigests.join();
  };
  return parts.filter(isForeign).map(({ name }) => name);
}

/** Whether the index fits its content is found out by whoever uses it. */
function stateOfSeek(name: string, bytes: Buffer): FileState {
  const decoded = decodeSeek(bytes);
  if (decoded.kind !== 'index') return decoded.kind;
  const { sizeBytes, content } = decoded.index;
  return name === seekName(sizeBytes, content) ? 'whole' : 'damaged';
}

/** What stands in another's place is of no use. To what a part of large content belongs is told by all of them. */
function isInPlace(name: string, head: ShardHead): boolean {
  const { start, end, stretchDigests } = head;
  const [place, size, folder, file] = name.split('/');
  if (place !== places.counts) return isAtHome(head, name);
  if (file?.startsWith(`${start}-${end}-`) !== true) return false;
  const isWhole = start === 0 && String(end) === size;
  return isWhole ? contentName(stretchDigests).replace(':', '-') === folder : Number(size) > stretchBytes;
}
