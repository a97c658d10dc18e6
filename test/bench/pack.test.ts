import test from 'ava';
import { onceARule, shareOut } from '../../bench/pack.ts';
import { leftOut } from '../../bench/pack-questions.ts';
import { renderPack } from '../../bench/pack-table.ts';
import { summarize } from '../../bench/timing.ts';

const times = (seconds: number) => summarize([seconds]);

test('every rule is stood for once, those without a question by the one that finds nothing', (t) => {
  const ids = ['telnet', 'dns-many-destinations', 'pop-imap', 'dns-not-from-dns-servers', 'irc'];
  const shared = shareOut(ids);
  t.is(
    shared.reduce((sum, { rules }) => sum + rules, 0),
    ids.length,
  );
  t.deepEqual(
    shared.map(({ asked, rules }) => [asked.ports[0], rules]),
    [
      [53, 2],
      [25, 0],
      [110, 1],
      [80, 0],
      [22, 0],
      [3544, 2],
    ],
  );
});

test('a rule leaves out the hosts of its own list', (t) => {
  t.deepEqual(leftOut('dns-many-destinations'), ['10.1.0.10', '10.1.0.11']);
  t.deepEqual(leftOut('pop-imap'), ['10.1.0.25']);
  t.deepEqual(leftOut('irc'), []);
});

test('once a rule costs each question as often as it has rules', (t) => {
  const questions = [
    { needles: ['/53 '], rules: 2, times: times(5) },
    { needles: ['/3544 '], rules: 30, times: times(2) },
  ];
  t.is(onceARule({ order: 'needle first', questions }), 70);
});

test('the bars are held against speed a core, one byte rule, and the pipeline once a rule', (t) => {
  const figures = {
    ...{ rules: 37, jobs: 2, pack: times(0.5), byteRule: times(0.125) },
    pipelines: [{ order: 'needle first', questions: [{ needles: ['/53 '], rules: 25, times: times(2) }] }],
  } as const;
  const cells = renderPack(figures, 2e9)
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
  const named = (name: string) => cells.find(([, first]) => first?.startsWith(name));
  t.deepEqual(named('the pack')?.slice(4, -1), ['2.00', '1.00', '≥ 1.5 met']);
  t.deepEqual(named('one rule')?.slice(4, -1), ['8.00', '0.25', 'the pack ≤ 3.5 MISSED: 4.00']);
  t.deepEqual(named('the pipeline once')?.slice(2, -1), ['50.000', 'the sum of these', '', '100.0', '≥ 100 met']);
});

test('without the commands of the pipeline the table says so', (t) => {
  const text = renderPack({ rules: 1, jobs: 2, pack: times(1), byteRule: times(1) }, 1);
  t.true(text.includes('\nThe pipeline was not measured: a command of it was not found.\n'));
});
