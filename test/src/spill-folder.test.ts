import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { UserError } from '../../src/errors.ts';
import { openSpillFolder, readMemory, shareMemory } from '../../src/spill-folder.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

test('the folder is private, and goes with all that is in it', (t) => {
  const tmp = folderWith(t, {});
  const folder = openSpillFolder({ tmp, memory: '2MB' });
  t.is(folder.memoryBytes, 2e6);
  if (!isWindows) t.is(statSync(folder.path).mode & 0o777, 0o700);
  writeFileSync(join(folder.path, 'run'), 'x');
  folder.remove();
  folder.remove();
  t.deepEqual(readdirSync(tmp), []);
});

test('what a dead process left in it is removed, and nothing else', (t) => {
  const tmp = folderWith(t, { '.syslog-sweep-other.tmp': '' });
  const folder = openSpillFolder({ tmp });
  const [, machine = ''] = /sweep-([0-9a-f]{8})-/.exec(folder.path) ?? [];
  // No process has this number.
  const dead = `.syslog-sweep-${machine}-4194305-0123456789abcdef.tmp`;
  mkdirSync(join(tmp, dead), { mode: 0o700 });
  writeFileSync(join(tmp, dead, 'run'), 'x');
  const next = openSpillFolder({ tmp });
  t.deepEqual(readdirSync(tmp).includes(dead), false);
  t.true(existsSync(folder.path));
  folder.remove();
  next.remove();
  t.deepEqual(readdirSync(tmp), ['.syslog-sweep-other.tmp']);
});

test('a folder that was named and cannot be written to is told at once', (t) => {
  const tmp = folderWith(t, { file: '' });
  for (const name of ['missing', 'file']) {
    t.throws(() => openSpillFolder({ tmp: join(tmp, name) }), {
      instanceOf: UserError,
      message: /^Expected the `--tmp` option to be a folder that can be written to, got ".*": /,
    });
  }
});

test('a size of memory is a number and a unit, and not next to nothing', (t) => {
  t.deepEqual(['512MB', '1.5gb', '2 GiB', '1000 KB', '1MiB'].map(readMemory), [512e6, 1.5e9, 2 ** 31, 1e6, 2 ** 20]);
  for (const bad of ['', '512', '536870912', '999KB', '-1GB', '1e9MB', '4TBs', 'MB', '512 m']) {
    t.throws(
      () => readMemory(bad),
      { instanceOf: UserError, message: /`--memory` option to be a size with its unit, .* as 512MB or 4GiB, got/ },
      bad,
    );
  }
});

test('threads and the coordinator never have more than there is, and a kernel no more than it can', (t) => {
  for (const jobs of [1, 2, 64]) {
    const { threadBytes, tableBytes } = shareMemory(512e6, jobs);
    t.true(jobs * threadBytes + tableBytes <= 512e6);
  }
  t.is(shareMemory(64e9, 1).threadBytes, 2 ** 30);
});
