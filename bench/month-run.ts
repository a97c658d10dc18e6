// The nightly job of the month's sample, run over a copy of its folder.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monthJob } from './samples.ts';
import { run } from './timing.ts';

export interface MonthEnd {
  readonly status: number | null;
  readonly errors: string;
  /** By their names below `expected`: the files that are kept, and what was printed. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** `main` is the built command. */
export async function runMonth(main: string, samplesFolder: string): Promise<MonthEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-month-'));
  try {
    for (const name of ['archive', 'nightly.yaml', 'rules.yaml']) {
      cpSync(join(samplesFolder, monthJob.folder, name), join(folder, name), { recursive: true });
    }
    const { status, output, errors } = await run([process.execPath, main, ...monthJob.options], 'keep', folder);
    const written = monthJob.kept.map((name) => [name, readFileSync(join(folder, name))] as const);
    // `run` reads bytes as Latin-1.
    const printed = [
      [monthJob.output, Buffer.from(output, 'latin1')],
      [monthJob.errors, Buffer.from(errors, 'latin1')],
    ] as const;
    return { status, errors, files: new Map([...written, ...printed]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
