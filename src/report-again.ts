// A report without a scan: from the counts of a sweep that were kept, or from the rows of reports that were written.
// What comes after counting may be asked otherwise. Knows no command line and no output file.

import { sortKey } from './addresses.ts';
import { UserError } from './errors.ts';
import { openKeptSweep } from './kept/kept-sweep.ts';
import { askedOf } from './kept/scan-identity.ts';
import { addReports } from './report/add-reports.ts';
import { withProblem } from './report/coverage.ts';
import { expectAllRows, type NamedReport, rankAgain } from './report/rank-again.ts';
import { runSweep } from './run.ts';
import { planStretches } from './shard.ts';
import { type AdjustFlags, adjustSpec } from './spec/adjust.ts';
import { compileAllow } from './spec/allow.ts';
import { compileHaving } from './spec/measures.ts';
import { type CompiledPlan, compilePlan, keyColumns, specDigest } from './spec/plan.ts';
import type { SpecFiles } from './spec/spec-files.ts';
import type { SpillSpace } from './spill-folder.ts';
import { quote } from './text.ts';
import type { Report, SweepSpec } from './types.ts';

export interface KeptRequest {
  readonly path: string;
  /** The beginning of a sweep's id; absent: the latest. */
  readonly run?: string | undefined;
  readonly flags: AdjustFlags;
  readonly files: SpecFiles;
  /** How many rows outputs need of each rule; 0: all. */
  readonly rowsNeeded: (spec: SweepSpec) => number;
  /** The report says what the content of each input is called. */
  readonly provenance?: boolean | undefined;
  readonly warn: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Where counts go that take too much memory, and how much that is; absent: nowhere. */
  readonly spill?: SpillSpace | undefined;
}

/** A report and the question that it answers, with the rows that were asked for. */
export interface ReportAgain {
  readonly report: Report;
  readonly spec: SweepSpec;
}

/** From a state folder. A UserError if it tells of no such sweep, or would have to count otherwise. */
export async function reportKept(request: KeptRequest): Promise<ReportAgain> {
  const { path, run, flags, files, rowsNeeded, warn, ...watch } = request;
  const kept = openKeptSweep(path, run, warn);
  const spec = adjustSpec(kept.spec, flags, files);
  const compiled = compilePlan(spec);
  expectSameCounts(kept.spec, spec, compiled);
  const { found } = kept;
  const shards = planStretches(found.inputs);
  const ranked = { ...spec, top: rowsNeeded(spec) };
  const asked = { ...watch, spec: ranked, compiled, found, shards };
  const report = await runSweep(asked, kept.executor(compiled.plan));
  return { report: { ...report, coverage: kept.problems.reduce(withProblem, report.coverage) }, spec };
}

/** From reports, which are added up. A UserError if they do not tell enough. */
export function reportReports(
  reports: readonly NamedReport[],
  { flags, files, rowsNeeded }: Pick<KeptRequest, 'flags' | 'files' | 'rowsNeeded'>,
): ReportAgain {
  const isChanged = reports.length > 1 || asksForMore(flags);
  reports.forEach(expectKnownKeys);
  if (isChanged) reports.forEach(expectAllRows);
  const report = addReports(reports);
  const { rules, lists, digest } = report.spec;
  const spec = adjustSpec({ rules, lists, min: 1 }, flags, files);
  if (!isChanged) return { report, spec };
  const top = rowsNeeded(spec);
  const wishes = spec.rules.map(({ key, allow, having = [], sort = 'count' }) => {
    const isAllowed = compileAllow(allow, spec.lists, keyColumns(key));
    return { isAllowed, having: compileHaving(having), sort, min: spec.min, top, sortKey };
  });
  // The formats that the question had stand only in its digest.
  const isAskedOtherwise = flags.allow.length > 0 || flags.having.length > 0 || flags.sort !== undefined;
  const newDigest = isAskedOtherwise ? specDigest({ ...spec, since: digest }) : digest;
  return { report: rankAgain(report, spec, newDigest, wishes), spec };
}

/** Whoever writes reports by hand may err. */
function expectKnownKeys({ name, report }: NamedReport): void {
  for (const { id, key } of report.spec.rules) {
    try {
      keyColumns(key);
    } catch {
      throw new UserError(`Expected the key of rule ${quote(id)} in ${quote(name)} to be as syslog-sweep writes keys`);
    }
  }
}

/** Fewer rows can be shown of any report. */
function asksForMore({ allow, forgetAllow, min, having, sort }: AdjustFlags): boolean {
  if (forgetAllow) {
    throw new UserError(
      'A report does not tell of the keys that were allowed; with --forget-allow, give a state folder',
    );
  }
  return allow.length > 0 || having.length > 0 || min !== undefined || sort !== undefined;
}

/** A file of items may have changed, and stand in a condition too. */
function expectSameCounts(before: SweepSpec, after: SweepSpec, { plan }: CompiledPlan): void {
  const changed = Object.keys(before.lists).filter((name) => after.lists[name] !== before.lists[name]);
  if (changed.length === 0) return;
  const [old, now] = [askedOf(compilePlan(before).plan), askedOf(plan)];
  const index = now.identities.findIndex((identity, index) => identity !== old.identities[index]);
  if (index === -1) return;
  throw new UserError(
    `The file ${quote(changed[0] ?? '')} has changed since the sweep, and rule ${quote(after.rules[index]?.id ?? '')} counts by it; sweep again with --state`,
  );
}
