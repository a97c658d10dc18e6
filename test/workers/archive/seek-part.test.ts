// The oracle is the same file scanned as one. Parts between seek points add up to it; where the points are wrong, or the
// file is another one, at least one part says so.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync, type ZlibOptions } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { randomFrom } from '../../../bench/random.ts';
import type { SeekPoint } from '../../../src/types.ts';
import { member } from '../../helpers/gzip-members.ts';
import { nastyLog } from '../../helpers/nasty-log.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { allGood, closePoints, outcomesOf, partsBetween, scanLeaving } from '../../helpers/seek.ts';
import { inputAt, type Scanned, sumOf } from '../../helpers/shards.ts';

const log = Buffer.from(nastyLog(7, 600), 'latin1');

interface Indexed {
  readonly whole: Scanned;
  readonly points: readonly SeekPoint[];
  /** Overwrites the file, and scans it in parts between points. */
  parts(stored: Uint8Array, points: readonly SeekPoint[]): Promise<readonly Scanned[] | undefined>;
}

async function indexed(t: ExecutionContext, stored: Uint8Array, apart = closePoints): Promise<Indexed> {
  const path = join(folderWith(t, { 'a.gz': stored }), 'a.gz');
  const whole = await scanLeaving(inputAt(path, 'gzip'), apart);
  return {
    whole,
    points: whole.seekPoints ?? [],
    async parts(changed, points) {
      writeFileSync(path, changed);
      return allGood(await outcomesOf(partsBetween(inputAt(path, 'gzip'), points)));
    },
  };
}

/** Some of the points, by the bits of a number. */
function chosen(points: readonly SeekPoint[], bits: number): readonly SeekPoint[] {
  return points.filter((_, i) => (bits >>> (i % 31)) & 1);
}

async function expectSame(t: ExecutionContext, stored: Uint8Array, apart?: number): Promise<number> {
  const { whole, points, parts } = await indexed(t, stored, apart);
  const random = randomFrom(points.length + 1);
  for (const bits of [2 ** 31 - 1, random.below(2 ** 31), random.below(2 ** 31)]) {
    const outcomes = await parts(stored, chosen(points, bits));
    t.deepEqual(outcomes && sumOf(outcomes), sumOf([whole]));
  }
  return points.length;
}

const options: readonly ZlibOptions[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => ({ level, memLevel: 1 })),
  ...[constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE].map((strategy) => ({ strategy, memLevel: 2 })),
];

for (const option of options) {
  test(`the parts of a gzip file add up to the whole: ${JSON.stringify(option)}`, async (t) => {
    const points = await expectSame(t, gzipSync(log, option));
    t.true(points >= 8, `${points} points`);
  });
}

for (const [command, ...args] of [
  ['gzip', '-1'],
  ['gzip', '-9'],
  ['pigz', '-p', '4', '-b', '128'],
  ['pigz', '-11', '-b', '128'],
  ['igzip', '-1'],
  ['igzip', '-3'],
] as const) {
  test(`the parts of what ${[command, ...args].join(' ')} writes add up to the whole`, async (t) => {
    const isSlow = args.some((each) => each === '-11');
    const text = Buffer.concat(Array.from({ length: isSlow ? 16 : 60 }, () => log));
    const { stdout, error } = spawnSync(command, [...args, '-c'], { input: text, maxBuffer: 2 ** 26 });
    if (error !== undefined) t.log(`${command} is not installed`);
    t.true((await expectSame(t, error === undefined ? stdout : gzipSync(text), isSlow ? 50_000 : 400_000)) >= 8);
  });
}

test('the parts of stored blocks add up to the whole', async (t) => {
  const text = Buffer.concat(Array.from({ length: 10 }, () => log));
  t.true((await expectSame(t, gzipSync(text, { level: 0 }), 50_000)) >= 8);
});

test('several members, stored blocks, empty blocks and padding are no hindrance', async (t) => {
  const flushed = (finishFlush: number) => deflateRawSync(log.subarray(0, 30_000), { finishFlush, memLevel: 1 });
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const withEmptyBlocks = gzipSync('');
  await expectSame(t, Buffer.concat([gzipSync(log, { memLevel: 1 }), withEmptyBlocks, member(log, { level: 0 })]));
  await expectSame(
    t,
    Buffer.concat(Array.from({ length: 30 }, (_, i) => member(log.subarray(i * 2000, i * 2000 + 2000)))),
  );
  await expectSame(t, Buffer.concat([member(log), Buffer.alloc(700), member('no line feed'), Buffer.alloc(3)]));
  // A member whose checksum is wrong leaves no points, so this one has them from its twin.
  const cut = Buffer.concat([head, flushed(constants.Z_SYNC_FLUSH), flushed(constants.Z_FULL_FLUSH)]);
  const { whole, points } = await indexed(t, cut);
  t.truthy(whole.damage);
  t.deepEqual(points, []);
});

test('a line through many parts, and lines over several windows, are counted once', async (t) => {
  const random = randomFrom(3);
  const letters = Buffer.from(Array.from({ length: 900_000 }, () => 97 + random.below(26)));
  const text = Buffer.concat([log, letters, Buffer.from('\n'), log, letters.subarray(0, 70_000)]);
  t.true((await expectSame(t, gzipSync(text), 50_000)) >= 8);
});

test('one huge block has no points, and leaves nothing to use', async (t) => {
  const { points } = await indexed(
    t,
    gzipSync(log.subarray(0, 30_000), { memLevel: 9, strategy: constants.Z_FIXED }),
    100,
  );
  t.deepEqual(points, []);
});

test('text that is not of bytes has no points, nor has an archive within an archive', async (t) => {
  const wide = Buffer.from(`\ufeff${log.toString('latin1')}`, 'utf16le');
  for (const content of [wide, gzipSync(log), gzipSync(log, { level: 0 })]) {
    const { points } = await indexed(t, gzipSync(content, { level: 0, memLevel: 1 }), 50);
    t.deepEqual(points, []);
  }
});

test('a point that says anything else than what was found is noticed', async (t) => {
  const stored = gzipSync(log, { memLevel: 1 });
  const { points, parts } = await indexed(t, stored);
  t.truthy(await parts(stored, points));
  const [, , point] = points;
  if (point === undefined) throw new Error('no points');
  const window = Uint8Array.from(point.window);
  const wrong: Partial<SeekPoint>[] = [
    ...Array.from({ length: 80 }, (_, i) => ({ bit: point.bit - 40 + i + (i < 40 ? 0 : 1) })),
    ...[-1, 1, 1000].flatMap((by) => [
      { textBytes: point.textBytes + by },
      { memberBytes: point.memberBytes + by },
      { members: point.members + by },
      { crc: (point.crc + by) >>> 0 },
    ]),
    { memberBytes: 2 ** 52 },
    { window: new Uint8Array(0) },
    { window: deflateRawSync(Buffer.alloc(2 ** 20)) },
    { window: deflateRawSync(Buffer.alloc(Math.min(32_768, point.memberBytes), 'x')) },
    { window: points[3]?.window ?? new Uint8Array(0) },
    ...[...window.keys()]
      .filter((i) => i % 40 === 0)
      .map((i) => ({ window: window.map((byte, at) => (at === i ? byte ^ 16 : byte)) })),
  ];
  for (const change of wrong) {
    const changed = points.map((each) => (each === point ? { ...each, ...change } : each));
    t.is(await parts(stored, changed), undefined, JSON.stringify(change).slice(0, 80));
  }
});

test('every byte flipped in turn, and every cut: the parts are what a scan as one would be, or one of them says no', async (t) => {
  const stored = gzipSync(log.subarray(0, 12_000), { memLevel: 1 });
  const { points, parts } = await indexed(t, stored);
  const some = points.filter((_, i) => i % 3 === 1);
  t.true(some.length >= 3);
  const path = join(folderWith(t, { 'b.gz': stored }), 'b.gz');
  const good: number[] = [];
  for (let at = 0; at < stored.length; at++) {
    const flipped = Buffer.from(stored);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    const outcomes = await parts(flipped, some);
    if (outcomes === undefined) continue;
    good.push(at);
    writeFileSync(path, flipped);
    const whole = await scanLeaving(inputAt(path, 'gzip'));
    t.is(whole.damage, undefined);
    t.deepEqual(sumOf(outcomes), sumOf([whole]));
  }
  // Time, extra flags and system of the header, which nobody proves.
  t.true(good.every((at) => at < 10) && good.length >= 6, good.join());
  for (let length = 0; length < stored.length; length += 37) {
    t.is(await parts(stored.subarray(0, length), some), undefined, `cut at ${length}`);
  }
});

test('another file in its place is noticed, whatever it is', async (t) => {
  const stored = gzipSync(log, { memLevel: 1 });
  const { points, parts } = await indexed(t, stored);
  const random = randomFrom(5);
  const noise = Buffer.from(Array.from({ length: stored.length }, () => random.below(256)));
  const other = gzipSync(Buffer.from(nastyLog(9, 600), 'latin1'), { memLevel: 1 });
  for (const file of [noise, other, log, Buffer.alloc(0), Buffer.concat([stored.subarray(0, 3000), noise])]) {
    t.is(await parts(file, points), undefined);
  }
});

test('any text, any points', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2 ** 30), fc.nat(9), fc.integer({ min: 1, max: 9 }), async (seed, level, memLevel) => {
      const text = Buffer.from(nastyLog(seed, 150), 'latin1');
      await expectSame(t, gzipSync(text, { level, memLevel }), 500);
    }),
    { numRuns: 20 },
  );
});
