import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { generate } from '../../bench/generate.ts';
import { packQuestions } from '../../bench/pack-questions.ts';
import { cutHeads, type Expected, expectedByHand, expectedByMawk, packFaults } from '../../bench/pack-witness.ts';
import { benchScene } from '../../bench/scene.ts';

const expected: ReadonlyMap<string, Expected> = new Map([
  [
    'dns',
    {
      matchedLines: 9,
      counts: new Map([
        ['10.1.0.10', 4],
        ['10.1.2.3', 3],
        ['10.1.2.4', 2],
      ]),
      enough: new Set(['10.1.0.10', '10.1.2.3']),
    },
  ],
]);
const row = (host: string, count: number) => ({ key: { src_ip: host }, count });
const rule = (more: object) => ({
  id: 'dns',
  matchedLines: 9,
  unkeyedLines: 0,
  allowed: { keys: 1, lines: 4 },
  ranking: [row('10.1.2.3', 3)],
  ...more,
});
const faults = (more: object) =>
  packFaults({ coverage: { lines: 0 }, rules: [rule(more)] }, expected, () => ['10.1.0.10']);

test('a rule that found every host that is neither left out nor too small has no fault', (t) => {
  t.deepEqual(faults({}), []);
});

test('other lines, a host more or less, another count and a list that hides nobody are faults', (t) => {
  t.deepEqual(faults({ matchedLines: 8 }), ['dns: 8 lines instead of 9']);
  t.deepEqual(faults({ ranking: [] }), ['dns: 0 hosts instead of 1']);
  t.deepEqual(faults({ ranking: [row('10.1.2.3', 3), row('10.1.2.4', 2)] }), ['dns: 2 hosts instead of 1']);
  t.deepEqual(faults({ ranking: [row('10.1.2.3', 2)] }), ['dns: 10.1.2.3 is counted 2 times instead of 3']);
  t.deepEqual(faults({ ranking: [row('10.1.2.5', 3)] }), ['dns: 10.1.2.3 is counted 0 times instead of 3']);
  t.deepEqual(faults({ allowed: { keys: 0, lines: 0 } }), ['dns: 0 hosts are left out instead of 1']);
});

test('a rule that the report lacks is a fault', (t) => {
  t.deepEqual(
    packFaults({ coverage: { lines: 0 }, rules: [] }, expected, () => []),
    ['the rule dns is missing'],
  );
});

test('a witness that knows only lines asks for nothing else', (t) => {
  const lines = new Map([['dns', { matchedLines: 9 }]]);
  t.deepEqual(
    packFaults({ coverage: { lines: 0 }, rules: [rule({ ranking: [] })] }, lines, () => []),
    [],
  );
});

test('the two witnesses say the same of every question, and each finds something', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-witness-'));
  try {
    const file = join(folder, 'log');
    writeFileSync(file, Buffer.concat([...generate(benchScene, 7, { lines: 4_000 }).blocks]));
    const byHand = expectedByHand([file]);
    const byMawk = await expectedByMawk([file]);
    t.is(byHand.lines, 4_000);
    for (const id of packQuestions.flatMap(({ rules }) => rules)) {
      const [hand, mawk] = [byHand.rules.get(id), byMawk?.get(id)];
      t.true((hand?.matchedLines ?? 0) > 10, id);
      if (byMawk === undefined) continue;
      t.is(mawk?.matchedLines, hand?.matchedLines, id);
      t.deepEqual(sorted(mawk?.counts), sorted(hand?.counts), id);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('heads of files end with a whole line', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-heads-'));
  try {
    const file = join(folder, 'whole');
    writeFileSync(file, 'one\ntwo\nthree\n');
    const target = mkdtempSync(join(folder, 'heads-'));
    t.deepEqual(
      cutHeads([file], target, 10).map((path) => readFileSync(path, 'utf8')),
      ['one\ntwo\n'],
    );
    t.deepEqual(
      cutHeads([file], target, 100).map((path) => readFileSync(path, 'utf8')),
      ['one\ntwo\nthree\n'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function sorted(counts: ReadonlyMap<string, number> | undefined): [string, number][] {
  return [...(counts ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}
