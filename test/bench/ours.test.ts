import test from 'ava';
import type { Competitor } from '../../bench/competitors.ts';
import { checkOurs } from '../../bench/ours.ts';

const answer = { bytes: 0, lines: 7, needleLines: 0, counts: { '10.0.0.1': 2, '10.0.0.2': 2 } };
const right = '      2 10.0.0.2\n      2 10.0.0.1\n';

/** Prints a ranking, and writes the report and the statistics that it is asked for. */
const command = (ranking: string, lines: number, stats: object): Competitor => ({
  name: 'syslog-sweep',
  codec: 'plain',
  needs: [],
  answers: true,
  command: [
    process.execPath,
    '-e',
    `const { writeFileSync } = require('node:fs');
     const after = (option) => process.argv[process.argv.indexOf(option) + 1];
     writeFileSync(after('-o'), JSON.stringify({ coverage: { lines: ${lines} } }));
     writeFileSync(after('--stats'), ${JSON.stringify(JSON.stringify(stats))});
     process.stdout.write(${JSON.stringify(ranking)});`,
    '--',
  ],
});

test('a right ranking with the right number of lines has no fault, and memory is handed on', async (t) => {
  const check = await checkOurs(command(right, 7, { maxRssBytes: 1234 }), [], answer);
  t.deepEqual(check, { maxRssBytes: 1234, faults: [] });
});

test('another order, a lost end and another number of lines are faults', async (t) => {
  const faults = async (ranking: string, lines: number) =>
    (await checkOurs(command(ranking, lines, {}), [], answer))?.faults;
  t.deepEqual(await faults('      2 10.0.0.1\n      2 10.0.0.2\n', 7), [
    'line 1 of the ranking is not what sort and uniq print',
  ]);
  t.deepEqual(await faults('      2 10.0.0.2\n', 7), ['line 2 of the ranking is not what sort and uniq print']);
  t.deepEqual(await faults(`${right}\n`, 7), ['line 4 of the ranking is not what sort and uniq print']);
  t.deepEqual(await faults(right, 8), ['the report tells of 8 lines instead of 7']);
});

test('a bad status is a fault, and a command that is not there is no check', async (t) => {
  const fails = {
    ...command('', 0, {}),
    command: [process.execPath, '-e', 'console.error("no"); process.exitCode = 2', '--'],
  };
  t.deepEqual(await checkOurs(fails, [], answer), { faults: ['status 2: no'] });
  t.is(await checkOurs({ ...fails, needs: [{ kind: 'file', name: 'no/such/file' }] }, [], answer), undefined);
});
