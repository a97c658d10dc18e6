// The command line of the bench for CI: `--size 64MB --files 2 --runs 9 --data DIR --json FILE --compare BASE.json
// --max-regression 10% --instructions`.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../src/errors.ts';
import { quote } from '../../src/text.ts';
import { projectFolder } from '../commands.ts';
import { readCount, readSize } from '../options.ts';

export interface CiOptions {
  readonly bytesPerFile: number;
  readonly fileCount: number;
  readonly runs: number;
  readonly folder: string;
  /** A file, or a folder that is there: the file in it is called by date and kind of machine. */
  readonly json: string | undefined;
  readonly compare: string | undefined;
  /** A share: 0.1 for 10%. */
  readonly maxRegression: number;
  readonly instructions: boolean;
}

/** Throws a UserError for what it does not understand. */
export function readCiOptions(args: readonly string[]): CiOptions {
  const { values } = parse(args);
  return {
    bytesPerFile: readSize(values.size ?? '64MB'),
    fileCount: readCount('--files', values.files ?? '2'),
    runs: readCount('--runs', values.runs ?? '9'),
    folder: values.data ?? join(projectFolder, 'bench/data'),
    json: values.json,
    compare: values.compare,
    maxRegression: readPercent(values['max-regression'] ?? '10%'),
    instructions: values.instructions,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        size: { type: 'string' },
        files: { type: 'string' },
        runs: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'string' },
        compare: { type: 'string' },
        'max-regression': { type: 'string' },
        instructions: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

function readPercent(text: string): number {
  const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) > 0) return Number(percent) / 100;
  throw new UserError(`Expected the \`--max-regression\` option to be a percentage such as 10%, got ${quote(text)}`);
}
