// A comparison for a person: what is new first, over all rules, then what is up, down and gone, and in the end why some
// of it may not be so. Everything that comes from logs, paths and rules is shown, never written raw.

import { type Change, type ChangeKind, changeKinds, type Diff } from '../diff/diff.ts';
import { oneOf } from '../spec/mistakes.ts';
import { amount, grouped, showText } from '../text.ts';
import { doubtLines } from './diff-doubts.ts';
import { shownText } from './ranking-columns.ts';
import { inChunks } from './renderer.ts';
import { type Column, renderTable } from './table.ts';

/** The rows of a section that are shown; the other formats have all. */
const shownRows = 50;

export function renderDiffText(diff: Diff): Iterable<string> {
  return inChunks(lines(diff));
}

interface Row extends Change {
  readonly rule: string;
}

function* lines(diff: Diff): Iterable<string> {
  yield `${comparedLine(diff)}\n`;
  for (const kind of changeKinds) {
    const rows = rowsOf(diff, kind);
    const certain = rows.filter((row) => row.certain);
    const doubtful = rows.filter((row) => !row.certain);
    if (kind === 'new' && rows.length === 0) yield '\nNo key is new.\n';
    if (certain.length > 0) yield* section(certain, kind, kind, diff);
    if (doubtful.length > 0) yield* section(doubtful, kind, `perhaps ${kind}`, diff);
  }
  yield* restLine(diff);
  const doubts = doubtLines(diff);
  if (doubts.length > 0) yield '\n';
  for (const doubt of doubts) yield `${doubt}\n`;
}

function* restLine(diff: Diff): Iterable<string> {
  const none = changeKinds.filter((kind) => kind !== 'new' && rowsOf(diff, kind).length === 0);
  if (none.length > 0) yield `\nNo key is ${oneOf(none)}.\n`;
}

function comparedLine({ old, new: now }: Diff): string {
  const names = [...new Set([old.at(0), old.at(-1)])].flatMap((report) => report ?? []);
  const before = names.map(({ name }) => showText(name)).join(' to ');
  if (names.length === 0) return `${showText(now.name)}, compared with no report`;
  return `${showText(now.name)}, compared with ${old.length === 1 ? before : `${old.length} reports, ${before}`}`;
}

function rowsOf({ rules }: Diff, kind: ChangeKind): readonly Row[] {
  return rules.flatMap(({ id, changes }) =>
    changes.filter(({ change }) => change === kind).map((change) => ({ ...change, rule: id })),
  );
}

function* section(rows: readonly Row[], kind: ChangeKind, word: string, diff: Diff): Iterable<string> {
  yield `\n${amount(rows.length, 'key is', 'keys are')} ${word}${meaning(kind, diff)}\n\n`;
  yield* renderTable(columns[kind], rows.slice(0, shownRows));
  const rest = rows.length - shownRows;
  if (rest > 0) yield `${amount(rest, 'more key')} not shown (JSON and CSV have all)\n`;
}

function meaning(kind: ChangeKind, { old, thresholds: { up } }: Diff): string {
  const several = old.length > 1;
  switch (kind) {
    case 'new':
      return '';
    case 'up':
      return ` (${up} times the lines of ${several ? 'any report before' : 'before'}, or more)`;
    case 'down':
      return ` (1/${up} of the lines of ${several ? 'every whole report before' : 'before'}, or less)`;
    case 'gone':
      return several ? ' (every whole report before has it)' : '';
  }
}

const rule: Column<Row> = { name: 'rule', align: 'left', cell: (row) => showText(row.rule) };
const count: Column<Row> = { name: 'count', align: 'right', cell: (row) => grouped(row.count) };
const before: Column<Row> = { name: 'before', align: 'right', cell: (row) => rangeOf(row.before) };
const firstSeen: Column<Row> = { name: 'first seen', align: 'left', cell: (row) => showText(row.firstSeen) };
const key: Column<Row> = { name: 'key', align: 'left', cell: (row) => showKey(row.key) };

const columns: Readonly<Record<ChangeKind, readonly Column<Row>[]>> = {
  new: [rule, count, key],
  up: [rule, count, before, firstSeen, key],
  down: [rule, count, before, firstSeen, key],
  gone: [rule, before, firstSeen, key],
};

/** `3`, `3-12`, or with `?` where a cut ranking does not tell. */
function rangeOf(before: readonly (number | null)[]): string {
  const known = before.filter((count) => count !== null);
  const least = known.length < before.length ? '?' : grouped(Math.min(...known));
  const most = grouped(Math.max(...known));
  return least === most ? most : `${least}-${most}`;
}

/** A key of one column is its text; columns of others are named. */
export function showKey(key: Change['key']): string {
  const columns = Object.entries(key);
  if (columns.length === 0) return '(all lines)';
  const [[, only] = []] = columns;
  if (columns.length === 1 && only !== undefined) return shownText(only);
  return columns.map(([name, text]) => `${showText(name)}=${shownText(text)}`).join(' ');
}
