import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { Competitor } from '../../bench/competitors.ts';
import { measure } from '../../bench/measure.ts';

const data = { seed: 1, files: {}, answer: { bytes: 0, lines: 0, needleLines: 0, counts: { '10.0.0.1': 2 } } };
const competitor = (name: string, script: string, more: Partial<Competitor> = {}): Competitor => ({
  name,
  codec: 'plain',
  needs: [],
  command: [process.execPath, '-e', script],
  answers: true,
  ...more,
});

test('the right answer is timed, a wrong one and a bad status are told, and an absent one is named', async (t) => {
  const results = await measure(
    [
      competitor('right', 'console.log("  2 10.0.0.1")', { bar: 3 }),
      competitor('wrong', 'console.log("1 10.0.0.1")'),
      competitor('broken', 'console.error("no disk"); process.exitCode = 4'),
      competitor('absent', '', { needs: [{ kind: 'command', name: 'no-such-command' }] }),
      competitor('silent', '', { answers: false }),
    ],
    [],
    data,
    2,
    () => undefined,
  );
  t.deepEqual(
    results.map((result) => [result.name, result.kind]),
    [
      ['right', 'timed'],
      ['wrong', 'failed'],
      ['broken', 'failed'],
      ['absent', 'absent'],
      ['silent', 'timed'],
    ],
  );
  const [right, wrong, broken, absent] = results;
  t.true(right?.kind === 'timed' && right.times.all.length === 2 && right.bar === 3);
  t.like(wrong, { message: '10.0.0.1 is counted 1 times instead of 2' });
  t.like(broken, { message: 'status 4: no disk' });
  t.like(absent, { missing: ['no-such-command'] });
});

test('competitors take turns, so that a slow minute hits all of them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-measure-'));
  const diary = join(folder, 'diary');
  const writer = (name: string) =>
    competitor(name, `require('node:fs').appendFileSync(process.argv[1], '${name}')`, { answers: false });
  try {
    await measure([writer('a'), writer('b')], [diary], data, 2, () => undefined);
    // Once each for the check, then in rounds.
    t.is(readFileSync(diary, 'utf8'), 'ab' + 'abab');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the files are the last arguments of every command', async (t) => {
  const script = 'if (process.argv.slice(1).join() !== "one,two") process.exitCode = 1';
  const [result] = await measure(
    [competitor('a', script, { answers: false })],
    ['one', 'two'],
    data,
    1,
    () => undefined,
  );
  t.is(result?.kind, 'timed');
});
