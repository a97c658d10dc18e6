// The bench that a machine may judge by: `npm run bench:ci`. Seeded data, every answer asked for first, subjects and references
// in turns, ratios of the same round. `--compare BASE.json` ends with status 1 if a figure is worse than it may be;
// status 1 also for a wrong answer, 2 for wrong usage and for a base that does not compare.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { exitCode, UserError } from '../../src/errors.ts';
import { quote } from '../../src/text.ts';
import { codecs } from '../compress.ts';
import { type BenchData, prepareData } from '../data.ts';
import { kindOf, thisMachine } from '../machine.ts';
import { align } from '../table.ts';
import { takeTurns } from '../turns.ts';
import { compareFigures, describeFinding, differences, isRegression, summarizeFindings } from './compare.ts';
import { type Figure, figureOf, fileNameOf, type Kept, pool, ratios, readKept, schema } from './figures.ts';
import { instructionFigures } from './instructions.ts';
import { kernelFigures } from './kernel-figures.ts';
import { type CiOptions, readCiOptions } from './options.ts';
import { checkReferences, references, referenceVersion, workloads } from './workloads.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);

async function main(options: CiOptions): Promise<void> {
  const base = options.compare === undefined ? undefined : readBase(options.compare);
  const data = await prepareData({ ...options, codecs }, say);
  const terms = termsOf(options, data);
  // Before anything is timed: it would be for nothing.
  if (base !== undefined) refuseOthers(base, terms);
  const faults = await checkAll(data);
  if (faults.length > 0) {
    for (const fault of faults) say(`WRONG: ${fault}`);
    process.exitCode = 1;
    return;
  }
  warnOfLoad();
  const timed = await timeAll(data, options, base);
  const figures = [...timed, ...(options.instructions ? await instructionFigures(say) : [])];
  const kept: Kept = { schema, date: new Date().toISOString(), machine: thisMachine(), terms, figures };
  process.stdout.write(render(figures));
  if (options.json !== undefined) keep(kept, options.json);
  if (base !== undefined) judge(base, kept, options.maxRegression);
}

function readBase(path: string): Kept {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`Expected ${quote(path)} to be readable: ${error instanceof Error ? error.message : error}`);
  }
  return readKept(json, path);
}

function termsOf({ fileCount }: CiOptions, { seed, answer: { bytes, lines } }: BenchData): Kept['terms'] {
  return { machineKind: kindOf(thisMachine()), referenceVersion, data: { seed, files: fileCount, bytes, lines } };
}

function refuseOthers(base: Kept, terms: Kept['terms']): void {
  const why = differences(base.terms, terms);
  if (why.length > 0)
    throw new UserError(`Expected a base that compares with this run, but ${why.join('; ')}. Measure the base here.`);
}

async function checkAll(data: BenchData): Promise<readonly string[]> {
  const faults = [...(await checkReferences(data))];
  for (const { name, check } of workloads(data)) {
    say(`checking ${name}`);
    faults.push(...(await check()).map((fault) => `${name}: ${fault}`));
  }
  return faults;
}

/** The checks before this keep no more than the cores busy. */
function warnOfLoad(): void {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load > cores) say(`The machine is busy (load ${load.toFixed(1)} on ${cores} cores): figures will be unsure.`);
}

/** What seems worse is measured once more, and judged by the rounds of both: a busy minute seldom comes twice. */
async function timeAll(
  data: BenchData,
  { runs, maxRegression }: CiOptions,
  base: Kept | undefined,
): Promise<readonly Figure[]> {
  const timeOnce = async () => [...(await sweepFigures(data, runs)), ...(await kernelFigures(runs))];
  const first = await timeOnce();
  const seemsWorse = compareFigures(base?.figures ?? [], first, maxRegression).some(({ kind }) => kind === 'worse');
  if (!seemsWorse) return first;
  say('worse at first sight: once more');
  return pool(first, await timeOnce());
}

async function sweepFigures(data: BenchData, runs: number): Promise<readonly Figure[]> {
  const [subjects, held] = [workloads(data), references(data)];
  const seconds = await takeTurns([...held, ...subjects], runs, say);
  return subjects.map(({ name, reference }, index) => {
    const at = held.findIndex((one) => one.name === reference);
    return figureOf(name, 'times the reference', ratios(seconds[held.length + index] ?? [], seconds[at] ?? []));
  });
}

function render(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, median, low, high }) => [
    name,
    median.toFixed(3),
    `${low.toFixed(3)} to ${high.toFixed(3)}`,
    unit,
  ]);
  return `${align([['figure', 'median', 'middle half', 'unit'], ...rows]).join('\n')}\n`;
}

function keep(kept: Kept, target: string): void {
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  writeFileSync(isFolder ? join(target, fileNameOf(kept)) : target, `${JSON.stringify(kept, null, 2)}\n`);
}

function judge(base: Kept, now: Kept, maxRegression: number): void {
  const findings = compareFigures(base.figures, now.figures, maxRegression);
  const told = findings.map((finding) => describeFinding(finding, maxRegression));
  process.stdout.write(`\n${[...told, summarizeFindings(findings, base.date)].join('\n')}\n`);
  if (findings.some(isRegression)) process.exitCode = 1;
}

try {
  await main(readCiOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  process.exitCode = exitCode.noReport;
}
