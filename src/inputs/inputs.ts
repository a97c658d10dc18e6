// Finds the files that a person named: files, directories, globs, standard input; says how each is stored, and names
// everything that cannot be read. Every file once, under the spelling that sorts first, whatever the order of names.
// Knows the file system, not what is in the archives beyond their first bytes.

import * as nodeFs from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type DetectedCodec, detectCodec, fillHead, headBytes, unsupportedDamage } from '../codec.ts';
import { type ReferenceDate, referenceDate } from '../stamps.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { compareTexts, utf8Bytes } from '../text.ts';
import type { Codec, Damage, FileStamp, InputFile } from '../types.ts';
import { beginFilter, looksLikeGlob, rootedGlobs } from './globs.ts';
import { anyPath, beginMatch, type PathMatch } from './path-match.ts';
import { joinPath, type WalkFs, type WalkListener, walk } from './walk.ts';

export interface InputRequest {
  /** What stands on the command line: files, directories, globs, or `-` for standard input. */
  readonly paths: readonly string[];
  /** The lines of a list of files: taken literally, so neither globs nor `-`; empty ones are passed over. */
  readonly listed?: readonly string[];
  /**
   * Globs for what directories and globs bring, matched against the path below; one without a slash is for names at
   * any depth. None: everything. An ignored directory is not looked into.
   */
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  /** Read names that begin with a dot, where they are not named. */
  readonly hidden?: boolean;
  /** Follow symbolic links to directories that are met in directories. */
  readonly follow?: boolean;
  /** The run's own files and folders; they need not exist. */
  readonly exclude?: readonly string[];
  /** The codec of a file that is known and has not changed since; it is then not opened. */
  readonly knownCodec?: ((openPath: string, stamp: FileStamp) => Codec | undefined) | undefined;
}

export interface UnreadableInput {
  readonly path: string;
  readonly damage: Damage;
  /** False for a name that stands for nothing: no file of that name, a glob that matches none. */
  readonly exists: boolean;
}

export interface FoundInputs {
  /** Sorted by the bytes of their paths, each file once. */
  readonly inputs: readonly InputFile[];
  /** Sorted likewise: what was named or met and cannot be read. */
  readonly unreadable: readonly UnreadableInput[];
}

/** The system as `findInputs` sees it; tests give another one. */
export interface InputSystem {
  readonly platform: NodeJS.Platform;
  readonly fs: WalkFs & Pick<typeof nodeFs, 'fstatSync' | 'openSync' | 'readSync' | 'closeSync'>;
}

/** Finds all inputs; a failure of one of them is data. Nothing at all may be found: then the request was wrong. */
export function findInputs(
  request: InputRequest,
  system: InputSystem = { platform: process.platform, fs: nodeFs },
): FoundInputs {
  const search = new Search(request, system);
  for (const path of request.paths) search.addNamed(path);
  for (const path of request.listed ?? []) if (path !== '') search.addListed(path);
  return search.found();
}

/** A file before it was looked into. */
interface Candidate {
  /** Absent for a stream. */
  readonly stamp?: FileStamp;
  readonly path: string;
  /** Absent for standard input. */
  readonly openPath?: string;
  readonly kind: InputFile['kind'];
  readonly sizeBytes: number;
  /** Absent for a stream. */
  readonly reference?: ReferenceDate;
}

class Search {
  readonly #system: InputSystem;
  readonly #follow: boolean;
  readonly #hidden: boolean;
  readonly #everything: PathMatch;
  readonly #include: PathMatch;
  readonly #ignore: PathMatch;
  readonly #excluded: readonly string[];
  readonly #knownCodec: InputRequest['knownCodec'];
  /** By device and inode. */
  readonly #candidates = new Map<string, Candidate>();
  readonly #unreadable = new Map<string, UnreadableInput>();

  constructor(request: InputRequest, system: InputSystem) {
    this.#system = system;
    this.#follow = request.follow ?? false;
    this.#hidden = request.hidden ?? false;
    this.#everything = beginMatch([[{ kind: 'any-depth', hidden: this.#hidden }]]);
    this.#include = request.include?.length ? beginFilter(request.include, system.platform) : anyPath;
    this.#ignore = request.ignore?.length ? beginFilter(request.ignore, system.platform) : beginMatch([]);
    this.#knownCodec = request.knownCodec;
    this.#excluded = (request.exclude ?? []).map((path) => this.#comparable(realPathOrPlace(path, system.fs)));
  }

  addNamed(path: string): void {
    if (path === '-') this.#addStandardInput();
    else this.#addPath(path, true);
  }

  addListed(path: string): void {
    this.#addPath(path, false);
  }

  found(): FoundInputs {
    const inputs: InputFile[] = [];
    for (const candidate of this.#candidates.values()) {
      const looked = this.#look(candidate);
      if ('damage' in looked) this.#addUnreadable(looked.path, looked);
      else inputs.push(candidate.stamp === undefined ? looked : { ...looked, stamp: candidate.stamp });
    }
    return { inputs: sortedByPath(inputs), unreadable: sortedByPath([...this.#unreadable.values()]) };
  }

  #addPath(given: string, mayBeGlob: boolean): void {
    if (given === '' || given.includes('\0')) {
      this.#addUnreadable(given, refusal('no file can have this name', false));
      return;
    }
    const path = this.#slashed(given);
    try {
      // A name that exists is that file, even if it could be read as a glob.
      const isGlob = mayBeGlob && looksLikeGlob(path) && statIfPresent(path, this.#system.fs) === undefined;
      if (isGlob) this.#addGlob(path);
      else this.#addExisting(path);
    } catch (error) {
      const refused = unreadable(error, path);
      // Nothing can have a name that is too long.
      this.#addUnreadable(path, systemCode(error) === 'ENAMETOOLONG' ? { ...refused, exists: false } : refused);
    }
  }

  #addExisting(path: string): void {
    const stats = this.#system.fs.statSync(path, { bigint: true });
    if (stats.isSocket()) {
      this.#addUnreadable(path, refusal('is a socket, which cannot be read as a file', true));
    } else if (stats.isFile() || stats.isDirectory()) {
      const realPath = this.#system.fs.realpathSync.native(path);
      if (stats.isDirectory()) this.#walk(path, realPath, this.#everything);
      else if (!this.#isExcluded(realPath)) this.#addFile(path, realPath, stats);
    } else {
      this.#addCandidate(identity(stats, path), { path, openPath: path, kind: 'stream', sizeBytes: 0 });
    }
  }

  #addStandardInput(): void {
    const candidate: Candidate = { path: '-', kind: 'stream', sizeBytes: 0 };
    try {
      this.#addCandidate(identity(this.#system.fs.fstatSync(0, { bigint: true }), '-'), candidate);
    } catch (error) {
      this.#addUnreadable('-', unreadable(error, '-'));
    }
  }

  #addGlob(glob: string): void {
    let met = 0;
    const meet = () => {
      met++;
    };
    for (const { root, globs } of rootedGlobs(glob, this.#hidden, this.#system.platform)) {
      if (!statIfPresent(root || '.', this.#system.fs)?.isDirectory()) continue;
      this.#walk(root, this.#system.fs.realpathSync.native(root || '.'), beginMatch(globs), meet);
    }
    if (met === 0) this.#addUnreadable(glob, refusal('matches no file', false));
  }

  /** Adds what is wanted below a directory; `onMeeting` hears of everything that is met, whether it is then read or not. */
  #walk(path: string, realPath: string, wanted: PathMatch, onMeeting: () => void = () => {}): void {
    if (this.#isExcluded(realPath)) return;
    const listener: WalkListener = {
      fits: onMeeting,
      file: (path, realPath, stats) => this.#addFile(path, realPath, stats),
      failed: (path, error) => {
        onMeeting();
        this.#addUnreadable(path, unreadable(error, path));
      },
      unnameable: (path) => this.#addUnreadable(path, unnameable),
    };
    const options = {
      follow: this.#follow,
      everything: this.#everything,
      isExcluded: (realPath: string) => this.#isExcluded(realPath),
    };
    const start = { path, realPath, wanted, include: this.#include, ignore: this.#ignore };
    walk(start, options, this.#system.fs, listener);
  }

  #addFile(path: string, realPath: string, stats: nodeFs.BigIntStats): void {
    this.#addCandidate(identity(stats, realPath), {
      stamp: stampOf(stats),
      path,
      openPath: path,
      kind: 'file',
      sizeBytes: Number(stats.size),
      reference: referenceDate(realPath, stats.mtime),
    });
  }

  #addCandidate(key: string, candidate: Candidate): void {
    const known = this.#candidates.get(key);
    if (known === undefined || utf8Bytes(candidate.path) < utf8Bytes(known.path)) this.#candidates.set(key, candidate);
  }

  #addUnreadable(path: string, refusal: Refusal): void {
    this.#unreadable.set(path, { ...refusal, path });
  }

  #look({ stamp, path, openPath, kind, sizeBytes, reference }: Candidate): InputFile | UnreadableInput {
    const opened = openPath === undefined ? { path } : { path, openPath };
    if (kind === 'stream' || openPath === undefined)
      return { ...opened, kind: 'stream', storedBytes: 0, codec: 'plain' };
    try {
      const detected = this.#known(openPath, stamp) ?? detectCodec(readHead(openPath, this.#system.fs));
      if (detected.kind === 'unsupported') return { path, damage: unsupportedDamage(detected), exists: true };
      const { codec } = detected;
      return { ...opened, kind, storedBytes: sizeBytes, codec, ...(reference !== undefined && { reference }) };
    } catch (error) {
      return { path, ...unreadable(error, path) };
    }
  }

  #known(openPath: string, stamp: FileStamp | undefined): DetectedCodec | undefined {
    const codec = stamp === undefined ? undefined : this.#knownCodec?.(openPath, stamp);
    return codec === undefined ? undefined : { kind: 'codec', codec };
  }

  #isExcluded(realPath: string): boolean {
    const path = this.#comparable(realPath);
    return this.#excluded.some((excluded) => path === excluded || path.startsWith(`${excluded}/`));
  }

  #comparable(realPath: string): string {
    return this.#slashed(realPath).replace(/\/+$/, '');
  }

  /** On Windows, whose names cannot hold a backslash, the same path with slashes alone. A bare drive means where it stands. */
  #slashed(path: string): string {
    if (this.#system.platform !== 'win32') return path;
    return path.replaceAll('\\', '/').replace(/^[a-z]:$/i, '$&.');
  }
}

/** What is remembered of a file to see whether it has changed. */
export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: nodeFs.BigIntStats): FileStamp {
  const [device, inode] = [String(dev), String(ino)];
  return { device, inode, sizeBytes: Number(size), mtimeNs: String(mtimeNs), ctimeNs: String(ctimeNs) };
}

function readHead(path: string, fs: InputSystem['fs']): Uint8Array {
  const head = new Uint8Array(headBytes);
  const file = fs.openSync(path, 'r');
  try {
    const filled = fillHead(head, (rest) => fs.readSync(file, rest));
    return head.subarray(0, filled);
  } finally {
    fs.closeSync(file);
  }
}

function statIfPresent(path: string, fs: WalkFs): nodeFs.BigIntStats | undefined {
  try {
    return fs.statSync(path, { bigint: true });
  } catch (error) {
    // The last two: what a glob may be as a name.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** What makes two spellings one file. Some file systems have no inodes; then it is the real path. */
function identity(stats: nodeFs.BigIntStats, realPath: string): string {
  return stats.ino === 0n ? realPath : `${stats.dev}:${stats.ino}`;
}

/** The real path, also of a file that does not exist yet in a directory that does, or does not either. */
function realPathOrPlace(path: string, fs: WalkFs): string {
  const absolute = resolve(path);
  try {
    return fs.realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : joinPath(realPathOrPlace(parent, fs), basename(absolute));
  }
}

/** Why something is not an input. */
type Refusal = Omit<UnreadableInput, 'path'>;

function refusal(message: string, exists: boolean): Refusal {
  return { damage: { reason: 'unreadable', message }, exists };
}

function unreadable(error: unknown, path: string): Refusal {
  const code = systemCode(error);
  // The second: what stands in front of the name is a file, so that nothing can have it.
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  const hint = path.includes('\ufffd') ? ' (its name is perhaps not UTF-8)' : '';
  const message = isMissing ? `does not exist${hint}` : `cannot be read: ${systemMessage(error)}`;
  return refusal(message, !isMissing);
}

function sortedByPath<T extends { readonly path: string }>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, bytes: utf8Bytes(item.path) }))
    .sort((a, b) => compareTexts(a.bytes, b.bytes))
    .map(({ item }) => item);
}

const unnameable = refusal(
  'cannot be opened: its name is not UTF-8; rename it, or read it through standard input',
  true,
);
