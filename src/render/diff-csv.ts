// A comparison for spreadsheets: a row a change, the new keys of all rules first, with the key columns of all rules side
// by side. `least` and `most` are the counts of the reports before; empty where a cut ranking does not tell.

import { type Change, changeKinds, type Diff } from '../diff/diff.ts';
import { type Cell, csvChunks, textCell } from './csv.ts';

export function renderDiffCsv(diff: Diff): Iterable<string> {
  return csvChunks(rowsOf(diff));
}

function* rowsOf(diff: Diff): Iterable<Cell[]> {
  const columns = keyColumns(diff);
  yield ['change', 'certain', 'rule', 'count', 'least', 'most', 'first_seen', ...columns];
  for (const kind of changeKinds) {
    for (const { id, changes } of diff.rules) {
      for (const change of changes) {
        if (change.change === kind) yield cells(id, change, columns);
      }
    }
  }
}

/** The union of the key columns over all rules, in the order they come. */
function keyColumns({ rules }: Diff): readonly string[] {
  // A rule may have had other columns before.
  const all = rules.flatMap(({ changes }) => changes.map(({ key }) => Object.keys(key)));
  return [...new Set(all.flat())];
}

function cells(
  rule: string,
  { change, certain, key, count, before, firstSeen }: Change,
  columns: readonly string[],
): Cell[] {
  const known = before.filter((each) => each !== null);
  const bound = (of: (...counts: number[]) => number) => (known.length < before.length ? '' : of(...known));
  return [
    ...[change, certain ? 'yes' : 'no', rule, count, bound(Math.min), bound(Math.max), firstSeen],
    ...columns.map((column) => textCell((Object.hasOwn(key, column) ? key[column] : undefined) ?? '')),
  ];
}
