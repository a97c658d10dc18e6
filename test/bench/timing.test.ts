import test from 'ava';
import { run, summarize } from '../../bench/timing.ts';

test('the median lies in the middle, whatever the order', (t) => {
  t.like(summarize([3, 1, 2]), { median: 2, min: 1, max: 3 });
  t.like(summarize([4, 1, 3, 2]), { median: 2.5, min: 1, max: 4 });
  t.like(summarize([7]), { median: 7, min: 7, max: 7 });
});

test('a run tells status, time and what was written, byte for byte', async (t) => {
  const script = 'process.stdout.write(Buffer.from([0xff, 0x41])); process.stderr.write("oh"); process.exitCode = 3;';
  const kept = await run([process.execPath, '-e', script], 'keep');
  t.like(kept, { status: 3, output: '\xffA', errors: 'oh' });
  t.true(kept.seconds > 0);
  t.is((await run([process.execPath, '-e', script], 'discard')).output, '');
});

test('bytes sort as bytes in every command that is run', async (t) => {
  t.is((await run([process.execPath, '-p', 'process.env.LC_ALL'], 'keep')).output, 'C\n');
});

test('a command that cannot start is an error', async (t) => {
  await t.throwsAsync(run(['./no-such-command'], 'discard'), { code: 'ENOENT' });
});
