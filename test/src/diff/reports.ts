// Reports for comparisons, made from what was really in the logs: some of it may be hidden, cut off or not read.

import type { Report, RuleSpec } from '../../../src/types.ts';

/** Lines by key. */
export type Truth = Readonly<Record<string, number>>;

export interface Told {
  readonly counts: Truth;
  readonly allow?: readonly string[];
  readonly min?: number;
  /** 0: all. */
  readonly top?: number;
  readonly problems?: number;
  readonly rule?: Partial<RuleSpec>;
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** A report of one rule, `dns`, as a sweep would make it of these counts. */
export function tell({ counts, allow = [], min = 1, top = 0, problems = 0, rule, lists = {} }: Told): Report {
  const keys = Object.entries(counts).filter(([, count]) => count > 0);
  const countedLines = sum(keys);
  const hidden = keys.filter(([key]) => allow.includes(key));
  const ranked = keys
    .filter(([key, count]) => !allow.includes(key) && count >= min)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, top === 0 ? undefined : top);
  const spec: RuleSpec = {
    id: 'dns',
    match: { all: ['/53 '], any: [], none: [], ignoreCase: false },
    key: { kind: 'template', template: 'inside:{src:ip}/' },
    allow,
    ...rule,
  };
  return {
    schema: 'syslog-sweep/report@1',
    tool: { name: 'syslog-sweep', version: '1.2.3' },
    spec: { rules: [spec], lists, digest: `sha256:${JSON.stringify([spec, lists])}` },
    coverage: {
      inputs: { found: 1, complete: problems === 0 ? 1 : 0, damaged: problems === 0 ? 0 : 1, unreadable: 0 },
      storedBytes: 1000,
      scannedBytes: 1000,
      lines: countedLines,
      problems: Array.from({ length: problems }, () => ({
        path: 'archive/a.gz',
        reason: 'truncated' as const,
        message: 'ends at byte 7',
        scannedBytes: 10,
        lines: 1,
      })),
    },
    rules: [
      {
        id: spec.id,
        matchedLines: countedLines,
        countedLines,
        unkeyedLines: 0,
        allowed: { keys: hidden.length, lines: sum(hidden) },
        keys: keys.length - hidden.length,
        unfilledLists: [],
        ranking: ranked.map(([key, count], index) => ({
          rank: index + 1,
          key: { src: key },
          count,
          share: Math.round((count / countedLines) * 1e6) / 1e6,
        })),
      },
    ],
  };
}

function sum(keys: readonly (readonly [string, number])[]): number {
  return keys.reduce((total, [, count]) => total + count, 0);
}
