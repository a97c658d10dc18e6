// Keys as a worker packs them, written from the layout in src/types.ts, and tables made of them.

import type { CountedKeys } from '../../src/counts/bounded-keys.ts';
import { KeyTable } from '../../src/counts/key-table.ts';
import type { ByteText } from '../../src/types.ts';

export type KeyCounts = readonly (readonly [key: ByteText, count: number])[];

export function packedKeys(list: KeyCounts): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [key]) => sum + recordBytes(key), 0));
  const packed = Buffer.from(bytes.buffer);
  let at = 0;
  for (const [key, count] of list) {
    packed.writeBigUInt64LE(BigInt(count), at);
    packed.writeUInt32LE(key.length, at + 8);
    packed.write(key, at + 12, 'latin1');
    at += recordBytes(key);
  }
  return bytes;
}

function recordBytes(key: ByteText): number {
  return 12 + Math.ceil(key.length / 4) * 4;
}

export function tableOf(list: KeyCounts): KeyTable {
  const table = new KeyTable();
  table.addPacked(packedKeys(list));
  return table;
}

/** What is counted, in the order of its keys. */
export function entriesOf(keys: CountedKeys): [ByteText, number][] {
  const entries: [ByteText, number][] = [];
  for (const part of keys.parts()) part.visit((position, count) => entries.push([part.keyAt(position), count]));
  return sortedByKey(entries);
}

export function sortedByKey(entries: Iterable<readonly [ByteText, number]>): [ByteText, number][] {
  return Array.from(entries, ([key, count]): [ByteText, number] => [key, count]).sort(([a], [b]) => (a < b ? -1 : 1));
}
