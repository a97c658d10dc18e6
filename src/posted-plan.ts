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
  /** Of the built-in formats, if lines are decoded by those: they are not written. */
  readonly readyId: string | undefined;
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
  const readyId = plan.decode?.id === readyFormats()?.decode.id ? plan.decode?.id : undefined;
  const bytes = v8().serialize(readyId === undefined ? plan : { ...plan, decode: undefined });
  const written = new SharedArrayBuffer(bytes.length);
  bytes.copy(new Uint8Array(written));
  return { id: plan.id, written, readyId };
}

let latest: ScanPlan | undefined;

/** On the other side: the plan that was read last is not read again. */
export function readTask({ plan, ...task }: PostedTask): ShardTask {
  return { ...task, plan: latest?.id === plan.id ? latest : readPlan(plan) };
}

function readPlan({ written, readyId }: PostedPlan): ScanPlan {
  const read = v8().deserialize(Buffer.from(written)) as ScanPlan; // as it was written
  const plan = readyId === undefined ? read : { ...read, decode: expectReady(readyId) };
  // One without rules, with which inputs are digested between scans, is small and takes no other's place.
  if (plan.rules.length > 0) latest = plan;
  return plan;
}

/** A thread may begin when the tool has been installed anew. */
function expectReady(id: string): DecodePlan {
  const decode = readyFormats()?.decode;
  if (decode?.id !== id) throw new Error('The built-in formats are not those any more with which this sweep began');
  return decode;
}
