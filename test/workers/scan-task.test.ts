// What a thread does with tasks that come while it is at work.

import { join } from 'node:path';
import test from 'ava';
import { postTask } from '../../src/posted-plan.ts';
import type { ShardOutcome } from '../../src/types.ts';
import scanTask from '../../workers/scan-task.ts';
import { folderWith } from '../helpers/scratch.ts';
import { inputAt, taskFor, wholeShard } from '../helpers/shards.ts';
import { frame } from '../helpers/zstd-frames.ts';

test('tasks that are sent together are done one after the other, each as if it were alone', async (t) => {
  const texts = ['a\n'.repeat(3), 'b\n'.repeat(50), 'c\n'.repeat(7)];
  const frames = texts.map((text, index) => [`${index}.zst`, frame([Buffer.from(text)], {}).stored] as const);
  const folder = folderWith(t, { ...Object.fromEntries(frames), 'gone.log': '' });
  // zstd is loaded when it is first wanted: a scan that waits for it leaves the thread to others.
  const paths = ['0.zst', 'missing', '1.zst', '2.zst'].map((name) => join(folder, name));
  const posted = paths.map((path) => {
    const input = inputAt(path.endsWith('missing') ? join(folder, 'gone.log') : path, 'zstd');
    return postTask(taskFor(wholeShard(path.endsWith('missing') ? { ...input, openPath: path } : input)));
  });
  const ended: number[] = [];
  const outcomes = await Promise.all(
    posted.map(async (task, index): Promise<ShardOutcome> => {
      const outcome = await scanTask(task);
      ended.push(index);
      return outcome;
    }),
  );
  t.deepEqual(ended, [0, 1, 2, 3]);
  t.deepEqual(
    outcomes.map((outcome) => (outcome.kind === 'scanned' ? [outcome.lines, outcome.damage?.reason] : outcome)),
    [
      [3, undefined],
      [0, 'unreadable'],
      [50, undefined],
      [7, undefined],
    ],
  );
});
