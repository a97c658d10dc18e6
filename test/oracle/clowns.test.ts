// The pack over mixed archives of every format: what the built tool counts is what the oracle counts, rule by rule and
// host by host.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { compressText } from '../../bench/compress.ts';
import { everything, mixedLines, tableLines, textOf } from '../../bench/mixed/mixed-archive.ts';
import { companyScene, concernScene, type Scene } from '../../bench/mixed/scene.ts';
import { samples } from '../../bench/samples.ts';
import { readReport } from '../../src/report/read-report.ts';
import type { Report, RuleReport } from '../../src/types.ts';
import { folderWith } from '../helpers/scratch.ts';
import { sweepOf } from '../helpers/sweeps.ts';
import { clowns } from './clowns.ts';
import { type Found, isEnough, isLeftOut, sweepByHand } from './sweep.ts';

const siteLists = join(projectFolder, 'samples/six-devices/site.yaml');

for (const [seed, scene, lines, shardBytes] of [
  [1, companyScene, 7_000, 2 ** 26],
  [2, concernScene, 7_000, 2 ** 15],
  [3, concernScene, 7_000, 2 ** 18],
] as const) {
  test(`every rule finds what the oracle finds, in archives of seed ${seed}`, async (t) => {
    const texts = archive(seed, scene, lines);
    const folder = folderWith(t, {
      '2026-03-12/catch-all.txt': texts.mixed,
      '2026-03-12/second.gz': gzipSync(texts.second),
      '2026-03-12/pfirewall.log': texts.windowsFirewall,
      '2026-03-12/conn.log.zst': compressText('zstd', texts.zeek),
      '2026-03-12/flows.csv': texts.nfdump,
    });
    const flags = { rules: ['clowns'], lists: [siteLists], top: '0' };
    compare(t, await sweepOf({ paths: [folder], flags, shardBytes }), Object.values(texts));
  });
}

test('the report that is kept with the sample has what the oracle finds in its archive', (t) => {
  const report = readReport(readFileSync(join(projectFolder, 'samples/six-devices/expected/report.json'), 'utf8'));
  const texts = samples.filter(({ path }) => path.startsWith('six-devices/')).map(({ text }) => text);
  compare(t, report, texts);
});

function archive(seed: number, scene: Scene, lines: number) {
  return {
    mixed: textOf(mixedLines(seed, scene, everything), lines),
    second: textOf(mixedLines(seed + 100, scene, everything), lines / 4),
    windowsFirewall: textOf(tableLines(seed, scene, 'windows-firewall'), lines / 6),
    zeek: textOf(tableLines(seed, scene, 'zeek-conn'), lines / 6),
    nfdump: textOf(tableLines(seed, scene, 'nfdump-csv'), lines / 6),
  };
}

function compare(t: ExecutionContext, report: Report, texts: readonly Buffer[]): void {
  const answer = sweepByHand(texts, 2026);
  t.is(report.coverage.lines, answer.lines);
  t.is(report.coverage.undecodedLines, answer.undecoded);
  t.deepEqual(
    report.rules.map(({ id }) => id),
    Object.keys(clowns),
  );
  for (const rule of report.rules) {
    const found = answer.rules.get(rule.id) as Found;
    t.true(found.keys.size > 0, `no line is for ${rule.id}`);
    t.deepEqual(told(rule), expected(rule, found), rule.id);
  }
}

function told(rule: RuleReport) {
  const { matchedLines, countedLines, unkeyedLines, allowed, keys, ranking } = rule;
  const rows = ranking.map(({ key, count, first, last, hours, measures }) => {
    const [host] = Object.values(key);
    return [host, { count, first, last, hours, destinations: measures?.destinations }];
  });
  return { matchedLines, countedLines, unkeyedLines, allowed, keys, rows: Object.fromEntries(rows) };
}

/** In the form of `told`; what the rule does not measure is undefined in both. */
function expected({ id, ranking }: RuleReport, { matched, unkeyed, keys }: Found) {
  const [leftOut, kept] = [true, false].map((isOut) => [...keys].filter(([key]) => isLeftOut(id, key) === isOut));
  const sample = ranking[0];
  const rows = (kept ?? [])
    .filter(([, row]) => isEnough(id, row))
    .map(([key, { count, first, last, hours, destinations }]) => [
      key,
      {
        count,
        first: sample?.first === undefined ? undefined : first,
        last: sample?.last === undefined ? undefined : last,
        hours: sample?.hours === undefined ? undefined : hours,
        destinations: sample?.measures === undefined ? undefined : destinations.size,
      },
    ]);
  return {
    ...{ matchedLines: matched, countedLines: matched - unkeyed, unkeyedLines: unkeyed, keys: kept?.length },
    allowed: { keys: leftOut?.length, lines: (leftOut ?? []).reduce((sum, [, { count }]) => sum + count, 0) },
    rows: Object.fromEntries(rows),
  };
}
