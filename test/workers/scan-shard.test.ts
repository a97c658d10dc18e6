import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { cancel, isMarked, makeMark, makeProgress, readProgress } from '../../src/progress.ts';
import { buildCoverage, inputOutcome, type ShardRead } from '../../src/report/coverage.ts';
import { planShards } from '../../src/shard.ts';
import type { InputFile, ScanPlan } from '../../src/types.ts';
import { naiveScan } from '../../workers/kernel/naive.ts';
import { scanShard } from '../../workers/scan-shard.ts';
import { folderWith } from '../helpers/scratch.ts';
import { inputAt, scanned, sumOf, sumOfShards, taskFor, wholeLines, wholeShard } from '../helpers/shards.ts';
import { awkwardText, bytes } from '../helpers/texts.ts';
import { claimingWindow, frame } from '../helpers/zstd-frames.ts';

test('the shards of a file add up to the whole, for any size from 1 byte', async (t) => {
  const path = join(folderWith(t, { 'a.log': '' }), 'a.log');
  await fc.assert(
    fc.asyncProperty(awkwardText, fc.integer({ min: 1, max: 40 }), async (text, shardBytes) => {
      writeFileSync(path, bytes(text));
      const { damages, storedBytes, scannedBytes, overlongLines, ...counts } = await sumOfShards(
        inputAt(path),
        shardBytes,
      );
      t.deepEqual(counts, naiveScan(wholeLines, text));
      t.deepEqual([damages, storedBytes, scannedBytes, overlongLines], [[], text.length, text.length, 0]);
    }),
    { numRuns: 250 },
  );
});

test('plain, gzip, zstd and UTF-16 of one text give the same counts', async (t) => {
  const text = Array.from({ length: 5000 }, (_, i) => `inside:10.1.${i % 7}.${i % 13}/53 x${i % 11}`).join('\n');
  const folder = folderWith(t, {
    plain: text,
    gzip: Buffer.concat([gzipSync(text.slice(0, 50_000)), gzipSync(''), gzipSync(text.slice(50_000))]),
    zstd: Buffer.concat([frame([text.slice(0, 70_000)], {}).stored, frame([text.slice(70_000)], {}).stored]),
    'utf-16le': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'utf-16be': Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  });
  const expected = naiveScan(wholeLines, text);
  for (const codec of ['plain', 'gzip', 'zstd', 'utf-16le', 'utf-16be'] as const) {
    const sum = await sumOfShards(inputAt(join(folder, codec), codec), 2 ** 16);
    t.deepEqual({ lines: sum.lines, rules: sum.rules }, expected as never, codec);
    t.is(sum.scannedBytes, text.length);
    t.deepEqual(sum.damages, []);
  }
});

test('one shard after the other, of other plans and other codecs, and none sees the counts of another', async (t) => {
  const folder = folderWith(t, { a: 'x /53 \ny\n', b: gzipSync('z /53 ') });
  const other: ScanPlan = {
    id: 'other',
    rules: [{ all: ['/53 '], any: [], none: [], ignoreCase: false, key: { kind: 'none' } }],
  };
  const shards = [wholeShard(inputAt(join(folder, 'a'))), wholeShard(inputAt(join(folder, 'b'), 'gzip'))] as const;
  for (let round = 0; round < 3; round++) {
    t.like(sumOf([await scanned(taskFor(shards[0]))]), { lines: 2, rules: [{ matchedLines: 2 }] });
    t.like(sumOf([await scanned(taskFor(shards[1]))]), { lines: 1, rules: [{ matchedLines: 1 }] });
    t.like(sumOf([await scanned(taskFor(shards[0], other))]), { lines: 2, rules: [{ matchedLines: 1 }] });
  }
});

test('the stamped lines at both ends of an input are told where times matter, for any size of its shards', async (t) => {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const clock = new Date(i * 61_000).toISOString().slice(11, 19);
    return i % 7 < 3 || i < 20 || i > 280 ? `line ${i} is not stamped` : `Jul  3 ${clock} fw1 line ${i}`;
  });
  const times = { firstTime: '2014-07-03T00:20:20', lastTime: '2014-07-03T04:43:39' };
  const text = lines.join('\n');
  const folder = folderWith(t, { plain: text, gzip: gzipSync(text), none: 'x\ny\n'.repeat(100) });
  const plain = { ...inputAt(join(folder, 'plain')), reference: july };
  for (const shardBytes of [1, 7, 100, 4099, 2 ** 20]) {
    t.like(await coverageOf(plain, shardBytes), times, `${shardBytes}`);
  }
  t.like(await coverageOf({ ...inputAt(join(folder, 'gzip'), 'gzip'), reference: july }, 100), times);
  // The date is that of each input, and without one such a stamp is no time.
  t.is((await coverageOf({ ...plain, reference: { ...july, year: 2013 } }, 100)).firstTime, '2013-07-03T00:20:20');
  t.false('firstTime' in (await coverageOf(inputAt(join(folder, 'plain')), 100)));
  t.false('firstTime' in (await coverageOf({ ...inputAt(join(folder, 'none')), reference: july }, 100)));
  t.false('firstTime' in (await coverageOf(plain, 100, wholeLines)));
});

const july = { year: 2014, month: 7, day: 3 };

async function coverageOf(
  input: InputFile,
  shardBytes: number,
  plan: ScanPlan = { ...wholeLines, id: 'timed', since: 0 },
) {
  const reads: ShardRead[] = [];
  for (const shard of planShards([input], shardBytes)) {
    reads.push({ start: shard.start, outcome: await scanned(taskFor(shard, plan)) });
  }
  return buildCoverage([inputOutcome(input.path, reads)]);
}

test('a file that is not there is data', async (t) => {
  const input = {
    path: 'gone',
    openPath: '/there/is/no/such/file',
    kind: 'file',
    storedBytes: 9,
    codec: 'plain',
  } as const;
  const { rules, ...outcome } = await scanned(taskFor(wholeShard(input)));
  t.deepEqual(outcome, {
    kind: 'scanned',
    planId: wholeLines.id,
    storedBytes: 0,
    scannedBytes: 0,
    lines: 0,
    overlongLines: 0,
    damage: { reason: 'unreadable', message: 'could not be opened: no such file or directory (ENOENT)' },
  });
  t.is(rules.length, 1);
});

test('a file that shrank keeps what is there, without the line that was cut', async (t) => {
  const path = join(folderWith(t, { 'a.log': 'line\n'.repeat(1000) }), 'a.log');
  const input = inputAt(path);
  truncateSync(path, 2503);
  const sum = await sumOfShards(input, 1000);
  t.like(sum, { lines: 500, storedBytes: 2503, rules: [{ matchedLines: 500 }] });
  t.deepEqual(new Set(sum.damages.map(({ reason }) => reason)), new Set(['changed']));
});

test('a cut archive keeps its whole lines', async (t) => {
  const text = 'a line of text\n'.repeat(5000);
  const archive = frame([text.slice(0, 1007), text.slice(1007)], {}).stored;
  const folder = folderWith(t, { cut: archive.subarray(0, -8), gz: gzipSync(text).subarray(0, -10) });
  const zstd = await scanned(taskFor(wholeShard(inputAt(join(folder, 'cut'), 'zstd'))));
  t.like(zstd, { lines: 67, scannedBytes: 1007, damage: { reason: 'truncated' } });
  const gzip = await scanned(taskFor(wholeShard(inputAt(join(folder, 'gz'), 'gzip'))));
  t.is(gzip.damage?.reason, 'truncated');
  t.is(gzip.lines, Math.floor(gzip.scannedBytes / 15));
});

test('a frame that needs a huge window is told, with no count, and scanned when it is allowed', async (t) => {
  const small = frame(['one\n'], {});
  const huge = claimingWindow(frame(['two\n'], {}), 31);
  const path = join(folderWith(t, { a: Buffer.concat([small.stored, huge.stored]) }), 'a');
  const shard = wholeShard(inputAt(path, 'zstd'));
  t.deepEqual(await scanShard(taskFor(shard)), { kind: 'needs-huge-window' });
  t.like(await scanned(taskFor(shard, wholeLines, { hugeWindow: true })), { lines: 2, scannedBytes: 8 });
});

test('the progress of all shards adds up to what was read', async (t) => {
  const text = 'a line of text\n'.repeat(100_000);
  const folder = folderWith(t, { plain: text, gzip: gzipSync(text) });
  for (const codec of ['plain', 'gzip'] as const) {
    const progress = makeProgress();
    const input = inputAt(join(folder, codec), codec);
    const whole = await scanned(taskFor(wholeShard(input), wholeLines, { progress }));
    t.deepEqual(readProgress(progress), { storedBytes: input.storedBytes, scannedBytes: text.length, lines: 100_000 });
    t.is(whole.lines, 100_000);
  }
});

test('a scan that is called off stops at its next window, and the next one is whole again', async (t) => {
  const path = join(folderWith(t, { a: 'a line of text\n'.repeat(100_000) }), 'a');
  const shard = wholeShard(inputAt(path));
  const progress = makeProgress();
  cancel(progress);
  t.deepEqual(await scanShard(taskFor(shard, wholeLines, { progress })), { kind: 'cancelled' });
  t.is(readProgress(progress).lines, 0);
  t.is((await scanned(taskFor(shard))).lines, 100_000);
});

test('the mark of a task is set when its input is opened, and not for what ends before', async (t) => {
  const path = join(folderWith(t, { 'a.log': 'x\n' }), 'a.log');
  const task = taskFor(wholeShard(inputAt(path)));
  const [opened, unopened] = [makeMark(), makeMark()];
  await scanned({ ...task, begun: opened });
  t.true(isMarked(opened));
  const wrong = { ...task, plan: { id: 'wrong', rules: [{}] } } as unknown as typeof task; // no kernel takes it
  t.is((await scanShard({ ...wrong, begun: unopened })).kind, 'bug');
  t.false(isMarked(unopened));
});
