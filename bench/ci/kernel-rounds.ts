// The kernel alone, scan by scan beside a fixed search of Node's over the same bytes. A process of its own, since it wants
// Node started in its way: `node … dist/bench/ci/kernel-rounds.js RUNS` prints a JSON list of ratios a case. Every
// answer is checked first.

import { performance } from 'node:perf_hooks';
import { checkScan, type KernelCase, kernelCases, prepareScan, textOf } from '../kernel-cases.ts';

export interface KernelRatios {
  readonly name: string;
  readonly ratios: readonly number[];
}

const textBytes = 4 * 2 ** 20;
const warmUps = 3;
/** A scan takes a millisecond or some: the best of so many is what it takes when nobody is in its way. */
const scansARun = 5;
/** The kernel's other cases tell nothing that these do not. */
const leftOut = ['one in a hundred', 'none, case folded', '28 rules over fields', '60 rules over fields'];

const runs = Number(process.argv[2]);
const cases = kernelCases.filter(({ name }) => !leftOut.includes(name));
process.stdout.write(JSON.stringify(cases.map((one): KernelRatios => ({ name: one.name, ratios: ratiosOf(one) }))));

function ratiosOf(one: KernelCase): readonly number[] {
  const text = textOf(one.density, textBytes);
  const { scan, counts } = prepareScan(one.plan, text);
  const reference = () => countLineFeeds(text);
  for (let turn = 0; turn < warmUps; turn += 1) {
    scan();
    reference();
  }
  checkScan(one, text, counts());
  return Array.from({ length: runs }, () => {
    let [ours, theirs] = [Infinity, Infinity];
    for (let turn = 0; turn < scansARun; turn += 1) {
      ours = Math.min(ours, millisecondsOf(scan));
      theirs = Math.min(theirs, millisecondsOf(reference));
    }
    return ours / theirs;
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
