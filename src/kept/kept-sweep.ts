// A sweep again from what was kept of it: its inputs as the manifest tells of them, and an executor that has their counts
// and scans nothing. What is gone becomes a problem of its input, as a file that is gone would.

import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Executor } from '../executor/executor.ts';
import type { FoundInputs } from '../inputs/inputs.ts';
import { planStretches } from '../shard.ts';
import { quote } from '../text.ts';
import type { InputFile, RuleCounts, ScanPlan, ShardOutcome, ShardTask, SweepSpec } from '../types.ts';
import { openFolder, type StateFolder, type Warn } from './folder.ts';
import { type Manifest, readManifest, type SweepName, sweepNames } from './manifest.ts';
import { askedOf, scopeOf } from './scan-identity.ts';
import { contentFolder, Shelf } from './shelf.ts';

export interface KeptSweep {
  readonly id: string;
  readonly spec: SweepSpec;
  readonly found: FoundInputs;
  /** For plans that count what the sweep counted. */
  executor(plan: ScanPlan): Executor;
}

/**
 * The latest sweep that a state folder tells of, or the one whose id begins with `run`. A UserError if there is none.
 */
export function openKeptSweep(path: string, run: string | undefined, warn: Warn): KeptSweep {
  const folder = openFolder(path, warn);
  const manifest = folder && chooseManifest(folder, run);
  if (folder === undefined || manifest === undefined) {
    throw new UserError(`No sweep can be read from the state folder ${quote(path)}; sweep with --state first`);
  }
  const shelves = new Map<InputFile, Shelf>();
  for (const { path, sizeBytes, codec, content, reference } of manifest.inputs) {
    const input = { path, kind: 'file', storedBytes: sizeBytes, codec, ...(reference && { reference }) } as const;
    shelves.set(input, new Shelf(folder, [contentFolder(sizeBytes, content)], content, planStretches([input])));
  }
  const found = { inputs: [...shelves.keys()], unreadable: [...manifest.unreadable, ...manifest.unkept.map(unkept)] };
  return { id: manifest.id, spec: manifest.spec, found, executor: (plan) => recallingExecutor(plan, shelves) };
}

function chooseManifest(folder: StateFolder, run: string | undefined): Manifest | undefined {
  const names = sweepNames(folder);
  if (run !== undefined) return readManifest(folder, namedSweep(names, run));
  for (const name of names.toReversed()) {
    const manifest = readManifest(folder, name);
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}

function namedSweep(names: readonly SweepName[], run: string): SweepName {
  const [named, another] = names.filter(({ id }) => id.startsWith(run));
  const hint = 'see `syslog-sweep state list`';
  if (named === undefined)
    throw new UserError(`Expected the \`--run\` option to be the id of a sweep, got ${quote(run)}; ${hint}`);
  if (another === undefined) return named;
  throw new UserError(
    `Expected the \`--run\` option to mean one sweep, got ${quote(run)}, which several begin with; ${hint}`,
  );
}

function unkept({ path, reason }: Manifest['unkept'][number]): FoundInputs['unreadable'][number] {
  const message = `its counts were not kept when it was swept: ${reason}; sweep it again`;
  return { path, damage: { reason: 'unreadable', message }, exists: true };
}

function recallingExecutor(plan: ScanPlan, shelves: ReadonlyMap<InputFile, Shelf>): Executor {
  const asked = askedOf(plan);
  const scope = scopeOf(plan);
  const recall = async (task: ShardTask): Promise<ShardOutcome> => {
    // Whoever waits for the one before takes it first, and signals have their turn.
    await setImmediate();
    const found = shelves.get(task.shard.input)?.find({ shard: task.shard, scope: scope(task), asked });
    const rules = asked.identities.flatMap((identity) => found?.rules.get(identity) ?? []);
    const common = { kind: 'scanned', planId: plan.id } as const;
    if (found?.coverage === undefined || rules.length < plan.rules.length) {
      return { ...common, ...lost, rules: plan.rules.map(() => nothing) };
    }
    const { coverage, stretchDigests } = found;
    return { ...common, ...coverage, ...(stretchDigests && { stretchDigests }), rules };
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (task: ShardTask) => {
    const outcome = last.then(() => recall(task));
    last = outcome.catch(() => undefined);
    return outcome;
  };
  return { scan: inTurn, scanAlone: inTurn, async close() {} };
}

const nothing: RuleCounts = { matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) };

const lost = {
  ...{ storedBytes: 0, scannedBytes: 0, lines: 0, overlongLines: 0 },
  damage: { reason: 'unreadable', message: 'its kept counts are gone or damaged; sweep it again' },
} as const;
