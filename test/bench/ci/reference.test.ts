import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { projectFolder } from '../../../bench/commands.ts';
import { run } from '../../../bench/timing.ts';

test('both references count the line feeds of all files, across their windows', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reference-'));
  try {
    const texts = ['a\nb', `${'x'.repeat(600_000)}\n`.repeat(3), ''];
    const plain = [...texts.keys()].map((index) => join(folder, `${index}`));
    const gzip = plain.map((path) => `${path}.gz`);
    for (const [index, text] of texts.entries()) {
      writeFileSync(plain[index] ?? '', text);
      writeFileSync(gzip[index] ?? '', gzipSync(text));
    }
    const program = join(projectFolder, 'dist/bench/ci/reference.js');
    t.is((await run([process.execPath, program, 'read', ...plain], 'keep')).output, '4\n');
    t.is((await run([process.execPath, program, 'inflate', ...gzip], 'keep')).output, '4\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
