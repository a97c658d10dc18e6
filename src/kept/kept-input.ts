// One input of a sweep as its counts are kept: recognised by its card or its content, found on the shelf shard by shard,
// and, when every shard has been scanned and the file is still what it was, put there under the name of its content.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ContentName, contentName } from '../content.ts';
import type { ScannedShard } from '../counts/counts.ts';
import { stampOf } from '../inputs/inputs.ts';
import type { Damage, FileStamp, InputFile, RuleCounts, SeekPoint, Shard } from '../types.ts';
import { type Card, type Cards, isSettled, sameStamp } from './cards.ts';
import { encodeCounts, type ShardHead } from './counts-file.ts';
import type { StateFolder } from './folder.ts';
import { decodeSeek, encodeSeek, mostIndexBytes } from './seek-file.ts';
import {
  contentFolder,
  countsName,
  type Found,
  type Part,
  passingFolder,
  Shelf,
  seekName,
  sizeFolder,
  unfinishedFolder,
  type Wanted,
} from './shelf.ts';

export interface FileInput extends InputFile {
  readonly openPath: string;
  readonly stamp: FileStamp;
}

/** A stream is never kept. */
export function isFileInput(input: InputFile): input is FileInput {
  return input.kind === 'file' && input.openPath !== undefined && input.stamp !== undefined;
}

export class KeptInput {
  readonly input: FileInput;
  readonly #folder: StateFolder;
  readonly #cards: Cards;
  readonly #parts: readonly Part[];
  readonly #settled: boolean;
  readonly #card: Card | undefined;
  readonly #unfinished: string;
  /** By the first byte of each shard that is done, its digests; undefined where they are not known. */
  readonly #done = new Map<number, readonly string[] | undefined>();
  readonly #writing: Promise<boolean>[] = [];
  #content: ContentName | undefined;
  #shelf: Shelf | undefined;
  /** The content was digested in this run, before anything was scanned. */
  #isIdentified = false;
  /** The first byte of each shard that was scanned in this run. */
  readonly #scanned = new Set<number>();
  #unkeepable: string | undefined;
  #isKept = false;

  /** `parts`: its shards. `lookedAtMs`: no later than the look at the file that `input` tells of. */
  constructor(folder: StateFolder, cards: Cards, input: FileInput, parts: readonly Part[], lookedAtMs: number) {
    this.#folder = folder;
    this.#cards = cards;
    this.input = input;
    this.#parts = parts.toSorted((a, b) => a.start - b.start);
    this.#settled = isSettled(input.stamp, lookedAtMs);
    this.#unfinished = this.#settled ? unfinishedFolder(input.openPath, input.stamp) : passingFolder();
    this.#card = cards.of(input.openPath, input.stamp);
  }

  /** Takes the card's word for the content, if it can be taken. */
  trustCard(): void {
    if (this.#card?.settled === true) this.#content = this.#card.content;
  }

  /** The content is not known, but counts of it may be: there are some of content as long as it. */
  get mayBeKnown(): boolean {
    return this.#content === undefined && this.#folder.has(sizeFolder(this.input.storedBytes));
  }

  identified(content: ContentName): void {
    this.#content = content;
    this.#isIdentified = true;
  }

  /** What the content is called, once it is known, and its counts are all kept. */
  get keptContent(): ContentName | undefined {
    return this.#isKept ? this.#content : undefined;
  }

  /** Why its counts are not kept, in words, if there is more to say than that. */
  get reason(): string | undefined {
    return this.#unkeepable;
  }

  /** Whether all that is wanted seems to be there. */
  promises(wanted: Wanted): boolean {
    return this.#openShelf().promises(wanted);
  }

  find(wanted: Wanted): Found {
    return this.#openShelf().find(wanted);
  }

  /** The content's name, if it is known and no change since would go unseen. */
  get settledContent(): ContentName | undefined {
    return this.#settled ? this.#content : undefined;
  }

  /** Whether a scan could leave seek points that are not there yet. */
  get lacksPoints(): boolean {
    if (this.input.codec !== 'gzip' || this.#parts.length > 1) return false;
    return this.#content === undefined || !this.#folder.has(seekName(this.input.storedBytes, this.#content));
  }

  /** The points did not fit. */
  forgetPoints(): void {
    if (this.#content !== undefined) this.#folder.remove(seekName(this.input.storedBytes, this.#content));
  }

  /** Where a gzip content can be taken up, as an earlier scan has left it. */
  seekPoints(): readonly SeekPoint[] {
    const content = this.settledContent;
    if (content === undefined || this.input.codec !== 'gzip' || this.#parts.length > 1) return [];
    const name = seekName(this.input.storedBytes, content);
    const sizeBytes = this.#folder.sizeOf(name);
    if (sizeBytes === 0) return [];
    const bytes = sizeBytes > mostIndexBytes ? Buffer.alloc(0) : this.#folder.read(name);
    const decoded = bytes && decodeSeek(bytes);
    if (decoded === undefined || decoded.kind === 'newer') return [];
    if (decoded.kind === 'index' && decoded.index.content === content) return decoded.index.points;
    this.#folder.damaged(name);
    return [];
  }

  /** Keeps what a scan for what was asked has left of a shard; resolves when it is written, or given up. */
  async keep({ shard, scope, asked }: Wanted, scanned: ScannedShard): Promise<void> {
    const { kind, planId, rules, stretchDigests, seekPoints, ...coverage } = scanned;
    this.#scanned.add(shard.start);
    const reason = unkeepable(coverage.damage, stretchDigests);
    if (reason !== undefined || stretchDigests === undefined) {
      this.#unkeepable ??= reason;
      return;
    }
    if (this.#parts.length === 1 && !this.#isUnchanged([stretchDigests])) return;
    const isWhole = this.#parts.length === 1;
    const place = isWhole ? this.#finishedFolder(stretchDigests) : this.#unfinished;
    // Nobody looks for those of a file that may still change.
    const waits = isWhole || !this.#settled ? {} : { waitsIn: this.#unfinished };
    const head: ShardHead = { stretchDigests, start: shard.start, end: shard.end, scope, ...waits };
    const writes = asked.groups.map((group) => {
      const kept = group.indexes.map((index) => ({
        identity: asked.identities[index] as string, // a group is of what was asked, and so is the scan
        counts: rules[index] as RuleCounts,
      }));
      const file = encodeCounts({ head, coverage, measures: group.measures, rules: kept });
      return this.#folder.write(`${place}/${countsName(shard, scope, group)}`, file);
    });
    if (this.#parts.length === 1) writes.push(...this.#keepPoints(contentName(stretchDigests), seekPoints));
    this.#writing.push(...writes);
    await Promise.all(writes);
  }

  /** None were noted where an index was used, or where none is of use. */
  #keepPoints(content: ContentName, points: readonly SeekPoint[] | undefined): readonly Promise<boolean>[] {
    const sizeBytes = this.input.storedBytes;
    if (points === undefined) return [];
    return [this.#folder.write(seekName(sizeBytes, content), encodeSeek({ content, sizeBytes, points }))];
  }

  /**
   * A shard is done. Behind the last, the input's counts get their place and it gets its card; resolves with the word
   * for it if the file was written to meanwhile.
   */
  async shardDone({ start }: Shard, stretchDigests: readonly string[] | undefined): Promise<Damage | undefined> {
    this.#done.set(start, stretchDigests);
    if (this.#done.size < this.#parts.length) return undefined;
    const written = (await Promise.all(this.#writing)).every((isWritten) => isWritten);
    if (this.#unkeepable !== undefined) return changedDamage(this.#unkeepable);
    const digests = [...this.#done].sort(([a], [b]) => a - b).map(([, each]) => each);
    const isKnown = this.#content !== undefined && this.#scanned.size === 0;
    if (!isKnown && !this.#isUnchanged(digests)) return changedDamage(this.#unkeepable);
    if (!written) return undefined;
    await this.#finish();
    return undefined;
  }

  async #finish(): Promise<void> {
    const { openPath, stamp, codec } = this.input;
    const content = this.#content;
    if (content === undefined) return;
    if (this.#card?.settled !== true || this.#card.content !== content) {
      await this.#cards.write({ path: resolve(openPath), stamp, settled: this.#settled, content, codec });
    }
    const target = contentFolder(stamp.sizeBytes, content);
    const names = this.#parts.length === 1 ? [] : this.#folder.names(this.#unfinished);
    let isMoved = true;
    for (const name of names) {
      isMoved = (await this.#folder.move(`${this.#unfinished}/${name}`, `${target}/${name}`)) && isMoved;
    }
    // Also one that a killed run has emptied.
    if (this.#parts.length > 1) this.#folder.removeEmpty(this.#unfinished);
    this.#isKept = isMoved;
  }

  /** Sees that what was scanned is what the file was and is, and gives its content a name; notes why not. */
  #isUnchanged(digests: readonly (readonly string[] | undefined)[]): boolean {
    const known = digests.flatMap((each) => each ?? []);
    const content = digests.includes(undefined) ? undefined : contentName(known);
    const change = changeSince(this.input) ?? (this.#isOther(content) ? rewritten : undefined);
    if (change === undefined) this.#content = content;
    else this.#unkeepable = change;
    if (change === rewritten) this.#cards.forget(this.input.openPath);
    return change === undefined && content !== undefined;
  }

  /** A card that was wrong, which a broken clock can bring about, does no harm where everything was scanned. */
  #isOther(content: ContentName | undefined): boolean {
    const isBinding = this.#isIdentified || this.#scanned.size < this.#parts.length;
    return content !== undefined && this.#content !== undefined && content !== this.#content && isBinding;
  }

  #finishedFolder(stretchDigests: readonly string[]): string {
    return contentFolder(this.input.stamp.sizeBytes, contentName(stretchDigests));
  }

  #openShelf(): Shelf {
    this.#shelf ??= new Shelf(
      this.#folder,
      [
        ...(this.#content === undefined ? [] : [contentFolder(this.input.stamp.sizeBytes, this.#content)]),
        ...(this.#settled && this.#parts.length > 1 ? [this.#unfinished] : []),
      ],
      this.#content,
      this.#parts,
    );
    return this.#shelf;
  }
}

const rewritten = 'it was written to while it was read';

/** Damage of the bytes comes again with the bytes; that of a disk, or of a moment, does not. */
function unkeepable(damage: Damage | undefined, stretchDigests: readonly string[] | undefined): string | undefined {
  if (damage?.reason === 'unreadable' || damage?.reason === 'changed') return 'it could not be read to its end';
  return stretchDigests === undefined ? 'it could not be read once more' : undefined;
}

/** How the file at the input's path differs from what was found there; undefined if it does not. */
function changeSince({ openPath, stamp }: FileInput): string | undefined {
  let now: FileStamp;
  try {
    now = stampOf(statSync(openPath, { bigint: true }));
  } catch {
    return 'it was removed while it was read';
  }
  if (sameStamp(now, stamp)) return undefined;
  if (now.device !== stamp.device || now.inode !== stamp.inode) return 'another file took its place while it was read';
  if (now.sizeBytes > stamp.sizeBytes) return 'it grew while it was read';
  return now.mtimeNs === stamp.mtimeNs && now.sizeBytes === stamp.sizeBytes
    ? 'it was touched while it was read'
    : rewritten;
}

/** Growth, and a change of name, leave what was read as it was. */
function changedDamage(change: string | undefined): Damage | undefined {
  if (change !== rewritten) return undefined;
  return { reason: 'changed', message: `${rewritten}: its counts are of no single moment, and were not kept` };
}
