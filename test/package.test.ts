// The package as npm would pack it: what runs, what is needed to use it from TypeScript, and nothing else.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import test from 'ava';
import { projectFolder } from '../bench/commands.ts';
import { digestOfBody } from '../bundle/digest.ts';
import { bodyFile, byteCodeFile } from '../bundle/load.ts';
import { packNames } from '../src/rules/packs.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
const packed = packedFiles();

test('the tarball holds what runs and what declares it, and nothing else', (t) => {
  const expected = [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'dist/workers/kernel/kernel.wasm'],
    ...packNames.flatMap((name) => [`src/rules/${name}.yaml`, `dist/bundled/${name}.pack.json`]),
    ...['library.js', 'LICENSES.txt', 'formats.plan', 'formats.laid'].map((name) => `dist/bundled/${name}`),
    ...['syslog-sweep', 'workers', 'glob', 're2js', 'yaml'].flatMap((name) => [
      `dist/bundled/${name}.cjs`,
      bodyFile('dist/bundled', name),
      byteCodeFile('dist/bundled', name, digestOfBody(join(projectFolder, 'dist/bundled'), name)),
    ]),
    ...closure(['dist/src/index.d.ts']),
  ];
  t.deepEqual([...packed].sort(), expected.sort());
});

test('what is packed runs without the rest of the project', (t) => {
  withInstalled((folder) => {
    const main = join(folder, 'node_modules/syslog-sweep/dist/bundled/syslog-sweep.cjs');
    const archives = ['archive', 'archive-gzip', 'archive-zstd'].map((name) =>
      join(projectFolder, 'samples/diary', name),
    );
    for (const archive of archives) {
      const ended = runNode([main, archive, '-e', '/53 ', '--print', 'uniq'], folder);
      t.is(ended.stderr, '');
      t.is(ended.stdout, '    571 \n');
    }
    for (const name of packNames) t.is(runNode([main, 'rules', 'check', name], folder).status, 0, name);
    t.is(runNode([main, '--version'], folder).stdout, `${manifest.version}\n`);
  });
});

test('the library runs with what is packed, here and on threads', (t) => {
  withInstalled((folder) => {
    const archives = ['archive', 'archive-gzip', 'archive-zstd'].map((name) =>
      join(projectFolder, 'samples/diary', name),
    );
    writeFileSync(join(folder, 'large.txt'), Buffer.alloc(17 * 2 ** 20, 'nothing to see here\n'));
    writeFileSync(
      join(folder, 'consumer.mjs'),
      `import { compileRules, sweep } from 'syslog-sweep';
       const rules = compileRules({ match: ['/53 '], where: ['dst_port=53'], regexp: ['inside'] });
       for (const inputs of ${JSON.stringify([archives, [...archives, 'large.txt']])}) {
         const { rules: [rule], coverage } = await sweep({ inputs, rules });
         console.log(rule.countedLines, coverage.problems.length);
       }`,
    );
    const ended = runNode(['consumer.mjs'], folder);
    t.is(ended.stderr, '');
    t.regex(ended.stdout, /^([1-9]\d* 0)\n\1\n$/);
  });
});

test('the licenses of what is in the bundles are packed with them', (t) => {
  const told = readFileSync(join(projectFolder, 'dist/bundled/LICENSES.txt'), 'utf8');
  for (const name of ['commander', 'glob', 'ipaddr.js', 'leven', 're2js', 'yaml']) {
    t.true(told.includes(`${name} ${manifest.dependencies[name]}\n`), name);
  }
});

test('the library can be used from strict TypeScript with what is packed', (t) => {
  withInstalled((folder) => {
    writeFileSync(
      join(folder, 'consumer.mts'),
      `import { compileRules, readReport, sweep, UserError, type Report } from 'syslog-sweep';
       const rules = compileRules({ match: ['/53 '], key: 'inside:{ip}/' });
       export const report: Promise<Report> = sweep({ inputs: ['archive'], rules }, { signal: AbortSignal.timeout(1) });
       export const again: Report = readReport('{}');
       export const isMistake = (error: unknown): error is UserError => error instanceof UserError;
       // @ts-expect-error: the declarations are found, and know the fields
       compileRules({ matsch: ['/53 '] });`,
    );
    const compiler = join(projectFolder, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--types', 'node', '--typeRoots'];
    const types = join(projectFolder, 'node_modules/@types');
    const ended = runNode([compiler, ...options, types, 'consumer.mts'], folder);
    t.is(ended.stdout, '');
    t.is(ended.status, 0);
  });
});

test('packing builds first, from nothing', (t) => {
  t.regex(manifest.scripts.prepack ?? '', /run --silent build$/);
  t.regex(manifest.scripts.build ?? '', /^npm run --silent clean && /);
});

test('setting up leaves the lock file alone, whatever the version of npm', (t) => {
  t.regex(manifest.scripts.setup ?? '', /^npm install --no-save /);
});

test('the lock file is that of this package: the same version, the same dependencies, each as pinned', (t) => {
  const lock: { readonly packages: Readonly<Record<string, Manifest | undefined>> } = JSON.parse(
    readFileSync(join(projectFolder, 'package-lock.json'), 'utf8'),
  );
  const { version, dependencies, devDependencies } = manifest;
  t.like(lock.packages[''], { version, dependencies, devDependencies });
  for (const [name, pinned] of Object.entries({ ...dependencies, ...devDependencies })) {
    t.is(lock.packages[`node_modules/${name}`]?.version, pinned, name);
  }
});

test('nothing says where packages are fetched from', (t) => {
  t.notRegex(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8'), /"resolved"/);
  t.regex(readFileSync(join(projectFolder, '.npmrc'), 'utf8'), /^omit-lockfile-registry-resolved=true$/m);
});

function packedFiles(): readonly string[] {
  const ended = npm(['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [tarball]: { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(ended.stdout);
  return (tarball?.files ?? []).map(({ path }) => path);
}

function npm(options: readonly string[]) {
  const settings = { cwd: projectFolder, encoding: 'utf8' } as const;
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return spawnSync(process.execPath, [script, ...options], settings);
  // On Windows npm is a batch file, which only a shell can start; the options are fixed words.
  return spawnSync('npm', [...options], { ...settings, shell: process.platform === 'win32' });
}

/** The built files that these need, themselves included. */
function closure(entries: readonly string[]): string[] {
  const found = new Set(entries);
  for (const path of found) {
    const text = readFileSync(join(projectFolder, path), 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
      const joined = posix.join(posix.dirname(path), target);
      found.add(path.endsWith('.d.ts') ? joined.replace(/(?<!\.d)\.ts$/, '.d.ts') : joined);
    }
  }
  return [...found];
}

/** A folder with the packed files and the project's dependencies as they would be installed. */
function withInstalled(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
  try {
    const modules = join(folder, 'node_modules');
    for (const path of packed) {
      const target = join(modules, 'syslog-sweep', path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(projectFolder, path), target);
    }
    for (const name of readdirSync(join(projectFolder, 'node_modules'))) {
      // Windows lets everyone make junctions, but not links.
      if (!name.startsWith('.'))
        symlinkSync(join(projectFolder, 'node_modules', name), join(modules, name), 'junction');
    }
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runNode(args: readonly string[], folder: string) {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}
