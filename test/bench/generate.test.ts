import { execFileSync } from 'node:child_process';
import test from 'ava';
import { type Amount, countedLines, generate } from '../../bench/generate.ts';
import { lineKinds } from '../../bench/lines.ts';
import { benchScene, officeScene, type Scene } from '../../bench/scene.ts';

const write = (scene: Scene, seed: number, amount: Amount) => {
  const log = generate(scene, seed, amount);
  const text = Buffer.concat([...log.blocks]).toString('latin1');
  return { text, lines: text.split('\n').slice(0, -1), tally: log.tally };
};
const log = write(benchScene, 11, { lines: 60_000 });
const survivors = log.lines.filter(
  (line) => line.includes('/53 ') && !benchScene.dnsServers.some((server) => line.includes(server)),
);

test('a seed always gives the same log, and another seed another one', (t) => {
  const amount = { lines: 500 };
  t.is(write(benchScene, 1, amount).text, write(benchScene, 1, amount).text);
  t.not(write(benchScene, 1, amount).text, write(benchScene, 2, amount).text);
});

test('no block of a log is like another', (t) => {
  const blocks = [...generate(benchScene, 1, { bytes: 4_000_000 }).blocks].map((block) => block.toString('latin1'));
  t.true(blocks.length >= 4);
  t.is(new Set(blocks).size, blocks.length);
});

test('a log ends with the line that reaches the amount', (t) => {
  t.is(write(officeScene, 1, { lines: 10 }).lines.length, 10);
  const { text, lines } = write(officeScene, 1, { bytes: 3000 });
  t.true(text.length >= 3000 && text.length - (lines.at(-1)?.length ?? 0) - 1 < 3000);
  t.is(write(officeScene, 1, { lines: 0 }).text, '');
});

test('every line is printable ASCII behind the three tabs of the Kiwi layout, and ends in LF alone', (t) => {
  t.true(log.text.endsWith('\n'));
  const kiwi = /^2014-07-03 [\d:]{8}\tLocal4\.[A-Z][a-z]+\t10\.1\.0\.[123]\t[ -~]+$/;
  t.deepEqual(
    log.lines.filter((line) => !kiwi.test(line)),
    [],
  );
});

test('the clock never goes back, and the device agrees with the collector', (t) => {
  const times = log.lines.map((line) => line.slice(0, 19));
  t.deepEqual(times, [...times].sort());
  const stamped = log.lines.filter((line) => line.includes('\tJul '));
  t.true(stamped.length > 1000);
  t.true(stamped.every((line) => line.includes(`\tJul 03 2014 ${line.slice(11, 19)}: %ASA-`)));
});

test('lines are about 200 bytes, 34 percent hold the needle and 9 percent are counted', (t) => {
  const { bytes, lines, needleLines } = log.tally;
  t.true(Math.abs(bytes / lines - 195) < 10, `${bytes / lines} bytes a line`);
  t.true(Math.abs(needleLines / lines - 0.34) < 0.01, `${needleLines / lines} with the needle`);
  t.true(Math.abs(countedLines(log.tally) / lines - 0.09) < 0.01, `${countedLines(log.tally) / lines} counted`);
});

test('about 3,900 hosts can be counted in a long log', (t) => {
  const { forgotten, cameras, strays } = benchScene;
  t.is(new Set([...forgotten, ...cameras, ...strays]).size, 3_901);
});

test('the weights of the message kinds are thousandths', (t) => {
  t.is(
    lineKinds.reduce((sum, { weight }) => sum + weight, 0),
    1000,
  );
});

test('the tally is what a reader of the lines finds', (t) => {
  t.is(log.tally.bytes, log.text.length);
  t.is(log.tally.lines, log.lines.length);
  t.is(log.tally.needleLines, log.lines.filter((line) => line.includes('/53 ')).length);
  const counts = new Map<string, number>();
  for (const line of survivors) {
    const key = /inside:([0-9.]+)\//.exec(line)?.[1];
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  t.deepEqual(sorted(log.tally.counts), sorted(counts));
});

test('field 13 holds the inside address of every counted line, and of no other line that survives', (t) => {
  for (const line of survivors) {
    const field = line.split(/[ \t]/)[12] ?? '';
    const template = /inside:[0-9.]+\/\d+/.exec(line)?.[0];
    if (template !== undefined) t.is(field, template, line);
    else t.false(field.includes('inside'), line);
  }
});

test('the real sed and cut find the same in field 13', (t) => {
  // A sed that is not GNU's may take \t for a t.
  if (process.platform !== 'linux') {
    t.log('no GNU sed here');
    t.pass();
    return;
  }
  const script = `sed 's/\\t/ /g' | cut -d ' ' -f 13 | grep inside`;
  const cut = execFileSync('sh', ['-c', script], { input: `${survivors.join('\n')}\n`, encoding: 'latin1' });
  t.deepEqual(
    cut.split('\n').slice(0, -1),
    survivors.flatMap((line) => /inside:[0-9.]+\/\d+/.exec(line) ?? []),
  );
});

test('all three header layouts carry counted lines', (t) => {
  for (const device of ['10.1.0.1', '10.1.0.2', '10.1.0.3']) {
    t.true(survivors.filter((line) => line.includes(`\t${device}\t`) && line.includes('inside:')).length > 500, device);
  }
});

test('near misses of the needle and of the excluded addresses are among the lines', (t) => {
  for (const text of ['/531 ', '/5353 ', 'inside:10.1.0.105/', 'dmz:172.16.5.']) {
    t.true(
      log.lines.some((line) => line.includes(text)),
      text,
    );
  }
});

test('cameras ask one resolver and nobody else', (t) => {
  const asked = survivors.filter((line) => line.includes('inside:10.1.40.'));
  t.true(asked.length > 1000);
  t.true(asked.every((line) => line.includes('outside:8.8.8.8/53 ')));
});

function sorted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
