// What a seek index in the state folder changes: who scans what, and nothing else. The oracle is the sweep without a state
// folder, byte for byte, in every output.

import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { openInline } from '../../../src/executor/inline.ts';
import { openPool } from '../../../src/executor/pool.ts';
import { openFolder } from '../../../src/kept/open-folder.ts';
import { pruneState } from '../../../src/kept/prune.ts';
import { decodeSeek, encodeSeek } from '../../../src/kept/seek-file.ts';
import { scanParts, seekParts } from '../../../src/kept/seek-scan.ts';
import { fileNames, verifyState } from '../../../src/kept/verify.ts';
import { addProgress, makeProgress, readProgress } from '../../../src/progress.ts';
import type { InputFile, SeekPoint, ShardOutcome, ShardTask } from '../../../src/types.ts';
import { type KeptSweepSetup, keptSweep, rendered, type Swept } from '../../helpers/kept-sweeps.ts';
import { nastyLog } from '../../helpers/nasty-log.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';
import { closePoints } from '../../helpers/seek.ts';
import { sweepOf } from '../../helpers/sweeps.ts';

const question = { match: ['/53 '], key: 'inside:{ip}/' };
const other = { match: ['/80'], key: '{ip}' };
const zipped = gzipSync(Buffer.from(nastyLog(4, 800), 'latin1'), { memLevel: 1 });

interface Archive {
  readonly file: string;
  readonly path: string;
  sweep(flags: KeptSweepSetup['flags'], more?: Partial<KeptSweepSetup>): Promise<Swept>;
  /** Without a state folder. */
  expected(flags: KeptSweepSetup['flags']): Promise<string>;
  /** The one index there is. */
  index(): string;
}

function archive(t: ExecutionContext, stored: Uint8Array = zipped): Archive {
  const folder = folderWith(t, { 'in/a.gz': stored });
  const [path, file] = [join(folder, 'state'), join(folder, 'in/a.gz')];
  return {
    path,
    file,
    sweep: (flags, more) => keptSweep({ path, paths: [file], flags, pointsApart: closePoints, ...more }),
    expected: async (flags) => rendered(await sweepOf({ paths: [file], flags, provenance: true })),
    index() {
      const [name = ''] = fileNames(path).filter((each) => each.startsWith('seek/'));
      return join(path, name);
    },
  };
}

const asOne = `a.gz 0-${zipped.length}: 1 rules`;
const digest = `a.gz 0-${zipped.length}: digest`;

function isInParts({ scans }: Swept): boolean {
  return scans.length > 2 && scans.includes(digest) && !scans.includes(asOne);
}

for (const jobs of [1, 2, 3, 8, 64]) {
  test(`another question to a file that was swept is scanned by ${jobs} jobs, with the same report`, async (t) => {
    const { sweep, expected } = archive(t);
    t.deepEqual((await sweep(question, { jobs })).scans, [asOne]);
    const swept = await sweep(other, { jobs });
    t.is(jobs === 1 ? swept.scans.join() === asOne : isInParts(swept), true);
    t.true(swept.scans.length <= 4 * jobs + 1);
    t.is(rendered(swept.report), await expected(other));
    const again = await sweep(other, { jobs });
    t.deepEqual(again.scans, []);
    t.is(rendered(again.report), await expected(other));
    t.deepEqual([...swept.warnings, ...again.warnings], []);
  });
}

test('threads side by side give the same report', async (t) => {
  const { sweep, expected } = archive(t);
  await sweep(question);
  const executor = openPool(3);
  try {
    t.is(rendered((await sweep(other, { jobs: 3, executor })).report), await expected(other));
  } finally {
    await executor.close();
  }
});

test('what is kept of parts is what is kept of one scan, byte for byte', async (t) => {
  const { sweep, path } = archive(t);
  const kept = () => {
    const names = fileNames(path).filter((name) => name.startsWith('counts/'));
    return names.map((name) => [name, readFileSync(join(path, name)).toString('base64')]);
  };
  const flags = { where: ['dst_port=53,80'], by: 'src_ip' };
  await sweep(question);
  await sweep(flags);
  const inParts = kept();
  rmSync(path, { recursive: true });
  await sweep(question, { jobs: 1 });
  await sweep(flags, { jobs: 1 });
  t.deepEqual(inParts, kept());
});

test('header lines, measures, times and lines that no format knows are the same over parts', async (t) => {
  const header = (client: string, server: string) =>
    `#fields\tts\tuid\tid.${client}_h\tid.${client}_p\tid.${server}_h\tid.${server}_p\tproto\tconn_state\n`;
  const lines = (from: number) =>
    Array.from(
      { length: 400 },
      (_, i) => `${1404391710 + from + i}.25\tC${i * 7919}\t10.0.0.${i % 7}\t53\t10.1.1.${i % 250}\t53\tudp\tSF\n`,
    );
  const log = [
    '#separator \\x09\n',
    header('orig', 'resp'),
    ...lines(0),
    'what is this?\n',
    header('resp', 'orig'),
    ...lines(999),
  ];
  const folder = folderWith(t, {
    'conn.gz': gzipSync(log.join(''), { memLevel: 1 }),
    'r.yaml':
      'version: 1\nrules:\n  - { id: a, where: ["dst_port=53"], by: [src_ip], measure: { n: distinct(dst_ip), f: first, l: last, h: hours } }\n',
    'q.yaml': 'version: 1\nrules:\n  - { id: b, where: ["dst_port=53"], by: [dst_ip] }\n',
  });
  const paths = [join(folder, 'conn.gz')];
  const sweep = (rules: string) =>
    keptSweep({
      path: join(folder, 'state'),
      paths,
      flags: { rules: [join(folder, rules)] },
      pointsApart: closePoints,
    });
  await sweep('q.yaml');
  const { scans, report } = await sweep('r.yaml');
  t.true(scans.length > 4, scans.join());
  const expected = await sweepOf({ paths, flags: { rules: [join(folder, 'r.yaml')] }, provenance: true });
  t.is(rendered(report), rendered(expected));
  t.is(expected.coverage.undecodedLines, 1);
});

test('an index that was damaged is told and made again, whatever the byte', async (t) => {
  const { sweep, expected, index } = archive(t);
  await sweep(question);
  const whole = readFileSync(index());
  const random = Math.ceil(whole.length / 23);
  for (let at = 0; at < whole.length; at += random) {
    const flags = { ...other, exclude: [`x${at}`] };
    writeFileSync(
      index(),
      whole.map((byte, i) => (i === at ? byte ^ 4 : byte)),
    );
    const { scans, report, warnings } = await sweep(flags);
    t.deepEqual(scans, [asOne]);
    t.is(warnings.length, 1);
    t.regex(warnings[0] ?? '', /seek\/.* is damaged; it was thrown away/);
    t.is(rendered(report), await expected(flags));
    t.true(readFileSync(index()).equals(whole));
  }
});

test('an index that is whole and wrong is not told, and made again', async (t) => {
  const { sweep, expected, index } = archive(t);
  await sweep(question);
  const whole = readFileSync(index());
  const decoded = decodeSeek(whole);
  if (decoded.kind !== 'index') throw new Error(decoded.kind);
  const { points } = decoded.index;
  const strange = archive(t, gzipSync(Buffer.from(nastyLog(5, 800), 'latin1'), { memLevel: 1 }));
  await strange.sweep(question);
  const others = decodeSeek(readFileSync(strange.index()));
  if (others.kind !== 'index') throw new Error(others.kind);
  const wrong: readonly (readonly SeekPoint[])[] = [
    others.index.points.filter(({ bit }) => bit < zipped.length * 8),
    points.map((point) => ({ ...point, bit: point.bit + 1 })),
    points.map((point) => ({ ...point, crc: (point.crc ^ 1) >>> 0 })),
    points.map((point) => ({ ...point, textBytes: point.textBytes + 1, memberBytes: point.memberBytes + 1 })),
    points.map((point, i) => ({ ...point, window: points[(i + 1) % points.length]?.window ?? point.window })),
    points.map((point) => ({ ...point, window: new Uint8Array(0) })),
  ];
  for (const [number, changed] of wrong.entries()) {
    writeFileSync(index(), Buffer.concat(encodeSeek({ ...decoded.index, points: changed })));
    const flags = { ...other, exclude: [`x${number}`] };
    const progress = makeProgress();
    const { scans, report, warnings } = await sweep(flags, { progress });
    t.true(scans.includes(asOne) && scans.length > 3, scans.join());
    t.deepEqual(warnings, []);
    t.is(rendered(report), await expected(flags));
    const { storedBytes, scannedBytes, lines } = report.coverage;
    t.deepEqual(readProgress(progress), { storedBytes, scannedBytes, lines });
    t.true(readFileSync(index()).equals(whole));
  }
});

test('an index in the place of another is damaged', async (t) => {
  const { sweep, path, index } = archive(t);
  await sweep(question);
  const decoded = decodeSeek(readFileSync(index()));
  if (decoded.kind !== 'index') throw new Error(decoded.kind);
  t.deepEqual(verifyState(path).damaged, []);
  writeFileSync(index(), Buffer.concat(encodeSeek({ ...decoded.index, content: `sha256:${'0'.repeat(64)}` })));
  t.is(verifyState(path).damaged.length, 1);
  const { scans, warnings } = await sweep(other);
  t.deepEqual([scans, warnings.length], [[asOne], 1]);
  t.deepEqual(verifyState(path).damaged, []);
});

test('damaged archives leave no index, and are told as ever', async (t) => {
  const flipped = Buffer.from(zipped);
  flipped[flipped.length - 6] = (flipped[flipped.length - 6] ?? 0) ^ 1;
  for (const stored of [flipped, zipped.subarray(0, -300), Buffer.concat([zipped, Buffer.from('garbage')])]) {
    const { sweep, expected, path } = archive(t, stored);
    await sweep(question);
    t.deepEqual(
      fileNames(path).filter((name) => name.startsWith('seek/')),
      [],
    );
    const { scans, report } = await sweep(other);
    t.is(scans.length, 1);
    t.is(rendered(report), await expected(other));
  }
});

test('a file that is rewritten while its parts are scanned is told as if it were scanned as one', async (t) => {
  const reports: string[] = [];
  for (const jobs of [1, 2]) {
    const { sweep, file } = archive(t);
    await sweep(question, { jobs });
    let isFirst = true;
    const onScan = () => {
      if (isFirst) writeFileSync(file, Buffer.concat([Buffer.alloc(40), zipped.subarray(40)]));
      isFirst = false;
    };
    const { report } = await sweep(other, { jobs, onScan });
    reports.push(rendered(report).replaceAll(file, 'FILE'));
  }
  t.is(reports[0], reports[1]);
  t.regex(reports[0] ?? '', /not gzip|unsupported|written to/);
});

test('a file that was replaced, cut or edited since is never read by the index of what it was', async (t) => {
  const edited = zipped.map((byte, at) => (at === zipped.length >> 1 ? byte ^ 1 : byte));
  const another = gzipSync(Buffer.from(nastyLog(5, 800), 'latin1'), { memLevel: 1 });
  for (const stored of [edited, another, zipped.subarray(0, -300), Buffer.concat([zipped, another])]) {
    const { sweep, expected, file } = archive(t);
    await sweep(question);
    const { atime, mtime } = statSync(file);
    writeFileSync(file, stored);
    utimesSync(file, atime, mtime);
    for (const flags of [question, other]) {
      const { report, warnings } = await sweep(flags);
      t.is(rendered(report), await expected(flags));
      t.deepEqual(warnings, []);
    }
    // What it was before is still known, and its index with it.
    writeFileSync(file, zipped);
    const before = await sweep({ ...other, exclude: ['x'] });
    t.true(isInParts(before), before.scans.join());
    t.is(rendered(before.report), await expected({ ...other, exclude: ['x'] }));
  }
});

test('sweeps side by side that all leave the same index report the same, and leave one that is whole', async (t) => {
  const { sweep, expected, path, index } = archive(t);
  const alone = archive(t);
  await alone.sweep(question);
  const asked = [question, other, question];
  const swept = await Promise.all(asked.map((flags, i) => sweep(flags, { jobs: 1 + i })));
  for (const [i, { report, warnings }] of swept.entries()) {
    t.is(rendered(report), await expected(asked[i] ?? question));
    t.deepEqual(warnings, []);
  }
  t.deepEqual(readFileSync(index()), readFileSync(alone.index()));
  t.deepEqual(verifyState(path).damaged, []);
});

test('a file that might still change unseen is scanned as one', async (t) => {
  const { sweep } = archive(t);
  await sweep(question);
  t.deepEqual(
    (await sweep(other, { lookedAtMs: Date.now() - 60_000 })).scans.filter((scan) => scan !== digest),
    [asOne],
  );
});

test('if who scans a part dies, the file is scanned as one', async (t) => {
  const { sweep, expected } = archive(t);
  await sweep(question);
  const inline = openInline();
  const executor = {
    ...inline,
    scan: async (task: Parameters<typeof inline.scan>[0]) => {
      if (task.shard.start > 0) throw new Error('killed');
      return inline.scan(task);
    },
  };
  const { report, scans } = await sweep(other, { executor });
  t.true(scans.includes(asOne));
  t.is(rendered(report), await expected(other));
});

test('where parts cannot be added up, the scan ends when all of them have ended, and leaves no progress', async (t) => {
  const input: InputFile = { path: 'a', kind: 'file', storedBytes: 30, codec: 'gzip' };
  const point = { textBytes: 1, memberBytes: 1, members: 1, crc: 0, window: new Uint8Array(0) };
  const points = [80, 160].map((bit) => ({ ...point, bit }));
  const progress = makeProgress();
  const ended: number[] = [];
  const told = { storedBytes: 10, scannedBytes: 20, lines: 2 };
  const scan = async ({ shard: { start }, plan: { id } }: ShardTask): Promise<ShardOutcome> => {
    const outcome = { kind: 'scanned', planId: id, ...told, overlongLines: 0, rules: [] } as const;
    if (id === 'content') return { ...outcome, stretchDigests: ['00'] };
    addProgress(progress, told);
    // The first is done long before the others.
    for (let turns = 0; turns < start; turns++) await new Promise(setImmediate);
    ended.push(start);
    return start === 0 ? { ...outcome, planId: 'of something else' } : outcome;
  };
  const shard = { input, start: 0, end: 30 };
  const task = { shard, plan: { id: 'plan', rules: [] }, hashSeed: [1, 2, 3, 4], hugeWindow: false, progress } as const;
  const parts = seekParts(input, points, 3);
  t.is(parts.length, 3);
  await t.throwsAsync(scanParts(task, parts, 'sha256:00', { scan }), { message: /of something else/ });
  t.deepEqual(ended, [0, 10, 20]);
  t.deepEqual(readProgress(progress), { storedBytes: 0, scannedBytes: 0, lines: 0 });
});

test('files that are done before the others are not worth parts', async (t) => {
  const small = gzipSync(Buffer.from(nastyLog(6, 60), 'latin1'), { memLevel: 1 });
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`in/${i}.gz`, Buffer.concat([zipped, small.subarray(0, 10 + i)])]),
  );
  const folder = folderWith(t, files);
  const sweep = (flags: KeptSweepSetup['flags']) =>
    keptSweep({ path: join(folder, 'state'), paths: [join(folder, 'in')], flags, pointsApart: closePoints });
  await sweep(question);
  t.is((await sweep(other)).scans.length, 40);
});

test('an index is for its owner alone, and goes when no sweep needs its content', async (t) => {
  const { sweep, path, file, index } = archive(t);
  await sweep(question);
  if (!isWindows) t.is(statSync(index()).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(join(path, 'tmp')), []);
  const prune = () => {
    const then = new Date(Date.now() - 1e9);
    for (const name of fileNames(path)) utimesSync(join(path, name), then, then);
    const folder = openFolder(path, (message) => t.fail(message));
    if (folder === undefined) throw new Error('newer');
    return pruneState(folder, Date.now() - 1e8);
  };
  rmSync(file);
  writeFileSync(file, gzipSync('another file\n'));
  t.true(statSync(index()).size > 0);
  prune();
  t.deepEqual(
    fileNames(path).filter((name) => name.startsWith('seek/')),
    [],
  );
});

test('parts are about equally long, lie side by side, and are never more than there are points for', (t) => {
  const input: InputFile = { path: 'a', kind: 'file', storedBytes: 1000, codec: 'gzip' };
  const points = Array.from({ length: 19 }, (_, i) => {
    return { bit: 400 * (i + 1) + 3, textBytes: i, memberBytes: i, members: 1, crc: 0, window: new Uint8Array(0) };
  });
  for (const [atMost, lengths] of [
    [1, [1000]],
    [2, [500, 500]],
    [3, [350, 350, 300]],
    [20, Array.from({ length: 20 }, () => 50)],
    [500, Array.from({ length: 20 }, () => 50)],
  ] as const) {
    const parts = seekParts(input, points, atMost);
    t.deepEqual(
      parts.map(({ start, end }) => end - start),
      lengths,
    );
    t.deepEqual(
      parts.map(({ seek }) => seek?.begin),
      [undefined, ...parts.slice(0, -1).map(({ seek }) => seek?.end)],
    );
  }
  t.is(seekParts(input, [], 8).length, 1);
});
