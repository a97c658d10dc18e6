// A gzip file scanned as one, which leaves seek points, and then in parts between them.

import type { InputFile, ScanPlan, SeekPoint, Shard, ShardOutcome } from '../../src/types.ts';
import { scanShard } from '../../workers/scan-shard.ts';
import { type Scanned, scanned, taskFor, wholeLines, wholeShard } from './shards.ts';

/** Bytes of text from point to point, so that small files have many. */
export const closePoints = 700;

export function scanLeaving(input: InputFile, apart = closePoints, plan: ScanPlan = wholeLines): Promise<Scanned> {
  return scanned(taskFor(wholeShard(input), plan, { leavePoints: apart }));
}

/** A part between any two neighbours of these points. */
export function partsBetween(input: InputFile, points: readonly SeekPoint[]): readonly Shard[] {
  const byteOf = ({ bit }: SeekPoint) => Math.floor(bit / 8);
  return [undefined, ...points].map((begin, i) => {
    const end = points[i];
    return {
      input,
      start: begin ? byteOf(begin) : 0,
      end: end ? byteOf(end) : input.storedBytes,
      seek: { ...(begin && { begin }), ...(end && { end }) },
    };
  });
}

export async function outcomesOf(parts: readonly Shard[], plan: ScanPlan = wholeLines): Promise<ShardOutcome[]> {
  const outcomes: ShardOutcome[] = [];
  for (const part of parts) outcomes.push(await scanShard(taskFor(part, plan)));
  return outcomes;
}

/** Undefined unless all are good. */
export function allGood(outcomes: readonly ShardOutcome[]): readonly Scanned[] | undefined {
  const good = outcomes.filter((outcome) => outcome.kind === 'scanned' && outcome.damage === undefined);
  return good.length === outcomes.length ? (good as Scanned[]) : undefined; // as their kind says
}
