// The command `run`: a job file to days, and each day to its reports, its comparison and one line. What can be wrong with
// the request is found out before anything is scanned; the paths of a job are relative to its own folder, so the
// process goes there.

import { basename, dirname, resolve } from 'node:path';
import type { Day } from '../days.ts';
import { exitCode, UserError } from '../errors.ts';
import { type Job, keptReport } from '../job/job.ts';
import { readJobFile } from '../job/job-file.ts';
import { stateOfDay } from '../job/kept-days.ts';
import { takeLock } from '../job/lock.ts';
import { tellsDay } from '../job/templates.ts';
import { type DatedSpec, specOn } from '../spec/exceptions.ts';
import { expected, gatherMistakes } from '../spec/mistakes.ts';
import { specDigest } from '../spec/plan.ts';
import { readSpec } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { noFlags } from '../spec/sweep-flags.ts';
import { memorySizes, parseMemory, type SpillRequest } from '../spill-folder.ts';
import { systemMessage } from '../system-error.ts';
import { quote, showText } from '../text.ts';
import { watchSignals } from './interruption.ts';
import { chooseDays, type DayOptions } from './job-days.ts';
import { diffFormats, reportFormats } from './output-formats.ts';
import { printText } from './print.ts';
import { systemProcesses } from './processes.ts';
import type { DayRun } from './run-day.ts';

/** What commander makes of the options. */
export interface RunOptions extends DayOptions {
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly jobs?: string;
  readonly memory?: string;
  readonly tmp?: string;
  readonly progress?: boolean;
}

const maxJobBytes = 2 ** 20;

/** Loaded when there is a day to do. */
const runningDays = () => import('./run-day.ts');

/** Leaves the exit code in `process.exitCode`; throws a UserError where there is nothing to run. */
export async function run(path: string, options: RunOptions): Promise<void> {
  const text = readJobText(path);
  const name = basename(path);
  const ownTmp = options.tmp === undefined ? undefined : resolve(options.tmp);
  goTo(dirname(resolve(path)));
  const { job, days, dated } = readRequest(text, name, options);
  const jobs = options.jobs ?? job.jobs?.toString();
  const spill = spillOf(job, options.memory, ownTmp);
  const { progress } = options;
  const runs = days.map((day) => ({ name, job, spec: specOn(dated, day), day, jobs, spill, progress }));
  if (options.dryRun) {
    const { describeDay } = await runningDays();
    for (const each of runs) await printText(describeDay(each));
    return;
  }
  const lock = takeLock(`.${name}.lock`, `the job ${quote(name)}`, systemProcesses());
  process.once('exit', lock.release);
  try {
    await runDays(runs, options.days !== undefined && options.again !== true);
  } finally {
    process.off('exit', lock.release);
    lock.release();
  }
}

/** Options go before the job file. */
function spillOf(job: Job, memory = job.memory, ownTmp?: string): SpillRequest {
  return { memory, ...(ownTmp === undefined ? { tmp: job.tmp, tmpName: '`tmp` of the job file' } : { tmp: ownTmp }) };
}

async function runDays(runs: readonly Omit<DayRun, 'watch'>[], isSkipping: boolean): Promise<void> {
  const watch = watchSignals();
  const codes: number[] = [];
  try {
    for (const each of runs) {
      const done = isSkipping ? whyDone(each) : undefined;
      if (done !== undefined) {
        await printText(`${each.day} ${showText(each.name)}: ${done}\n`);
        continue;
      }
      const { runDay } = await runningDays();
      const ended = await runDay({ ...each, watch });
      if (ended === undefined) {
        process.exitCode = watch.exitCode();
        return;
      }
      codes.push(ended.code);
      await printText(`${ended.summary}\n`);
    }
  } finally {
    watch.stop();
  }
  process.exitCode = worstOf(codes);
}

/** Problems go before findings. */
function worstOf(codes: readonly number[]): number {
  return [exitCode.problems, exitCode.findings].find((code) => codes.includes(code)) ?? exitCode.complete;
}

function whyDone({ day, job, spec }: Omit<DayRun, 'watch'>): string | undefined {
  const templates = [...job.outputs, ...(job.baseline?.outputs ?? [])];
  const state = stateOfDay(day, templates, keptReport(job), specDigest(spec));
  if (state.kind === 'open') return undefined;
  return state.isSameQuestion ? 'done before' : 'done before, with other rules or lists; --again does it again';
}

// ---------------------------------------------------------------- the request

function readJobText(path: string): string {
  const found = filesOnDisk.read(path, { maxBytes: maxJobBytes });
  if (found.kind === 'mistake') throw new UserError(`The job file ${quote(path)} cannot be read: ${found.message}`);
  return found.text;
}

function goTo(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new UserError(`The folder of the job file, ${quote(folder)}, cannot be entered: ${systemMessage(error)}`);
  }
}

interface JobRequest {
  readonly job: Job;
  readonly days: readonly Day[];
  readonly dated: DatedSpec;
}

/** A UserError with all mistakes: of the job file, of the rules and lists that it names, and of the options. */
function readRequest(text: string, name: string, options: RunOptions): JobRequest {
  const mistakes = gatherMistakes();
  const extensions = { reports: Object.keys(reportFormats), comparisons: Object.keys(diffFormats) };
  const job = readJobFile(text, name, extensions, mistakes);
  if (job === undefined) {
    mistakes.throwIfAny();
    throw new UserError(`The job file ${quote(name)} is empty`);
  }
  const days = chooseDays(options, job, new Date(), mistakes);
  const { memory } = options;
  if (memory !== undefined && parseMemory(memory) === undefined) {
    mistakes.add(undefined, () => expected('the `--memory` option', memorySizes, quote(memory)));
  }
  const shared = [...job.outputs, ...(job.baseline?.outputs ?? [])].filter((template) => !tellsDay(template));
  if (options.days !== undefined && shared.length > 0) {
    mistakes.add(
      undefined,
      () => `Expected outputs with the day in their names beside \`--days\`, got ${shared.map(quote).join(', ')}`,
    );
  }
  const { rules, lists, min, ...beside } = job.question;
  // Without rules, options would have to make one.
  if (rules.items.length === 0) mistakes.throwIfAny();
  const flags = { ...noFlags, rules: rules.items, lists: lists.items, min: min?.toString() };
  const dated = readSpec(flags, filesOnDisk, beside, mistakes);
  mistakes.throwIfAny();
  return { job, days, dated };
}
