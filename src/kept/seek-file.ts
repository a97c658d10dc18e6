// A kept seek index: the points at which one gzip content can be taken up. A line of JSON that tells of them, their
// windows one behind the other, and the SHA-256 of both. Whatever is read here is held against the bounds of what could
// have been written, for a digest proves only that a file is as somebody wrote it. docs/kept-counts.md tells the format.

import { createHash } from 'node:crypto';
import type { ContentName } from '../content.ts';
import type { SeekPoint } from '../types.ts';

/** A gzip content and its points, rising. */
export interface SeekIndex {
  readonly content: ContentName;
  readonly sizeBytes: number;
  readonly points: readonly SeekPoint[];
}

export type DecodedSeek =
  | { readonly kind: 'index'; readonly index: SeekIndex }
  | { readonly kind: 'damaged' }
  /** Whole, but of a format that came later. */
  | { readonly kind: 'newer' };

const format = 'syslog-sweep/seek@1';
const newerFormat = /^syslog-sweep\/seek@\d+$/;
const digestBytes = 32;
const mostPoints = 1024;
/** 32 KiB, and what deflate adds to what it cannot make smaller. */
const mostWindowBytes = 33 * 1024;

/** No index is larger. */
export const mostIndexBytes = 64 * 1024 * 1024;

export function encodeSeek({ content, sizeBytes, points }: SeekIndex): readonly Uint8Array[] {
  const told = points.map(({ window, ...point }) => ({ ...point, windowBytes: window.length }));
  const head = Buffer.from(`${JSON.stringify({ format, content, sizeBytes, points: told })}\n`);
  const pieces = [head, ...points.map(({ window }) => window)];
  const digest = createHash('sha256');
  for (const piece of pieces) digest.update(piece);
  return [...pieces, digest.digest()];
}

/** `file`: all of it. Windows are copies. */
export function decodeSeek(file: Buffer): DecodedSeek {
  const body = file.subarray(0, Math.max(file.length - digestBytes, 0));
  const isWhole = createHash('sha256').update(body).digest().equals(file.subarray(body.length));
  const head = isWhole ? parsedOrNothing(body.subarray(0, body.indexOf('\n'))) : undefined;
  if (typeof head?.format !== 'string') return { kind: 'damaged' };
  if (head.format !== format) return { kind: newerFormat.test(head.format) ? 'newer' : 'damaged' };
  const index = indexOf(head, body.subarray(body.indexOf('\n') + 1));
  return index === undefined ? { kind: 'damaged' } : { kind: 'index', index };
}

type Unproved = Readonly<Record<string, unknown>>;

function parsedOrNothing(line: Buffer): Unproved | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Unproved) : undefined; // any object is one
  } catch {
    return undefined;
  }
}

function indexOf({ content, sizeBytes, points }: Unproved, windows: Buffer): SeekIndex | undefined {
  if (typeof content !== 'string' || !isCount(sizeBytes)) return undefined;
  if (!Array.isArray(points) || points.length === 0 || points.length > mostPoints) return undefined;
  const found: SeekPoint[] = [];
  let taken = 0;
  for (const told of points as readonly (Unproved | null)[]) {
    const { bit, textBytes, memberBytes, members, crc, windowBytes } = told ?? {};
    if (!isCount(bit) || !isCount(textBytes) || !isCount(memberBytes) || !isCount(members)) return undefined;
    if (!isCount(crc) || crc >= 2 ** 32 || !isCount(windowBytes) || windowBytes > mostWindowBytes) return undefined;
    const window = Uint8Array.from(windows.subarray(taken, taken + windowBytes));
    taken += windowBytes;
    found.push({ bit, textBytes, memberBytes, members, crc, window });
  }
  const isInOrder = found.every((point, i) => comesBehind(point, found[i - 1]) && point.bit < sizeBytes * 8);
  return isInOrder && taken === windows.length ? { content, sizeBytes, points: found } : undefined;
}

function comesBehind({ bit, textBytes }: SeekPoint, before: SeekPoint | undefined): boolean {
  // No two parts may have a stored byte in common to begin with.
  return Math.floor(bit / 8) > Math.floor((before?.bit ?? 0) / 8) && textBytes > (before?.textBytes ?? 0);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
