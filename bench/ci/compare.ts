// One run's figures against those of an earlier one. A figure is worse only if it moved by more than is allowed and the
// spreads of the two do not overlap: noise alone does neither for long.

import { isDeepStrictEqual } from 'node:util';
import type { Figure, Terms, Unit } from './figures.ts';

export type Finding =
  | { readonly kind: 'worse' | 'better' | 'same' | 'unsure'; readonly base: Figure; readonly now: Figure }
  | { readonly kind: 'lost'; readonly base: Figure }
  | { readonly kind: 'new'; readonly now: Figure };

/** `maxRegression` is a share: 0.1 allows a tenth more. Instructions that were not counted now are not lost. */
export function compareFigures(
  base: readonly Figure[],
  now: readonly Figure[],
  maxRegression: number,
): readonly Finding[] {
  const units = new Set<Unit>(['times the reference', ...now.map(({ unit }) => unit)]);
  const same = (a: Figure) => (b: Figure) => a.name === b.name && a.unit === b.unit;
  const moved = base
    .filter(({ unit }) => units.has(unit))
    .map((before): Finding => {
      const after = now.find(same(before));
      return after === undefined ? { kind: 'lost', base: before } : compareOne(before, after, maxRegression);
    });
  const added = now.filter((after) => !base.some(same(after)));
  return [...moved, ...added.map((after): Finding => ({ kind: 'new', now: after }))];
}

/** Whether it must end a run with status 1: a figure that vanished may hide anything. */
export function isRegression({ kind }: Finding): boolean {
  return kind === 'worse' || kind === 'lost';
}

/** Why two runs do not compare, in a few words each; none if they do. */
export function differences(base: Terms, now: Terms): readonly string[] {
  const terms = ['machineKind', 'referenceVersion', 'data'] as const;
  const words = { machineKind: 'the kind of machine', referenceVersion: 'the reference', data: 'the data' } as const;
  return terms
    .filter((term) => !isDeepStrictEqual(base[term], now[term]))
    .map((term) => `${words[term]} was ${JSON.stringify(base[term])}, and is ${JSON.stringify(now[term])}`);
}

/** One line for people: what moved from what to what. */
export function describeFinding(finding: Finding, maxRegression: number): string {
  if (finding.kind === 'lost')
    return `LOST: ${finding.base.name}: was ${shown(finding.base)}, and was not measured now`;
  if (finding.kind === 'new') return `new: ${finding.now.name}: ${shown(finding.now)}`;
  const { kind, base, now } = finding;
  const label = { worse: 'WORSE', better: 'better', same: 'same', unsure: 'unsure' }[kind];
  const change = now.median / base.median - 1;
  const moved = `${change < 0 ? '−' : '+'}${percent(Math.abs(change))}`;
  const why = {
    worse: `, more than the ${percent(maxRegression)} that are allowed`,
    better: '',
    same: '',
    unsure: ', but the spreads overlap: repeat it with more runs',
  }[kind];
  return `${label}: ${now.name}: from ${shown(base)} to ${shown(now)}, ${moved}${why}`;
}

/** A summary of all findings, as for the last line of a log; the date is in ISO 8601. */
export function summarizeFindings(findings: readonly Finding[], baseDate: string): string {
  const bad = findings.filter(isRegression).length;
  const told = bad === 0 ? 'No figure is worse' : `${bad} of ${findings.length} figures are worse or lost`;
  return `${told} than on ${baseDate.slice(0, 10)}.`;
}

function compareOne(base: Figure, now: Figure, maxRegression: number): Finding {
  const apart = now.low > base.high || now.high < base.low;
  if (now.median > base.median * (1 + maxRegression)) return { kind: apart ? 'worse' : 'unsure', base, now };
  const isBetter = now.median * (1 + maxRegression) < base.median && apart;
  return { kind: isBetter ? 'better' : 'same', base, now };
}

function shown({ median, low, high, unit }: Figure): string {
  return `${median.toFixed(3)} ${unit} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
}
