import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { monthDays } from '../../bench/month.ts';
import { runMonth } from '../../bench/month-run.ts';
import { monthJob } from '../../bench/samples.ts';

const samplesFolder = join(projectFolder, 'samples');
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');
const expectedFolder = join(samplesFolder, monthJob.folder, 'expected');
const clown = 'inside:10.1.9.80/';

test('the host of the 17th stands in the logs from that day on, but for the day of few', (t) => {
  const days = monthDays().filter(({ text }) => text.includes(clown));
  const numbers = days.map(({ day }) => Number(day.slice(-2)));
  t.deepEqual(
    numbers,
    Array.from({ length: 15 }, (_, index) => 17 + index).filter((number) => number !== 24),
  );
});

test('every line of a day is stamped with that day, in order', (t) => {
  for (const { day, text } of monthDays()) {
    const stamps = text
      .toString('latin1')
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, 19));
    t.true(
      stamps.every((stamp) => stamp.startsWith(`${day} `)),
      day,
    );
    t.deepEqual(stamps, [...stamps].sort(), day);
  }
});

test('the night job of the month writes and says what is expected, byte for byte', async (t) => {
  if (!existsSync(main)) {
    t.log('the command is not built');
    t.pass();
    return;
  }
  const { status, files } = await runMonth(main, samplesFolder);
  t.is(status, monthJob.status);
  for (const [name, bytes] of files) {
    t.is(bytes.toString('latin1'), readFileSync(join(expectedFolder, name), 'latin1'), name);
  }
  const found = readdirSync(expectedFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.is(found.length, files.size);
});

test('what is expected of the 17th is what anyone can count in its log', (t) => {
  const log =
    monthDays()
      .find(({ day }) => day === '2014-07-17')
      ?.text.toString('latin1') ?? '';
  const asked = log.split('\n').filter((line) => line.includes('/53 ') && line.includes(clown)).length;
  const expected = (name: string) => readFileSync(join(expectedFolder, name), 'utf8');
  t.true(asked > 0);
  t.is(expected('changes/2014-07-17.csv').split('\r\n')[1], `new,yes,dns-lines,${asked},0,0,2014-07-17,10.1.9.80`);
  const lines = expected('summary.txt').trimEnd().split('\n');
  t.is(lines.length, 31);
  const withNew = lines.filter((line) => / keys? new since/.test(line) && !line.includes('no key new'));
  t.deepEqual(
    withNew.map((line) => line.slice(0, 10)),
    ['2014-07-17', '2014-07-28'],
  );
});
