import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { run } from '../../bench/timing.ts';

const bench = (...options: string[]) =>
  run([process.execPath, join(projectFolder, 'dist/bench/bench.js'), ...options], 'keep');

test('a small bench prints a table and keeps its figures', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'figures.json');
    const ended = await bench('--size', '200KB', '--runs', '1', '--only', 'plain', '--data', folder, '--json', json);
    t.is(ended.status, 0, ended.errors);
    t.regex(ended.output, /\| plain +\| median s \|/);
    const kept = JSON.parse(readFileSync(json, 'utf8'));
    t.is(kept.schema, 'syslog-sweep/bench@1');
    t.deepEqual(kept.faults, []);
    t.is(kept.data.files, 2);
    t.is(kept.results[0].name, 'syslog-sweep');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the pack and the scaling part check their answers and have tables of their own', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'figures.json');
    const parts = ['--only', 'pack,scaling', '--data', folder, '--json', json];
    const ended = await bench('--size', '200KB', '--runs', '1', ...parts);
    t.is(ended.status, 0, ended.errors);
    t.regex(ended.output, /\| the pack, \d+ rules in one pass +\|/);
    t.regex(ended.output, /\| lines that match +\|/);
    const kept = JSON.parse(readFileSync(json, 'utf8'));
    t.is(kept.pack.pack.all.length, 1);
    t.is(kept.scaling.filter(({ axis }: { axis: string }) => axis === 'jobs').length, 2);
    t.deepEqual(kept.results, []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('wrong usage is told without a stack, with status 2', async (t) => {
  const { status, errors, output } = await bench('--runs', 'many');
  t.is(status, 2);
  t.is(errors, 'Expected the `--runs` option to be a positive integer, got "many"\n');
  t.is(output, '');
});
