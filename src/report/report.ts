// Counts and coverage become the report that every renderer reads. It holds nothing of clock, host, duration or jobs,
// and its fields stand in one order, so that the same inputs and rules give the same bytes.

import type { Counts } from '../counts/counts.ts';
import { unfilledLists } from '../spec/rule-lists.ts';
import { reportText } from '../text.ts';
import type {
  ByteText,
  Coverage,
  HavingCondition,
  RankedKey,
  Report,
  RuleReport,
  RuleSpec,
  StaleItem,
  SweepSpec,
} from '../types.ts';
import { withMeasures } from './measure-fields.ts';
import { atOnce, type KeyTest, type RankedRow, type RankingWish, rankByParts } from './rank.ts';

export interface ReportParts {
  /** Of the tool. */
  readonly version: string;
  /** Its `min` and `top` cut the rankings; a renderer can cut further, never back. */
  readonly spec: SweepSpec;
  /** `sha256:…` */
  readonly specDigest: string;
  readonly counts: Counts;
  /** One a rule, in the order of `spec.rules`. */
  readonly keys: readonly RuleKeys[];
  /** See `RankingWish`. */
  readonly sortKey: (column: ByteText) => string;
  readonly sortHint?: Exclude<RankingWish['sortHint'], undefined>;
  readonly coverage: Coverage;
  /** Exceptions to look at; asked when all rules are ranked. Absent: there is none. */
  readonly staleAllow?: () => readonly StaleItem[];
}

export interface RuleKeys {
  /** Names of the key's columns, distinct; none for a rule without a key. */
  readonly columns: readonly string[];
  /** Absent: none is hidden. */
  readonly isAllowed?: KeyTest;
  /** Names of the rule's measures, in the order of its plan; absent: it has none. */
  readonly measures?: readonly string[];
  /** Of the rule and of the sweep; absent: none. */
  readonly having?: readonly HavingCondition[];
  /** The measure to rank by; absent: `count`. */
  readonly sort?: string;
}

/** Ranks the counts of every rule. Needs as many rules in `counts` and `keys` as in `spec`. */
export function buildReport(parts: ReportParts): Report {
  return atOnce(buildByParts(parts));
}

/** As `buildReport`, with pauses, in which others can have their turn. */
export function* buildByParts(parts: ReportParts): Generator<void, Report> {
  const { version, spec, specDigest, counts, keys, coverage } = parts;
  if (counts.rules.length !== spec.rules.length || keys.length !== spec.rules.length) {
    throw new Error(`${spec.rules.length} rules, but counts of ${counts.rules.length} and keys of ${keys.length}`);
  }
  const rules: RuleReport[] = [];
  for (const [index, rule] of spec.rules.entries()) rules.push(yield* ruleReport(parts, rule, index));
  const staleAllow = parts.staleAllow?.() ?? [];
  return {
    schema: 'syslog-sweep/report@1',
    tool: { name: 'syslog-sweep', version },
    spec: {
      rules: spec.rules.map(inFieldOrder),
      lists: byName(spec.lists),
      ...(spec.since === undefined ? {} : { since: spec.since }),
      ...(spec.until === undefined ? {} : { until: spec.until }),
      digest: specDigest,
    },
    coverage,
    ...(staleAllow.length === 0 ? {} : { staleAllow }),
    rules,
  };
}

function* ruleReport(parts: ReportParts, rule: RuleSpec, index: number): Generator<void, RuleReport> {
  const tally = at(parts.counts.rules, index);
  const { columns, measures = [], ...wish } = at(parts.keys, index);
  const { sortKey, sortHint, spec } = parts;
  const cuts = { min: spec.min, top: spec.top ?? 0 };
  const hints = sortHint && { sortHint };
  const wished = { ...wish, ...cuts, sortKey, ...hints, measures, columns: columns.length };
  // At once, so that little outlives the making of a row: of 36,000 a quarter of the time went into memory.
  const ranking = yield* rankByParts(tally, wished, (row) => rankedKey(row, columns, measures));
  return {
    id: rule.id,
    ...(rule.title === undefined ? {} : { title: rule.title }),
    ...(rule.level === undefined ? {} : { level: rule.level }),
    matchedLines: tally.matchedLines,
    countedLines: ranking.countedLines,
    unkeyedLines: tally.unkeyedLines,
    ...(tally.undatedLines === undefined ? {} : { undatedLines: tally.undatedLines }),
    allowed: ranking.allowed,
    keys: ranking.keys,
    unfilledLists: unfilledLists(rule, spec.lists),
    ranking: ranking.rows,
  };
}

function rankedKey(row: RankedRow, columns: readonly string[], measures: readonly string[]): RankedKey {
  const { rank, count, share } = row;
  return withMeasures({ rank, key: keyOf(row, columns), count, share }, row.measures, measures);
}

/** Computed names and Object.fromEntries define own fields, so a column may be called __proto__. */
function keyOf(row: RankedRow, columns: readonly string[]): RankedKey['key'] {
  const textAt = (index: number) => reportText(at(row.columns, index));
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return { [only]: textAt(0) };
  return Object.fromEntries(columns.map((name, index) => [name, textAt(index)]));
}

// A rule comes from flags, YAML or a kept manifest, each with an order of its own.
const fieldOrder = (
  'id title why level tags falsePositives next match all any none ignoreCase regexp where whereAny ' +
  'key kind template field delimiter contains split part fields measure having sort allow'
).split(' ');

function inFieldOrder<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(inFieldOrder) as Value; // the same items
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inFieldOrder(field)])) as Value; // the same fields
}

function placeOf(name: string): number {
  const place = fieldOrder.indexOf(name);
  return place === -1 ? fieldOrder.length : place;
}

function byName(lists: SweepSpec['lists']): SweepSpec['lists'] {
  return Object.fromEntries(Object.entries(lists).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`No item ${index} of ${items.length}`);
  return item;
}
