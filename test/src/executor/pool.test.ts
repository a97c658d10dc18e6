// Threads that die: every shard has an outcome, and nothing waits for ever.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { ScannedShard } from '../../../src/counts/counts.ts';
import { dispatch } from '../../../src/dispatch.ts';
import { openInline } from '../../../src/executor/inline.ts';
import { openPool } from '../../../src/executor/pool.ts';
import { makeProgress } from '../../../src/progress.ts';
import type { Shard } from '../../../src/types.ts';
import { testSeed } from '../../helpers/kernel-counts.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { inputAt, taskFor, wholeLines, wholeShard } from '../../helpers/shards.ts';

const dyingWorker = new URL('../../helpers/dying-worker.js', import.meta.url);

/**
 * The outcome of a shard whose tries end as said, before others that are scanned by the same thread or its heir: a
 * stream, which waits on that thread, and a file.
 */
async function outcomeOf(t: ExecutionContext, fates: string): Promise<ScannedShard> {
  const path = join(folderWith(t, { a: 'one\ntwo\n' }), 'a');
  const pool = openPool(1, dyingWorker);
  const task = { plan: wholeLines, hashSeed: testSeed, progress: makeProgress() };
  const file = (fate: string): Shard => wholeShard({ ...inputAt(path), path: fate });
  const shards = [file(fates), wholeShard({ ...inputAt(path), path: 'scan', kind: 'stream' }), file('scan')];
  const outcomes = new Map<Shard, ScannedShard>();
  await dispatch({ task, shards, onOutcome: (shard, outcome) => outcomes.set(shard, outcome) }, pool);
  await pool.close();
  const [outcome, ...others] = shards.map((shard) => outcomes.get(shard));
  for (const other of others) t.like(other, { lines: 2, damage: undefined });
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

for (const fate of ['exit', 'throw', 'trap']) {
  test(`a thread that dies once (${fate}): its shard is scanned by another try`, async (t) => {
    t.like(await outcomeOf(t, `${fate}-scan`), { lines: 2, damage: undefined });
  });

  test(`a thread that dies every time (${fate}): its shard is a problem`, async (t) => {
    const { lines, damage } = await outcomeOf(t, fate);
    t.is(lines, 0);
    t.is(damage?.reason, 'unreadable');
    t.regex(damage?.message ?? '', /^whatever scanned it died: .+; its lines are not counted$/);
  });
}

test('a thread that has no memory left dies alone, and its shard is a problem', (t) => {
  const script = fileURLToPath(new URL('../../helpers/memory-hungry.js', import.meta.url));
  const told = execFileSync(process.execPath, ['--max-old-space-size=60', script], { encoding: 'utf8', stdio: 'pipe' });
  t.regex(told, /^unreadable: whatever scanned it died: .*memory/);
});

test('a plan is written once, however many shards are sent with it', async (t) => {
  const path = join(folderWith(t, { a: 'one\ntwo\n' }), 'a');
  let reads = 0;
  const plan = {
    ...wholeLines,
    get rules() {
      reads++;
      return wholeLines.rules;
    },
  };
  const pool = openPool(2);
  const tasks = Array.from({ length: 6 }, () => taskFor(wholeShard(inputAt(path)), plan));
  for (const outcome of await Promise.all(tasks.map((task) => pool.scan(task)))) t.like(outcome, { lines: 2 });
  t.is(reads, 1);
  t.like(await pool.scan(taskFor(wholeShard(inputAt(path)), { ...wholeLines, id: 'another', rules: [] })), {
    kind: 'scanned',
    planId: 'another',
    rules: [],
  });
  await pool.close();
});

test('closing the pool ends a scan that never would, and what waits behind it', async (t) => {
  const path = join(folderWith(t, { a: '' }), 'a');
  const pool = openPool(1, dyingWorker);
  const progress = makeProgress();
  const task = taskFor(wholeShard({ ...inputAt(path), path: 'wait' }), wholeLines, { progress });
  const scans = Promise.allSettled([pool.scan(task), pool.scan(task)]);
  await pool.close();
  for (const { status } of await scans) t.is(status, 'rejected');
});

test('a pool of several threads and this thread alone give the same outcomes', async (t) => {
  const folder = folderWith(t, { a: 'x\ny\n'.repeat(1000), b: 'z\n' });
  const tasks = ['a', 'b'].map((name) => taskFor(wholeShard(inputAt(join(folder, name)))));
  const pool = openPool(2);
  const inline = openInline();
  for (const task of tasks) t.deepEqual(await pool.scan(task), await inline.scan(task));
  await pool.close();
  await inline.close();
});
