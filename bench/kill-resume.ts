// A sweep with kept counts, killed at two hundred moments drawn by seed: each time the same command then goes on, and its
// report must be that of a sweep that nobody disturbed, with nothing left behind. `node dist/bench/kill-resume.js
// [--files 2] [--size 160MB] [--runs 200]`; `--runs` are the kills. Status 1 where a report differs or something is left.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode, UserError } from '../src/errors.ts';
import { projectFolder } from './commands.ts';
import { prepareData } from './data.ts';
import { readOptions } from './options.ts';
import { randomFrom } from './random.ts';
import { run } from './timing.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');
const seed = 20140703;

interface Tally {
  killed: number;
  /** Of those, how many had kept something that the next run need not scan. */
  resumed: number;
  readonly faults: string[];
}

async function killAndResume(inputs: readonly string[], kills: number, folder: string): Promise<Tally> {
  const state = join(folder, 'state');
  const question = ['-e', '/53 ', '-k', 'inside:{ip}/', '--print', 'json', ...inputs];
  const undisturbed = await run([process.execPath, main, ...question], 'keep');
  const command = [main, ...question, '--state', state, '-o', join(folder, 'report.csv')];
  const started = performance.now();
  await run([process.execPath, ...command], 'discard');
  const tookMs = performance.now() - started;
  const random = randomFrom(seed);
  const tally: Tally = { killed: 0, resumed: 0, faults: [] };
  for (let kill = 1; kill <= kills; kill++) {
    // Every other one goes on from where the one before was killed, so that there are sweeps killed more than once.
    if (kill % 2 === 1) rmSync(state, { recursive: true, force: true });
    const ms = random.unit() * tookMs;
    if (await killedAfter(ms, command)) tally.killed++;
    if (countsIn(state) > 0) tally.resumed++;
    if (kill % 2 === 1 && kill < kills) continue;
    const ended = await run([process.execPath, ...command], 'keep');
    if (ended.output !== undisturbed.output) tally.faults.push(`kill ${kill} at ${ms.toFixed(0)} ms: another report`);
    const left = leftIn(folder);
    if (left.length > 0) tally.faults.push(`kill ${kill} at ${ms.toFixed(0)} ms: left ${left.join(', ')}`);
    const verified = await run([process.execPath, main, 'state', 'verify', state], 'keep');
    if (verified.status !== 0) tally.faults.push(`kill ${kill}: ${verified.output}`);
    if (kill % 20 === 0) say(`${kill} of ${kills}`);
  }
  return tally;
}

/** Whether it was killed before it ended. */
async function killedAfter(ms: number, command: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, command, { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const signal = await new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

function filesIn(path: string): readonly string[] {
  return existsSync(path) ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
}

function countsIn(state: string): number {
  return filesIn(state).filter((name) => name.endsWith('.arrow')).length;
}

/** Temporary files, and shards of inputs that were all scanned. */
function leftIn(folder: string): readonly string[] {
  const unfinished = filesIn(join(folder, 'state', 'unfinished'));
  return [...filesIn(folder).filter((name) => name.endsWith('.tmp')), ...unfinished];
}

async function bench(): Promise<void> {
  const options = readOptions(['--files', '2', '--size', '160MB', '--runs', '200', ...process.argv.slice(2)]);
  const { files } = await prepareData({ ...options, codecs: ['plain', 'gzip'] }, say);
  const folder = mkdtempSync(join(tmpdir(), 'kill-resume-'));
  try {
    const inputs = [...(files.gzip ?? []), ...(files.plain ?? []).slice(0, 2)];
    const { killed, resumed, faults } = await killAndResume(inputs, options.runs, folder);
    process.stdout.write(
      `${options.runs} moments, seed ${seed}: ${killed} killed before they ended, ${resumed} with counts kept\n`,
    );
    process.stdout.write(
      faults.length === 0 ? 'every report was the same, nothing was left behind\n' : `${faults.join('\n')}\n`,
    );
    if (faults.length > 0) process.exitCode = exitCode.problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await bench();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  process.exitCode = exitCode.noReport;
}
