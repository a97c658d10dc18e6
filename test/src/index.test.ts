import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { compileRules, type Question, readReport, sweep, UserError } from '../../src/index.ts';

const samples = join(projectFolder, 'samples');
const diary = join(samples, 'diary/archive');
const truncated = join(samples, 'truncated/archive');
const dnsLines: Question = { match: ['/53 '], key: 'inside:{src:ip}/' };

function expectedReport(sample: string) {
  return readReport(readFileSync(join(samples, sample, 'expected/report.json'), 'utf8'));
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a sweep gives the report that the command prints', async (t) => {
  const rules = compileRules({ rules: [join(samples, 'diary/rules.yaml')] });
  t.deepEqual(await sweep({ inputs: [diary], rules }), expectedReport('diary'));
});

test('with a state folder it gives the same report, again and again, and warns of what is wrong there', async (t) => {
  await withFolder(async (folder) => {
    const rules = compileRules(dnsLines);
    const state = join(folder, 'state');
    const expected = await sweep({ inputs: [diary], rules, provenance: true });
    t.regex(expected.coverage.identities?.[0]?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
    const warnings: string[] = [];
    const settings = { onWarning: (message: string) => warnings.push(message) };
    for (const verifyInputs of [false, false, true]) {
      t.deepEqual(await sweep({ inputs: [diary], rules, state, verifyInputs, provenance: true }, settings), expected);
    }
    t.deepEqual(warnings, []);
    writeFileSync(join(state, 'syslog-sweep-state.json'), '{}');
    t.deepEqual(await sweep({ inputs: [diary], rules, state, provenance: true }, settings), expected);
    t.is(warnings.length, 1);
  });
});

test('on threads it gives the same numbers as on the calling one', async (t) => {
  await withFolder(async (folder) => {
    const text = readFileSync(join(diary, '2014-07-03/SyslogCatchAll.txt'));
    const copies = Math.ceil((17 * 2 ** 20) / text.length);
    writeFileSync(join(folder, 'large.txt'), Buffer.concat(Array.from({ length: copies }, () => text)));
    const rules = compileRules(dnsLines);
    const [once] = (await sweep({ inputs: [diary], rules })).rules;
    const [many] = (await sweep({ inputs: [folder], rules, jobs: 2 })).rules;
    const multiplied = once?.ranking.map((row) => ({ ...row, count: row.count * copies }));
    t.deepEqual(many?.ranking, multiplied);
  });
});

test('a damaged input stands in the report and rejects nothing', async (t) => {
  const question = { ...dnsLines, exclude: ['10.1.0.10', '10.1.0.11'] };
  const report = await sweep({ inputs: [truncated], rules: compileRules(question) });
  const expected = expectedReport('truncated');
  t.deepEqual(report.rules, expected.rules);
  t.deepEqual(
    report.coverage.problems.map(({ path, ...problem }) => problem),
    expected.coverage.problems.map(({ path, ...problem }) => problem),
  );
});

test('numbers, filters and lists of a question mean what the options mean', async (t) => {
  const rules = compileRules({
    match: ['/53 '],
    field: 13,
    fieldContains: 'inside',
    split: ':/',
    part: 2,
    allow: ['@dns'],
    list: ['dns=10.1.0.10,10.1.0.11'],
    min: 10,
    top: 2,
  });
  const {
    rules: [rule],
  } = await sweep({ inputs: [join(samples, 'diary')], include: ['archive/**'], rules });
  t.deepEqual(
    rule?.ranking.map(({ key, count }) => [key.key, count]),
    [
      ['10.1.2.201', 24],
      ['10.1.3.17', 14],
    ],
  );
});

test('decoded fields are asked for as the options do', (t) => {
  const { formats, ...rest } = compileRules({
    regexp: ['a+'],
    where: ['dst_port=53'],
    whereAny: ['event=start', 'event=deny'],
    since: '2014-07-03',
    until: '2014-07-04',
    format: ['netfilter'],
    by: ['src_ip/24', 'dst_port'],
    measure: { hours: 'hours', destinations: 'distinct(dst_ip)' },
    having: ['destinations>=2'],
    sort: 'destinations',
  });
  t.deepEqual(
    formats?.map(({ name }) => name),
    ['netfilter'],
  );
  t.deepEqual(rest, {
    rules: [
      {
        id: 'cli',
        match: { all: [], any: [], none: [], ignoreCase: false },
        regexp: ['a+'],
        where: ['dst_port=53'],
        whereAny: ['event=start', 'event=deny'],
        key: { kind: 'fields', fields: ['src_ip/24', 'dst_port'] },
        measure: { destinations: 'distinct(dst_ip)', hours: 'hours' },
        having: ['destinations>=2'],
        sort: 'destinations',
        allow: [],
      },
    ],
    lists: {},
    since: '2014-07-03',
    until: '2014-07-04',
    min: 1,
  });
  t.true(compileRules({ rules: ['clowns'] }).rules.length > 2);
});

test('all mistakes of a question are told in one UserError', (t) => {
  const question: Question = { match: ['\\q'], key: '{ip', min: -1 };
  const error = t.throws(() => compileRules(question), { instanceOf: UserError });
  const lines = error?.message.split('\n') ?? [];
  t.is(lines.length, 3);
  t.true(lines.some((line) => line.includes('"\\q"')));
  t.true(lines.some((line) => line.includes('"{ip"')));
  t.true(lines.some((line) => line.includes('"-1"')));
});

test('a sweep of nothing rejects with a UserError', async (t) => {
  const rules = compileRules(dnsLines);
  const missing = await t.throwsAsync(sweep({ inputs: [join(samples, 'nowhere')], rules }), { instanceOf: UserError });
  t.regex(missing?.message ?? '', /nowhere: does not exist/);
});

test('a number of jobs that is none rejects with a UserError', async (t) => {
  const rules = compileRules(dnsLines);
  for (const jobs of [0, 1.5, Number.NaN, 5000]) {
    const error = await t.throwsAsync(sweep({ inputs: [diary], rules, jobs }), { instanceOf: UserError });
    t.regex(error?.message ?? '', /^Expected the `--jobs` option to be /);
  }
});

test('a sweep that was called off before it began reads nothing', async (t) => {
  const reason = new Error('changed my mind');
  const rules = compileRules(dnsLines);
  const sweeping = sweep({ inputs: [join(samples, 'nowhere')], rules }, { signal: AbortSignal.abort(reason) });
  t.is(await t.throwsAsync(sweeping), reason);
});

for (const [where, megabytes] of [
  ['the calling thread', 1],
  ['threads', 64],
] as const) {
  test(`a sweep on ${where} that is called off rejects with the reason`, async (t) => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'log'), Buffer.alloc(megabytes * 2 ** 20, 'nothing to see here\n'));
      const control = new AbortController();
      const reason = new Error('changed my mind');
      const sweeping = sweep({ inputs: [folder], rules: compileRules(dnsLines), jobs: 2 }, { signal: control.signal });
      control.abort(reason);
      t.is(await t.throwsAsync(sweeping), reason);
    });
  });
}

test('a process that sweeps prints nothing, ends by itself and keeps its exit code and its signals', (t) => {
  const library = new URL('../../src/index.js', import.meta.url).href;
  const script = `
    const { sweep, compileRules } = await import(${JSON.stringify(library)});
    const counts = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
    const before = JSON.stringify(counts());
    const rules = compileRules({ match: ['/53 '] });
    const { coverage } = await sweep({ inputs: [${JSON.stringify(truncated)}], rules });
    if (coverage.problems.length !== 1) throw new Error('no problem');
    if (JSON.stringify(counts()) !== before) throw new Error('listeners were left');
    if (process.exitCode !== undefined) throw new Error('an exit code was set');
  `;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  t.is(ended.stderr, '');
  t.is(ended.stdout, '');
  t.is(ended.status, 0);
});
