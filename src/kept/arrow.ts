// Arrow IPC files, as far as kept counts need them: a schema, batches of rows without nulls, a footer. Only the frame is
// made here; the buffers of a batch are the caller's, in the order of `bufferLengths`. Between the last batch and the
// footer a file has room for what no reader of Arrow looks at. Format: Arrow columnar format 1.0 (metadata V5).

import {
  byte,
  int,
  long,
  type Reference,
  short,
  table,
  text,
  type Value,
  vector,
  writeFlatBuffer,
} from './flatbuffer.ts';

export type ArrowType =
  | { readonly kind: 'uint32' | 'uint64' | 'binary' }
  /** 38 digits, 16 bytes. */
  | { readonly kind: 'decimal128' }
  /** A list of so many uint64. */
  | { readonly kind: 'uint64s'; readonly each: number };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  /** Texts that stand beside the columns. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a batch stands in its file. */
export interface Block {
  readonly offset: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

const magic = 'ARROW1';
const metadataV5 = 4;
const headerOf = { schema: 1, recordBatch: 3 } as const;
const typeOf = { int: 2, binary: 4, decimal: 7, fixedSizeList: 16 } as const;

/** The beginning of a file: its magic and its schema. */
export function arrowHead(schema: ArrowSchema): Buffer {
  return Buffer.concat([Buffer.from(`${magic}\0\0`, 'latin1'), message(headerOf.schema, schemaTable(schema), 0)]);
}

/** What stands before the body of a batch. `dataBytes`: of each binary column the bytes of all its values. */
export function batchHead(fields: readonly ArrowField[], rows: number, dataBytes: readonly number[]): Buffer {
  const lengths = bufferLengths(fields, rows, dataBytes);
  const nodes = fields.flatMap(({ type }) => (type.kind === 'uint64s' ? [rows, 0, rows * type.each, 0] : [rows, 0]));
  const starts = bufferStarts(lengths);
  const buffers = lengths.flatMap((length, index) => [starts[index] ?? 0, length]);
  const batch = table(
    long(rows),
    { kind: 'structs', wordsEach: 2, words: nodes },
    { kind: 'structs', wordsEach: 2, words: buffers },
  );
  return message(headerOf.recordBatch, batch, bodyBytes(lengths));
}

/** The end of the batches, behind which a reader of streams looks no further. */
export const endOfBatches = Buffer.from('ffffffff00000000', 'hex');

/** The end of a file. Its last 10 bytes are its own length without them, and the magic. */
export function arrowFoot(schema: ArrowSchema, blocks: readonly Block[]): Buffer {
  const words = blocks.flatMap(({ offset, headBytes, bodyBytes }) => [offset, headBytes, bodyBytes]);
  const footer = writeFlatBuffer(
    table(short(metadataV5), schemaTable(schema), undefined, { kind: 'structs', wordsEach: 3, words }),
  );
  const end = Buffer.alloc(4 + magic.length);
  end.writeUInt32LE(footer.length);
  end.write(magic, 4, 'latin1');
  return Buffer.concat([footer, end]);
}

/** Where the footer of a file begins; undefined if these bytes do not end as a file does. */
export function footStart(file: Buffer): number | undefined {
  const end = file.length - magic.length - 4;
  if (end < 0 || file.toString('latin1', end + 4) !== magic) return undefined;
  const start = end - file.readUInt32LE(end);
  return start < 0 ? undefined : start;
}

/** The lengths of a batch's buffers without padding; columns without nulls have an empty one first. */
export function bufferLengths(fields: readonly ArrowField[], rows: number, dataBytes: readonly number[]): number[] {
  const ofBinaries = [...dataBytes];
  return fields.flatMap(({ type }) => lengthsOf(type, rows, () => ofBinaries.shift() ?? 0));
}

function lengthsOf(type: ArrowType, rows: number, ofBinary: () => number): number[] {
  switch (type.kind) {
    case 'uint32':
      return [0, 4 * rows];
    case 'uint64':
      return [0, 8 * rows];
    case 'decimal128':
      return [0, 16 * rows];
    case 'uint64s':
      return [0, 0, 8 * type.each * rows];
    case 'binary':
      return [0, 4 * (rows + 1), ofBinary()];
  }
}

/** Where buffers begin in the body of a batch. */
export function bufferStarts(lengths: readonly number[]): number[] {
  let at = 0;
  return lengths.map((length) => {
    const start = at;
    at += padded(length);
    return start;
  });
}

export function bodyBytes(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + padded(length), 0);
}

/** Buffers begin at multiples of 8 bytes. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function message(header: number, body: Reference, bodyLength: number): Buffer {
  const metadata = writeFlatBuffer(table(short(metadataV5), byte(header), body, long(bodyLength)));
  const prefix = Buffer.alloc(8, 0xff);
  prefix.writeUInt32LE(metadata.length, 4);
  return Buffer.concat([prefix, metadata]);
}

function schemaTable({ fields, metadata }: ArrowSchema): Reference {
  const pairs = Object.entries(metadata).map(([key, value]) => table(text(key), text(value)));
  return table(undefined, vector(fields.map(fieldTable)), vector(pairs));
}

function fieldTable({ name, type }: ArrowField): Reference {
  const [code, parameters, children] = typeTable(type);
  return table(text(name), undefined, byte(code), parameters, undefined, vector(children));
}

function typeTable(type: ArrowType): readonly [code: number, parameters: Value, children: readonly Reference[]] {
  switch (type.kind) {
    case 'uint32':
      return [typeOf.int, table(int(32)), []];
    case 'uint64':
      return [typeOf.int, table(int(64)), []];
    case 'decimal128':
      return [typeOf.decimal, table(int(38), int(0), int(128)), []];
    case 'binary':
      return [typeOf.binary, table(), []];
    case 'uint64s':
      return [typeOf.fixedSizeList, table(int(type.each)), [fieldTable({ name: 'item', type: { kind: 'uint64' } })]];
  }
}
