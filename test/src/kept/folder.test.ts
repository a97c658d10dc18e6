// The state folder on bad disks and in bad company: what fails is told once, nothing is left behind, and nobody's own
// folder is touched.

import { execFileSync } from 'node:child_process';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../../src/errors.ts';
import type { FolderFs, StateFolder } from '../../../src/kept/folder.ts';
import { openFolder } from '../../../src/kept/open-folder.ts';
import { sealJson } from '../../../src/kept/sealed-json.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(code), { code, errno });
}

/** The file system, but one operation fails, from its `from`-th call on. */
function failing(operation: 'mkdir' | 'open' | 'rename' | 'write' | 'sync', from = 1, code = 'ENOSPC'): FolderFs {
  let calls = 0;
  const guard = () => {
    calls++;
    if (calls >= from) throw systemError(code, code === 'ENOSPC' ? -28 : -30);
  };
  type Done = (error: Error | null) => void;
  const guarded = (done: Done) => {
    try {
      guard();
      done(null);
    } catch (error) {
      done(error as Error);
    }
  };
  const first = <Args extends unknown[], Result>(call: (...args: Args) => Result) => {
    return (...args: Args) => {
      guard();
      return call(...args);
    };
  };
  const failed = {
    mkdir: { mkdirSync: first(nodeFs.mkdirSync) },
    open: {
      // Kept files are opened for reading by flags that are a number.
      openSync: (path: string, flags: string | number, mode?: number) => {
        if (typeof flags === 'string') guard();
        return nodeFs.openSync(path, flags, mode);
      },
    },
    rename: { renameSync: first(nodeFs.renameSync) },
    write: { writeFileSync: guard, writeFile: (_file: number, _bytes: Uint8Array, done: Done) => guarded(done) },
    sync: { fsync: (_file: number, done: Done) => guarded(done) },
  };
  return { ...nodeFs, ...failed[operation] } as FolderFs; // as each is called here
}

interface Opened {
  readonly path: string;
  readonly folder: StateFolder;
  readonly warnings: string[];
}

function open(t: ExecutionContext, fs?: FolderFs, files = {}): Opened {
  const path = join(folderWith(t, files), 'state');
  const warnings: string[] = [];
  const folder = openFolder(path, (message) => warnings.push(message), fs);
  if (folder === undefined) throw new Error('a newer folder');
  return { path, folder, warnings };
}

function filesIn(path: string): string[] {
  if (!nodeFs.existsSync(path)) return [];
  const entries = nodeFs.readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
}

const some = [Buffer.from('some '), Buffer.from('bytes')];

test('what is written is there, private, and nothing else is', async (t) => {
  const { path, folder, warnings } = open(t);
  t.false(nodeFs.existsSync(path));
  t.true(await folder.write('counts/1/a.arrow', some));
  t.true(await folder.writeSealed('inputs/b.json', { b: 1 }));
  t.is(folder.read('counts/1/a.arrow')?.toString(), 'some bytes');
  t.deepEqual(folder.readSealed('inputs/b.json'), { b: 1 });
  t.deepEqual(folder.names('counts/1'), ['a.arrow']);
  t.deepEqual(filesIn(path), ['a.arrow', 'b.json', 'syslog-sweep-state.json']);
  t.deepEqual(warnings, []);
  if (!isWindows) {
    t.is(nodeFs.statSync(join(path, 'counts/1/a.arrow')).mode & 0o777, 0o600);
    t.is(nodeFs.statSync(path).mode & 0o777, 0o700);
  }
});

test('what is not there is no damage', (t) => {
  const { folder, warnings } = open(t);
  t.is(folder.read('counts/1/a.arrow'), undefined);
  t.is(folder.readSealed('inputs/b.json'), undefined);
  t.deepEqual(folder.names('counts'), []);
  t.deepEqual(warnings, []);
});

for (const operation of ['mkdir', 'open', 'write', 'sync', 'rename'] as const) {
  test(`${operation} fails on a full disk: told once, and nothing is left behind`, async (t) => {
    const { path, folder, warnings } = open(t, failing(operation));
    const written = await Promise.all([folder.write('counts/1/a', some), folder.write('counts/1/b', some)]);
    t.deepEqual(written, [false, false]);
    t.false(await folder.write('counts/2/c', some));
    t.deepEqual(filesIn(path), []);
    t.is(warnings.length, 1);
    t.regex(warnings[0] ?? '', /^Nothing more is kept in the state folder ".*": no space left on device \(ENOSPC\)/);
  });
}

test('a folder in which the system lets nobody make one ends the keeping, and never hangs', async (t) => {
  let tries = 0;
  const missing = failing('mkdir', 1, 'ENOENT');
  const mkdirSync = (path: string, options: nodeFs.MakeDirectoryOptions) => {
    if (++tries > 100) throw new Error('without end');
    t.false('recursive' in options);
    return missing.mkdirSync(path, options);
  };
  const { folder, warnings } = open(t, { ...missing, mkdirSync: mkdirSync as typeof nodeFs.mkdirSync });
  t.false(await folder.write('counts/1/a', some));
  t.regex(warnings[0] ?? '', /^Nothing more is kept in the state folder ".*": /);
  t.true(tries < 100);
});

test('a disk that becomes full leaves what was written before', async (t) => {
  const { path, folder, warnings } = open(t, failing('write', 4));
  t.true(await folder.write('counts/1/a', [Buffer.from('whole')]));
  t.false(await folder.write('counts/1/b', some));
  t.deepEqual(filesIn(path), ['a', 'syslog-sweep-state.json']);
  t.is(warnings.length, 1);
});

test('a disk that becomes full before a file has its place leaves nothing of it', async (t) => {
  const { path, folder, warnings } = open(t, failing('rename', 2));
  t.false(await folder.write('counts/1/a', some));
  t.deepEqual(filesIn(path), ['syslog-sweep-state.json']);
  t.is(warnings.length, 1);
});

test('a draft is on the disk before it has a place, and gets one or is gone', async (t) => {
  const { path, folder } = open(t);
  const [one, other] = [await folder.draft(some), await folder.draft(some)];
  t.is(nodeFs.readdirSync(join(path, 'tmp')).length, 2);
  t.true(await one?.put('sweeps/1'));
  other?.drop();
  t.deepEqual(filesIn(path), ['1', 'syslog-sweep-state.json']);
});

test('a disk that takes no change any more, not even a removal, costs the kept file and nothing else', async (t) => {
  let isFrozen = false;
  const frozen = <Args extends unknown[], Result>(call: (...args: Args) => Result) => {
    return (...args: Args) => {
      if (isFrozen) throw systemError('EROFS', -30);
      return call(...args);
    };
  };
  const fs = { ...nodeFs, renameSync: frozen(nodeFs.renameSync), rmSync: frozen(nodeFs.rmSync) };
  const { folder, warnings } = open(t, fs);
  const [one, other] = [await folder.draft(some), await folder.draft(some)];
  isFrozen = true;
  t.false(await one?.put('sweeps/1'));
  t.notThrows(() => other?.drop());
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /^Nothing more is kept in the state folder ".*": read-only file system \(EROFS\)/);
});

test('what stands in the place of files costs those files, and a few of them are named', async (t) => {
  const { path, folder, warnings } = open(t);
  for (let index = 0; index < 7; index++) {
    nodeFs.mkdirSync(join(path, `counts/1/${index}`), { recursive: true });
    t.false(await folder.write(`counts/1/${index}`, some));
  }
  nodeFs.writeFileSync(join(path, 'seek'), 'a file');
  t.false(await folder.write('seek/1/a', some));
  t.false(await folder.move('counts/1/0', 'seek/1/a'));
  t.true(await folder.write('counts/1/a', some));
  t.deepEqual(nodeFs.readdirSync(join(path, 'tmp')), []);
  t.is(warnings.length, 5);
  t.is(warnings[0], `The file "${path}/counts/1/0" cannot be kept: something else stands in its place; remove that`);
  t.regex(warnings[4] ?? '', /; others are not told$/);
});

test('a folder that cannot be written is read all the same', async (t) => {
  const { path, folder } = open(t);
  await folder.write('counts/1/a', some);
  const warnings: string[] = [];
  const again = openFolder(path, (message) => warnings.push(message), failing('open', 1, 'EROFS'));
  t.is(again?.read('counts/1/a')?.toString(), 'some bytes');
  t.deepEqual(warnings, []);
  t.false(await again?.write('counts/1/b', some));
  t.regex(warnings.join(), /read-only file system/);
});

test('a file that cannot be read is as one that is not there, and told once', (t) => {
  const readFileSync = (() => {
    throw systemError('EIO', -5);
  }) as unknown as typeof nodeFs.readFileSync;
  const files = { 'syslog-sweep-state.json': '', 'counts/1/a': 'x', 'counts/1/b': 'x' };
  const path = folderWith(t, files);
  const warnings: string[] = [];
  const folder = openFolder(path, (message) => warnings.push(message), { ...nodeFs, readFileSync });
  t.is(folder?.read('counts/1/a'), undefined);
  t.is(folder?.read('counts/1/b'), undefined);
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /cannot be read: i\/o error \(EIO\)/);
});

test('what is read in passing is what stands there, whatever was read before', async (t) => {
  const { path, folder, warnings } = open(t);
  const texts = ['a text', 'a text that is longer than the one before', '', 'short'];
  for (const [index, text] of texts.entries()) await folder.write(`counts/1/${index}`, [Buffer.from(text)]);
  for (const [index, text] of texts.entries()) t.is(folder.readPassing(`counts/1/${index}`)?.toString(), text);
  t.is(folder.readPassing('counts/1/4'), undefined);
  const large = join(path, 'counts/1/large');
  nodeFs.writeFileSync(large, 'first word');
  nodeFs.truncateSync(large, 2 ** 26 + 1);
  const read = folder.readPassing('counts/1/large');
  t.is(read?.length, 2 ** 26 + 1);
  t.is(read?.toString('latin1', 0, 10), 'first word');
  t.is(folder.readPassing('counts/1/0')?.toString(), 'a text');
  t.is(read?.toString('latin1', 0, 10), 'first word');
  t.deepEqual(warnings, []);
});

test('a file that is cut while it is read in passing ends where it was cut', async (t) => {
  const fstatSync = (() => ({ size: 100, isFile: () => true })) as unknown as typeof nodeFs.fstatSync;
  const { folder } = open(t, { ...nodeFs, fstatSync });
  await folder.write('counts/1/a', some);
  t.is(folder.readPassing('counts/1/a')?.toString(), 'some bytes');
});

test('of many damaged files a few are named', async (t) => {
  const { path, folder, warnings } = open(t);
  const names = Array.from({ length: 9 }, (_, index) => `inputs/${index}.json`);
  for (const name of names) await folder.write(name, some);
  for (const name of names) t.is(folder.readSealed(name), undefined);
  t.is(warnings.length, 5);
  t.regex(warnings[4] ?? '', /others are not told/);
  t.deepEqual(filesIn(path), ['syslog-sweep-state.json']);
});

test('a folder of a newer version is neither used nor changed', (t) => {
  const marker = sealJson({ schema: 'syslog-sweep/state@2' });
  const path = folderWith(t, { 'syslog-sweep-state.json': marker, 'other/new': 'x' });
  const warnings: string[] = [];
  t.is(
    openFolder(path, (message) => warnings.push(message)),
    undefined,
  );
  t.regex(warnings.join(), /newer version \("syslog-sweep\/state@2", this one knows "syslog-sweep\/state@1"\)/);
  t.deepEqual(filesIn(path), ['new', 'syslog-sweep-state.json']);
});

test("somebody's own folder, or a file, is a mistake", (t) => {
  const path = folderWith(t, { 'thesis.tex': 'x', 'counts/1': 'x' });
  const warn = () => {};
  t.throws(() => openFolder(path, warn), { instanceOf: UserError, message: /which holds "thesis\.tex"; name another/ });
  t.throws(() => openFolder(join(path, 'thesis.tex'), warn), { instanceOf: UserError, message: /got the file/ });
  t.notThrows(() => openFolder(join(path, 'counts/..', 'new'), warn));
});

test('a marker that was damaged is made anew, and the folder is used', async (t) => {
  const path = folderWith(t, { 'syslog-sweep-state.json': '{"schema":"?"}', 'counts/1/a': 'kept' });
  const warnings: string[] = [];
  const folder = openFolder(path, (message) => warnings.push(message));
  t.is(folder?.read('counts/1/a')?.toString(), 'kept');
  t.is(warnings.length, 1);
  t.true(await folder?.write('counts/1/b', some));
  t.deepEqual(openFolder(path, (message) => warnings.push(message))?.readSealed('syslog-sweep-state.json'), {
    schema: 'syslog-sweep/state@1',
  });
  t.is(warnings.length, 1);
});

test('a folder that another sweep has found empty and removed is made again', async (t) => {
  const { path, folder } = open(t);
  await folder.write('unfinished/1/a', some);
  t.true(await folder.move('unfinished/1/a', 'counts/1/a'));
  await folder.removeEmpty('unfinished/1');
  t.false(nodeFs.existsSync(join(path, 'unfinished/1')));
  t.true(await folder.write('unfinished/1/b', some));
  t.true(await folder.move('unfinished/1/nothing', 'counts/1/nothing'));
  t.deepEqual(filesIn(path), ['a', 'b', 'syslog-sweep-state.json']);
});

test('a name that leads out of the folder is nobody there, whoever wrote it', async (t) => {
  const scratch = folderWith(t, { 'victim.txt': 'mine' });
  const folder = openFolder(join(scratch, 'state'), () => {});
  t.true(await folder?.write('sweeps/a.json', [Buffer.from('x')]));
  for (const name of ['../victim.txt', 'sweeps/../../victim.txt', join(scratch, 'victim.txt'), '..', '']) {
    t.is(folder?.read(name), undefined);
    t.is(folder?.readSealed(name), undefined);
    t.false(folder?.has(name));
    t.is(folder?.sizeOf(name), 0);
    folder?.damaged(name);
    folder?.remove(name);
    folder?.touch(name);
  }
  t.is(nodeFs.readFileSync(join(scratch, 'victim.txt'), 'utf8'), 'mine');
  t.false(await folder?.move('sweeps/a.json', '../victim.txt'));
  t.is(nodeFs.readFileSync(join(scratch, 'victim.txt'), 'utf8'), 'mine');
});

test('what is no file is as if it was not there, and nobody waits for it', (t) => {
  const path = folderWith(t, {});
  // A device may have no end; and whoever were to read it here would not come back.
  const never = () => t.fail('it is read') as never;
  const folder = openFolder(path, () => {}, { ...nodeFs, readFileSync: never as typeof nodeFs.readFileSync });
  nodeFs.mkdirSync(join(path, 'seek'));
  nodeFs.writeFileSync(join(path, 'file'), 'x');
  if (!isWindows) execFileSync('mkfifo', [join(path, 'card')]);
  if (!isWindows) nodeFs.symlinkSync('/dev/zero', join(path, 'zero'));
  t.is(folder?.read('zero'), undefined);
  t.is(folder?.readPassing('zero'), undefined);
  t.is(folder?.read('seek'), undefined);
  t.is(folder?.read('card'), undefined);
  t.is(folder?.readPassing('seek'), undefined);
  t.is(folder?.readPassing('card'), undefined);
  t.is(folder?.sizeOf('file/below'), 0);
});
