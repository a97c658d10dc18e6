// One instance of the WebAssembly kernel: its memory and its exports, typed. Knows no plan and no archive.

import { readFileSync } from 'node:fs';

/** The functions of `assembly/index.ts`; addresses and sizes are bytes in `memory`. */
export interface KernelInstance {
  readonly memory: WebAssembly.Memory;
  allocate(size: number): number;
  release(block: number): void;
  /** After a trap: whether it came from there. */
  isAllocating(): number;

  // The plan (assembly/plan.ts), laid rule by rule; texts and ranges are copied.
  seed(a: number, b: number, c: number, d: number): void;
  /** For each byte, how often logs have it: 256 × f64. */
  setByteShares(at: number): void;
  /** Only lines with a time in [since, until) count: packed times. */
  setSince(time: bigint): void;
  setUntil(time: bigint): void;
  addCondition(kind: number, field: number, negated: boolean): void;
  conditionRanges(ranges: number, count: number, ranges6: number, count6: number): void;
  conditionText(text: number, length: number): void;
  addRule(ignoreCase: boolean, takesUnknown: boolean): void;
  addNeedle(role: number, text: number, length: number, middle: number): void;
  sealRule(): void;
  addRegexp(regexp: number): void;
  addWhere(condition: number): void;
  addWhereAny(condition: number): void;
  addMeasure(kind: number, field: number): void;
  keyTemplate(): void;
  addLiteral(text: number, length: number, middle: number): void;
  addCapture(kind: number): void;
  keyField(field: number, delimiters: number, count: number): void;
  keyContains(text: number, length: number, middle: number): void;
  keySplit(part: number, splitters: number, count: number): void;
  keyColumn(field: number): void;
  keyGroup(prefix4: number, prefix6: number): void;

  /** When all is laid. */
  sealPlan(): void;

  // Which rules may take a line (assembly/rule-bits.ts).
  setRuleCount(rules: number): void;
  addMessageRules(format: number, row: number, texts: number): void;
  addTextRules(field: number, absent: number, other: number, entries: number, count: number): void;
  addPortRules(isSource: boolean, first: number, last: number, row: number): void;

  scan(from: number, to: number): void;

  /** The date that stamps without a year take it from; the year 0: there is none. */
  setReference(year: number, month: number, day: number): void;
  // The first and the last stamped line of a text (assembly/time-span.ts), as packed times; 0: there is none.
  noteTimes(from: number, to: number): void;
  firstTime(): bigint;
  lastTime(): bigint;
  clearTimes(): void;

  // What was counted.
  countedLines(): number;
  decodedLines(): number;
  exampleCount(): number;
  exampleAt(index: number): number;
  exampleLength(index: number): number;
  matchedLines(rule: number): number;
  unkeyedLines(rule: number): number;
  undatedLines(rule: number): number;
  recordCount(rule: number): number;
  recordsAt(rule: number): number;
  recordsSize(rule: number): number;
  /** Puts the sets of some records together, at `gatheredAt`, and gives their size. */
  gatherSets(rule: number, column: number, first: number, behind: number): number;
  gatheredAt(): number;
  clearCounts(): void;

  // Tables that take too much memory (assembly/partition.ts).
  /** Distinct keys of all rules, and lines of all rules that had a key. */
  keyCount(): number;
  keyedLines(): number;
  /** Bytes of all tables, with what they will take when they grow. */
  tablesSize(): number;
  /** Bytes of what is in them. */
  countsSize(): number;
  seedPartitions(a: number, b: number): void;
  partitionRecords(rule: number): void;
  /** Puts the records of a partition together, at `partitionAt`, and gives their size. */
  gatherRecords(rule: number, partition: number): number;
  /** The same of their sets of values, at `gatheredAt`. */
  gatherPartitionSets(rule: number, column: number, partition: number): number;
  partitionAt(): number;
  forgetPartitions(): void;
  /** Forgets what was counted by key, keeps the numbers of lines; gives all memory of the tables back if told to. */
  clearKeys(shrink: boolean): void;

  // Deflate streams (assembly/inflate.ts), one at a time.
  inflateStart(): void;
  /** At the head of a block, with so many bits (fewer than 8) in front of the first input byte. */
  inflateResume(held: number, bits: number): void;
  /** Stop once at the first block head with the output there or behind it. */
  inflatePauseAt(output: number): void;
  /** 1 more input, 2 output full, 3 the stream has ended, 4 and more: what is wrong with it, -1 at a block head. */
  inflate(input: number, inputEnd: number, output: number, outputEnd: number, history: number): number;
  inflateInputAt(): number;
  /** Of the bits before that byte, how many were not taken. */
  inflateHeldBits(): number;
  inflateOutputAt(): number;

  // CRC-32 (assembly/checksum.ts): a long text becomes a short one, at `foldedAt`; see archive/checksum.ts.
  fold(from: number, to: number, state: number): number;
  foldedAt(): number;

  // Formats of lines (assembly/decode.ts), laid by lay-formats.ts; formats and messages by number.
  setDecodePlan(address: number): void;
  formatCount(): number;
  anchorCount(format: number): number;
  anchorText(format: number, anchor: number): number;
  anchorLength(format: number, anchor: number): number;
  addFormatAnchor(format: number, text: number, length: number, middle: number): void;
  messageCount(format: number): number;
  setRuleBits(format: number, message: number, bits: bigint): void;
  setHeader(format: number, text: number, length: number): void;
  headerAt(format: number): number;
  headerLength(format: number): number;
  headerMet(format: number): number;
  readHeaders(from: number, to: number): void;
  resetHeaders(): void;
  decode(start: number, end: number, known: bigint): number;

  // Fields of the line decoded last (assembly/fields.ts), by number.
  want(field: number): void;
  hasField(field: number): number;
  textAt(field: number): number;
  textLength(field: number): number;
  low(field: number): bigint;
  high(field: number): bigint;
  isV6(field: number): number;

  // For tests: the stamp and the fields of one line.
  findStamp(start: number, end: number): bigint;
  /** 0: the line has none. */
  stampEndsAt(): number;
  hourOf(time: bigint): number;
  clearFields(): void;
  readHeader(start: number, end: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** Whether the bytes [start, end) of the kernel's memory match the regular expression of this number. */
export type MatchRegexp = (regexp: number, start: number, end: number) => boolean;

const matchNothing: MatchRegexp = () => false;

/** A fresh instance; the module is compiled once a thread. */
export function instantiateKernel(matches = matchNothing): KernelInstance {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
  // WebAssembly tells no types of what it exports: the interface says what assembly/index.ts has.
  return new WebAssembly.Instance(compiled, { host: { matches } }).exports as unknown as KernelInstance;
}

/** After a trap: whether it was for want of memory; of any other trap the cause is a bug. */
export function lacksMemory(kernel: Pick<KernelInstance, 'isAllocating' | 'memory'>): boolean {
  if (kernel.isAllocating() !== 0) return true;
  // Not every room allocates by way of `memory.ts`.
  try {
    kernel.memory.grow(1);
    return false;
  } catch {
    return true;
  }
}

/**
 * A view of kernel memory. Take it again after any call into the kernel that may allocate: growing the memory
 * detaches every view.
 */
export function bytesAt(kernel: KernelInstance, address: number, length: number): Uint8Array {
  return new Uint8Array(kernel.memory.buffer, address, length);
}
