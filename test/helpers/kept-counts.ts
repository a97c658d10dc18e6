// Counts to keep, made by seed.

import { randomFrom } from '../../bench/random.ts';
import type { KeptCounts } from '../../src/kept/counts-file.ts';
import type { MeasurePlan, RuleCounts } from '../../src/types.ts';
import { type MeasuredKey, type PlainMeasure, packMeasured } from './measured-keys.ts';

/** Every kind of measure, some twice. */
export const allMeasures: readonly MeasurePlan[] = [
  { kind: 'sum', field: 'bytes' },
  { kind: 'distinct', field: 'dst_ip' },
  { kind: 'first' },
  { kind: 'sum', field: 'bytes' },
  { kind: 'last' },
  { kind: 'hours' },
  { kind: 'distinct', field: 'user' },
];

/** Keys of any bytes; with a value for every measure, or without any. Some sets are so large that they are estimated. */
export function seedKeys(seed: number, count: number, measured: boolean): readonly MeasuredKey[] {
  const random = randomFrom(seed);
  const text = () => Array.from({ length: random.below(20) }, () => String.fromCharCode(random.below(256))).join('');
  const large = () => BigInt(random.below(2 ** 30)) * BigInt(random.below(2 ** 30)) * BigInt(random.below(2 ** 30));
  const values = (many: number) => new Set(Array.from({ length: many }, (_, index) => `${text()}${index}`));
  const measure = ({ kind }: MeasurePlan): PlainMeasure => {
    if (kind === 'sum') return { kind, sum: large() };
    if (kind === 'distinct') return { kind, values: values(random.below(30) === 0 ? 1100 : random.below(5)) };
    if (kind === 'hours') return { kind, hours: Array.from({ length: 24 }, () => random.below(1000)) };
    return { kind, time: BigInt(random.below(2 ** 30)) };
  };
  return Array.from({ length: count }, (_, index) => {
    const measures = measured ? allMeasures.map(measure) : [];
    return { key: `${text()}${index}`, count: 1 + random.below(1000), measures };
  });
}

export function ruleCounts(keys: readonly MeasuredKey[]): RuleCounts {
  const matchedLines = keys.reduce((sum, { count }) => sum + count, 0) + 3;
  return { matchedLines, unkeyedLines: 3, ...packMeasured(keys) };
}

/** Three rules, one of them without a key. */
export function keptCounts(seed: number, keys: number, measured: boolean): KeptCounts {
  const none = measured ? { packedKeys: new Uint8Array(0), sets: [new Uint8Array(0), new Uint8Array(0)] } : {};
  const rule = (count: number, index: number) => ({
    identity: `sha256:${index}`,
    counts: { ...ruleCounts(seedKeys(seed + index, count, measured)), ...(count === 0 ? none : {}) },
  });
  return {
    head: { stretchDigests: ['ab'.repeat(32)], start: 0, end: 1000, scope: `sha256:${'cd'.repeat(32)}` },
    coverage: {
      storedBytes: 1000,
      scannedBytes: 5000,
      lines: 77,
      overlongLines: 1,
      undecodedLines: 2,
      undecodedExamples: ['caf\xe9 \0\x1b'],
      times: { first: 2n ** 60n + 1n, last: 2n ** 60n + 3n },
      damage: { reason: 'truncated', message: 'ends early' },
    },
    measures: measured ? allMeasures : [],
    rules: [keys, 0, 3].map(rule),
  };
}

/** In memory of its own, as a file is read. */
export function bytesOf(parts: Iterable<Uint8Array>): Buffer {
  const joined = Buffer.concat([...parts]);
  const own = Buffer.allocUnsafeSlow(joined.length);
  joined.copy(own);
  return own;
}
