// The kernel alone, scan by scan beside a fixed search of Node's over the same bytes: no process, no file and no thread is
// in these ratios, so that they show what the whole sweeps' hide.

import { performance } from 'node:perf_hooks';
import { checkScan, kernelCases, prepareScan, textOf } from '../kernel-cases.ts';
import { type Figure, figureOf } from './figures.ts';

const textBytes = 4 * 2 ** 20;
const warmUps = 3;
/** A scan takes milliseconds: of these there can be more rounds. */
const scansARun = 5;

/** Throws where the kernel and its twin disagree. */
export function kernelFigures(runs: number): readonly Figure[] {
  return kernelCases.map((one) => {
    const text = textOf(one.density, textBytes);
    const { scan, counts } = prepareScan(one.plan, text);
    scan();
    checkScan(one, text, counts());
    const reference = () => countLineFeeds(text);
    for (let turn = 0; turn < warmUps; turn += 1) {
      scan();
      reference();
    }
    const all = Array.from({ length: runs * scansARun }, () => millisecondsOf(scan) / millisecondsOf(reference));
    return figureOf(`kernel: ${one.name}`, 'times the reference', all);
  });
}

/** Part of the reference's version. */
function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function millisecondsOf(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
