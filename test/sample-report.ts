// Reports for the tests of renderers: a plain one, and one whose every text comes from someone hostile.

import type { RankedKey, Report, ReportText, RuleReport } from '../src/types.ts';

export const plainRule: RuleReport = {
  id: 'dns',
  title: 'Lines that speak DNS',
  level: 'medium',
  matchedLines: 1234,
  countedLines: 1200,
  unkeyedLines: 34,
  allowed: { keys: 2, lines: 200 },
  keys: 3,
  unfilledLists: [],
  ranking: [
    { rank: 1, key: { src: '10.1.2.201' }, count: 900, share: 0.75 },
    { rank: 2, key: { src: '10.1.2.3' }, count: 98, share: 0.081667 },
    { rank: 3, key: { src: '10.1.2.30' }, count: 2, share: 0.001667 },
  ],
};

export const pairRule: RuleReport = {
  id: 'pairs',
  matchedLines: 5,
  countedLines: 5,
  unkeyedLines: 0,
  allowed: { keys: 0, lines: 0 },
  keys: 1,
  unfilledLists: ['internal'],
  ranking: [{ rank: 1, key: { src: 'a', dst: 'b' }, count: 5, share: 1 }],
};

/** 9 lines at midnight, 18 at noon, 1 an hour later. */
const hours = Array.from({ length: 24 }, (_, hour) => ({ 0: 9, 12: 18, 13: 1 })[hour] ?? 0);

export const measuredRule: RuleReport = {
  ...{ id: 'talkers', level: 'high', matchedLines: 100, countedLines: 100, unkeyedLines: 0 },
  allowed: { keys: 0, lines: 0 },
  keys: 4,
  unfilledLists: [],
  ranking: [
    {
      ...{ rank: 1, key: { src_ip: '10.1.2.201' }, count: 28, share: 0.28 },
      ...{ first: '2014-07-03T00:00:01', last: '2014-07-03T23:59:58+02:00', hours },
      measures: { bytes: 2n ** 64n, destinations: { estimate: 14_320, error: 0.01 } },
    },
    {
      ...{ rank: 2, key: { src_ip: '10.1.2.3' }, count: 2, share: 0.02 },
      ...{ hours: Array<number>(24).fill(0), measures: { bytes: 0, destinations: 2 } },
    },
  ],
};

export function reportOf(...rules: readonly RuleReport[]): Report {
  return {
    schema: 'syslog-sweep/report@1',
    tool: { name: 'syslog-sweep', version: '1.2.3' },
    spec: {
      rules: rules.map(({ id }) => ({
        id,
        match: { all: [], any: [], none: [], ignoreCase: false },
        key: { kind: 'none' },
        allow: [],
      })),
      lists: {},
      digest: 'sha256:0',
    },
    coverage: {
      inputs: { found: 3, complete: 1, damaged: 1, unreadable: 1 },
      storedBytes: 1536,
      scannedBytes: 5_000_000,
      lines: 12_345,
      problems: [
        { path: 'archive/a.gz', reason: 'truncated', message: 'The stream ends early', scannedBytes: 2048, lines: 1 },
        { path: 'archive/b.xz', reason: 'unsupported', message: 'xz is not read', scannedBytes: 0, lines: 0 },
      ],
    },
    rules,
  };
}

/** A rule with one row a key, in the order given. */
export function ruleOf(id: string, keys: readonly Readonly<Record<string, ReportText>>[]): RuleReport {
  const ranking = keys.map((key, index): RankedKey => ({ rank: index + 1, key, count: 1, share: 0.5 }));
  const lines = keys.length;
  return { ...pairRule, id, matchedLines: lines, countedLines: lines, keys: lines, unfilledLists: [], ranking };
}

/** What logs, file names and rule files may hold to act in a terminal or a spreadsheet. */
export const hostileTexts: readonly ReportText[] = [
  '\x1b[2J\x1b]0;owned\x07',
  '\u009b31m',
  '\u202egnp.exe',
  '\u2066\u2069\u200f\u2028',
  '=cmd()',
  '@SUM(1)',
  '\t=1',
  '\r',
  '\0\x7f\b',
  '","\r',
  "-1+1'",
  { base64: Buffer.from('\xff\x1b[31m', 'latin1').toString('base64') },
  '',
];

export function hostileReport(): Report {
  const words = hostileTexts.map((text) => (typeof text === 'string' ? text : 'x'));
  const all = words.join('');
  const rule = ruleOf(
    all,
    hostileTexts.map((text) => ({ [all]: text })),
  );
  const { id, ...rest } = { ...rule, unfilledLists: [all] };
  const measured = { rank: 1, key: { k: 'x' }, count: 1, share: 1, first: all, last: all, measures: { [all]: 7 } };
  const others = [
    { ...pairRule, id: `measured ${all}`, ranking: [measured] },
    { ...ruleOf(`quiet ${all}`, []), unfilledLists: [all] },
    { ...ruleOf(`unranked ${all}`, []), matchedLines: 1, unkeyedLines: 1 },
  ];
  const report = reportOf({ id, title: all, ...rest }, pairRule, ...others);
  const problems = words.map((path) => ({ path, reason: 'corrupt', message: all, scannedBytes: 0, lines: 0 }) as const);
  const times = { undecodedLines: 1, firstTime: all, lastTime: all };
  return { ...report, coverage: { ...report.coverage, ...times, problems } };
}

export const actingCharacter =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not come out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
