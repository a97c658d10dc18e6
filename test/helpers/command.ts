// The built command, as a shell would run it.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Ended {
  /** As a shell sees it: 128 + the signal's number if a signal ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** What standard input is; absent: nothing, as from /dev/null. */
  readonly input?:
    | { readonly kind: 'text'; readonly text: string | Uint8Array }
    | { readonly kind: 'file'; readonly file: number }
    /** `meanwhile` writes to it. */
    | { readonly kind: 'pipe' };
  /** Sees the process before it ends. */
  readonly meanwhile?: (child: ChildProcess) => void | Promise<void>;
}

export const mainPath = fileURLToPath(new URL('../../bundled/syslog-sweep.cjs', import.meta.url));

const signalNumbers: Readonly<Record<string, number | undefined>> = constants.signals;

export function syslogSweep(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return run(process.execPath, [mainPath, ...args], options);
}

/** Tests begin all at once; processes take turns, a few at a time. */
export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  while (running >= mostRunning) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await runNow(command, args, options);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

const mostRunning = 4;
let running = 0;
const waiting: (() => void)[] = [];

async function runNow(command: string, args: readonly string[], options: CommandOptions): Promise<Ended> {
  const { cwd, input, meanwhile } = options;
  const stdin = input === undefined ? 'ignore' : input.kind === 'file' ? input.file : 'pipe';
  const child = spawn(command, args, { cwd, stdio: [stdin, 'pipe', 'pipe'] });
  const [stdout, stderr] = [gathered(child, 'stdout'), gathered(child, 'stderr')];
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)));
  });
  // Whoever does not want to read it is no concern here.
  child.stdin?.on('error', () => {});
  if (input?.kind === 'text') child.stdin?.end(input.text);
  await meanwhile?.(child);
  return { code: await ended, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

function gathered(child: ChildProcess, stream: 'stdout' | 'stderr'): readonly Buffer[] {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}
