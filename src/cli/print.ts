// Standard output: the report and nothing else. A reader that has gone away is no error.

import { once } from 'node:events';
import type { PrintFormat, RenderOptions } from '../render/renderer.ts';
import { renderers } from '../render/renderers.ts';
import { showForTerminal } from '../render/terminal.ts';
import type { Report } from '../types.ts';

/** Resolves when everything is written, or nobody reads any more. */
export async function printReport(report: Report, format: PrintFormat, options: RenderOptions): Promise<void> {
  const chunks = renderers[format](report, options);
  await printChunks(chunks, (chunk) => (process.stdout.isTTY ? showForTerminal(chunk, format) : chunk));
}

export async function printText(text: string): Promise<void> {
  await printChunks([text], (chunk) => (process.stdout.isTTY ? showForTerminal(chunk, 'text') : chunk));
}

async function printChunks(
  chunks: Iterable<string | Buffer>,
  shown: (chunk: string | Buffer) => string | Buffer,
): Promise<void> {
  const { stdout } = process;
  let closed = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    stdout.emit('drain');
  };
  stdout.on('error', onError);
  for (const chunk of chunks) {
    if (closed) break;
    if (!stdout.write(shown(chunk))) await once(stdout, 'drain');
  }
}
