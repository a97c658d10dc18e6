// Builds `dist/bundled/` out of what the compiler left in `dist/`: the command, what its threads run, and the library, each
// as one file that starts fast. Their text stays readable, so that a stack says where.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { writtenReady } from '../src/ready-formats.ts';
import { packNames, packPath } from '../src/rules/packs.ts';
import { gatherMistakes } from '../src/spec/mistakes.ts';
import { parsedPath, writtenPack } from '../src/spec/parsed-pack.ts';
import { parseTree } from '../src/spec/tree.ts';
import { digestOfBody } from './digest.ts';
import { bodyFile } from './load.ts';
import { bodyHead, libraryHead, readProject, withoutChildProcesses } from './plugins.ts';
import { makeReady } from './ready-formats.ts';

const dist = fileURLToPath(new URL('../', import.meta.url));
const folder = `${dist}bundled`;

/** What is loaded by a file of this name, and what that file does with it. */
const bundles = [
  {
    name: 'syslog-sweep',
    entry: './src/cli/main.js',
    head: '#!/usr/bin/env node\n',
    use: 'loaded.leaveWhenDone(); loaded.main()',
  },
  { name: 'workers', entry: './workers/index.js', head: '', use: 'module.exports = loaded' },
  ...['glob', 're2js', 'yaml'].map((name) => ({ name, entry: name, head: '', use: 'module.exports = loaded' })),
];

/** Native, or seldom wanted: loaded from where they are installed. */
const installed = ['cli-progress', 'csv-stringify', 'piscina', 'zstd-napi'];

const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node20.19', absWorkingDir: dist } as const;

await buildAll();

async function buildAll(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const packages = new Set<string>();
  for (const { name, entry, head, use } of bundles) {
    const metafile = await buildBody(name, entry);
    for (const each of packagesIn(metafile)) packages.add(each);
    await buildLoader(name, head, use);
  }
  await buildLibrary();
  packNames.forEach(parsePack);
  const { decode, laid } = makeReady();
  for (const [name, bytes] of Object.entries(writtenReady(decode, laid))) writeFileSync(`${folder}/${name}`, bytes);
  writeFileSync(`${folder}/LICENSES.txt`, [...packages].sort().map(licenseOf).join('\n'));
  const warmed = spawnSync(process.execPath, [`${dist}bundle/warm.js`], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (warmed.status !== 0) throw new Error('The bundles do not run');
}

/** A function of what Node gives every CommonJS file, so that its text is compiled as it stands. */
async function buildBody(name: string, entry: string): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: [entry],
    outfile: bodyFile(folder, name),
    external: installed,
    supported: { 'dynamic-import': false },
    banner: { js: bodyHead },
    footer: { js: '})' },
    plugins: [
      withoutChildProcesses,
      readProject(
        dist,
        bundles.map((other) => other.name).filter((other) => other !== name),
      ),
    ],
    metafile: true,
  });
  return metafile;
}

/** With its packages as they are installed: an application may have them too. */
async function buildLibrary(): Promise<void> {
  await build({
    ...common,
    format: 'esm',
    entryPoints: ['./src/index.js'],
    outfile: `${folder}/library.js`,
    packages: 'external',
    banner: { js: libraryHead },
    plugins: [readProject(dist, [])],
  });
}

/** Lest it be parsed whenever it is asked for. */
function parsePack(name: string): void {
  const mistakes = gatherMistakes();
  const text = readFileSync(packPath(name) as string, 'utf8'); // each name has one
  const tree = parseTree(text, name, mistakes);
  mistakes.throwIfAny();
  if (tree !== undefined) writeFileSync(parsedPath(name), writtenPack(text, tree));
}

async function buildLoader(name: string, head: string, use: string): Promise<void> {
  await build({
    ...common,
    stdin: {
      contents: `import { loadBundle } from './bundle/load.js';
        const loaded = loadBundle(__dirname, '${name}', '${digestOfBody(folder, name)}', require).exports;
        ${use};`,
      resolveDir: dist,
    },
    outfile: `${folder}/${name}.cjs`,
    banner: { js: head },
    logOverride: { 'indirect-require': 'silent' },
  });
}

/** The folders of the packages that went into a bundle. */
function packagesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
}

function licenseOf(path: string): string {
  const at = `${dist}${path}`;
  const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(`${at}/package.json`, 'utf8'));
  const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no license file`);
  return `${name} ${version}\n\n${readFileSync(`${at}/${file}`, 'utf8')}`;
}
