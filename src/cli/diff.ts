// The command `diff`: reports out of files, compared, and told on standard output and in files.

import {
  compareReports,
  countNew,
  type Diff,
  defaultThresholds,
  type NamedReport,
  type Thresholds,
} from '../diff/diff.ts';
import { exitCode, UserError } from '../errors.ts';
import { openOutputs } from '../output-files.ts';
import { doubtLines } from '../render/diff-doubts.ts';
import { type DiffFormat, diffRenderers } from '../render/diff-renderers.ts';
import { expected, gatherMistakes } from '../spec/mistakes.ts';
import { optionNamed, readNumber, readTimes } from '../spec/options.ts';
import { quote } from '../text.ts';
import { version } from '../version.ts';
import { diffFormats } from './output-formats.ts';
import { formatOf, readPrint } from './outputs.ts';
import { printLines } from './print.ts';
import { readReportFile } from './report-file.ts';

/** What commander makes of the options. */
export interface DiffOptions {
  readonly up?: string;
  readonly min?: string;
  readonly output?: readonly string[];
  readonly print?: string;
  readonly failOnNew?: boolean;
}

/** Leaves the exit code in `process.exitCode`; throws a UserError where nothing is compared. */
export async function diff(paths: readonly string[], options: DiffOptions): Promise<void> {
  const thresholds = readThresholds(options);
  const print = readPrint(options.print ?? 'text', diffRenderers);
  const outputs = openDiffFiles(options.output ?? []);
  try {
    const [now, ...old] = paths.map(readNamed).toReversed();
    if (now === undefined || old.length === 0) {
      throw new UserError('Expected two reports at least, the older one first, got one (see --help)');
    }
    const found = compareReports({ old: old.toReversed(), now, thresholds, version });
    if (found.rules.every(({ comparedWith }) => comparedWith.length === 0)) throw nothingInCommon(found);
    outputs.commit(found);
    for (const line of doubtLines(found)) console.error(`syslog-sweep: ${line}`);
    if (print !== 'none') await printLines(diffRenderers[print](found), print);
    process.exitCode = exitCodeOf(found, options.failOnNew === true);
  } finally {
    outputs.abandon();
  }
}

export interface DiffFiles {
  /** Writes everything, then puts it in place, file by file. */
  commit(diff: Diff): void;
  /** Removes what was not committed. */
  abandon(): void;
}

export function openDiffFiles(paths: readonly string[]): DiffFiles {
  const formats = paths.map((path) => formatOf(path, diffFormats));
  const files = openOutputs(paths);
  const abandon = () => {
    for (const file of files) file.abandon();
  };
  process.once('exit', abandon);
  return {
    commit(found) {
      // As many formats as files.
      for (const [index, file] of files.entries()) file.write(diffRenderers[formats[index] as DiffFormat](found));
      for (const file of files) file.commit();
    },
    abandon() {
      process.off('exit', abandon);
      abandon();
    },
  };
}

function readThresholds({ up, min }: DiffOptions): Thresholds {
  const mistakes = gatherMistakes();
  const times = up === undefined ? undefined : readTimes(up);
  if (up !== undefined && times === undefined) {
    mistakes.add(undefined, () => expected(optionNamed('--up'), 'a factor over 1, as 3x', quote(up)));
  }
  const least = readNumber(min, '--min', 0, Number.MAX_SAFE_INTEGER, mistakes);
  mistakes.throwIfAny();
  return { up: times ?? defaultThresholds.up, min: least ?? defaultThresholds.min };
}

function readNamed(path: string): NamedReport {
  return { name: path, report: readReportFile(path) };
}

function nothingInCommon({ rules, missingRules }: Diff): UserError {
  const names = (ids: readonly string[]) => ids.map(quote).join(', ') || 'none';
  return new UserError(
    `Expected reports with a rule in common; the last one has ${names(rules.map(({ id }) => id))}, the others ${names(missingRules)}`,
  );
}

function exitCodeOf(found: Diff, failOnNew: boolean): number {
  if ([...found.old, found.new].some(({ problems }) => problems > 0)) return exitCode.problems;
  return failOnNew && countNew(found) > 0 ? exitCode.findings : exitCode.complete;
}
