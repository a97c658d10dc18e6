// Keys with measures in plain values: added up the obvious way, and packed as a worker packs them, written from the
// layout in src/types.ts.

import { addToRegisters, registerCount } from '../../src/counts/hyperloglog.ts';
import type { ByteText, RuleCounts } from '../../src/types.ts';

export type PlainMeasure =
  | { readonly kind: 'sum'; readonly sum: bigint }
  | { readonly kind: 'first' | 'last'; readonly time?: bigint }
  | { readonly kind: 'hours'; readonly hours: readonly number[] }
  | { readonly kind: 'distinct'; readonly values: ReadonlySet<ByteText> };

export interface MeasuredKey {
  readonly key: ByteText;
  readonly count: number;
  readonly measures: readonly PlainMeasure[];
}

/** Records and sets of them, keys in the order given. */
export function packMeasured(keys: readonly MeasuredKey[]): Pick<RuleCounts, 'packedKeys' | 'sets'> {
  const sets: Buffer[][] = [];
  const records = keys.map(({ key, count, measures }) => {
    const distinct = measures.flatMap((measure) => (measure.kind === 'distinct' ? [measure.values] : []));
    for (const [index, values] of distinct.entries()) {
      sets[index] ??= [];
      sets[index].push(packSet(values));
    }
    return Buffer.concat([...measures.map(packBlock), u64(count), packText(key)]);
  });
  const packedKeys = Buffer.concat(records);
  return sets.length === 0 ? { packedKeys } : { packedKeys, sets: sets.map((each) => Buffer.concat(each)) };
}

/** Exact up to 1,024 values, else registers. */
export function packSet(values: ReadonlySet<ByteText>): Buffer {
  if (values.size > 1024) return Buffer.concat([u32(2 ** 32 - 1), registersOf(values)]);
  return Buffer.concat([u32(values.size), ...[...values].map(packText)]);
}

export function registersOf(values: Iterable<ByteText>): Uint8Array {
  const registers = new Uint8Array(registerCount);
  for (const value of values) addToRegisters(registers, Buffer.from(value, 'latin1'), 0, value.length);
  return registers;
}

/** The keys of all lists, equal ones added up. */
export function addMeasured(lists: readonly (readonly MeasuredKey[])[]): readonly MeasuredKey[] {
  const sums = new Map<ByteText, MeasuredKey>();
  for (const each of lists.flat()) {
    const known = sums.get(each.key);
    sums.set(each.key, known === undefined ? each : addedUp(known, each));
  }
  return [...sums.values()];
}

function addedUp(a: MeasuredKey, b: MeasuredKey): MeasuredKey {
  const measures = a.measures.map((measure, index) => addMeasure(measure, b.measures[index]));
  return { key: a.key, count: a.count + b.count, measures };
}

function addMeasure(a: PlainMeasure, b: PlainMeasure | undefined): PlainMeasure {
  if (a.kind === 'sum' && b?.kind === 'sum') return { kind: 'sum', sum: a.sum + b.sum };
  if (a.kind === 'distinct' && b?.kind === 'distinct') {
    return { kind: 'distinct', values: new Set([...a.values, ...b.values]) };
  }
  if (a.kind === 'hours' && b?.kind === 'hours') {
    return { kind: 'hours', hours: a.hours.map((lines, hour) => lines + (b.hours[hour] ?? 0)) };
  }
  if ((a.kind === 'first' || a.kind === 'last') && b?.kind === a.kind) {
    if (a.time === undefined || b.time === undefined) return a.time === undefined ? b : a;
    return a.time < b.time === (a.kind === 'first') ? a : b;
  }
  throw new Error(`${a.kind} and ${b?.kind}`);
}

function packBlock(measure: PlainMeasure): Buffer {
  switch (measure.kind) {
    case 'sum':
      return Buffer.concat([u64(measure.sum & (2n ** 64n - 1n)), u64(measure.sum >> 64n)]);
    case 'first':
      return u64(measure.time ?? 2n ** 64n - 1n);
    case 'last':
      return u64(measure.time ?? 0n);
    case 'hours':
      return Buffer.concat(measure.hours.map(u64));
    case 'distinct':
      return Buffer.alloc(0);
  }
}

function packText(text: ByteText): Buffer {
  const padded = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  padded.write(text, 'latin1');
  return Buffer.concat([u32(text.length), padded]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
