// The command `sweep`: from options to a run, and from its report to outputs and an exit code. Everything that can be
// wrong with the request is found out before the first byte is scanned.

import { availableParallelism } from 'node:os';
import { exitCode, UserError } from '../errors.ts';
import type { FoundInputs } from '../inputs/inputs.ts';
import { makeProgress } from '../progress.ts';
import { problemLine } from '../render/text.ts';
import { expectOneRule } from '../render/uniq.ts';
import { runSweep } from '../run.ts';
import { chooseShardBytes, planShards } from '../shard.ts';
import { readNumber } from '../spec/flags.ts';
import { gatherMistakes } from '../spec/mistakes.ts';
import { specFromFlags } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import type { Report, Shard, SweepSpec } from '../types.ts';
import { describeRun } from './dry-run.ts';
import { openExecutor } from './executor-choice.ts';
import { watchSignals } from './interruption.ts';
import { openReportFiles, type ReportFiles, readPrint, rowsNeeded } from './outputs.ts';
import { printReport, printText } from './print.ts';
import { openProgressBar } from './progress-bar.ts';
import { findRequested } from './requested-inputs.ts';
import { renderStats } from './stats.ts';
import type { SweepOptions } from './sweep-command.ts';

/** Leaves the exit code in `process.exitCode`; throws a UserError where there is no report. */
export async function sweep(paths: readonly string[], options: SweepOptions): Promise<void> {
  const spec = specFromFlags(options, filesOnDisk);
  const print = readPrint(options.print);
  if (print === 'uniq') expectOneRule(spec.rules.map(({ id }) => id));
  const jobs = readJobs(options.jobs);
  const outputs = [...options.output, ...(options.stats === undefined ? [] : [options.stats])];
  const plan = planRun(findRequested(paths, options, outputs), spec, jobs);
  if (options.dryRun) return printText(describeRun(plan));
  // Opened only now: a search through directories that is killed leaves no temporaries behind.
  const files = openReportFiles(options.output, options.stats);
  try {
    await scanAndReport(plan, { options, print, files });
  } finally {
    files.abandon();
  }
}

/** All that is settled before anything is read. */
export interface RunPlan {
  readonly spec: SweepSpec;
  readonly found: FoundInputs;
  readonly shards: readonly Shard[];
  readonly jobs: number;
}

function planRun(found: FoundInputs, spec: SweepSpec, jobs: number): RunPlan {
  const totalBytes = found.inputs.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  return { spec, found, shards: planShards(found.inputs, chooseShardBytes(totalBytes, jobs)), jobs };
}

interface Destination {
  readonly options: SweepOptions;
  readonly print: ReturnType<typeof readPrint>;
  readonly files: ReportFiles;
}

async function scanAndReport(plan: RunPlan, { options, print, files }: Destination): Promise<void> {
  const started = performance.now();
  const progress = makeProgress();
  const watch = watchSignals(progress);
  const bar = openProgressBar(plan.found.inputs, progress, options.progress);
  const executor = await openExecutor(plan.shards, plan.jobs);
  let report: Report | undefined;
  try {
    const top = rowsNeeded(plan.spec.top, print, files);
    report = await runSweep(
      { ...plan, spec: { ...plan.spec, top }, signal: watch.signal, progress, onInputDone: bar.inputDone },
      executor,
    );
  } catch (error) {
    if (!watch.signal.aborted) throw error;
  } finally {
    bar.stop();
    await executor.close();
  }
  if (report === undefined || watch.signal.aborted) {
    process.exitCode = watch.exitCode();
    return;
  }
  const { problems } = report.coverage;
  for (const problem of problems) console.error(`syslog-sweep: ${problemLine(problem)}`);
  if (options.strict && problems.length > 0) {
    throw new UserError('No report: with --strict, a problem with any input ends the sweep without one');
  }
  const renderOptions = plan.spec.top === undefined ? {} : { top: plan.spec.top };
  files.commit(report, renderOptions, renderStats(report, plan, performance.now() - started));
  // Not before: a signal that ends the process at once would leave the temporaries.
  watch.stop();
  if (print !== 'none') await printReport(report, print, renderOptions);
  process.exitCode = exitCodeOf(report, options.failOnFindings);
}

function exitCodeOf(report: Report, failOnFindings: boolean): number {
  if (report.coverage.problems.length > 0) return exitCode.problems;
  const isFinding = report.rules.some(({ ranking }) => ranking.length > 0);
  return failOnFindings && isFinding ? exitCode.findings : exitCode.complete;
}

/** More threads than this are a slip of the finger. */
const mostJobs = 1024;

function readJobs(written: string | undefined): number {
  const mistakes = gatherMistakes();
  const jobs = readNumber(written, '--jobs', 1, mostJobs, mistakes) ?? availableParallelism();
  mistakes.throwIfAny();
  return jobs;
}
