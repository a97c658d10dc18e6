// Standard output: the report and nothing else. A reader that has gone away is no error; a full disk is.

import { once } from 'node:events';
import { UserError } from '../errors.ts';
import type { PrintFormat } from '../render/renderer.ts';
import { showForTerminal } from '../render/terminal.ts';
import { systemMessage } from '../system-error.ts';

export async function printText(text: string): Promise<void> {
  await printLines([text], 'text');
}

/**
 * Whole lines as they come, each with its LF; on a terminal as that format is shown there. Resolves when everything is
 * written, or nobody reads any more; a UserError if it cannot be written.
 */
export async function printLines(
  lines: Iterable<string | Buffer> | AsyncIterable<string>,
  format: PrintFormat,
): Promise<void> {
  await printChunks(lines, (line) => (process.stdout.isTTY ? showForTerminal(line, format) : line));
}

async function printChunks(
  chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  shown: (chunk: string | Buffer) => string | Buffer,
): Promise<void> {
  const { stdout } = process;
  if (stdout.destroyed) return;
  let failure: NodeJS.ErrnoException | undefined;
  const onError = (error: Error) => {
    failure ??= error;
    stdout.emit('drain');
  };
  stdout.on('error', onError);
  for await (const chunk of chunks) {
    if (failure !== undefined) break;
    if (!stdout.write(shown(chunk))) await once(stdout, 'drain');
  }
  // What the last chunk met is told only behind it.
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  stdout.off('error', onError);
  if (failure !== undefined && failure.code !== 'EPIPE') {
    throw new UserError(`Standard output cannot be written: ${systemMessage(failure)}`);
  }
}
