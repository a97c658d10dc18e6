// A report ranked again, without its counts: rows left out by other allow-lists and thresholds, or in another order. A
// report holds only the rows that it shows, so one that was cut can be shown as it is, and nothing else.

import { UserError } from '../errors.ts';
import { quote, reportTextBytes } from '../text.ts';
import type { ByteText, HavingCondition, RankedKey, Report, RuleReport, SweepSpec } from '../types.ts';
import { type Amount, compareAmounts, holds } from './amounts.ts';
import { compareAll, shareOf } from './rank.ts';

/** A report and what the person calls it. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** What a rule's rows are held against. */
export interface RuleWish {
  readonly isAllowed: (columns: readonly ByteText[]) => boolean;
  readonly having: readonly HavingCondition[];
  /** The measure to rank by. */
  readonly sort: string;
  readonly min: number;
  /** 0: all. */
  readonly top: number;
  readonly sortKey: (column: ByteText) => string;
}

/** A UserError if a rule of the report does not show all its keys. */
export function expectAllRows({ name, report }: NamedReport): void {
  for (const { id, keys, ranking } of report.rules) {
    if (ranking.length === keys) continue;
    throw new UserError(
      `Expected ${quote(name)} to have a row for every key, to be ranked again; rule ${quote(id)} has ${ranking.length} of ${keys}: ` +
        'it was cut by --top, --min or --having. Rank again from the state folder, or sweep with --top 0',
    );
  }
}

/** The rows of each rule ranked anew; `wishes` in the order of the rules. What bounded the sweep still does. */
export function rankAgain(report: Report, spec: SweepSpec, specDigest: string, wishes: readonly RuleWish[]): Report {
  const rules = report.rules.map((rule, index) => {
    const wish = wishes[index];
    if (wish === undefined) throw new Error(`no wish for rule ${index}`);
    return rankRule(rule, wish);
  });
  // Which allowed items hide nothing is not told any more.
  const { staleAllow: _, ...rest } = report;
  return { ...rest, spec: { ...report.spec, rules: spec.rules, lists: spec.lists, digest: specDigest }, rules };
}

function rankRule(rule: RuleReport, wish: RuleWish): RuleReport {
  const hidden: RankedKey[] = [];
  const wanted: { readonly row: RankedKey; readonly columns: readonly ByteText[] }[] = [];
  for (const row of rule.ranking) {
    const columns = Object.values(row.key).map(reportTextBytes);
    if (wish.isAllowed(columns)) hidden.push(row);
    else if (row.count >= wish.min && wish.having.every((each) => isHeld(each, row))) wanted.push({ row, columns });
  }
  const ranked = wanted
    .map(({ row, columns }) => ({
      row,
      by: amountOf(row, wish.sort),
      texts: [...columns.map(wish.sortKey), ...columns],
    }))
    .sort((a, b) => compareAmounts(b.by, a.by) || b.row.count - a.row.count || compareAll(a.texts, b.texts));
  const { allowed, countedLines } = rule;
  return {
    ...rule,
    allowed: {
      keys: allowed.keys + hidden.length,
      lines: allowed.lines + hidden.reduce((sum, { count }) => sum + count, 0),
    },
    keys: rule.keys - hidden.length,
    ranking: ranked.slice(0, wish.top || undefined).map(({ row }, index) => {
      const { key, count, rank: _, share: __, ...measured } = row;
      return { rank: index + 1, key, count, share: shareOf(count, countedLines), ...measured };
    }),
  };
}

function isHeld({ measure, operator, value }: HavingCondition, row: RankedKey): boolean {
  const amount = amountOf(row, measure);
  return amount !== undefined && holds[operator](compareAmounts(amount, value));
}

function amountOf({ count, measures = {} }: RankedKey, name: string): Amount {
  if (name === 'count') return count;
  const value = measures[name];
  return typeof value === 'object' ? value.estimate : value;
}
