// How fast one core scans text that lies in memory already, by how many of its lines hold the needle: the kernel alone,
// without reading, threads and start. Every answer is checked before it is timed.
//
//     npm run bench:kernel

import { performance } from 'node:perf_hooks';
import { checkScan, type KernelCase, kernelCases, prepareScan, textOf } from './kernel-cases.ts';
import { summarize } from './timing.ts';

const textBytes = 16 * 2 ** 20;
const rounds = 15;

for (const one of kernelCases) {
  const { gigabytesPerSecond, spread } = time(one);
  const share = `${(one.density * 100).toFixed(0)} %`.padStart(6);
  console.log(
    `${one.name.padEnd(34)} ${share} of lines  ${gigabytesPerSecond.toFixed(2).padStart(6)} GB/s  (${spread})`,
  );
}

function time(one: KernelCase): { readonly gigabytesPerSecond: number; readonly spread: string } {
  const text = textOf(one.density, textBytes);
  const { scan, counts } = prepareScan(one.plan, text);
  scan();
  checkScan(one, text, counts());
  const speeds = Array.from({ length: rounds }, () => {
    const started = performance.now();
    scan();
    return text.length / 1e6 / (performance.now() - started);
  });
  const { median, min, max } = summarize(speeds);
  return { gigabytesPerSecond: median, spread: `${min.toFixed(2)} to ${max.toFixed(2)}` };
}
