import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { takeTurns } from '../../bench/turns.ts';

const script = (text: string, ...args: readonly string[]) => [process.execPath, '-e', text, ...args];

test('entrants take turns, every second round backwards', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-turns-'));
  const diary = join(folder, 'diary');
  const writer = (name: string) => ({
    name,
    command: script(`require('node:fs').appendFileSync(process.argv[1], '${name}')`, diary),
  });
  try {
    const seconds = await takeTurns([writer('a'), writer('b')], 3, () => undefined);
    t.is(readFileSync(diary, 'utf8'), 'ab' + 'ba' + 'ab');
    t.deepEqual(
      seconds.map((each) => each.length),
      [3, 3],
    );
    t.true(seconds.flat().every((each) => each > 0));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an entrant that fails ends the rounds', async (t) => {
  const broken = { name: 'broken', command: script('console.error("no disk"); process.exitCode = 4') };
  await t.throwsAsync(
    takeTurns([broken], 1, () => undefined),
    { message: 'broken ended with status 4: no disk' },
  );
});
