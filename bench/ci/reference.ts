// What sweeps are held against: the least that any of them must do, by the same Node, with as many threads, over the same
// files. It shares no code with the project, so that no change of the project moves it, and needs no command, so that no
// system's does. `node dist/bench/ci/reference.js read|inflate FILE…` prints the number of LFs.
//
// Frozen: every change of it must raise `referenceVersion` in workloads.ts, and no run compares with earlier ones then.

import { closeSync, openSync, readSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';

type Work = 'read' | 'inflate';

const windowBytes = 512 * 1024;
const threads = 2;

if (isMainThread) {
  const [work, ...files] = process.argv.slice(2);
  const shares = Array.from({ length: threads }, (_, thread) => files.filter((_, index) => index % threads === thread));
  const counts = shares.map((share) => countInThread(work === 'inflate' ? 'inflate' : 'read', share));
  const sum = (await Promise.all(counts)).reduce((all, count) => all + count, 0);
  process.stdout.write(`${sum}\n`);
} else {
  const { work, files }: { work: Work; files: readonly string[] } = workerData;
  let count = 0;
  for (const file of files) count += work === 'read' ? countByReading(file) : await countByInflating(file);
  parentPort?.postMessage(count);
}

function countInThread(work: Work, files: readonly string[]): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { work, files } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function countByReading(path: string): number {
  const window = Buffer.alloc(windowBytes);
  const file = openSync(path, 'r');
  let count = 0;
  for (let bytes = readSync(file, window); bytes > 0; bytes = readSync(file, window)) {
    count += countLineFeeds(window.subarray(0, bytes));
  }
  closeSync(file);
  return count;
}

async function countByInflating(path: string): Promise<number> {
  const window = Buffer.alloc(windowBytes);
  const inflate = createGunzip({ chunkSize: windowBytes });
  const file = openSync(path, 'r');
  const fed = (async () => {
    for (let bytes = readSync(file, window); bytes > 0; bytes = readSync(file, window)) {
      await new Promise((resolve) => inflate.write(window.subarray(0, bytes), resolve));
    }
    inflate.end();
  })();
  let count = 0;
  for await (const chunk of inflate) count += countLineFeeds(chunk as Buffer); // no encoding was set
  await fed;
  closeSync(file);
  return count;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
