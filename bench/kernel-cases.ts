// What the kernel is timed on by itself: texts by how many of their lines hold the needle, plans, and a prepared scan that
// was held against a twin. Knows no clock.

import { compileRules } from '../src/index.ts';
import { compilePlan } from '../src/spec/plan.ts';
import type { ScanPlan, TemplatePart } from '../src/types.ts';
import { sweepByHand } from '../test/oracle/sweep.ts';
import { bytesAt } from '../workers/kernel/instance.ts';
import { naiveScan } from '../workers/kernel/naive.ts';
import { type ScanCounts, Scanner } from '../workers/kernel/scanner.ts';
import { fieldRules } from './field-rules.ts';
import { generate } from './generate.ts';
import { siteLists } from './pack-questions.ts';
import { randomFrom } from './random.ts';
import { referenceReader } from './reference-reader.ts';
import { benchScene } from './scene.ts';

export interface KernelCase {
  readonly name: string;
  /** Share of the lines that hold the needle; the scene's own is 0.34. */
  readonly density: number;
  readonly plan: ScanPlan;
  /** What the scan must find in a text: lines of all, lines of every rule. */
  readonly expected: (plan: ScanPlan, text: Buffer) => { readonly lines: number; readonly matched: readonly number[] };
}

const seed = 20140703;
/** As the feed loop gives it to the kernel. */
const windowBytes = 512 * 1024;
const needle = '/53 ';
const key: readonly TemplatePart[] = [
  { kind: 'literal', text: 'inside:' },
  { kind: 'capture', name: 'key', type: 'ip' },
  { kind: 'literal', text: '/' },
];

const measures = { destinations: 'distinct(dst_ip)', first: 'first', last: 'last', hours: 'hours' };
const reference = { year: 2014, month: 7, day: 3 };
const diary = question([needle], ['10.1.0.10', '10.1.0.11']);

export const kernelCases: readonly KernelCase[] = [
  byteCase("the diary's question", 0.34, diary),
  byteCase('every line holds the needle', 1, diary),
  byteCase('one in ten', 0.1, diary),
  byteCase('one in a hundred', 0.01, diary),
  byteCase('none', 0, diary),
  byteCase('none, case folded', 0, question(['/53 '], [], true)),
  byteCase('no needle: every line by its key', 0.34, question([], [])),
  fieldCase('one rule over fields', fieldRules(1)),
  fieldCase('28 rules over fields', fieldRules(28)),
  fieldCase('28, with four measures', fieldRules(28, measures)),
  fieldCase('60 rules over fields', fieldRules(60)),
  { name: 'the pack clowns', density: 0.34, plan: packPlan(), expected: byHand },
];

/** Lines of the bench's scene, so drawn that this share of them holds the needle. */
export function textOf(density: number, textBytes: number): Buffer {
  const all = Buffer.concat([...generate(benchScene, seed, { bytes: textBytes }).blocks])
    .toString('latin1')
    .split('\n')
    .slice(0, -1);
  const holding = all.filter((line) => line.includes(needle));
  const others = all.filter((line) => !line.includes(needle));
  const random = randomFrom(seed);
  const lines: string[] = [];
  for (let bytes = 0; bytes < textBytes; bytes += (lines.at(-1)?.length ?? 0) + 1) {
    lines.push(random.pick(random.below(1000) < density * 1000 ? holding : others));
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

/** A scan of the whole text, which lies in the kernel's memory; what it counts is forgotten before the next one. */
export function prepareScan(
  plan: ScanPlan,
  text: Buffer,
): { readonly scan: () => void; readonly counts: () => ScanCounts } {
  const scanner = new Scanner(plan, [1, 2, 3, 4]);
  scanner.setReference(reference);
  const base = scanner.kernel.allocate(text.length);
  bytesAt(scanner.kernel, base, text.length).set(text);
  const windows = windowsOf(text);
  return {
    scan: () => {
      scanner.clear();
      for (const [from, to] of windows) scanner.scan(base + from, base + to);
    },
    counts: () => scanner.counts(),
  };
}

/** Throws unless the scan finds what its twin does. */
export function checkScan({ name, plan, expected }: KernelCase, text: Buffer, counts: ScanCounts): void {
  const { lines, matched } = expected(plan, text);
  const found = [counts.lines, ...counts.rules.map(({ matchedLines }) => matchedLines)];
  if (found.join() !== [lines, ...matched].join())
    throw new Error(`${name}: the kernel counts ${found.join(', ')} lines, its twin ${[lines, ...matched].join(', ')}`);
}

function question(all: readonly string[], none: readonly string[], ignoreCase = false): ScanPlan {
  return { id: 'bench', rules: [{ all, any: [], none, ignoreCase, key: { kind: 'template', parts: key } }] };
}

function packPlan(): ScanPlan {
  const list = Object.entries(siteLists).map(([name, items]) => `${name}=${items.join(',')}`);
  return compilePlan(compileRules({ rules: ['clowns'], list })).plan;
}

function byteCase(name: string, density: number, plan: ScanPlan): KernelCase {
  return {
    ...{ name, density, plan },
    expected: (asked, text) => {
      const { lines, rules } = naiveScan(asked, text.toString('latin1'));
      return { lines, matched: rules.map(({ matchedLines }) => matchedLines) };
    },
  };
}

function fieldCase(name: string, plan: ScanPlan): KernelCase {
  return {
    ...{ name, density: 0.34, plan },
    expected: (asked, text) => {
      const { lines, rules } = naiveScan(asked, text.toString('latin1'), referenceReader(asked.decode, reference));
      return { lines, matched: rules.map(({ matchedLines }) => matchedLines) };
    },
  };
}

/** The sweep by hand has the pack's rules, in the same order. */
function byHand(_: ScanPlan, text: Buffer): { readonly lines: number; readonly matched: readonly number[] } {
  const { lines, rules } = sweepByHand([text], 2014);
  return { lines, matched: [...rules.values()].map(({ matched }) => matched) };
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
