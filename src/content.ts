// What the content of an input is called: by its bytes alone, wherever it lies and whatever it is named. Up to one
// stretch (64 MiB) it is the SHA-256 of the bytes, as `sha256sum` prints it; longer content is the SHA-256 over those
// of its stretches, so that several threads can each digest a part. Knows no files.

import { lazily } from './lazily.ts';

/** Of a sweep that names no content, each thread would load it for nothing. */
const crypto = lazily<typeof import('node:crypto')>('node:crypto');

/** Large plain inputs are scanned, digested and kept by stretches of so many stored bytes. */
export const stretchBytes = 64 * 1024 * 1024;

/** `sha256:…`, or `sha256-64MiB:…` of content that is longer than a stretch. */
export type ContentName = string;

/** The name of content by the digests (hexadecimal) of its stretches, in order; empty content has one, of nothing. */
export function contentName(stretchDigests: readonly string[]): ContentName {
  const [only = ''] = stretchDigests;
  if (stretchDigests.length === 1) return `sha256:${only}`;
  const joined = Buffer.from(stretchDigests.join(''), 'hex');
  return `sha256-64MiB:${crypto().createHash('sha256').update(joined).digest('hex')}`;
}

/** Digests bytes that come in order, stretch by stretch. */
export class StretchDigests {
  readonly #done: string[] = [];
  #hash = crypto().createHash('sha256');
  #taken = 0;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#taken === stretchBytes) this.#next();
      const part = bytes.subarray(at, at + stretchBytes - this.#taken);
      this.#hash.update(part);
      this.#taken += part.length;
      at += part.length;
    }
  }

  /** Ends it. */
  digests(): readonly string[] {
    this.#next();
    return this.#done;
  }

  #next(): void {
    this.#done.push(this.#hash.digest('hex'));
    this.#hash = crypto().createHash('sha256');
    this.#taken = 0;
  }
}
