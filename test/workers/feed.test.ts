import test from 'ava';
import type { Damage, ScanPlan } from '../../src/types.ts';
import type { TextSource } from '../../workers/archive/source.ts';
import { type Fed, feed, longestLineBytes } from '../../workers/feed.ts';
import type { NaiveCounts } from '../../workers/kernel/naive.ts';
import { Scanner } from '../../workers/kernel/scanner.ts';
import { TextWindow } from '../../workers/window.ts';
import { countsOf, piecewise, scanPieces, testSeed } from '../helpers/kernel-counts.ts';
import { wholeLines } from '../helpers/shards.ts';

const needles: ScanPlan = {
  id: 'needles',
  rules: [{ all: ['/53 '], any: [], none: [], ignoreCase: false, key: { kind: 'none' } }],
};

function feedAll(
  plan: ScanPlan,
  source: TextSource,
  afterWindow: (bytes: number) => void = () => {},
  windowBytes = 0,
): Fed & NaiveCounts {
  const scanner = new Scanner(plan, testSeed);
  const fed = feed(scanner, new TextWindow(scanner.kernel, windowBytes), source, afterWindow);
  return { ...countsOf(scanner), ...fed };
}

function damaged(source: TextSource): TextSource {
  const damage: Damage = { reason: 'truncated', message: 'cut' };
  return { ...source, damage: () => damage };
}

/** A text made of runs, without holding it: each a text and how often it comes. */
function runs(...parts: readonly (readonly [text: string, times: number])[]): TextSource {
  let part = 0;
  let done = 0;
  return {
    read(target) {
      let filled = 0;
      for (let run = parts[part]; run !== undefined && filled < target.length; run = parts[part]) {
        const [text, times] = run;
        const room = target.subarray(filled, filled + text.length * times - done);
        // Runs of one byte are cut anywhere, others only between two.
        if (text.length === 1) room.fill(text.charCodeAt(0));
        else if (room.length === text.length) room.set(Buffer.from(text, 'latin1'));
        else break;
        filled += room.length;
        done += room.length;
        if (done === text.length * times) [part, done] = [part + 1, 0];
      }
      return filled;
    },
    storedBytes: () => 0,
    damage: () => undefined,
    close() {},
  };
}

test('a needle across two windows is counted once', (t) => {
  const filler = 'x'.repeat(60);
  const lines = Array.from({ length: 2000 }, (_, i) => `${filler}${i % 3 === 0 ? '/53 ' : '/54 '}${filler}`);
  for (const pieceBytes of [61, 62, 63, 1000, 65_536, 2 ** 20]) {
    const { lines: count, rules } = scanPieces(needles, lines.join('\n'), pieceBytes);
    t.is(count, 2000);
    t.is(rules[0]?.matchedLines, 667);
  }
});

test('a line over several windows is one line, and its key is all of it', (t) => {
  const long = `${'y'.repeat(700_000)}/53 ${'z'.repeat(300_000)}`;
  for (const pieceBytes of [4000, 65_536, 2 ** 20]) {
    const { rules, lines } = scanPieces(wholeLines, `a\n${long}\r\nb\n${long}`, pieceBytes);
    t.is(lines, 4);
    t.deepEqual(
      rules[0]?.keys,
      new Map([
        ['a', 1],
        [long, 2],
        ['b', 1],
      ]),
    );
  }
});

test('an unfinished last line counts if the text is whole, and not if it is damaged', (t) => {
  const text = Buffer.from('one\ntwo /53 x');
  t.like(feedAll(needles, piecewise(text, 5)), { lines: 2, scannedBytes: 13, rules: [{ matchedLines: 1 }] });
  t.like(feedAll(needles, damaged(piecewise(text, 5))), { lines: 1, scannedBytes: 13, rules: [{ matchedLines: 0 }] });
});

test('a text of nothing has no line, one of a line feed has one', (t) => {
  t.is(feedAll(needles, piecewise(Buffer.from(''), 5)).lines, 0);
  t.is(feedAll(needles, piecewise(Buffer.from('\n'), 5)).lines, 1);
  t.is(feedAll(needles, piecewise(Buffer.from('\r'), 5)).lines, 1);
});

test('after each window it is told how much came, and it may stop there', (t) => {
  const text = Buffer.alloc(300, 'abc\n');
  const told: number[] = [];
  feedAll(needles, piecewise(text, 100), (bytes) => told.push(bytes));
  t.deepEqual(told, [100, 100, 100]);
  const source = piecewise(text, 100);
  const stop = () => {
    throw new Error('stop');
  };
  t.throws(() => feedAll(needles, source, stop), { message: 'stop' });
  t.is(source.storedBytes(), 100);
});

test('a line of 64 MiB is scanned; one of a byte more is counted and not scanned, wherever it stands', (t) => {
  const fits = longestLineBytes - 4;
  const text = runs(
    ...([
      ['x', fits],
      ['/53 ', 1],
      ['\n', 1],
    ] as const),
    ...([
      ['/53 ', 1],
      ['\n', 1],
      ['x', fits + 1],
      ['/53 ', 1],
      ['\n', 1],
    ] as const),
    // The CR counts.
    ...([
      ['/53 ', 1],
      ['x', fits - 1],
      ['\r', 1],
      ['\n', 1],
    ] as const),
    ...([
      ['/53 ', 1],
      ['x', fits],
      ['\r', 1],
      ['\n', 1],
    ] as const),
    ...([
      ['/53 ', 1],
      ['\n', 1],
    ] as const),
  );
  const fed = feedAll(needles, text);
  t.like(fed, {
    lines: 4,
    overlongLines: 2,
    scannedBytes: 4 * longestLineBytes + 2 + 5 + 5 + 4,
    rules: [{ matchedLines: 4 }],
  });
});

test('an overlong line is found in a window that holds it and the line before', (t) => {
  const source = runs(['/53 ', 1], ['\n', 1], ['x', longestLineBytes - 3], ['/53 ', 1], ['\n', 1]);
  const fed = feedAll(needles, source, undefined, 2 * longestLineBytes);
  t.like(fed, { lines: 1, overlongLines: 1, rules: [{ matchedLines: 1 }] });
});

test('an overlong line at the end counts only if the text is whole', (t) => {
  const source = () => runs(['/53 ', 1], ['\n', 1], ['/53 ', 1], ['x', longestLineBytes]);
  t.like(feedAll(needles, source()), { lines: 1, overlongLines: 1 });
  t.like(feedAll(needles, damaged(source())), { lines: 1, overlongLines: 0 });
});
