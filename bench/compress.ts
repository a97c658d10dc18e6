// Text in its compressed forms, as archives hold it: gzip level 6, zstd level 3. The commands of the same name do it
// where they are there, since archives are made by them; else Node's zlib and zstd-napi.

import { spawn } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { CompressStream, compress, decompress } from 'zstd-napi';
import { commandPath } from './commands.ts';

export const codecs = ['plain', 'gzip', 'zstd'] as const;
export type ArchiveCodec = (typeof codecs)[number];
export type CompressedCodec = Exclude<ArchiveCodec, 'plain'>;

export const extensions: Readonly<Record<CompressedCodec, string>> = { gzip: '.gz', zstd: '.zst' };

const commandOptions: Readonly<Record<CompressedCodec, readonly string[]>> = {
  gzip: ['-6', '-n', '-c'],
  zstd: ['-3', '-q', '-c'],
};

/** Writes `target` anew. */
export async function compressFile(codec: CompressedCodec, source: string, target: string): Promise<void> {
  if (commandPath(codec) === undefined) await compressByLibrary(codec, source, target);
  else await compressByCommand(codec, source, target);
}

/** The whole text in one member or frame, without a time; the bytes may differ between releases of the compressors. */
export function compressText(codec: CompressedCodec, text: Buffer): Buffer {
  if (codec === 'zstd') return compress(text, { compressionLevel: 3, checksumFlag: true });
  const member = gzipSync(text, { level: 6 });
  // The header's byte for the operating system: unknown, wherever it was made.
  member[9] = 255;
  return member;
}

/** The text of a whole file; with `cutOff` as much of it as a gzip file without its end gives. */
export function decompressText(codec: ArchiveCodec, stored: Buffer, cutOff = false): Buffer {
  if (codec === 'plain') return stored;
  if (codec === 'zstd') return decompress(stored);
  return gunzipSync(stored, cutOff ? { finishFlush: constants.Z_SYNC_FLUSH } : {});
}

async function compressByLibrary(codec: CompressedCodec, source: string, target: string): Promise<void> {
  const stream =
    codec === 'gzip'
      ? createGzip({ level: constants.Z_DEFAULT_COMPRESSION })
      : new CompressStream({ compressionLevel: 3, checksumFlag: true });
  await pipeline(createReadStream(source, { highWaterMark: 1 << 20 }), stream, createWriteStream(target));
}

async function compressByCommand(codec: CompressedCodec, source: string, target: string): Promise<void> {
  const output = openSync(target, 'w');
  try {
    const child = spawn(codec, [...commandOptions[codec], source], { stdio: ['ignore', output, 'inherit'] });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status !== 0) throw new Error(`${codec} ended with status ${status} on ${source}`);
  } finally {
    closeSync(output);
  }
}
