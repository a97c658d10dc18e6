// The kernel's table of counts, through the scanner: it grows, and counts what a Map counts.

import test from 'ava';
import { randomFrom } from '../../../bench/random.ts';
import type { KeyPlan, ScanPlan } from '../../../src/types.ts';
import { feed } from '../../../workers/feed.ts';
import { Scanner } from '../../../workers/kernel/scanner.ts';
import { TextWindow } from '../../../workers/window.ts';
import { asMap, piecewise, testSeed } from '../../helpers/kernel-counts.ts';
import { nastyLines } from '../../helpers/nasty-log.ts';

const wholeLine: KeyPlan = { kind: 'field', field: 1, delimiters: '\n' };

function planOf(keys: readonly KeyPlan[]): ScanPlan {
  return { id: 'table', rules: keys.map((key) => ({ all: [], any: [], none: [], ignoreCase: false, key })) };
}

function countsOf(
  lines: readonly string[],
  plan = planOf([wholeLine]),
  seed: readonly [number, number, number, number] = testSeed,
): readonly ReadonlyMap<string, number>[] {
  const scanner = new Scanner(plan, seed);
  const text = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
  feed(scanner, new TextWindow(scanner.kernel, 2 ** 19), piecewise(text, 2 ** 19), () => {});
  return scanner.counts().rules.map(asMap);
}

function mapOf(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Not `deepEqual`, which takes its time over a million keys. */
function same(a: ReadonlyMap<string, number> | undefined, b: ReadonlyMap<string, number>): boolean {
  return a?.size === b.size && [...b].every(([key, count]) => a.get(key) === count);
}

test('a million distinct keys are counted as a Map counts them', (t) => {
  const random = randomFrom(1);
  const distinct = Array.from({ length: 1_000_000 }, (_, i) => `${random.below(2 ** 32).toString(36)}-${i}`);
  const lines = [...distinct, ...Array.from({ length: 200_000 }, () => random.pick(distinct))];
  const [counts] = countsOf(lines);
  t.is(counts?.size, 1_000_000);
  t.true(same(counts, mapOf(lines)));
});

test('keys of all lengths, whose bytes differ anywhere, are counted apart', (t) => {
  const lines: string[] = [];
  for (let length = 0; length < 200; length++) {
    const key = 'k'.repeat(length);
    lines.push(key, key);
    for (let at = 0; at < length; at += 3) lines.push(`${key.slice(0, at)}\0${key.slice(at + 1)}`);
  }
  t.true(same(countsOf(lines)[0], mapOf(lines)));
});

test('long keys grow the table past any doubling', (t) => {
  const lines = ['a', 'b', 'a'].flatMap((letter, i) => [letter.repeat(3_000_000 + i), letter, letter.repeat(100_000)]);
  t.true(same(countsOf(lines)[0], mapOf(lines)));
});

test('the seed changes no count', (t) => {
  const lines = nastyLines(7, 20_000);
  const expected = mapOf(lines);
  for (const seed of [testSeed, [0, 0, 0, 0], [0xffffffff, 0x80000000, 5, 0xdeadbeef]] as const) {
    t.true(same(countsOf(lines, undefined, seed)[0], expected));
  }
});

test('the tables of several rules grow side by side', (t) => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `${i % 20_011} ${i % 30_011} ${'x'.repeat(i % 50)}`);
  const fields = [1, 2, 3].map((field): KeyPlan => ({ kind: 'field', field, delimiters: ' ' }));
  const counts = countsOf(lines, planOf([...fields, wholeLine]));
  for (const [index, field] of counts.entries()) {
    t.true(same(field, mapOf(index === 3 ? lines : lines.map((line) => line.split(' ')[index] ?? ''))));
  }
});

test('cleared, a table that has grown counts from nothing', (t) => {
  const scanner = new Scanner(planOf([wholeLine]), testSeed);
  const window = new TextWindow(scanner.kernel, 0);
  const many = Array.from({ length: 50_000 }, (_, i) => `key ${i}`);
  for (const lines of [many, ['one', 'two', 'one'], many]) {
    feed(scanner, window, piecewise(Buffer.from(lines.join('\n')), 2 ** 16), () => {});
    const [rule] = scanner.counts().rules;
    t.true(rule !== undefined && same(asMap(rule), mapOf(lines)));
    scanner.clear();
    window.clear();
  }
});
