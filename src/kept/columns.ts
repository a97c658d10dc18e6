// Counts as columns and as records: a worker sends a rule's keys as packed records (see `RuleCounts`), other tools read
// columns. Both ways, a batch at a time, without a string for any key. What comes from a file has been proved whole.

import { registerCount } from '../counts/hyperloglog.ts';
import { registersFollow, valueEnd } from '../counts/packed-sets.ts';
import type { MeasurePlan, RuleCounts } from '../types.ts';
import { type ArrowField, bufferLengths, bufferStarts } from './arrow.ts';

/** A batch is cut before it has more rows, or more bytes of keys and sets. */
const mostRows = 2 ** 16;
const mostDataBytes = 2 ** 28;

/** Rows of one rule that stand together in a file. */
export interface Batch {
  readonly rows: number;
  /** Bytes of all values of each binary column: the keys, then every measure `distinct`. */
  readonly dataBytes: readonly number[];
}

/** `rule`: which one of the file; then the key, its count, and a column a measure, named as it was written. */
export function columnsFor(measures: readonly MeasurePlan[]): readonly ArrowField[] {
  const names = new Map<string, number>();
  const unique = (name: string) => {
    const before = names.get(name) ?? 0;
    names.set(name, before + 1);
    return before === 0 ? name : `${name}_${before + 1}`;
  };
  return [
    { name: 'rule', type: { kind: 'uint32' } },
    { name: 'key', type: { kind: 'binary' } },
    { name: 'count', type: { kind: 'uint64' } },
    ...measures.map((measure) => ({ name: unique(columnName(measure)), type: typeOf(measure) })),
  ];
}

/** The batches of a rule, in order; their bodies come one by one, each the buffers of its columns joined. */
export function* columnBatches(
  rule: number,
  counts: RuleCounts,
  measures: readonly MeasurePlan[],
): Iterable<{ readonly batch: Batch; readonly body: Uint8Array }> {
  const fields = columnsFor(measures);
  const records = wordsOf(counts.packedKeys);
  const layout = layoutOf(measures);
  const sets = (counts.sets ?? []).map((bytes) => ({ bytes: aligned(bytes), at: 0 }));
  for (let from = 0; from < records.length; ) {
    const ends = sets.map(() => [0]);
    let [to, rows, keyBytes, dataBytes] = [from, 0, 0, 0];
    while (to < records.length && rows < mostRows && dataBytes < mostDataBytes) {
      const length = records[to + layout.keyLength] as number; // a record is whole
      for (const [index, { bytes, at }] of sets.entries()) {
        const begin = ends[index]?.at(-1) ?? 0;
        const end = begin + setBytes(bytes, at + begin);
        ends[index]?.push(end);
        dataBytes += end - begin;
      }
      to += layout.key + Math.ceil(length / 4);
      keyBytes += length;
      dataBytes += length;
      rows++;
    }
    const batch = { rows, dataBytes: [keyBytes, ...ends.map((each) => each.at(-1) ?? 0)] };
    const body = new ColumnBody(fields, batch);
    body.fillRule(rule);
    body.fillRecords(records.subarray(from, to), layout);
    for (const [index, set] of sets.entries()) {
      const length = batch.dataBytes[index + 1] ?? 0;
      body.fillSets(layout.sets[index] ?? 0, ends[index] ?? [], set.bytes.subarray(set.at, set.at + length));
      set.at += length;
    }
    yield { batch, body: body.bytes };
    from = to;
  }
}

/** The records of batches again, in memory of their own; `bodies` in their order. */
export function packedRecords(
  batches: readonly Batch[],
  bodies: readonly Uint8Array[],
  measures: readonly MeasurePlan[],
): Pick<RuleCounts, 'packedKeys' | 'sets'> {
  const fields = columnsFor(measures);
  const layout = layoutOf(measures);
  const columns = batches.map((batch, index) => new ColumnBody(fields, batch, bodies[index]));
  // Every word is written: memory need not be cleared before.
  const room = Buffer.allocUnsafeSlow(4 * batches.reduce((sum, batch) => sum + mostRecordWords(batch, layout), 0));
  const records = new Uint32Array(room.buffer, room.byteOffset, room.length / 4);
  let at = 0;
  for (const body of columns) at = body.writeRecords(records, at, layout);
  const packedKeys = new Uint8Array(records.buffer, records.byteOffset, 4 * at);
  if (layout.sets.length === 0) return { packedKeys };
  return { packedKeys, sets: layout.sets.map((column) => Buffer.concat(columns.map((body) => body.sets(column)))) };
}

/** Of the records of a batch; keys that end within a word may make it a few words less. */
function mostRecordWords({ rows, dataBytes: [keyBytes = 0] }: Batch, { key }: RecordLayout): number {
  return rows * key + Math.floor((keyBytes + 3 * rows) / 4);
}

/** Of a record, in words of 32 bits: where things stand, and how wide each measure's block is. */
interface RecordLayout {
  /** Buffers of columns with their words in each record, in order; the count is the last. */
  readonly blocks: readonly { readonly buffer: number; readonly words: number }[];
  readonly keyLength: number;
  readonly key: number;
  /** The buffers of offsets of the columns of sets; their data is the next. */
  readonly sets: readonly number[];
}

const ruleBuffer = 1;
const keyEndsBuffer = 3;
const keyBuffer = 4;
const countBuffer = 6;

function layoutOf(measures: readonly MeasurePlan[]): RecordLayout {
  const blocks: { buffer: number; words: number }[] = [];
  const sets: number[] = [];
  let buffer = countBuffer + 1;
  let words = 0;
  for (const measure of measures) {
    const wide = wordsOfMeasure[measure.kind];
    // A buffer of validity comes first in each column; of a list, one of its own and one of its items.
    const data = buffer + (measure.kind === 'hours' ? 2 : 1);
    if (measure.kind === 'distinct') sets.push(data);
    else blocks.push({ buffer: data, words: wide });
    buffer = data + (measure.kind === 'distinct' ? 2 : 1);
    words += wide;
  }
  blocks.push({ buffer: countBuffer, words: 2 });
  return { blocks, keyLength: words + 2, key: words + 3, sets };
}

const wordsOfMeasure: Readonly<Record<MeasurePlan['kind'], number>> = {
  sum: 4,
  first: 2,
  last: 2,
  hours: 48,
  distinct: 0,
};

function columnName(measure: MeasurePlan): string {
  return 'field' in measure ? `${measure.kind}_${measure.field}` : measure.kind;
}

function typeOf({ kind }: MeasurePlan): ArrowField['type'] {
  switch (kind) {
    case 'sum':
      return { kind: 'decimal128' };
    case 'first':
    case 'last':
      return { kind: 'uint64' };
    case 'hours':
      return { kind: 'uint64s', each: 24 };
    case 'distinct':
      return { kind: 'binary' };
  }
}

/** The buffers of one batch, in one piece of memory. */
class ColumnBody {
  readonly bytes: Uint8Array;
  readonly #rows: number;
  readonly #starts: readonly number[];
  readonly #lengths: readonly number[];

  /** Of `bytes`, or of zeros. */
  constructor(fields: readonly ArrowField[], { rows, dataBytes }: Batch, bytes?: Uint8Array) {
    this.#rows = rows;
    this.#lengths = bufferLengths(fields, rows, dataBytes);
    this.#starts = bufferStarts([...this.#lengths, 0]);
    this.bytes = bytes ?? new Uint8Array(this.#starts.at(-1) ?? 0);
  }

  fillRule(rule: number): void {
    this.#words(ruleBuffer).fill(rule);
  }

  // Indexes below are within records and buffers, which were measured for each other; hence `as number`.
  fillRecords(records: Uint32Array, { blocks, keyLength, key }: RecordLayout): void {
    const columns = blocks.map(({ buffer, words }) => ({ to: this.#words(buffer), words }));
    const ends = this.#words(keyEndsBuffer);
    const keys = this.#bytes(keyBuffer);
    const recordBytes = new Uint8Array(records.buffer, records.byteOffset, records.byteLength);
    let keyEnd = 0;
    for (let row = 0, at = 0; row < this.#rows; row++) {
      let from = at;
      for (const { to, words } of columns) {
        for (let i = 0; i < words; i++) to[row * words + i] = records[from++] as number;
      }
      const length = records[at + keyLength] as number;
      const keyFrom = 4 * (at + key);
      for (let i = 0; i < length; i++) keys[keyEnd + i] = recordBytes[keyFrom + i] as number;
      keyEnd += length;
      ends[row + 1] = keyEnd;
      at += key + ((length + 3) >> 2);
    }
  }

  fillSets(column: number, ends: readonly number[], data: Uint8Array): void {
    this.#words(column).set(ends);
    this.#bytes(column + 1).set(data);
  }

  /** Where the next record stands. */
  writeRecords(records: Uint32Array, start: number, layout: RecordLayout): number {
    const end = this.#writeKeys(records, start, layout);
    if (layout.blocks.length > 1) this.#writeMeasures(records, start, layout);
    return end;
  }

  /** With their counts. Keys are copied word by word, each made of the two that it lies across. */
  #writeKeys(records: Uint32Array, start: number, { keyLength, key }: RecordLayout): number {
    const counts = this.#words(countBuffer);
    const ends = this.#words(keyEndsBuffer);
    const keys = this.#wordsFrom(keyBuffer);
    const rows = this.#rows;
    let at = start;
    for (let row = 0, from = 0; row < rows; row++) {
      const end = ends[row + 1] as number;
      records[at + keyLength - 2] = counts[2 * row] as number;
      records[at + keyLength - 1] = counts[2 * row + 1] as number;
      records[at + keyLength] = end - from;
      let to = at + key;
      at = to + ((end - from + 3) >> 2);
      const shift = 8 * (from & 3);
      let word = from >> 2;
      let low = keys[word] as number;
      while (to < at) {
        const high = keys[++word] as number;
        // A shift by 32 is one by 0.
        records[to++] = shift === 0 ? low : (low >>> shift) | (high << (32 - shift));
        low = high;
      }
      const tail = (end - from) & 3;
      if (tail !== 0) records[at - 1] = (records[at - 1] as number) & (0xffffffff >>> (32 - 8 * tail));
      from = end;
    }
    return at;
  }

  /** Beside the keys that stand there. */
  #writeMeasures(records: Uint32Array, start: number, { blocks, keyLength, key }: RecordLayout): void {
    const columns = blocks.slice(0, -1).map(({ buffer, words }) => ({ from: this.#words(buffer), words }));
    let at = start;
    for (let row = 0; row < this.#rows; row++) {
      let to = at;
      for (const { from, words } of columns) {
        for (let i = 0; i < words; i++) records[to++] = from[row * words + i] as number;
      }
      at += key + (((records[at + keyLength] as number) + 3) >> 2);
    }
  }

  sets(column: number): Uint8Array {
    return this.#bytes(column + 1);
  }

  #bytes(buffer: number): Uint8Array {
    const start = this.#starts[buffer] ?? 0;
    return this.bytes.subarray(start, start + (this.#lengths[buffer] ?? 0));
  }

  /** All words from a buffer's first to the end of the body: behind keys there are counts. */
  #wordsFrom(buffer: number): Uint32Array {
    return wordsOf(this.bytes.subarray(this.#starts[buffer] ?? 0));
  }

  #words(buffer: number): Uint32Array {
    return wordsOf(this.#bytes(buffer));
  }
}

/** The same memory where that is possible. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
}

/** How long the set is that begins at `at`: values, or the registers of a HyperLogLog. */
function setBytes(bytes: Uint8Array, at: number): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const start = at >> 2;
  const values = words[start] as number; // the sets are whole
  if (values === registersFollow) return 4 + registerCount;
  let end = start + 1;
  for (let i = 0; i < values; i++) end = valueEnd(words, end);
  return 4 * (end - start);
}
