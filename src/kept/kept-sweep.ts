// A sweep again from what was kept of it: its inputs as the manifest tells of them, and an executor that has their counts
// and scans nothing. What is gone becomes a problem of its input, as a file that is gone would; so does a later sweep that
// cannot be read. Changes nothing in the folder.

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { UserError, userErrors } from '../errors.ts';
import type { Executor } from '../executor/executor.ts';
import type { FoundInputs } from '../inputs/inputs.ts';
import { planStretches } from '../shard.ts';
import { quote } from '../text.ts';
import type { InputFile, Problem, RuleCounts, ScanPlan, ShardOutcome, ShardTask, SweepSpec } from '../types.ts';
import { places, type StateFolder, type Warn } from './folder.ts';
import { type Manifest, readManifest, type SweepName, sweepNames, whyUnreadable } from './manifest.ts';
import { openExisting } from './open-folder.ts';
import { askedOf, scopeOf } from './scan-identity.ts';
import { contentFolder, Shelf } from './shelf.ts';

export interface KeptSweep {
  readonly id: string;
  readonly spec: SweepSpec;
  readonly found: FoundInputs;
  /** Of each later sweep that cannot be read: this one is not the latest. */
  readonly problems: readonly Problem[];
  /** For plans that count what the sweep counted. */
  executor(plan: ScanPlan): Executor;
}

/**
 * The latest sweep of a state folder that can be read, or the one whose id begins with `run`. A UserError if there is
 * none.
 */
export function openKeptSweep(path: string, run: string | undefined, warn: Warn): KeptSweep {
  const folder = openExisting(path, 'read', warn);
  const { manifest, passedOver } = chooseManifest(folder, run);
  const shelves = new Map<InputFile, Shelf>();
  for (const { path, sizeBytes, codec, content, reference } of manifest.inputs) {
    const input = { path, kind: 'file', storedBytes: sizeBytes, codec, ...(reference && { reference }) } as const;
    shelves.set(input, new Shelf(folder, [contentFolder(sizeBytes, content)], content, planStretches([input])));
  }
  const found = { inputs: [...shelves.keys()], unreadable: [...manifest.unreadable, ...manifest.unkept.map(unkept)] };
  const { id, spec } = manifest;
  const problems = passedOver.map((sweep, index) => notTheLatest(sweep, index === 0, manifest, path));
  return { id, spec, found, problems, executor: (plan) => recallingExecutor(plan, shelves) };
}

/** A sweep that cannot be read, and why. */
interface PassedOver extends SweepName {
  readonly why: string;
}

interface Chosen {
  readonly manifest: Manifest;
  /** The latest first. */
  readonly passedOver: readonly PassedOver[];
}

function chooseManifest(folder: StateFolder, run: string | undefined): Chosen {
  const names = sweepNames(folder);
  const passedOver: PassedOver[] = [];
  for (const name of run === undefined ? names.toReversed() : [namedSweep(names, run)]) {
    const found = readManifest(folder, name);
    if (found.kind === 'manifest') return { manifest: found.manifest, passedOver };
    if (found.kind !== 'gone') passedOver.push({ ...name, why: whyUnreadable[found.kind] });
  }
  const path = quote(folder.path);
  if (passedOver.length === 0)
    throw new UserError(`No sweep is kept in the state folder ${path}; sweep with --state first`);
  throw userErrors(
    passedOver.map(
      ({ id, why }) => `The sweep ${id} in the state folder ${path} cannot be read: ${why}; sweep again with --state`,
    ),
  );
}

function notTheLatest({ name, id, why }: PassedOver, isLatest: boolean, answering: Manifest, folder: string): Problem {
  const which = `${isLatest ? 'the latest' : 'a later'} sweep, ${id}, cannot be read: ${why}`;
  const instead = `this report is of sweep ${answering.id} before it, of ${answering.endedAt}`;
  const message = `${which}; ${instead}; sweep again with --state, or name a sweep by --run`;
  return { path: join(folder, places.sweeps, name), reason: 'unreadable', message, scannedBytes: 0, lines: 0 };
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
