import { appendFileSync, closeSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Damage, Shard } from '../../../src/types.ts';
import { openPlain } from '../../../workers/archive/plain.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';
import { inputAt } from '../../helpers/shards.ts';
import { awkwardText, bytes } from '../../helpers/texts.ts';

interface Reading {
  readonly text: string;
  readonly storedBytes: number;
  readonly damage: Damage | undefined;
}

function read(file: number, shard: Shard, targetBytes: number): Reading {
  const source = openPlain(file, shard);
  const target = Buffer.alloc(targetBytes);
  let text = '';
  for (let got = source.read(target); got > 0; got = source.read(target)) text += target.toString('latin1', 0, got);
  if (source.read(target) !== 0) throw new Error('text after the end');
  return { text, storedBytes: source.storedBytes(), damage: source.damage() };
}

function opened(t: ExecutionContext, content: string): { readonly path: string; readonly file: number } {
  const path = join(folderWith(t, { 'a.log': content }), 'a.log');
  const file = openSync(path, 'r');
  t.teardown(() => closeSync(file));
  return { path, file };
}

/** The lines that begin in [start, end). */
function linesIn(text: string, start: number, end: number): string {
  const begins = (at: number) => at === 0 || text[at - 1] === '\n';
  let from = start;
  while (from < end && !begins(from)) from++;
  if (from >= end) return '';
  const feed = text.indexOf('\n', end - 1);
  return text.slice(from, feed < 0 ? undefined : feed + 1);
}

test('neighbouring ranges share no line and miss none, wherever they are cut', (t) => {
  const { path, file } = opened(t, '');
  const cuts = fc.uniqueArray(fc.nat(80), { maxLength: 6 });
  fc.assert(
    fc.property(awkwardText, cuts, fc.integer({ min: 1, max: 100 }), (text, anyCuts, targetBytes) => {
      writeFileSync(path, bytes(text));
      const input = inputAt(path);
      const inner = anyCuts.filter((cut) => cut > 0 && cut < text.length).sort((a, b) => a - b);
      const places = [0, ...inner, text.length];
      const readings = places.slice(1).map((end, i) => {
        const start = places[i] ?? 0;
        const reading = read(file, { input, start, end }, targetBytes);
        t.is(reading.text, linesIn(text, start, end));
        t.is(reading.storedBytes, end - start);
        t.is(reading.damage, undefined);
        return reading;
      });
      t.is(readings.map((reading) => reading.text).join(''), text);
    }),
    { numRuns: 400 },
  );
});

test('lines longer than whole ranges belong to the range in which they begin', (t) => {
  const text = `${'a'.repeat(200_000)}\n${'b'.repeat(150_000)}\nc\n${'d'.repeat(90_000)}`;
  const { path, file } = opened(t, text);
  const input = inputAt(path);
  for (const rangeBytes of [7000, 65_536, 65_537, 200_001]) {
    let joined = '';
    let storedBytes = 0;
    for (let start = 0; start < text.length; start += rangeBytes) {
      const reading = read(file, { input, start, end: Math.min(start + rangeBytes, text.length) }, 65_536);
      joined += reading.text;
      storedBytes += reading.storedBytes;
      t.is(reading.damage, undefined);
    }
    t.true(joined === text, `${rangeBytes}`);
    t.is(storedBytes, text.length);
  }
});

test('a file that shrank is changed, in the range where it ends and in those behind', (t) => {
  const { path, file } = opened(t, 'line\n'.repeat(100));
  const input = inputAt(path);
  truncateSync(path, 252);
  t.deepEqual(read(file, { input, start: 0, end: 200 }, 65_536), {
    text: 'line\n'.repeat(40),
    storedBytes: 200,
    damage: undefined,
  });
  t.deepEqual(read(file, { input, start: 200, end: 400 }, 65_536), {
    text: `${'line\n'.repeat(10)}li`,
    storedBytes: 52,
    damage: { reason: 'changed', message: 'ended at byte 252, before 400: it shrank while it was read' },
  });
  const behind = read(file, { input, start: 400, end: 500 }, 65_536);
  t.like(behind, { text: '', storedBytes: 0, damage: { reason: 'changed' } });
});

test('a file that grew is no problem, and what came later is not read', (t) => {
  const { path, file } = opened(t, 'one\ntwo\n');
  const input = inputAt(path);
  appendFileSync(path, 'three\nfour\n');
  t.deepEqual(read(file, { input, start: 0, end: 8 }, 65_536), {
    text: 'one\ntwo\n',
    storedBytes: 8,
    damage: undefined,
  });
});

test('a last line that was finished after the planning is read whole', (t) => {
  const { path, file } = opened(t, 'one\ntw');
  const input = inputAt(path);
  appendFileSync(path, 'o\nthree\n');
  t.is(read(file, { input, start: 0, end: 6 }, 65_536).text, 'one\ntwo\n');
});

test('an empty range has no line', (t) => {
  const { path, file } = opened(t, '');
  const input = inputAt(path);
  appendFileSync(path, 'late\n');
  t.deepEqual(read(file, { input, start: 0, end: 0 }, 65_536), { text: '', storedBytes: 0, damage: undefined });
});

if (!isWindows) {
  test('a reading error is data, at the front of a range and behind it', (t) => {
    const folder = folderWith(t, {});
    const file = openSync(folder, 'r');
    t.teardown(() => closeSync(file));
    const input = { ...inputAt(folder), storedBytes: 1000 };
    for (const start of [0, 500]) {
      const message = `could not be read at byte ${Math.max(start - 1, 0)}: illegal operation on a directory (EISDIR)`;
      t.deepEqual(read(file, { input, start, end: 1000 }, 65_536), {
        text: '',
        storedBytes: 0,
        damage: { reason: 'unreadable', message },
      });
    }
  });
}
