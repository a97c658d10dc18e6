import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readingDamage, storedBytes } from '../../../workers/archive/stored.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';

function opened(t: ExecutionContext, path: string, flags: string | number = 'r'): number {
  const file = openSync(path, flags);
  t.teardown(() => closeSync(file));
  return file;
}

function openedFile(t: ExecutionContext, content: string): number {
  return opened(t, join(folderWith(t, { 'a.log': content }), 'a.log'));
}

test('what was looked at is read once more, and then the rest, into targets of any size', (t) => {
  for (const targetBytes of [1, 3, 4, 5, 100]) {
    const stored = storedBytes(openedFile(t, '0123456789'));
    t.is(Buffer.from(stored.peek(4)).toString(), '0123');
    t.is(stored.position(), 0);
    const target = Buffer.alloc(targetBytes);
    let text = '';
    for (let got = stored.read(target); got > 0; got = stored.read(target)) {
      text += target.toString('latin1', 0, got);
      t.is(stored.position(), text.length);
    }
    t.is(text, '0123456789');
    t.is(stored.failure(), undefined);
  }
});

test('a short input is looked at whole', (t) => {
  const stored = storedBytes(openedFile(t, 'abc'));
  t.is(stored.peek(16).length, 3);
  t.is(stored.read(Buffer.alloc(16)), 3);
  t.is(stored.read(Buffer.alloc(16)), 0);
});

if (!isWindows) {
  test('a failure ends the bytes and says where, also while looking', (t) => {
    const damage = {
      reason: 'unreadable',
      message: 'could not be read at byte 0: illegal operation on a directory (EISDIR)',
    } as const;
    const looked = storedBytes(opened(t, folderWith(t, {})));
    t.is(looked.peek(16).length, 0);
    t.deepEqual(looked.failure(), damage);
    const read = storedBytes(opened(t, folderWith(t, {})));
    t.is(read.read(Buffer.alloc(16)), 0);
    t.deepEqual(read.failure(), damage);
    t.is(read.read(Buffer.alloc(16)), 0);
  });

  test('a pipe that would rather not block is waited for', async (t) => {
    const folder = folderWith(t, {});
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const stored = storedBytes(opened(t, pipe, constants.O_RDONLY | constants.O_NONBLOCK));
    // While somebody could write, an empty pipe is not at its end.
    const writer = opened(t, pipe, 'w');
    const child = spawn('sh', ['-c', 'printf 01234; printf 56789'], { stdio: ['ignore', writer, 'ignore'] });
    let text = '';
    while (text.length < 10) {
      const target = Buffer.alloc(3);
      text += target.toString('latin1', 0, stored.read(target));
    }
    t.is(text, '0123456789');
    t.is(stored.failure(), undefined);
    await once(child, 'exit');
  });
}

test('what is no error of the system is not taken for one of the file', (t) => {
  t.throws(() => readingDamage(new TypeError('a bug'), 0), { message: 'a bug' });
});
