import test from 'ava';
import { renderStats } from '../../src/cli/stats.ts';
import type { Executor } from '../../src/executor/executor.ts';
import type { ByteText, ShardTask } from '../../src/types.ts';
import { folderWith } from '../helpers/scratch.ts';
import { sweepOf } from '../helpers/sweeps.ts';
import { actingCharacter, plainRule, reportOf } from '../sample-report.ts';

const plan = {
  spec: { rules: [], lists: {}, min: 1 },
  found: { inputs: [], unreadable: [] },
  shards: [],
  jobs: 2,
};

test('stats tell the amounts of the report and what a second took', (t) => {
  const { maxRssBytes, node, ...stats } = JSON.parse(statsOf([]));
  t.true(maxRssBytes > 2 ** 20);
  t.is(node, process.version);
  t.deepEqual(stats, {
    schema: 'syslog-sweep/stats@1',
    version: stats.version,
    elapsedMs: 500,
    jobs: 2,
    shards: 0,
    inputs: 3,
    storedBytes: 1536,
    scannedBytes: 5_000_000,
    lines: 12_345,
    scannedBytesPerSecond: 10_000_000,
    linesPerSecond: 24_690,
    spilledBytes: 7,
  });
});

test('three lines that no format knew are examples, with nothing in them that acts', (t) => {
  const text = statsOf(['<13>fw \x1b[2J a\tb', 'caf\xc3\xa9', '\xff\xfe', 'a fourth']);
  t.deepEqual(JSON.parse(text).undecodedExamples, ['<13>fw \\x1b[2J a\\tb', 'café', '\\xff\\xfe']);
  t.notRegex(text, actingCharacter);
});

test('a sweep hands on the lines that no format knew, shard by shard', async (t) => {
  const folder = folderWith(t, { 'a.log': 'one\n', 'b.log': 'two\n', 'c.log': 'known\n' });
  const met: ByteText[][] = [];
  const executor = executorOf(({ shard: { input } }) =>
    input.path.endsWith('c.log') ? {} : { undecodedExamples: [input.path.slice(-5)] },
  );
  await sweepOf({ paths: [folder], flags: {}, executor, onUndecoded: (examples) => met.push([...examples]) });
  t.deepEqual(met.flat().sort(), ['a.log', 'b.log']);
});

function statsOf(undecodedExamples: readonly ByteText[]): string {
  return renderStats(reportOf(plainRule), plan, { elapsedMs: 500, spilledBytes: 7, undecodedExamples });
}

/** Scans nothing, and says of each shard what it is told to. */
function executorOf(more: (task: ShardTask) => { readonly undecodedExamples?: readonly ByteText[] }): Executor {
  const scan: Executor['scan'] = async (task) => ({
    ...{ kind: 'scanned', planId: task.plan.id, storedBytes: 1, scannedBytes: 1, lines: 1, overlongLines: 0 },
    rules: task.plan.rules.map(() => ({ matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) })),
    ...more(task),
  });
  return { scan, scanAlone: scan, async close() {} };
}
