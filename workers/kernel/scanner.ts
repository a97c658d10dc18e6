// The kernel as the feed loop sees it: a plan laid into a fresh instance, whole lines to scan, counts to take out.
// Knows no archive; the layout of the plan in memory is the kernel's own business (assembly/plan.ts).

import type { ReferenceDate } from '../../src/stamps.ts';
import type { ByteText, CaptureType, KeyPlan, RuleCounts, ScanPlan, ScanRule, TemplatePart } from '../../src/types.ts';
import { bytesAt, instantiateKernel, type KernelInstance } from './instance.ts';
import { rarestFirst, rarestInside } from './rarity.ts';

const roles = { all: 0, any: 1, none: 2 } as const;
const captureTypes: Record<CaptureType, number> = { ip: 0, int: 1, word: 2, any: 3 };

export interface ScanCounts {
  readonly lines: number;
  readonly rules: readonly RuleCounts[];
}

export class Scanner {
  readonly kernel: KernelInstance;
  readonly #ruleCount: number;

  constructor(plan: ScanPlan, hashSeed: readonly [number, number, number, number]) {
    this.kernel = instantiateKernel();
    this.#ruleCount = plan.rules.length;
    this.kernel.seed(...hashSeed);
    for (const rule of plan.rules) layRule(this.kernel, rule);
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
  counts(): ScanCounts {
    const rules: RuleCounts[] = [];
    for (let rule = 0; rule < this.#ruleCount; rule++) rules.push(this.#ruleCounts(rule));
    return { lines: this.kernel.countedLines(), rules };
  }

  clear(): void {
    this.kernel.clearCounts();
  }

  #ruleCounts(rule: number): RuleCounts {
    const { kernel } = this;
    return {
      matchedLines: kernel.matchedLines(rule),
      unkeyedLines: kernel.unkeyedLines(rule),
      packedKeys: bytesAt(kernel, kernel.recordsAt(rule), kernel.recordsSize(rule)).slice(),
    };
  }
}

function layRule(kernel: KernelInstance, rule: ScanRule): void {
  kernel.addRule(rule.ignoreCase);
  for (const needle of rarestFirst(rule.all, rule.ignoreCase)) layNeedle(kernel, rule, 'all', needle);
  for (const needle of rule.any) layNeedle(kernel, rule, 'any', needle);
  for (const needle of rule.none) layNeedle(kernel, rule, 'none', needle);
  kernel.sealRule();
  layKey(kernel, rule.key);
}

function layNeedle(kernel: KernelInstance, rule: ScanRule, role: keyof typeof roles, needle: ByteText): void {
  const middle = rarestInside(needle, rule.ignoreCase);
  withText(kernel, needle, (text, length) => kernel.addNeedle(roles[role], text, length, middle));
}

function layKey(kernel: KernelInstance, key: KeyPlan): void {
  if (key.kind === 'template') layTemplate(kernel, key.parts);
  if (key.kind === 'field') layField(kernel, key);
}

function layTemplate(kernel: KernelInstance, parts: readonly TemplatePart[]): void {
  kernel.keyTemplate();
  for (const part of parts) {
    if (part.kind === 'capture') kernel.addCapture(captureTypes[part.type]);
    else layText(kernel, part.text, (...text) => kernel.addLiteral(...text));
  }
}

function layField(kernel: KernelInstance, key: KeyPlan & { kind: 'field' }): void {
  const { field, delimiters, contains, split } = key;
  withText(kernel, delimiters, (text, length) => kernel.keyField(field, text, length));
  if (contains !== undefined) layText(kernel, contains, (...text) => kernel.keyContains(...text));
  if (split !== undefined) {
    withText(kernel, split.delimiters, (text, length) => kernel.keySplit(split.part, text, length));
  }
}

/** A literal of a key: never folded. */
function layText(
  kernel: KernelInstance,
  literal: ByteText,
  lay: (text: number, length: number, middle: number) => void,
): void {
  withText(kernel, literal, (text, length) => lay(text, length, rarestInside(literal, false)));
}

/** The kernel copies what it is given; the text lies in its memory for the call only. */
function withText(kernel: KernelInstance, bytes: ByteText, use: (text: number, length: number) => void): void {
  const text = kernel.allocate(bytes.length);
  bytesAt(kernel, text, bytes.length).set(Buffer.from(bytes, 'latin1'));
  use(text, bytes.length);
  kernel.release(text);
}
