// The inputs that the command line asks for. Nothing at all is a mistake of the request; anything less is a problem of
// the report.

import { fstatSync, readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { type FoundInputs, findInputs } from '../inputs/inputs.ts';
import { systemMessage } from '../system-error.ts';
import { quote, showText } from '../text.ts';
import type { SweepOptions } from './sweep-command.ts';

type InputOptions = Pick<SweepOptions, 'filesFrom' | 'include' | 'ignore' | 'hidden' | 'follow'>;

/** `exclude`: the run's own files. A UserError if there is nothing to read. */
export function findRequested(
  paths: readonly string[],
  options: InputOptions,
  exclude: readonly string[],
): FoundInputs {
  const listed = options.filesFrom.flatMap(namesFrom);
  const named = paths.length === 0 && options.filesFrom.length === 0 ? [defaultInput()] : paths;
  const { include, ignore, hidden, follow } = options;
  const found = findInputs({ paths: named, listed, include, ignore, hidden, follow, exclude });
  if (found.inputs.length > 0 || found.unreadable.some(({ exists }) => exists)) return found;
  const reasons = found.unreadable.map(({ path, damage }) => `${showText(path)}: ${damage.message}`);
  if (reasons.length > 0) throw new UserError(['There is no input to read:', ...reasons].join('\n'));
  throw new UserError(
    `Expected at least one file in ${named.map(quote).join(', ') || 'the list of files'}, found none; files whose names begin with a dot need --hidden`,
  );
}

/** Standard input, where something other than a keyboard is behind it. */
function defaultInput(): string {
  const stats = fstatSync(0);
  if (stats.isFIFO() || stats.isFile() || stats.isSocket()) return '-';
  throw new UserError('Expected an INPUT: a file, a directory, a quoted glob, or - for standard input (see --help)');
}

/** One name a line; LF or CRLF. */
function namesFrom(path: string): readonly string[] {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').split(/\r?\n/);
  } catch (error) {
    throw new UserError(`The file of --files-from, ${quote(path)}, cannot be read: ${systemMessage(error)}`);
  }
}
