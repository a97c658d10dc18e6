// The state folder as a place for files: read at once, written whole or not at all, by several processes side by side.
// What fails is told once and is no reason to stop: a sweep without kept counts is slower, not wrong. Knows not what
// stands in the files, but for the one that says of which version the folder is.

import * as nodeFs from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { removeLeftovers, temporaryName } from '../temporaries.ts';
import { quote } from '../text.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

/**
 * What the folder needs of `node:fs`; tests give one that fails. Only what may take long leaves the thread, and not by
 * promises of Node's own: a short command would load and start more for them than it waits here.
 */
export type FolderFs = Pick<
  typeof nodeFs,
  | 'closeSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'rmdirSync'
  | 'statSync'
  | 'utimesSync'
  | 'writeFile'
  | 'writeFileSync'
>;

export type Warn = (message: string) => void;

export interface StateFolder {
  readonly path: string;
  /** Undefined if there is none, or it cannot be read. */
  read(name: string): Buffer | undefined;
  /** The same, in memory that the next such call takes again: new memory costs more than reading into it. */
  readPassing(name: string): Buffer | undefined;
  /** What `readSealed` finds damaged is told, and thrown away. */
  readSealed(name: string): unknown;
  /** Names in a folder of it; none if there is no such folder. */
  names(folder: string): readonly string[];
  has(name: string): boolean;
  /** 0 if there is none. */
  sizeOf(name: string): number;
  /** Whether the file is there now, and on the disk. A failure is told once, and nothing is written after it. */
  write(name: string, content: Iterable<Uint8Array>): Promise<boolean>;
  writeSealed(name: string, value: object): Promise<boolean>;
  /** Puts a file, if it is there, in another place of the folder, whatever stands at that. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a folder if it is empty. */
  removeEmpty(folder: string): void;
  /** It was of use now. */
  touch(name: string): void;
  /** Whether it is gone. */
  remove(name: string): boolean;
  /** A file is damaged: told, and thrown away. */
  discard(name: string): void;
  warn(message: string): void;
}

/** What a state folder holds; a folder with anything else in it is somebody's own. */
export const places = {
  marker: 'syslog-sweep-state.json',
  counts: 'counts',
  unfinished: 'unfinished',
  inputs: 'inputs',
  formats: 'formats',
  seek: 'seek',
  sweeps: 'sweeps',
  temporaries: 'tmp',
} as const;

const schema = 'syslog-sweep/state@1';
const newerSchema = /^syslog-sweep\/state@(?!1$)\d+$/;

/** Processes of other machines have finished any file of a state folder after so long. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** So few bytes are in the system's memory before another thread would have begun. */
const mostAtOnce = 2 ** 16;

/** What is read into memory that is used again; for larger files it is not worth to hold it. */
const mostMemory = 2 ** 26;

/** So many damaged files are named. */
const mostNamed = 5;

/**
 * The state folder at `path`; it is made when something is first written. Undefined, with a warning, if a newer version
 * made it. A UserError if it is something else than a state folder.
 */
export function openFolder(path: string, warn: Warn, fs: FolderFs = nodeFs): StateFolder | undefined {
  expectStateFolder(path, fs);
  const folder = new Folder(path, warn, fs);
  const marker = folder.readSealed(places.marker);
  const found = isObject(marker) && typeof marker.schema === 'string' ? marker.schema : undefined;
  if (found !== undefined && newerSchema.test(found)) {
    warn(
      `The state folder ${quote(path)} is of a newer version (${quote(found)}, this one knows ${quote(schema)}); it is neither used nor changed`,
    );
    return undefined;
  }
  removeLeftovers(join(path, places.temporaries), abandonedMs);
  return folder;
}

/** Windows knows no such flag, and has no FIFOs in folders. */
const withoutWaiting = nodeFs.constants.O_RDONLY | (nodeFs.constants.O_NONBLOCK ?? 0);

/** As if nothing was there. */
function noFile(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOENT', errno: -constants.errno.ENOENT });
}

function isName(name: string): boolean {
  return name.split('/').every((part) => /^[\w.:-]+$/.test(part) && !/^\.+$/.test(part));
}

class Folder implements StateFolder {
  readonly path: string;
  readonly #warn: Warn;
  readonly #fs: FolderFs;
  #ready: Promise<void> | undefined;
  #failed = false;
  #unread = false;
  #damaged = 0;
  /** For `readPassing`. */
  #memory = Buffer.alloc(0);

  constructor(path: string, warn: Warn, fs: FolderFs) {
    this.path = path;
    this.#warn = warn;
    this.#fs = fs;
  }

  read(name: string): Buffer | undefined {
    return this.#read(name, (file) => aligned(this.#fs.readFileSync(file)));
  }

  readPassing(name: string): Buffer | undefined {
    return this.#read(name, (file, size) => this.#readAgain(file, size));
  }

  #read(name: string, read: (file: number, size: number) => Buffer): Buffer | undefined {
    try {
      // Nobody waits for the other end of a FIFO that somebody left there; a device may never end.
      const file = this.#fs.openSync(this.#inside(name), withoutWaiting);
      try {
        const stats = this.#fs.fstatSync(file);
        if (!stats.isFile()) throw noFile('it is no file');
        return read(file, stats.size);
      } finally {
        this.#fs.closeSync(file);
      }
    } catch (error) {
      this.#tellUnread(name, error);
      return undefined;
    }
  }

  #readAgain(file: number, size: number): Buffer {
    if (size > mostMemory) return aligned(this.#fs.readFileSync(file));
    if (size > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(Math.max(size, 2 * this.#memory.length));
    let length = 0;
    // It may have been cut meanwhile; kept files do not grow.
    for (let got = 1; got > 0 && length < size; length += got) {
      got = this.#fs.readSync(file, this.#memory, length, size - length, null);
    }
    return this.#memory.subarray(0, length);
  }

  readSealed(name: string): unknown {
    const bytes = this.read(name);
    if (bytes === undefined) return undefined;
    const value = unsealJson(bytes.toString('utf8'));
    if (value === undefined) this.discard(name);
    return value;
  }

  names(folder: string): readonly string[] {
    try {
      return this.#fs.readdirSync(join(this.path, folder));
    } catch (error) {
      this.#tellUnread(folder, error);
      return [];
    }
  }

  has(name: string): boolean {
    return isName(name) && this.#fs.existsSync(join(this.path, name));
  }

  sizeOf(name: string): number {
    try {
      return this.#fs.statSync(this.#inside(name)).size;
    } catch {
      // It is not there, or nobody can say.
      return 0;
    }
  }

  async write(name: string, content: Iterable<Uint8Array>): Promise<boolean> {
    return this.#attempt(() => this.#replace(name, content));
  }

  writeSealed(name: string, value: object): Promise<boolean> {
    return this.write(name, [Buffer.from(sealJson(value))]);
  }

  async move(from: string, to: string): Promise<boolean> {
    return this.#attempt(async () => {
      // Another sweep may have done it.
      if (this.has(from)) await this.#rename(join(this.path, from), to);
    });
  }

  removeEmpty(folder: string): void {
    try {
      this.#fs.rmdirSync(join(this.path, folder));
    } catch {
      // It may be gone, or have got a file meanwhile.
    }
  }

  touch(name: string): void {
    try {
      const now = new Date();
      this.#fs.utimesSync(this.#inside(name), now, now);
    } catch {
      // It will seem older than it is.
    }
  }

  remove(name: string): boolean {
    try {
      this.#fs.rmSync(this.#inside(name));
      return true;
    } catch (error) {
      return systemCode(error) === 'ENOENT';
    }
  }

  discard(name: string): void {
    const isGone = this.remove(name);
    this.#damaged++;
    if (this.#damaged > mostNamed) return;
    const more = this.#damaged === mostNamed ? '; others are not told' : '';
    const what = isGone ? 'it was thrown away' : 'it cannot be removed';
    this.#warn(
      `The kept file ${quote(join(this.path, name))} is damaged; ${what}, and what it held is done again${more}`,
    );
  }

  warn(message: string): void {
    this.#warn(message);
  }

  /** Names come from kept files too, which somebody else may have written: none leads out of the folder. */
  #inside(name: string): string {
    if (!isName(name)) throw noFile('it is no name of a kept file');
    return join(this.path, name);
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    if (this.#failed) return false;
    try {
      this.#ready ??= this.#prepare();
      await this.#ready;
      await work();
      return true;
    } catch (error) {
      // Of several that fail at once, one is told.
      if (!this.#failed) this.#warn(cannotKeep(this.path, error));
      this.#failed = true;
      return false;
    }
  }

  async #prepare(): Promise<void> {
    this.#makeFolder(join(this.path, places.temporaries));
    if (!this.has(places.marker)) await this.#replace(places.marker, [Buffer.from(sealJson({ schema }))]);
  }

  async #replace(name: string, content: Iterable<Uint8Array>): Promise<void> {
    const temporary = join(this.path, places.temporaries, temporaryName());
    try {
      await this.#fill(temporary, content);
      await this.#rename(temporary, name);
    } catch (error) {
      this.#fs.rmSync(temporary, { force: true });
      throw error;
    }
  }

  async #fill(path: string, content: Iterable<Uint8Array>): Promise<void> {
    const file = this.#fs.openSync(path, 'wx', 0o600);
    try {
      for (const bytes of content) {
        if (bytes.length <= mostAtOnce) this.#fs.writeFileSync(file, bytes);
        else await whenDone((done) => this.#fs.writeFile(file, bytes, done));
      }
      await whenDone((done) => this.#fs.fsync(file, done));
    } finally {
      this.#fs.closeSync(file);
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    const target = this.#inside(to);
    try {
      this.#fs.renameSync(from, target);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      // It is not there yet, or another sweep has just found it empty.
      this.#makeFolder(dirname(target));
      this.#fs.renameSync(from, target);
    }
    await this.#sync(dirname(target));
  }

  /**
   * With those above it that are missing. Node's own way, `recursive`, never ends where the system says of a folder
   * that is there that it is not, as it does in /proc.
   */
  #makeFolder(path: string): void {
    try {
      this.#makeOne(path);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
      this.#makeFolder(dirname(path));
      this.#makeOne(path);
    }
  }

  #makeOne(path: string): void {
    try {
      this.#fs.mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }

  /** A rename is on the disk when its folder is. */
  async #sync(folder: string): Promise<void> {
    // Windows opens no folder, and its file systems keep a journal of names.
    if (process.platform === 'win32') return;
    const opened = this.#fs.openSync(folder, 'r');
    try {
      await whenDone((done) => this.#fs.fsync(opened, done));
    } catch (error) {
      // Some file systems bring no folder to the disk.
      if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOTSUP') throw error;
    } finally {
      this.#fs.closeSync(opened);
    }
  }

  #tellUnread(name: string, error: unknown): void {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || this.#unread) return;
    this.#unread = true;
    this.#warn(
      `The kept file ${quote(join(this.path, name))} cannot be read: ${systemMessage(error)}; what it holds is done again`,
    );
  }
}

function whenDone(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

function expectStateFolder(path: string, fs: FolderFs): void {
  const known: readonly string[] = Object.values(places);
  let names: readonly string[];
  try {
    names = fs.readdirSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOTDIR') return;
    throw new UserError(`Expected the state folder to be a folder, got the file ${quote(path)}; name another`);
  }
  const strange = names.find((name) => !known.includes(name));
  if (strange === undefined || names.includes(places.marker)) return;
  throw new UserError(
    `Expected a state folder, or a new or empty one, got ${quote(path)}, which holds ${quote(strange)}; name another`,
  );
}

/** A small file may be read into the middle of a larger piece of memory. */
function aligned(bytes: Buffer): Buffer {
  if (bytes.byteOffset % 8 === 0) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

function cannotKeep(path: string, error: unknown): string {
  return `Nothing more is kept in the state folder ${quote(path)}: ${systemMessage(error)}; the report does not depend on it`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
