// What was read and what was not: the outcomes of all shards, input by input, become the coverage that stands beside
// every number. A file's failure arrives here as data. Knows no rule and no count of keys.

import type { ScannedShard } from '../counts/counts.ts';
import { compareTexts, utf8Bytes } from '../text.ts';
import { type PackedTime, timeText } from '../times.ts';
import type { Coverage, Damage, Problem, TimeSpan } from '../types.ts';

/** What became of one input; every input that was found or named has exactly one. */
export type InputOutcome =
  | ({
      readonly kind: 'opened';
      readonly path: string;
      readonly damages: readonly ShardDamage[];
      /** Absent: no shard looked for formats. */
      readonly undecodedLines?: number;
      /** Absent: no line was stamped, or none was asked. */
      readonly times?: TimeSpan;
    } & Amounts)
  /** It does not exist, is of an unsupported format, or could not be opened. */
  | { readonly kind: 'unopened'; readonly path: string; readonly damage: Damage };

export interface ShardDamage extends Damage {
  /** Where its shard begins in the stored bytes. */
  readonly start: number;
}

interface Amounts {
  readonly storedBytes: number;
  /** Bytes of text that were seen. */
  readonly scannedBytes: number;
  readonly lines: number;
  readonly overlongLines: number;
}

/** A scanned shard with its first stored byte; the counts in it are not looked at. */
export interface ShardRead {
  readonly start: number;
  readonly outcome: Omit<ScannedShard, 'kind' | 'planId' | 'rules'>;
}

/** Sums the shards of one input, which may come in any order. An empty input has one, from 0 to 0. */
export function inputOutcome(path: string, shards: readonly ShardRead[]): InputOutcome {
  const undecodedLines = sumOfKnown(shards.map(({ outcome }) => outcome.undecodedLines));
  const times = timesOf(shards);
  const total = (amount: keyof Amounts) => shards.reduce((sum, { outcome }) => sum + outcome[amount], 0);
  return {
    kind: 'opened',
    path,
    storedBytes: total('storedBytes'),
    scannedBytes: total('scannedBytes'),
    lines: total('lines'),
    overlongLines: total('overlongLines'),
    damages: shards.flatMap(({ start, outcome: { damage } }) => (damage ? [{ ...damage, start }] : [])),
    ...(undecodedLines !== undefined && { undecodedLines }),
    ...(times !== undefined && { times }),
  };
}

/** From the first stamped line of the first shard that has one to the last of the last. */
function timesOf(shards: readonly ShardRead[]): TimeSpan | undefined {
  const spans = [...shards].sort((a, b) => a.start - b.start).flatMap(({ outcome: { times } }) => times ?? []);
  const [first, last] = [spans.at(0)?.first, spans.at(-1)?.last];
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Undefined if nobody knows a number. */
function sumOfKnown(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0);
}

/** Coverage of all inputs, the same for any order of inputs and of shards. */
export function buildCoverage(inputs: readonly InputOutcome[]): Coverage {
  const states = inputs.map(stateOf);
  const having = (state: InputState) => states.filter((each) => each === state).length;
  const opened = inputs.filter((input) => input.kind === 'opened');
  const total = (amount: keyof Amounts) => opened.reduce((sum, input) => sum + input[amount], 0);
  const undecodedLines = sumOfKnown(opened.map((input) => input.undecodedLines));
  return {
    inputs: {
      found: inputs.length,
      complete: having('complete'),
      damaged: having('damaged'),
      unreadable: having('unreadable'),
    },
    storedBytes: total('storedBytes'),
    scannedBytes: total('scannedBytes'),
    lines: total('lines'),
    ...(undecodedLines !== undefined && { undecodedLines }),
    ...timeTexts(opened.flatMap(({ times }) => (times === undefined ? [] : [times.first, times.last]))),
    problems: inputs.flatMap(problemsOf).sort(compareProblems),
  };
}

/** With one problem more, in its place. */
export function withProblem(coverage: Coverage, added: Problem): Coverage {
  return { ...coverage, problems: [...coverage.problems, added].sort(compareProblems) };
}

/** The earliest and the latest of the ends of all inputs; an archive may be kept the latest first. */
function timeTexts(ends: readonly PackedTime[]): Pick<Coverage, 'firstTime' | 'lastTime'> {
  const ordered = [...ends].sort((a, b) => (a < b ? -1 : 1));
  const [first, last] = [ordered.at(0), ordered.at(-1)];
  if (first === undefined || last === undefined) return {};
  return { firstTime: timeText(first), lastTime: timeText(last) };
}

type InputState = 'complete' | 'damaged' | 'unreadable';

function stateOf(input: InputOutcome): InputState {
  if (input.kind === 'unopened') return 'unreadable';
  if (input.damages.length === 0 && input.overlongLines === 0) return 'complete';
  // A worker may be the first to open a file, and find that it cannot.
  const unopened = input.scannedBytes === 0 && input.damages.some(({ reason }) => isRefusal.has(reason));
  return unopened ? 'unreadable' : 'damaged';
}

const isRefusal: ReadonlySet<Damage['reason']> = new Set<Damage['reason']>(['unreadable', 'unsupported']);

function problemsOf(input: InputOutcome): Problem[] {
  if (input.kind === 'unopened') return [problem(input, input.damage, 0, 0)];
  const { scannedBytes, lines } = input;
  return [...shardProblem(input.damages), ...overlongProblem(input.overlongLines)].map((damage) =>
    problem(input, damage, scannedBytes, lines),
  );
}

/** The fields of a problem in the order of the report. */
function problem({ path }: InputOutcome, { reason, message }: Damage, scannedBytes: number, lines: number): Problem {
  return { path, reason, message, scannedBytes, lines };
}

/** The damages of an input are one problem: that of the first place in the file. */
function shardProblem(damages: readonly ShardDamage[]): Damage[] {
  const [first, ...others] = [...damages].sort((a, b) => a.start - b.start || compareDamages(a, b));
  if (first === undefined) return [];
  if (others.length === 0) return [first];
  return [{ reason: first.reason, message: `${first.message} (the first of ${damages.length} damaged places)` }];
}

function overlongProblem(overlongLines: number): Damage[] {
  if (overlongLines === 0) return [];
  const message =
    overlongLines === 1
      ? '1 line over 64 MiB was counted as a line and not scanned'
      : `${overlongLines} lines over 64 MiB were counted as lines and not scanned`;
  return [{ reason: 'overlong-line', message }];
}

function compareProblems(a: Problem, b: Problem): number {
  const order = compareTexts(utf8Bytes(a.path), utf8Bytes(b.path)) || compareDamages(a, b);
  // Two inputs may be called the same, and their order must not be that of their coming.
  return order || a.scannedBytes - b.scannedBytes || a.lines - b.lines;
}

function compareDamages(a: Damage, b: Damage): number {
  return compareTexts(a.reason, b.reason) || compareTexts(a.message, b.message);
}
