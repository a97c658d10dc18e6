// Standard output: the report and nothing else. A reader that has gone away is no error; a full disk is.

import { once } from 'node:events';
import { UserError } from '../errors.ts';
import type { PrintFormat } from '../render/renderer.ts';
import { showForTerminal } from '../render/terminal.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { isTerminal, takesBytes, writeNow } from './standard-streams.ts';

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
  const isShown = isTerminal('stdout');
  const output = takesBytes('stdout') ? openFile() : openStream();
  for await (const line of lines) {
    if (!(await output.write(isShown ? showForTerminal(line, format) : line))) break;
  }
  const failure = await output.end();
  if (failure !== undefined && systemCode(failure) !== 'EPIPE') {
    throw new UserError(`Standard output cannot be written: ${systemMessage(failure)}`);
  }
}

interface Output {
  /** False when no more can be written. */
  write(chunk: string | Buffer): boolean | Promise<boolean>;
  /** What went wrong. */
  end(): Promise<unknown>;
}

/** As long as it takes what it is given. */
function openFile(): Output {
  let failure: unknown;
  let stream: Output | undefined;
  return {
    write(chunk) {
      if (stream !== undefined) return stream.write(chunk);
      try {
        const rest = writeNow('stdout', typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
        if (rest.length === 0) return true;
        stream = openStream();
        return stream.write(rest);
      } catch (error) {
        failure = error;
        return false;
      }
    },
    end: async () => failure ?? stream?.end(),
  };
}

function openStream(): Output {
  const { stdout } = process;
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure ??= error;
    stdout.emit('drain');
  };
  stdout.on('error', onError);
  return {
    async write(chunk) {
      if (stdout.destroyed || failure !== undefined) return false;
      if (!stdout.write(chunk)) await once(stdout, 'drain');
      return true;
    },
    async end() {
      // What the last chunk met is told only behind it.
      if (!stdout.destroyed) await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      stdout.off('error', onError);
      return failure;
    },
  };
}
