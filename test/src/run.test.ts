// What a report may depend on: the inputs and what was asked. Not on threads, sizes of shards, the order of names, or
// how a text is stored.

import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../src/errors.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { openInline } from '../../src/executor/inline.ts';
import { openPool } from '../../src/executor/pool.ts';
import { makeProgress, readProgress, readSpilled } from '../../src/progress.ts';
import { renderers } from '../../src/render/renderers.ts';
import type { SweepFlags } from '../../src/spec/sweep-flags.ts';
import { openSpillFolder } from '../../src/spill-folder.ts';
import { CannotSpill } from '../../src/spilled-run.ts';
import type { Report } from '../../src/types.ts';
import { nastyLog } from '../helpers/nasty-log.ts';
import { folderWith } from '../helpers/scratch.ts';
import { sweepOf } from '../helpers/sweeps.ts';
import { frame, skippable } from '../helpers/zstd-frames.ts';

const flags: Partial<SweepFlags> = {
  match: ['/53 '],
  exclude: ['10.1.0.10'],
  key: 'inside:{ip}/',
  allow: ['10.1.1.5'],
};
const text = nastyLog(1, 6000);
const bytes = Buffer.from(text, 'latin1');
const half = text.indexOf('\n', text.length / 2) - 7;

const gzipMembers = Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(''), gzipSync(bytes.subarray(half))]);
const zstdFrames = Buffer.concat([
  frame([bytes.subarray(0, 1000), bytes.subarray(1000, half)], { checksum: true }).stored,
  skippable('between').stored,
  frame([bytes.subarray(half)], {}).stored,
]);

function archive(t: ExecutionContext): string {
  return folderWith(t, {
    'b/plain.log': text,
    'b/members.gz': gzipMembers,
    'a/frames.zst': zstdFrames,
    'a/cut.gz': gzipMembers.subarray(0, -300),
    'a/wide.txt': Buffer.from(`\ufeff${text.slice(0, 50_000)}`, 'utf16le'),
    'a/short': 'no line feed',
    empty: '',
    'no.xz': Buffer.concat([Buffer.from('fd377a585a000004', 'hex'), Buffer.alloc(30)]),
  });
}

function rendered(report: Report): string {
  return Object.values(renderers)
    .flatMap((render) => [...render(report, {})])
    .map((chunk) => (typeof chunk === 'string' ? chunk : chunk.toString('latin1')))
    .join('');
}

/** Of several rules. */
function bytesOf(report: Report): string {
  return [...renderers.json(report, {}), ...renderers.csv(report, {})].map(String).join('');
}

test('a report is the same bytes for any memory, and nothing is left of what was spilled', async (t) => {
  const lines = Array.from({ length: 15_000 }, (_, i) => {
    const clock = new Date(i * 700).toISOString().slice(11, 19);
    const bytes = `duration 0:00:01 bytes ${(i * 31) % 5000}`;
    return `2014-07-03 ${clock} fw1 %ASA-6-302014: Teardown TCP connection ${i} for outside:8.8.${i % 9}.${(i * i) % 250}/53 to inside:10.${i % 3}.${(i * 13) % 200}.${(i * 7) % 100}/${1024 + (i % 30_000)} ${bytes} TCP FINs`;
  });
  const folder = folderWith(t, {
    'a.log': lines.join('\n'),
    'b.log.gz': gzipSync(lines.slice(4000).join('\n')),
    'tmp/x': '',
  });
  const rules = join(folder, 'rules.yaml');
  writeFileSync(
    rules,
    `version: 1
rules:
  - { id: words, key: 'connection {int}', allow: ['9'] }
  - id: hosts
    by: [dst_ip]
    where: [event=end]
    measure: { sum: sum(bytes), first: first, last: last, hours: hours, peers: distinct(src_ip), ports: distinct(src_port) }
    sort: peers
  - { id: pairs, by: [src_ip, dst_ip], measure: { ports: distinct(dst_port) }, having: [count>=2] }
`,
  );
  const asked = { paths: [join(folder, '*.log*')], flags: { rules: [rules] } };
  const expected = bytesOf(await sweepOf(asked));
  const executor = openPool(2);
  for (const [memoryBytes, shardBytes, jobs] of [
    [500_000, 2 ** 26, 2],
    [2_000_000, 900_000, 1],
    [1e9, 900_000, 2],
  ] as const) {
    const progress = makeProgress();
    const spill = openSpillFolder({ tmp: join(folder, 'tmp') });
    const space = { path: spill.path, memoryBytes };
    const setup = { ...asked, shardBytes, progress, spill: space, ...(jobs === 2 && { executor }) };
    t.true(bytesOf(await sweepOf(setup)) === expected, `${memoryBytes}`);
    t.is(readSpilled(progress) > 0, memoryBytes < 1e9);
    spill.remove();
  }
  await executor.close();
  t.deepEqual(readdirSync(join(folder, 'tmp')), ['x']);
});

test('a sweep that must spill and cannot ends with a word on what to do', async (t) => {
  const folder = folderWith(t, { 'a.log': Array.from({ length: 20_000 }, (_, i) => `inside:key-${i}/`).join('\n') });
  const spill = { path: join(folder, 'gone'), memoryBytes: 1 };
  await t.throwsAsync(sweepOf({ paths: [folder], flags: { key: 'inside:{word}/' }, spill }), {
    instanceOf: UserError,
    message: /--memory allows, and cannot be written to ".*gone".*--tmp/,
  });
});

test('an executor that must spill and cannot ends the sweep with its word, as a mistake of the person', async (t) => {
  const executor = { ...openInline(), scan: () => Promise.reject(new CannotSpill('no room: do this')) };
  const setup = { paths: [archive(t)], flags, executor };
  await t.throwsAsync(sweepOf(setup), { instanceOf: UserError, message: 'no room: do this' });
});

test('a report is the same bytes for any number of threads and any size of shards', async (t) => {
  const paths = [archive(t)];
  const expected = rendered(await sweepOf({ paths, flags }));
  for (const threads of [1, 2, 4]) {
    const executor = openPool(threads);
    for (const shardBytes of [2 ** 26, 50_000, 4099]) {
      t.is(rendered(await sweepOf({ paths, flags, executor, shardBytes })), expected, `${threads}, ${shardBytes}`);
    }
    await executor.close();
  }
  t.is(rendered(await sweepOf({ paths, flags, shardBytes: 1001 })), expected);
});

test('a report is the same bytes for any order of inputs, named once or twice', async (t) => {
  const folder = archive(t);
  const paths = ['b/plain.log', 'b/members.gz', 'a/frames.zst', 'a/cut.gz', 'no.xz'].map((name) => join(folder, name));
  const expected = rendered(await sweepOf({ paths, flags }));
  t.is(rendered(await sweepOf({ paths: paths.toReversed(), flags })), expected);
  t.is(rendered(await sweepOf({ paths: [...paths.slice(2), ...paths], flags })), expected);
});

test('plain, gzip and zstd of one text give the same rules and lines', async (t) => {
  const folder = folderWith(t, { input: text });
  const path = join(folder, 'input');
  const plain = await sweepOf({ paths: [path], flags });
  t.true((plain.rules[0]?.ranking.length ?? 0) > 3);
  for (const stored of [gzipMembers, zstdFrames, gzipSync(bytes), frame([bytes], {}).stored]) {
    const { rules, coverage } = await sweepOf({ paths: [join(folderWith(t, { input: stored }), 'input')], flags });
    t.deepEqual(rules, plain.rules);
    t.is(coverage.lines, plain.coverage.lines);
    t.is(coverage.scannedBytes, plain.coverage.scannedBytes);
    t.is(coverage.storedBytes, stored.length);
    t.deepEqual(coverage.problems, []);
  }
});

test('nothing vanishes: matched lines are counted or have no key, and coverage adds up', async (t) => {
  const { rules, coverage } = await sweepOf({ paths: [archive(t)], flags });
  for (const { ranking, allowed, countedLines, unkeyedLines, matchedLines } of rules) {
    const ranked = ranking.reduce((sum, { count }) => sum + count, 0);
    t.is(ranked + allowed.lines, countedLines);
    t.is(countedLines + unkeyedLines, matchedLines);
    t.true(ranked > 0 && allowed.lines > 0 && unkeyedLines > 0);
  }
  t.deepEqual(coverage.inputs, { found: 8, complete: 6, damaged: 1, unreadable: 1 });
  t.deepEqual(
    coverage.problems.map(({ reason }) => reason),
    ['truncated', 'unsupported'],
  );
});

test('forty rules in one pass count what each counts alone', async (t) => {
  const needles = ['/53 ', 'inside:', '10.1.1.5', '\\x00', '\\t', '/80', 'caf\\xe9', 'outside', ':', 'end'];
  const keys = ['{ match: { all: [N] }, key: "inside:{ip}/" }', '{ match: { any: [N, "/531"] }, key: { field: 13 } }'];
  const made = needles.flatMap((needle) =>
    [...keys, '{ match: { none: [N] } }', '{ match: { all: [N], ignore_case: true }, key: "{word} " }'].map((rule) =>
      rule.replaceAll('N', `'${needle}'`),
    ),
  );
  const yaml = made.map((rule, index) => `  - ${rule.replace('{', `{ id: rule-${index},`)}`).join('\n');
  const folder = folderWith(t, { 'rules.yaml': `version: 1\nrules:\n${yaml}\n`, 'a.log': nastyLog(2, 800) });
  const ruleFile = { rules: [join(folder, 'rules.yaml')] };
  const paths = [join(folder, 'a.log')];
  const together = await sweepOf({ paths, flags: ruleFile });
  t.is(together.rules.length, 40);
  for (const rule of together.rules) {
    const alone = await sweepOf({ paths, flags: { ...ruleFile, only: rule.id } });
    t.deepEqual(alone.rules, [rule]);
  }
});

test('a file that vanishes between finding and scanning is a problem, and the rest is counted', async (t) => {
  const folder = folderWith(t, { a: text, b: text });
  const executor = openPool(1);
  let isThere = true;
  const report = await sweepOf({
    paths: [join(folder, 'a'), join(folder, 'b')],
    flags,
    executor: {
      async scan(task) {
        if (isThere) renameSync(join(folder, 'b'), join(folder, 'c'));
        isThere = false;
        return executor.scan(task);
      },
      scanAlone: (task) => executor.scanAlone(task),
      close: () => executor.close(),
    },
  });
  await executor.close();
  t.deepEqual(report.coverage.inputs, { found: 2, complete: 1, damaged: 0, unreadable: 1 });
  t.is(report.coverage.lines, 6000);
  t.like(report.coverage.problems, [{ path: join(folder, 'b'), reason: 'unreadable', lines: 0 }]);
});

test('every input is told when its last shard is done', async (t) => {
  const folder = folderWith(t, { a: text, b: text, empty: '' });
  const done: string[] = [];
  const progress = makeProgress();
  await sweepOf({ paths: [folder], flags, shardBytes: 9000, progress, onInputDone: ({ path }) => done.push(path) });
  t.deepEqual(done.sort(), [join(folder, 'a'), join(folder, 'b'), join(folder, 'empty')]);
  t.is(readProgress(progress).lines, 12_000);
});

test('a run that is called off has no report', async (t) => {
  const signal = AbortSignal.abort(new Error('called off'));
  await t.throwsAsync(sweepOf({ paths: [archive(t)], flags, signal }), { message: 'called off' });
});

test('a kernel that looks at nothing but times goes through several archives unharmed', async (t) => {
  const parts = [2, 2, 1, 3].map((seed) => Buffer.from(nastyLog(seed, 2000), 'latin1'));
  const files = Object.fromEntries(parts.map((part, index) => [`${index}.gz`, gzipSync(part)]));
  const folder = folderWith(t, { ...files, 'all.log': Buffer.concat(parts) });
  const question = { ...flags, since: '2014-01-01' };
  const paths = parts.map((_, index) => join(folder, `${index}.gz`));
  const apart = await sweepOf({ paths, flags: question });
  const together = await sweepOf({ paths: [join(folder, 'all.log')], flags: question });
  t.deepEqual(apart.coverage.problems, []);
  t.deepEqual(apart.rules, together.rules);
  t.is(apart.coverage.lines, together.coverage.lines);
});

test('counts that threads lend are those that they would hand over', async (t) => {
  const lines = Array.from({ length: 90_000 }, (_, i) => `host-of-the-floor-${(i * 7919) % 23_000} asks ${i % 11}\n`);
  const paths = [join(folderWith(t, { 'many.log': lines.join('') }), 'many.log')];
  const asked = { paths, flags: { key: 'host-{host:word} asks {number:int}', top: '0' }, shardBytes: 700_000 };
  const expected = bytesOf(await sweepOf(asked));
  let lent = 0;
  const pool = openPool(2);
  const scan: Executor['scan'] = async (task) => {
    const outcome = await pool.scan(task);
    if (outcome.kind === 'scanned' && outcome.lent !== undefined) lent++;
    return outcome;
  };
  try {
    t.is(bytesOf(await sweepOf({ ...asked, mayLend: true, executor: { ...pool, scan } })), expected);
  } finally {
    await pool.close();
  }
  t.true(lent > 0);
});
