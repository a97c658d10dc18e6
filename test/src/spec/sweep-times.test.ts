import test from 'ava';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { noFlags } from '../../../src/spec/sweep-flags.ts';
import { compileTimes, readTimes } from '../../../src/spec/sweep-times.ts';
import { mistakesOf } from '../../helpers/mistakes.ts';

const july = Date.UTC(2014, 6, 3) / 1000;

function told(since: string | undefined, until: string | undefined): readonly string[] {
  return mistakesOf((mistakes) => readTimes({ ...noFlags, since, until }, mistakes));
}

test('times are kept as they were written, and run as instants', (t) => {
  const mistakes = gatherMistakes();
  const times = readTimes({ ...noFlags, since: '2014-07-03', until: '2014-07-03T12:00+02:00' }, mistakes);
  mistakes.throwIfAny();
  t.deepEqual(times, { since: '2014-07-03', until: '2014-07-03T12:00+02:00' });
  t.deepEqual(compileTimes(times), { since: july, until: july + 36_000 });
  t.deepEqual(compileTimes(readTimes(noFlags, mistakes)), {});
  t.deepEqual(compileTimes({ until: '@0' }), { until: 0 });
});

test('a time that is none is told, with the option', (t) => {
  const [since = '', until = ''] = told('yesterday', '2014-02-30');
  t.regex(since, /^Expected the `--since` option to be a time such as .*, got "yesterday"; /);
  t.regex(until, /^Expected the `--until` option to be a time on a day that there is, got "2014-02-30"/);
});

test('no line has a time in nothing', (t) => {
  t.deepEqual(told('2014-07-04', '2014-07-03'), [
    'Expected the `--until` option to be behind `--since` ("2014-07-04"), got "2014-07-03"',
  ]);
  t.is(told('2014-07-03', '2014-07-03T00:00:00Z').length, 1);
  t.is(told('2014-07-03', '2014-07-03T00:00:01').length, 0);
});
