// The header lines that rule where a shard begins, and those that rule where it ends. Who begins in the middle of a file
// cannot know the first; it assumes what the start of the text leaves in force, for headers stand there if anywhere, and
// says so: the coordinator holds it against what the shard before hands on. Knows no fields.

import { closeSync, openSync } from 'node:fs';
import { hasHeaders } from '../src/format-types.ts';
import type { HeaderLines, ScanPlan, Shard, ShardHeaders, ShardTask } from '../src/types.ts';
import { openText } from './archive/open.ts';
import type { TextSource } from './archive/source.ts';
import { feed } from './feed.ts';
import { bytesAt, type KernelInstance } from './kernel/instance.ts';
import type { TextWindow } from './window.ts';

/** So much of the start of a text is looked through for headers. */
const startBytes = 1024 * 1024;
/** No header is longer. */
const longestHeaderBytes = 64 * 1024;

/** The kernel's headers, for the shards of one plan. */
export class Headers {
  readonly #kernel: KernelInstance;
  readonly #window: TextWindow;
  /** The numbers of those that have headers. */
  readonly #formats: readonly number[];
  #assumed: HeaderLines = [];
  /** Of the start that was read last: shards of one file mostly come one after the other. */
  #learned: { readonly of: string; readonly headers: HeaderLines } | undefined;

  /** Undefined if no format of the plan has headers: then there is nothing to do. */
  static of({ decode }: ScanPlan, kernel: KernelInstance, window: TextWindow): Headers | undefined {
    const formats = [...(decode?.formats ?? []).entries()].filter(([, format]) => hasHeaders(format));
    return formats.length === 0
      ? undefined
      : new Headers(
          formats.map(([number]) => number),
          kernel,
          window,
        );
  }

  private constructor(formats: readonly number[], kernel: KernelInstance, window: TextWindow) {
    this.#formats = formats;
    this.#kernel = kernel;
    this.#window = window;
  }

  /** To be called before the lines of a shard are; the window is empty before and behind it. */
  async begin({ shard, hugeWindow, headers }: ShardTask): Promise<void> {
    this.#assumed = headers ?? (shard.start === 0 ? [] : await this.#learn(shard, hugeWindow));
    this.#kernel.resetHeaders();
    for (const { format, text } of this.#assumed) this.#set(format, text);
  }

  /** Asked when the lines of the shard have been scanned. */
  told(): ShardHeaders {
    const met = this.#formats.filter((format) => this.#kernel.headerMet(format) !== 0);
    return { assumed: this.#assumed, atEnd: this.#inForce(), met };
  }

  async #learn(shard: Shard, hugeWindow: boolean): Promise<HeaderLines> {
    const { openPath = '', codec, storedBytes } = shard.input;
    // Of a compressed text it is not known where in it the shard begins. One with an index can be read from its beginning.
    const { seek: _, ...start } = shard;
    const end = codec === 'plain' ? Math.min(shard.start, startBytes) : shard.seek ? storedBytes : shard.end;
    const of = `${end} of ${openPath}`;
    if (this.#learned?.of !== of)
      this.#learned = { of, headers: await this.#read({ ...start, start: 0, end }, hugeWindow) };
    return this.#learned.headers;
  }

  /** What the start of a text leaves in force; nothing if it cannot be read, for then the shard has no lines either. */
  async #read(start: Shard, hugeWindow: boolean): Promise<HeaderLines> {
    const file = openOrNothing(start.input.openPath ?? '');
    if (file === undefined) return [];
    this.#kernel.resetHeaders();
    try {
      const source = await openText({ kernel: this.#kernel, file, shard: start, hugeWindow });
      try {
        const lines = { scan: (from: number, to: number) => this.#kernel.readHeaders(from, to) };
        feed(lines, this.#window, startOf(source), () => {});
      } finally {
        source.close();
      }
    } finally {
      closeSync(file);
      this.#window.clear();
    }
    return this.#inForce();
  }

  #inForce(): HeaderLines {
    const kernel = this.#kernel;
    return this.#formats.flatMap((format) => {
      const length = kernel.headerLength(format);
      if (length === 0) return [];
      return { format, text: Buffer.from(bytesAt(kernel, kernel.headerAt(format), length)).toString('latin1') };
    });
  }

  #set(format: number, text: string): void {
    const at = this.#kernel.allocate(text.length);
    bytesAt(this.#kernel, at, text.length).set(Buffer.from(text, 'latin1'));
    this.#kernel.setHeader(format, at, text.length);
    this.#kernel.release(at);
  }
}

function openOrNothing(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

/** A line that is cut where the start ends is left out: it may look like a header, and be longer. */
function startOf(source: TextSource): TextSource {
  let taken = 0;
  return {
    ...source,
    read(target) {
      if (taken >= startBytes + longestHeaderBytes) return 0;
      const got = source.read(target);
      taken += got;
      return got;
    },
    damage: () => (taken < startBytes ? source.damage() : { reason: 'truncated', message: 'only its start was read' }),
  };
}
