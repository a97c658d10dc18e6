// The kernel's figures: no process, no file and no thread is in these ratios, so that they show what the whole sweeps' hide.

import { fileURLToPath } from 'node:url';
import { run } from '../timing.ts';
import { type Figure, figureOf } from './figures.ts';
import type { KernelRatios } from './kernel-rounds.ts';
import { steadyNode } from './steady-node.ts';

const program = fileURLToPath(new URL('kernel-rounds.js', import.meta.url));

/** Throws where the kernel and its twin disagree. */
export async function kernelFigures(runs: number): Promise<readonly Figure[]> {
  const { status, output, errors } = await run([...steadyNode, program, String(runs)], 'keep');
  if (status !== 0) throw new Error(`the kernel's rounds ended with status ${status}: ${errors.trim()}`);
  const measured: readonly KernelRatios[] = JSON.parse(output);
  return measured.map(({ name, ratios }) => figureOf(`kernel: ${name}`, 'times the reference', ratios));
}
