import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { densityBlocks, keyBlocks, keyLinesIn, makeKeys } from '../../bench/scaling-data.ts';
import { renderScaling } from '../../bench/scaling-table.ts';
import { summarize } from '../../bench/timing.ts';

const linesOf = (blocks: Iterable<{ readonly text: string }>) =>
  [...blocks].flatMap(({ text }) => text.split('\n').slice(0, -1));

test('keys come equally often, in an order that is not their own, in lines of one length', (t) => {
  const lines = linesOf(keyBlocks(20_000, 1_000));
  const keys = lines.map((line) => /inside:([0-9.]+)\//.exec(line)?.[1]);
  const counts = new Map<string | undefined, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  t.is(counts.size, 1_000);
  t.true([...counts.values()].every((count) => count === 20));
  t.deepEqual(keys.slice(0, 2), ['10.0.0.0', '10.0.3.19']);
  t.true(lines.every((line) => line.length === 79 && line.includes('/53 ')));
  t.is(keyLinesIn(80_000), 1_000);
});

test('the tally of a density is that of its lines', (t) => {
  const seen = new Set<string>();
  const blocks = [...densityBlocks(1_500_000, 100, seen)];
  const lines = linesOf(blocks);
  const counted = lines.flatMap(
    (line) => (line.includes('/53 ') ? (/inside:([0-9.]+)\//.exec(line) ?? []) : [])[1] ?? [],
  );
  t.is(
    blocks.reduce((sum, block) => sum + block.lines, 0),
    lines.length,
  );
  t.is(
    blocks.reduce((sum, block) => sum + block.countedLines, 0),
    counted.length,
  );
  t.deepEqual(seen, new Set(counted));
  const share = lines.filter((line) => line.includes('/53 ')).length / lines.length;
  t.true(Math.abs(share - 0.1) < 0.02, String(share));
});

test('no line matches where none shall, and every line where all shall', (t) => {
  t.true(linesOf(densityBlocks(1, 0, new Set())).every((line) => !line.includes('/53 ')));
  t.true(linesOf(densityBlocks(1, 1000, new Set())).every((line) => line.includes('/53 ')));
});

test('a file that is whole is used again, and one that is not is made anew', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-scaling-'));
  try {
    const first = makeKeys(folder, 8_000, 10);
    t.like(first, { lines: 100, countedLines: 100, keys: 10, bytes: 8_000 });
    const { ino, mtimeMs } = statSync(first.path);
    t.like(statSync(makeKeys(folder, 8_000, 10).path), { ino, mtimeMs });
    appendFileSync(first.path, 'x');
    t.is(readFileSync(makeKeys(folder, 8_000, 10).path).length, 8_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table names what grows once', (t) => {
  const figure = { axis: 'jobs', bytes: 2e9, times: summarize([0.5]) } as const;
  const rows = renderScaling([
    { ...figure, at: '1' },
    { ...figure, at: '2' },
  ]).split('\n');
  t.regex(rows[2] ?? '', /^\| jobs +\| +1 \| +0\.500 \| 0\.500 to 0\.500 \| +4\.00 \|$/);
  t.regex(rows[3] ?? '', /^\| {4,}\| +2 \|/);
});
