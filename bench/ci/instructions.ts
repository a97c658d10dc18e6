// Instructions that the kernel takes for a byte: they neither drift nor care who else is on the machine. Counted by perf
// where the machine lets it, else by valgrind, which takes half a minute for each count.

import { fileURLToPath } from 'node:url';
import { commandPath } from '../commands.ts';
import { run } from '../timing.ts';
import { type Figure, figureOf } from './figures.ts';
import { steadyNode } from './steady-node.ts';

type Count = (command: readonly string[]) => Promise<number>;

/** Those of the kernel's cases that are counted. */
const cases = ["the diary's question", 'none', 'the pack clowns'];
/** Two numbers of passes over a text of 1 MiB: their difference has no start in it. */
const [fewPasses, manyPasses] = [200, 1000];
const textBytes = 2 ** 20;
const work = fileURLToPath(new URL('kernel-work.js', import.meta.url));
const takes = 2;

/** None where nothing can count. */
export async function instructionFigures(say: (message: string) => void): Promise<readonly Figure[]> {
  const count = await findCounter();
  if (count === undefined) {
    say('instructions: neither perf nor valgrind can count here');
    return [];
  }
  const figures: Figure[] = [];
  for (const name of cases) {
    say(`instructions: ${name}`);
    const command = (passes: number) => [...steadyNode, work, name, String(passes)];
    const all: number[] = [];
    for (let take = 0; take < takes; take += 1) {
      const [few, many] = [await count(command(fewPasses)), await count(command(manyPasses))];
      all.push((many - few) / (manyPasses - fewPasses) / textBytes);
    }
    figures.push(figureOf(`kernel: ${name}`, 'instructions a byte', all));
  }
  return figures;
}

/** The number in what `perf stat -x,` writes; undefined where it could not count. */
export function readPerf(errors: string): number | undefined {
  const count = /^(\d+),[^,]*,instructions/m.exec(errors)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** The number in what cachegrind writes. */
export function readValgrind(errors: string): number | undefined {
  const count = /\bI\s+refs:\s+([\d,]+)/.exec(errors)?.[1];
  return count === undefined ? undefined : Number(count.replaceAll(',', ''));
}

async function findCounter(): Promise<Count | undefined> {
  const perf = counter('perf', ['stat', '-x,', '-e', 'instructions:u'], readPerf);
  if (commandPath('perf') !== undefined && (await counts(perf))) return perf;
  const options = ['--cache-sim=no', '--cachegrind-out-file=/dev/null', '--smc-check=all-non-file'];
  return commandPath('valgrind') === undefined
    ? undefined
    : counter('valgrind', ['--tool=cachegrind', ...options], readValgrind);
}

async function counts(count: Count): Promise<boolean> {
  try {
    await count([process.execPath, '--version']);
    return true;
  } catch {
    return false;
  }
}

function counter(tool: string, options: readonly string[], read: (errors: string) => number | undefined): Count {
  return async (command) => {
    const { status, errors } = await run([tool, ...options, ...command], 'discard');
    const count = read(errors);
    if (status !== 0 || count === undefined) throw new Error(`${tool} ended with status ${status}: ${errors.trim()}`);
    return count;
  };
}
