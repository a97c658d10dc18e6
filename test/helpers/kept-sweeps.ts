// Sweeps with a state folder, as `performSweep` runs them, with an executor that tells what it was asked to scan.

import type { Executor } from '../../src/executor/executor.ts';
import { openInline } from '../../src/executor/inline.ts';
import { findInputs } from '../../src/inputs/inputs.ts';
import type { FolderFs } from '../../src/kept/folder.ts';
import { openState, type StateRequest } from '../../src/kept/state.ts';
import { renderers } from '../../src/render/renderers.ts';
import { runSweep } from '../../src/run.ts';
import { planShards, planStretches } from '../../src/shard.ts';
import { compilePlan } from '../../src/spec/plan.ts';
import { specFromFlags } from '../../src/spec/spec.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import { noFlags, type SweepFlags } from '../../src/spec/sweep-flags.ts';
import type { Report, ShardTask } from '../../src/types.ts';

export interface KeptSweepSetup extends StateRequest {
  readonly paths: readonly string[];
  readonly flags: Partial<SweepFlags>;
  /** Smaller than stretches, so that small files are of several shards; then no input may need to be identified. */
  readonly shardBytes?: number;
  readonly fs?: FolderFs;
  readonly signal?: AbortSignal;
  /** Sees every task before it is scanned. */
  readonly onScan?: (task: ShardTask) => void;
  readonly executor?: Executor;
  readonly jobs?: number;
  readonly progress?: SharedArrayBuffer;
}

export interface Swept {
  readonly report: Report;
  /** As `b/plain.log 0-5000: 2 rules`, sorted; `digest` where nothing was counted. */
  readonly scans: readonly string[];
  readonly warnings: readonly string[];
}

/** Long after any file was written, unless the setup says when. */
const later = Date.now() + 60_000;

export async function keptSweep(setup: KeptSweepSetup): Promise<Swept> {
  const { paths, flags, shardBytes, fs, signal, progress, onScan, executor = openInline(), jobs = 2 } = setup;
  const warnings: string[] = [];
  const request = { lookedAtMs: later, ...setup, warn: (message: string) => warnings.push(message) };
  const state = openState(request, fs);
  const spec = specFromFlags({ ...noFlags, ...flags }, filesOnDisk);
  const found = findInputs({ paths, exclude: [setup.path], knownCodec: state?.knownCodec });
  const shards = shardBytes === undefined ? planStretches(found.inputs) : planShards(found.inputs, shardBytes);
  const scans: string[] = [];
  const watched = (scan: Executor['scan']) => (task: ShardTask) => {
    const { shard, plan } = task;
    const what = plan.rules.length === 0 ? 'digest' : `${plan.rules.length} rules`;
    scans.push(`${shard.input.path.split('/').slice(-1)} ${shard.start}-${shard.end}: ${what}`);
    onScan?.(task);
    return scan(task);
  };
  const recording: Executor = {
    scan: watched((task) => executor.scan(task)),
    scanAlone: watched((task) => executor.scanAlone(task)),
    async close() {},
  };
  const { plan } = compilePlan(spec);
  const keeper = await state?.openKeeper(plan, shards, jobs, async () => recording, signal);
  const report = await runSweep({ spec, found, shards, signal, progress, provenance: true }, keeper ?? recording);
  if (keeper !== undefined) await state?.draft(spec, found, keeper);
  await state?.commit();
  return { report, scans: scans.sort(), warnings };
}

/** Every byte that any output would show. */
export function rendered(report: Report): string {
  return Object.entries(renderers)
    .filter(([name]) => name !== 'uniq' || report.rules.length === 1)
    .flatMap(([, render]) => [...render(report, {})])
    .map((chunk) => (typeof chunk === 'string' ? chunk : chunk.toString('latin1')))
    .join('');
}
