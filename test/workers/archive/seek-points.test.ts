import { inflateRawSync } from 'node:zlib';
import test from 'ava';
import { SeekPoints } from '../../../workers/archive/seek-points.ts';

/** Blocks of so many bytes each, the text in front of each told as its window. */
function walk(points: SeekPoints, textBytes: number, blockBytes: number): readonly number[] {
  for (let at = blockBytes; at < textBytes; at += blockBytes) {
    if (at < points.next()) continue;
    const head = { bit: at, textBytes: at, memberBytes: at, members: 1, crc: 0 };
    points.meetBlock(head, Buffer.from(String(at)));
  }
  return points.found().map((point) => point.textBytes);
}

test('points are as far apart as was asked, until there are many', (t) => {
  t.deepEqual(
    walk(new SeekPoints(1000), 20_000, 300),
    Array.from({ length: 19 }, (_, i) => Math.ceil(((i + 1) * 1000) / 300) * 300),
  );
});

test('in a long text they are those that had been met had they been that far apart from the start', (t) => {
  for (const [textBytes, apart] of [
    [65_000, 1000],
    [66_000, 2000],
    [500_000, 8000],
    [5_000_000, 16_000],
    [8_300_000, 32_000],
  ] as const) {
    const expected: number[] = [];
    for (let at = 70; at < textBytes; at += 70) {
      if (Math.floor(at / apart) > Math.floor((expected.at(-1) ?? 0) / apart)) expected.push(at);
    }
    t.deepEqual(walk(new SeekPoints(1000), textBytes, 70), expected, String(textBytes));
  }
});

test('however long the text is, there are at least 32 and at most 512', (t) => {
  for (let textBytes = 70_000; textBytes < 2 ** 28; textBytes *= 3) {
    const { length } = walk(new SeekPoints(1000), textBytes, 900);
    t.true(length >= 31 && length <= 512, `${length} of ${textBytes}`);
  }
});

test('fewer than eight are none, and so are those of a text that is refused', (t) => {
  t.deepEqual(walk(new SeekPoints(1000), 8000, 100), []);
  t.is(walk(new SeekPoints(1000), 8900, 100).length, 8);
  const refused = new SeekPoints(1000);
  walk(refused, 20_000, 100);
  refused.refuse();
  t.is(refused.next(), Number.POSITIVE_INFINITY);
  t.deepEqual(refused.found(), []);
});

test('a window is kept as a raw deflate stream', (t) => {
  const points = new SeekPoints(10);
  walk(points, 100, 10);
  t.deepEqual(
    points.found().map(({ window, textBytes }) => inflateRawSync(window).toString() === String(textBytes)),
    Array.from({ length: 9 }, () => true),
  );
});
