// Runs a command to its end and tells how long it took. Knows nothing of what the command is for.

import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface Run {
  readonly seconds: number;
  readonly status: number | null;
  /** Bytes as Latin-1; empty when it was discarded. */
  readonly output: string;
  readonly errors: string;
}

export interface Times {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly all: readonly number[];
}

/** Bytes sort as bytes in every command. */
const environment = { ...process.env, LC_ALL: 'C' };

/** From before the start of the process until its streams are closed; errors of the start itself are thrown. */
export async function run(command: readonly string[], output: 'keep' | 'discard', folder = '.'): Promise<Run> {
  const [program = '', ...options] = command;
  const started = performance.now();
  const child = spawn(program, options, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', output === 'keep' ? 'pipe' : 'ignore', 'pipe'],
  });
  const text = collect(child.stdout);
  const errors = collect(child.stderr);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, status, output: text(), errors: errors() };
}

/** Of at least one time. */
export function summarize(seconds: readonly number[]): Times {
  const sorted = [...seconds].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    all: seconds,
  };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('latin1');
}
