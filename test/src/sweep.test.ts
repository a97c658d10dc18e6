import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { UserError } from '../../src/errors.ts';
import { specFromFlags } from '../../src/spec/spec.ts';
import { filesOnDisk } from '../../src/spec/spec-files.ts';
import { noFlags } from '../../src/spec/sweep-flags.ts';
import { performSweep, planSweep, readJobs } from '../../src/sweep.ts';
import type { ShardTask } from '../../src/types.ts';

const spec = specFromFlags({ ...noFlags, match: ['x'] }, filesOnDisk);

async function withFiles(count: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
  try {
    for (let file = 0; file < count; file++) writeFileSync(join(folder, `${file}.log`), 'x\ny\n');
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Of a process of its own: other tests share this one.
test('many small inputs take the memory of a few, whatever memory has who asks', async (t) => {
  // More than all that the sweep may take; written, so that it is there.
  const ballast = Buffer.alloc(300 * 2 ** 20, 1);
  await withFiles(600, async (folder) => {
    const [main, stats] = [join(projectFolder, 'dist/bundled/syslog-sweep.cjs'), join(folder, 'stats.json')];
    const sweep = [main, folder, '-e', 'x', '--jobs', '2', '--stats', stats];
    const ended = spawnSync(process.execPath, sweep, { encoding: 'utf8' });
    t.is(ended.stderr, '');
    const { inputs, maxRssBytes } = JSON.parse(readFileSync(stats, 'utf8'));
    t.is(inputs, 600);
    // 600 kernels have more than half a megabyte each.
    if (process.platform === 'linux') t.true(maxRssBytes < 200 * 2 ** 20, `${maxRssBytes} bytes`);
    t.is(ballast.at(-1), 1);
  });
});

test('a sweep that is called off between two inputs does not read the second', async (t) => {
  await withFiles(3, async (folder) => {
    const control = new AbortController();
    const reason = new Error('enough');
    const done: string[] = [];
    const onInputDone = ({ path }: { readonly path: string }) => {
      done.push(path);
      control.abort(reason);
    };
    const sweeping = performSweep(planSweep(spec, { paths: [folder] }, 1), { signal: control.signal, onInputDone });
    t.is(await t.throwsAsync(sweeping), reason);
    t.is(done.length, 1);
  });
});

test('a plan of no input is a mistake, one of an unreadable input is not', async (t) => {
  await withFiles(0, async (folder) => {
    const error = t.throws(() => planSweep(spec, { paths: [folder] }, 1), { instanceOf: UserError });
    t.regex(error?.message ?? '', /^Expected at least one file in /);
    writeFileSync(join(folder, 'a.xz'), Buffer.from('fd377a585a000000', 'hex'));
    const report = await performSweep(planSweep(spec, { paths: [folder] }, 1));
    t.deepEqual(report.coverage.inputs, { found: 1, complete: 0, damaged: 0, unreadable: 1 });
  });
});

test('without a word there is at least one job', (t) => {
  t.true(readJobs(undefined) >= 1);
  t.is(readJobs('3'), 3);
  t.throws(() => readJobs('three'), { instanceOf: UserError, message: /`--jobs` option to be a positive integer/ });
});

test('whatever goes wrong with a sweep or its manifest, threads are closed, and what went wrong first is told', async (t) => {
  for (const wrong of ['the manifest', 'the sweep', 'all']) {
    await withFiles(1, async (folder) => {
      let closed = 0;
      const failing = (what: string) => {
        if (wrong === what || wrong === 'all') throw new Error(what);
      };
      const scan = async ({ plan }: ShardTask) => {
        const rules = plan.rules.map(() => ({ matchedLines: 0, unkeyedLines: 0, packedKeys: new Uint8Array(0) }));
        const coverage = { storedBytes: 4, scannedBytes: 4, lines: 2, overlongLines: 0 };
        return { kind: 'scanned', planId: plan.id, ...coverage, rules } as const;
      };
      const close = async () => {
        closed++;
        if (wrong === 'all') throw new Error('the threads');
      };
      const keeper = { scan, scanAlone: scan, close, keptInput: () => undefined };
      const state = {
        knownCodec: () => undefined,
        openKeeper: async () => keeper,
        draft: async () => failing('the manifest'),
        commit: async () => t.fail('there is no report'),
        abandon: () => {},
      };
      // A watcher that throws fails the sweep; all is scanned by then, or not.
      const onInputDone = () => failing('the sweep');
      const sweeping = performSweep(planSweep(spec, { paths: [folder] }, 1, state), { onInputDone });
      await t.throwsAsync(sweeping, { message: wrong === 'all' ? 'the sweep' : wrong });
      t.is(closed, 1);
    });
  }
});
