// Writes outputs whole or not at all: into a private temporary file in the target's own folder, renamed over the target
// at the end. The temporary is made at once, so that a place that cannot be written is found out before a long scan.
// Everything is synchronous: a signal handler can clean up. Knows nothing of what is written.

import * as nodeFs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from './errors.ts';
import { systemCode, systemMessage } from './system-error.ts';
import { removeLeftovers, temporaryName } from './temporaries.ts';
import { quote } from './text.ts';

export interface OutputFile {
  /** As the user gave it. */
  readonly path: string;
  /** Appends. On a failure the temporary is removed, and a UserError tells. */
  write(data: OutputData): void;
  /** Brings everything to the disk, puts it in the target's place, and that to the disk too. On a failure as `write`. */
  commit(): void;
  /** Removes the temporary and leaves the target as it was; does nothing after `commit` or a second time. */
  abandon(): void;
}

export type OutputData = string | Uint8Array | Iterable<string | Uint8Array>;

export type OutputFs = Pick<
  typeof nodeFs,
  | 'accessSync'
  | 'closeSync'
  | 'fchmodSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'openSync'
  | 'readlinkSync'
  | 'realpathSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'writeSync'
>;

/** Opens all of a run's outputs, or none. A UserError if one cannot be written, or two are the same file. */
export function openOutputs(paths: readonly string[], fs: OutputFs = nodeFs): readonly OutputFile[] {
  const opened: OutputFile[] = [];
  const targets = new Map<string, string>();
  try {
    for (const path of paths) {
      const target = targetOf(path, fs);
      const other = targets.get(target);
      if (other !== undefined) {
        throw new UserError(
          `Expected every output to be a file of its own, but ${quote(other)} and ${quote(path)} are the same; leave one out`,
        );
      }
      targets.set(target, path);
      removeLeftovers(dirname(target));
      opened.push(openAt(target, path, fs));
    }
  } catch (error) {
    for (const output of opened) output.abandon();
    throw error;
  }
  return opened;
}

/**
 * Opens one output. A symbolic link is kept, and what it points to is replaced. A UserError if the target is a
 * directory or a device, is write-protected, or its folder does not exist or cannot be written.
 */
export function openOutput(path: string, fs: OutputFs = nodeFs): OutputFile {
  return openAt(targetOf(path, fs), path, fs);
}

function openAt(target: string, path: string, fs: OutputFs): OutputFile {
  try {
    return new AtomicFile(path, target, modeFor(target, path, fs), fs);
  } catch (error) {
    throw failure(path, error);
  }
}

class AtomicFile implements OutputFile {
  readonly path: string;
  readonly #temporaryPath: string;
  readonly #target: string;
  readonly #mode: number;
  readonly #fs: OutputFs;
  /** Undefined as soon as it is committed or abandoned. */
  #file: number | undefined;

  constructor(path: string, target: string, mode: number, fs: OutputFs) {
    this.path = path;
    this.#target = target;
    this.#mode = mode;
    this.#fs = fs;
    this.#temporaryPath = temporaryBeside(target);
    this.#file = fs.openSync(this.#temporaryPath, 'wx', 0o600);
  }

  write(data: OutputData): void {
    const file = this.#openFile();
    this.#orAbandon(() => {
      for (const chunk of chunksOf(data)) writeWhole(file, chunk, this.#fs);
    });
  }

  commit(): void {
    const file = this.#openFile();
    this.#orAbandon(() => {
      this.#fs.fsyncSync(file);
      this.#fs.fchmodSync(file, this.#mode);
      this.#fs.closeSync(file);
      this.#file = undefined;
      this.#fs.renameSync(this.#temporaryPath, this.#target);
      syncFolder(dirname(this.#target), this.#fs);
    });
  }

  abandon(): void {
    if (this.#file === undefined) return;
    const file = this.#file;
    this.#file = undefined;
    // Windows removes no file that is open.
    ignoringFailure(() => this.#fs.closeSync(file));
    this.#removeTemporary();
  }

  #openFile(): number {
    if (this.#file === undefined) throw new Error('this output is closed');
    return this.#file;
  }

  #orAbandon(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.abandon();
      this.#removeTemporary();
      throw failure(this.path, error);
    }
  }

  #removeTemporary(): void {
    ignoringFailure(() => this.#fs.rmSync(this.#temporaryPath, { force: true }));
  }
}

/** The real path of the file to replace, which need not exist: past symbolic links, also one that dangles. */
function targetOf(path: string, fs: OutputFs): string {
  let place = path;
  // As many links as Linux follows.
  for (let links = 0; links <= 40; links++) {
    try {
      return fs.realpathSync.native(place);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw failure(path, error);
    }
    const link = linkAt(place, fs);
    if (link === undefined) return join(realFolder(dirname(resolve(place)), path, fs), basename(place));
    place = resolve(dirname(place), link);
  }
  throw new UserError(`Expected to write ${quote(path)}, but it is a loop of symbolic links; name another file`);
}

function linkAt(path: string, fs: OutputFs): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}

function realFolder(folder: string, path: string, fs: OutputFs): string {
  try {
    return fs.realpathSync.native(folder);
  } catch (error) {
    throw failure(path, error);
  }
}

/** The mode of the file that is replaced, or what the system gives a new one. */
function modeFor(target: string, path: string, fs: OutputFs): number {
  const stats = fs.statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return modeOfNewFile(target, fs);
  if (stats.isDirectory()) {
    throw new UserError(`Expected to write a file, but ${quote(path)} is a directory; name a file in it`);
  }
  if (!stats.isFile()) {
    const advice = 'name a file, or use `--print` for standard output';
    throw new UserError(`Expected to write a file, but ${quote(path)} is a device, a pipe or a socket; ${advice}`);
  }
  // A rename would replace a file that its owner has protected.
  fs.accessSync(target, nodeFs.constants.W_OK);
  return stats.mode & 0o777;
}

/** Asked of the file system itself: to read the process's umask is to set it for a moment, for all threads. */
function modeOfNewFile(target: string, fs: OutputFs): number {
  const probe = temporaryBeside(target);
  const file = fs.openSync(probe, 'wx', 0o666);
  try {
    return fs.fstatSync(file).mode & 0o777;
  } finally {
    fs.closeSync(file);
    fs.rmSync(probe);
  }
}

function temporaryBeside(target: string): string {
  return join(dirname(target), temporaryName());
}

function* chunksOf(data: OutputData): Generator<Uint8Array> {
  if (data instanceof Uint8Array) yield data;
  else if (typeof data === 'string') yield Buffer.from(data, 'utf8');
  else yield* gathered(data);
}

/** Gathers small pieces, so that a row is not a system call. */
function* gathered(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes < chunkBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  yield Buffer.concat(waiting);
}

const chunkBytes = 256 * 1024;

/** The system may take less than it is given. */
function writeWhole(file: number, bytes: Uint8Array, fs: OutputFs): void {
  for (let written = 0; written < bytes.length; ) {
    written += fs.writeSync(file, bytes, written, bytes.length - written);
  }
}

/** A rename is on the disk when its folder is. */
function syncFolder(folder: string, fs: OutputFs): void {
  // Windows opens no folder, and its file systems keep a journal of names.
  if (process.platform === 'win32') return;
  try {
    const opened = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(opened);
    } finally {
      fs.closeSync(opened);
    }
  } catch (error) {
    if (!unsyncable.has(systemCode(error) ?? '')) throw error;
  }
}

/** A folder that one may write in and not read, and file systems that bring no folder to the disk. */
const unsyncable: ReadonlySet<string> = new Set(['EACCES', 'EINVAL', 'EPERM', 'ENOTSUP']);

function ignoringFailure(work: () => void): void {
  try {
    work();
  } catch {
    // What is being cleaned up after has been told already.
  }
}

/** A system's error as a UserError; whatever else was thrown (by the iterable, say) stays what it is. */
function failure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  return new UserError(
    `Cannot write ${quote(path)}: ${systemMessage(error)}; ${remedies[code] ?? 'name another file'}`,
  );
}

const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'make its folder first, or name another one',
  ENOTDIR: 'a part of the path is a file; name another folder',
  EACCES: 'name another folder, or ask for the permission to write there',
  EPERM: 'close whatever program has it open, or name another file',
  EBUSY: 'close whatever program has it open, or name another file',
  EROFS: 'name a folder on a file system that can be written',
  ENOSPC: 'make room, or name a folder on another disk',
  EDQUOT: 'make room, or name a folder on another disk',
  ENAMETOOLONG: 'name it shorter',
  ELOOP: 'it is a loop of symbolic links; name another file',
};
