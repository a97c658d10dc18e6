import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type FoundInputs, findInputs, type InputRequest, type InputSystem } from '../../../src/inputs/inputs.ts';

const isWindows = process.platform === 'win32';
const july = new Date('2014-07-03T12:48:20Z');

/** Makes files (a string or bytes), links (`-> target`) and directories (a name that ends in `/`). */
function treeFor(t: ExecutionContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'inputs-'))).replaceAll('\\', '/');
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    fs.mkdirSync(name.endsWith('/') ? path : join(path, '..'), { recursive: true });
    if (name.endsWith('/')) continue;
    if (typeof content === 'string' && content.startsWith('-> ')) fs.symlinkSync(content.slice(3), path);
    else fs.writeFileSync(path, content);
  }
  return folder;
}

interface Shown {
  readonly inputs: readonly string[];
  readonly unreadable: readonly string[];
}

/** What was found, with the folder of the test as `@`. */
function shown({ inputs, unreadable }: FoundInputs, folder: string): Shown {
  const short = (path: string) => path.replace(folder, '@');
  return {
    inputs: inputs.map(({ path }) => short(path)),
    unreadable: unreadable.map(({ path, damage }) => `${short(path)}: ${damage.message}`),
  };
}

/** Paths with `@` for the folder of the test. */
function find(folder: string, request: InputRequest | readonly string[], system?: InputSystem): Shown {
  const asked: InputRequest = 'paths' in request ? request : { paths: request };
  const full = (paths: readonly string[] = []) => paths.map((path) => path.replace('@', folder));
  const exclude = full(asked.exclude);
  const all = { ...asked, paths: full(asked.paths), listed: full(asked.listed), exclude };
  return shown(system === undefined ? findInputs(all) : findInputs(all, system), folder);
}

function found(...inputs: readonly string[]): Shown {
  return { inputs, unreadable: [] };
}

type Operation = 'readdirSync' | 'statSync' | 'openSync' | 'fstatSync';

/** A system where one operation fails for the paths that end so. */
function failing(operation: Operation, ending: string, code: string, errno: number): InputSystem {
  const guarded =
    <A extends readonly unknown[], R>(name: Operation, real: (...args: A) => R) =>
    (...args: A): R => {
      if (name !== operation || !String(args[0]).endsWith(ending)) return real(...args);
      throw Object.assign(new Error(code), { code, errno });
    };
  const system: InputSystem['fs'] = {
    ...fs,
    readdirSync: guarded('readdirSync', (path, options) => fs.readdirSync(path, options)),
    statSync: guarded('statSync', (path, options) => fs.statSync(path, options)),
    openSync: guarded('openSync', fs.openSync),
    fstatSync: guarded('fstatSync', fs.fstatSync) as typeof fs.fstatSync,
  };
  return { platform: process.platform, fs: system };
}

// ---------------------------------------------------------------- files and directories

test('a file is an input under the name that was given', (t) => {
  const folder = treeFor(t, { 'a.log': 'text\n' });
  const path = `${folder}/./a.log`;
  fs.utimesSync(path, july, july);
  const { dev, ino, mtimeNs, ctimeNs } = fs.statSync(path, { bigint: true });
  const stamp = {
    device: `${dev}`,
    inode: `${ino}`,
    sizeBytes: 5,
    mtimeNs: `${mtimeNs}`,
    ctimeNs: `${ctimeNs}`,
  };
  t.deepEqual(findInputs({ paths: [path] }), {
    inputs: [
      {
        path,
        stamp,
        openPath: path,
        kind: 'file',
        storedBytes: 5,
        codec: 'plain',
        reference: { year: 2014, month: 7, day: 3 },
      },
    ],
    unreadable: [],
  });
});

test('of a file that is known and as it was, nothing is opened', (t) => {
  const folder = treeFor(t, { 'a.log': 'text\n', 'b.log': 'text\n' });
  const stampOfA = findInputs({ paths: [`${folder}/a.log`] }).inputs[0]?.stamp;
  const system = failing('openSync', 'a.log', 'EACCES', -13);
  const asked: unknown[] = [];
  const { inputs, unreadable } = findInputs(
    {
      paths: [folder],
      knownCodec(openPath, stamp) {
        asked.push(openPath);
        return openPath.endsWith('a.log') && isDeepStrictEqual(stamp, stampOfA) ? 'gzip' : undefined;
      },
    },
    system,
  );
  t.deepEqual(asked, [`${folder}/a.log`, `${folder}/b.log`]);
  t.deepEqual(
    inputs.map(({ codec }) => codec),
    ['gzip', 'plain'],
  );
  t.deepEqual(unreadable, []);
});

test('stamps without a year are read by the date in the real path, else by the day when the file was written', (t) => {
  const folder = treeFor(t, { '2013-12-31/a.log': 'text\n', 'b.log': 'text\n' });
  for (const name of ['2013-12-31/a.log', 'b.log']) fs.utimesSync(join(folder, name), july, july);
  const written = { year: 2014, month: 7, day: 3 };
  const inPath = { year: 2013, month: 12, day: 31 };
  const references = (...paths: readonly string[]) => findInputs({ paths }).inputs.map(({ reference }) => reference);
  t.deepEqual(references(`${folder}/b.log`), [written]);
  t.deepEqual(references(`${folder}/2013-12-31`), [inPath]);
  if (!isWindows) {
    fs.symlinkSync('2013-12-31/a.log', `${folder}/today.log`);
    t.deepEqual(references(`${folder}/today.log`), [inPath]);
  }
});

test('a directory brings all files below it, joined by slashes', (t) => {
  const folder = treeFor(t, { 'b.log': '', 'a/c.log': '', 'a/d/e.log': '' });
  t.deepEqual(find(folder, ['@']), found('@/a/c.log', '@/a/d/e.log', '@/b.log'));
  t.deepEqual(find(folder, ['@/']), found('@/a/c.log', '@/a/d/e.log', '@/b.log'));
});

test('a directory without files is no problem, and no input', (t) => {
  t.deepEqual(find(treeFor(t, { 'a/': '' }), ['@']), found());
});

test('inputs are sorted by the bytes of their paths, not by UTF-16', (t) => {
  const folder = treeFor(t, { '\u{10000}': '', '\uffee': '', 'a/b': '', 'a-b': '', a0: '' });
  t.deepEqual(find(folder, ['@']), found('@/a-b', '@/a/b', '@/a0', '@/\uffee', '@/\u{10000}'));
});

test('hidden names are read only when asked for or named', (t) => {
  const folder = treeFor(t, { 'a.log': '', '.b.log': '', '.c/d.log': '', 'e/.f/g.log': '' });
  t.deepEqual(find(folder, ['@']), found('@/a.log'));
  t.deepEqual(find(folder, { paths: ['@'], hidden: true }).inputs.length, 4);
  t.deepEqual(find(folder, ['@/.b.log', '@/.c']), found('@/.b.log', '@/.c/d.log'));
  t.deepEqual(find(folder, ['@/.*.log']), found('@/.b.log'));
});

test('names of a list are taken literally, and empty ones are passed over', (t) => {
  const folder = treeFor(t, { 'a.log': '', 'b/c.log': '' });
  t.deepEqual(find(folder, { paths: [], listed: ['@/a.log', '', '@/b'] }), found('@/a.log', '@/b/c.log'));
  t.deepEqual(find(folder, { paths: [], listed: ['@/*.log'] }).unreadable, ['@/*.log: does not exist']);
  t.deepEqual(find(folder, { paths: [], listed: ['-'] }).unreadable, ['-: does not exist']);
});

test('an input that does not exist is a problem', (t) => {
  const folder = treeFor(t, { 'a.log': '' });
  t.deepEqual(find(folder, ['@/a.log', '@/no.log', '@/a.log/b']), {
    inputs: ['@/a.log'],
    unreadable: ['@/a.log/b: does not exist', '@/no.log: does not exist'],
  });
});

test('what is named below a file does not exist, whether it looks like a glob or not', (t) => {
  const folder = treeFor(t, { 'a.log': '' });
  const [below, within] = [join(folder, 'a.log/b'), join(folder, 'a.log/')];
  const found = findInputs({ paths: [below], listed: [within, join(folder, 'a.log/*')] });
  t.deepEqual(
    found.unreadable.map(({ exists, damage }) => [exists, damage.message]),
    Array(3).fill([false, 'does not exist']),
  );
  t.deepEqual(find(folder, ['@/a.log/*']).unreadable, ['@/a.log/*: matches no file']);
});

test('a name that no file can have is a problem', (t) => {
  const message = 'no file can have this name';
  t.deepEqual(find('/nowhere', ['', 'a\0b']), { inputs: [], unreadable: [`: ${message}`, `a\0b: ${message}`] });
});

test('an empty file is plain, has 0 bytes and is an input', (t) => {
  const folder = treeFor(t, { 'a.log': '' });
  const [input] = findInputs({ paths: [folder] }).inputs;
  t.is(input?.codec, 'plain');
  t.is(input?.storedBytes, 0);
});

test('the codec is told from the content, whatever the name', (t) => {
  const folder = treeFor(t, {
    '1.txt': gzipSync('text'),
    '2.gz': 'text',
    '3.log': Buffer.from('28b52ffd', 'hex'),
    '4.log': '\ufeffBOM of UTF-8 is plain',
    '5.log': Buffer.from('\ufefftext', 'utf16le'),
  });
  t.deepEqual(
    findInputs({ paths: [folder] }).inputs.map(({ codec }) => codec),
    ['gzip', 'plain', 'zstd', 'plain', 'utf-16le'],
  );
});

test('a file in a format that is not supported is a problem that names it', (t) => {
  const folder = treeFor(t, { 'a.log': 'text', 'b.log': Buffer.from('fd377a585a00', 'hex') });
  const { inputs, unreadable } = findInputs({ paths: [folder] });
  t.is(inputs.length, 1);
  t.deepEqual(unreadable, [
    {
      path: `${folder}/b.log`,
      damage: {
        reason: 'unsupported',
        message: 'xz is not supported; decode it first, for example `xz -dc FILE | syslog-sweep -`',
      },
      exists: true,
    },
  ]);
});

// ---------------------------------------------------------------- one file, many spellings

test('a file reached twice is read once, under the spelling that sorts first', (t) => {
  const folder = treeFor(t, { 'b/x.log': 'text' });
  fs.linkSync(`${folder}/b/x.log`, `${folder}/hard.log`);
  fs.symlinkSync('b/x.log', `${folder}/a-link.log`);
  const paths = ['@/b/x.log', '@/hard.log', '@/a-link.log', '@/b/../b/x.log', '@/b', '@/*/x.log'];
  t.deepEqual(find(folder, paths), found('@/a-link.log'));
  t.deepEqual(find(folder, ['@/b/x.log', '@/b/../b/x.log', '@/b']), found('@/b/../b/x.log'));
});

test('the order in which inputs are named changes nothing', (t) => {
  const folder = treeFor(t, { 'a/x': '', 'a/y': '', 'b/x': '', 'l/': '', link: '-> a' });
  const paths = ['@/a', '@/b/x', '@/*/x', '@/link', '@/no', '@/no*', '@', '@/l/../a'];
  const expected = find(folder, paths);
  const shuffled = fc.shuffledSubarray(paths, { minLength: paths.length });
  fc.assert(
    fc.property(shuffled, (other) => {
      t.deepEqual(find(folder, other), expected);
    }),
    { numRuns: 20 },
  );
});

test('where a file system has no inodes, the real path tells whether two spellings are one file', (t) => {
  const folder = treeFor(t, { 'a.log': 'text', 'b.log': 'text', link: '-> a.log' });
  const noInodes = (path: string, options: { bigint: true }) => {
    const stats = fs.statSync(path, options);
    stats.ino = 0n;
    return stats;
  };
  const system: InputSystem = { platform: process.platform, fs: { ...fs, statSync: noInodes } };
  t.deepEqual(find(folder, ['@', '@/a.log'], system), found('@/a.log', '@/b.log'));
});

// ---------------------------------------------------------------- symbolic links

test('a link to a file is read, and a link to nothing is a problem', (t) => {
  const folder = treeFor(t, { 'x/a.log': '', 'y/link': '-> ../x/a.log', 'y/dangling': '-> no' });
  t.deepEqual(find(folder, ['@/y']), { inputs: ['@/y/link'], unreadable: ['@/y/dangling: does not exist'] });
});

test('a link to a directory is followed if it is named, and if met only when asked to', (t) => {
  const folder = treeFor(t, { 'x/a.log': '', 'y/link': '-> ../x' });
  t.deepEqual(find(folder, ['@/y']), found());
  t.deepEqual(find(folder, ['@/y/*']), found());
  t.deepEqual(find(folder, ['@/y/link']), found('@/y/link/a.log'));
  t.deepEqual(find(folder, ['@/*/link/*.log']), found('@/y/link/a.log'));
  t.deepEqual(find(folder, { paths: ['@/y'], follow: true }), found('@/y/link/a.log'));
  t.deepEqual(find(folder, { paths: ['@/y/*'], follow: true }), found('@/y/link/a.log'));
});

test('loops of links end, and every file in them is found once', (t) => {
  const folder = treeFor(t, { 'a/x.log': '', 'a/up': '-> ..', 'b/self': '-> .', 'b/across': '-> ../a', 'b/y.log': '' });
  t.deepEqual(find(folder, { paths: ['@'], follow: true }), found('@/a/x.log', '@/b/y.log'));
  for (const glob of ['@/**', '@/**/*.log', '@/*/**/*.log']) {
    t.is(find(folder, { paths: [glob], follow: true }).inputs.length, 2, glob);
  }
});

test('a directory is walked under the spelling that sorts first, though a file system tells it in any order', (t) => {
  const folder = treeFor(t, { 'b/x.log': '', a: '-> b', 'a-0': '-> b' });
  const backwards = {
    ...fs,
    readdirSync: (...args: Parameters<InputSystem['fs']['readdirSync']>) => fs.readdirSync(...args).reverse(),
  };
  t.deepEqual(find(folder, { paths: ['@'], follow: true }), found('@/a-0/x.log'));
  const system: InputSystem = { platform: process.platform, fs: backwards };
  t.deepEqual(find(folder, { paths: ['@'], follow: true }, system), found('@/a-0/x.log'));
});

test('a directory is walked again under another spelling if other files of it are wanted there', (t) => {
  const folder = treeFor(t, { 'b/x.log': '', 'b/y.gz': '', a: '-> b' });
  t.deepEqual(find(folder, { paths: ['@'], include: ['b/*.log'], follow: true }), found('@/b/x.log'));
  t.deepEqual(find(folder, { paths: ['@'], ignore: ['a/*.log'], follow: true }), found('@/a/y.gz', '@/b/x.log'));
  t.deepEqual(find(folder, { paths: ['@/{a*/*.gz,b*/*.log}'], follow: true }), found('@/a/y.gz', '@/b/x.log'));
});

test('a glob may lead through a loop as far as it says', (t) => {
  const folder = treeFor(t, { 'a/loop': '-> .', 'a/b/x.log': '' });
  t.deepEqual(find(folder, { paths: ['@/**/loop/b/*.log'], follow: true }), found('@/a/loop/b/x.log'));
});

// ---------------------------------------------------------------- globs

test('a glob brings files, and the files below directories', (t) => {
  const folder = treeFor(t, { '07-01/a.log': '', '07-02/b/c.log': '', '08-01/d.log': '', '07.log': '' });
  t.deepEqual(find(folder, ['@/07*']), found('@/07-01/a.log', '@/07-02/b/c.log', '@/07.log'));
  t.deepEqual(find(folder, ['@/07*/']), found('@/07-01/a.log', '@/07-02/b/c.log'));
  t.deepEqual(find(folder, ['@/**/[cd].log']), found('@/07-02/b/c.log', '@/08-01/d.log'));
  t.deepEqual(find(folder, ['@/{08-01,07-01}/?.log']), found('@/07-01/a.log', '@/08-01/d.log'));
});

test('braces may name several roots', (t) => {
  const folder = treeFor(t, { 'a/1.log': '', 'b/2.log': '', 'b/3.txt': '' });
  t.deepEqual(find(folder, [`{${folder}/a,${folder}/b,${folder}/no}/*.log`]), found('@/a/1.log', '@/b/2.log'));
});

test('a glob that matches nothing is a problem', (t) => {
  const folder = treeFor(t, { 'a.log': '', 'empty/': '' });
  for (const glob of ['@/*.gz', '@/no/*', '@/a.log/*', '@/empty/*']) {
    t.deepEqual(find(folder, [glob]), { inputs: [], unreadable: [`${glob}: matches no file`] });
  }
});

test('a glob that matches what is left out, or an empty directory, is no problem', (t) => {
  const folder = treeFor(t, { 'a.log': '', 'empty/': '' });
  t.deepEqual(find(folder, { paths: ['@/a*'], ignore: ['*.log'] }), found());
  t.deepEqual(find(folder, { paths: ['@/a*'], include: ['*.gz'] }), found());
  t.deepEqual(find(folder, ['@/em*']), found());
});

test('a file whose name looks like a glob is that file', (t) => {
  const folder = treeFor(t, { 'a[1].log': '', 'a1.log': '' });
  t.deepEqual(find(folder, ['@/a[1].log']), found('@/a[1].log'));
  fs.rmSync(join(folder, 'a[1].log'));
  t.deepEqual(find(folder, ['@/a[1].log']), found('@/a1.log'));
});

test('a glob keeps the spelling it was given with', (t) => {
  const folder = treeFor(t, { 'a/x.log': '' });
  t.deepEqual(find(folder, ['@/./a/../a/*.log']), found('@/./a/../a/x.log'));
});

test('a directory that no glob asks for is not looked into', (t) => {
  const folder = treeFor(t, { 'a/x.log': '', 'b/deep/y.txt': '' });
  const system = failing('readdirSync', '/deep', 'EACCES', -13);
  t.deepEqual(find(folder, ['@/*/*.log'], system), found('@/a/x.log'));
});

test('a very long name is a problem, not a crash', (t) => {
  const folder = treeFor(t, {});
  t.is(find(folder, [`@/${'a'.repeat(70_000)}*`]).unreadable.length, 1);
  t.is(find(folder, [`@/{${'a,'.repeat(200)}b}.log`]).unreadable.length, 1);
});

// ---------------------------------------------------------------- include and ignore

const dated = { 'x/a.log': '', 'x/a.gz': '', 'x/old/b.log': '', 'old.log': '', 'y/x/c.log': '' };

test('a filter without a slash is for names at any depth', (t) => {
  const folder = treeFor(t, dated);
  t.deepEqual(find(folder, { paths: ['@'], include: ['*.gz'] }), found('@/x/a.gz'));
  t.deepEqual(find(folder, { paths: ['@'], ignore: ['*.log', 'no'] }), found('@/x/a.gz'));
  t.deepEqual(
    find(folder, { paths: ['@'], include: ['{a,b}.*'], ignore: ['*.gz'] }),
    found('@/x/a.log', '@/x/old/b.log'),
  );
});

test('a filter with a slash is for the path below the directory', (t) => {
  const folder = treeFor(t, dated);
  for (const include of ['x/*.log', './x/*.log', '/x/*.log']) {
    t.deepEqual(find(folder, { paths: ['@'], include: [include] }), found('@/x/a.log'), include);
  }
  t.deepEqual(find(folder, { paths: ['@'], include: ['**/x/*.log'] }), found('@/x/a.log', '@/y/x/c.log'));
  t.deepEqual(find(folder, { paths: ['@/*'], include: ['x/*.log'] }), found('@/x/a.log'));
});

test('a directory that is ignored is not even looked into', (t) => {
  const folder = treeFor(t, dated);
  const system = failing('readdirSync', '/old', 'EACCES', -13);
  for (const ignore of ['old', 'old/', 'x/old', 'x/old/', '**/old/**']) {
    const rest = found('@/old.log', '@/x/a.gz', '@/x/a.log', '@/y/x/c.log');
    t.deepEqual(find(folder, { paths: ['@'], ignore: [ignore] }, system), rest, ignore);
  }
});

test('a file that is named is read whatever the filters say', (t) => {
  const folder = treeFor(t, dated);
  t.deepEqual(find(folder, { paths: ['@/x/a.gz'], include: ['*.log'], ignore: ['a.*'] }), found('@/x/a.gz'));
});

test('hidden names can be included and ignored like others', (t) => {
  const folder = treeFor(t, { '.a.log': '', '.b.gz': '' });
  t.deepEqual(find(folder, { paths: ['@'], hidden: true, include: ['*.log'] }), found('@/.a.log'));
  t.deepEqual(find(folder, { paths: ['@'], hidden: true, ignore: ['*.log'] }), found('@/.b.gz'));
});

// ---------------------------------------------------------------- what the run writes itself

test("the run's own files and folders are never inputs, however they are spelled", (t) => {
  const folder = treeFor(t, { 'a.log': '', 'state/b': '', 'out.json': '', real: '-> state', 'state-of.log': '' });
  const exclude = ['@/x/../out.json', '@/real'];
  const paths = ['@', '@/state', '@/state/b', '@/real/b', '@/out.json', '@/*', '@/s*/b'];
  t.deepEqual(find(folder, { paths, exclude }), found('@/a.log', '@/state-of.log'));
  t.deepEqual(find(folder, { paths: ['@'], exclude, follow: true }), found('@/a.log', '@/state-of.log'));
});

test('what is excluded need not exist', (t) => {
  const folder = treeFor(t, { 'a.log': '' });
  t.deepEqual(find(folder, { paths: ['@'], exclude: ['@/no/such/out.json'] }), found('@/a.log'));
});

test('an output that is a second name of an archive does not hide the archive', (t) => {
  const folder = treeFor(t, { 'a.log': 'text' });
  fs.linkSync(`${folder}/a.log`, `${folder}/out.json`);
  t.deepEqual(find(folder, { paths: ['@'], exclude: ['@/out.json'] }), found('@/a.log'));
});

// ---------------------------------------------------------------- what cannot be read

test('a directory that cannot be read, deep below, is a problem, and the rest is found', (t) => {
  const folder = treeFor(t, { 'a/x.log': '', 'a/b/y.log': '', 'c.log': '' });
  const expected = {
    inputs: ['@/a/x.log', '@/c.log'],
    unreadable: ['@/a/b: cannot be read: permission denied (EACCES)'],
  };
  const system = failing('readdirSync', '/a/b', 'EACCES', -13);
  t.deepEqual(find(folder, ['@'], system), expected);
  t.deepEqual(find(folder, ['@/**'], system), expected);
});

test('a file that cannot be opened is a problem, whether named or met', (t) => {
  const folder = treeFor(t, { 'a/x.log': '', 'a/y.log': '' });
  const expected = {
    inputs: ['@/a/x.log'],
    unreadable: ['@/a/y.log: cannot be read: permission denied (EACCES)'],
  };
  const system = failing('openSync', 'y.log', 'EACCES', -13);
  for (const paths of [['@'], ['@/a/*'], ['@/a/x.log', '@/a/y.log']])
    t.deepEqual(find(folder, paths, system), expected);
});

test('a file that vanishes while directories are read is a problem', (t) => {
  const folder = treeFor(t, { 'a.log': '', 'b.log': '' });
  const system = failing('statSync', 'b.log', 'ENOENT', -2);
  t.deepEqual(find(folder, ['@'], system), { inputs: ['@/a.log'], unreadable: ['@/b.log: does not exist'] });
});

test('a directory that cannot be entered is a problem, also if a glob begins below it', (t) => {
  const folder = treeFor(t, { 'a/x.log': '' });
  const denied = 'cannot be read: permission denied (EACCES)';
  for (const path of ['@/a', '@/a/*.log', '@/a/']) {
    const system = failing('statSync', path === '@/a' ? '/a' : '/a/', 'EACCES', -13);
    t.deepEqual(find(folder, [path], system), { inputs: [], unreadable: [`${path}: ${denied}`] });
  }
});

test('a loop of links to itself is a problem', (t) => {
  const folder = treeFor(t, { 'a.log': '', loop: '-> loop' });
  const { inputs, unreadable } = find(folder, ['@']);
  t.deepEqual(inputs, ['@/a.log']);
  t.regex(unreadable.join(), /^@\/loop: cannot be read: .*\(ELOOP\)$/);
});

test('a bug in the system face is not taken for a problem of a file', (t) => {
  const folder = treeFor(t, { 'a.log': '' });
  const broken = () => {
    throw new TypeError('a bug');
  };
  const system: InputSystem = { platform: process.platform, fs: { ...fs, readdirSync: broken } };
  t.throws(() => find(folder, ['@'], system), { instanceOf: TypeError });
});

if (process.platform === 'linux') {
  test('every name that is not UTF-8 is a problem of its own, and shows its bytes', (t) => {
    const folder = treeFor(t, { 'a.log': '', 'x\\xff.log': '', 'real\ufffd.log': '' });
    for (const byte of [0xfe, 0xff]) {
      fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/x`), Buffer.from([byte]), Buffer.from('.log')]), '');
    }
    fs.mkdirSync(Buffer.concat([Buffer.from(`${folder}/d`), Buffer.from([0xff])]));
    const expected = {
      inputs: ['@/a.log', '@/real\ufffd.log', '@/x\\xff.log'],
      unreadable: ['@/d\\xff', '@/x\\xfe.log', '@/x\\xff.log'],
    };
    for (const paths of [['@'], ['@/*']]) {
      const { inputs, unreadable } = find(folder, paths);
      t.deepEqual({ inputs, unreadable: unreadable.map((line) => line.split(': ')[0]) }, expected);
      t.true(unreadable.every((line) => line.includes('its name is not UTF-8')));
    }
    t.deepEqual(find(folder, { paths: ['@'], include: ['a*'], ignore: ['d*'] }), found('@/a.log'));
    t.deepEqual(find(folder, ['@/no\ufffd']).unreadable, [
      '@/no\ufffd: does not exist (its name is perhaps not UTF-8)',
    ]);
  });
}

// ---------------------------------------------------------------- streams

test('standard input is a stream without a path to open, and is read once', (t) => {
  t.deepEqual(findInputs({ paths: ['-', '-'] }), {
    inputs: [{ path: '-', kind: 'stream', storedBytes: 0, codec: 'plain' }],
    unreadable: [],
  });
});

test('standard input that cannot be used is a problem', (t) => {
  const system = failing('fstatSync', '0', 'EBADF', -9);
  t.deepEqual(find('/nowhere', ['-'], system).unreadable, ['-: cannot be read: bad file descriptor (EBADF)']);
});

test('a file that is standard input too is read once', (t) => {
  const folder = treeFor(t, { 'a.log': 'text' });
  const fstatSync = () => fs.statSync(`${folder}/a.log`, { bigint: true });
  const system: InputSystem = {
    platform: process.platform,
    fs: { ...fs, fstatSync: fstatSync as unknown as typeof fs.fstatSync },
  };
  t.deepEqual(find(folder, ['@/a.log', '-'], system), found('-'));
});

if (!isWindows) {
  test('a pipe is a stream if it is named, and left out if it is met', (t) => {
    const folder = treeFor(t, { 'a.log': '' });
    execFileSync('mkfifo', [`${folder}/fifo`]);
    t.deepEqual(find(folder, ['@']), found('@/a.log'));
    t.deepEqual(find(folder, ['@/*']), found('@/a.log'));
    const path = `${folder}/fifo`;
    t.deepEqual(findInputs({ paths: [path] }).inputs, [
      { path, openPath: path, kind: 'stream', storedBytes: 0, codec: 'plain' },
    ]);
  });

  test('a device is a stream if it is named', (t) => {
    t.is(findInputs({ paths: ['/dev/null'] }).inputs[0]?.kind, 'stream');
  });

  test('a socket is a problem if it is named, and left out if it is met', async (t) => {
    const folder = treeFor(t, { 'a.log': '' });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`${folder}/socket`, resolve));
    t.deepEqual(find(folder, ['@']), found('@/a.log'));
    t.regex(find(folder, ['@/socket']).unreadable.join(), /is a socket/);
    await new Promise((resolve) => server.close(resolve));
  });
}

// ---------------------------------------------------------------- Windows

/** Windows as far as paths go: the real files, for a program that believes to be there. */
const windows: InputSystem = {
  platform: 'win32',
  fs: {
    ...fs,
    statSync: (path: string, options: { bigint: true }) => fs.statSync(path.replaceAll('\\', '/'), options),
  },
};

test('on Windows a path may be given with backslashes, and is shown with slashes', (t) => {
  const folder = treeFor(t, { 'a/x.log': '', 'a/y.gz': '' });
  const given = `${folder}/a`.replaceAll('/', '\\');
  t.deepEqual(find(folder, [given], windows), found('@/a/x.log', '@/a/y.gz'));
  t.deepEqual(find(folder, [`${given}\\`], windows), found('@/a/x.log', '@/a/y.gz'));
  t.deepEqual(find(folder, [`${given}\\*.log`], windows), found('@/a/x.log'));
  t.deepEqual(find(folder, { paths: [folder], include: ['a\\*.log'] }, windows), found('@/a/x.log'));
  t.deepEqual(find(folder, [`${given}\\no*`], windows).unreadable, ['@/a/no*: matches no file']);
});

test('on Windows drives and shares begin a path or a glob', (t) => {
  const folder = treeFor(t, { 'x.log': '' });
  const mounted = (path: string) => path.replace(/^(?:c:\/logs|\/\/server\/share\/logs)/i, folder);
  const onDrives: InputSystem = {
    platform: 'win32',
    fs: {
      ...fs,
      readdirSync: (path, options) => fs.readdirSync(mounted(path), options),
      statSync: (path, options) => fs.statSync(mounted(path), options),
      lstatSync: (path, options) => fs.lstatSync(mounted(path), options),
      realpathSync: { native: (path) => mounted(path) },
      openSync: (path, flags) => fs.openSync(mounted(String(path)), flags),
    },
  };
  for (const root of ['C:\\logs', 'C:/logs', '\\\\server\\share\\logs']) {
    const expected = found(`${root.replaceAll('\\', '/')}/x.log`);
    t.deepEqual(shown(findInputs({ paths: [root] }, onDrives), '@'), expected);
    t.deepEqual(shown(findInputs({ paths: [`${root}\\*.log`] }, onDrives), '@'), expected);
  }
});
