// The bench's command line: `--size 1GB --files 2 --runs 5 --only plain,gzip,zstd,pack --data DIR --json FILE --quick`.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../src/errors.ts';
import { quote } from '../src/text.ts';
import { projectFolder } from './commands.ts';
import { codecs } from './compress.ts';

/** What can be asked for; `seek`, `scaling` and `keys` take their time, and run only if they are. */
const parts = [...codecs, 'pack', 'seek', 'scaling', 'keys'] as const;
const usualParts = [...codecs, 'pack'].join(',');
export type Part = (typeof parts)[number];

export interface BenchOptions {
  readonly bytesPerFile: number;
  readonly fileCount: number;
  readonly runs: number;
  readonly only: readonly Part[];
  readonly folder: string;
  readonly json: string | undefined;
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/** Throws a UserError for what it does not understand. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parse(args);
  return {
    bytesPerFile: readSize(values.size ?? (values.quick ? '64MB' : '1GB')),
    fileCount: readCount('--files', values.files ?? '2'),
    runs: readCount('--runs', values.runs ?? (values.quick ? '3' : '5')),
    only: readParts(values.only ?? usualParts),
    folder: values.data ?? join(projectFolder, 'bench/data'),
    json: values.json,
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
        only: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

/** Of one file, in bytes. */
export function readSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]?i?B)$/i.exec(text);
  const bytes = Math.round(Number(match?.[1]) * (units[match?.[2]?.toUpperCase() ?? ''] ?? Number.NaN));
  if (bytes >= 1) return bytes;
  throw new UserError(`Expected the \`--size\` option to be a size such as 1GB or 64MB, got ${quote(text)}`);
}

export function readCount(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UserError(`Expected the \`${option}\` option to be a positive integer, got ${quote(text)}`);
}

function readParts(text: string): Part[] {
  const asked = text.split(',').map((name) => {
    const part = parts.find((known) => known === name);
    if (part !== undefined) return part;
    throw new UserError(`Expected the \`--only\` option to name ${parts.join(', ')}, got ${quote(name)}`);
  });
  return [...new Set(asked)];
}
