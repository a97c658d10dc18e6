import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { removeLeftovers, temporaryName } from '../../src/temporaries.ts';
import { folderWith } from '../helpers/scratch.ts';

/** The name that a process would have given which has ended. */
function nameOfDead(): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return temporaryName().replace(`-${process.pid}-`, `-${pid}-`);
}

/** The name that a process of another machine would have given. */
function nameElsewhere(): string {
  return temporaryName().replace(/sweep-(.)/, (_, digit) => `sweep-${digit === '0' ? '1' : '0'}`);
}

test('what a dead process left is removed, folders too; what a living one has is not', (t) => {
  const folder = folderWith(t, {});
  const [dead, deadFolder, own] = [nameOfDead(), nameOfDead(), temporaryName()];
  for (const name of [dead, own, 'report.json', '.syslog-sweep-notes.tmp']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, deadFolder));
  writeFileSync(join(folder, deadFolder, 'a'), '');
  removeLeftovers(folder);
  t.deepEqual(readdirSync(folder).sort(), ['.syslog-sweep-notes.tmp', own, 'report.json'].sort());
});

test('what a process of another machine has is removed only when it is old, if somebody says what that is', (t) => {
  const folder = folderWith(t, {});
  const [old, young] = [nameElsewhere(), nameElsewhere()];
  for (const name of [old, young]) writeFileSync(join(folder, name), '');
  utimesSync(join(folder, old), 1, 1);
  removeLeftovers(folder);
  t.true(existsSync(join(folder, old)));
  removeLeftovers(folder, 60_000);
  t.deepEqual(readdirSync(folder), [young]);
});

test('a folder that is not there has no leftovers', (t) => {
  t.notThrows(() => removeLeftovers(join(folderWith(t, {}), 'no')));
});
