// The kernel as the feed loop sees it: a plan laid into a fresh instance, whole lines to scan, counts to take out.
// Knows no archive; the layout of the plan in memory is the kernel's own business (assembly/plan.ts).

import { compileRegexp, type Regexp } from '../../src/regexp.ts';
import { partitionCount } from '../../src/spilled-run.ts';
import type { ReferenceDate } from '../../src/stamps.ts';
import type { ByteText, RuleCounts, ScanPlan } from '../../src/types.ts';
import { type KeepBytes, keepApart } from '../lender.ts';
import { bytesAt, instantiateKernel, type KernelInstance } from './instance.ts';
import { layPlan } from './lay-plan.ts';

export interface ScanCounts {
  readonly lines: number;
  /** Lines that no format knew; absent if the plan decodes nothing. */
  readonly undecodedLines?: number;
  /** The first of them, three at most, 256 bytes at most of each. */
  readonly undecodedExamples?: readonly ByteText[];
  readonly rules: readonly RuleCounts[];
}

/** Sets of values are taken out of so many records at a time: at most 16 MiB of registers. */
const recordsAtATime = 1024;

export class Scanner {
  readonly kernel: KernelInstance;
  readonly #plan: ScanPlan;

  constructor(plan: ScanPlan, hashSeed: readonly [number, number, number, number]) {
    this.#plan = plan;
    const regexps: Regexp[] = [];
    this.kernel = instantiateKernel((regexp, start, end) => {
      const line = Buffer.from(this.kernel.memory.buffer, start, end - start).toString('latin1');
      return regexps[regexp]?.test(line) === true;
    });
    this.kernel.seed(...hashSeed);
    layPlan(this.kernel, plan, (written, ignoreCase) => regexps.push(checked(written, ignoreCase)) - 1);
  }

  /**
   * Counts the lines of kernel memory [from, to), which begins with a line and ends behind an LF. At least 64 bytes
   * on either side must belong to the same allocation or its slack.
   */
  scan(from: number, to: number): void {
    this.kernel.scan(from, to);
  }

  /** What stamps without a year take it from, in the lines to come. */
  setReference(reference: ReferenceDate | undefined): void {
    const { year, month, day } = reference ?? { year: 0, month: 0, day: 0 };
    this.kernel.setReference(year, month, day);
  }

  linesSoFar(): number {
    return this.kernel.countedLines();
  }

  /** A copy of all that was counted since the last `clear`. */
  counts(keep: KeepBytes = keepApart): ScanCounts {
    const lines = this.kernel.countedLines();
    const rules = this.#plan.rules.map((_, rule) => this.#ruleCounts(rule, keep));
    if (this.#plan.decode === undefined) return { lines, rules };
    const undecodedLines = lines - this.kernel.decodedLines();
    return { lines, undecodedLines, undecodedExamples: this.#examples(), rules };
  }

  clear(): void {
    this.kernel.clearCounts();
  }

  /**
   * Hands over the keys of a rule by partition, each the records and then its lists of sets, and tells the bytes of
   * these. A piece is kernel memory, good until `write` returns.
   */
  writePartitions(rule: number, write: (bytes: Uint8Array) => void): readonly (readonly number[])[] {
    const { kernel } = this;
    const columns = this.#distincts(rule);
    kernel.partitionRecords(rule);
    const partitions = Array.from({ length: partitionCount }, (_, partition) => {
      const records = kernel.gatherRecords(rule, partition);
      write(bytesAt(kernel, kernel.partitionAt(), records));
      const sets = Array.from({ length: columns }, (_, column) => {
        const size = kernel.gatherPartitionSets(rule, column, partition);
        write(bytesAt(kernel, kernel.gatheredAt(), size));
        return size;
      });
      return [records, ...sets];
    });
    kernel.forgetPartitions();
    return partitions;
  }

  #distincts(rule: number): number {
    return (this.#plan.rules[rule]?.measures ?? []).filter(({ kind }) => kind === 'distinct').length;
  }

  #examples(): readonly ByteText[] {
    const { kernel } = this;
    return Array.from({ length: kernel.exampleCount() }, (_, index) =>
      Buffer.from(bytesAt(kernel, kernel.exampleAt(index), kernel.exampleLength(index))).toString('latin1'),
    );
  }

  #ruleCounts(rule: number, keep: KeepBytes): RuleCounts {
    const { kernel } = this;
    const { since, until } = this.#plan;
    const columns = this.#distincts(rule);
    return {
      matchedLines: kernel.matchedLines(rule),
      unkeyedLines: kernel.unkeyedLines(rule),
      ...((since !== undefined || until !== undefined) && { undatedLines: kernel.undatedLines(rule) }),
      packedKeys: keep([bytesAt(kernel, kernel.recordsAt(rule), kernel.recordsSize(rule))]),
      ...(columns > 0 && { sets: Array.from({ length: columns }, (_, column) => keep(this.#sets(rule, column))) }),
    };
  }

  *#sets(rule: number, column: number): Generator<Uint8Array> {
    const { kernel } = this;
    const records = kernel.recordCount(rule);
    for (let first = 0; first < records; first += recordsAtATime) {
      const size = kernel.gatherSets(rule, column, first, Math.min(first + recordsAtATime, records));
      yield bytesAt(kernel, kernel.gatheredAt(), size);
    }
  }
}

function checked(written: string, ignoreCase: boolean): Regexp {
  const compiled = compileRegexp(written, ignoreCase);
  if (compiled.kind === 'mistake') throw new Error(`unchecked regular expression: ${compiled.message}`);
  return compiled.regexp;
}
