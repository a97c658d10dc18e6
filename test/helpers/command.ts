// The built command, as a shell would run it.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  /** As a shell sees it: 128 + the signal's number if a signal ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** What standard input is; none: nothing, as from /dev/null. A number: an open file. */
  readonly input?: string | Uint8Array | number;
  /** Sees the process before it ends. */
  readonly meanwhile?: (child: ChildProcess) => void | Promise<void>;
}

export const mainPath = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGTERM: 15, SIGKILL: 9 };

export function syslogSweep(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return run(process.execPath, [mainPath, ...args], options);
}

export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { cwd, input, meanwhile } = options;
  const stdin = typeof input === 'number' ? input : input === undefined ? 'ignore' : 'pipe';
  const child = spawn(command, args, { cwd, stdio: [stdin, 'pipe', 'pipe'] });
  const [stdout, stderr] = [gathered(child, 'stdout'), gathered(child, 'stderr')];
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)));
  });
  if (typeof input === 'string' || input instanceof Uint8Array) {
    // Whoever does not want to read it is no concern here.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  }
  await meanwhile?.(child);
  return { code: await ended, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

function gathered(child: ChildProcess, stream: 'stdout' | 'stderr'): readonly Buffer[] {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}
