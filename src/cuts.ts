// Where a compressed file may be cut: at stored bytes where a frame of zstd or a member of gzip seems to begin, found
// by their magic bytes near the places where a cut is wanted, or in the table of a seekable zstd file. A guess, made with
// little reading: bytes can look like a beginning, and a table can lie. Who reads up to a cut finds out (see cut-chain.ts).

import { closeSync, openSync, readSync } from 'node:fs';
import type { InputFile } from './types.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** In the first so many bytes there must be a second beginning, else the file is taken for a single frame or member. */
const firstBytes = 4 * mebibyte;
/** A quarter of a part is searched for its beginning, within these bounds. */
const leastSearchBytes = 64 * kibibyte;
const mostSearchBytes = 4 * mebibyte;
/** After so many searches in vain, one behind the other, the rest of the file is left in one piece. */
const mostMisses = 4;
const pieceBytes = 256 * kibibyte;

type ReadAt = (offset: number, length: number) => Buffer;

/**
 * Offsets, rising, at which the decoder of a gzip or zstd file could probably begin, about `partBytes` apart; none if the
 * file has one frame or member, or cannot be read.
 */
export function findCuts({ openPath, codec, storedBytes }: InputFile, partBytes: number): readonly number[] {
  const look = looks[codec];
  if (openPath === undefined || look === undefined) return [];
  try {
    const file = openSync(openPath, 'r');
    try {
      const readAt: ReadAt = (offset, length) => {
        const target = Buffer.alloc(length);
        return target.subarray(0, readSync(file, target, 0, length, offset));
      };
      return chooseCuts(storedBytes, partBytes, beginnings(readAt, look, storedBytes, partBytes));
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever scans it will say why.
    return [];
  }
}

/** Finds the first beginning at or behind an offset, if one is near. */
type NextBeginning = (from: number) => number | undefined;

function chooseCuts(storedBytes: number, partBytes: number, next: NextBeginning | undefined): readonly number[] {
  const parts = Math.ceil(storedBytes / partBytes);
  const cuts: number[] = [];
  let misses = 0;
  for (let i = 1; next !== undefined && i < parts && misses < mostMisses; i++) {
    const wanted = Math.floor((storedBytes / parts) * i);
    if (wanted < (cuts.at(-1) ?? 0)) continue;
    const cut = next(wanted);
    misses = cut === undefined ? misses + 1 : 0;
    if (cut !== undefined && cut > (cuts.at(-1) ?? 0) && cut < storedBytes) cuts.push(cut);
  }
  return cuts;
}

function beginnings(readAt: ReadAt, look: Look, storedBytes: number, partBytes: number): NextBeginning | undefined {
  const told = look === looks.zstd ? seekTable(readAt, storedBytes) : undefined;
  if (told !== undefined) {
    let i = 0;
    return (from) => {
      while (i < told.length && (told[i] ?? 0) < from) i++;
      return told[i];
    };
  }
  if (search(readAt, look, 1, firstBytes) === undefined) return undefined;
  const searchBytes = Math.min(Math.max(partBytes / 4, leastSearchBytes), mostSearchBytes);
  return (from) => search(readAt, look, from, from + searchBytes);
}

// ---------------------------------------------------------------- by magic bytes

interface Look {
  readonly magic: Buffer;
  /** Whether what begins with the magic bytes, `headBytes` of it at the most, can be a header. */
  readonly isHeader: (head: Buffer) => boolean;
}

const headBytes = 10;

const looks: Readonly<Partial<Record<InputFile['codec'], Look>>> = {
  /** RFC 1952: deflate, no reserved flags, and the extra flags and the systems that are in use. */
  gzip: {
    magic: Buffer.from([0x1f, 0x8b, 8]),
    isHeader: (head) =>
      head.length === headBytes &&
      ((head[3] ?? 0) & 0xe0) === 0 &&
      [0, 2, 4].includes(head[8] ?? 0) &&
      ((head[9] ?? 0) <= 13 || head[9] === 255),
  },
  /** RFC 8878: the reserved bit is not set. */
  zstd: {
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    isHeader: (head) => head.length > 4 && ((head[4] ?? 0) & 8) === 0,
  },
};

function search(readAt: ReadAt, { magic, isHeader }: Look, from: number, to: number): number | undefined {
  for (let at = from; at < to; at += pieceBytes) {
    // A header that begins in the piece is read whole.
    const piece = readAt(at, Math.min(pieceBytes, to - at) + headBytes);
    for (let place = piece.indexOf(magic); place >= 0; place = piece.indexOf(magic, place + 1)) {
      if (isHeader(piece.subarray(place, place + headBytes))) return at + place;
    }
    if (piece.length < headBytes) return undefined;
  }
  return undefined;
}

// ---------------------------------------------------------------- by the table of a seekable zstd file

const footerBytes = 9;
const seekableMagic = 0x8f92eab1;
const tableMagic = 0x184d2a5e;
const largestTableBytes = 16 * mebibyte;

/** The beginnings of all frames but the first as the table tells them; undefined if there is none. */
function seekTable(readAt: ReadAt, storedBytes: number): readonly number[] | undefined {
  if (storedBytes < footerBytes) return undefined;
  const footer = readAt(storedBytes - footerBytes, footerBytes);
  if (footer.length < footerBytes || footer.readUInt32LE(5) !== seekableMagic) return undefined;
  const frames = footer.readUInt32LE(0);
  const entryBytes = (footer.readUInt8(4) & 0x80) === 0 ? 8 : 12;
  const tableBytes = 8 + frames * entryBytes + footerBytes;
  if (tableBytes > Math.min(storedBytes, largestTableBytes)) return undefined;
  const table = readAt(storedBytes - tableBytes, tableBytes);
  if (table.length < tableBytes || table.readUInt32LE(0) !== tableMagic) return undefined;
  let offset = 0;
  const ends = Array.from({ length: frames }, (_, i) => {
    offset += table.readUInt32LE(8 + i * entryBytes);
    return offset;
  });
  // Behind the last frame stands the table.
  return ends.slice(0, -1);
}
