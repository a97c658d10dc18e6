// The inputs that the command line asks for, as names; nothing of them is looked at here but standard input.

import { fstatSync, readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import type { InputRequest } from '../inputs/inputs.ts';
import { systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';
import type { SweepOptions } from './sweep-options.ts';

type InputOptions = Pick<SweepOptions, 'filesFrom' | 'include' | 'ignore' | 'hidden' | 'follow'>;

/** `exclude`: the run's own files. A UserError if nothing is named and nothing comes through standard input. */
export function requestInputs(
  named: readonly string[],
  { filesFrom, include, ignore, hidden, follow }: InputOptions,
  exclude: readonly string[],
): InputRequest {
  expectOneUseOfStandardInput(named, filesFrom);
  const paths = named.length === 0 && filesFrom.length === 0 ? [defaultInput()] : named;
  return { paths, listed: filesFrom.flatMap(namesFrom), include, ignore, hidden, follow, exclude };
}

/** It can be read once. */
function expectOneUseOfStandardInput(named: readonly string[], filesFrom: readonly string[]): void {
  const lists = filesFrom.filter((path) => path === '-').length;
  if (lists > 1 || (lists === 1 && named.includes('-'))) {
    throw new UserError('Expected standard input (-) in one place: as an INPUT or as the file of one --files-from');
  }
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
