// The command `report --check`: are these the inputs that a report was made of? Says what changed; reads every byte of
// them, and scans none.

import { availableParallelism } from 'node:os';
import { exitCode, UserError } from '../errors.ts';
import { openExecutor } from '../executor/open-executor.ts';
import { findInputs } from '../inputs/inputs.ts';
import { contentsOf } from '../kept/contents.ts';
import { amount, compareTexts, quote, showText } from '../text.ts';
import type { InputIdentity, Shard } from '../types.ts';
import { printText } from './print.ts';
import { readReportFile } from './report-file.ts';

/** `named`: as inputs are given to a sweep; none: those that the report names. Exit code 1 if anything differs. */
export async function checkReport(reportPath: string, named: readonly string[]): Promise<void> {
  const told = readIdentities(reportPath);
  const paths = told.map(({ path }) => path);
  const { inputs, unreadable } = findInputs(named.length === 0 ? { paths: [], listed: paths } : { paths: named });
  const open = (shards: readonly Shard[]) => openExecutor(shards, availableParallelism());
  const files = inputs.filter(({ kind }) => kind === 'file');
  const contents = await contentsOf(files, open);
  const now = new Map(files.map(({ path }, index) => [path, contents[index]]));
  const reasons = new Map(unreadable.map(({ path, damage }) => [path, damage.message]));
  const changed = told.flatMap((input) => changeOf(input, now, reasons));
  const added = [...now.keys()].filter((path) => !paths.includes(path)).map((path) => `${path}: is not in the report`);
  const lines = [...changed, ...added].sort(compareTexts).map(showText);
  const same = told.length - changed.length;
  await printText(`${[...lines, `${amount(told.length, 'input')} in the report, ${same} unchanged`].join('\n')}\n`);
  process.exitCode = lines.length === 0 ? exitCode.complete : exitCode.problems;
}

function readIdentities(path: string): readonly InputIdentity[] {
  const { identities } = readReportFile(path).coverage;
  if (identities !== undefined) return identities;
  throw new UserError(
    `Expected ${quote(path)} to tell of the identity of its inputs; sweep with --provenance to get such a report`,
  );
}

/** In words, if there is any. */
function changeOf(
  { path, digest }: InputIdentity,
  now: ReadonlyMap<string, string | undefined>,
  reasons: ReadonlyMap<string, string>,
): string[] {
  const found = now.get(path);
  if (found === digest) return [];
  if (found !== undefined) return [`${path}: has changed, from ${digest} to ${found}`];
  return [`${path}: ${reasons.get(path) ?? (now.has(path) ? 'cannot be read to its end' : 'is not among the inputs')}`];
}
