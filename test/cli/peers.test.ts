// Real log lines of many vendors, where they lie beside the project: what holds a needle is what grep says.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { syslogSweep } from '../helpers/command.ts';
import { sweepOf } from '../helpers/sweeps.ts';

const folder = fileURLToPath(new URL('../../../../shared/peers', import.meta.url));
const needles = ['/53 ', '/80 ', 'DPT=53', 'srcip='];

if (process.platform === 'linux' && existsSync(folder)) {
  const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(folder, name))
    .sort();

  for (const needle of needles) {
    test(`file by file, as many lines hold ${JSON.stringify(needle)} as grep counts`, async (t) => {
      const counted = grepCounts(needle, logs);
      t.is(counted.size, logs.length);
      for (const log of logs) {
        const { rules, coverage } = await sweepOf({ paths: [log], flags: { match: [needle] }, shardBytes: 5000 });
        t.is(rules[0]?.matchedLines, counted.get(log), log);
        t.is(rules[0]?.countedLines, counted.get(log), log);
        t.deepEqual(coverage.problems, [], log);
      }
    });
  }

  test('the command counts in all files what grep counts in each', async (t) => {
    for (const needle of ['/53 ', 'srcip=']) {
      const all = [...grepCounts(needle, logs).values()].reduce((sum, count) => sum + count, 0);
      const { stdout, code } = await syslogSweep([folder, '--include', '*.log', '-e', needle, '--print', 'json']);
      t.true(all > 0);
      t.is(code, 0);
      const report = JSON.parse(stdout.toString());
      t.is(report.rules[0].matchedLines, all);
      t.is(report.coverage.inputs.found, logs.length);
    }
  });
} else {
  test('no real logs lie beside the project, so none are compared', (t) => {
    t.log(`looked for ${needles.length} needles in a folder that is not there`);
    t.pass();
  });
}

function grepCounts(needle: string, paths: readonly string[]): ReadonlyMap<string, number> {
  const env = { ...process.env, LC_ALL: 'C' };
  const args = ['-a', '-c', '-H', '-F', '-e', needle, '--', ...paths];
  const { stdout: told, status } = spawnSync('grep', args, { env, encoding: 'utf8' });
  // 1: no file holds it.
  if (status !== 0 && status !== 1) throw new Error(`grep failed: ${status}`);
  const places = told.trimEnd().split('\n');
  return new Map(places.map((place) => [place.replace(/:\d+$/, ''), Number(/\d+$/.exec(place)?.[0])]));
}
