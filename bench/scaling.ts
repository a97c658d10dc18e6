// How the time of a sweep grows with what there is to do: with the size of a file, with jobs, with distinct keys, with lines
// that match. Each point's answer is known and asked for first; then all points take turns.

import { join } from 'node:path';
import { excludes, sweepCommand } from './competitors.ts';
import { prepareData } from './data.ts';
import { keyLinesIn, makeDensity, makeKeys, type ScalingFile } from './scaling-data.ts';
import { run, summarize, type Times } from './timing.ts';
import { takeTurns } from './turns.ts';

export interface ScalingFigure {
  /** The thing that grows, and how far it has. */
  readonly axis: 'file size' | 'jobs' | 'distinct keys' | 'lines that match';
  readonly at: string;
  readonly bytes: number;
  readonly times: Times;
}

interface Point extends Omit<ScalingFigure, 'times'> {
  readonly file: ScalingFile;
  readonly jobs: number;
}

const usualJobs = 2;
const shares = [1 / 64, 1 / 16, 1 / 4, 1];
const jobCounts = [1, 2];
const keyCounts = [1e3, 1e4, 1e5, 1e6, 1e7];
const perThousands = [0, 10, 100, 1000];
const question = ['-e', '/53 ', '-k', 'inside:{ip}/'];
/** That of the diary, whose answer comes with the ordinary files. */
const diaryQuestion = [...question, ...excludes.flatMap((text) => ['-x', text])];

/** Of files of up to so many bytes. Numbers of keys that do not fit into these are left out, and told. */
export async function measureScaling(
  request: { readonly folder: string; readonly bytesPerFile: number; readonly runs: number },
  say: (message: string) => void,
): Promise<{ readonly faults: readonly string[]; readonly figures: readonly ScalingFigure[] }> {
  const points = await makePoints(request, say);
  const faults: string[] = [];
  for (const point of points) faults.push(...(await wrongAt(point)));
  if (faults.length > 0) return { faults, figures: [] };
  const entrants = points.map((point) => ({ name: `${point.axis} ${point.at}`, command: commandOf(point, 'none') }));
  const seconds = await takeTurns(entrants, request.runs, (round) => say(`scaling: ${round}`));
  const figures = points.map(({ axis, at, bytes }, index) => ({
    axis,
    at,
    bytes,
    times: summarize(seconds[index] ?? []),
  }));
  return { faults, figures };
}

async function makePoints(
  { folder, bytesPerFile }: { readonly folder: string; readonly bytesPerFile: number },
  say: (message: string) => void,
): Promise<Point[]> {
  const sized: ScalingFile[] = [];
  for (const share of shares) sized.push(await ordinary(folder, Math.max(1, Math.round(bytesPerFile * share)), say));
  const largest = sized.at(-1);
  const scaling = join(folder, 'scaling');
  const fitting = keyCounts.filter((keys) => keys <= keyLinesIn(bytesPerFile));
  const tooMany = keyCounts.filter((keys) => !fitting.includes(keys));
  if (tooMany.length > 0) say(`scaling: ${tooMany.join(', ')} keys do not fit into files of this size`);
  return [
    ...sized.map((file) => pointOf('file size', `${(file.bytes / 1e6).toFixed(1)} MB`, file)),
    ...(largest === undefined ? [] : jobCounts.map((jobs) => ({ ...pointOf('jobs', String(jobs), largest), jobs }))),
    ...fitting.map((keys) => {
      say(`scaling: ${keys} keys`);
      return pointOf('distinct keys', keys.toLocaleString('en'), makeKeys(scaling, bytesPerFile, keys));
    }),
    ...perThousands.map((count) => {
      say(`scaling: ${count / 10} % of the lines`);
      return pointOf('lines that match', `${count / 10} %`, makeDensity(scaling, bytesPerFile, count));
    }),
  ];
}

/** One file as the other parts of the bench have it. */
async function ordinary(folder: string, bytesPerFile: number, say: (message: string) => void): Promise<ScalingFile> {
  const { files, answer } = await prepareData({ folder, bytesPerFile, fileCount: 1, codecs: ['plain'] }, say);
  const counts = Object.values(answer.counts);
  const countedLines = counts.reduce((sum, count) => sum + count, 0);
  return { path: files.plain?.[0] ?? '', bytes: answer.bytes, lines: answer.lines, countedLines, keys: counts.length };
}

function pointOf(axis: Point['axis'], at: string, file: ScalingFile): Point {
  return { axis, at, file, jobs: usualJobs, bytes: file.bytes };
}

function commandOf({ axis, file, jobs }: Point, print: 'none' | 'json'): string[] {
  const isOrdinary = axis === 'file size' || axis === 'jobs';
  const asked = isOrdinary ? diaryQuestion : question;
  return [...sweepCommand, ...asked, '--top', '1', '--jobs', String(jobs), '--print', print, file.path];
}

async function wrongAt(point: Point): Promise<string[]> {
  const { status, output, errors } = await run(commandOf(point, 'json'), 'keep');
  const name = `scaling, ${point.axis} ${point.at}`;
  if (status !== 0) return [`${name}: status ${status}: ${errors.trim()}`];
  const { coverage, rules } = JSON.parse(output);
  const found = { lines: coverage?.lines, countedLines: rules?.[0]?.countedLines, keys: rules?.[0]?.keys };
  return (['lines', 'countedLines', 'keys'] as const)
    .filter((count) => found[count] !== point.file[count])
    .map((count) => `${name}: ${count} ${found[count]} instead of ${point.file[count]}`);
}
