// What one report tells of the keys of one rule. A number in a report is not always the whole truth: what was not
// read could add to it, and a key that is absent may have been cut off or hidden. So every key has, beside the count
// that is seen, the least and the most that it may have been. Knows one report; which two are compared is not its
// concern.

import type { Coverage, Problem, RankedKey, Report, RuleReport } from '../types.ts';

export interface RuleView {
  /** By the text of the key, in the order of the ranking. */
  readonly rows: ReadonlyMap<string, RankedKey>;
  /** More lines of any key may stand in what was not read. */
  readonly isUnread: boolean;
  /** How many keys the ranking leaves out, by `min`, `top` or `having`. */
  readonly cutKeys: number;
  /** The most lines that one of those can have; 0 if there are none. */
  readonly cutMost: number;
  /** The most lines that a key can have which an allow-list hides. */
  readonly hiddenMost: number;
}

/** What is known of a key's lines. */
export interface Known {
  /** As the report has it, 0 if it does not have the key. */
  readonly seen: number;
  readonly least: number;
  readonly most: number;
}

/** Undefined if the report has no rule of this id. */
export function viewRule(report: Report, id: string): RuleView | undefined {
  const rule = report.rules.find((each) => each.id === id);
  if (rule === undefined) return undefined;
  const { allowed, keys, ranking } = rule;
  return {
    rows: new Map(ranking.map((row) => [keyId(row), row])),
    isUnread: unreadProblems(report.coverage).length > 0,
    cutKeys: Math.max(0, keys - ranking.length),
    cutMost: cutMost(rule, isRankedByCount(report, id)),
    hiddenMost: mostOfOne(allowed.lines, allowed.keys),
  };
}

/** Problems for which lines may be missing; what another report could not be compared with takes nothing from this one. */
export function unreadProblems({ problems }: Coverage): readonly Problem[] {
  return problems.filter(({ reason }) => reason !== 'baseline');
}

/** One text for one key. */
export function keyId({ key }: RankedKey): string {
  return JSON.stringify(key);
}

/** `isHiding`: the allow-list may hide a key here that it does not hide where this is compared with. */
export function knownOf(view: RuleView, id: string, isHiding: boolean): Known {
  const row = view.rows.get(id);
  const seen = row?.count ?? 0;
  if (view.isUnread) return { seen, least: seen, most: Number.POSITIVE_INFINITY };
  if (row !== undefined) return { seen, least: seen, most: seen };
  return { seen, least: 0, most: Math.max(view.cutMost, isHiding ? view.hiddenMost : 0) };
}

function cutMost({ keys, ranking, countedLines, allowed }: RuleReport, isByCount: boolean): number {
  const cutKeys = keys - ranking.length;
  const cutLines = ranking.reduce((rest, { count }) => rest - count, countedLines - allowed.lines);
  const most = mostOfOne(cutLines, cutKeys);
  const last = ranking.at(-1)?.count;
  return isByCount && last !== undefined ? Math.min(most, last) : most;
}

/** Of so many keys with so many lines together each has one at least. */
function mostOfOne(lines: number, keys: number): number {
  return keys <= 0 ? 0 : Math.max(0, lines - keys + 1);
}

/** Then no key that is left out has more lines than the last one. */
function isRankedByCount({ spec }: Report, id: string): boolean {
  const rule = spec.rules.find((each) => each.id === id);
  return rule !== undefined && (rule.sort ?? 'count') === 'count' && (rule.having ?? []).length === 0;
}
