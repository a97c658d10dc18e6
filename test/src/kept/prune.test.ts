import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openKeptSweep } from '../../../src/kept/kept-sweep.ts';
import { openExisting, openFolder } from '../../../src/kept/open-folder.ts';
import { pruneState } from '../../../src/kept/prune.ts';
import { sealJson } from '../../../src/kept/sealed-json.ts';
import { fileNames, verifyState } from '../../../src/kept/verify.ts';
import { keptSweep } from '../../helpers/kept-sweeps.ts';
import { nastyLog } from '../../helpers/nasty-log.ts';
import { folderWith } from '../../helpers/scratch.ts';

const day = 24 * 60 * 60 * 1000;
const flags = { match: ['/53 '], key: 'inside:{ip}/' };
const other = { match: ['/80'], key: '{ip}' };
const decoded = { where: ['dst_port=53'], by: 'src_ip' };

function setup(t: ExecutionContext) {
  const folder = folderWith(t, { 'in/a.log': nastyLog(1, 100), 'in/b.log': nastyLog(2, 100) });
  const path = join(folder, 'state');
  const prune = (days: number) => {
    const opened = openFolder(path, (message) => t.fail(message));
    if (opened === undefined) throw new Error('newer');
    return pruneState(opened, Date.now() - days * day);
  };
  /** As if all that is there now had been written so many days ago. */
  const age = (days: number) => {
    const then = new Date(Date.now() - days * day);
    for (const name of fileNames(path)) utimesSync(join(path, name), then, then);
  };
  const sweep = (names: readonly string[], question: object) =>
    keptSweep({ path, paths: names.map((name) => join(folder, 'in', name)), flags: question });
  return { folder, path, prune, age, sweep };
}

/** Of what is older than 90 days, with what is told of it. */
function pruneTelling(path: string) {
  const told: string[] = [];
  const opened = openExisting(path, 'change', (message) => told.push(message));
  return { told, ...pruneState(opened, Date.now() - 90 * day) };
}

function countsIn(path: string): number {
  return fileNames(path).filter((name) => name.endsWith('.arrow')).length;
}

test('what a young sweep needs stays, however old it is', async (t) => {
  const { path, prune, age, sweep } = setup(t);
  await sweep(['a.log'], decoded);
  age(100);
  await sweep(['a.log'], decoded);
  t.deepEqual(prune(90), { sweeps: 0, files: 0, bytes: 0, stuck: [] });
  t.deepEqual((await sweep(['a.log'], decoded)).scans, []);
  t.true(fileNames(path).some((name) => name.startsWith('formats/')));
});

test('old sweeps go, and what only they needed: contents, rules, cards, formats', async (t) => {
  const { path, prune, age, sweep } = setup(t);
  await sweep(['a.log', 'b.log'], decoded);
  await sweep(['a.log', 'b.log'], flags);
  await sweep(['a.log'], other);
  age(100);
  await sweep(['a.log'], flags);
  const before = fileNames(path).length;
  t.is(countsIn(path), 5);
  const { sweeps, files, bytes } = prune(90);
  t.is(sweeps, 3);
  t.is(files, before - fileNames(path).length);
  t.true(bytes > 0);
  t.is(countsIn(path), 1);
  t.deepEqual(
    fileNames(path).map((name) => name.split('/')[0]),
    ['counts', 'inputs', 'sweeps', 'syslog-sweep-state.json'],
  );
  t.deepEqual((await sweep(['a.log'], flags)).scans, []);
  t.deepEqual(readdirSync(join(path, 'counts')).length, 1);
});

test('what is young stays, for a sweep that has not ended', async (t) => {
  const { path, prune, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  age(100);
  writeFileSync(join(path, 'counts', 'young.arrow'), 'just written');
  prune(90);
  t.deepEqual(fileNames(path), ['counts/young.arrow', 'syslog-sweep-state.json']);
});

test('verifying tells of every file that is not as it was written, and changes nothing', async (t) => {
  const { path, sweep } = setup(t);
  await sweep(['a.log', 'b.log'], decoded);
  const names = fileNames(path);
  t.deepEqual(verifyState(path), { files: names.length, damaged: [], newer: [] });
  for (const name of names) {
    const bytes = readFileSync(join(path, name));
    writeFileSync(join(path, name), Buffer.concat([bytes.subarray(0, 20), Buffer.from('?'), bytes.subarray(21)]));
    t.deepEqual(verifyState(path), { files: names.length, damaged: [name], newer: [] });
    writeFileSync(join(path, name), bytes);
  }
  const [one = '', another = ''] = names.filter((name) => name.endsWith('.arrow'));
  writeFileSync(join(path, one), readFileSync(join(path, another)));
  t.deepEqual(verifyState(path).damaged, [one]);
});

test('what another process removes meanwhile is gone, and the rest is pruned', async (t) => {
  const { path, age, sweep } = setup(t);
  await sweep(['a.log', 'b.log'], flags);
  age(100);
  await sweep(['a.log'], flags);
  const opened = openFolder(path, (message) => t.fail(message));
  if (opened === undefined) throw new Error('newer');
  let removed = 0;
  const racing = new Proxy(opened, {
    get(folder, member) {
      const value = Reflect.get(folder, member, folder);
      if (member !== 'read') return typeof value === 'function' ? value.bind(folder) : value;
      // Counts come before cards: when the first of them is looked at, all cards go.
      return (name: string) => {
        if (name.startsWith('counts/')) {
          removed++;
          rmSync(join(path, 'inputs'), { recursive: true, force: true });
        }
        return folder.read(name);
      };
    },
  });
  const { sweeps } = pruneState(racing, Date.now() - 90 * day);
  t.true(removed > 0);
  t.is(sweeps, 1);
  t.is(countsIn(path), 1);
  t.deepEqual(verifyState(path).damaged, []);
});

test('formats that were damaged, or are not those of the sweep, are written again', async (t) => {
  const { path, sweep } = setup(t);
  await sweep(['a.log'], decoded);
  const name = fileNames(path).find((each) => each.startsWith('formats/')) ?? '';
  const right = readFileSync(join(path, name), 'utf8');
  for (const wrong of ['{}', sealJson({ schema: 'syslog-sweep/formats@1', formats: [] })]) {
    writeFileSync(join(path, name), wrong);
    await sweep(['a.log'], decoded);
    t.is(readFileSync(join(path, name), 'utf8'), right);
    t.notThrows(() => openKeptSweep(path, undefined, (message) => t.fail(message)));
  }
});

test('what cannot be removed is named, and all else that is old goes', async (t) => {
  const { path, prune, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  await sweep(['b.log'], flags);
  age(100);
  // Also the superuser removes no folder as a file.
  const [sweepName = ''] = readdirSync(join(path, 'sweeps'));
  const kept = join(path, 'sweeps', sweepName);
  rmSync(kept);
  mkdirSync(kept);
  writeFileSync(join(kept, 'below'), '');
  utimesSync(kept, 1, 1);
  const { sweeps, files, stuck } = prune(90);
  t.is(sweeps, 1);
  t.is(files, 1 + 2 + 2);
  t.deepEqual(
    stuck.map(({ name }) => name),
    [`sweeps/${sweepName}`],
  );
  t.true((stuck[0]?.why.length ?? 0) > 0);
  t.deepEqual(fileNames(path), [`sweeps/${sweepName}/below`, 'syslog-sweep-state.json']);
});

test('where a newer version wrote a young sweep, nothing goes that it may need', async (t) => {
  const { path, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  await sweep(['b.log'], flags);
  age(100);
  const [first = '', second = ''] = readdirSync(join(path, 'sweeps')).sort();
  const newer = sealJson({ schema: 'syslog-sweep/sweep@2', needs: 'whatever it says' });
  writeFileSync(join(path, 'sweeps', second), newer);
  const before = fileNames(path);
  const { told, sweeps, files } = pruneTelling(path);
  t.deepEqual([sweeps, files], [1, 1]);
  t.deepEqual(
    fileNames(path),
    before.filter((name) => name !== `sweeps/${first}`),
  );
  t.deepEqual(
    told.map((message) => message.replace(/[0-9a-f]{12}/, 'ID')),
    ['Cannot be read, and may need anything: the sweep ID (a newer version wrote it); all but old sweeps stays'],
  );
});

test('a young sweep that is damaged goes, with what only it needs', async (t) => {
  const { path, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  await sweep(['b.log'], flags);
  age(100);
  const [first = '', second = ''] = readdirSync(join(path, 'sweeps')).sort();
  for (const name of [first, second]) utimesSync(join(path, 'sweeps', name), new Date(), new Date());
  writeFileSync(join(path, 'sweeps', second), '{}');
  const told: string[] = [];
  const { sweeps } = pruneState(
    openExisting(path, 'change', (message) => told.push(message)),
    Date.now() - 90 * day,
  );
  t.is(sweeps, 1);
  t.is(countsIn(path), 1);
  t.is(told.length, 1);
  t.regex(told[0] ?? '', /^The sweep [0-9a-f]{12} is damaged, and goes, with what only it needs$/);
});

test('where a young sweep cannot be read, nothing goes that it may need', async (t) => {
  const { path, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  age(100);
  await sweep(['b.log'], decoded);
  age(100);
  const names = readdirSync(join(path, 'sweeps')).sort();
  const young = new Date();
  utimesSync(join(path, 'sweeps', names[1] ?? ''), young, young);
  const formats = fileNames(path).find((each) => each.startsWith('formats/')) ?? '';
  writeFileSync(join(path, formats), '{}');
  const { told, files } = pruneTelling(path);
  t.is(files, 1);
  t.is(countsIn(path), 2);
  t.is(told.length, 1);
  t.regex(told[0] ?? '', /its formats are damaged or gone/);
});

test('what somebody else has put into the folder stays, also what cannot be looked at', async (t) => {
  const { path, prune, age, sweep } = setup(t);
  await sweep(['a.log'], flags);
  mkdirSync(join(path, 'mine'));
  const others = ['july.json', 'counts/README', 'mine/x.arrow'];
  for (const name of others) writeFileSync(join(path, name), 'mine');
  age(100);
  t.is(prune(90).files, 3);
  for (const name of others) t.true(fileNames(path).includes(name), name);
  mkdirSync(join(path, 'sweeps'), { recursive: true });
  symlinkSync('00000009-aaaaaaaaaaaa.json', join(path, 'sweeps', '00000009-aaaaaaaaaaaa.json'));
  t.notThrows(() =>
    pruneState(
      openExisting(path, 'change', () => {}),
      Date.now() - 90 * day,
    ),
  );
});
