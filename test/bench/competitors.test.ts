import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { missing } from '../../bench/commands.ts';
import { competitors, ourName } from '../../bench/competitors.ts';
import { codecs } from '../../bench/compress.ts';
import { prepareData } from '../../bench/data.ts';
import { measure } from '../../bench/measure.ts';

test('names are unique among the competitors of a codec, and ours is the first of each', (t) => {
  for (const codec of codecs) {
    const names = competitors.filter((one) => one.codec === codec).map(({ name }) => name);
    t.is(new Set(names).size, names.length);
    t.is(names[0], ourName);
  }
});

test('every competitor that this machine has gives the right answer over two small files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-competitors-'));
  try {
    const data = await prepareData({ folder, bytesPerFile: 300_000, fileCount: 2, codecs }, () => undefined);
    for (const codec of codecs) {
      const present = competitors.filter((one) => one.codec === codec && missing(one.needs).length === 0);
      const results = await measure(present, data.files[codec] ?? [], data, 1, () => undefined);
      t.deepEqual(
        results.filter(({ kind }) => kind !== 'timed'),
        [],
      );
      t.log(`${codec}: ${present.map(({ name }) => name).join('; ')}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
