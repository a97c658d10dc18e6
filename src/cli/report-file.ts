// A JSON report in a file.

import { UserError } from '../errors.ts';
import { readReport, readReportText } from '../report/read-report.ts';
import { systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { Report } from '../types.ts';

/** A UserError if it cannot be read, or is no report. */
export function readReportFile(path: string): Report {
  let text: string;
  try {
    text = readReportText(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The report ${quote(path)} cannot be read: ${systemMessage(error)}`);
  }
  return readReport(text, path);
}
