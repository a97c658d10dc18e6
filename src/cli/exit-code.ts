// With which code a command leaves that has printed a report.

import { exitCode } from '../errors.ts';
import type { Report } from '../types.ts';

export function exitCodeOf(report: Report, failOnFindings: boolean): number {
  if (report.coverage.problems.length > 0) return exitCode.problems;
  const isFinding = report.rules.some(({ ranking }) => ranking.length > 0);
  return failOnFindings && isFinding ? exitCode.findings : exitCode.complete;
}
