// One gzip file of one member, with a seek index: how much faster more jobs are. Another question leaves the index before
// anything is timed, and every timed sweep begins with a state folder that holds nothing else of use. What each sweep finds
// is held against the sweep without a state folder first.

import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { excludes, question, sweepCommand } from './competitors.ts';
import { align } from './table.ts';
import { run, summarize, type Times } from './timing.ts';
import { takeTurns } from './turns.ts';

export interface SeekFigure {
  readonly question: string;
  /** 0: the start alone, over a file of no lines. */
  readonly jobs: number;
  readonly times: Times;
}

interface Point extends Omit<SeekFigure, 'times'> {
  readonly command: readonly string[];
}

interface Request {
  /** A gzip file. */
  readonly file: string;
  /** For state folders; files of it are overwritten. */
  readonly folder: string;
  readonly runs: number;
}

/** How much faster two jobs must be than one. */
const bar = 1.8;
const jobCounts = [...new Set([1, 2, availableParallelism()])].sort((a, b) => a - b);

const questions: Readonly<Record<string, readonly string[]>> = {
  'the diary': [...question, ...excludes.flatMap((text) => ['-x', text])],
  'the pack': ['-r', 'clowns'],
};

export async function measureSeek(
  { file, folder, runs }: Request,
  say: (message: string) => void,
): Promise<{ readonly faults: readonly string[]; readonly figures: readonly SeekFigure[] }> {
  const [indexed, state, empty] = [join(folder, 'indexed'), join(folder, 'state'), join(folder, 'empty.gz')];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(empty, gzipSync(''));
  say('seek: leaving an index');
  await expectRun([...sweepCommand, '-e', 'another question', '--state', indexed, '--print', 'none', file]);
  const renew = () => {
    rmSync(state, { recursive: true, force: true });
    cpSync(indexed, state, { recursive: true });
  };
  const faults = readdirSync(indexed).includes('seek') ? [] : ['seek: no index was left'];
  for (const [name, asked] of Object.entries(questions)) {
    const expected = await expectRun([...sweepCommand, ...asked, '--print', 'json', file]);
    for (const jobs of jobCounts) {
      renew();
      const found = await expectRun([...commandOf(asked, state, jobs, file), '--print', 'json']);
      if (found !== expected) faults.push(`seek, ${name}, ${jobs} jobs: another report than without an index`);
    }
  }
  if (faults.length > 0) return { faults, figures: [] };
  const points: readonly Point[] = Object.entries(questions).flatMap(([name, asked]) => [
    { question: name, jobs: 0, command: commandOf(asked, state, 2, empty) },
    ...jobCounts.map((jobs) => ({ question: name, jobs, command: commandOf(asked, state, jobs, file) })),
  ]);
  const entrants = points.map(({ question, jobs, command }) => {
    return { name: `seek, ${question}, ${jobs} jobs`, command: [...command, '--print', 'none'], before: renew };
  });
  const seconds = await takeTurns(entrants, runs, (round) => say(`seek: ${round}`));
  rmSync(folder, { recursive: true });
  const figures = points.map(({ question, jobs }, i) => ({ question, jobs, times: summarize(seconds[i] ?? []) }));
  return { faults, figures };
}

function commandOf(asked: readonly string[], state: string, jobs: number, file: string): readonly string[] {
  return [...sweepCommand, ...asked, '--state', state, '--jobs', String(jobs), file];
}

/** What it prints. */
async function expectRun(command: readonly string[]): Promise<string> {
  const { status, output, errors } = await run(command, 'keep');
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}: ${errors.trim()}`);
  return output;
}

export function renderSeek(figures: readonly SeekFigure[]): string {
  const medianOf = (question: string, jobs: number) =>
    figures.find((figure) => figure.question === question && figure.jobs === jobs)?.times.median ?? Number.NaN;
  const rows = figures.map(({ question, jobs, times: { median, min, max } }) => {
    const [one, start] = [medianOf(question, 1), medianOf(question, 0)];
    const faster = one / median;
    return [
      jobs === 0 ? question : '',
      jobs === 0 ? 'start alone' : jobs === 1 ? '1 job' : `${jobs} jobs`,
      median.toFixed(3),
      `${min.toFixed(3)} to ${max.toFixed(3)}`,
      jobs < 2 ? '' : faster.toFixed(2),
      jobs < 2 ? '' : ((one - start) / (median - start)).toFixed(2),
      jobs !== 2 ? '' : `≥ ${bar}${faster < bar ? ' MISSED' : ''}`,
    ];
  });
  const heads = ['gzip with an index', '', 'median s', 'min to max', 'one job : it', 'without start', 'bar'];
  return [...align([heads, ...rows]), ''].join('\n');
}
