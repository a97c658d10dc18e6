// A worker that meets the end that its input's name says: the first word is for the first try, the last one for every
// further try. The shared cells of the progress count the tries.

import { type PostedTask, readTask } from '../../src/posted-plan.ts';
import { addProgress, readProgress } from '../../src/progress.ts';
import type { ShardOutcome } from '../../src/types.ts';
import { scanShard } from '../../workers/scan-shard.ts';

export default async function dieOrScan(task: PostedTask): Promise<ShardOutcome> {
  const { progress, shard } = task;
  if (progress === undefined) throw new Error('no cells to count in');
  const fates = shard.input.path.split('-');
  const tries = readProgress(progress).lines;
  addProgress(progress, { storedBytes: 0, scannedBytes: 0, lines: 1 });
  const fate = fates[Math.min(tries, fates.length - 1)];
  switch (fate) {
    case 'exit':
      return process.exit(7);
    case 'throw':
      throw new Error('out of luck');
    case 'trap':
      return trap();
    case 'memory':
      return exhaustMemory();
    case 'wait':
      return new Promise(() => {});
    default: {
      const { progress: _, ...rest } = task;
      return scanShard(readTask(rest));
    }
  }
}

/** As a kernel does whose memory cannot grow: a module whose start is `unreachable`. */
function trap(): never {
  const bytes = '0061736d01000000010401600000030201000801000a05010300000b';
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes, 'hex')), {});
  throw new Error('unreachable');
}

function exhaustMemory(): never {
  const hoard: number[][] = [];
  for (;;) hoard.push(new Array<number>(100_000).fill(hoard.length));
}
