// What is remembered of each input: how the file was, and what its content is called. While the file is as it was, the
// card answers for it, and it need not be opened. A card that is lost costs a digest, never a wrong answer.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ContentName } from '../content.ts';
import type { Codec, FileStamp } from '../types.ts';
import { places, type StateFolder } from './folder.ts';

export interface Card {
  /** Absolute. */
  readonly path: string;
  readonly stamp: FileStamp;
  /** See `isSettled`. */
  readonly settled: boolean;
  readonly content: ContentName;
  readonly codec: Codec;
}

const schema = 'syslog-sweep/input@1';

/**
 * File systems tell of changes in ticks of some milliseconds, some of two seconds: a file that was changed less than
 * that before it was looked at may change once more and look the same (git calls such files racily clean).
 */
const tickMs = 2000;

/** Whether any change after the look at `lookedAtMs` would show in the stamp. */
export function isSettled({ mtimeNs, ctimeNs }: FileStamp, lookedAtMs: number): boolean {
  const settledNs = BigInt(lookedAtMs - tickMs) * 1_000_000n;
  return BigInt(mtimeNs) < settledNs && BigInt(ctimeNs) < settledNs;
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.sizeBytes === b.sizeBytes &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

/** The cards of a state folder, each read once. */
export class Cards {
  readonly #folder: StateFolder;
  readonly #read = new Map<string, Card | undefined>();

  constructor(folder: StateFolder) {
    this.#folder = folder;
  }

  /** The card of the file at a path, if that is as it was. */
  of(openPath: string, stamp: FileStamp): Card | undefined {
    const path = resolve(openPath);
    if (!this.#read.has(path)) this.#read.set(path, this.#fromFolder(path));
    const card = this.#read.get(path);
    return card !== undefined && sameStamp(card.stamp, stamp) ? card : undefined;
  }

  /** It was wrong. */
  forget(openPath: string): void {
    this.#folder.remove(cardName(resolve(openPath)));
  }

  write(card: Card): Promise<boolean> {
    return this.#folder.writeSealed(cardName(card.path), { schema, ...card });
  }

  #fromFolder(path: string): Card | undefined {
    const card = this.#folder.readSealed(cardName(path)) as (Card & { readonly schema: string }) | undefined; // as written
    return card?.schema === schema && card.path === path ? card : undefined;
  }
}

function cardName(path: string): string {
  return `${places.inputs}/${createHash('sha256').update(path).digest('hex').slice(0, 40)}.json`;
}
