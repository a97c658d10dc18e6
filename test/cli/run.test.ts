// The command `run`: a job, day by day, from its file to outputs and exit codes.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { systemProcesses } from '../../src/cli/processes.ts';
import { addDays } from '../../src/days.ts';
import { dayIn } from '../../src/job/time-zones.ts';
import type { Report } from '../../src/types.ts';
import { type Ended, run, syslogSweep } from '../helpers/command.ts';
import { type Files, folderWith, isWindows } from '../helpers/scratch.ts';

const rules = 'version: 1\nrules:\n  - id: dns\n    match: { all: ["/53 "] }\n    key: "inside:{src:ip}/"\n';
const job = {
  version: 1,
  timezone: 'UTC',
  inputs: ['archive/{day}.*'],
  rules: ['rules.yaml'],
  outputs: ['reports/{day}.json', 'reports/{yyyy}/{day}.csv'],
};
const watched = { ...job, baseline: { days: 3, outputs: ['changes/{day}.csv'] }, quiet: {}, fail_on_new: true };

test('a day is swept, reported and told in a line', async (t) => {
  const folder = withJob(t, job, { 'archive/2014-07-03.log': log('a', 'b', 'a') });
  const { code, stdout, stderr } = await runJob(folder, '--day', '2014-07-03');
  t.is(stderr, '');
  t.is(code, 0);
  t.is(stdout.toString(), '2014-07-03 job.json: 1 input with 3 lines; 2 keys ranked\n');
  t.is(
    readFileSync(join(folder, 'reports/2014/2014-07-03.csv'), 'utf8'),
    'rule,rank,count,share,src\r\ndns,1,2,0.666667,10.1.1.97\r\ndns,2,1,0.333333,10.1.1.98\r\n',
  );
  t.deepEqual(readdirSync(folder).sort(), ['archive', 'job.json', 'reports', 'rules.yaml']);
});

test('the report is that of a sweep, from whatever folder the job is run', async (t) => {
  const folder = withJob(t, job, { 'archive/2014-07-03.log': log('a', 'b', 'a') });
  const report = join(folder, 'reports/2014-07-03.json');
  const swept = await syslogSweep(['archive/2014-07-03.log', '-r', 'rules.yaml', '--print', 'json'], { cwd: folder });
  for (const [path, cwd] of [
    ['job.json', folder],
    ['../job.json', join(folder, 'archive')],
    [join(folder, 'job.json'), '/'],
  ] as const) {
    rmSync(report, { force: true });
    t.is((await syslogSweep(['run', path, '--day', '2014-07-03'], { cwd })).code, 0);
    t.is(readFileSync(report, 'utf8'), swept.stdout.toString());
  }
});

test('without a day it is yesterday, by the clock of the zone', async (t) => {
  const today = dayIn('UTC', new Date());
  const around = [-2, -1, 0, 1].map((days) => addDays(today, days));
  const folder = withJob(t, job, Object.fromEntries(around.map((day) => [`archive/${day}.log`, log('a')])));
  t.is((await runJob(folder)).code, 0);
  const written = readdirSync(join(folder, 'reports')).filter((name) => name.endsWith('.json'));
  // Midnight may have come between.
  t.true(written.length === 1 && [`${around[1]}.json`, `${around[2]}.json`].includes(written[0] ?? ''), written.join());
});

test('days are compared with those before them, and a new key is exit code 3', async (t) => {
  const folder = withJob(t, watched, days({ 1: 'ab', 2: 'ab', 3: 'abc', 4: 'ab', 5: 'ab', 6: 'abc', 7: 'abc' }));
  const { code, stdout, stderr } = await runJob(folder, '--days', '2014-07-01..2014-07-07');
  t.is(stderr, '');
  t.is(code, 3);
  t.deepEqual(stdout.toString().trimEnd().split('\n'), [
    '2014-07-01 job.json: 1 input with 2 lines; 2 keys ranked; nothing to compare with',
    '2014-07-02 job.json: 1 input with 2 lines; 2 keys ranked; no key new since 2014-07-01',
    '2014-07-03 job.json: 1 input with 3 lines; 3 keys ranked; 1 key new since 2014-07-01: dns 10.1.1.99 (1 line)',
    '2014-07-04 job.json: 1 input with 2 lines; 2 keys ranked; no key new since 2014-07-01',
    '2014-07-05 job.json: 1 input with 2 lines; 2 keys ranked; no key new since 2014-07-02',
    // The three days before are the 3rd, 4th and 5th, and the 3rd had it.
    '2014-07-06 job.json: 1 input with 3 lines; 3 keys ranked; no key new since 2014-07-03',
    '2014-07-07 job.json: 1 input with 3 lines; 3 keys ranked; no key new since 2014-07-04',
  ]);
  t.is(
    readFileSync(join(folder, 'changes/2014-07-03.csv'), 'utf8'),
    'change,certain,rule,count,least,most,first_seen,src\r\nnew,yes,dns,1,0,0,2014-07-03,10.1.1.99\r\n',
  );
});

test('days that are done are passed over; those with problems, and those without all outputs, are not', async (t) => {
  const folder = withJob(t, job, days({ 1: 'a', 2: 'b', 4: 'd' }));
  const range = ['--days', '2014-07-01..2014-07-04'];
  t.is((await runJob(folder, ...range)).code, 1);
  rmSync(join(folder, 'reports/2014/2014-07-04.csv'));
  // What is done is not read again, whatever became of it.
  writeFileSync(join(folder, 'archive/2014-07-01.log'), log('z'));
  writeFileSync(join(folder, 'archive/2014-07-03.log'), log('c', 'c'));
  const { code, stdout } = await runJob(folder, ...range);
  t.is(code, 0);
  t.deepEqual(stdout.toString().trimEnd().split('\n'), [
    '2014-07-01 job.json: done before',
    '2014-07-02 job.json: done before',
    '2014-07-03 job.json: 1 input with 2 lines; 1 key ranked',
    '2014-07-04 job.json: 1 input with 1 line; 1 key ranked',
  ]);
  t.deepEqual(keysOf(folder, 1), ['10.1.1.97']);
  await runJob(folder, ...range, '--again');
  t.deepEqual(keysOf(folder, 1), ['10.1.1.122']);
});

test('that a day was done by other rules is said', async (t) => {
  const folder = withJob(t, job, days({ 1: 'a' }));
  await runJob(folder, '--days', '2014-07-01..2014-07-01');
  writeFileSync(join(folder, 'rules.yaml'), rules.replace('/53 ', '/'));
  const { stdout } = await runJob(folder, '--days', '2014-07-01..2014-07-01');
  t.is(stdout.toString(), '2014-07-01 job.json: done before, with other rules or lists; --again does it again\n');
});

test('a day without any input is a problem in its report', async (t) => {
  const folder = withJob(t, job, {});
  for (const inputs of [['archive/{day}.*'], ['archive']]) {
    writeJob(folder, { ...job, inputs });
    mkdirSync(join(folder, 'archive'), { recursive: true });
    const { code, stderr } = await runJob(folder, '--day', '2014-07-03');
    t.is(code, 1);
    t.regex(
      stderr,
      /^syslog-sweep: 2014-07-03: quiet: archive\S*: nothing is there to read for this day \(read 0 bytes, 0 lines\)$/m,
    );
    const { problems } = reportOf(folder, 3).coverage;
    t.is(problems[0]?.reason, 'quiet');
    t.is(problems.length, inputs[0] === 'archive' ? 1 : 2);
  }
});

test('a day with much less than usual is a problem, and goes before new keys', async (t) => {
  const folder = withJob(t, watched, days({ 1: 'aaaa', 2: 'aaaaa', 3: 'aaaa', 4: 'x', 5: 'aa' }));
  const { code, stderr } = await runJob(folder, '--days', '2014-07-01..2014-07-05');
  t.is(code, 1);
  t.is(
    stderr,
    'syslog-sweep: 2014-07-04: quiet: archive/2014-07-04.*: 1 line, less than 0.3 times the 4 lines that are usual (the median of 3 days before) (read 25 bytes, 1 line)\n',
  );
  // What is missing from a quiet day is not gone for certain.
  t.true(
    readFileSync(join(folder, 'changes/2014-07-04.csv'), 'utf8').includes(
      '\r\ngone,no,dns,0,4,5,2014-07-01,10.1.1.97\r\n',
    ),
  );
});

test('days without any input say nothing of what is usual', async (t) => {
  const folder = withJob(t, watched, days({ 1: 'aaaa', 2: 'aaaa', 3: 'aaaa', 8: 'a' }));
  await runJob(folder, '--days', '2014-07-01..2014-07-07');
  const { code, stderr } = await runJob(folder, '--day', '2014-07-08');
  t.is(code, 1);
  t.regex(stderr, /: 1 line, less than 0\.3 times the 4 lines that are usual \(the median of 3 days before\)/);
});

test('findings are exit code 3 where the job wants it', async (t) => {
  const folder = withJob(t, { ...job, fail_on_findings: true }, days({ 1: 'a', 2: '' }));
  t.is((await runJob(folder, '--day', '2014-07-01')).code, 3);
  t.is((await runJob(folder, '--day', '2014-07-02')).code, 0);
});

test('rules, lists and thresholds are those of the job', async (t) => {
  const more = `${rules}    allow: ["@servers"]\n  - { id: all, match: {} }\nlists: { servers: [10.1.1.97] }\n`.replace(
    'match: {}',
    'key: "{ip}"',
  );
  const folder = withJob(
    t,
    { ...job, only: ['dns'], list: { servers: ['10.1.1.98'] }, allow: ['10.1.1.99'], min: 2 },
    { ...days({ 1: 'aabbccde' }), 'rules.yaml': more },
  );
  t.is((await runJob(folder, '--day', '2014-07-01')).code, 0);
  t.deepEqual(
    reportOf(folder, 1).rules.map(({ id }) => id),
    ['dns'],
  );
  t.deepEqual(keysOf(folder, 1), ['10.1.1.97']);
});

test('an exception of the job holds through its last day', async (t) => {
  const allow = [
    { item: '10.1.1.98', until: '2014-07-02', reason: 'ticket 4711' },
    { item: '10.1.1.99', reason: 'gone' },
  ];
  const folder = withJob(t, { ...job, allow }, days({ 2: 'ab', 3: 'ab' }));
  await runJob(folder, '--days', '2014-07-02..2014-07-03');
  const [until, reason] = ['2014-07-02', 'ticket 4711'];
  const unused = { item: '10.1.1.99', rule: 'dns', reason: 'gone', why: 'unused' };
  t.deepEqual(keysOf(folder, 2), ['10.1.1.97']);
  t.deepEqual(reportOf(folder, 2).staleAllow, [unused]);
  t.deepEqual(keysOf(folder, 3), ['10.1.1.97', '10.1.1.98']);
  t.deepEqual(reportOf(folder, 3).staleAllow, [
    { item: '10.1.1.98', rule: 'dns', until, reason, why: 'expired' },
    unused,
  ]);
  const { stdout } = await runJob(folder, '--days', '2014-07-02..2014-07-03');
  t.deepEqual(stdout.toString().match(/done before$/gm)?.length, 2);
});

test('mistakes of the job, of its rules and of what it says of lists are told together', async (t) => {
  const folder = withJob(t, job, { 'rules.yaml': `${rules}    titel: x\n` });
  const lines = [
    'version: 1',
    'inputs: [a]',
    'rules: [rules.yaml]',
    'outputs: [a.json]',
    'only: [dnss]',
    'allow: [10.1.1]',
    'list: { a: [x] }',
  ];
  writeFileSync(join(folder, 'job.yaml'), `${lines.join('\n')}\nquiet: 7\n`);
  const { code, stderr } = await syslogSweep(['run', 'job.yaml'], { cwd: folder });
  t.is(code, 2);
  t.deepEqual(
    stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, 110)),
    [
      'syslog-sweep: job.yaml:5:8: Expected the items of `only` to be ids of rules, got "dnss"; did you mean "dns"?',
      'syslog-sweep: job.yaml:6:9: Expected an allowed item to be an address, a network or a range, got "10.1.1"; wri',
      'syslog-sweep: job.yaml:7:9: Expected `list` to fill a list that is used, got "a"',
      'syslog-sweep: job.yaml:8:1: Expected an output ending in .json with the day in its name, as "reports/{day}.jso',
      'syslog-sweep: job.yaml:8:8: Expected `quiet` to be a map of names to values, got the number 7',
      'syslog-sweep: rules.yaml:6:5: Unknown field "titel" in the rule; did you mean "title"?',
    ],
  );
});

test('all inputs of a day are read, also gzip, but never the outputs', async (t) => {
  const wide = { ...job, inputs: ['{day}*', 'archive/{yyyy}{mm}{dd}.{gz,log}'], outputs: ['{day}.json', '{day}.csv'] };
  const folder = withJob(t, wide, {
    'archive/20140703.gz': gzipSync(log('a')),
    'archive/20140703.log': log('b'),
    'archive/20140704.log': log('c'),
    '2014-07-03.log': log('d'),
  });
  for (let times = 0; times < 2; times++) {
    const { stdout } = await runJob(folder, '--day', '2014-07-03');
    t.is(stdout.toString(), '2014-07-03 job.json: 3 inputs with 3 lines; 3 keys ranked\n');
  }
});

test('a damaged archive is exit code 1, and its report is written', async (t) => {
  const folder = withJob(t, job, { 'archive/2014-07-03.gz': gzipSync(log('a', 'b')).subarray(0, 20) });
  const { code, stderr } = await runJob(folder, '--day', '2014-07-03');
  t.is(code, 1);
  t.regex(stderr, /^syslog-sweep: 2014-07-03: truncated: archive\/2014-07-03\.gz: /);
  t.is(reportOf(folder, 3).coverage.problems.length, 1);
});

test('a state keeps the counts of a day, gives the same report again, and is no input', async (t) => {
  const folder = withJob(t, { ...job, inputs: ['kept', 'archive/{day}.*'], state: 'kept/counts' }, days({ 3: 'ab' }));
  const reports: string[] = [];
  for (let times = 0; times < 2; times++) {
    const { code, stdout, stderr } = await runJob(folder, '--day', '2014-07-03');
    t.is(stderr, '');
    t.is(code, 0);
    t.is(stdout.toString(), '2014-07-03 job.json: 1 input with 2 lines; 2 keys ranked\n');
    reports.push(readFileSync(join(folder, 'reports/2014-07-03.json'), 'utf8'));
  }
  t.is(reports[0], reports[1]);
  t.true(readdirSync(join(folder, 'kept/counts'), { recursive: true }).length > 3);
});

if (!isWindows) {
  test('two runs of one job do not go side by side', async (t) => {
    const folder = withJob(t, job, {});
    mkdirSync(join(folder, 'archive'));
    const fifo = join(folder, 'archive/2014-07-03.fifo');
    await run('mkfifo', [fifo]);
    writeJob(folder, { ...job, inputs: ['archive/{day}.fifo'] });
    const first = await syslogSweep(['run', join(folder, 'job.json'), '--day', '2014-07-03'], {
      async meanwhile(child) {
        // Opening it waits until the first run opens it too, and so has the lock.
        const writer = run('sh', ['-c', 'exec >"$1"; read -r word; echo "$word"', 'sh', fifo], {
          input: { kind: 'pipe' },
          meanwhile,
        });
        async function meanwhile(writing: typeof child) {
          await until(() => existsSync(join(folder, '.job.json.lock')));
          const second = await runJob(folder, '--day', '2014-07-04');
          t.is(second.code, 2);
          t.is(second.stdout.length, 0);
          t.is(
            second.stderr,
            `syslog-sweep: Expected to run the job "job.json" alone, but process ${child.pid} runs it now; wait for its end, or end it\n`,
          );
          writing.stdin?.end('inside:10.1.1.5/53\n');
        }
        await writer;
      },
    });
    t.is(first.code, 0, first.stderr);
    t.deepEqual(readdirSync(folder).sort(), ['archive', 'job.json', 'reports', 'rules.yaml']);
  });
}

test('a run that was killed leaves a lock that the next run takes', async (t) => {
  const folder = withJob(t, job, days({ 3: 'a' }));
  const { stdout } = await run(process.execPath, ['-p', 'process.pid']);
  const gone = { ...systemProcesses().own, pid: Number(stdout.toString()) };
  writeFileSync(join(folder, '.job.json.lock'), JSON.stringify(gone));
  t.is((await runJob(folder, '--day', '2014-07-03')).code, 0);
  t.false(existsSync(join(folder, '.job.json.lock')));
});

test('all mistakes of a job file are told, and nothing is written', async (t) => {
  const folder = withJob(t, job, {});
  writeFileSync(join(folder, 'job.yaml'), 'version: 1\ninput: [a]\nrules: [rules.yaml]\noutputs: [../a.json]\n');
  const { code, stdout, stderr } = await syslogSweep(['run', 'job.yaml', '--day', '3.7.'], { cwd: folder });
  t.is(code, 2);
  t.is(stdout.length, 0);
  t.deepEqual(stderr.trimEnd().split('\n'), [
    'syslog-sweep: job.yaml:1:1: Expected `inputs` to be a list of at least one path, got no field of that name',
    'syslog-sweep: job.yaml:2:1: Unknown field "input" in the job file; did you mean "inputs"?',
    'syslog-sweep: job.yaml:4:11: Expected an output to be a path in the job file\'s folder or below, with / between names, got "../a.json"',
    'syslog-sweep: Expected the `--day` option to be yesterday, today or a day as 2014-07-03, got "3.7."',
  ]);
  t.deepEqual(readdirSync(folder).sort(), ['job.json', 'job.yaml', 'rules.yaml']);
});

test('a job file that cannot be read is told', async (t) => {
  const folder = withJob(t, job, { 'empty.yaml': '' });
  for (const [name, message] of [
    ['none.yaml', 'The job file "none.yaml" cannot be read: it does not exist'],
    ['.', 'The job file "." cannot be read: it is a directory'],
    ['empty.yaml', 'empty.yaml:1:1: Expected the job file to be a map of names to values, got nothing'],
  ] as const) {
    const { code, stderr } = await syslogSweep(['run', name], { cwd: folder });
    t.is(code, 2);
    t.is(stderr.split('\n')[0], `syslog-sweep: ${message}`);
  }
});

test('many days need outputs that tell the day', async (t) => {
  const folder = withJob(t, { ...job, outputs: ['latest.csv', '{mm}.json'] }, days({ 3: 'a' }));
  t.is((await runJob(folder, '--day', '2014-07-03')).code, 0);
  const { code, stderr } = await runJob(folder, '--days', '2014-07-03..2014-07-04');
  t.is(code, 2);
  t.is(
    stderr,
    'syslog-sweep: Expected outputs with the day in their names beside `--days`, got "latest.csv", "{mm}.json"\n',
  );
});

if (!isWindows) {
  test('a run that is interrupted leaves neither a lock nor a part of a report', async (t) => {
    const folder = withJob(t, { ...job, inputs: ['archive/{day}.fifo'] }, {});
    mkdirSync(join(folder, 'archive'));
    const fifo = join(folder, 'archive/2014-07-03.fifo');
    await run('mkfifo', [fifo]);
    const isScanning = () =>
      existsSync(join(folder, 'reports/2014')) && readdirSync(join(folder, 'reports')).length > 1;
    const { code, stdout, stderr } = await syslogSweep(
      ['run', join(folder, 'job.json'), '--days', '2014-07-03..2014-07-04'],
      {
        async meanwhile(child) {
          await until(isScanning);
          child.kill('SIGINT');
        },
      },
    );
    t.is(code, 130);
    t.is(stdout.length, 0);
    t.is(stderr, 'syslog-sweep: interrupted by SIGINT; no report\n');
    t.deepEqual(readdirSync(folder).sort(), ['archive', 'job.json', 'reports', 'rules.yaml']);
    t.deepEqual(readdirSync(join(folder, 'reports'), { recursive: true }), ['2014']);
  });

  test('no symbolic link leads an output out of the folder', async (t) => {
    const outside = folderWith(t, {});
    const folder = withJob(t, job, days({ 3: 'a' }));
    symlinkSync(outside, join(folder, 'reports'));
    const { code, stderr } = await runJob(folder, '--day', '2014-07-03');
    t.is(code, 2);
    t.regex(
      stderr,
      /Expected to write "reports\/2014-07-03\.json" in the job file's folder or below, but "reports" leads out of it/,
    );
    rmSync(join(folder, 'reports'));
    mkdirSync(join(folder, 'reports'));
    symlinkSync(join(outside, 'x.json'), join(folder, 'reports/2014-07-03.json'));
    t.is((await runJob(folder, '--day', '2014-07-03')).code, 2);
    writeFileSync(join(outside, 'x.json'), '');
    t.is((await runJob(folder, '--day', '2014-07-03')).code, 2);
    t.deepEqual(readdirSync(outside), ['x.json']);
    t.is(readFileSync(join(outside, 'x.json'), 'utf8'), '');
    // One that stays within is followed.
    rmSync(join(folder, 'reports'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'reports'));
    t.is((await runJob(folder, '--day', '2014-07-03')).code, 0);
  });
}

test('a report of a day before that is damaged is a problem, and as good as missing', async (t) => {
  const folder = withJob(t, watched, days({ 1: 'a', 2: 'a', 3: 'ab', 4: 'abc' }));
  await runJob(folder, '--days', '2014-07-01..2014-07-02');
  writeFileSync(join(folder, 'reports/2014-07-02.json'), '{');
  const { code, stdout, stderr } = await runJob(folder, '--day', '2014-07-03');
  t.is(code, 1);
  t.regex(
    stderr,
    /^syslog-sweep: 2014-07-03: baseline: reports\/2014-07-02\.json: Expected ".*2014-07-02\.json" to be a JSON report, got text that is no JSON.*; nothing was compared with it: do its day again, or remove it \(read 0 bytes, 0 lines\)\n$/,
  );
  t.regex(stdout.toString(), /: 1 problem; .*; 1 key new since 2014-07-01: dns 10\.1\.1\.98 \(1 line\)$/m);
  t.deepEqual(
    reportOf(folder, 3).coverage.problems.map(({ reason, path }) => [reason, path]),
    [['baseline', 'reports/2014-07-02.json']],
  );
  // What was counted on the 3rd is whole, and the 4th is compared with it as with any other day.
  const next = await runJob(folder, '--day', '2014-07-04');
  t.regex(next.stdout.toString(), /1 key new since 2014-07-01: dns 10\.1\.1\.99 \(1 line\)$/m);
  // Whoever does all days that are not done gets both right.
  const again = await runJob(folder, '--days', '2014-07-01..2014-07-04');
  t.is(again.stderr, '');
  t.is(again.code, 3);
  t.regex(again.stdout.toString(), /^2014-07-01 job\.json: done before\n2014-07-02 job\.json: 1 input/);
});

test('a day before that has no report is no damage', async (t) => {
  const folder = withJob(t, watched, days({ 1: 'a', 3: 'ab' }));
  await runJob(folder, '--day', '2014-07-01');
  const { code, stderr } = await runJob(folder, '--day', '2014-07-03');
  t.is(stderr, '');
  t.is(code, 3);
});

test('a day on which nothing could be read is none that a later one was compared with', async (t) => {
  const folder = withJob(t, watched, days({ 2: 'ab', 4: 'abc' }));
  await runJob(folder, '--days', '2014-07-01..2014-07-04');
  const { stdout } = await runJob(folder, '--day', '2014-07-04');
  t.is(
    stdout.toString(),
    '2014-07-04 job.json: 1 input with 3 lines; 3 keys ranked; 1 key new since 2014-07-02: dns 10.1.1.99 (1 line)\n',
  );
  rmSync(join(folder, 'reports/2014-07-02.json'));
  const alone = await runJob(folder, '--day', '2014-07-04');
  t.is(alone.code, 0);
  t.is(alone.stdout.toString(), '2014-07-04 job.json: 1 input with 3 lines; 3 keys ranked; nothing to compare with\n');
});

test('with a threshold in the job, what comes over it is new, perhaps', async (t) => {
  const folder = withJob(t, { ...watched, min: 2 }, days({ 1: 'aab', 2: 'aab', 3: 'aabb' }));
  const { stdout } = await runJob(folder, '--days', '2014-07-01..2014-07-03');
  t.regex(stdout.toString(), /1 key new since 2014-07-01: dns 10\.1\.1\.98 \(2 lines, perhaps\)\n$/);
});

test('a dry run says what would be read and written, and does nothing', async (t) => {
  const folder = withJob(t, watched, days({ 3: 'a' }));
  const { code, stdout } = await runJob(folder, '--day', '2014-07-03', '--dry-run');
  t.is(code, 0);
  const text = stdout.toString();
  t.true(
    text.startsWith(
      '2014-07-03 job.json\n1 input, 1 shard, 1 thread\n  archive/2014-07-03.log: plain, 24 bytes, 1 shard\n',
    ),
  );
  t.true(
    text.endsWith(
      'would be written\n  reports/2014-07-03.json\n  reports/2014/2014-07-03.csv\n  changes/2014-07-03.csv\n',
    ),
  );
  t.deepEqual(readdirSync(folder).sort(), ['archive', 'job.json', 'rules.yaml']);
});

test('a run of many days whose reader has gone does all of them', async (t) => {
  const all = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [index + 1, 'a']));
  const folder = withJob(t, job, days(all));
  const { code, stderr } = await syslogSweep(['run', join(folder, 'job.json'), '--days', '2014-07-01..2014-07-14'], {
    meanwhile: (child) => void child.stdout?.destroy(),
  });
  t.is(stderr, '');
  t.is(code, 0);
  t.is(readdirSync(join(folder, 'reports')).filter((name) => name.endsWith('.json')).length, 14);
});

function withJob(t: ExecutionContext, written: object, files: Files): string {
  const folder = folderWith(t, { 'rules.yaml': rules, ...files });
  writeJob(folder, written);
  return folder;
}

function writeJob(folder: string, written: object): void {
  writeFileSync(join(folder, 'job.json'), JSON.stringify(written));
}

/** Logs of days of July, a line a letter. */
function days(letters: Readonly<Record<number, string>>): Files {
  return Object.fromEntries(
    Object.entries(letters).map(([day, hosts]) => [`archive/2014-07-${day.padStart(2, '0')}.log`, log(...hosts)]),
  );
}

/** A line for each letter, whose number is the last of the address. */
function log(...hosts: readonly string[]): string {
  return hosts.map((host) => `x inside:10.1.1.${host.charCodeAt(0)}/53 y\n`).join('');
}

function runJob(folder: string, ...options: readonly string[]): Promise<Ended> {
  return syslogSweep(['run', join(folder, 'job.json'), ...options]);
}

function reportOf(folder: string, day: number): Report {
  return JSON.parse(readFileSync(join(folder, `reports/2014-07-0${day}.json`), 'utf8'));
}

function keysOf(folder: string, day: number): readonly unknown[] {
  return reportOf(folder, day).rules.flatMap(({ ranking }) => ranking.map(({ key }) => key.src));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
