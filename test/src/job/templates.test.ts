import test from 'ava';
import { fillDay, tellsDay, unknownNames } from '../../../src/job/templates.ts';

test('a template takes the parts of the day', (t) => {
  t.is(fillDay('archive/{yyyy}/{mm}/{dd}/{day}.gz', '2014-07-03'), 'archive/2014/07/03/2014-07-03.gz');
  t.is(fillDay('logs-{yyyy}{mm}{dd}*.{gz,zst}', '2014-07-03'), 'logs-20140703*.{gz,zst}');
  t.is(fillDay('{}{1}{a b}', '2014-07-03'), '{}{1}{a b}');
  t.deepEqual(unknownNames('{yyyy}/{hh}/{YYYY}/{gz,zst}/{}'), ['hh', 'YYYY']);
});

test('a template tells the day if no two days give the same', (t) => {
  for (const template of ['{day}', 'a/{yyyy}-{mm}-{dd}.x', '{dd}.{mm}.{yyyy}']) t.true(tellsDay(template), template);
  for (const template of ['a', '{yyyy}', '{yyyy}-{mm}', '{mm}-{dd}', '{ day}']) t.false(tellsDay(template), template);
});
