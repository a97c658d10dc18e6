import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { expectedReports, holdsText, type Sample, samples, storedForm, witnesses } from '../../bench/samples.ts';
import { run } from '../../bench/timing.ts';

const folder = join(projectFolder, 'samples');
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');
const stored = (path: string) => readFileSync(join(folder, path));

for (const sample of samples) {
  test(`${sample.path} holds the text that the generator makes`, (t) => {
    t.true(holdsText(stored(sample.path), sample));
  });
}

test('a file with another byte, or cut off elsewhere, does not hold the text', (t) => {
  const whole = samples.find(({ path }) => path.endsWith('whole.txt.gz')) as Sample;
  const text: Sample = { ...whole, codec: 'plain' };
  const other = Buffer.from(whole.text);
  other[100] = 0;
  t.true(holdsText(whole.text, text));
  t.false(holdsText(other, text));
  t.false(holdsText(whole.text, { ...text, kept: 0.75 }));
  t.true(holdsText(storedForm({ ...whole, kept: 0.75 }), { ...whole, kept: 0.75 }));
  t.false(holdsText(storedForm({ ...whole, kept: 0.25 }), { ...whole, kept: 0.75 }));
});

test('the three archives of the diary hold one text', (t) => {
  const diary = samples.filter(({ path }) => path.startsWith('diary/'));
  t.deepEqual(
    diary.map(({ codec }) => codec),
    ['plain', 'gzip', 'zstd'],
  );
  for (const sample of diary) t.true(sample.text.equals(stored('diary/archive/2014-07-03/SyslogCatchAll.txt')));
});

test('what the GNU pipeline printed for the diary fits its text', (t) => {
  const lines = stored('diary/archive/2014-07-03/SyslogCatchAll.txt').toString('latin1').split('\n');
  const ranking = stored(witnesses[0] ?? '')
    .toString('latin1')
    .trimEnd()
    .split('\n');
  t.is(ranking.length, 14);
  for (const row of ranking) {
    const [count, address] = row.trim().split(' ');
    const counted = lines.filter((line) => line.includes('/53 ') && line.includes(`inside:${address}/`));
    t.is(String(counted.length), count ?? '', address);
  }
});

test('every expected report is what the built command prints', async (t) => {
  if (!existsSync(main)) {
    t.log('the command is not built');
    t.pass();
    return;
  }
  for (const { folder: sample, file, options, status, stream } of expectedReports) {
    const ended = await run([process.execPath, main, ...options], 'keep', join(folder, sample));
    t.is(ended.status, status, `${sample}/${file}: ${ended.errors}`);
    t.is(ended[stream], stored(`${sample}/${file}`).toString('latin1'), `${sample}/${file}`);
  }
});
