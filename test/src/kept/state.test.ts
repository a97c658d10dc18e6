// What a sweep with a state folder promises: the report is the same, and nothing is scanned that was scanned before.

import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { contentName, stretchBytes } from '../../../src/content.ts';
import { openInline } from '../../../src/executor/inline.ts';
import { stampOf } from '../../../src/inputs/inputs.ts';
import { unfinishedFolder } from '../../../src/kept/shelf.ts';
import { verifyState } from '../../../src/kept/verify.ts';
import type { ScanPlan } from '../../../src/types.ts';
import { type KeptSweepSetup, keptSweep, rendered } from '../../helpers/kept-sweeps.ts';
import { nastyLog } from '../../helpers/nasty-log.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { sweepOf } from '../../helpers/sweeps.ts';

const flags = { match: ['/53 '], key: 'inside:{ip}/' };
const text = nastyLog(1, 2000);
const zipped = gzipSync(Buffer.from(nastyLog(2, 2000), 'latin1'));

function archive(t: ExecutionContext): { readonly folder: string; readonly path: string; readonly paths: string[] } {
  const folder = folderWith(t, {
    'in/a.log': text,
    'in/b.gz': zipped,
    'in/cut.gz': zipped.subarray(0, -200),
    'in/empty': '',
    'in/wide.txt': Buffer.from(`\ufeff${text.slice(0, 30_000)}`, 'utf16le'),
    'in/no.xz': Buffer.concat([Buffer.from('fd377a585a000004', 'hex'), Buffer.alloc(30)]),
  });
  return { folder, path: join(folder, 'state'), paths: [join(folder, 'in')] };
}

test('a second sweep scans nothing and reports the same, as a sweep without a state folder does', async (t) => {
  const { path, paths } = archive(t);
  const expected = rendered(await sweepOf({ paths, flags, provenance: true }));
  const first = await keptSweep({ path, paths, flags });
  t.is(first.scans.length, 5);
  t.is(rendered(first.report), expected);
  const second = await keptSweep({ path, paths, flags });
  t.deepEqual(second.scans, []);
  t.is(rendered(second.report), expected);
  t.deepEqual([...first.warnings, ...second.warnings], []);
});

test('what comes after counting needs no scan', async (t) => {
  const { path, paths } = archive(t);
  await keptSweep({ path, paths, flags });
  for (const more of [
    { allow: ['10.1.0.10'] },
    { min: '20' },
    { top: '2' },
    { having: ['count>=30'] },
    { sort: 'count' },
  ]) {
    const { scans, report } = await keptSweep({ path, paths, flags: { ...flags, ...more } });
    t.deepEqual(scans, []);
    t.is(rendered(report), rendered(await sweepOf({ paths, flags: { ...flags, ...more }, provenance: true })));
  }
});

test('other lines, another key or another case are scanned anew', async (t) => {
  const { path, paths } = archive(t);
  await keptSweep({ path, paths, flags });
  for (const more of [{ exclude: ['x'] }, { key: 'outside:{ip}/' }, { ignoreCase: true }, { since: '2014-01-01' }]) {
    const { scans, report } = await keptSweep({ path, paths, flags: { ...flags, ...more } });
    t.is(scans.length, 5, JSON.stringify(more));
    t.is(rendered(report), rendered(await sweepOf({ paths, flags: { ...flags, ...more }, provenance: true })));
  }
});

test('a rule that is added is scanned for alone, and one that goes is not missed', async (t) => {
  const { folder, path, paths } = archive(t);
  const rule = (id: string, needle: string, more = '') =>
    `  - { id: on-${id}, match: { all: ["${needle}"] }, key: "{ip}"${more} }\n`;
  const measured = ', measure: { first: first, n: distinct(src_port) }';
  const write = (...rules: readonly string[]) =>
    writeFileSync(join(folder, 'r.yaml'), `version: 1\nrules:\n${rules.join('')}`);
  const sweep = async () => {
    const ofFile = { rules: [join(folder, 'r.yaml')] };
    const swept = await keptSweep({ path, paths, flags: ofFile });
    t.is(rendered(swept.report), rendered(await sweepOf({ paths, flags: ofFile, provenance: true })));
    return swept.scans.map((scan) => scan.replace(/^.*: /, ''));
  };
  write(rule('a', '/53'));
  t.deepEqual(await sweep(), Array(5).fill('1 rules'));
  write(rule('b', '/80'), rule('renamed', '/53', ', title: New'), rule('c', 'inside'));
  t.deepEqual(await sweep(), Array(5).fill('2 rules'));
  write(rule('c', 'inside'));
  t.deepEqual(await sweep(), []);
  // A rule that looks at fields brings the numbers of lines that no format knows, which nobody has counted yet.
  write(rule('c', 'inside'), rule('d', 'inside', measured), rule('e', '/53', measured));
  t.deepEqual(await sweep(), Array(5).fill('3 rules'));
  write(rule('e', '/53', measured), rule('b', '/80'), rule('c', 'inside'));
  t.deepEqual(await sweep(), Array(5).fill('1 rules'));
});

test('a file that was touched, moved or copied is digested and not scanned', async (t) => {
  const { folder, path, paths } = archive(t);
  const { report } = await keptSweep({ path, paths, flags });
  utimesSync(join(folder, 'in/a.log'), 1, 1);
  renameSync(join(folder, 'in/b.gz'), join(folder, 'in/c.gz'));
  writeFileSync(join(folder, 'in/copy'), text, 'latin1');
  const second = await keptSweep({ path, paths, flags });
  t.deepEqual(second.scans, [
    `a.log 0-${text.length}: digest`,
    `c.gz 0-${zipped.length}: digest`,
    `copy 0-${text.length}: digest`,
  ]);
  t.is(second.report.coverage.lines, report.coverage.lines + 2000);
  t.is(rendered(second.report), rendered(await sweepOf({ paths, flags, provenance: true })));
  t.deepEqual((await keptSweep({ path, paths, flags })).scans, []);
});

test('a file of several stretches is known by its content, as a small one is', async (t) => {
  const { folder, path } = archive(t);
  const large = join(folder, 'in/large.log');
  const bytes = Buffer.alloc(stretchBytes + 1_000_003, text, 'latin1');
  writeFileSync(large, bytes);
  const setup = { path, paths: [large], flags };
  const first = await keptSweep(setup);
  const digests = [bytes.subarray(0, stretchBytes), bytes.subarray(stretchBytes)].map((part) =>
    createHash('sha256').update(part).digest('hex'),
  );
  t.is(first.report.coverage.identities?.[0]?.digest, contentName(digests));
  t.deepEqual(first.scans, [
    `large.log 0-${stretchBytes}: 1 rules`,
    `large.log ${stretchBytes}-${bytes.length}: 1 rules`,
  ]);
  utimesSync(large, 1, 1);
  const second = await keptSweep(setup);
  t.true(second.scans.length === 2 && second.scans.every((scan) => scan.endsWith('digest')));
  t.is(rendered(second.report), rendered(first.report));
  t.deepEqual((await keptSweep(setup)).scans, []);
});

test('a file that has changed is scanned again, also at the same size and time', async (t) => {
  const { folder, path, paths } = archive(t);
  await keptSweep({ path, paths, flags });
  const changed = join(folder, 'in/a.log');
  utimesSync(changed, 1, 1);
  writeFileSync(changed, text.replaceAll('10.1.1.50', '10.1.1.51'), 'latin1');
  utimesSync(changed, 1, 1);
  appendFileSync(join(folder, 'in/empty'), 'x inside:10.9.9.9/53 \n');
  const { scans, report } = await keptSweep({ path, paths, flags });
  t.deepEqual(scans, [`a.log 0-${text.length}: 1 rules`, `a.log 0-${text.length}: digest`, 'empty 0-22: 1 rules']);
  t.is(rendered(report), rendered(await sweepOf({ paths, flags, provenance: true })));
});

test('what was changed shortly before it was looked at is digested the next time', async (t) => {
  const { path, paths } = archive(t);
  const at = Date.now();
  await keptSweep({ path, paths, flags, lookedAtMs: at });
  const second = await keptSweep({ path, paths, flags });
  t.is(second.scans.length, 5);
  t.true(second.scans.every((scan) => scan.endsWith('digest')));
  t.deepEqual((await keptSweep({ path, paths, flags })).scans, []);
});

test('a clock that went back makes inputs be digested, nothing else', async (t) => {
  const { path, paths } = archive(t);
  const hourAgo = Date.now() - 3_600_000;
  const first = await keptSweep({ path, paths, flags, lookedAtMs: hourAgo });
  const second = await keptSweep({ path, paths, flags, lookedAtMs: hourAgo });
  t.true(second.scans.length === 5 && second.scans.every((scan) => scan.endsWith('digest')));
  t.is(rendered(second.report), rendered(first.report));
});

test('--verify-inputs digests what it could trust', async (t) => {
  const { path, paths } = archive(t);
  await keptSweep({ path, paths, flags });
  const { scans } = await keptSweep({ path, paths, flags, verifyInputs: true });
  t.true(scans.length === 5 && scans.every((scan) => scan.endsWith('digest')));
});

test('an input that cannot be read to its end is not kept, the others are', async (t) => {
  const { path, paths } = archive(t);
  const inline = openInline();
  const failing = {
    ...inline,
    async scan(task: Parameters<typeof inline.scan>[0]) {
      const outcome = await inline.scan(task);
      if (outcome.kind !== 'scanned' || !task.shard.input.path.endsWith('b.gz')) return outcome;
      return { ...outcome, damage: { reason: 'unreadable', message: 'a bad disk' } as const };
    },
  };
  await keptSweep({ path, paths, flags, executor: failing });
  const { scans, report } = await keptSweep({ path, paths, flags });
  t.deepEqual(scans, [`b.gz 0-${zipped.length}: 1 rules`]);
  t.is(rendered(report), rendered(await sweepOf({ paths, flags, provenance: true })));
});

test('an input that is written to while it is read is a problem, and is not kept', async (t) => {
  const { folder, path, paths } = archive(t);
  const changing = join(folder, 'in/a.log');
  const onScan = () => {
    writeFileSync(changing, text.replaceAll('10.1.1.50', '10.1.1.51'), 'latin1');
    utimesSync(changing, 5, 5);
  };
  const first = await keptSweep({ path, paths, flags, onScan });
  const problem = first.report.coverage.problems.find(({ reason }) => reason === 'changed');
  t.is(problem?.path, changing);
  const { scans, report } = await keptSweep({ path, paths, flags });
  t.true(scans.includes(`a.log 0-${text.length}: 1 rules`), scans.join('\n'));
  t.is(rendered(report), rendered(await sweepOf({ paths, flags, provenance: true })));
});

test('an input that grows while it is read is no problem, and is not kept', async (t) => {
  const { folder, path, paths } = archive(t);
  const growing = join(folder, 'in/a.log');
  let isGrown = false;
  const onScan = () => {
    if (!isGrown) appendFileSync(growing, 'x inside:10.9.9.9/53 \n');
    isGrown = true;
  };
  const first = await keptSweep({ path, paths, flags, onScan });
  t.deepEqual(
    first.report.coverage.problems.map(({ reason }) => reason),
    ['truncated', 'unsupported'],
  );
  const { scans, report } = await keptSweep({ path, paths, flags });
  t.deepEqual(scans, [`a.log 0-${text.length + 22}: 1 rules`]);
  t.is(rendered(report), rendered(await sweepOf({ paths, flags, provenance: true })));
});

test('what is scanned for the same rules has one plan, so that threads are sent it once', async (t) => {
  const rule = (id: string) => `  - { id: on-${id}, match: { all: ["/${id}"] }, key: "{ip}" }\n`;
  const fileOf = (...ids: readonly string[]) => `version: 1\nrules:\n${ids.map(rule).join('')}`;
  const folder = folderWith(t, {
    'in/a.log': text,
    'in/b.log': text.slice(0, 5000),
    'one.yaml': fileOf('53'),
    'two.yaml': fileOf('53', '80'),
    'three.yaml': fileOf('53', '80', '443'),
  });
  const plans: ScanPlan[] = [];
  const sweep = (names: readonly string[], rules: string) =>
    keptSweep({
      path: join(folder, 'state'),
      paths: names.map((name) => join(folder, 'in', name)),
      flags: { rules: [join(folder, rules)] },
      shardBytes: 4000,
      onScan: ({ plan }) => void (plan.rules.length > 0 && plans.push(plan)),
    });
  await sweep(['a.log', 'b.log'], 'one.yaml');
  await sweep(['b.log'], 'two.yaml');
  plans.length = 0;
  await sweep(['a.log', 'b.log'], 'three.yaml');
  t.true(plans.length > 4);
  t.deepEqual([...new Set(plans)].map(({ rules }) => rules.length).sort(), [1, 2]);
});

/** Sweeps a file, `in/a.log`, in small shards, and is called off when the sixth is to be scanned. */
async function calledOff(
  t: ExecutionContext,
  { path, folder, file = join(folder, 'in/a.log') }: ReturnType<typeof archive> & { readonly file?: string },
): Promise<KeptSweepSetup> {
  const setup = { path, paths: [file], flags, shardBytes: 4000 };
  const abort = new AbortController();
  let scanned = 0;
  const onScan = () => {
    scanned++;
    if (scanned === 6) abort.abort(new Error('called off'));
  };
  await t.throwsAsync(keptSweep({ ...setup, onScan, signal: abort.signal }), { message: 'called off' });
  return setup;
}

test('shards that were finished before a sweep was called off are not scanned again', async (t) => {
  const setup = await calledOff(t, archive(t));
  const whole = await keptSweep({ ...setup, path: `${setup.path}-other` });
  const { scans, report } = await keptSweep(setup);
  t.true(scans.length > 0 && scans.length <= whole.scans.length - 5, `${scans.length} of ${whole.scans.length}`);
  t.is(rendered(report), rendered(whole.report));
  t.deepEqual((await keptSweep(setup)).scans, []);
  t.deepEqual(readdirSync(join(setup.path, 'unfinished')), []);
});

test('a folder of unfinished shards that a killed sweep has emptied, and not removed, goes with the next one', async (t) => {
  const { path, folder } = archive(t);
  const file = join(folder, 'in/a.log');
  const setup = { path, paths: [file], flags, shardBytes: 4000 };
  await keptSweep(setup);
  const stamp = stampOf(statSync(file, { bigint: true }));
  mkdirSync(join(path, unfinishedFolder(file, stamp)), { recursive: true });
  t.deepEqual((await keptSweep(setup)).scans, []);
  t.deepEqual(readdirSync(join(path, 'unfinished')), []);
});

test('shards of a file that was changed before the sweep went on are all scanned', async (t) => {
  const setup = await calledOff(t, archive(t));
  writeFileSync(setup.paths[0] ?? '', text.replaceAll('10.1.1.50', '10.1.1.51'), 'latin1');
  const { scans, report } = await keptSweep(setup);
  t.deepEqual(scans, (await keptSweep({ ...setup, path: `${setup.path}-other` })).scans);
  t.deepEqual(report.rules, (await sweepOf({ paths: setup.paths, flags })).rules);
});

test('a finished shard of another file, as long, is not taken for one of this', async (t) => {
  const { path, folder } = archive(t);
  const other = join(folder, 'in/other.log');
  writeFileSync(other, text.replaceAll('10.1.1.50', '10.1.1.51'), 'latin1');
  const mine = await calledOff(t, { path, folder, paths: [] });
  await calledOff(t, { path, folder, paths: [], file: other });
  const places = [join(folder, 'in/a.log'), other].map((file) => {
    return join(path, unfinishedFolder(file, stampOf(statSync(file, { bigint: true }))));
  });
  const [own = '', foreign = ''] = places;
  const first = (place: string) =>
    (nodeFs.existsSync(place) ? readdirSync(place) : []).find((each) => each.startsWith('0-'));
  // What was scanned before it was called off is still being written.
  while (first(own) === undefined || first(foreign) === undefined) await setImmediate();
  const name = first(own) ?? '';
  writeFileSync(join(own, name), readFileSync(join(foreign, name)));
  t.deepEqual(verifyState(path).damaged, [join(own, name).slice(path.length + 1)]);
  const { scans, report, warnings } = await keptSweep(mine);
  t.true(scans.includes(`a.log ${name.split('-').slice(0, 2).join('-')}: 1 rules`), scans.join('\n'));
  t.regex(warnings.join(), /is damaged; it was thrown away/);
  t.deepEqual(report.rules, (await sweepOf({ paths: mine.paths, flags })).rules);
});

test('shards of a file that might still change unseen are left to nobody', async (t) => {
  const { path, folder } = archive(t);
  const setup = { path, paths: [join(folder, 'in/a.log')], flags, shardBytes: 4000, lookedAtMs: Date.now() };
  const abort = new AbortController();
  let scanned = 0;
  const onScan = () => {
    scanned++;
    if (scanned === 6) abort.abort(new Error('called off'));
  };
  await t.throwsAsync(keptSweep({ ...setup, onScan, signal: abort.signal }), { message: 'called off' });
  const whole = await keptSweep({ ...setup, path: `${path}-other` });
  t.deepEqual((await keptSweep(setup)).scans, whole.scans);
});

test('header lines rule over kept shards too', async (t) => {
  const header = (client: string, server: string) =>
    `#fields\tts\tuid\tid.${client}_h\tid.${client}_p\tid.${server}_h\tid.${server}_p\tproto\tconn_state\n`;
  const lines = Array.from(
    { length: 400 },
    (_, index) => `1404391710.25\tC1\t10.0.0.${index % 7}\t53\t10.1.1.${index % 5}\t53\tudp\tSF\n`,
  ).join('');
  const log = `#separator \\x09\n${header('orig', 'resp')}${lines}${header('resp', 'orig')}${lines}`;
  const folder = folderWith(t, { 'conn.log': log });
  const question = { where: ['dst_port=53'], by: 'src_ip' };
  const setup = { path: join(folder, 'state'), paths: [join(folder, 'conn.log')], flags: question, shardBytes: 3000 };
  const first = await keptSweep(setup);
  const second = await keptSweep(setup);
  const expected = await sweepOf({ paths: setup.paths, flags: question });
  t.is(expected.rules[0]?.keys, 12);
  t.deepEqual(first.report.rules, expected.rules);
  t.deepEqual(second.scans, []);
  t.is(rendered(second.report), rendered(first.report));
});

test('a damaged file is told, thrown away and counted again', async (t) => {
  const { path, paths } = archive(t);
  const { report } = await keptSweep({ path, paths, flags });
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:arrow|json)$/.test(name),
  );
  t.is(names.length, 5 + 5 + 2);
  for (const name of names) {
    const bytes = readFileSync(join(path, name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
    writeFileSync(join(path, name), bytes);
    const damaged = await keptSweep({ path, paths, flags });
    t.is(rendered(damaged.report), rendered(report));
    // A manifest is read only for a report.
    if (!name.startsWith('sweeps')) t.regex(damaged.warnings.join(), /damaged; it was thrown away/, name);
    const healed = await keptSweep({ path, paths, flags });
    t.deepEqual([healed.scans, healed.warnings], [[], []], name);
    t.is(rendered(healed.report), rendered(report));
  }
});

test('a full disk costs the kept counts, not the report', async (t) => {
  const { path, paths } = archive(t);
  const expected = rendered(await sweepOf({ paths, flags, provenance: true }));
  const full = (): never => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC', errno: -28 });
  };
  // Kept files are opened for reading by flags that are a number.
  const openSync: typeof nodeFs.openSync = (name, flags) => {
    return typeof flags === 'number' ? nodeFs.openSync(name, flags) : full();
  };
  const fs = { ...nodeFs, openSync };
  const { report, warnings } = await keptSweep({ path, paths, flags, fs });
  t.is(rendered(report), expected);
  t.is(warnings.length, 1);
  t.regex(warnings[0] ?? '', /no space left on device/);
  t.is((await keptSweep({ path, paths, flags })).scans.length, 5);
});

test('counts in the place of others are not taken for them', async (t) => {
  const { path, paths } = archive(t);
  const { report } = await keptSweep({ path, paths, flags });
  const counts = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.arrow'));
  const [one, other] = counts.map((name) => join(path, name));
  writeFileSync(one ?? '', readFileSync(other ?? ''));
  const second = await keptSweep({ path, paths, flags });
  t.is(second.scans.length, 1);
  t.is(rendered(second.report), rendered(report));
});

test('a stretch in the place of that of other content, as long, is not taken for it', async (t) => {
  const { folder, path } = archive(t);
  const bytes = Buffer.alloc(stretchBytes + 1_000_003, text, 'latin1');
  const large = join(folder, 'in/large.log');
  const other = join(folder, 'in/other.log');
  writeFileSync(large, bytes);
  writeFileSync(other, Buffer.from(bytes.toString('latin1').replaceAll('10.1.1.50', '10.1.1.51'), 'latin1'));
  const setup = { path, paths: [large], flags };
  const { report } = await keptSweep(setup);
  await keptSweep({ ...setup, paths: [other] });
  await keptSweep({ ...setup, flags: { ...flags, key: 'outside:{ip}/' } });
  const size = join(path, 'counts', String(bytes.length));
  const [own, foreign] = [large, other].map((file) => {
    const parts = [0, stretchBytes].map((start) => nodeFs.readFileSync(file).subarray(start, start + stretchBytes));
    const digests = parts.map((part) => createHash('sha256').update(part).digest('hex'));
    return join(size, contentName(digests).replace(':', '-'));
  });
  const name = readdirSync(foreign ?? '').find((each) => each.startsWith('0-')) ?? '';
  writeFileSync(join(own ?? '', name), readFileSync(join(foreign ?? '', name)));
  // What is kept for other rules tells which stretches are its own.
  t.deepEqual(verifyState(path).damaged, [join(own ?? '', name).slice(path.length + 1)]);
  const second = await keptSweep(setup);
  t.deepEqual(second.scans, [`large.log 0-${stretchBytes}: 1 rules`]);
  t.is(rendered(second.report), rendered(report));
  t.deepEqual(verifyState(path).damaged, []);
  // Nothing tells.
  for (const each of readdirSync(own ?? ''))
    if (!readdirSync(foreign ?? '').includes(each)) rmSync(join(own ?? '', each));
  t.deepEqual((await keptSweep(setup)).scans, []);
  writeFileSync(join(own ?? '', name), readFileSync(join(foreign ?? '', name)));
  t.is(verifyState(path).damaged.length, 2);
  const third = await keptSweep(setup);
  t.is(third.scans.length, 2);
  t.is(rendered(third.report), rendered(report));
  t.deepEqual(verifyState(path).damaged, []);
  t.deepEqual((await keptSweep(setup)).scans, []);
});
