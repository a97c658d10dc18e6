// The command `report`: from kept counts, or from reports that were written, to outputs and an exit code.

import { statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { renderers } from '../render/renderers.ts';
import { problemLine } from '../render/text.ts';
import { expectOneRule } from '../render/uniq.ts';
import type { NamedReport } from '../report/rank-again.ts';
import { type ReportAgain, reportKept, reportReports } from '../report-again.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { systemCode } from '../system-error.ts';
import { quote } from '../text.ts';
import type { SweepSpec } from '../types.ts';
import { exitCodeOf } from './exit-code.ts';
import { watchSignals } from './interruption.ts';
import { openReportFiles, readPrint, rowsNeeded } from './outputs.ts';
import { printLines } from './print.ts';
import { readReportFile } from './report-file.ts';
import { openSpill } from './spill.ts';

/** What commander makes of the options. */
export interface ReportOptions {
  readonly run?: string;
  readonly check?: string;
  readonly allow: readonly string[];
  readonly forgetAllow: boolean;
  readonly min?: string;
  readonly top?: string;
  readonly having: readonly string[];
  readonly sort?: string;
  readonly output: readonly string[];
  readonly print: string;
  readonly provenance: boolean;
  readonly failOnFindings: boolean;
  readonly memory?: string;
  readonly tmp?: string;
}

/** Leaves the exit code in `process.exitCode`; throws a UserError where there is no report. */
export async function reportAgain(sources: readonly string[], options: ReportOptions): Promise<void> {
  const source = readSource(sources, options);
  const print = readPrint(options.print, renderers);
  // Only when all is read: while a pipe is waited for that nobody writes into, a signal must end the process by itself.
  const watch = watchSignals();
  const files = openReportFiles(options.output, undefined);
  try {
    const rows = (spec: SweepSpec) => rowsNeeded(spec, print, files);
    const { report, spec } = await again(source, options, rows, watch.signal);
    if (print === 'uniq') expectOneRule(spec.rules.map(({ id }) => id));
    for (const problem of report.coverage.problems) console.error(`syslog-sweep: ${problemLine(problem)}`);
    const renderOptions = spec.top === undefined ? {} : { top: spec.top };
    files.commit(report, renderOptions, '');
    watch.stop();
    if (print !== 'none') await printLines(renderers[print](report, renderOptions), print);
    process.exitCode = exitCodeOf(report, options.failOnFindings);
  } catch (error) {
    if (!watch.signal.aborted) throw error;
    process.exitCode = watch.exitCode();
  } finally {
    files.abandon();
    watch.stop();
  }
}

type Source =
  | { readonly kind: 'state'; readonly path: string }
  | { readonly kind: 'reports'; readonly reports: readonly NamedReport[] };

function readSource(sources: readonly string[], options: ReportOptions): Source {
  const folder = sources.find((path) => whatIsAt(path) === 'folder');
  if (folder !== undefined && sources.length === 1) return { kind: 'state', path: folder };
  if (folder !== undefined) {
    throw new UserError(`Expected one state folder, or JSON reports, got ${quote(folder)} and others`);
  }
  const [first] = sources;
  if (first === undefined) throw new UserError('Expected a state folder, or JSON reports (see --help)');
  const missing = sources.find((path) => whatIsAt(path) === 'nothing');
  for (const name of ['run', 'memory', 'tmp'] as const) {
    if (options[name] === undefined) continue;
    const found =
      missing === undefined ? `${quote(first)}, which is a file` : `${quote(missing)}, which does not exist`;
    throw new UserError(`Expected a state folder beside the \`--${name}\` option, got ${found}`);
  }
  if (missing !== undefined) {
    throw new UserError(`Expected a state folder or a JSON report, got ${quote(missing)}, which does not exist`);
  }
  return { kind: 'reports', reports: sources.map((path) => ({ name: path, report: readReportFile(path) })) };
}

/** What cannot be looked at is taken for a file: whoever reads it tells why. */
function whatIsAt(path: string): 'folder' | 'file' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'nothing' : 'file';
  }
}

async function again(
  source: Source,
  options: ReportOptions,
  rowsNeeded: (spec: SweepSpec) => number,
  signal: AbortSignal,
): Promise<ReportAgain> {
  const common = { flags: options, files: filesOnDisk, rowsNeeded };
  if (source.kind === 'reports') return reportReports(source.reports, common);
  const warn = (message: string) => console.error(`syslog-sweep: ${message}`);
  const { run, provenance } = options;
  const spill = openSpill(options);
  try {
    return await reportKept({ ...common, path: source.path, run, provenance, warn, signal, spill });
  } finally {
    spill.remove();
  }
}
