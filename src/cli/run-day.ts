// One day of a job: its inputs swept, its report written, compared with the days before, and told in a line.

import { type Day, daysBefore } from '../days.ts';
import { compareReports, countNew, type Diff } from '../diff/diff.ts';
import { exitCode } from '../errors.ts';
import type { InputRequest } from '../inputs/inputs.ts';
import { makeFoldersFor } from '../job/folders.ts';
import { type Job, keptReport } from '../job/job.ts';
import { baselineProblems, type KeptDay, readKeptDay } from '../job/kept-days.ts';
import { findQuiet } from '../job/quiet.ts';
import { fillDay } from '../job/templates.ts';
import type { State } from '../kept/state.ts';
import { makeProgress } from '../progress.ts';
import { dayLine } from '../render/day-line.ts';
import { problemLine } from '../render/text.ts';
import { withProblem } from '../report/coverage.ts';
import type { SpillFolder, SpillRequest } from '../spill-folder.ts';
import { performSweep, planSweepOfAny, readJobs, type SweepPlan } from '../sweep.ts';
import { showText } from '../text.ts';
import type { Report, SweepSpec } from '../types.ts';
import { version } from '../version.ts';
import { openDiffFiles } from './diff.ts';
import { describeRun } from './dry-run.ts';
import type { SignalWatch } from './interruption.ts';
import { openReportFiles } from './outputs.ts';
import { openProgressBar } from './progress-bar.ts';
import { openSpill } from './spill.ts';

export interface DayRun {
  /** Of the job. */
  readonly name: string;
  readonly job: Job;
  readonly spec: SweepSpec;
  readonly day: Day;
  /** Threads, as written. */
  readonly jobs: string | undefined;
  readonly spill: SpillRequest;
  readonly progress: boolean | undefined;
  readonly watch: SignalWatch;
}

export interface EndedDay {
  readonly code: number;
  readonly summary: string;
}

/** Undefined if a signal called it off. */
export async function runDay(run: DayRun): Promise<EndedDay | undefined> {
  const plan = planDay(run, await openStateOf(run.job));
  const spill = openSpill(run.spill);
  try {
    return await sweepAndReport(plan, run, spill);
  } finally {
    spill.remove();
  }
}

async function sweepAndReport(plan: SweepPlan, run: DayRun, spill: SpillFolder): Promise<EndedDay | undefined> {
  const { name, job, day } = run;
  const files = openDayFiles(run);
  try {
    const swept = await sweepDay(plan, run, spill);
    if (swept === undefined) return undefined;
    const kept = readKeptDays(run);
    const report = withProblems(swept, kept, run);
    const diff = compareDay(report, kept, run);
    for (const problem of report.coverage.problems) console.error(`syslog-sweep: ${day}: ${problemLine(problem)}`);
    files.commit(report, diff);
    await plan.state?.commit();
    return { code: exitCodeOf(report, diff, job), summary: dayLine(`${day} ${name}`, report, diff) };
  } finally {
    files.abandon();
    plan.state?.abandon();
  }
}

/** What a day would read and write, for a person. */
export function describeDay(run: Omit<DayRun, 'watch'>): string {
  const { name, job, day } = run;
  const written = [...job.outputs, ...(job.baseline?.outputs ?? [])];
  const lines = fillAll(written, day).map((path) => `  ${showText(path)}`);
  return `${day} ${showText(name)}\n${describeRun(planDay(run))}would be written\n${lines.join('\n')}\n`;
}

function planDay({ job, spec, day, jobs }: Omit<DayRun, 'watch'>, state?: State): SweepPlan {
  const { paths, include, ignore, hidden, follow } = job.inputs;
  const written = [...job.outputs, ...(job.baseline?.outputs ?? []), ...(job.state === undefined ? [] : [job.state])];
  const request: InputRequest = {
    paths: fillAll(paths, day),
    include: fillAll(include, day),
    ignore: fillAll(ignore, day),
    hidden,
    follow,
    exclude: fillAll(written, day),
  };
  return planSweepOfAny(spec, request, readJobs(jobs), state);
}

/** Before inputs are looked for. Loaded when it is asked for. */
async function openStateOf({ state: path }: Job): Promise<State | undefined> {
  if (path === undefined) return undefined;
  makeFoldersFor(`${path}/.`);
  const { openState } = await import('../kept/state.ts');
  return openState({ path, warn: (message) => console.error(`syslog-sweep: ${message}`) });
}

interface DayFiles {
  commit(report: Report, diff: Diff | undefined): void;
  /** Removes what was not committed. */
  abandon(): void;
}

/** Opened before anything is scanned, so that what cannot be written is told at once. */
function openDayFiles({ job, day }: DayRun): DayFiles {
  const reports = fillAll(job.outputs, day);
  const changes = fillAll(job.baseline?.outputs ?? [], day);
  for (const path of [...reports, ...changes]) makeFoldersFor(path);
  const reportFiles = openReportFiles(reports, undefined);
  try {
    const changeFiles = openDiffFiles(changes);
    return {
      commit(report, diff) {
        if (diff !== undefined) changeFiles.commit(diff);
        reportFiles.commit(report, {}, '');
      },
      abandon() {
        changeFiles.abandon();
        reportFiles.abandon();
      },
    };
  } catch (error) {
    reportFiles.abandon();
    throw error;
  }
}

async function sweepDay(
  plan: SweepPlan,
  { progress: isShown, watch }: DayRun,
  spill: SpillFolder,
): Promise<Report | undefined> {
  const progress = makeProgress();
  const bar = openProgressBar(plan.found.inputs, progress, isShown);
  try {
    const report = await performSweep(plan, { signal: watch.signal, progress, spill, onInputDone: bar.inputDone });
    return watch.signal.aborted ? undefined : report;
  } catch (error) {
    if (!watch.signal.aborted) throw error;
    return undefined;
  } finally {
    bar.stop();
  }
}

// ---------------------------------------------------------------- the days before

/** As many as the baseline or the measure of quiet wants, the oldest first. */
function readKeptDays({ job, day }: DayRun): readonly KeptDay[] {
  const template = keptReport(job);
  const wanted = Math.max(job.baseline?.days ?? 0, job.quiet?.days ?? 0);
  return template === undefined ? [] : daysBefore(day, wanted).map((each) => readKeptDay(template, each));
}

function withProblems(report: Report, kept: readonly KeptDay[], { job, day }: DayRun): Report {
  const ofQuiet = kept.slice(kept.length - (job.quiet?.days ?? 0));
  const before = ofQuiet.flatMap((each) => (each.kind === 'kept' ? [each.report.coverage] : []));
  const path = fillAll(job.inputs.paths, day).join(', ');
  const quiet = findQuiet(report.coverage, before, job.quiet, path);
  const problems = [...(quiet === undefined ? [] : [quiet]), ...baselineProblems(kept)];
  return { ...report, coverage: problems.reduce(withProblem, report.coverage) };
}

function compareDay(report: Report, kept: readonly KeptDay[], { job, day }: DayRun): Diff | undefined {
  if (job.baseline === undefined) return undefined;
  const before = kept.slice(-job.baseline.days);
  return compareReports({
    old: before.flatMap((each) => (each.kind === 'kept' ? [{ name: each.day, report: each.report }] : [])),
    now: { name: day, report },
    thresholds: job.baseline.thresholds,
    missing: before.flatMap((each) => (each.kind === 'missing' || each.kind === 'unreadable' ? [each.day] : [])),
    empty: before.flatMap((each) => (each.kind === 'empty' ? [each.day] : [])),
    version,
  });
}

function exitCodeOf({ coverage, rules }: Report, diff: Diff | undefined, { failOnNew, failOnFindings }: Job): number {
  if (coverage.problems.length > 0) return exitCode.problems;
  const isNew = failOnNew && diff !== undefined && countNew(diff) > 0;
  const isFound = failOnFindings && rules.some(({ ranking }) => ranking.length > 0);
  return isNew || isFound ? exitCode.findings : exitCode.complete;
}

function fillAll(templates: readonly string[], day: Day): readonly string[] {
  return templates.map((template) => fillDay(template, day));
}
