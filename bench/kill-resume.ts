// A sweep with kept counts, killed at two hundred of its steps drawn by seed: each time the same command then goes on, and
// its report must be that of a sweep that nobody disturbed, with nothing left behind. `node dist/bench/kill-resume.js
// [--files 2] [--size 160MB] [--runs 200] [--seed 20140703]`; `--runs` are the kills. Status 1 where a report differs or
// something is left.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode, UserError } from '../src/errors.ts';
import { quote } from '../src/text.ts';
import { projectFolder } from './commands.ts';
import { prepareData } from './data.ts';
import { readOptions } from './options.ts';
import { randomFrom } from './random.ts';
import { stepsIn } from './steps.ts';
import { run } from './timing.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');

interface Tally {
  killed: number;
  /** Of those, how many had kept something that the next run need not scan. */
  resumed: number;
  readonly faults: string[];
}

async function killAndResume(
  inputs: readonly string[],
  { kills, seed, folder }: { readonly kills: number; readonly seed: number; readonly folder: string },
): Promise<Tally> {
  const state = join(folder, 'state');
  const question = ['-e', '/53 ', '-k', 'inside:{ip}/', '--print', 'json', ...inputs];
  const undisturbed = await run([process.execPath, main, ...question], 'keep');
  const command = [main, ...question, '--state', state, '-o', join(folder, 'report.csv')];
  const steps = stepsIn(folder);
  await run([process.execPath, ...steps.counting(command)], 'discard');
  const all = steps.counted();
  const random = randomFrom(seed);
  const tally: Tally = { killed: 0, resumed: 0, faults: [] };
  for (let kill = 1; kill <= kills; kill++) {
    // Every other one goes on from where the one before was killed, so that there are sweeps killed more than once.
    if (kill % 2 === 1) rmSync(state, { recursive: true, force: true });
    const step = random.below(all) + 1;
    const { status } = await run([process.execPath, ...steps.killing(command, step)], 'discard');
    // Killed by a signal, it has none.
    if (status === null) tally.killed++;
    if (countsIn(state) > 0) tally.resumed++;
    if (kill % 2 === 1 && kill < kills) continue;
    const ended = await run([process.execPath, ...command], 'keep');
    if (ended.output !== undisturbed.output)
      tally.faults.push(`kill ${kill} at step ${step} of ${all}: another report`);
    const left = leftIn(folder);
    if (left.length > 0) tally.faults.push(`kill ${kill} at step ${step} of ${all}: left ${left.join(', ')}`);
    const verified = await run([process.execPath, main, 'state', 'verify', state], 'keep');
    if (verified.status !== 0) tally.faults.push(`kill ${kill}: ${verified.output}`);
    if (kill % 20 === 0) say(`${kill} of ${kills}`);
  }
  return tally;
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

/** The seed, and what the other benches understand too. */
function takeSeed(args: readonly string[]): { readonly seed: number; readonly others: readonly string[] } {
  const at = args.indexOf('--seed');
  if (at < 0) return { seed: 20140703, others: args };
  const written = args[at + 1] ?? '';
  if (!/^\d{1,9}$/.test(written)) {
    throw new UserError(`Expected the \`--seed\` option to be a number below 1,000,000,000, got ${quote(written)}`);
  }
  return { seed: Number(written), others: args.toSpliced(at, 2) };
}

async function bench(): Promise<void> {
  const { seed, others } = takeSeed(process.argv.slice(2));
  const options = readOptions(['--files', '2', '--size', '160MB', '--runs', '200', ...others]);
  const { files } = await prepareData({ ...options, codecs: ['plain', 'gzip'] }, say);
  const folder = mkdtempSync(join(tmpdir(), 'kill-resume-'));
  try {
    const inputs = [...(files.gzip ?? []), ...(files.plain ?? []).slice(0, 2)];
    const { killed, resumed, faults } = await killAndResume(inputs, { kills: options.runs, seed, folder });
    process.stdout.write(
      `${options.runs} steps, seed ${seed}: ${killed} killed before they ended, ${resumed} with counts kept\n`,
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
