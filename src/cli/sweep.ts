// The command `sweep`: from options to a run, and from its report to outputs and an exit code. Everything that can be
// wrong with the request is found out before the first byte is scanned.

import { join, resolve, sep } from 'node:path';
import { makeAll, UserError } from '../errors.ts';
import type { State } from '../kept/state.ts';
import { makeProgress, readSpilled } from '../progress.ts';
import type { PrintFormat } from '../render/renderer.ts';
import { renderers } from '../render/renderers.ts';
import { problemLine } from '../render/text.ts';
import { expectOneRule } from '../render/uniq.ts';
import { specFromFlags } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import type { SpillFolder } from '../spill-folder.ts';
import { performSweep, planSweep, readJobs, type SweepPlan } from '../sweep.ts';
import { quote } from '../text.ts';
import type { Report } from '../types.ts';
import { describeRun } from './dry-run.ts';
import { exitCodeOf } from './exit-code.ts';
import type { UndecodedLines } from './foreign-headers.ts';
import { type SignalWatch, watchSignals } from './interruption.ts';
import { openReportFiles, type ReportFiles, readOutputFormats, readPrint, rowsNeeded } from './outputs.ts';
import { printLines, printText } from './print.ts';
import { openProgressBar } from './progress-bar.ts';
import { requestInputs } from './requested-inputs.ts';
import { openSpill } from './spill.ts';
import { renderStats } from './stats.ts';
import type { SweepOptions } from './sweep-options.ts';

/** Leaves the exit code in `process.exitCode`; throws a UserError where there is no report. */
export async function sweep(paths: readonly string[], options: SweepOptions): Promise<void> {
  const [spec, print, jobs] = makeAll([
    () => specFromFlags(options, filesOnDisk),
    () => readPrint(options.print, renderers),
    () => readJobs(options.jobs),
    () => readOutputFormats(options.output),
    () => expectState(options),
  ]);
  if (print === 'uniq') expectOneRule(spec.rules.map(({ id }) => id));
  const own = [...options.output, ...given(options.stats), ...given(options.state)];
  const plan = planSweep(spec, requestInputs(paths, options, own), jobs, await openStateOf(options));
  if (options.dryRun) return printText(describeRun(plan));
  // Opened only now: a search through directories that is killed leaves no temporaries behind.
  const watch = watchSignals();
  const spill = openSpill(options);
  try {
    const files = openReportFiles(options.output, options.stats);
    try {
      await scanAndReport(plan, { options, print, files, watch, spill });
    } finally {
      files.abandon();
      plan.state?.abandon();
    }
  } finally {
    spill.remove();
    watch.stop();
  }
}

function given(path: string | undefined): readonly string[] {
  return path === undefined ? [] : [path];
}

function expectState({ state, verifyInputs, output, stats }: SweepOptions): void {
  if (state === '') throw new UserError('Expected the `--state` option to be a folder, got ""');
  if (state === undefined) {
    if (verifyInputs) throw new UserError('Expected the `--state` option beside `--verify-inputs`, got none');
    return;
  }
  const within = [...output, ...given(stats)].find((path) => isWithin(state, path));
  if (within === undefined) return;
  throw new UserError(`Expected outputs outside of the state folder, got ${quote(within)}; name another place`);
}

function isWithin(folder: string, path: string): boolean {
  return resolve(path).startsWith(join(resolve(folder), sep));
}

async function openStateOf({ state: path, verifyInputs }: SweepOptions): Promise<State | undefined> {
  if (path === undefined) return undefined;
  const { openState } = await import('../kept/state.ts');
  return openState({ path, verifyInputs, warn: (message) => console.error(`syslog-sweep: ${message}`) });
}

interface Destination {
  readonly options: SweepOptions;
  readonly print: PrintFormat | 'none';
  readonly files: ReportFiles;
  readonly watch: SignalWatch;
  readonly spill: SpillFolder;
}

async function scanAndReport(plan: SweepPlan, { options, print, files, watch, spill }: Destination): Promise<void> {
  const started = process.hrtime.bigint();
  const progress = makeProgress();
  const bar = openProgressBar(plan.found.inputs, progress, options.progress);
  const undecoded: UndecodedLines[] = [];
  let report: Report | undefined;
  try {
    report = await performSweep(plan, {
      rows: rowsNeeded(plan.spec, print, files),
      provenance: options.provenance,
      signal: watch.signal,
      progress,
      spill,
      onInputDone: bar.inputDone,
      onUndecoded: (examples, { path }) => undecoded.push({ path, examples }),
    });
  } catch (error) {
    if (!watch.signal.aborted) throw error;
  } finally {
    bar.stop();
  }
  if (report === undefined || watch.signal.aborted) {
    process.exitCode = watch.exitCode();
    return;
  }
  const { problems } = report.coverage;
  for (const problem of problems) console.error(`syslog-sweep: ${problemLine(problem)}`);
  await warnOfHeaders(plan, options, undecoded);
  if (options.strict && problems.length > 0) {
    throw new UserError('No report: with --strict, a problem with any input ends the sweep without one');
  }
  const renderOptions = plan.spec.top === undefined ? {} : { top: plan.spec.top };
  files.commit(
    report,
    renderOptions,
    renderStats(report, plan, {
      elapsedMs: Number(process.hrtime.bigint() - started) / 1e6,
      spilledBytes: readSpilled(progress),
      undecodedExamples: undecoded.flatMap(({ examples }) => examples),
    }),
  );
  // Not before: a signal that ends the process at once would leave the temporaries.
  spill.remove();
  watch.stop();
  if (print !== 'none') await printLines(renderers[print](report, renderOptions), print);
  await plan.state?.commit();
  process.exitCode = exitCodeOf(report, options.failOnFindings);
}

/** By `auto`, tables of other logs are no surprise. */
async function warnOfHeaders(
  { spec }: SweepPlan,
  { format }: SweepOptions,
  undecoded: readonly UndecodedLines[],
): Promise<void> {
  if (format.length === 0 || format.includes('auto') || undecoded.every(({ examples }) => examples.length === 0))
    return;
  const { tellForeignHeaders } = await import('./foreign-headers.ts');
  for (const told of tellForeignHeaders(spec.formats ?? [], undecoded)) console.error(`syslog-sweep: ${told}`);
}
