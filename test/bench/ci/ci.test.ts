import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type Figure, figureOf, type Kept, schema } from '../../../bench/ci/figures.ts';
import { referenceVersion } from '../../../bench/ci/workloads.ts';
import { projectFolder } from '../../../bench/commands.ts';
import { prepareData } from '../../../bench/data.ts';
import { kindOf, thisMachine } from '../../../bench/machine.ts';
import { run } from '../../../bench/timing.ts';

const bench = (...options: string[]) =>
  run([process.execPath, join(projectFolder, 'dist/bench/ci/ci.js'), ...options], 'keep');

const small = ['--size', '100KB', '--runs', '1'];

/** A base that compares with a small run in this folder. */
async function baseIn(folder: string, figures: readonly Figure[]): Promise<Kept> {
  const request = { folder, bytesPerFile: 100e3, fileCount: 2, codecs: ['plain'] as const };
  const { seed, answer } = await prepareData(request, () => undefined);
  const data = { seed, files: 2, bytes: answer.bytes, lines: answer.lines };
  const machine = thisMachine();
  const terms = { machineKind: kindOf(machine), referenceVersion, data };
  return { schema, date: '2026-11-23T10:00:00.000Z', machine, terms, figures };
}

test('a small run checks its answers, keeps its figures, and ends with status 1 for those that are worse', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ci-'));
  try {
    const ratio = (name: string, value: number) => figureOf(name, 'times the reference', [value]);
    const base = join(folder, 'base.json');
    const figures = [ratio('kernel: none', 1e-6), ratio('a small sweep', 1e6), ratio('gone', 1)];
    writeFileSync(base, JSON.stringify(await baseIn(folder, figures)));
    const ended = await bench(...small, '--data', folder, '--json', folder, '--compare', base);
    t.is(ended.status, 1, ended.errors);
    t.regex(ended.output, /^WORSE: kernel: none: from 0\.000 times the reference/m);
    t.regex(ended.output, /^better: a small sweep: from 1000000\.000 times the reference/m);
    t.regex(ended.output, /^LOST: gone: /m);
    t.regex(ended.output, /^new: the pack over plain text: /m);
    t.regex(ended.output, /^2 of \d+ figures are worse or lost than on 2026-11-23\.$/m);

    const name = readdirSync(folder).find((file) => file.endsWith(`${kindOf(thisMachine())}.json`)) ?? '';
    t.regex(name, /^\d{4}-\d\d-\d\d-/);
    const json = readFileSync(join(folder, name), 'utf8');
    t.false(json.includes(folder) || json.includes(projectFolder) || json.includes(`"${hostname()}"`));
    const kept: Kept = JSON.parse(json);
    t.is(kept.figures.length, 14);
    t.true(kept.figures.every(({ median }) => median > 0));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a base of another kind of machine, or none, is refused with status 2 before anything is timed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ci-'));
  try {
    const base = join(folder, 'base.json');
    const like = await baseIn(folder, []);
    writeFileSync(base, JSON.stringify({ ...like, terms: { ...like.terms, machineKind: 'other' } }));
    const ended = await bench(...small, '--data', folder, '--compare', base);
    t.is(ended.status, 2);
    t.is(ended.output, '');
    t.regex(
      ended.errors,
      /^Expected a base that compares with this run, but the kind of machine was "other", and is "/m,
    );
    const lost = await bench(...small, '--data', folder, '--compare', join(folder, 'lost.json'));
    t.is(lost.status, 2);
    t.regex(lost.errors, /^Expected ".*lost\.json" to be readable: /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
