import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../src/errors.ts';
import { type OutputFs, openOutput, openOutputs } from '../../src/output-files.ts';

const isWindows = process.platform === 'win32';

function folderFor(t: ExecutionContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'output-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function fails(t: ExecutionContext, work: () => unknown, ...parts: readonly string[]): void {
  const error = t.throws(work, { instanceOf: UserError });
  for (const part of parts) t.true(error?.message.includes(part), `${error?.message}: ${part}`);
}

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(code), { code, errno });
}

function modeOf(path: string): number {
  return fs.statSync(path).mode & 0o777;
}

test('the target is not there until commit, and then whole', (t) => {
  const path = join(folderFor(t), 'report.json');
  const output = openOutput(path);
  output.write('{"a":');
  output.write(Buffer.from('1}'));
  t.false(fs.existsSync(path));
  output.commit();
  t.is(fs.readFileSync(path, 'utf8'), '{"a":1}');
});

test('nothing but the target is left after commit', (t) => {
  const folder = folderFor(t);
  const output = openOutput(join(folder, 'a.txt'));
  output.commit();
  t.deepEqual(fs.readdirSync(folder), ['a.txt']);
});

test('the temporary file is private, hidden and beside the target', (t) => {
  const folder = folderFor(t);
  const output = openOutput(join(folder, 'a.txt'));
  const [name, ...others] = fs.readdirSync(folder);
  t.deepEqual(others, []);
  t.regex(name ?? '', /^\.syslog-sweep-[0-9a-f]{8}-\d+-[0-9a-f]{16}\.tmp$/);
  if (!isWindows) t.is(modeOf(join(folder, name ?? '')), 0o600);
  output.abandon();
});

test('pieces of an iterable are written in their order, also many and large ones', (t) => {
  const path = join(folderFor(t), 'a.csv');
  const pieces = [...Array.from({ length: 50_000 }, (_, i) => `row ${i}\r\n`), 'ä'.repeat(300_000), 'end'];
  const output = openOutput(path);
  output.write(pieces);
  output.write([]);
  output.write([Buffer.from([0xff])]);
  output.commit();
  t.true(fs.readFileSync(path).equals(Buffer.concat([Buffer.from(pieces.join('')), Buffer.from([0xff])])));
});

test('a file that is replaced keeps its mode', (t) => {
  const path = join(folderFor(t), 'a.txt');
  fs.writeFileSync(path, 'old');
  fs.chmodSync(path, 0o640);
  const output = openOutput(path);
  output.write('new');
  output.commit();
  t.is(fs.readFileSync(path, 'utf8'), 'new');
  if (!isWindows) t.is(modeOf(path), 0o640);
});

test('a new file gets the mode that the system gives any new file', (t) => {
  const folder = folderFor(t);
  fs.writeFileSync(join(folder, 'plain'), '');
  const output = openOutput(join(folder, 'a.txt'));
  output.commit();
  t.is(modeOf(join(folder, 'a.txt')), modeOf(join(folder, 'plain')));
});

test('abandon leaves the old file and nothing else, however often it is called', (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.txt');
  fs.writeFileSync(path, 'old');
  const output = openOutput(path);
  output.write('new');
  output.abandon();
  output.abandon();
  t.deepEqual(fs.readdirSync(folder), ['a.txt']);
  t.is(fs.readFileSync(path, 'utf8'), 'old');
});

test('abandon after commit does nothing', (t) => {
  const path = join(folderFor(t), 'a.txt');
  const output = openOutput(path);
  output.write('new');
  output.commit();
  output.abandon();
  t.is(fs.readFileSync(path, 'utf8'), 'new');
});

test('to write after the end is a bug, not a mistake of the user', (t) => {
  const output = openOutput(join(folderFor(t), 'a.txt'));
  output.abandon();
  const error = t.throws(() => output.write('x'));
  t.false(error instanceof UserError);
  t.throws(() => output.commit());
});

test('a symbolic link stays, and what it points to is replaced', (t) => {
  const folder = folderFor(t);
  fs.mkdirSync(join(folder, 'real'));
  fs.writeFileSync(join(folder, 'real', 'report.txt'), 'old');
  fs.symlinkSync(join('real', 'report.txt'), join(folder, 'link.txt'));
  const output = openOutput(join(folder, 'link.txt'));
  output.write('new');
  output.commit();
  t.true(fs.lstatSync(join(folder, 'link.txt')).isSymbolicLink());
  t.is(fs.readFileSync(join(folder, 'real', 'report.txt'), 'utf8'), 'new');
  t.deepEqual(fs.readdirSync(join(folder, 'real')), ['report.txt']);
});

test('a symbolic link to nothing yet makes what it points to', (t) => {
  const folder = folderFor(t);
  fs.mkdirSync(join(folder, 'real'));
  fs.symlinkSync(join('real', 'report.txt'), join(folder, 'link.txt'));
  fs.symlinkSync('link.txt', join(folder, 'link-to-link.txt'));
  const output = openOutput(join(folder, 'link-to-link.txt'));
  output.write('new');
  output.commit();
  t.is(fs.readFileSync(join(folder, 'real', 'report.txt'), 'utf8'), 'new');
  t.true(fs.lstatSync(join(folder, 'link-to-link.txt')).isSymbolicLink());
});

test('a loop of symbolic links is told before the scan', (t) => {
  const folder = folderFor(t);
  fs.symlinkSync('b.txt', join(folder, 'a.txt'));
  fs.symlinkSync('a.txt', join(folder, 'b.txt'));
  fails(t, () => openOutput(join(folder, 'a.txt')), 'a.txt', 'loop of symbolic links');
});

test('a directory is told before the scan', (t) => {
  fails(t, () => openOutput(folderFor(t)), 'is a directory');
});

test('a missing folder is told before the scan, with what to do', (t) => {
  fails(t, () => openOutput(join(folderFor(t), 'no', 'a.txt')), 'ENOENT', 'make its folder first');
});

test('a folder that is a file is told before the scan', (t) => {
  const folder = folderFor(t);
  fs.writeFileSync(join(folder, 'file'), '');
  fails(t, () => openOutput(join(folder, 'file', 'a.txt')), 'ENOTDIR');
});

test('a name that the system cannot hold is told before the scan', (t) => {
  fails(t, () => openOutput(join(folderFor(t), `${'a'.repeat(300)}.txt`)), 'Cannot write');
});

test('a folder that cannot be written is told before the scan', (t) => {
  const denied: OutputFs = {
    ...fs,
    openSync: () => {
      throw systemError('EACCES', -13);
    },
  };
  const folder = folderFor(t);
  fails(t, () => openOutput(join(folder, 'a.txt'), denied), 'a.txt', 'permission denied (EACCES)', 'another folder');
  t.deepEqual(fs.readdirSync(folder), []);
});

test('a write-protected file is not replaced', (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.txt');
  fs.writeFileSync(path, 'old');
  const denied: OutputFs = {
    ...fs,
    accessSync: () => {
      throw systemError('EACCES', -13);
    },
  };
  fails(t, () => openOutput(path, denied), 'EACCES');
  t.deepEqual(fs.readdirSync(folder), ['a.txt']);
});

if (!isWindows) {
  test('a device or a pipe is never replaced by a file', (t) => {
    const fifo = join(folderFor(t), 'fifo.txt');
    execFileSync('mkfifo', [fifo]);
    fails(t, () => openOutput(fifo), 'a device, a pipe or a socket');
    fails(t, () => openOutput('/dev/null'), 'a device, a pipe or a socket');
    t.true(fs.statSync('/dev/null').isCharacterDevice());
  });
}

test('control characters of a path do not act in the message', (t) => {
  const error = t.throws(() => openOutput(join(folderFor(t), 'no\u001b[2J', 'a.txt')));
  t.false(error?.message.includes('\u001b'));
});

test('a full disk removes the temporary, keeps the old file and says so', (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'a.txt');
  fs.writeFileSync(path, 'old');
  const full: OutputFs = {
    ...fs,
    writeSync: () => {
      throw systemError('ENOSPC', -28);
    },
  };
  const output = openOutput(path, full);
  fails(t, () => output.write('new'), 'a.txt', 'ENOSPC', 'make room');
  t.deepEqual(fs.readdirSync(folder), ['a.txt']);
  t.is(fs.readFileSync(path, 'utf8'), 'old');
});

test('a rename that fails removes the temporary and says so', (t) => {
  const folder = folderFor(t);
  const busy: OutputFs = {
    ...fs,
    renameSync: () => {
      throw systemError('EBUSY', -16);
    },
  };
  const output = openOutput(join(folder, 'a.txt'), busy);
  fails(t, () => output.commit(), 'EBUSY', 'close whatever program');
  t.deepEqual(fs.readdirSync(folder), []);
});

if (!isWindows) {
  test('the bytes are on the disk before the rename, the name after it', (t) => {
    const folder = fs.realpathSync(folderFor(t));
    const steps: string[] = [];
    const output = openOutput(join(folder, 'a.txt'), {
      ...fs,
      fsyncSync(file) {
        steps.push(fs.fstatSync(file).isDirectory() ? 'folder' : 'file');
        fs.fsyncSync(file);
      },
      renameSync(from, to) {
        steps.push('rename');
        fs.renameSync(from, to);
      },
    });
    output.commit();
    t.deepEqual(steps, ['file', 'rename', 'folder']);
  });

  test('a file system that brings no folder to the disk is none of the reasons to fail, a broken disk is', (t) => {
    const folder = folderFor(t);
    const failing = (code: string, errno: number): OutputFs => ({
      ...fs,
      fsyncSync(file) {
        if (fs.fstatSync(file).isDirectory()) throw systemError(code, errno);
      },
    });
    openOutput(join(folder, 'a.txt'), failing('EINVAL', -22)).commit();
    const broken = openOutput(join(folder, 'b.txt'), failing('EIO', -5));
    fails(t, () => broken.commit(), 'EIO');
    t.deepEqual(fs.readdirSync(folder), ['a.txt', 'b.txt']);
  });
}

test('a system that takes only some of the bytes gets the rest again', (t) => {
  const path = join(folderFor(t), 'a.txt');
  const writeSync = (file: number, bytes: NodeJS.ArrayBufferView, offset: number, length: number) =>
    fs.writeSync(file, bytes, offset, Math.min(length, 3));
  const output = openOutput(path, { ...fs, writeSync: writeSync as typeof fs.writeSync });
  output.write('0123456789');
  output.commit();
  t.is(fs.readFileSync(path, 'utf8'), '0123456789');
});

test('what a renderer throws is passed on as it is, and the temporary is removed', (t) => {
  const folder = folderFor(t);
  const bug = new TypeError('a bug');
  const output = openOutput(join(folder, 'a.txt'));
  const broken = function* () {
    yield 'x';
    throw bug;
  };
  t.is(
    t.throws(() => output.write(broken())),
    bug,
  );
  t.deepEqual(fs.readdirSync(folder), []);
});

test('two outputs to one file are a mistake, however it is spelled, and leave nothing', (t) => {
  const folder = folderFor(t);
  fs.symlinkSync('a.txt', join(folder, 'link.txt'));
  for (const other of [join(folder, 'a.txt'), `${folder}/./a.txt`, join(folder, 'link.txt')]) {
    fails(t, () => openOutputs([join(folder, 'b.txt'), join(folder, 'a.txt'), other]), 'are the same');
  }
  t.deepEqual(fs.readdirSync(folder), ['link.txt']);
});

test('if one output cannot be opened, none is', (t) => {
  const folder = folderFor(t);
  fails(t, () => openOutputs([join(folder, 'a.txt'), join(folder, 'no', 'b.txt')]), 'b.txt');
  t.deepEqual(fs.readdirSync(folder), []);
});

test('outputs come back in the order of their paths', (t) => {
  const folder = folderFor(t);
  const paths = [join(folder, 'b.txt'), join(folder, 'a.txt')];
  const outputs = openOutputs(paths);
  t.deepEqual(
    outputs.map(({ path }) => path),
    paths,
  );
  for (const output of outputs) output.abandon();
});
