// Runs what most commands run, and keeps the byte code that V8 made on the way: what it compiles here, no user's machine
// compiles again.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOfBody } from './digest.ts';
import { bodyFile, byteCodeFile, loadBundle, sealByteCode } from './load.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(project, 'dist/bundled');
const require = createRequire(join(folder, 'syslog-sweep.cjs'));

const commands = [
  ['archive-gzip', '-x', '10.1.0.10', '-e', '/53 ', '-k', 'inside:{ip}/', '--allow', '10.1.0.11'],
  [
    'archive',
    '-w',
    'dst_port=53',
    '--by',
    'src_ip',
    '--measure',
    'servers=distinct(dst_ip)',
    '--print',
    'json',
    '-E',
    'Built|Teardown',
  ],
].map(([archive, ...options]) => [join(project, 'samples/diary', archive ?? ''), ...options]);

const scratch = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
try {
  cpSync(join(project, 'samples/month'), scratch, { recursive: true });
  const command = keptBundle('syslog-sweep');
  const loaded = [command, ...['workers', 'glob', 're2js', 'yaml'].map(keptBundle)];
  const { main } = command.exports as { main: () => Promise<void> };
  const nightly = ['run', join(scratch, 'nightly.yaml'), '--day', '2014-07-16'];
  const state = join(scratch, 'counts');
  const kept = [...(commands[0] ?? []), '--print', 'uniq', '--state', state];
  for (const args of [...commands, nightly, nightly, kept, kept, ['report', state, '--top', '5']]) {
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
    await main();
    if (process.exitCode) throw new Error(`${args.join(' ')}: exit code ${process.exitCode}`);
  }
  for (const { name, digest, script } of loaded) {
    const body = readFileSync(bodyFile(folder, name));
    writeFileSync(byteCodeFile(folder, name, digest), sealByteCode(script.createCachedData(), body));
  }
} finally {
  process.chdir(project);
  rmSync(scratch, { recursive: true });
}

/** Loaded here, so that its script is at hand, and what others get when they require it. */
function keptBundle(name: string) {
  const digest = digestOfBody(folder, name);
  const loaded = loadBundle(folder, name, digest, require);
  const path = join(folder, `${name}.cjs`);
  const module = new Module(path);
  Object.assign(module, { exports: loaded.exports, loaded: true });
  require.cache[path] = module;
  return { name, digest, ...loaded };
}
