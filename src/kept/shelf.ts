// Where the counts of one input stand in the folder, and which of them a rule asks for: by content, or, until all of a
// large input has been scanned and its content has a name, by how the file was. Reads; what is damaged is told.

import { createHash } from 'node:crypto';
import { posix, resolve } from 'node:path';
import { type ContentName, contentName } from '../content.ts';
import { temporaryName } from '../temporaries.ts';
import type { FileStamp, RuleCounts, Shard } from '../types.ts';
import { claimedDigests, decodeCounts, type ShardCoverage, type ShardHead } from './counts-file.ts';
import { places, type StateFolder } from './folder.ts';
import type { Asked, RuleGroup } from './scan-identity.ts';
import { type Claim, proveStretches } from './stretches.ts';

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

/** What such a name tells; undefined if it is none. */
export function partsOfName(name: string): { readonly place: string; readonly set: string } | undefined {
  const [, place, set] = /^(\d+-\d+)-[0-9a-f]+-([0-9a-f]+)\.arrow$/.exec(name) ?? [];
  return place === undefined || set === undefined ? undefined : { place, set };
}

/** Bytes of some content. */
export type Part = Pick<Shard, 'start' | 'end'>;

/** Folders with counts of one input. */
export class Shelf {
  readonly #folder: StateFolder;
  readonly #folders: readonly string[];
  readonly #content: ContentName | undefined;
  readonly #parts: readonly Part[];
  /** By the first byte of each of several parts its digests, or nothing of any; absent: nobody has asked yet. */
  #proven: ReadonlyMap<number, string> | undefined;
  /** Of each folder the names of its files, by shard and scope; read when a file is not where it is looked for first. */
  readonly #names = new Map<string, ReadonlyMap<string, readonly string[]>>();

  /**
   * `folders`: in the order in which they are looked into. `content`: that of the input, where it is known. `parts`: its
   * shards, in order.
   */
  constructor(
    folder: StateFolder,
    folders: readonly string[],
    content: ContentName | undefined,
    parts: readonly Part[],
  ) {
    this.#folder = folder;
    this.#folders = folders;
    this.#content = content;
    this.#parts = parts;
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

  #read(place: string, wanted: Wanted) {
    const isOwn = this.#ownership(wanted);
    if (isOwn === undefined) return undefined;
    const bytes = this.#folder.readPassing(place);
    const decoded = bytes === undefined ? undefined : decodeCounts(bytes);
    if (decoded === undefined || decoded.kind === 'newer') return undefined;
    const isRight = (head: ShardHead) => fits(head, wanted) && isAtHome(head, place) && isOwn(head);
    if (decoded.kind === 'counts' && isRight(decoded.kept.head)) return decoded.kept;
    this.#folder.damaged(place);
    return undefined;
  }

  /**
   * Tells whether a file is of the content, as far as that can be known. Undefined if it cannot be told which files are:
   * they are left where they are, and what they hold is counted again.
   */
  #ownership(wanted: Wanted): ((head: ShardHead) => boolean) | undefined {
    const content = this.#content;
    if (content === undefined) return () => true;
    if (this.#parts.length === 1) return (head) => contentName(head.stretchDigests) === content;
    const proven = this.#prove(content, wanted).get(wanted.shard.start);
    return proven === undefined ? undefined : (head) => head.stretchDigests.join() === proven;
  }

  #prove(content: ContentName, { asked }: Wanted): ReadonlyMap<number, string> {
    const [group] = asked.groups;
    this.#proven ??= new Map(
      proveStretches(content, this.#claims(), group && shortened(group.set))?.map((digests, index) => {
        return [this.#parts[index]?.start ?? 0, digests.join()];
      }),
    );
    return this.#proven;
  }

  /** Of each part. */
  #claims(): readonly (readonly Claim[])[] {
    const byPlace = new Map<string, Claim[]>(this.#parts.map(({ start, end }) => [`${start}-${end}`, []]));
    for (const folder of this.#folders) {
      for (const name of [...this.#namesIn(folder).values()].flat()) {
        const told = partsOfName(name);
        if (told === undefined) continue;
        let read: readonly string[] | undefined;
        const stretchDigests = () => {
          read ??= claimedDigests(this.#folder.readPassing(`${folder}/${name}`) ?? Buffer.alloc(0));
          return read;
        };
        byPlace.get(told.place)?.push({ set: told.set, stretchDigests });
      }
    }
    return [...byPlace.values()];
  }
}

/** What somebody has put in another's place does not. */
function fits(head: ShardHead, { shard, scope }: Wanted): boolean {
  return head.scope === scope && head.start === shard.start && head.end === shard.end;
}

/** What waits for others of its content, which has no name yet, waits where it was put. */
export function isAtHome({ waitsIn }: ShardHead, place: string): boolean {
  return place.startsWith(`${places.counts}/`) || waitsIn === posix.dirname(place);
}

function prefixOf({ start, end }: Shard, scope: string): string {
  return `${start}-${end}-${shortened(scope)}-`;
}

/** Enough of a digest for a name; the file holds the whole. */
function shortened(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 16);
}
