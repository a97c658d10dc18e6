import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openInline } from '../../../src/executor/inline.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { inputAt, taskFor, wholeShard } from '../../helpers/shards.ts';

test('on this thread one scan follows the other, also behind one that failed', async (t) => {
  const path = join(folderWith(t, { a: 'x\n' }), 'a');
  const inline = openInline();
  const good = taskFor(wholeShard(inputAt(path)));
  const bad = { ...good, plan: undefined as never };
  const outcomes = await Promise.all([inline.scan(good), inline.scan(bad), inline.scan(good)]);
  t.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['scanned', 'bug', 'scanned'],
  );
});

test('one scan begins when the one before has ended', async (t) => {
  const path = join(folderWith(t, { a: '' }), 'a');
  const inline = openInline();
  const shard = wholeShard({ ...inputAt(path), storedBytes: 4 });
  const first = inline.scan(taskFor(shard));
  // The second scan finds what is written when the first one is over.
  const second = inline.scan(taskFor(shard));
  t.like(await first, { lines: 0, damage: { reason: 'changed' } });
  writeFileSync(path, 'x\ny\n');
  t.like(await second, { lines: 2, damage: undefined });
});

test('with each scan the event loop turns, so that signals are heard', async (t) => {
  const path = join(folderWith(t, { a: 'x\n' }), 'a');
  const inline = openInline();
  await inline.scan(taskFor(wholeShard(inputAt(path))));
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await inline.scan(taskFor(wholeShard(inputAt(path))));
  t.true(turned);
});
