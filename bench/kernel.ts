// How fast one core scans text that lies in memory already, by how many of its lines hold the needle, and with rules over
// decoded fields: the kernel alone, without reading, threads and start. Every answer is checked before it is timed.
//
//     npm run bench:kernel

import { performance } from 'node:perf_hooks';
import type { ScanPlan, TemplatePart } from '../src/types.ts';
import { bytesAt } from '../workers/kernel/instance.ts';
import { naiveScan } from '../workers/kernel/naive.ts';
import { Scanner } from '../workers/kernel/scanner.ts';
import { fieldRules } from './field-rules.ts';
import { generate } from './generate.ts';
import { randomFrom } from './random.ts';
import { referenceReader } from './reference-reader.ts';
import { benchScene } from './scene.ts';
import { summarize } from './timing.ts';

const seed = 20140703;
const textBytes = 16 * 2 ** 20;
/** As the feed loop gives it to the kernel. */
const windowBytes = 512 * 1024;
const rounds = 15;
const needle = '/53 ';
const reference = { year: 2014, month: 7, day: 3 };

interface Case {
  readonly name: string;
  /** Share of the lines that hold the needle; the scene's own is 0.34. */
  readonly density: number;
  readonly plan: ScanPlan;
}

const key: readonly TemplatePart[] = [
  { kind: 'literal', text: 'inside:' },
  { kind: 'capture', name: 'key', type: 'ip' },
  { kind: 'literal', text: '/' },
];

const measures = { destinations: 'distinct(dst_ip)', first: 'first', last: 'last', hours: 'hours' };
const diary = question([needle], ['10.1.0.10', '10.1.0.11']);
const cases: readonly Case[] = [
  { name: "the diary's question", density: 0.34, plan: diary },
  { name: 'every line holds the needle', density: 1, plan: diary },
  { name: 'one in ten', density: 0.1, plan: diary },
  { name: 'one in a hundred', density: 0.01, plan: diary },
  { name: 'none', density: 0, plan: diary },
  { name: 'none, case folded', density: 0, plan: question(['/53 '], [], true) },
  { name: 'no needle: every line by its key', density: 0.34, plan: question([], []) },
  { name: 'one rule over fields', density: 0.34, plan: fieldRules(1) },
  { name: '28 rules over fields', density: 0.34, plan: fieldRules(28) },
  { name: '28, with four measures', density: 0.34, plan: fieldRules(28, measures) },
  { name: '60 rules over fields', density: 0.34, plan: fieldRules(60) },
];

function question(all: readonly string[], none: readonly string[], ignoreCase = false): ScanPlan {
  return { id: 'bench', rules: [{ all, any: [], none, ignoreCase, key: { kind: 'template', parts: key } }] };
}

let diarySpeed: number | undefined;
for (const { name, density, plan } of cases) {
  const { gigabytesPerSecond, spread } = time(plan, textOf(density));
  diarySpeed ??= gigabytesPerSecond;
  const share = `${(density * 100).toFixed(0)} %`.padStart(6);
  const speed = `${gigabytesPerSecond.toFixed(2).padStart(6)} GB/s  (${spread})`;
  const ratio = `${(diarySpeed / gigabytesPerSecond).toFixed(2)} × the first`;
  console.log(`${name.padEnd(34)} ${share} of lines  ${speed.padEnd(28)} ${ratio}`);
}

/** Lines of the bench's scene, so drawn that this share of them holds the needle. */
function textOf(density: number): Buffer {
  const all = Buffer.concat([...generate(benchScene, seed, { bytes: textBytes }).blocks])
    .toString('latin1')
    .split('\n');
  const holding = all.filter((line) => line.includes(needle));
  const others = all.filter((line) => !line.includes(needle));
  const random = randomFrom(seed);
  const lines: string[] = [];
  for (let bytes = 0; bytes < textBytes; bytes += (lines.at(-1)?.length ?? 0) + 1) {
    lines.push(random.pick(random.below(1000) < density * 1000 ? holding : others));
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

function time(plan: ScanPlan, text: Buffer): { readonly gigabytesPerSecond: number; readonly spread: string } {
  const scanner = new Scanner(plan, [1, 2, 3, 4]);
  scanner.setReference(reference);
  const base = scanner.kernel.allocate(text.length);
  bytesAt(scanner.kernel, base, text.length).set(text);
  const windows = windowsOf(text);
  const scanAll = () => {
    scanner.clear();
    for (const [from, to] of windows) scanner.scan(base + from, base + to);
  };
  scanAll();
  check(scanner, plan, text);
  const speeds = Array.from({ length: rounds }, () => {
    const started = performance.now();
    scanAll();
    return text.length / 1e6 / (performance.now() - started);
  });
  const { median, min, max } = summarize(speeds);
  return { gigabytesPerSecond: median, spread: `${min.toFixed(2)} to ${max.toFixed(2)}` };
}

function windowsOf(text: Buffer): readonly (readonly [number, number])[] {
  const windows: [number, number][] = [];
  for (let from = 0; from < text.length; ) {
    const to = text.subarray(0, Math.min(from + windowBytes, text.length)).lastIndexOf(10) + 1;
    windows.push([from, to]);
    from = to;
  }
  return windows;
}

function check(scanner: Scanner, plan: ScanPlan, text: Buffer): void {
  const { lines, undecodedLines, rules } = scanner.counts();
  const expected = naiveScan(plan, text.toString('latin1'), referenceReader(plan.decode, reference));
  const isRight =
    lines === expected.lines &&
    undecodedLines === expected.undecodedLines &&
    rules.every(({ matchedLines, unkeyedLines }, index) => {
      const naive = expected.rules[index];
      return matchedLines === naive?.matchedLines && unkeyedLines === naive.unkeyedLines;
    });
  if (!isRight) throw new Error('the kernel and its naive twin disagree');
}
