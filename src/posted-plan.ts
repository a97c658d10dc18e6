// A plan as memory that threads share. It may hold a list of a million networks, and what is posted with a shard is
// copied with it: so a plan is written once a sweep, and read once a thread. The built-in formats lie ready on the other
// side too, and are not sent. Knows no shard.

import { lazily } from './lazily.ts';
import { readyFormats } from './ready-formats.ts';
import type { DecodePlan, ScanPlan, ShardTask } from './types.ts';

const v8 = lazily<typeof import('node:v8')>('node:v8');

export interface PostedPlan {
  readonly id: string;
  /** As `serialize` writes it: what rules share, such as a list, is shared again where it is read. */
  readonly written: SharedArrayBuffer;
  /** Lines are decoded by the built-in formats, which are not written. */
  readonly isReady: boolean;
}

/** A task as threads are sent it. */
export type PostedTask = Omit<ShardTask, 'plan'> & { readonly plan: PostedPlan };

const posted = new WeakMap<ScanPlan, PostedPlan>();

/** The same plan is written once, whoever is sent it. */
export function postTask({ plan, ...task }: ShardTask): PostedTask {
  const known = posted.get(plan) ?? writePlan(plan);
  posted.set(plan, known);
  return { ...task, plan: known };
}

function writePlan(plan: ScanPlan): PostedPlan {
  const isReady = plan.decode !== undefined && plan.decode.id === readyFormats()?.decode.id;
  const bytes = v8().serialize(isReady ? { ...plan, decode: undefined } : plan);
  const written = new SharedArrayBuffer(bytes.length);
  bytes.copy(new Uint8Array(written));
  return { id: plan.id, written, isReady };
}

let latest: ScanPlan | undefined;

/** On the other side: the plan that was read last is not read again. */
export function readTask({ plan, ...task }: PostedTask): ShardTask {
  return { ...task, plan: latest?.id === plan.id ? latest : readPlan(plan) };
}

function readPlan({ written, isReady }: PostedPlan): ScanPlan {
  const read = v8().deserialize(Buffer.from(written)) as ScanPlan; // as it was written
  const plan = isReady ? { ...read, decode: expectReady() } : read;
  // One without rules, with which inputs are digested between scans, is small and takes no other's place.
  if (plan.rules.length > 0) latest = plan;
  return plan;
}

function expectReady(): DecodePlan {
  const ready = readyFormats();
  if (ready === undefined) throw new Error('The built-in formats, which were ready when this sweep began, are gone');
  return ready.decode;
}
