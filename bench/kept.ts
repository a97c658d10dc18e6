// What kept counts cost, against what was promised of them: a second run with nothing new, with another allow-list, with
// one new day; and a thousand kept files, merged and ranked. Takes the options of the bench; `--files` are the days, the
// last of them the new one. Every answer is held against a sweep that keeps nothing before it is timed; status 1 where one
// is wrong.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode, UserError } from '../src/errors.ts';
import { projectFolder } from './commands.ts';
import { type BenchData, prepareData } from './data.ts';
import { makeManyCounts, manyFiles, manyKeys } from './many-counts.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { type Run, run, summarize } from './timing.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');
const question = ['-e', '/53 ', '-k', 'inside:{ip}/', '--print', 'uniq'];

interface Figure {
  readonly what: string;
  readonly seconds: number;
  readonly promise?: string;
  readonly kept?: boolean;
}

async function bench(options: BenchOptions): Promise<void> {
  const data = await prepareData({ ...options, codecs: ['gzip'] }, say);
  const folder = mkdtempSync(join(tmpdir(), 'kept-bench-'));
  try {
    const figures = [...(await days(data, options.runs, folder)), ...(await many(options.runs, folder))];
    for (const { what, seconds, promise, kept } of figures) {
      const told = promise === undefined ? '' : `   ${kept === true ? 'kept' : 'MISSED'}: ${promise}`;
      process.stdout.write(`${`${(seconds * 1000).toFixed(0)} ms`.padStart(10)}  ${what}${told}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function days({ files: { gzip = [] } }: BenchData, runs: number, folder: string): Promise<readonly Figure[]> {
  const [old, newDay] = [gzip.slice(0, -1), gzip.slice(-1)];
  const [state, copy] = [join(folder, 'state'), join(folder, 'copy')];
  const nothing = await median(runs, () => run([process.execPath, '-e', '0'], 'discard'));
  const cold = await sweep([...old, '--state', state]);
  expectSame(cold, await sweep(old));
  // A file that was made within two seconds before the first look is digested once more.
  expectSame(cold, await sweep([...old, '--state', state]));
  cpSync(state, copy, { recursive: true });
  const again = await median(runs, () => sweep([...old, '--state', state]));
  let allowed = 0;
  const otherList = await median(runs, () => sweep([...old, '--state', state, '-a', `10.1.2.${++allowed}`]));
  expectSame(await sweep([...old, '--state', state, '-a', '10.1.2.3']), await sweep([...old, '-a', '10.1.2.3']));
  const alone = await median(runs, () => sweep(newDay));
  const withNew = await median(runs, () => {
    rmSync(state, { recursive: true });
    cpSync(copy, state, { recursive: true });
    return sweep([...gzip, '--state', state]);
  });
  expectSame(await sweep([...gzip, '--state', state]), await sweep(gzip));
  return [
    { what: 'node -e 0', seconds: nothing },
    { what: `${old.length} days for the first time`, seconds: cold.seconds },
    { what: 'again, nothing new', seconds: again, ...against(again, nothing, 3, 'node -e 0') },
    { what: 'again, another allow-list', seconds: otherList, ...against(otherList, nothing, 3, 'node -e 0') },
    { what: 'one day alone, nothing kept', seconds: alone },
    { what: 'that day and the old ones', seconds: withNew, ...against(withNew, alone, 1.2, 'that day alone') },
  ];
}

async function many(runs: number, folder: string): Promise<readonly Figure[]> {
  const state = join(folder, 'many');
  const lines = await makeManyCounts(state);
  const again = () =>
    run([process.execPath, '--import', memoryAtExit, main, 'report', state, '--print', 'json', '--top', '5'], 'keep');
  const first = await again();
  if (JSON.parse(first.output).rules[0].countedLines !== lines) throw new UserError('the thousand files do not add up');
  const seconds = await median(runs, again);
  const megabytes = Number(first.errors) / 1024;
  const kept = seconds < 4 && megabytes < 400;
  const what = `${manyFiles} kept files of ${manyKeys} keys merged and ranked, in ${megabytes.toFixed(0)} MB`;
  return [{ what, seconds, promise: 'at most 4 s, 400 MB', kept }];
}

/** Tells the peak of memory, in kilobytes, when the process ends. */
const memoryAtExit = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => console.error(/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]));",
)}`;

function sweep(args: readonly string[]): Promise<Run> {
  return run([process.execPath, main, ...question, ...args], 'keep');
}

async function median(runs: number, work: () => Promise<Run>): Promise<number> {
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) seconds.push(expectDone(await work()).seconds);
  return summarize(seconds).median;
}

function expectDone(done: Run): Run {
  if (done.status !== 0) throw new UserError(`status ${done.status}: ${done.errors}`);
  return done;
}

function expectSame(a: Run, b: Run): void {
  if (expectDone(a).output !== expectDone(b).output) throw new UserError('kept counts give another answer');
}

function against(seconds: number, base: number, factor: number, what: string): Pick<Figure, 'promise' | 'kept'> {
  const ratio = seconds / base;
  return { promise: `at most ${factor} times ${what}, is ${ratio.toFixed(2)}`, kept: ratio <= factor };
}

try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  process.exitCode = exitCode.problems;
}
