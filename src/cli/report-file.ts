// A JSON report in a file.

import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { readReport } from '../report/read-report.ts';
import { systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { Report } from '../types.ts';

/** A UserError if it cannot be read, or is no report. */
export function readReportFile(path: string): Report {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`The report ${quote(path)} cannot be read: ${systemMessage(error)}`);
  }
  return readReport(text, path);
}
