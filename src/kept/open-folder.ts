// Opens a state folder, for a sweep or for whoever looks at one: sees that it is one, and of this version. Knows nothing
// of what is kept in it.

import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import { Folder, type FolderFs, type FolderUse, places, type StateFolder, stateSchema, type Warn } from './folder.ts';
import { unsealJson } from './sealed-json.ts';

/** Processes of other machines have finished any file of a state folder after so long. */
const abandonedMs = 24 * 60 * 60 * 1000;

/**
 * The state folder at `path`, for a sweep; it is made when something is first written. Undefined, with a warning, if a
 * newer version made it. A UserError if it is something else than a state folder.
 */
export function openFolder(path: string, warn: Warn, fs: FolderFs = nodeFs): StateFolder | undefined {
  const strange = strangeName(path, fs);
  if (strange !== undefined) {
    throw new UserError(
      `Expected a state folder, or a new or empty one, got ${quote(path)}, which holds ${quote(strange)}; name another`,
    );
  }
  const folder = new Folder(path, warn, fs, 'change');
  const newer = newerVersion(folder);
  if (newer !== undefined) {
    warn(`${newer.what}; it is neither used nor changed; ${newer.advice}`);
    return undefined;
  }
  folder.removeLeftovers(abandonedMs);
  return folder;
}

/** One that is there already. A UserError if it is not, or is something else, or of a newer version. */
export function openExisting(path: string, use: FolderUse, warn: Warn, fs: FolderFs = nodeFs): StateFolder {
  const found = whatIsAt(path, fs);
  if (found !== undefined) throw new UserError(`Expected a state folder, got ${quote(path)}, which ${found}`);
  const strange = strangeName(path, fs);
  if (strange !== undefined) {
    throw new UserError(
      `Expected a state folder, got ${quote(path)}, which holds ${quote(strange)}; name the one that was given to --state`,
    );
  }
  const folder = new Folder(path, warn, fs, use);
  const newer = newerVersion(folder);
  if (newer !== undefined) throw new UserError(`${newer.what}; ${newer.advice}`);
  if (use === 'change') folder.removeLeftovers(abandonedMs);
  return folder;
}

/** In words, as they follow `which`; undefined if it is a folder. */
function whatIsAt(path: string, fs: FolderFs): string | undefined {
  try {
    return fs.statSync(path).isDirectory() ? undefined : 'is a file';
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return 'does not exist';
    return `cannot be read: ${systemMessage(error)}`;
  }
}

/** Of something that no state folder holds; undefined too where nobody knows, or nothing is there. */
function strangeName(path: string, fs: FolderFs): string | undefined {
  const known: readonly string[] = Object.values(places);
  let names: readonly string[];
  try {
    names = fs.readdirSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOTDIR') return undefined;
    throw new UserError(`Expected the state folder to be a folder, got the file ${quote(path)}; name another`);
  }
  return names.includes(places.marker) ? undefined : names.find((name) => !known.includes(name));
}

interface Newer {
  readonly what: string;
  readonly advice: string;
}

const newerSchema = /^syslog-sweep\/state@(?!1$)\d+$/;
/** However a later version seals its marker. */
const schemaField = /"schema"\s*:\s*"([^"]*)"/;

/** Undefined if the folder is of this version, or nobody knows. A marker that is damaged is told as that. */
function newerVersion(folder: Folder): Newer | undefined {
  const text = folder.read(places.marker)?.toString('utf8');
  if (text === undefined) return undefined;
  const isSealed = unsealJson(text) !== undefined;
  const schema = schemaField.exec(text)?.[1] ?? '';
  if (newerSchema.test(schema)) {
    const what = `The state folder ${quote(folder.path)} is of a newer version (${quote(schema)}, this one knows ${quote(stateSchema)})`;
    const advice = 'use the version that made it';
    // A byte that was flipped in a marker of this version could say so too.
    if (isSealed) return { what, advice };
    return { what, advice: `${advice}; or, if none has, remove ${quote(join(folder.path, places.marker))}` };
  }
  if (!isSealed) folder.damaged(places.marker);
  return undefined;
}
