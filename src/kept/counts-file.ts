// One kept file: the counts of some rules, all measured alike, over one shard of some content. An Arrow IPC file, so that
// other tools read its columns, with a passenger between the last batch and the footer, from the end backwards: the
// SHA-256 of all other bytes of the file, the length of an index, the index. Reading goes by the index alone.
// docs/kept-counts.md tells the format. Knows no folders and no names.

import { createHash } from 'node:crypto';
import type { ScannedShard } from '../counts/counts.ts';
import type { MeasurePlan, RuleCounts } from '../types.ts';
import { arrowFoot, arrowHead, type Block, batchHead, endOfBatches, footStart, padded } from './arrow.ts';
import { type Batch, columnBatches, columnsFor, packedRecords } from './columns.ts';

/** What was scanned, and how: all that counts and coverage depend on besides the rules. */
export interface ShardHead {
  /** SHA-256 of the shard's stretches of stored bytes, see content.ts. */
  readonly stretchDigests: readonly string[];
  /** The stored bytes of the shard. */
  readonly start: number;
  readonly end: number;
  readonly scope: string;
  /** The folder in which it waits, or waited, for the other shards of its content; absent: it is the only one. */
  readonly waitsIn?: string;
}

export type ShardCoverage = Omit<ScannedShard, 'kind' | 'planId' | 'rules' | 'stretchDigests'>;

export interface KeptRule {
  /** `sha256:…` of all that its counts depend on besides the head. */
  readonly identity: string;
  readonly counts: RuleCounts;
}

export interface KeptCounts {
  readonly head: ShardHead;
  readonly coverage: ShardCoverage;
  /** Of every one of the rules. */
  readonly measures: readonly MeasurePlan[];
  readonly rules: readonly KeptRule[];
}

export type DecodedCounts =
  | { readonly kind: 'counts'; readonly kept: KeptCounts }
  | { readonly kind: 'damaged' }
  /** Whole, but of a format that came later. */
  | { readonly kind: 'newer' };

const format = 'syslog-sweep/counts@1';
const metadataName = 'syslog-sweep';
const digestBytes = 32;

/** A file's bytes, piece by piece. */
export function* encodeCounts({ head, coverage, measures, rules }: KeptCounts): Iterable<Uint8Array> {
  const fields = columnsFor(measures);
  const common = { format, ...head, coverage: plainCoverage(coverage), measures };
  const numbers = rules.map(({ identity, counts: { matchedLines, unkeyedLines, undatedLines } }): PlainRule => {
    return { identity, matchedLines, unkeyedLines, ...(undatedLines !== undefined && { undatedLines }) };
  });
  const schema = { fields, metadata: { [metadataName]: JSON.stringify({ ...common, rules: numbers }) } };
  const blocks: Block[] = [];
  const digest = createHash('sha256');
  let at = 0;
  const passed = (bytes: Uint8Array) => {
    digest.update(bytes);
    at += bytes.length;
    return bytes;
  };
  yield passed(arrowHead(schema));
  const indexed: (PlainRule & { readonly batches: readonly PlacedBatch[] })[] = [];
  for (const [rule, { counts }] of rules.entries()) {
    const batches: PlacedBatch[] = [];
    for (const { batch, body } of columnBatches(rule, counts, measures)) {
      const before = batchHead(fields, batch.rows, batch.dataBytes);
      blocks.push({ offset: at, headBytes: before.length, bodyBytes: body.length });
      batches.push({ ...batch, offset: at + before.length, bodyBytes: body.length });
      yield passed(before);
      yield passed(body);
    }
    indexed.push({ ...(numbers[rule] as PlainRule), batches }); // as many as rules
  }
  yield passed(endOfBatches);
  yield passed(sized(JSON.stringify({ ...common, rules: indexed })));
  const foot = arrowFoot(schema, blocks);
  yield digest.update(foot).digest();
  yield foot;
}

/** `file`: all of it, at a multiple of 8 bytes in memory; nothing that is told is a view of it. */
export function decodeCounts(file: Buffer): DecodedCounts {
  const text = provedIndex(file);
  if (text === undefined) return { kind: 'damaged' };
  const index = JSON.parse(text) as PlainIndex; // as it was written: its digest has proved it
  if (index.format !== format) return { kind: 'newer' };
  const { format: _, coverage, measures, rules, ...head } = index;
  const kept = rules.map(({ identity, batches, ...numbers }) => {
    const bodies = batches.map(({ offset, bodyBytes }) => file.subarray(offset, offset + bodyBytes));
    return { identity, counts: { ...numbers, ...packedRecords(batches, bodies, measures) } };
  });
  return { kind: 'counts', kept: { head, coverage: coverageOf(coverage), measures, rules: kept } };
}

/**
 * The digests that a file says it has, without a look at the rest of it: only for what proves itself otherwise. None if
 * they cannot be read.
 */
export function claimedDigests(file: Buffer): readonly string[] {
  const foot = footStart(file);
  if (foot === undefined || foot < digestBytes + 8) return [];
  try {
    const { stretchDigests } = JSON.parse(indexText(file, foot)) as { readonly stretchDigests?: unknown };
    return Array.isArray(stretchDigests) && stretchDigests.every(isDigest) ? stretchDigests : [];
  } catch {
    return [];
  }
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

interface PlainRule {
  readonly identity: string;
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  readonly undatedLines?: number;
}

interface PlacedBatch extends Batch {
  readonly offset: number;
  readonly bodyBytes: number;
}

interface PlainIndex extends ShardHead {
  readonly format: string;
  readonly coverage: PlainCoverage;
  readonly measures: readonly MeasurePlan[];
  readonly rules: readonly (PlainRule & { readonly batches: readonly PlacedBatch[] })[];
}

type PlainCoverage = Omit<ShardCoverage, 'times'> & { readonly times?: readonly [first: string, last: string] };

/** Times have more bits than numbers of JSON. */
function plainCoverage({ times, ...rest }: ShardCoverage): PlainCoverage {
  return times === undefined ? rest : { ...rest, times: [String(times.first), String(times.last)] };
}

function coverageOf({ times, ...rest }: PlainCoverage): ShardCoverage {
  return times === undefined ? rest : { ...rest, times: { first: BigInt(times[0]), last: BigInt(times[1]) } };
}

/** Padded with blanks, and its length behind it. */
function sized(index: string): Buffer {
  const bytes = Buffer.byteLength(index);
  const whole = Buffer.alloc(padded(bytes) + 8, ' ');
  whole.write(index);
  whole.writeBigUInt64LE(BigInt(padded(bytes)), padded(bytes));
  return whole;
}

/** Undefined where any byte of the file is not as it was written. */
function provedIndex(file: Buffer): string | undefined {
  const foot = footStart(file);
  if (foot === undefined) return undefined;
  const digestAt = foot - digestBytes;
  if (digestAt < 8) return undefined;
  const digest = createHash('sha256').update(file.subarray(0, digestAt)).update(file.subarray(foot)).digest();
  if (!digest.equals(file.subarray(digestAt, foot))) return undefined;
  return indexText(file, foot);
}

function indexText(file: Buffer, foot: number): string {
  const lengthAt = foot - digestBytes - 8;
  return file.toString('utf8', lengthAt - Number(file.readBigUInt64LE(lengthAt)), lengthAt);
}
