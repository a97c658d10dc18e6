import { execFileSync } from 'node:child_process';
import test from 'ava';
import { uniqText, wrongCounts } from '../../bench/answer.ts';
import { commandPath } from '../../bench/commands.ts';

const answer = { bytes: 0, lines: 0, needleLines: 0, counts: { '10.1.2.3': 12, '10.1.2.30': 2, '10.1.10.1': 2 } };

test('counts are right in any order and with any blanks before them', (t) => {
  t.is(wrongCounts('2 10.1.10.1\n     12 10.1.2.3\n 2 10.1.2.30\n', answer), undefined);
});

test('a wrong count, a foreign key, a lost key and a key that stands there twice are told', (t) => {
  t.is(wrongCounts('11 10.1.2.3\n', answer), '10.1.2.3 is counted 11 times instead of 12');
  t.is(wrongCounts('12 10.1.2.3\n3 105\n', answer), '105 is counted 3 times instead of 0');
  t.is(wrongCounts('12 10.1.2.3\n2 10.1.10.1\n', answer), '10.1.2.30 is missing');
  t.is(wrongCounts('12 10.1.2.3\n12 10.1.2.3\n', answer), '10.1.2.3 stands there twice');
  t.is(wrongCounts('', answer), '10.1.2.3 is missing');
});

test('the ranking is byte for byte what sort and uniq print', (t) => {
  t.is(uniqText(answer), '     12 10.1.2.3\n      2 10.1.2.30\n      2 10.1.10.1\n');
  if (commandPath('sh') === undefined || commandPath('uniq') === undefined) return;
  const keys = Object.entries(answer.counts).flatMap(([key, count]) => Array<string>(count).fill(`${key}\n`));
  const env = { ...process.env, LC_ALL: 'C' };
  const printed = execFileSync('sh', ['-c', 'sort | uniq -c | sort -rn'], {
    input: keys.join(''),
    encoding: 'latin1',
    env,
  });
  // Implementations of uniq differ in how far they indent.
  t.is(uniqText(answer).replace(/^ +/gm, ''), printed.replace(/^ +/gm, ''));
});
