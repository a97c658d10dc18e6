// The state folder as a place for files: read at once, written whole or not at all, by several processes side by side.
// What fails is told once and is no reason to stop: a sweep without kept counts is slower, not wrong. Whoever only reads
// changes nothing. Knows not what stands in the files, but for the one that says of which version the folder is.

import * as nodeFs from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { systemCode, systemMessage } from '../system-error.ts';
import { removeLeftovers, temporaryName } from '../temporaries.ts';
import { quote, showText } from '../text.ts';
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
  | 'lstatSync'
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

/** Who only reads throws nothing away. */
export type FolderUse = 'read' | 'change';

/** A sealed document, as it is found. */
export type Unsealed =
  | { readonly kind: 'whole'; readonly value: unknown }
  | { readonly kind: 'damaged' }
  /** Or it cannot be read. */
  | { readonly kind: 'missing' };

/** A file that is on the disk and has no place yet. Leaves nothing in `tmp/` after either of its ends. */
export interface Draft {
  /** As `StateFolder.write`. */
  put(name: string): Promise<boolean>;
  drop(): void;
}

export interface StateFolder {
  readonly path: string;
  /** Undefined if there is none, or it cannot be read. */
  read(name: string): Buffer | undefined;
  /** The same, in memory that the next such call takes again: new memory costs more than reading into it. */
  readPassing(name: string): Buffer | undefined;
  /** A damaged document is `damaged`. */
  readSealed(name: string): unknown;
  /** The same, but damage is neither told nor thrown away. */
  unseal(name: string): Unsealed;
  /** Names in a folder of it; none if there is no such folder. */
  names(folder: string): readonly string[];
  has(name: string): boolean;
  /** 0 if there is none. */
  sizeOf(name: string): number;
  /**
   * Whether the file is there now, and on the disk. A failure is told once, and nothing is written after it; but where
   * something else stands in the file's place, that file alone is lost.
   */
  write(name: string, content: Iterable<Uint8Array>): Promise<boolean>;
  writeSealed(name: string, value: object): Promise<boolean>;
  /** A file that gets its place later; undefined where `write` would fail. */
  draft(content: Iterable<Uint8Array>): Promise<Draft | undefined>;
  /** Puts a file, if it is there, in another place of the folder, whatever stands at that. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a folder if it is empty. */
  removeEmpty(folder: string): void;
  /** It was of use now. */
  touch(name: string): void;
  /** Whether it is gone. */
  remove(name: string): boolean;
  /** A file is not as it was written: told, and thrown away if this may change the folder. */
  damaged(name: string): void;
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

/** Stands in the marker. */
export const stateSchema = 'syslog-sweep/state@1';

/** So few bytes are in the system's memory before another thread would have begun. */
const mostAtOnce = 2 ** 16;

/** What is read into memory that is used again; for larger files it is not worth to hold it. */
const mostMemory = 2 ** 26;

/** So many files of which there is the same to say are named. */
const mostNamed = 5;

/** What the system says of a name at which, or above which, something else stands. */
const occupied: ReadonlySet<string> = new Set(['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'ELOOP']);

/** No link, which may lead anywhere. Windows knows no such flags, and has no FIFOs in folders. */
const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = nodeFs.constants;
const onlyFiles = O_RDONLY | O_NONBLOCK | O_NOFOLLOW;

/** What the system says where there is no such file; a link is none. */
const nothingThere: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** As if nothing was there. */
function noFile(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOENT', errno: -constants.errno.ENOENT });
}

/** As the system says it of a link where it was told to follow none. */
function linked(): Error {
  return Object.assign(new Error('it is a link'), { code: 'ELOOP', errno: -constants.errno.ELOOP });
}

function isName(name: string): boolean {
  return name.split('/').every((part) => /^[\w.:-]+$/.test(part) && !/^\.+$/.test(part));
}

/** See `openFolder`. */
export class Folder implements StateFolder {
  readonly path: string;
  readonly #warn: Warn;
  readonly #fs: FolderFs;
  readonly #use: FolderUse;
  #ready: Promise<void> | undefined;
  #failed = false;
  #unread = false;
  readonly #told = { damaged: 0, occupied: 0 };
  /** Folders of it that were seen to be no links. */
  readonly #own = new Set<string>();
  /** For `readPassing`. */
  #memory = Buffer.alloc(0);

  constructor(path: string, warn: Warn, fs: FolderFs, use: FolderUse) {
    this.path = path;
    this.#warn = warn;
    this.#fs = fs;
    this.#use = use;
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
      const file = this.#fs.openSync(this.#inside(name), onlyFiles);
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
    const found = this.unseal(name);
    if (found.kind === 'damaged') this.damaged(name);
    return found.kind === 'whole' ? found.value : undefined;
  }

  unseal(name: string): Unsealed {
    const bytes = this.read(name);
    if (bytes === undefined) return { kind: 'missing' };
    const value = unsealJson(bytes.toString('utf8'));
    return value === undefined ? { kind: 'damaged' } : { kind: 'whole', value };
  }

  names(folder: string): readonly string[] {
    try {
      return this.#fs.readdirSync(this.#insideOf(folder));
    } catch (error) {
      this.#tellUnread(folder, error);
      return [];
    }
  }

  has(name: string): boolean {
    try {
      return this.#fs.existsSync(this.#inside(name));
    } catch {
      return false;
    }
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
    const draft = await this.draft(content);
    return draft !== undefined && (await draft.put(name));
  }

  writeSealed(name: string, value: object): Promise<boolean> {
    return this.write(name, [Buffer.from(sealJson(value))]);
  }

  async draft(content: Iterable<Uint8Array>): Promise<Draft | undefined> {
    const temporary = this.#temporary();
    if (!(await this.#attempt(() => this.#fill(temporary, content)))) return undefined;
    const drop = () => this.#dropTemporary(temporary);
    return {
      put: async (name) => {
        const isThere = await this.#attempt(() => this.#rename(temporary, name), name);
        if (!isThere) drop();
        return isThere;
      },
      drop,
    };
  }

  async move(from: string, to: string): Promise<boolean> {
    return this.#attempt(async () => {
      // Another sweep may have done it.
      if (this.has(from)) await this.#rename(this.#inside(from), to);
    }, to);
  }

  removeEmpty(folder: string): void {
    try {
      this.#fs.rmdirSync(this.#inside(folder));
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

  /** What dead processes left in `tmp/`; of processes elsewhere, what has not been written to for so long. */
  removeLeftovers(elsewhereAfterMs: number): void {
    try {
      removeLeftovers(this.#insideOf(places.temporaries), elsewhereAfterMs);
    } catch {
      // It is no folder of this one, or nobody can say.
    }
  }

  damaged(name: string): void {
    this.#tellFew('damaged', `The kept file ${this.#shown(name)} is damaged; ${this.#fateOf(name)}`);
  }

  /** Whole: a name that is cut names no file. */
  #shown(name: string): string {
    return `"${showText(join(this.path, name))}"`;
  }

  #fateOf(name: string): string {
    if (this.#use === 'read') return 'it was left as it is, and a sweep that needs it makes it anew';
    return `${this.remove(name) ? 'it was thrown away' : 'it cannot be removed'}, and what it held is done again`;
  }

  #tellFew(what: 'damaged' | 'occupied', message: string): void {
    const count = ++this.#told[what];
    if (count <= mostNamed) this.#warn(count < mostNamed ? message : `${message}; others are not told`);
  }

  warn(message: string): void {
    this.#warn(message);
  }

  /** Names come from kept files too, which somebody else may have written: none leads out of the folder. */
  #inside(name: string): string {
    if (!isName(name)) throw noFile('it is no name of a kept file');
    this.#expectOwn(dirname(name));
    return join(this.path, name);
  }

  /** The same of what is in a folder. */
  #insideOf(folder: string): string {
    this.#expectOwn(folder);
    return join(this.path, folder);
  }

  /** Nor does a link in the place of a folder, or of one above that. */
  #expectOwn(folder: string): void {
    if (folder === '.' || this.#own.has(folder)) return;
    this.#expectOwn(dirname(folder));
    const stats = this.#fs.lstatSync(join(this.path, folder), { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) throw linked();
    if (stats !== undefined) this.#own.add(folder);
  }

  /** `place`: where a file is to stand, once it is written. */
  async #attempt(work: () => Promise<void>, place?: string): Promise<boolean> {
    if (this.#failed) return false;
    try {
      this.#ready ??= this.#prepare();
      await this.#ready;
    } catch (error) {
      return this.#giveUp(error);
    }
    try {
      await work();
      return true;
    } catch (error) {
      return place !== undefined && occupied.has(systemCode(error) ?? '') ? this.#lose(place) : this.#giveUp(error);
    }
  }

  /** Of several that fail at once, one is told. */
  #giveUp(error: unknown): false {
    if (!this.#failed) this.#warn(cannotKeep(this.path, error));
    this.#failed = true;
    return false;
  }

  #lose(name: string): false {
    this.#tellFew(
      'occupied',
      `The file ${this.#shown(name)} cannot be kept: something else stands in its place; remove that`,
    );
    return false;
  }

  async #prepare(): Promise<void> {
    this.#makeFolder(join(this.path, places.temporaries));
    this.#expectOwn(places.temporaries);
    if (this.has(places.marker)) return;
    const temporary = this.#temporary();
    await this.#fill(temporary, [Buffer.from(sealJson({ schema: stateSchema }))]);
    await this.#rename(temporary, places.marker).catch((error) => {
      this.#dropTemporary(temporary);
      throw error;
    });
  }

  #temporary(): string {
    return join(this.path, places.temporaries, temporaryName());
  }

  /** Leaves nothing behind if it fails. */
  async #fill(path: string, content: Iterable<Uint8Array>): Promise<void> {
    try {
      await this.#writeNew(path, content);
    } catch (error) {
      this.#dropTemporary(path);
      throw error;
    }
  }

  /** Where a disk takes no change any more it stays: the next sweep removes it. */
  #dropTemporary(path: string): void {
    try {
      this.#fs.rmSync(path, { force: true });
    } catch {
      // Why nothing is kept is told elsewhere.
    }
  }

  async #writeNew(path: string, content: Iterable<Uint8Array>): Promise<void> {
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
    if (nothingThere.has(systemCode(error) ?? '') || this.#unread) return;
    this.#unread = true;
    const what = this.#use === 'read' ? 'is missing here' : 'is done again';
    this.#warn(`The kept file ${this.#shown(name)} cannot be read: ${systemMessage(error)}; what it holds ${what}`);
  }
}

function whenDone(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
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
