// Whether the shards of an input agree on the header lines between them. A header line rules until the next one, also
// where a file was cut; shards are scanned side by side, so each assumes what rules where it begins, and tells what
// rules where it ends. What fits is settled, in the order of the file; what does not is to be scanned again. Knows no
// counts: nothing of a shard may be counted before it is settled.

import type { HeaderLines, Shard, ShardHeaders, ShardOutcome } from './types.ts';

type Scanned = Extract<ShardOutcome, { kind: 'scanned' }>;

export interface Settled {
  readonly shard: Shard;
  readonly outcome: Scanned;
}

export interface Rescan {
  readonly shard: Shard;
  /** What rules where it begins, as far as is known. */
  readonly headers: HeaderLines;
  /** The outcome that is of no use. */
  readonly instead: Scanned;
}

export interface Checked {
  readonly settled: readonly Settled[];
  readonly again: readonly Rescan[];
}

interface Link {
  readonly shard: Shard;
  /** Whether a scan is under way. */
  isScanning: boolean;
  /** Of the last scan, unless it was of no use. */
  outcome: Scanned | undefined;
  /** Of the last scan. */
  headers: ShardHeaders | undefined;
  wasScanned: boolean;
}

/** The shards of one input. */
export class HeaderChain {
  /** Those that are not settled. */
  readonly #links: Map<Shard, Link>;
  /** The same in order, the first one last. */
  readonly #inOrder: Link[];
  /** What rules where the first of them begins. */
  #ruling: HeaderLines = [];

  constructor(shards: readonly Shard[]) {
    this.#links = new Map(shards.map((shard) => [shard, newLink(shard)]));
    this.#inOrder = [...this.#links.values()].sort((a, b) => b.shard.start - a.shard.start);
  }

  /**
   * Takes the outcome of a scan, and tells what is settled by it, each shard once, and what must be scanned again.
   * A shard behind one that is scanned again is held against what that one will probably hand on, so that they are
   * scanned side by side too; it is settled only when that is known.
   */
  take(shard: Shard, outcome: Scanned): Checked {
    const link = this.#links.get(shard);
    if (link?.isScanning !== true) throw new Error(`an outcome of ${shard.input.path} that nobody waits for`);
    Object.assign(link, { isScanning: false, wasScanned: true, outcome, headers: outcome.headers });
    return { settled: this.#settle(), again: this.#correct() };
  }

  #settle(): readonly Settled[] {
    const settled: Settled[] = [];
    for (let next = this.#inOrder.at(-1); next?.outcome !== undefined; next = this.#inOrder.at(-1)) {
      const { assumed, atEnd } = next.headers ?? passedOn(this.#ruling);
      if (!isSame(assumed, this.#ruling)) break;
      settled.push({ shard: next.shard, outcome: next.outcome });
      this.#ruling = atEnd;
      this.#inOrder.pop();
      this.#links.delete(next.shard);
    }
    return settled;
  }

  /** From the first shard that is not settled to the first of which nothing is known. */
  #correct(): readonly Rescan[] {
    const again: Rescan[] = [];
    let ruling = this.#ruling;
    for (let i = this.#inOrder.length - 1; i >= 0; i--) {
      const link = this.#inOrder[i];
      if (link === undefined || !link.wasScanned) break;
      const { shard, outcome, headers = passedOn(ruling) } = link;
      if (outcome !== undefined && !isSame(headers.assumed, ruling)) {
        again.push({ shard, headers: ruling, instead: outcome });
        Object.assign(link, { isScanning: true, outcome: undefined });
      }
      ruling = afterChange(headers, ruling);
    }
    return again;
  }
}

function newLink(shard: Shard): Link {
  return { shard, isScanning: true, outcome: undefined, headers: undefined, wasScanned: false };
}

/** Of a shard that was lost: it has no line that anything could rule. */
function passedOn(ruling: HeaderLines): ShardHeaders {
  return { assumed: ruling, atEnd: ruling, met: [] };
}

/** What a shard will hand on if other headers rule where it begins, unless one format takes another's header for a line. */
function afterChange({ atEnd, met }: ShardHeaders, ruling: HeaderLines): HeaderLines {
  const isMet = ({ format }: HeaderLines[number]) => met.includes(format);
  const kept = ruling.filter((header) => !isMet(header));
  return [...kept, ...atEnd.filter(isMet)].sort((a, b) => a.format - b.format);
}

function textOf(headers: HeaderLines, wanted: number): string | undefined {
  return headers.find(({ format }) => format === wanted)?.text;
}

function isSame(a: HeaderLines, b: HeaderLines): boolean {
  return a.length === b.length && a.every(({ format, text }) => textOf(b, format) === text);
}
