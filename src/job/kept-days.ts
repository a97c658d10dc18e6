// The reports that a job has written for other days, read again: to compare with, to know what is usual, and to see
// which days are done. What is no report any more is as good as missing, and a problem; a day without a report is none.

import { existsSync, lstatSync, statSync } from 'node:fs';
import type { Day } from '../days.ts';
import { UserError } from '../errors.ts';
import { readReport, readReportText } from '../report/read-report.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { Problem, Report } from '../types.ts';
import { isEmpty } from './quiet.ts';
import { fillDay } from './templates.ts';

export type KeptDay = { readonly day: Day } & (
  | { readonly kind: 'kept'; readonly report: Report }
  | { readonly kind: 'missing' }
  /** It has a report, but of nothing that could be read. */
  | { readonly kind: 'empty' }
  /** `message` says which file, and why. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string }
);

/** `template` is the path of a day's JSON report. */
export function readKeptDay(template: string, day: Day): KeptDay {
  const path = fillDay(template, day);
  let json: string;
  const unreadable = (why: string): KeptDay => {
    return { kind: 'unreadable', day, path, message: `The report ${quote(path)} cannot be read: ${why}` };
  };
  try {
    // Nobody may ever write into a pipe, and who waits for one to open is deaf to signals.
    if (!statSync(path).isFile()) return unreadable('it is no file');
    json = readReportText(path);
  } catch (error) {
    if (error instanceof UserError) return { kind: 'unreadable', day, path, message: error.message };
    if (systemCode(error) !== 'ENOENT') return unreadable(systemMessage(error));
    const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return isLink ? unreadable('it is a link that leads nowhere') : { kind: 'missing', day };
  }
  try {
    const report = readReport(json, path);
    return isEmpty(report.coverage) ? { kind: 'empty', day } : { kind: 'kept', day, report };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'unreadable', day, path, message: error.message };
  }
}

/** Of a day that is to be compared with these: a report that cannot be read is none of its inputs, but missing all the same. */
export function baselineProblems(days: readonly KeptDay[]): readonly Problem[] {
  return days.flatMap((each): Problem[] => {
    if (each.kind !== 'unreadable') return [];
    const message = `${each.message}; nothing was compared with it: do its day again, or remove it`;
    return [{ path: each.path, reason: 'baseline', message, scannedBytes: 0, lines: 0 }];
  });
}

export type DayState =
  | {
      readonly kind: 'done' /** Its rules and lists were those of now; true too if no report tells. */;
      readonly isSameQuestion: boolean;
    }
  | { readonly kind: 'open' };

/** A day is done if all its files are there and, where a report tells, nothing of it was a problem. */
export function stateOfDay(
  day: Day,
  templates: readonly string[],
  report: string | undefined,
  specDigest: string,
): DayState {
  if (!templates.every((template) => existsSync(fillDay(template, day)))) return { kind: 'open' };
  if (report === undefined) return { kind: 'done', isSameQuestion: true };
  const kept = readKeptDay(report, day);
  if (kept.kind !== 'kept' || kept.report.coverage.problems.length > 0) return { kind: 'open' };
  return { kind: 'done', isSameQuestion: kept.report.spec.digest === specDigest };
}
