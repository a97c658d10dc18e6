// The oracle is the same file in one piece: whatever the cuts, and whatever is wrong with the file, its parts add up to
// the same sums and the same damage, byte for byte.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { makeProgress, readProgress } from '../../../src/progress.ts';
import type { Codec } from '../../../src/types.ts';
import { bgzfMember, member } from '../../helpers/gzip-members.ts';
import { type PartsOptions, type PartsSum, sumOfParts } from '../../helpers/parts.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { inputAt, scanned, sumOf, taskFor, wholeShard } from '../../helpers/shards.ts';
import { claimingWindow, frame, skippable } from '../../helpers/zstd-frames.ts';

type Reader = (stored: Uint8Array, codec: Codec, cuts: readonly number[], options?: PartsOptions) => Promise<PartsSum>;

/** Reads in parts, and expects what the file gives in one piece. */
function readerFor(t: ExecutionContext): Reader {
  const path = join(folderWith(t, { input: '' }), 'input');
  return async (stored, codec, cuts, options) => {
    writeFileSync(path, stored);
    const input = inputAt(path, codec);
    const whole = sumOf([await scanned(taskFor(wholeShard(input), undefined, { hugeWindow: true }))]);
    const progress = makeProgress();
    const { scanned: asked, ...parts } = await sumOfParts(input, cuts, { ...options, progress });
    t.deepEqual(parts, whole);
    const { lines, storedBytes, scannedBytes } = whole;
    t.deepEqual(readProgress(progress), { lines, storedBytes, scannedBytes });
    return { ...parts, scanned: asked };
  };
}

/** Places between units, where it may be cut. */
function ends(units: readonly Uint8Array[]): readonly number[] {
  let at = 0;
  return units.slice(0, -1).map((unit) => {
    at += unit.length;
    return at;
  });
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `Built UDP ${from + i}\n`).join('');

// ---------------------------------------------------------------- any archive, any cuts, any damage

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.array(fc.constantFrom('a', 'b\n', '\n', '\r\n', 'c\r'), { maxLength: 9 }).map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 40 }).map((count) => lines(0, count)),
  fc.integer({ min: 1, max: 4 }).map((count) => 'x'.repeat(count * 100)),
);

const zstdUnit = fc
  .oneof(
    { weight: 6, arbitrary: fc.tuple(fc.array(text, { maxLength: 3 }), fc.boolean()) },
    { weight: 1, arbitrary: text },
  )
  .map((unit) => (typeof unit === 'string' ? skippable(unit).stored : frame(unit[0], { checksum: unit[1] }).stored));

const gzipUnit = fc
  .tuple(text, fc.constantFrom(0, 1, 6), fc.boolean(), fc.constantFrom(0, 0, 0, 3))
  .map(([content, level, isBgzf, padding]) =>
    Buffer.concat([(isBgzf ? bgzfMember : member)(content, { level }), Buffer.alloc(padding)]),
  );

interface Harm {
  readonly kind: 'none' | 'flip' | 'cut' | 'garbage';
  readonly at: number;
}

const harm: fc.Arbitrary<Harm> = fc.record({
  kind: fc.constantFrom('none', 'flip', 'flip', 'cut', 'garbage'),
  at: fc.nat(2 ** 30),
});

function harmed(stored: Buffer, { kind, at }: Harm): Buffer {
  const copy = Buffer.from(stored);
  if (kind === 'flip' && copy.length > 0) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << (at % 8));
  if (kind === 'cut') return copy.subarray(0, at % (copy.length + 1));
  if (kind === 'garbage') return Buffer.concat([copy, Buffer.from(`garbage ${at}`).subarray(0, 1 + (at % 9))]);
  return copy;
}

const cutsWanted = fc.array(fc.tuple(fc.nat(2 ** 30), fc.constantFrom(true, true, true, true, true, false)), {
  maxLength: 6,
});

for (const [codec, unit] of [
  ['zstd', zstdUnit],
  ['gzip', gzipUnit],
] as const) {
  test(`the parts of ${codec} add up to the whole, whatever the text, the cuts, the order and the damage`, async (t) => {
    const read = readerFor(t);
    await fc.assert(
      fc.asyncProperty(
        fc.array(unit, { minLength: 1, maxLength: 8 }),
        harm,
        cutsWanted,
        fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }),
        async (units, damage, wanted, order) => {
          const stored = harmed(Buffer.concat(units), damage);
          const places = ends(units);
          const cuts = wanted
            .map(([n, isTrue]) =>
              isTrue && places.length > 0 ? (places[n % places.length] ?? 0) : n % (stored.length + 1),
            )
            .filter((cut) => cut > 0 && cut < stored.length);
          let turn = 0;
          await read(stored, codec, cuts, { order: () => order[turn++ % order.length] ?? 0 });
        },
      ),
      { numRuns: 200 },
    );
  });
}

test('a bit flipped anywhere, and a cut anywhere, is told as where nothing is cut', async (t) => {
  const read = readerFor(t);
  const texts = [lines(0, 3), 'no line feed', `${lines(3, 5)}half a `, 'line\r\n', lines(5, 8)];
  for (const [codec, units] of [
    ['zstd', texts.map((each) => frame([each], { checksum: true }).stored)],
    ['gzip', texts.map((each) => bgzfMember(each))],
  ] as const) {
    const stored = Buffer.concat(units);
    for (let at = 0; at < stored.length; at++) {
      const flipped = Buffer.from(stored);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await read(flipped, codec, ends(units));
      await read(
        stored.subarray(0, at),
        codec,
        ends(units).filter((end) => end < at),
      );
    }
  }
});

// ---------------------------------------------------------------- what makes parts hard

test('a sound file is scanned once, part by part', async (t) => {
  const read = readerFor(t);
  const texts = [lines(0, 100), lines(100, 200), lines(200, 300), lines(300, 333)];
  const frames = texts.map((each) => frame([each], { checksum: true }).stored);
  const fourScans = (units: readonly Buffer[]) => [0, ...ends(units)].map((start) => [start, undefined] as const);
  const sum = await read(Buffer.concat(frames), 'zstd', ends(frames));
  t.like(sum, { scanned: fourScans(frames), lines: 333 });
  const members = texts.map((each) => bgzfMember(each));
  const others = await read(Buffer.concat(members), 'gzip', ends(members));
  t.like(others, { scanned: fourScans(members), lines: 333 });
});

test('a line may lead through several parts, and is counted once', async (t) => {
  const read = readerFor(t);
  const units = ['first\nlong', 'er', '', 'and longer', ' still\nnext', ' and last'].map(
    (each) => frame([each], {}).stored,
  );
  const sum = await read(Buffer.concat(units), 'zstd', ends(units));
  t.deepEqual([...(sum.rules[0]?.keys.keys() ?? [])].sort(), ['first', 'longerand longer still', 'next and last']);
});

test('a cut where nothing begins costs another scan, and no line', async (t) => {
  const read = readerFor(t);
  const units = [0, 1, 2, 3].map((n) => frame([lines(n * 50, n * 50 + 50)], { checksum: true }).stored);
  const stored = Buffer.concat(units);
  const [first = 0, second = 0, third = 0] = ends(units);
  const sum = await read(stored, 'zstd', [first, second + 3, third]);
  t.like(sum, { lines: 200, damages: [] });
  t.deepEqual(sum.scanned.at(-1), [first, 1]);
  t.is(sum.scanned.length, 5);
});

test('an archive within an archive is no place to cut', async (t) => {
  const read = readerFor(t);
  const inner = frame([lines(0, 9)], {}).stored;
  const outer = skippable(inner).stored;
  const stored = Buffer.concat([frame([lines(10, 30)], {}).stored, outer, frame([lines(30, 40)], {}).stored]);
  t.is((await read(stored, 'zstd', [stored.indexOf(inner)])).lines, 30);
  const kept = member(bgzfMember(lines(0, 9)), { level: 0 });
  const file = Buffer.concat([member(lines(10, 30)), kept]);
  await read(file, 'gzip', [file.length - 8 - bgzfMember(lines(0, 9)).length]);
});

test('UTF-16 and what is compressed twice is the same in parts, also if its mark is in two of them', async (t) => {
  const read = readerFor(t);
  const utf16 = Buffer.from(`\ufeff${lines(0, 50)}`, 'utf16le');
  const twice = member(lines(0, 50));
  for (const content of [utf16, twice]) {
    for (const at of [0, 1, 2, 30]) {
      const frames = [content.subarray(0, at), content.subarray(at)].map((each) => frame([each], {}).stored);
      await read(Buffer.concat(frames), 'zstd', ends(frames));
      const members = [content.subarray(0, at), content.subarray(at)].map((each) => member(each));
      await read(Buffer.concat(members), 'gzip', ends(members));
    }
  }
});

test('a part whose text begins like an archive is text all the same', async (t) => {
  const read = readerFor(t);
  const head = Buffer.from([0x0a, 0x1f, 0x8b, 8, 0]);
  const units = [member(lines(0, 9)), member(head.subarray(1)), member(lines(9, 12))];
  t.is((await read(Buffer.concat(units), 'gzip', ends(units))).lines, 12);
});

test('a huge window in the middle of a file is scanned when it may be', async (t) => {
  const read = readerFor(t);
  const huge = claimingWindow(frame([lines(20, 40)], { checksum: true }), 31).stored;
  const units = [frame([lines(0, 20)], {}).stored, huge, frame([lines(40, 60)], {}).stored];
  t.is((await read(Buffer.concat(units), 'zstd', ends(units))).lines, 60);
});

test('damage in the middle names the same member, and only what is behind the cut before it is scanned again', async (t) => {
  const read = readerFor(t);
  const units = [0, 1, 2, 3, 4].map((n) => bgzfMember(lines(n * 50, n * 50 + 50)));
  const stored = Buffer.concat(units);
  const third = ends(units)[2] ?? 0;
  stored[third - 6] = (stored[third - 6] ?? 0) ^ 1;
  const sum = await read(stored, 'gzip', ends(units));
  t.is(sum.lines, 250);
  t.deepEqual(sum.scanned, [...[0, ...ends(units)].map((start) => [start, undefined]), [ends(units)[1], 2]]);
  t.regex(sum.damages[0]?.message ?? '', /^member 3 \(begun at byte \d+\) has a wrong checksum/);
});

test('lines over several windows, in members of the largest size, add up', async (t) => {
  const read = readerFor(t);
  const all = Buffer.from(`${lines(0, 60_000)}${'y'.repeat(700_000)}\n${lines(0, 9000)}`);
  const units: Buffer[] = [];
  for (let at = 0; at < all.length; at += 65_280) units.push(bgzfMember(all.subarray(at, at + 65_280), { level: 1 }));
  const cuts = ends(units).filter((_, i) => i % 7 === 3);
  t.is((await read(Buffer.concat(units), 'gzip', cuts)).scanned.length, cuts.length + 1);
});

test('damage in members longer than any buffer is told as where nothing is cut', async (t) => {
  const read = readerFor(t);
  const texts = [0, 1, 2, 3].map((n) => lines(n * 30_000, n * 30_000 + 30_000));
  for (const [codec, units] of [
    ['zstd', texts.map((each) => frame([each], { checksum: true }).stored)],
    ['gzip', texts.map((each) => member(each, { level: 1 }))],
    ['gzip', texts.map((each) => member(each, { level: 0 }))],
  ] as const) {
    const stored = Buffer.concat(units);
    await fc.assert(
      fc.asyncProperty(fc.nat(stored.length - 1), fc.nat(7), fc.boolean(), async (at, bit, isCut) => {
        const flipped = Buffer.from(stored);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const cuts = ends(units).filter((end) => !isCut || end < at);
        await read(isCut ? stored.subarray(0, at) : flipped, codec, cuts);
      }),
      { numRuns: 15 },
    );
  }
});
