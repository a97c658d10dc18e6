// Whether a sweep with the pack found what is there. Two witnesses that share nothing with it: over a few thousand lines the
// sweep by hand of the tests, rule by rule and key by key; over whole archives a mawk script of a page, for the rules
// that find something in them.

import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isEnough, sweepByHand } from '../test/oracle/sweep.ts';
import { missing } from './commands.ts';
import { type PackQuestion, packQuestions } from './pack-questions.ts';
import { run } from './timing.ts';

/** The part of a report that is compared. */
export interface PackReport {
  readonly coverage: { readonly lines: number; readonly undecodedLines?: number };
  readonly rules: readonly PackRule[];
}

export interface PackRule {
  readonly id: string;
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  readonly allowed: { readonly keys: number; readonly lines: number };
  readonly ranking: readonly {
    readonly key: Readonly<Record<string, unknown>>;
    readonly count: number;
    readonly measures?: Readonly<Record<string, unknown>>;
  }[];
}

/** What one rule must have found, before hosts are left out. */
export interface Expected {
  readonly matchedLines: number;
  /** Absent: the witness knows only the lines. */
  readonly counts?: ReadonlyMap<string, number>;
  /** Keys that have what the rule asks of a measure; absent: all. */
  readonly enough?: ReadonlySet<string>;
}

/** Writes the first lines of each file into the folder, about so many bytes. */
export function cutHeads(files: readonly string[], folder: string, bytes: number): readonly string[] {
  return files.map((file) => {
    const head = readHead(file, bytes);
    const target = join(folder, basename(file));
    writeFileSync(target, head.subarray(0, head.lastIndexOf(10) + 1));
    return target;
  });
}

/** What the sweep by hand finds in these files, which it takes whole into memory. */
export function expectedByHand(files: readonly string[]): {
  readonly lines: number;
  readonly undecodedLines: number;
  readonly rules: ReadonlyMap<string, Expected>;
} {
  const year = 2014; // every stamp of these lines has its own
  const { lines, undecoded, rules } = sweepByHand(
    files.map((file) => readFileSync(file)),
    year,
  );
  const expected = [...rules].map(([id, { matched, keys }]) => {
    const rows = [...keys];
    const enough = new Set(rows.filter(([, row]) => isEnough(id, row)).map(([key]) => key));
    return [
      id,
      { matchedLines: matched, counts: new Map(rows.map(([key, { count }]) => [key, count])), enough },
    ] as const;
  });
  return { lines, undecodedLines: undecoded, rules: new Map(expected) };
}

/** Who talks to which port outside, by the words of five messages; undefined where mawk is not there. */
export async function expectedByMawk(files: readonly string[]): Promise<ReadonlyMap<string, Expected> | undefined> {
  if (missing([{ kind: 'command', name: 'mawk' }]).length > 0) return undefined;
  const { status, output, errors } = await run(['mawk', script, ...files], 'keep');
  if (status !== 0) throw new Error(`mawk ended with status ${status}: ${errors}`);
  const rows = output
    .split('\n')
    .slice(0, -1)
    .map((row) => row.split(' '));
  const byPort = rows.map(([port, source = '', count]) => ({ port: Number(port), source, count: Number(count) }));
  return new Map(packQuestions.flatMap((question) => expectedOf(question, sumOf(question, byPort))));
}

/** What is wrong, in a few words each. `leftOut` are the hosts that the rule's list hides. */
export function packFaults(
  report: PackReport,
  expected: ReadonlyMap<string, Expected>,
  leftOut: (id: string) => readonly string[],
): string[] {
  const ids = new Set(report.rules.map(({ id }) => id));
  const lost = [...expected.keys()].filter((id) => !ids.has(id)).map((id) => `the rule ${id} is missing`);
  const wrong = report.rules.flatMap((rule) => {
    const right = expected.get(rule.id);
    return right === undefined ? [] : ruleFaults(rule, right, leftOut(rule.id)).map((fault) => `${rule.id}: ${fault}`);
  });
  return [...lost, ...wrong];
}

function ruleFaults(rule: PackRule, expected: Expected, leftOut: readonly string[]): string[] {
  if (rule.matchedLines !== expected.matchedLines)
    return [`${rule.matchedLines} lines instead of ${expected.matchedLines}`];
  const { counts, enough } = expected;
  if (counts === undefined) return [];
  const hidden = leftOut.filter((host) => counts.has(host));
  if (rule.allowed.keys !== hidden.length)
    return [`${rule.allowed.keys} hosts are left out instead of ${hidden.length}`];
  const shown = [...counts].filter(([key]) => !hidden.includes(key) && (enough === undefined || enough.has(key)));
  const found = new Map(rule.ranking.map(({ key, count }) => [String(Object.values(key)[0]), count]));
  if (found.size !== shown.length) return [`${found.size} hosts instead of ${shown.length}`];
  const wrong = shown.find(([key, count]) => found.get(key) !== count);
  return wrong === undefined ? [] : [`${wrong[0]} is counted ${found.get(wrong[0]) ?? 0} times instead of ${wrong[1]}`];
}

/** Which hosts a stricter rule ranks, the script does not know. */
function expectedOf({ rules, stricterRules }: PackQuestion, sum: Expected): (readonly [string, Expected])[] {
  const lines = { matchedLines: sum.matchedLines };
  return [...rules.map((id) => [id, sum] as const), ...stricterRules.map((id) => [id, lines] as const)];
}

function sumOf(
  { ports }: PackQuestion,
  rows: readonly { readonly port: number; readonly source: string; readonly count: number }[],
): Expected {
  const counts = new Map<string, number>();
  for (const { port, source, count } of rows) {
    if (ports.includes(port)) counts.set(source, (counts.get(source) ?? 0) + count);
  }
  return { matchedLines: [...counts.values()].reduce((sum, count) => sum + count, 0), counts };
}

function readHead(path: string, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  const file = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, 0));
  } finally {
    closeSync(file);
  }
}

/** An end is no talk, and these archives have no destination inside that is not translated. */
const script = `
function inside(host) { return host ~ /^(10|172\\.20|192\\.168)\\./ }
function passed_on(host) { return host !~ /^(0|127|169\\.254|22[4-9]|23[0-9])\\./ && host != "255.255.255.255" }
function talk(from, to) {
  sub(/^[a-z]+[:\\/]/, "", from); sub(/^[a-z]+[:\\/]/, "", to)
  split(from, source, /[\\/(]/); split(to, target, /[\\/()]/)
  if (inside(source[1]) && !inside(target[1]) && passed_on(target[1])) n[target[2] " " source[1]]++
}
{ sub(/\\r$/, "") }
i = index($0, "-302013: Built outbound TCP ") { split(substr($0, i + 9), w, " "); talk(w[10], w[7]); next }
i = index($0, "-302015: Built outbound UDP ") { split(substr($0, i + 9), w, " "); talk(w[10], w[7]); next }
i = index($0, "-302015: Built inbound UDP ") { split(substr($0, i + 9), w, " "); talk(w[7], w[10]); next }
i = index($0, "-106023: Deny ") { split(substr($0, i + 9), w, " "); talk(w[4], w[6]); next }
i = index($0, "-106100: access-list ") { split(substr($0, i + 9), w, " "); talk(w[5], w[7]); next }
END { for (k in n) print k, n[k] }`;
