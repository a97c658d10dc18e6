// A command that is killed at a step of its own: a step is whatever its main thread asks of the file system. What lies on
// the disk between two steps is what lay there behind the first of them, so that every moment can be met without a clock.
// Knows no command.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Steps {
  /** What Node runs in the place of a script, to count its steps. */
  counting(script: readonly string[]): readonly string[];
  /** How many there were, when that has ended. */
  counted(): number;
  /** What Node runs to be killed at this step, the first is 1; in the middle, if it writes. */
  killing(script: readonly string[], last: number): readonly string[];
}

/** What it needs for that lies in the folder. */
export function stepsIn(folder: string): Steps {
  const [counter, told] = [join(folder, 'steps.mjs'), join(folder, 'steps')];
  writeFileSync(counter, source);
  const stepping = (wish: string) => ['--import', `${pathToFileURL(counter)}?${wish}`];
  return {
    counting: (script) => [...stepping(`told=${encodeURIComponent(told)}`), ...script],
    counted: () => Number(readFileSync(told, 'utf8')),
    killing: (script, last) => [...stepping(`last=${last}`), ...script],
  };
}

const source = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { searchParams } = new URL(import.meta.url);
const [told, last] = [searchParams.get('told'), Number(searchParams.get('last'))];
let steps = 0;

/** halfway: does the first half of it; may return a promise. */
function watch(owner, names, halfway = () => {}) {
  for (const name of names) {
    const original = owner[name];
    owner[name] = (...args) => {
      if (++steps !== last) return original.apply(owner, args);
      const done = halfway(...args);
      return done === undefined ? die() : done.then(die);
    };
  }
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

const half = (bytes) => bytes.subarray(0, bytes.length / 2);

if (isMainThread) {
  const { writeFileSync, writeSync } = fs;
  if (told !== null) process.on('exit', () => writeFileSync(told, String(steps)));
  watch(fs, ['openSync', 'closeSync', 'fsync', 'fsyncSync', 'readFileSync', 'readdirSync', 'statSync', 'utimesSync']);
  watch(fs, ['mkdirSync', 'renameSync', 'rmSync', 'rmdirSync']);
  watch(fs, ['writeFile', 'writeFileSync', 'writeSync'], (file, bytes) => {
    if (typeof file === 'number' && typeof bytes !== 'string') writeSync(file, half(bytes));
  });
  watch(fs.promises, ['mkdir', 'open', 'rename', 'rm', 'rmdir']);
  const { open } = fs.promises;
  fs.promises.open = async (...args) => {
    const file = await open(...args);
    const { write } = file;
    watch(file, ['sync', 'close']);
    watch(file, ['writeFile'], (bytes) => write.call(file, half(bytes)));
    return file;
  };
  syncBuiltinESMExports();
}
`;
