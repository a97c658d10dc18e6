// The kernel's counts in the shape of the naive one's, and texts that come in pieces.

import type { ReferenceDate } from '../../src/stamps.ts';
import type { ByteText, MeasurePlan, RuleCounts, ScanPlan } from '../../src/types.ts';
import type { TextSource } from '../../workers/archive/source.ts';
import { type Fed, feed } from '../../workers/feed.ts';
import type { NaiveCounts, NaiveMeasure, NaiveRuleCounts } from '../../workers/kernel/naive.ts';
import { Scanner } from '../../workers/kernel/scanner.ts';
import { TextWindow } from '../../workers/window.ts';
import { registersOf } from './registers.ts';

export const testSeed = [1, 2, 3, 4] as const;

/** Of a rule without measures. */
export function asMap(counts: RuleCounts): Map<ByteText, number> {
  return new Map(readRecords(counts, []).map(({ key, count }) => [key, count]));
}

export function countsOf(scanner: Scanner, plan?: ScanPlan): NaiveCounts {
  const { rules, ...counts } = scanner.counts();
  return { ...counts, rules: rules.map((rule, index) => ruleCounts(rule, plan?.rules[index]?.measures ?? [])) };
}

function ruleCounts(rule: RuleCounts, measures: readonly MeasurePlan[]): NaiveRuleCounts {
  const records = readRecords(rule, measures);
  const { packedKeys, sets, ...lines } = rule;
  const counts = { ...lines, keys: new Map(records.map(({ key, count }) => [key, count])) };
  if (measures.length === 0) return counts;
  return { ...counts, measures: new Map(records.map(({ key, measured }) => [key, measured])) };
}

/** Naive counts as a kernel can tell them: of more values than a set keeps, the registers. */
export function comparable(counts: NaiveCounts): NaiveCounts {
  return { ...counts, rules: counts.rules.map(comparableRule) };
}

function comparableRule({ measures, ...counts }: NaiveRuleCounts): NaiveRuleCounts {
  if (measures === undefined) return counts;
  return { ...counts, measures: new Map([...measures].map(([key, kept]) => [key, kept.map(comparableMeasure)])) };
}

function comparableMeasure(measure: NaiveMeasure): NaiveMeasure {
  if (!(measure instanceof Set)) return measure;
  return measure.size > 1024 ? registersOf(measure) : sorted(measure);
}

/** The order of a set's values is nobody's business, but a comparison of Sets minds it. */
function sorted(values: ReadonlySet<ByteText>): Set<ByteText> {
  return new Set([...values].sort());
}

// ---------------------------------------------------------------- the wire form, as src/types.ts tells it

interface PackedRecord {
  readonly key: ByteText;
  readonly count: number;
  readonly measured: NaiveMeasure[];
}

function readRecords({ packedKeys, sets = [] }: RuleCounts, measures: readonly MeasurePlan[]): PackedRecord[] {
  const bytes = Buffer.from(packedKeys);
  const distinct = sets.map(readSets);
  const records: PackedRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    let column = 0;
    const measured = measures.map((measure): NaiveMeasure => {
      if (measure.kind === 'distinct') return distinct[column++]?.[records.length] ?? new Set();
      const value = readBlock(measure, bytes, at);
      at += { sum: 16, first: 8, last: 8, hours: 192 }[measure.kind];
      return value;
    });
    const count = Number(bytes.readBigUInt64LE(at));
    const length = bytes.readUInt32LE(at + 8);
    records.push({ key: bytes.toString('latin1', at + 12, at + 12 + length), count, measured });
    at = paddedEnd(bytes, at + 12, length);
  }
  for (const list of distinct) if (list.length !== records.length) throw new Error('a set is not of one record');
  return records;
}

function readBlock(measure: MeasurePlan, bytes: Buffer, at: number): NaiveMeasure {
  const word = (index: number) => bytes.readBigUInt64LE(at + 8 * index);
  switch (measure.kind) {
    case 'sum':
      return word(0) + (word(1) << 64n);
    case 'first':
      return word(0) === 2n ** 64n - 1n ? undefined : word(0);
    case 'last':
      return word(0) === 0n ? undefined : word(0);
    default:
      return Array.from({ length: 24 }, (_, hour) => Number(word(hour)));
  }
}

function readSets(packed: Uint8Array): (Set<ByteText> | Uint8Array)[] {
  const bytes = Buffer.from(packed);
  const sets: (Set<ByteText> | Uint8Array)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 2 ** 32 - 1) {
      sets.push(new Uint8Array(bytes.subarray(at, at + 2 ** 14)));
      at += 2 ** 14;
      continue;
    }
    const values = new Set<ByteText>();
    for (let i = 0; i < size; i++) {
      const length = bytes.readUInt32LE(at);
      if (length === 2 ** 32 - 1) {
        values.add([7, 6, 5, 4].map((byte) => bytes[at + byte]).join('.'));
        at += 8;
        continue;
      }
      values.add(bytes.toString('latin1', at + 4, at + 4 + length));
      at = paddedEnd(bytes, at + 4, length);
    }
    if (values.size !== size || size > 1024) throw new Error('a set is not a set, or too large');
    sets.push(sorted(values));
  }
  return sets;
}

function paddedEnd(bytes: Buffer, at: number, length: number): number {
  const end = at + Math.ceil(length / 4) * 4;
  if (bytes.subarray(at + length, end).some((byte) => byte !== 0)) throw new Error('padded with something');
  return end;
}

// ---------------------------------------------------------------- scanning

/** A source that gives at most `pieceBytes` of the text at a time. */
export function piecewise(text: Uint8Array, pieceBytes: number): TextSource {
  let at = 0;
  return {
    read(target) {
      const piece = text.subarray(at, at + Math.min(pieceBytes, target.length));
      target.set(piece);
      at += piece.length;
      return piece.length;
    },
    storedBytes: () => at,
    damage: () => undefined,
    close() {},
  };
}

/** Scans a text (ByteText) in pieces. */
export function scanPieces(
  plan: ScanPlan,
  text: string,
  pieceBytes: number,
  reference?: ReferenceDate,
): NaiveCounts & Fed {
  const scanner = new Scanner(plan, testSeed);
  scanner.setReference(reference);
  const window = new TextWindow(scanner.kernel, 0);
  const fed = feed(scanner, window, piecewise(Buffer.from(text, 'latin1'), pieceBytes), () => {});
  return { ...countsOf(scanner, plan), ...fed };
}
