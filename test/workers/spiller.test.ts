// What a shard spills and what it sends are all it counted, however small its tables have to be.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { BoundedKeys } from '../../src/counts/bounded-keys.ts';
import { addShard, emptyCounts, type ScannedShard } from '../../src/counts/counts.ts';
import { askToSpill, makeProgress, readSpilled } from '../../src/progress.ts';
import { planShards } from '../../src/shard.ts';
import { compilePlan } from '../../src/spec/plan.ts';
import { specFromFlags } from '../../src/spec/spec.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import { noFlags } from '../../src/spec/sweep-flags.ts';
import type { ShardTask, SpillTask } from '../../src/types.ts';
import { lacksMemory } from '../../workers/kernel/instance.ts';
import { scanShard } from '../../workers/scan-shard.ts';
import { testSeed } from '../helpers/kernel-counts.ts';
import { entriesOf } from '../helpers/packed-keys.ts';
import { folderWith } from '../helpers/scratch.ts';
import { inputAt } from '../helpers/shards.ts';

const { plan } = compilePlan(
  specFromFlags({ ...noFlags, key: 'inside:{word}/', measure: ['first=first', 'hours=hours'] }, filesOnDisk),
);
const { plan: plain } = compilePlan(specFromFlags({ ...noFlags, key: 'inside:{word}/' }, filesOnDisk));
const lines = Array.from({ length: 60_000 }, (_, i) => {
  const clock = new Date(i * 1000).toISOString().slice(11, 19);
  return `2014-07-03 ${clock} inside:host-${(i * 7919) % 25_000}/53 to`;
});
const text = `${lines.join('\n')}\n`;

async function scannedIn(
  t: ExecutionContext,
  task: Pick<ShardTask, 'plan' | 'progress'>,
  limitBytes: number,
  shardBytes = 2 ** 26,
) {
  const folder = folderWith(t, { 'a.log': text, 'spill/x': '' });
  const spill: SpillTask = { folder: join(folder, 'spill'), seed: [1, 2], limitBytes };
  const shards: ScannedShard[] = [];
  for (const shard of planShards([inputAt(join(folder, 'a.log'))], shardBytes)) {
    const outcome = await scanShard({ ...task, shard, spill, hashSeed: testSeed, hugeWindow: false });
    if (outcome.kind !== 'scanned') throw new Error(JSON.stringify(outcome));
    shards.push(outcome);
  }
  const counts = emptyCounts(task.plan, { folder: spill.folder, seed: spill.seed, tableBytes: 2 ** 30 });
  for (const shard of shards) addShard(counts, shard);
  return { shards, counts, files: readdirSync(spill.folder).length - 1 };
}

const noKeys = new BoundedKeys();
const expected = new Map<string, number>();
for (const line of lines) {
  const key = line.slice(line.indexOf('host'), line.indexOf('/'));
  expected.set(key, (expected.get(key) ?? 0) + 1);
}
const inOrder = [...expected].sort(([a], [b]) => (a < b ? -1 : 1));

test('tables that fit are sent as ever, and nothing is written', async (t) => {
  const { shards, counts, files } = await scannedIn(t, { plan: plain }, 2 ** 30);
  t.is(files, 0);
  t.deepEqual(
    shards.flatMap(({ rules }) => rules.flatMap(({ runs }) => runs)),
    [],
  );
  t.deepEqual(entriesOf(counts.rules[0]?.keys ?? noKeys), inOrder);
});

test('tables that do not fit are written, each key to its partition, whoever writes it', async (t) => {
  for (const [asked, limitBytes] of [
    [plain, 1],
    [plain, 600_000],
    [plan, 1],
  ] as const) {
    for (const shardBytes of [2 ** 26, 700_000]) {
      const progress = makeProgress();
      const { counts, files } = await scannedIn(t, { plan: asked, progress }, limitBytes, shardBytes);
      t.true(files > 0);
      t.true(readSpilled(progress) > 100_000);
      const [tally] = counts.rules;
      // The coordinator's own partitions beside those of the kernel: a key in two parts would be told twice.
      tally?.keys.spill();
      t.deepEqual(entriesOf(tally?.keys ?? noKeys), inOrder, `${limitBytes}`);
      t.is(tally?.matchedLines, lines.length);
    }
  }
});

test('who is asked to spill does so at the end of a shard, if it is much', async (t) => {
  const progress = makeProgress();
  askToSpill(progress);
  const { shards, counts, files } = await scannedIn(t, { plan: plain, progress }, 2 ** 30);
  t.is(files, 1);
  t.is(shards[0]?.rules[0]?.packedKeys.length, 0);
  t.deepEqual(entriesOf(counts.rules[0]?.keys ?? noKeys), inOrder);
});

test('a folder that cannot be written to is told, and nothing was counted', async (t) => {
  const folder = folderWith(t, { 'a.log': text });
  const [shard] = planShards([inputAt(join(folder, 'a.log'))], 2 ** 26);
  if (shard === undefined) throw new Error('no shard');
  const spill: SpillTask = { folder: join(folder, 'gone'), seed: [1, 2], limitBytes: 1 };
  const outcome = await scanShard({ plan: plain, shard, spill, hashSeed: testSeed, hugeWindow: false });
  t.is(outcome.kind, 'cannot-spill');
  t.regex(outcome.kind === 'cannot-spill' ? outcome.message : '', /cannot be written to ".*gone": .*ENOENT/);
});

test('a trap is for want of memory only while memory is asked for, or where there is none', (t) => {
  const memory = (maximum: number) => {
    const made = { pages: 1, buffer: new ArrayBuffer(0) };
    const grow = (pages: number) => {
      if (made.pages + pages > maximum) throw new RangeError('Maximum memory size exceeded');
      made.pages += pages;
      return made.pages;
    };
    return { ...made, grow };
  };
  t.true(lacksMemory({ isAllocating: () => 1, memory: memory(9) }));
  t.true(lacksMemory({ isAllocating: () => 0, memory: memory(1) }));
  t.false(lacksMemory({ isAllocating: () => 0, memory: memory(9) }));
});
