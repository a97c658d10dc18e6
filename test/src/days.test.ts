import test from 'ava';
import fc from 'fast-check';
import { addDays, daysBefore, daysBetween, parseDay } from '../../src/days.ts';
import { dayIn } from '../../src/job/time-zones.ts';

test('a day is one that the calendar has', (t) => {
  for (const day of ['2014-07-03', '2012-02-29', '2000-02-29', '1999-12-31']) t.is(parseDay(day), day);
  for (const none of [
    '2014-02-29',
    '1900-02-29',
    '2014-06-31',
    '2014-13-01',
    '2014-00-10',
    '2014-07-00',
    '0999-01-01',
  ]) {
    t.is(parseDay(none), undefined, none);
  }
  for (const none of ['', '2014-7-3', '20140703', ' 2014-07-03', '2014-07-03T00', '+02014-07-03', '２014-07-03']) {
    t.is(parseDay(none), undefined, none);
  }
});

test('days follow each other over months, leap years and summer time', (t) => {
  t.is(addDays('2014-12-31', 1), '2015-01-01');
  t.is(addDays('2012-02-28', 1), '2012-02-29');
  t.is(addDays('2014-03-30', 1), '2014-03-31');
  t.is(addDays('2014-03-31', -1), '2014-03-30');
  t.deepEqual(daysBetween('2014-10-25', '2014-10-27'), ['2014-10-25', '2014-10-26', '2014-10-27']);
  t.deepEqual(daysBetween('2014-07-03', '2014-07-03'), ['2014-07-03']);
  t.deepEqual(daysBetween('2014-07-03', '2014-07-02'), []);
  t.deepEqual(daysBefore('2014-03-02', 3), ['2014-02-27', '2014-02-28', '2014-03-01']);
});

test('the day after a day is the one that any zone shows a day later, at noon', (t) => {
  const noon = fc.date({
    min: new Date('1990-01-01T12:00:00Z'),
    max: new Date('2037-12-30T12:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(noon, (instant) => {
      const day = dayIn('UTC', instant);
      t.is(addDays(day, 1), dayIn('UTC', new Date(instant.getTime() + 86_400_000)));
      t.is(addDays(addDays(day, 40), -40), day);
      t.is(parseDay(day), day);
    }),
  );
});
