// The bench's archives: made once into a folder, used again while a manifest fits what is asked for and what the
// generator writes today. Knows the answer to the diary's question, because the generator kept it.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type ArchiveCodec, type CompressedCodec, compressFile, extensions } from './compress.ts';
import { generate, type Tally } from './generate.ts';
import { benchScene } from './scene.ts';

export interface DataRequest {
  /** A folder of the bench's own; files of it are overwritten. */
  readonly folder: string;
  readonly bytesPerFile: number;
  readonly fileCount: number;
  readonly codecs: readonly ArchiveCodec[];
}

/** What must be found in all files together. */
export type Answer = Readonly<Omit<Tally, 'counts'>> & { readonly counts: Readonly<Record<string, number>> };

export interface BenchData {
  readonly seed: number;
  readonly files: Readonly<Partial<Record<ArchiveCodec, readonly string[]>>>;
  readonly answer: Answer;
}

interface Manifest {
  readonly fingerprint: string;
  readonly answer: Answer;
  /** Path in the folder → bytes, of the files that are finished. */
  readonly finished: Record<string, number>;
}

const seed = 2014_07_03;

/** Makes what is missing and tells of it by `say`. */
export async function prepareData(request: DataRequest, say: (message: string) => void): Promise<BenchData> {
  const folder = join(request.folder, `${request.fileCount}x${request.bytesPerFile}`);
  const manifest = readManifest(folder, request) ?? makePlain(folder, request, say);
  const files: Partial<Record<ArchiveCodec, readonly string[]>> = {};
  for (const codec of request.codecs) {
    if (codec !== 'plain') await makeCompressed(folder, request, manifest, codec, say);
    files[codec] = names(request, codec).map((name) => join(folder, name));
  }
  return { seed, files, answer: manifest.answer };
}

/** Absent unless the plain files are those that the generator would make now. */
function readManifest(folder: string, request: DataRequest): Manifest | undefined {
  let manifest: Manifest;
  try {
    // Written by `saveManifest`; a file of another shape has another fingerprint or none.
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
  if (manifest.fingerprint !== fingerprint(request)) return undefined;
  return names(request, 'plain').every((name) => isFinished(folder, manifest, name)) ? manifest : undefined;
}

function makePlain(folder: string, request: DataRequest, say: (message: string) => void): Manifest {
  mkdirSync(join(folder, 'plain'), { recursive: true });
  const finished: Record<string, number> = {};
  const answer = { bytes: 0, lines: 0, needleLines: 0, counts: {} as Record<string, number> };
  for (const [index, name] of names(request, 'plain').entries()) {
    say(`making ${join(folder, name)}`);
    const tally = writeLog(join(folder, name), index, request.bytesPerFile);
    finished[name] = tally.bytes;
    answer.bytes += tally.bytes;
    answer.lines += tally.lines;
    answer.needleLines += tally.needleLines;
    for (const [key, count] of tally.counts) answer.counts[key] = (answer.counts[key] ?? 0) + count;
  }
  const manifest = { fingerprint: fingerprint(request), answer, finished };
  saveManifest(folder, manifest);
  return manifest;
}

async function makeCompressed(
  folder: string,
  request: DataRequest,
  manifest: Manifest,
  codec: CompressedCodec,
  say: (message: string) => void,
): Promise<void> {
  mkdirSync(join(folder, codec), { recursive: true });
  const sources = names(request, 'plain');
  const work = names(request, codec).map(async (name, index) => {
    if (isFinished(folder, manifest, name)) return;
    say(`making ${join(folder, name)}`);
    const target = join(folder, name);
    await compressFile(codec, join(folder, sources[index] ?? ''), target);
    manifest.finished[name] = statSync(target).size;
  });
  await Promise.all(work);
  saveManifest(folder, manifest);
}

/** Every file is another day, and another stream of numbers. */
function writeLog(path: string, index: number, bytes: number): Tally {
  const day = new Date(Date.parse(benchScene.day) + index * 86_400_000).toISOString().slice(0, 10);
  const log = generate({ ...benchScene, day }, seed + index, { bytes });
  const file = openSync(path, 'w');
  try {
    for (const block of log.blocks) writeSync(file, block);
  } finally {
    closeSync(file);
  }
  return log.tally;
}

/** Changes with the request and with the generator: a digest of the first megabyte stands for the rest. */
function fingerprint({ bytesPerFile, fileCount }: DataRequest): string {
  const digest = createHash('sha256').update(JSON.stringify({ seed, bytesPerFile, fileCount }));
  for (const block of generate(benchScene, seed, { bytes: 1_000_000 }).blocks) digest.update(block);
  return digest.digest('hex');
}

function names({ fileCount }: DataRequest, codec: ArchiveCodec): string[] {
  const extension = codec === 'plain' ? '' : extensions[codec];
  return Array.from({ length: fileCount }, (_, index) => `${codec}/SyslogCatchAll-${index + 1}.txt${extension}`);
}

function isFinished(folder: string, manifest: Manifest, name: string): boolean {
  const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
  return size !== undefined && size === manifest.finished[name];
}

function saveManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}
