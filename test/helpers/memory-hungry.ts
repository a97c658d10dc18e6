// Runs on its own, with little memory: a pool whose thread takes more than there is.

import { dispatch } from '../../src/dispatch.ts';
import { openPool } from '../../src/executor/pool.ts';
import { makeProgress } from '../../src/progress.ts';
import { testSeed } from './kernel-counts.ts';
import { wholeLines } from './shards.ts';

const pool = openPool(1, new URL('./dying-worker.js', import.meta.url));
const input = { path: 'memory', kind: 'file', storedBytes: 0, codec: 'plain' } as const;
await dispatch(
  {
    task: { plan: wholeLines, hashSeed: testSeed, progress: makeProgress() },
    shards: [{ input, start: 0, end: 0 }],
    onOutcome: (_, { damage }) => process.stdout.write(`${damage?.reason}: ${damage?.message}\n`),
  },
  pool,
);
await pool.close();
