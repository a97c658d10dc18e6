// Goes through directories for files that fit, in one order whatever the file system's own, and tells of everything
// that it could not look into. Directories come in the order of their paths' bytes, each walked once for the same wishes,
// so that of two spellings of one directory the one that sorts first is walked, and loops of symbolic links end.
// Knows nothing of archives.

import type { BigIntStats, Dirent } from 'node:fs';
import { systemCode } from '../system-error.ts';
import { showBytes } from '../text.ts';
import type { PathMatch } from './path-match.ts';

/** What a walk needs of `node:fs`. */
export interface WalkFs {
  readdirSync(path: string, options: { encoding: 'buffer'; withFileTypes: true }): Dirent<Buffer>[];
  statSync(path: string, options: { bigint: true }): BigIntStats;
  lstatSync(path: string, options: { bigint: true }): BigIntStats;
  readonly realpathSync: { native(path: string): string };
}

export interface WalkOptions {
  /** Follow symbolic links to directories that were met, not named. */
  readonly follow: boolean;
  /** Everything below a directory, for directories that fit as a whole. */
  readonly everything: PathMatch;
  /** A real path that is not to be read, nor what is below it. */
  isExcluded(realPath: string): boolean;
}

/** Where a walk begins or stands. */
export interface Place {
  /** As the user spelled it, joined by `/` with what was found below; empty for the current directory unspelled. */
  readonly path: string;
  /** Absolute, without symbolic links. */
  readonly realPath: string;
  /** What is wanted here and below. */
  readonly wanted: PathMatch;
  /** What is read at all; everything if the user did not say. */
  readonly include: PathMatch;
  readonly ignore: PathMatch;
}

export interface WalkListener {
  /** Something fits what is wanted, or was excluded before that could be seen, whether it is then read or left out. */
  fits(): void;
  file(path: string, realPath: string, stats: BigIntStats): void;
  /** A file or directory that could not be looked into, with what the system said. */
  failed(path: string, error: unknown): void;
  /** A file or directory with a name that cannot be opened; `path` shows its bytes. */
  unnameable(path: string): void;
}

/** Walks the directory at `start`. What fails is told to the listener; it throws only what is no system error. */
export function walk(start: Place, options: WalkOptions, fs: WalkFs, listener: WalkListener): void {
  const walked = new Set<string>();

  function walkDirectory(place: Place): void {
    let entries: readonly Entry[];
    try {
      const { dev, ino } = fs.statSync(place.path || '.', { bigint: true });
      const wanted = place.wanted === options.everything ? 'everything' : place.wanted.key;
      const identity = ino === 0n ? place.realPath : `${dev}:${ino}`;
      // Under another spelling other files of it may be wanted.
      const state = [identity, wanted, place.include.key, place.ignore.key].join('|');
      if (walked.has(state)) return;
      walked.add(state);
      entries = entriesOf(place, fs);
    } catch (error) {
      listener.failed(place.path || '.', error);
      return;
    }
    for (const entry of entries) visit(place, entry);
  }

  function visit(parent: Place, entry: Entry): void {
    const wanted = parent.wanted.next(entry.name);
    if (!wanted.fitsDirectory && !wanted.goesOn) return;
    const path = joinPath(parent.path, entry.name);
    const ignore = parent.ignore.next(entry.name);
    const include = parent.include.next(entry.name);
    const isRead = wanted.fits && include.fits && !ignore.fits;
    const isEntered = !ignore.fitsDirectory;
    if (entry.isUnnameable) {
      if (wanted.fits) listener.fits();
      if (entry.type === 'directory' ? isEntered : isRead && entry.type !== 'other') {
        listener.unnameable(joinPath(parent.path, entry.shownName));
      }
      return;
    }
    const isFollowed = options.follow || entry.isNamed;
    let found: Target;
    try {
      found = targetOf(entry, path, parent.realPath, fs);
    } catch (error) {
      // A glob asks for names that need not be there.
      if (entry.isNamed && isMissing(error)) return;
      if (wanted.fits) listener.fits();
      if (isRead || (isFollowed && isEntered && !isMissing(error))) listener.failed(path, error);
      return;
    }
    const isExcluded = found.type !== 'other' && options.isExcluded(found.realPath);
    if (isExcluded || (found.type === 'directory' ? wanted.fitsDirectory : wanted.fits)) listener.fits();
    if (isExcluded || found.type === 'other') return;
    if (found.type === 'file') {
      if (isRead) listener.file(path, found.realPath, found.stats);
      return;
    }
    if (!isEntered || (found.isLink && !isFollowed)) return;
    const below = wanted.fitsDirectory ? options.everything : wanted;
    if (below.goesOn) walkDirectory({ path, realPath: found.realPath, wanted: below, include, ignore });
  }

  walkDirectory(start);
}

/** Joins as the report shows it, whatever the platform. */
export function joinPath(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
}

interface Entry {
  readonly name: string;
  /** For people, if the name is not UTF-8. */
  readonly shownName: string;
  readonly isUnnameable: boolean;
  /** The glob spells it, so that a symbolic link is meant to be followed. */
  readonly isNamed: boolean;
  readonly type: 'file' | 'directory' | 'link' | 'other' | 'unknown';
}

function entriesOf(place: Place, fs: WalkFs): readonly Entry[] {
  const entries = new Map<string, Entry>();
  if (place.wanted.wantsNames) {
    for (const entry of fs.readdirSync(place.path || '.', { encoding: 'buffer', withFileTypes: true })) {
      const read = readEntry(entry);
      // No real name has a slash, so that a name shown with escapes never hides one that is spelled like that.
      entries.set(read.isUnnameable ? `/${read.shownName}` : read.name, read);
    }
  }
  for (const name of place.wanted.literals) {
    entries.set(name, { name, shownName: name, isUnnameable: false, isNamed: true, type: 'unknown' });
  }
  // A directory's name sorts with the slash that follows it: then depth first is the order of the whole paths.
  return [...entries.values()]
    .map((entry) => ({ entry, order: Buffer.from(`${entry.shownName}/`).toString('latin1') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ entry }) => entry);
}

function readEntry(entry: Dirent<Buffer>): Entry {
  const name = entry.name.toString('utf8');
  const isUnnameable = name.includes('\ufffd') && !Buffer.from(name, 'utf8').equals(entry.name);
  const shownName = isUnnameable ? showBytes(entry.name.toString('latin1')) : name;
  return { name, shownName, isUnnameable, isNamed: false, type: entryType(entry) };
}

function entryType(entry: Dirent<Buffer>): Entry['type'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice() ? 'other' : 'unknown';
}

type Target =
  | { readonly type: 'file'; readonly realPath: string; readonly stats: BigIntStats }
  | { readonly type: 'directory'; readonly realPath: string; readonly isLink: boolean }
  | { readonly type: 'other' };

/** What an entry leads to. Some file systems do not tell the type of an entry; then it is asked for. */
function targetOf(entry: Entry, path: string, parentRealPath: string, fs: WalkFs): Target {
  if (entry.type === 'other') return { type: 'other' };
  const isLink =
    entry.type === 'link' || (entry.type === 'unknown' && fs.lstatSync(path, { bigint: true }).isSymbolicLink());
  const isPlainName = !isLink && !entry.isNamed;
  if (entry.type === 'directory') {
    return { type: 'directory', realPath: joinPath(parentRealPath, entry.name), isLink: false };
  }
  const stats = fs.statSync(path, { bigint: true });
  if (!stats.isFile() && !stats.isDirectory()) return { type: 'other' };
  // A spelled name may be `..`, or differ in case from the real one.
  const realPath = isPlainName ? joinPath(parentRealPath, entry.name) : fs.realpathSync.native(path);
  return stats.isFile() ? { type: 'file', realPath, stats } : { type: 'directory', realPath, isLink };
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
