// Keeps the house in order: which room may import which is told here and in ARCHITECTURE.md, and read from the import
// lines themselves.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import test from 'ava';
import { projectFolder } from '../bench/commands.ts';

/**
 * From the ground up. A file imports its own room, the ground floor, and rooms on lower floors; on the ground floor,
 * its neighbours.
 */
const srcFloors = [
  [
    'addresses',
    'codec',
    'days',
    'content',
    'errors',
    'exact-json',
    'format-types',
    'lazily',
    'lent-memory',
    'posted-plan',
    'progress',
    'ready-formats',
    'regexp',
    'spill-folder',
    'spilled-run',
    'stamps',
    'system-error',
    'temporaries',
    'text',
    'times',
    'types',
    'version',
    'whole-file',
  ],
  ['formats', 'rules'],
  ['decode'],
  ['counts', 'cut-chain', 'cuts', 'executor', 'header-chain', 'inputs', 'output-files', 'shard', 'spec'],
  ['diff', 'dispatch', 'kept', 'report'],
  ['job', 'render', 'run'],
  ['report-again', 'sweep'],
  ['cli', 'index'],
].map(roomsIn('src'));

/** These stand on the ground floor of `src` and on nothing else of it. */
const workerFloors = [
  ['lender'],
  ['kernel'],
  ['window', 'spiller'],
  ['archive'],
  ['feed', 'read-text'],
  ['headers'],
  ['scan-shard'],
  ['scan-task'],
  ['index'],
].map(roomsIn('workers'));

/** Each package that is a dependency, and the one room that may know it. */
const doors: Readonly<Record<string, string>> = {
  'cli-progress': 'src/cli/progress-bar.ts',
  commander: 'src/cli/',
  'csv-stringify': 'src/render/csv.ts',
  glob: 'src/inputs/globs.ts',
  'ipaddr.js': 'src/addresses.ts',
  leven: 'src/spec/mistakes.ts',
  piscina: 'src/executor/pool.ts',
  re2js: 'src/regexp.ts',
  yaml: 'src/spec/tree.ts',
  'zstd-napi': 'workers/archive/zstd.ts',
};

interface Source {
  /** As `src/cli/main.ts`. */
  readonly path: string;
  readonly text: string;
  /** As written, or of files of the project as `path`. */
  readonly imports: readonly string[];
}

const kernelFolder = 'workers/kernel/assembly/';
const coordinator = readSources('src');
const workers = readSources('workers');
const kernel = workers.filter(({ path }) => path.startsWith(kernelFolder));
const shipped = [...coordinator, ...workers].filter((source) => !kernel.includes(source));

test('the import lines can be read', (t) => {
  const sample =
    "import a from './a.ts';\nexport { b } from 'b';\nimport type {\n c } from \"../c.ts\";\nimport 'd';\n";
  t.deepEqual(importsOf('src/x/y.ts', `${sample}const e = await import('./e.ts');\n// from 'f'`), [
    'src/x/a.ts',
    'b',
    'src/c.ts',
    'd',
    'src/x/e.ts',
  ]);
  t.true(coordinator.length > 30 && workers.length > 20 && kernel.length > 5);
});

test('every file belongs to a room that has a floor', (t) => {
  const homeless = shipped.filter(({ path }) => floorOf(path) === undefined);
  t.deepEqual(pathsOf(homeless), []);
});

test('ARCHITECTURE.md tells of every room', (t) => {
  const told = readFileSync(join(projectFolder, 'ARCHITECTURE.md'), 'utf8');
  const rooms = [...srcFloors, ...workerFloors].flat();
  t.deepEqual(
    rooms.filter((room) => !told.includes(`\`${room}.ts\``) && !told.includes(`\`${room}/\``)),
    [],
  );
});

test('arrows go down only', (t) => {
  t.deepEqual(
    arrows(shipped).filter(([from, to]) => !mayImport(from, to)),
    [],
  );
});

test('nothing that is shipped imports benches or tests', (t) => {
  t.deepEqual(
    arrows(shipped).filter(([, to]) => !/^(?:src|workers)\//.test(to)),
    [],
  );
});

test('no two files import each other, not even by way of others or for types', (t) => {
  t.deepEqual(findCircle(shipped), undefined);
  t.deepEqual(findCircle([file('a', 'b'), file('b', 'c'), file('c', 'b')]), ['b', 'c', 'b']);
});

test('the kernel imports nothing but itself', (t) => {
  const strange = kernel.flatMap(({ imports }) => imports).filter((target) => !target.startsWith(kernelFolder));
  t.deepEqual(strange, []);
});

test('every package has one door', (t) => {
  const used = shipped.flatMap(({ path, imports }) => imports.filter(isPackage).map((name) => [packageOf(name), path]));
  t.deepEqual(
    used.filter(([name = '', path = '']) => !path.startsWith(doors[name] ?? 'no door')),
    [],
  );
  const manifest: { dependencies: object } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  t.deepEqual(Object.keys(doors).sort(), Object.keys(manifest.dependencies).sort());
  t.deepEqual([...new Set(used.map(([name]) => name))].sort(), Object.keys(doors).sort());
});

test('only the command line has streams, signals and exit codes', (t) => {
  // A signal 0 is none: it asks whether a process is there.
  const acting =
    /\bconsole\.|\bprocess\.(?:stdout|stderr|stdin|exit|exitCode|on|once|emit|kill(?!\(pid, 0\))|chdir|umask)\b/;
  const elsewhere = shipped.filter(
    ({ path, text }) => !path.startsWith('src/cli/') && acting.test(withoutComments(text)),
  );
  t.deepEqual(pathsOf(elsewhere), []);
});

function roomsIn(folder: string): (names: readonly string[]) => string[] {
  return (names) => names.map((name) => `${folder}/${name}`);
}

function readSources(folder: string): readonly Source[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => {
      const text = readFileSync(join(projectFolder, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

function importsOf(path: string, text: string): string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g);
  return [...found].map(([, , target = '']) => {
    if (!target.startsWith('.')) return target;
    const joined = posix.join(posix.dirname(path), target);
    return joined.endsWith('.ts') ? joined : `${joined}.ts`;
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
}

function arrows(sources: readonly Source[]): (readonly [string, string])[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((target) => target.endsWith('.ts')).map((target) => [path, target] as const),
  );
}

function mayImport(from: string, to: string): boolean {
  const [source, target] = [floorOf(from), floorOf(to)];
  if (source === undefined || target === undefined) return false;
  if (source.side !== target.side) return source.side === 'workers' && target.side === 'src' && target.floor === 0;
  return source.room === target.room || target.floor < source.floor || (source.side === 'src' && target.floor === 0);
}

interface Floor {
  readonly side: 'src' | 'workers';
  readonly floor: number;
  readonly room: string;
}

function floorOf(path: string): Floor | undefined {
  const room = path.split('/').slice(0, 2).join('/').replace(/\.ts$/, '');
  for (const [side, floors] of [
    ['src', srcFloors],
    ['workers', workerFloors],
  ] as const) {
    const floor = floors.findIndex((rooms) => rooms.includes(room));
    if (floor >= 0) return { side, floor, room };
  }
  return undefined;
}

/** The files of one, the first also at the end. */
function findCircle(sources: readonly Source[]): readonly string[] | undefined {
  const importsByPath = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of importsByPath.get(path) ?? []) {
      const circle = follow(target, [...way, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of sources) {
    const circle = follow(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function file(path: string, ...imports: readonly string[]): Source {
  return { path, text: '', imports };
}

function pathsOf(sources: readonly Source[]): string[] {
  return sources.map(({ path }) => path);
}

function isPackage(target: string): boolean {
  return !target.endsWith('.ts') && !target.startsWith('node:');
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}
