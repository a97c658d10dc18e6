// The library's face: what the commands do, as functions. Nothing here writes to a stream, watches signals or sets an
// exit code; what is wrong with a request is thrown as a UserError, what is wrong with an input stands in the report.

import type { State } from './kept/state.ts';
import { specFromFlags } from './spec/spec.ts';
import { filesOnDisk } from './spec/spec-files.ts';
import { noFlags } from './spec/sweep-flags.ts';
import { openSpillFolder } from './spill-folder.ts';
import { performSweep, planSweep, readJobs } from './sweep.ts';
import type { Report, SweepSpec } from './types.ts';

export { UserError } from './errors.ts';
export type { FormatSpec } from './format-types.ts';
export { readReport } from './report/read-report.ts';
export type {
  Coverage,
  InputIdentity,
  KeySpec,
  Level,
  MatchSpec,
  MeasureValue,
  Problem,
  ProblemReason,
  RankedKey,
  Report,
  ReportText,
  RuleReport,
  RuleSpec,
  SweepSpec,
} from './types.ts';

/**
 * What to count: the options of the command `sweep` under their long names, with the same texts, escapes and defaults.
 * Either `rules` or the line and key options.
 */
export interface Question {
  /** Only lines that hold all of these, at least one of `any`, and none of `exclude`. */
  readonly match?: readonly string[] | undefined;
  readonly any?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Only lines that match all of these regular expressions (RE2 syntax). */
  readonly regexp?: readonly string[] | undefined;
  /** Fold ASCII case in all of them. */
  readonly ignoreCase?: boolean | undefined;
  /** Only lines whose decoded fields satisfy all of these, as `dst_port=53,853`, and one at least of `whereAny`. */
  readonly where?: readonly string[] | undefined;
  readonly whereAny?: readonly string[] | undefined;
  /** Only lines whose time is in [since, until), as `2014-07-03` or `2014-07-03T12:00:00+02:00`; also with `rules`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Names of formats, or paths of their files, that lines are tried with; absent: all. Also with `rules`. */
  readonly format?: readonly string[] | undefined;
  /** Decoded fields to count by, as `src_ip`, `dst_port` or `src_ip/24`. */
  readonly by?: readonly string[] | undefined;
  /** Or a template, as `inside:{src:ip}/`. */
  readonly key?: string | undefined;
  /** Or a field as `cut` takes it, from 1. */
  readonly field?: number | undefined;
  readonly delimiter?: string | undefined;
  readonly fieldContains?: string | undefined;
  readonly split?: string | undefined;
  readonly part?: number | undefined;
  /** What is kept of a key beside its count, by name: `sum(bytes)`, `distinct(dst_ip)`, `first`, `last`, `hours`. */
  readonly measure?: Readonly<Record<string, string>> | undefined;
  /** Only keys whose measures, or `count`, satisfy all of these, as `destinations>=50`. */
  readonly having?: readonly string[] | undefined;
  /** The measure to rank by. */
  readonly sort?: string | undefined;
  /** Keys to leave out: addresses, networks, ranges, texts, `@list`, `@./file`, `COLUMN=ITEM`. */
  readonly allow?: readonly string[] | undefined;
  /** The day, as `2014-07-03`, for which allowed items with an end are judged; without it they hide nothing. */
  readonly asOf?: string | undefined;
  readonly min?: number | undefined;
  /** 0 or absent: the report has all rows. */
  readonly top?: number | undefined;
  /** Paths of rule files, and names of packs. */
  readonly rules?: readonly string[] | undefined;
  /** Of these, only the rules with these ids. */
  readonly only?: readonly string[] | undefined;
  /** Lists of the site, each `NAME=ITEM,…`. */
  readonly list?: readonly string[] | undefined;
  /** Paths of files with lists of the site. */
  readonly lists?: readonly string[] | undefined;
}

/** Checks a question and reads the files that it names. Throws a UserError with all mistakes, one a line. */
export function compileRules(question: Question): SweepSpec {
  return specFromFlags(
    {
      ...noFlags,
      match: question.match ?? [],
      any: question.any ?? [],
      exclude: question.exclude ?? [],
      regexp: question.regexp ?? [],
      ignoreCase: question.ignoreCase ?? false,
      where: question.where ?? [],
      whereAny: question.whereAny ?? [],
      since: question.since,
      until: question.until,
      format: question.format ?? [],
      by: question.by?.join(','),
      key: question.key,
      field: asWritten(question.field),
      delimiter: question.delimiter,
      fieldContains: question.fieldContains,
      split: question.split,
      part: asWritten(question.part),
      measure: Object.entries(question.measure ?? {}).map(([name, expression]) => `${name}=${expression}`),
      having: question.having ?? [],
      sort: question.sort,
      allow: question.allow ?? [],
      asOf: question.asOf,
      min: asWritten(question.min),
      top: asWritten(question.top),
      rules: question.rules ?? [],
      only: question.only?.join(','),
      list: question.list ?? [],
      lists: question.lists ?? [],
    },
    filesOnDisk,
  );
}

export interface SweepRequest {
  /** As `compileRules` gave it. */
  readonly rules: SweepSpec;
  /** Files, directories, globs, or `-` for this process's standard input. */
  readonly inputs: readonly string[];
  /** Globs: of directories and globs only files that match, and none that match `ignore`. */
  readonly include?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  /** Also names that begin with a dot. */
  readonly hidden?: boolean | undefined;
  /** Follow symbolic links to directories. */
  readonly follow?: boolean | undefined;
  /** How many threads scan, at most 1024; absent: as many as the machine has cores. */
  readonly jobs?: number | undefined;
  /** Counts take about so much memory at most, as `2GB`; absent: 512 MB. What is more goes to disk until it ends. */
  readonly memory?: string | undefined;
  /** Where that is written; absent: the system's folder for temporary files. */
  readonly tmp?: string | undefined;
  /** A folder where counts are kept: what was scanned before is not read again. Made if it is not there. */
  readonly state?: string | undefined;
  /** With `state`: digest inputs again, whatever their time stamps say. */
  readonly verifyInputs?: boolean | undefined;
  /** A digest of each input in the report. */
  readonly provenance?: boolean | undefined;
}

export interface SweepSettings {
  /**
   * Calls the sweep off: it rejects with the signal's reason, soon, but not before a thread that waits for a pipe has
   * got something from it.
   */
  readonly signal?: AbortSignal | undefined;
  /** Hears what a person should know of the state folder; nothing of it makes a report wrong. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Scans all inputs and ranks what they hold. The report is the one of `--print json`; look at `coverage.problems`
 * before trusting a number. Throws a UserError if there is nothing to read. Up to some 16 MiB of text are scanned on
 * the calling thread, everything else on threads of its own, which have ended when the promise settles.
 */
export async function sweep(request: SweepRequest, { signal, onWarning }: SweepSettings = {}): Promise<Report> {
  signal?.throwIfAborted();
  const { inputs, include = [], ignore = [], hidden = false, follow = false } = request;
  const jobs = readJobs(asWritten(request.jobs));
  const state = await openStateOf(request, onWarning);
  const exclude = request.state === undefined ? [] : [request.state];
  const plan = planSweep(request.rules, { paths: inputs, include, ignore, hidden, follow, exclude }, jobs, state);
  const spill = openSpillFolder({ tmp: request.tmp, memory: request.memory });
  try {
    const report = await performSweep(plan, { signal, provenance: request.provenance, spill });
    await state?.commit();
    return report;
  } finally {
    state?.abandon();
    spill.remove();
  }
}

async function openStateOf(
  { state: path, verifyInputs }: SweepRequest,
  warn: SweepSettings['onWarning'],
): Promise<State | undefined> {
  if (path === undefined) return undefined;
  const { openState } = await import('./kept/state.ts');
  return openState({ path, verifyInputs, warn });
}

/** Numbers are checked where the command's are, so that the messages are the same. */
function asWritten(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}
