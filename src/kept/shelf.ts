// Where the counts of one input stand in the folder, and which of them a rule asks for: by content, or, until all of a
// large input has been scanned and its content has a name, by how the file was. Reads; what is damaged is discarded.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type ContentName, contentName } from '../content.ts';
import { temporaryName } from '../temporaries.ts';
import type { FileStamp, RuleCounts, Shard } from '../types.ts';
import { decodeCounts, type ShardCoverage, type ShardHead } from './counts-file.ts';
import { places, type StateFolder } from './folder.ts';
import type { Asked, RuleGroup } from './scan-identity.ts';

/** What is asked of one shard. */
export interface Wanted {
  readonly shard: Shard;
  readonly scope: string;
  readonly asked: Asked;
}

/** What is kept of one shard. */
export interface Found {
  /** By identity. */
  readonly rules: ReadonlyMap<string, RuleCounts>;
  /** Undefined if nothing was found. */
  readonly coverage?: ShardCoverage;
  readonly stretchDigests?: readonly string[];
}

/** The folder of some content. By its size first, so that one look tells whether such content can be there at all. */
export function contentFolder(sizeBytes: number, content: ContentName): string {
  return `${sizeFolder(sizeBytes)}/${content.replace(':', '-')}`;
}

export function sizeFolder(sizeBytes: number): string {
  return `${places.counts}/${sizeBytes}`;
}

/** The file with the seek index of some gzip content. */
export function seekName(sizeBytes: number, content: ContentName): string {
  return `${places.seek}/${sizeBytes}/${content.replace(':', '-')}.seek`;
}

/** The folder of what has no name yet, by how the file was. */
export function unfinishedFolder(openPath: string, stamp: FileStamp): string {
  const { device, inode, sizeBytes, mtimeNs, ctimeNs } = stamp;
  const facts = JSON.stringify([resolve(openPath), device, inode, sizeBytes, mtimeNs, ctimeNs]);
  return `${places.unfinished}/${createHash('sha256').update(facts).digest('hex').slice(0, 40)}`;
}

/** The same of a file that may still change unseen: only the process that made it may come back to it. */
export function passingFolder(): string {
  return `${places.temporaries}/${temporaryName()}`;
}

/** The name of the file for a group of rules of a shard. */
export function countsName(shard: Shard, scope: string, { set }: RuleGroup): string {
  return `${prefixOf(shard, scope)}${shortened(set)}.arrow`;
}

/** Folders with counts of one input. */
export class Shelf {
  readonly #folder: StateFolder;
  readonly #folders: readonly string[];
  readonly #content: ContentName | undefined;
  /** Of each folder the names of its files, by shard and scope; read when a file is not where it is looked for first. */
  readonly #names = new Map<string, ReadonlyMap<string, readonly string[]>>();

  /** `folders`: in the order in which they are looked into. `content`: that of the input, where it is known. */
  constructor(folder: StateFolder, folders: readonly string[], content: ContentName | undefined) {
    this.#folder = folder;
    this.#folders = folders;
    this.#content = content;
  }

  /** Whether files are there that hold just what is wanted; they may turn out to be damaged. */
  promises(wanted: Wanted): boolean {
    const isThere = (name: string) => this.#folders.some((folder) => this.#folder.has(`${folder}/${name}`));
    return this.#exactNames(wanted).every(isThere);
  }

  find(wanted: Wanted): Found {
    const missing = new Set(wanted.asked.identities);
    const rules = new Map<string, RuleCounts>();
    let told: Pick<Found, 'coverage' | 'stretchDigests'> = {};
    for (const place of this.#places(wanted)) {
      const kept = this.#read(place, wanted);
      if (kept === undefined) continue;
      told = { coverage: kept.coverage, stretchDigests: kept.head.stretchDigests };
      for (const { identity, counts } of kept.rules) if (missing.delete(identity)) rules.set(identity, counts);
      if (missing.size === 0) break;
    }
    return { rules, ...told };
  }

  #exactNames({ shard, scope, asked }: Wanted): readonly string[] {
    return asked.groups.map((group) => countsName(shard, scope, group));
  }

  /** First those that were kept for just these rules, so that usually no other is read, and no folder. */
  *#places(wanted: Wanted): Iterable<string> {
    const exact = this.#exactNames(wanted);
    for (const folder of this.#folders) for (const name of exact) yield `${folder}/${name}`;
    const prefix = prefixOf(wanted.shard, wanted.scope);
    for (const folder of this.#folders) {
      const fitting = this.#namesIn(folder).get(prefix) ?? [];
      for (const name of fitting) if (!exact.includes(name)) yield `${folder}/${name}`;
    }
  }

  #namesIn(folder: string): ReadonlyMap<string, readonly string[]> {
    const known = this.#names.get(folder);
    if (known !== undefined) return known;
    const byPrefix = new Map<string, string[]>();
    for (const name of [...this.#folder.names(folder)].sort()) {
      const prefix = name.slice(0, name.lastIndexOf('-') + 1);
      const others = byPrefix.get(prefix);
      if (others === undefined) byPrefix.set(prefix, [name]);
      else others.push(name);
    }
    this.#names.set(folder, byPrefix);
    return byPrefix;
  }

  #read(place: string, { shard, scope }: Wanted) {
    const bytes = this.#folder.readPassing(place);
    const decoded = bytes === undefined ? undefined : decodeCounts(bytes);
    if (decoded === undefined || decoded.kind === 'newer') return undefined;
    if (decoded.kind === 'counts' && this.#fits(decoded.kept.head, shard, scope)) return decoded.kept;
    this.#folder.discard(place);
    return undefined;
  }

  /** What somebody has put in another's place does not. */
  #fits(head: ShardHead, { input, start, end }: Shard, scope: string): boolean {
    if (head.scope !== scope || head.start !== start || head.end !== end) return false;
    const isWhole = start === 0 && end === input.storedBytes;
    return !isWhole || this.#content === undefined || this.#content === contentName(head.stretchDigests);
  }
}

function prefixOf({ start, end }: Shard, scope: string): string {
  return `${start}-${end}-${shortened(scope)}-`;
}

/** Enough of a digest for a name; the file holds the whole. */
function shortened(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 16);
}
