// The digest of a shard is that of its stored bytes, whatever of them a scan has looked at.

import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { planShards } from '../../../src/shard.ts';
import { ScannedContent } from '../../../workers/archive/scanned-content.ts';
import { nastyLog } from '../../helpers/nasty-log.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { inputAt, scanned, taskFor, wholeShard } from '../../helpers/shards.ts';
import { frame } from '../../helpers/zstd-frames.ts';

const text = Buffer.from(nastyLog(1, 3000), 'latin1');

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('plain shards, whole archives, damaged ones and what is no text have the digests of their bytes', async (t) => {
  const zipped = gzipSync(text);
  const folder = folderWith(t, {
    plain: text,
    unended: text.subarray(0, -7),
    gzip: zipped,
    members: Buffer.concat([zipped, gzipSync('x\n'), Buffer.alloc(512)]),
    cut: zipped.subarray(0, -300),
    corrupt: Buffer.concat([zipped.subarray(0, 4000), Buffer.alloc(30, 0xff), zipped.subarray(4030)]),
    zstd: frame([text], { checksum: true }).stored,
    twice: gzipSync(zipped),
    wide: Buffer.from(`\ufeff${text.toString('latin1').slice(0, 9000)}`, 'utf16le'),
    empty: '',
  });
  for (const [name, codec] of [
    ['plain', 'plain'],
    ['unended', 'plain'],
    ['gzip', 'gzip'],
    ['members', 'gzip'],
    ['cut', 'gzip'],
    ['corrupt', 'gzip'],
    ['zstd', 'zstd'],
    ['twice', 'gzip'],
    ['wide', 'utf-16le'],
    ['empty', 'plain'],
  ] as const) {
    const input = inputAt(join(folder, name), codec);
    const bytes = readFileSync(join(folder, name));
    for (const shard of [wholeShard(input), ...planShards([input], 7001)]) {
      const { stretchDigests } = await scanned(taskFor(shard, undefined, { digest: true }));
      t.deepEqual(stretchDigests, [sha256(bytes.subarray(shard.start, shard.end))], `${name} ${shard.start}`);
    }
  }
});

test('nobody asks, nobody is told', async (t) => {
  const folder = folderWith(t, { plain: text });
  t.is((await scanned(taskFor(wholeShard(inputAt(join(folder, 'plain')))))).stretchDigests, undefined);
});

test('a plan of no rules digests and scans nothing', async (t) => {
  const folder = folderWith(t, { plain: text });
  const input = inputAt(join(folder, 'plain'));
  const outcome = await scanned(taskFor({ input, start: 5, end: 90 }, { id: 'content', rules: [] }, { digest: true }));
  t.deepEqual(outcome.stretchDigests, [sha256(text.subarray(5, 90))]);
  t.is(outcome.scannedBytes, 0);
  const gone = { ...input, openPath: join(folder, 'gone') };
  const missing = await scanned(taskFor(wholeShard(gone), { id: 'content', rules: [] }, { digest: true }));
  t.is(missing.stretchDigests, undefined);
  t.is(missing.damage?.reason, 'unreadable');
});

test('whatever pieces are seen, overlapping, elsewhere or not at all, the digest is the same', (t) => {
  const folder = folderWith(t, { plain: text });
  const file = openSync(join(folder, 'plain'), 'r');
  const place = fc.integer({ min: 0, max: text.length });
  fc.assert(
    fc.property(place, place, fc.array(fc.tuple(place, fc.nat({ max: 70_000 }))), (a, b, pieces) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const content = new ScannedContent(start, end);
      for (const [at, length] of pieces) content.saw(at, text.subarray(at, at + length));
      t.deepEqual(content.finish(file), [sha256(text.subarray(start, end))]);
    }),
  );
  closeSync(file);
});

test('a file that has become shorter has no digest', (t) => {
  const folder = folderWith(t, { plain: text });
  const path = join(folder, 'plain');
  const content = new ScannedContent(0, text.length);
  content.saw(0, text.subarray(0, 100));
  truncateSync(path, 5000);
  const file = openSync(path, 'r');
  t.is(content.finish(file), undefined);
  closeSync(file);
});
