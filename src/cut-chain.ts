// Whether the parts of a compressed input can stand where they were cut. A cut is a guess until the part before it was
// read and ended there; so nothing of a part is counted before all parts in front of it are. Where one cannot stand, or
// is damaged, all from its start to the end of the input is scanned once more as one, and that is final: so damage is told
// as it is where nothing was cut. Knows no counts and no codec.

import type { Shard, ShardOutcome } from './types.ts';

type Scanned = Extract<ShardOutcome, { kind: 'scanned' }>;

export interface Joined {
  /** In the order of the file, each part once. */
  readonly settled: readonly { readonly shard: Shard; readonly outcome: Scanned }[];
  /** A part that is to be scanned again, as `standIn` says. */
  readonly again?: Shard;
  /** What was scanned for nothing. */
  readonly useless: readonly Scanned[];
}

/** The parts of one input. */
export class CutChain {
  /** Those that are not settled, the first one last. */
  readonly #waiting: Shard[];
  readonly #outcomes = new Map<Shard, Scanned | 'bad-cut'>();
  /** Of all that is settled. */
  #members = 0;
  /** The part from which on all is scanned as one, and what is scanned in its place. */
  #rest: { readonly from: Shard; readonly as: Shard } | undefined;

  constructor(parts: readonly Shard[]) {
    this.#waiting = [...parts].sort((a, b) => b.start - a.start);
  }

  /** What to scan for a part. */
  standIn(shard: Shard): Shard {
    return shard === this.#rest?.from ? this.#rest.as : shard;
  }

  /** Takes the outcome of a scan, and tells what is settled by it. */
  take(shard: Shard, outcome: Scanned | 'bad-cut'): Joined {
    const isUseless = this.#rest === undefined ? !this.#waiting.includes(shard) : shard !== this.#rest.from;
    if (isUseless) return { settled: [], useless: outcome === 'bad-cut' ? [] : [outcome] };
    this.#outcomes.set(shard, outcome);
    const settled: { shard: Shard; outcome: Scanned }[] = [];
    for (;;) {
      const next = this.#waiting.at(-1);
      const its = next && this.#outcomes.get(next);
      if (next === undefined || its === undefined) return { settled, useless: [] };
      if (its === 'bad-cut') return { settled, again: next, useless: this.#joinFrom(next) };
      this.#waiting.pop();
      this.#outcomes.delete(next);
      this.#members += its.members ?? 0;
      settled.push({ shard: next, outcome: its });
      // All the rest, or lost with who scanned it: then nobody knows where the next part should begin.
      if (this.#rest !== undefined || its.damage !== undefined)
        return { settled: [...settled, ...this.#endBehind(its)], useless: this.#forget() };
    }
  }

  #joinFrom(part: Shard): readonly Scanned[] {
    const { input, start } = part;
    this.#rest = { from: part, as: { input, start, end: input.storedBytes, membersBefore: this.#members } };
    return this.#forget();
  }

  /** The parts behind the last one that counts have nothing of their own. */
  #endBehind({ planId, rules }: Scanned): Joined['settled'] {
    const parts = this.#waiting.splice(0).reverse();
    return parts.map((shard) => ({ shard, outcome: nothingScanned(planId, rules.length) }));
  }

  #forget(): readonly Scanned[] {
    const known = [...this.#outcomes.values()].filter((outcome) => outcome !== 'bad-cut');
    this.#outcomes.clear();
    return known;
  }
}

/** Counts of nothing. */
export function nothingScanned(planId: string, rules: number): Scanned {
  const nothing = { matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) };
  return {
    kind: 'scanned',
    planId,
    storedBytes: 0,
    scannedBytes: 0,
    lines: 0,
    overlongLines: 0,
    rules: Array.from({ length: rules }, () => nothing),
  };
}
