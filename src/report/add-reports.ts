// Several reports of the same question added up into one, as if their inputs had been swept together. What does not add
// up without the counts, numbers of distinct values and of hidden keys, is refused. Ranks nothing: rows come in the order
// in which they are met.

import { UserError } from '../errors.ts';
import { compareTexts, quote, utf8Bytes } from '../text.ts';
import type { Coverage, MeasureValue, RankedKey, Report, RuleReport, RuleSpec, StaleItem } from '../types.ts';
import type { NamedReport } from './rank-again.ts';

/** Of at least one report, all of whose rows are there. */
export function addReports(reports: readonly NamedReport[]): Report {
  const [first, ...others] = reports;
  if (first === undefined) throw new Error('no report to add up');
  for (const { name, report } of others) {
    if (report.spec.digest === first.report.spec.digest) continue;
    throw new UserError(
      `Expected reports of the same rules and lists, got ${quote(first.name)} and ${quote(name)}, whose digests differ`,
    );
  }
  const all = reports.map(({ report }) => report);
  if (all.length === 1) return first.report;
  const staleAllow = staleInAll(all);
  const { schema, tool, spec } = first.report;
  return {
    schema,
    tool,
    spec,
    coverage: addCoverage(all.map(({ coverage }) => coverage)),
    ...(staleAllow.length === 0 ? {} : { staleAllow }),
    rules: first.report.rules.map((rule, index) => {
      const parts = all.flatMap(({ rules }) => rules[index] ?? []);
      return addRule(rule, parts, first.report.spec.rules[index]?.measure ?? {});
    }),
  };
}

/** What one report has a use for is used. */
function staleInAll(reports: readonly Report[]): readonly StaleItem[] {
  const [first = [], ...others] = reports.map(({ staleAllow = [] }) => staleAllow);
  const told = others.map((items) => new Set(items.map((item) => JSON.stringify(item))));
  return first.filter((item) => told.every((items) => items.has(JSON.stringify(item))));
}

type Measures = NonNullable<RuleSpec['measure']>;

const advice = 'sweep their inputs together; with --state, what was scanned before is not read again';

function addRule({ id, ...description }: RuleReport, parts: readonly RuleReport[], measures: Measures): RuleReport {
  const total = (amount: (rule: RuleReport) => number) => parts.reduce((sum, rule) => sum + amount(rule), 0);
  if (parts.filter(({ allowed }) => allowed.keys > 0).length > 1) {
    throw new UserError(
      `Reports that hide keys of rule ${quote(id)} cannot be added up: how many they hide together is not told in them; ${advice}`,
    );
  }
  const rows = new Map<string, RankedKey>();
  for (const row of parts.flatMap(({ ranking }) => ranking)) {
    const key = JSON.stringify(row.key);
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : addRows(known, row, measures));
  }
  return {
    ...description,
    id,
    matchedLines: total(({ matchedLines }) => matchedLines),
    countedLines: total(({ countedLines }) => countedLines),
    unkeyedLines: total(({ unkeyedLines }) => unkeyedLines),
    ...(parts.some(({ undatedLines }) => undatedLines !== undefined) && {
      undatedLines: total(({ undatedLines = 0 }) => undatedLines),
    }),
    allowed: { keys: total(({ allowed }) => allowed.keys), lines: total(({ allowed }) => allowed.lines) },
    keys: rows.size,
    unfilledLists: description.unfilledLists,
    ranking: [...rows.values()],
  };
}

function addRows(a: RankedKey, b: RankedKey, measures: Measures): RankedKey {
  const first = furthest([a.first, b.first], -1);
  const last = furthest([a.last, b.last], 1);
  const hours = a.hours?.map((lines, hour) => lines + (b.hours?.[hour] ?? 0));
  const sums = Object.entries(a.measures ?? {}).map(([name, value]) => {
    return [name, addValues(value, b.measures?.[name] ?? 0, measures[name] ?? '')] as const;
  });
  return {
    ...a,
    count: a.count + b.count,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(hours === undefined ? {} : { hours }),
    ...(sums.length === 0 ? {} : { measures: Object.fromEntries(sums) }),
  };
}

function addValues(a: MeasureValue, b: MeasureValue, expression: string): MeasureValue {
  if (typeof a === 'object' || typeof b === 'object' || !expression.startsWith('sum(')) {
    throw new UserError(
      `Reports that measure ${quote(expression)} cannot be added up: how many values they have in common is not told in them; ${advice}`,
    );
  }
  const sum = BigInt(a) + BigInt(b);
  return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : sum;
}

function addCoverage(parts: readonly Coverage[]): Coverage {
  const total = (amount: (coverage: Coverage) => number) => parts.reduce((sum, part) => sum + amount(part), 0);
  const undecoded = parts.flatMap(({ undecodedLines }) => undecodedLines ?? []);
  const firstTime = furthest(
    parts.map(({ firstTime }) => firstTime),
    -1,
  );
  const lastTime = furthest(
    parts.map(({ lastTime }) => lastTime),
    1,
  );
  return {
    inputs: {
      found: total(({ inputs }) => inputs.found),
      complete: total(({ inputs }) => inputs.complete),
      damaged: total(({ inputs }) => inputs.damaged),
      unreadable: total(({ inputs }) => inputs.unreadable),
    },
    storedBytes: total(({ storedBytes }) => storedBytes),
    scannedBytes: total(({ scannedBytes }) => scannedBytes),
    lines: total(({ lines }) => lines),
    ...(undecoded.length === 0 ? {} : { undecodedLines: undecoded.reduce((sum, lines) => sum + lines, 0) }),
    ...(firstTime === undefined ? {} : { firstTime }),
    ...(lastTime === undefined ? {} : { lastTime }),
    problems: parts
      .flatMap(({ problems }) => problems)
      .sort((a, b) => compareTexts(utf8Bytes(a.path), utf8Bytes(b.path))),
  };
}

/** The earliest (-1) or the latest (1) of times as a report writes them; one without an offset counts as UTC. */
function furthest(times: readonly (string | undefined)[], direction: 1 | -1): string | undefined {
  const instant = (time: string) => Date.parse(time.length === 'yyyy-mm-ddThh:mm:ss'.length ? `${time}Z` : time);
  const known = times.filter((time) => time !== undefined);
  return known.sort((a, b) => direction * (instant(b) - instant(a)) || compareTexts(a, b))[0];
}
