// Bundles with and without byte code that fits: the same program, and a stack that says where.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { digestOfBody } from '../../bundle/digest.ts';
import { bodyFile, byteCodeFile, loadBundle, sealByteCode } from '../../bundle/load.ts';
import { folderWith } from '../helpers/scratch.ts';

const bundled = join(projectFolder, 'dist/bundled');
const names = ['syslog-sweep', 'workers', 'glob', 're2js', 'yaml'];
const require = createRequire(import.meta.url);

for (const name of names) {
  test(`the byte code of ${name} is that of this Node, and is taken`, (t) => {
    const load = `import { loadBundle } from './dist/bundle/load.js';
      import { createRequire } from 'node:module';
      const require = createRequire(${JSON.stringify(join(bundled, 'x.cjs'))});
      console.log(loadBundle(${JSON.stringify(bundled)}, '${name}', '${digestOfBody(bundled, name)}', require).script.cachedDataRejected);`;
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', load], { cwd: projectFolder });
    t.is(told.toString(), 'false\n');
  });

  test(`${name} has all of the project in it that it needs`, (t) => {
    const text = readFileSync(bodyFile(bundled, name), 'utf8');
    t.notRegex(text, /\b(?:require|import)\("\.{1,2}\/(?!(?:glob|re2js|yaml)\.cjs")/);
    t.notRegex(text, /\bimport\.meta\b|\blazily\("/);
  });
}

const question = ['samples/diary/archive', '-e', '/53 ', '--print', 'uniq'];

test('without byte code, and with that of other flags, the command does the same', (t) => {
  const main = join(bundled, 'syslog-sweep.cjs');
  const answer = (flags: readonly string[], program = main) =>
    spawnSync(process.execPath, [...flags, program, ...question], { cwd: projectFolder, encoding: 'utf8' });
  const { stdout } = answer([]);
  t.is(stdout, '    571 \n');
  t.is(answer(['--max-old-space-size=300', '--no-opt']).stdout, stdout);

  const copy = folderWith(t, {});
  for (const path of ['package.json', 'dist/bundled', 'dist/workers/kernel/kernel.wasm']) {
    cpSync(join(projectFolder, path), join(copy, path), { recursive: true });
  }
  for (const name of readdirSync(join(copy, 'dist/bundled'))) {
    if (name.endsWith('.cache')) rmSync(join(copy, 'dist/bundled', name));
  }
  t.is(answer([], join(copy, 'dist/bundled/syslog-sweep.cjs')).stdout, stdout);
});

test('byte code of another text of the same length is not taken for this one', (t) => {
  const folder = folderWith(t, {});
  const write = (answer: string) =>
    writeFileSync(bodyFile(folder, 'a'), `(function (exports) { exports.answer = '${answer}'; })`);
  write('one');
  const first = digestOfBody(folder, 'a');
  write('two');
  t.not(digestOfBody(folder, 'a'), first);
  t.like(loadBundle(folder, 'a', digestOfBody(folder, 'a'), require).exports, { answer: 'two' });
});

test('byte code is not taken for a text that was changed after it was built, and has kept its length', (t) => {
  const folder = folderWith(t, {});
  const write = (answer: string) =>
    writeFileSync(bodyFile(folder, 'a'), `(function (exports) { exports.answer = '${answer}'; })`);
  write('one');
  const digest = digestOfBody(folder, 'a');
  const { script } = loadBundle(folder, 'a', digest, require);
  const sealed = sealByteCode(script.createCachedData(), readFileSync(bodyFile(folder, 'a')));
  writeFileSync(byteCodeFile(folder, 'a', digest), sealed);
  const again = loadBundle(folder, 'a', digest, require);
  t.deepEqual([again.exports, again.script.cachedDataRejected], [{ answer: 'one' }, false]);
  write('two');
  const changed = loadBundle(folder, 'a', digest, require);
  t.deepEqual([changed.exports, changed.script.cachedDataRejected], [{ answer: 'two' }, undefined]);
});

test('damaged byte code is not taken', (t) => {
  const copy = folderWith(t, {});
  for (const path of ['package.json', 'dist/bundled', 'dist/workers/kernel/kernel.wasm']) {
    cpSync(join(projectFolder, path), join(copy, path), { recursive: true });
  }
  const folder = join(copy, 'dist/bundled');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.cache'))) {
    const bytes = readFileSync(join(folder, name));
    for (const at of [30, 200, 5000]) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(join(folder, name), bytes);
  }
  const main = join(folder, 'syslog-sweep.cjs');
  const { stdout, status } = spawnSync(process.execPath, [main, ...question], { cwd: projectFolder, encoding: 'utf8' });
  t.is(status, 0);
  t.is(stdout, '    571 \n');
});

test('a stack names the file and the line of a bundle', (t) => {
  const folder = folderWith(t, {});
  writeFileSync(
    bodyFile(folder, 'a'),
    "(function (exports) {\nexports.fail = () => {\n  throw new Error('no');\n};\n})",
  );
  const { exports } = loadBundle(folder, 'a', digestOfBody(folder, 'a'), require);
  const { fail } = exports as { fail: () => void };
  t.true(t.throws(fail)?.stack?.includes(`${bodyFile(folder, 'a')}:3:9`));
});
