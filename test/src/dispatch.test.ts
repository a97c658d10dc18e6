import test from 'ava';
import type { ScannedShard } from '../../src/counts/counts.ts';
import { dispatch } from '../../src/dispatch.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { compileFormats } from '../../src/formats/formats.ts';
import { nfdumpCsv } from '../../src/formats/nfdump-csv.ts';
import { isAtHome, lend, makeLendable } from '../../src/lent-memory.ts';
import { addProgress, makeProgress, readProgress, setMark } from '../../src/progress.ts';
import { CannotSpill } from '../../src/spilled-run.ts';
import type { HeaderLines, InputFile, ScanPlan, Shard, ShardOutcome, ShardTask } from '../../src/types.ts';

const task = { plan: { id: 'plan', rules: [] }, hashSeed: [1, 2, 3, 4] } as const;

function shardOf(path: string, kind: InputFile['kind'] = 'file'): Shard {
  return { input: { path, kind, storedBytes: 1, codec: 'plain' }, start: 0, end: 1 };
}

const done: ScannedShard = {
  kind: 'scanned',
  planId: 'plan',
  storedBytes: 1,
  scannedBytes: 1,
  lines: 1,
  overlongLines: 0,
  rules: [],
};
const needsHuge: ShardOutcome = { kind: 'needs-huge-window' };

function executorOf(scan: (task: ShardTask) => Promise<ShardOutcome>): Executor & { readonly tasks: ShardTask[] } {
  const tasks: ShardTask[] = [];
  return {
    tasks,
    async scan(each) {
      tasks.push(each);
      return scan(each);
    },
    scanAlone(each) {
      return this.scan(each);
    },
    async close() {},
  };
}

async function outcomesOf(shards: readonly Shard[], executor: Executor, signal?: AbortSignal) {
  const outcomes = new Map<string, ScannedShard>();
  const onOutcome = (shard: Shard, outcome: ScannedShard) => {
    if (outcomes.has(shard.input.path)) throw new Error('a shard with two outcomes');
    outcomes.set(shard.input.path, outcome);
  };
  await dispatch({ task, shards, onOutcome, signal }, executor);
  return outcomes;
}

const dead = 'whatever scanned it died: gone; its lines are not counted';

test('every shard has one outcome, and they begin in their order', async (t) => {
  const executor = executorOf(async () => done);
  const outcomes = await outcomesOf(
    ['c', 'a', 'b'].map((path) => shardOf(path)),
    executor,
  );
  t.deepEqual([...outcomes.keys()].sort(), ['a', 'b', 'c']);
  t.deepEqual(
    executor.tasks.map(({ shard }) => shard.input.path),
    ['c', 'a', 'b'],
  );
  t.true(executor.tasks.every(({ hugeWindow }) => !hugeWindow));
});

test('a scan that dies once is tried again', async (t) => {
  let tries = 0;
  const executor = executorOf(async () => {
    if (tries++ === 0) throw new Error('gone');
    return done;
  });
  t.is((await outcomesOf([shardOf('a')], executor)).get('a'), done);
  t.is(tries, 2);
});

test('a kernel without memory is tried again, and then is a problem that says so', async (t) => {
  const executor = executorOf(async () => ({ kind: 'out-of-memory' }));
  const outcome = (await outcomesOf([shardOf('a')], executor)).get('a');
  t.is(executor.tasks.length, 2);
  t.is(
    outcome?.damage?.message,
    'whatever scanned it died: it needed more memory than there is; its lines are not counted',
  );
});

test('a bug ends the run, at once and with its stack', async (t) => {
  const executor = executorOf(async () => ({ kind: 'bug', stack: 'TypeError: x\n    at y' }));
  await t.throwsAsync(outcomesOf([shardOf('a')], executor), {
    message: /^while scanning "a": TypeError: x\n {4}at y$/,
  });
  t.is(executor.tasks.length, 1);
});

test('an executor that cannot spill ends the run at once: no input is at fault, and no other is better off', async (t) => {
  for (const path of ['a', 'huge']) {
    const executor = executorOf(async ({ hugeWindow, shard }) => {
      if (shard.input.path === 'huge' && !hugeWindow) return needsHuge;
      throw new CannotSpill('no room');
    });
    await t.throwsAsync(outcomesOf([shardOf(path)], executor), { instanceOf: CannotSpill, message: 'no room' });
    t.is(executor.tasks.length, path === 'huge' ? 2 : 1);
  }
});

test('a scan that dies twice is a problem of its input, without a count, and the others go on', async (t) => {
  const executor = executorOf(async ({ shard }) => {
    if (shard.input.path === 'bad') throw new Error('gone');
    return done;
  });
  const outcomes = await outcomesOf([shardOf('a'), shardOf('bad'), shardOf('b')], executor);
  t.is(executor.tasks.length, 4);
  t.is(outcomes.get('a'), done);
  t.is(outcomes.get('b'), done);
  t.like(outcomes.get('bad'), { planId: 'plan', lines: 0, damage: { reason: 'unreadable', message: dead } });
});

test('a stream is not tried twice: what is left of it is no archive', async (t) => {
  const executor = executorOf(async ({ begun }) => {
    if (begun !== undefined) setMark(begun);
    throw new Error('gone');
  });
  const outcomes = await outcomesOf([shardOf('-', 'stream')], executor);
  t.is(executor.tasks.length, 1);
  t.is(outcomes.get('-')?.damage?.message, dead);
});

test('a stream that was not opened before its thread died is tried again, and then no more', async (t) => {
  let tries = 0;
  const executor = executorOf(async () => {
    if (tries++ === 0) throw new Error('gone');
    return done;
  });
  t.is((await outcomesOf([shardOf('-', 'stream')], executor)).get('-'), done);
  const never = executorOf(async () => {
    throw new Error('gone');
  });
  t.is((await outcomesOf([shardOf('-', 'stream')], never)).get('-')?.damage?.message, dead);
  t.is(never.tasks.length, 2);
});

test('huge windows wait until everything else is done, and then come one at a time', async (t) => {
  let running = 0;
  const executor = executorOf(async ({ shard, hugeWindow }) => {
    t.is(hugeWindow ? running : 0, 0);
    running++;
    await new Promise(setImmediate);
    running--;
    return shard.input.path.startsWith('huge') && !hugeWindow ? needsHuge : done;
  });
  const outcomes = await outcomesOf(
    ['huge1', 'a', 'huge2', 'b'].map((path) => shardOf(path)),
    executor,
  );
  t.is(outcomes.size, 4);
  t.deepEqual(
    executor.tasks.slice(4).map(({ shard, hugeWindow }) => [shard.input.path, hugeWindow]),
    [
      ['huge1', true],
      ['huge2', true],
    ],
  );
});

test('a stream may have a huge window at once: it cannot be read again', async (t) => {
  const executor = executorOf(async ({ hugeWindow }) => (hugeWindow ? done : needsHuge));
  t.is((await outcomesOf([shardOf('-', 'stream')], executor)).get('-'), done);
  t.is(executor.tasks.length, 1);
});

test('a huge window that is asked for once more is a bug', async (t) => {
  await t.throwsAsync(
    outcomesOf(
      [shardOf('a')],
      executorOf(async () => needsHuge),
    ),
    { message: /asked twice/ },
  );
});

test('a run that is called off ends with the reason, and begins nothing more', async (t) => {
  const abort = new AbortController();
  const executor = executorOf(async () => {
    abort.abort(new Error('interrupted'));
    throw new Error('cancelled');
  });
  await t.throwsAsync(outcomesOf([shardOf('a')], executor, abort.signal), { message: 'interrupted' });
  t.is(executor.tasks.length, 1);
  await t.throwsAsync(outcomesOf([shardOf('a')], executor, abort.signal), { message: 'interrupted' });
  t.is(executor.tasks.length, 1);
});

// ---------------------------------------------------------------- header lines over several shards

const headed: ScanPlan = {
  id: 'plan',
  rules: [],
  decode: { id: 'of a test', formats: compileFormats([nfdumpCsv]), services: {}, protocols: {}, protocolAliases: {} },
};
const input: InputFile = { path: 'flows.csv', kind: 'file', storedBytes: 3, codec: 'plain' };
const parts: readonly Shard[] = [0, 1, 2].map((start) => ({ input, start, end: start + 1 }));
const rules = (text: string): HeaderLines => [{ format: 0, text }];

test('a shard that assumed other headers than rule is scanned again with those, and only then has its outcome', async (t) => {
  const progress = makeProgress();
  const discarded = makeLendable(8);
  lend(discarded);
  const executor = executorOf(async ({ shard, headers }) => {
    addProgress(progress, { storedBytes: 1, scannedBytes: 1, lines: 1 });
    if (shard.start === 0) return { ...done, headers: { assumed: [], atEnd: rules('ts,te,td,sa'), met: [0] } };
    if (shard.start === 1) await new Promise(setImmediate);
    const assumed = headers ?? (shard.start === 1 ? rules('ts,te,td,sa') : []);
    const lent = shard.start === 2 && headers === undefined ? { lent: discarded } : {};
    return { ...done, headers: { assumed, atEnd: assumed, met: [] }, ...lent };
  });
  const outcomes: unknown[] = [];
  const onOutcome = ({ start }: Shard, { headers }: ScannedShard) => outcomes.push([start, headers?.assumed]);
  await dispatch({ task: { ...task, plan: headed, progress }, shards: parts, onOutcome }, executor);
  t.deepEqual(outcomes, [
    [0, []],
    [1, rules('ts,te,td,sa')],
    [2, rules('ts,te,td,sa')],
  ]);
  t.deepEqual(
    executor.tasks.map(({ shard, headers }) => [shard.start, headers]),
    [
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [2, rules('ts,te,td,sa')],
    ],
  );
  t.deepEqual(readProgress(progress), { storedBytes: 3, scannedBytes: 3, lines: 3 });
  t.true(isAtHome(discarded));
});

test('where nothing is decoded, or an input is whole, no shard waits for another', async (t) => {
  const never = new Promise<ShardOutcome>(() => {});
  const executor = executorOf(async ({ shard }) => (shard.start === 0 && shard.input === input ? never : done));
  for (const [plan, shards] of [
    [task.plan, parts],
    [headed, [...parts.slice(0, 1), shardOf('a'), shardOf('b')]],
  ] as const) {
    const seen = await new Promise<number>((resolve, reject) => {
      let outcomes = 0;
      const onOutcome = () => {
        if (++outcomes === shards.length - 1) resolve(outcomes);
      };
      dispatch({ task: { ...task, plan }, shards, onOutcome }, executor).catch(reject);
    });
    t.is(seen, 2);
  }
});

// ---------------------------------------------------------------- parts of a compressed input

const archive: InputFile = { path: 'flows.csv.zst', kind: 'file', storedBytes: 3, codec: 'zstd' };
const archiveParts: readonly Shard[] = [0, 1, 2].map((start) => ({ input: archive, start, end: start + 1 }));

async function partOutcomes(executor: Executor, plan: ScanPlan) {
  const outcomes: (readonly [number, ScannedShard])[] = [];
  const onOutcome = ({ start }: Shard, outcome: ScannedShard) => outcomes.push([start, outcome]);
  await dispatch({ task: { ...task, plan }, shards: archiveParts, onOutcome }, executor);
  return outcomes.sort(([a], [b]) => a - b);
}

test('what takes the place of a bad cut is also what is scanned again with other headers', async (t) => {
  const executor = executorOf(async ({ shard, headers }) => {
    if (shard.start === 1 && shard.membersBefore === undefined) return { kind: 'bad-cut' };
    const assumed = headers ?? [];
    const atEnd = shard.start === 0 ? rules('ts,te') : assumed;
    return { ...done, lines: shard.end - shard.start, members: 7, headers: { assumed, atEnd, met: [] } };
  });
  const outcomes = await partOutcomes(executor, headed);
  t.deepEqual(
    outcomes.map(([start, { lines, headers }]) => [start, lines, headers?.assumed]),
    [
      [0, 1, []],
      [1, 2, rules('ts,te')],
      [2, 0, undefined],
    ],
  );
  t.deepEqual(
    executor.tasks.map(({ shard: { start, end, membersBefore }, headers }) => [start, end, membersBefore, headers]),
    [
      [0, 1, undefined, undefined],
      [1, 2, undefined, undefined],
      [2, 3, undefined, undefined],
      [1, 3, 7, undefined],
      [1, 3, 7, rules('ts,te')],
    ],
  );
});

test('a part that stood and then does not was written to: that is a problem of its input', async (t) => {
  const executor = executorOf(async ({ shard, headers }) => {
    if (headers !== undefined) return { kind: 'bad-cut' };
    return { ...done, headers: { assumed: [], atEnd: shard.start === 0 ? rules('ts,te') : [], met: [] } };
  });
  const outcomes = await partOutcomes(executor, headed);
  t.deepEqual(
    outcomes.map(([, { lines, damage }]) => [lines, damage?.reason]),
    [
      [1, undefined],
      [0, 'changed'],
      [0, 'changed'],
    ],
  );
});

test('whoever scans a part may die twice: nothing behind it counts', async (t) => {
  const executor = executorOf(async ({ shard }) => {
    if (shard.start === 1) throw new Error('gone');
    return done;
  });
  const outcomes = await partOutcomes(executor, task.plan);
  t.deepEqual(
    outcomes.map(([, { lines, damage }]) => [lines, damage?.message]),
    [
      [1, undefined],
      [0, dead],
      [0, undefined],
    ],
  );
});

test('a huge window in a part waits, and what is behind it waits for it', async (t) => {
  const executor = executorOf(async ({ shard, hugeWindow }) => (shard.start === 1 && !hugeWindow ? needsHuge : done));
  t.is((await partOutcomes(executor, task.plan)).length, 3);
  t.deepEqual(
    executor.tasks.map(({ shard, hugeWindow }) => [shard.start, hugeWindow]),
    [
      [0, false],
      [1, false],
      [2, false],
      [1, true],
    ],
  );
});
