// Writes a mixed archive as large as one asks for: `node dist/bench/make-mixed.js FOLDER [--lines N] [--seed N]`. The
// catch-all file has the lines, the files with heads of their own a tenth as many each.

import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { blocksOf, everything, mixedLines, tableLines } from './mixed/mixed-archive.ts';
import { concernScene } from './mixed/scene.ts';
import { tables } from './mixed/tables.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [lines, seed] = [Number(values.lines), Number(values.seed)];
const folder = positionals[0];
if (folder === undefined || !Number.isInteger(lines) || lines < 1 || !Number.isInteger(seed)) {
  process.stderr.write('Expected a folder, and numbers behind --lines and --seed\n');
  process.exitCode = 2;
} else {
  // Its name tells the year of stamps that have none.
  const day = join(folder, concernScene.day);
  mkdirSync(day, { recursive: true });
  write(join(day, 'SyslogCatchAll.txt'), mixedLines(seed, concernScene, everything), lines);
  for (const [name, { file }] of Object.entries(tables)) {
    // Keys of `tables` are of this type, and no others.
    const rows = tableLines(seed, concernScene, name as keyof typeof tables);
    write(join(day, file), rows, Math.ceil(lines / 10));
  }
}

function write(path: string, text: Iterable<string>, count: number): void {
  const file = openSync(path, 'w');
  for (const block of blocksOf(text, { lines: count })) writeSync(file, block);
}
