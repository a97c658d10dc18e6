// A report compared with one before it, or with those of several days: which keys are new, more, fewer or gone, rule by
// rule. A change that could come from what was not read, was cut off, hidden or counted otherwise is not certain, and
// why is said. Pure; knows no file and no day.

import type { Level, Report, ReportText } from '../types.ts';
import { compareRules, type RuleDifference } from './rule-changes.ts';
import { type Known, knownOf, type RuleView, unreadProblems, viewRule } from './view.ts';

export interface NamedReport {
  /** What the person called it: a path, or a day. */
  readonly name: string;
  readonly report: Report;
}

export interface Thresholds {
  /** A key is up with so many times the lines of any report before, and down with so many times fewer than in each. */
  readonly up: number;
  /** Nothing is up or down that does not have so many lines on one of the sides. */
  readonly min: number;
}

export const defaultThresholds: Thresholds = { up: 3, min: 10 };

/** The most telling first. */
export const changeKinds = ['new', 'up', 'down', 'gone'] as const;

export type ChangeKind = (typeof changeKinds)[number];

export interface Change {
  readonly change: ChangeKind;
  /** False: one of the doubts could explain it. */
  readonly certain: boolean;
  readonly key: Readonly<Record<string, ReportText>>;
  /** Lines in the new report. */
  readonly count: number;
  /** Lines in each report before that has the rule; null: its ranking is cut, and the key is not in what is left. */
  readonly before: readonly (number | null)[];
  /** The first of the reports that has the key. */
  readonly firstSeen: string;
}

/** Why a number cannot be taken as it is; `report` is its name. */
export type Doubt =
  | { readonly kind: 'unread'; readonly report: string; readonly problems: number }
  /** It was to be compared, and is not there. */
  | { readonly kind: 'no-report'; readonly report: string }
  /** It was to be compared, and nothing could be read for it. */
  | { readonly kind: 'no-input'; readonly report: string }
  /** The digest of its rules and lists is not that of the new report. */
  | { readonly kind: 'other-rules'; readonly report: string };

export type RuleDoubt =
  | { readonly kind: 'no-rule'; readonly report: string }
  | { readonly kind: 'rule-changed'; readonly report: string; readonly fields: readonly string[] }
  /** Its ranking leaves out so many keys, with so many lines at most each. */
  | { readonly kind: 'cut'; readonly report: string; readonly keys: number; readonly most: number };

export interface RuleDiff {
  readonly id: string;
  readonly title?: string;
  readonly level?: Level;
  /** Names of the reports before that have the rule, in the order of `Change.before`. */
  readonly comparedWith: readonly string[];
  readonly doubts: readonly RuleDoubt[];
  readonly changes: readonly Change[];
}

export interface Compared {
  readonly name: string;
  /** Of the rules and lists as they ran. */
  readonly digest: string;
  readonly lines: number;
  /** Of what its counts are made of. */
  readonly problems: number;
}

export interface Diff {
  readonly schema: 'syslog-sweep/diff@1';
  readonly tool: { readonly name: 'syslog-sweep'; readonly version: string };
  readonly thresholds: Thresholds;
  readonly old: readonly Compared[];
  readonly new: Compared;
  readonly doubts: readonly Doubt[];
  /** The rules of the new report. */
  readonly rules: readonly RuleDiff[];
  /** Ids of rules that only reports before have. */
  readonly missingRules: readonly string[];
}

export interface DiffRequest {
  /** The oldest first. */
  readonly old: readonly NamedReport[];
  readonly now: NamedReport;
  readonly thresholds: Thresholds;
  /** Names of reports that should be among the old ones and are not there. */
  readonly missing?: readonly string[];
  /** Names of reports that are there, and that nothing could be read for. */
  readonly empty?: readonly string[];
  /** Of the tool. */
  readonly version: string;
}

/** Compares; the order of rules is that of the new report. */
export function compareReports(request: DiffRequest): Diff {
  const { old, now, thresholds, version } = request;
  const ids = now.report.rules.map(({ id }) => id);
  return {
    schema: 'syslog-sweep/diff@1',
    tool: { name: 'syslog-sweep', version },
    thresholds,
    old: old.map(compared),
    new: compared(now),
    doubts: doubtsOf(request),
    rules: [...new Set(ids)].map((id) => compareRule(request, id)),
    missingRules: [...new Set(old.flatMap(({ report }) => report.rules.map(({ id }) => id)))].filter(
      (id) => !ids.includes(id),
    ),
  };
}

/** How many keys are new, certain or not: whoever wants to hear of new keys must not miss one for a doubt. */
export function countNew({ rules }: Diff): number {
  return rules.reduce((sum, { changes }) => sum + changes.filter(({ change }) => change === 'new').length, 0);
}

function compared({ name, report: { spec, coverage } }: NamedReport): Compared {
  return { name, digest: spec.digest, lines: coverage.lines, problems: unreadProblems(coverage).length };
}

function doubtsOf({ old, now, missing = [], empty = [] }: DiffRequest): readonly Doubt[] {
  const { digest } = now.report.spec;
  return [
    ...missing.map((report): Doubt => ({ kind: 'no-report', report })),
    ...empty.map((report): Doubt => ({ kind: 'no-input', report })),
    ...old.flatMap(({ name, report }): Doubt[] =>
      report.spec.digest === digest ? [] : [{ kind: 'other-rules', report: name }],
    ),
    ...[...old, now]
      .map(compared)
      .flatMap(({ name, problems }): Doubt[] => (problems === 0 ? [] : [{ kind: 'unread', report: name, problems }])),
  ];
}

// ---------------------------------------------------------------- a rule

/** A report before, as far as one rule goes. */
interface OldView {
  readonly name: string;
  readonly view: RuleView;
  readonly difference: RuleDifference;
}

function compareRule({ old, now, thresholds }: DiffRequest, id: string): RuleDiff {
  const rule = now.report.rules.find((each) => each.id === id);
  const view = viewRule(now.report, id);
  if (rule === undefined || view === undefined) throw new Error(`no rule ${id}`);
  const olds = old.flatMap(({ name, report }): OldView[] => {
    const oldView = viewRule(report, id);
    if (oldView === undefined) return [];
    return [{ name, view: oldView, difference: compareRules(report, now.report, id) }];
  });
  return {
    id,
    ...(rule.title === undefined ? {} : { title: rule.title }),
    ...(rule.level === undefined ? {} : { level: rule.level }),
    comparedWith: olds.map(({ name }) => name),
    doubts: ruleDoubts(old, olds, now.name, view),
    changes: olds.length === 0 ? [] : findChanges(olds, now.name, view, thresholds),
  };
}

function ruleDoubts(
  old: readonly NamedReport[],
  olds: readonly OldView[],
  nowName: string,
  view: RuleView,
): readonly RuleDoubt[] {
  const having = new Set(olds.map(({ name }) => name));
  const cut = (name: string, { cutKeys, cutMost }: RuleView): RuleDoubt[] =>
    cutKeys === 0 ? [] : [{ kind: 'cut', report: name, keys: cutKeys, most: cutMost }];
  return [
    ...old.flatMap(({ name }): RuleDoubt[] => (having.has(name) ? [] : [{ kind: 'no-rule', report: name }])),
    ...olds.flatMap(({ name, difference: { fields } }): RuleDoubt[] =>
      fields.length === 0 ? [] : [{ kind: 'rule-changed', report: name, fields }],
    ),
    ...olds.flatMap((each) => cut(each.name, each.view)),
    ...cut(nowName, view),
  ];
}

function findChanges(olds: readonly OldView[], nowName: string, view: RuleView, thresholds: Thresholds): Change[] {
  const rows = new Map(view.rows);
  // The latest report before gives the order of what is gone.
  for (const { view: old } of olds.toReversed()) {
    for (const [id, row] of old.rows) if (!rows.has(id)) rows.set(id, row);
  }
  const isHiding = olds.some(({ difference }) => difference.isHidingOtherwise);
  const changes = [...rows].flatMap(([id, { key }]): Change[] => {
    const now = knownOf(view, id, isHiding);
    const before = olds.map((old) => knownBefore(old, id));
    // Where a report lacks a part, that a key is missing or few in it says nothing.
    const whole = before.filter((_, index) => olds[index]?.view.isUnread === false);
    const change = changeOf(before, whole.length > 0 ? whole : before, now, thresholds);
    if (change === undefined) return [];
    const first = olds.find((old) => old.view.rows.has(id))?.name ?? nowName;
    return [{ ...change, key, count: now.seen, before: olds.map((old) => countBefore(old, id)), firstSeen: first }];
  });
  // A stable sort: what is equal stays in the order of the rankings.
  return changes.sort(
    (a, b) =>
      changeKinds.indexOf(a.change) - changeKinds.indexOf(b.change) ||
      Number(b.certain) - Number(a.certain) ||
      b.count - a.count,
  );
}

function knownBefore({ view, difference }: OldView, id: string): Known {
  const known = knownOf(view, id, difference.isHidingOtherwise);
  return difference.isCountedOtherwise ? { ...known, least: 0, most: Number.POSITIVE_INFINITY } : known;
}

function countBefore({ view }: OldView, id: string): number | null {
  return view.rows.get(id)?.count ?? (view.cutKeys > 0 ? null : 0);
}

/** By what is seen; certain if it holds for all that may be behind it. `whole`: the reports that tell what is missing. */
function changeOf(
  before: readonly Known[],
  whole: readonly Known[],
  now: Known,
  { up, min }: Thresholds,
): Pick<Change, 'change' | 'certain'> | undefined {
  const seenMost = Math.max(...before.map(({ seen }) => seen));
  const seenLeast = Math.min(...whole.map(({ seen }) => seen));
  const most = Math.max(...before.map((known) => known.most));
  const least = Math.min(...whole.map((known) => known.least));
  if (seenMost === 0) return now.seen > 0 ? { change: 'new', certain: most === 0 } : undefined;
  if (now.seen === 0) return seenLeast > 0 ? { change: 'gone', certain: least > 0 && now.most === 0 } : undefined;
  if (now.seen >= min && now.seen >= up * seenMost) return { change: 'up', certain: now.least >= up * most };
  if (seenLeast >= min && now.seen * up <= seenLeast) return { change: 'down', certain: now.most * up <= least };
  return undefined;
}
