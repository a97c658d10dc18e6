// The command: parses, acts, and leaves the exit code to the process. Nothing is printed here but errors.

import { CommanderError } from 'commander';
import { exitCode, UserError } from '../errors.ts';
import { makeProgram } from './program.ts';

/**
 * For a process that was started for `main` alone: as soon as nothing is waited for, it leaves. All is written by then, and
 * to take the heap apart first, as Node does, takes longer the more was counted.
 */
export function leaveWhenDone(): void {
  process.once('beforeExit', () => process.exit());
}

/** What the process was started for. */
export async function main(): Promise<void> {
  try {
    await makeProgram().parseAsync();
  } catch (error) {
    const code = told(error);
    // Help that could not be written has left one already.
    if (code !== exitCode.complete || process.exitCode === undefined) process.exitCode = code;
  }
}

/** Says what went wrong, unless it was said, and with which code to leave. */
function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.complete : exitCode.noReport;
  if (error instanceof UserError) {
    for (const line of error.message.split('\n')) console.error(`syslog-sweep: ${line}`);
    return exitCode.noReport;
  }
  console.error('syslog-sweep: this is a bug; please report it with what follows and the command that you gave:');
  console.error(error);
  return exitCode.noReport;
}
