import test from 'ava';
import fc from 'fast-check';
import {
  addDays,
  dayIn,
  daysBefore,
  daysBetween,
  fillDay,
  parseDay,
  tellsDay,
  unknownNames,
} from '../../../src/job/days.ts';
import { isTimeZone, knownTimeZones, machineZone } from '../../../src/job/time-zones.ts';

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

test('an instant is another day elsewhere', (t) => {
  const instant = new Date('2014-07-03T22:30:00Z');
  t.is(dayIn('UTC', instant), '2014-07-03');
  t.is(dayIn('Europe/Berlin', instant), '2014-07-04');
  t.is(dayIn('America/Los_Angeles', instant), '2014-07-03');
  t.is(dayIn('Pacific/Kiritimati', instant), '2014-07-04');
});

test('days of 23 and of 25 hours begin and end where the clocks say so', (t) => {
  const berlin = (instant: string) => dayIn('Europe/Berlin', new Date(instant));
  // The clocks go forward at 01:00 UTC on this day.
  t.is(berlin('2014-03-29T22:59:59Z'), '2014-03-29');
  t.is(berlin('2014-03-29T23:00:00Z'), '2014-03-30');
  t.is(berlin('2014-03-30T21:59:59Z'), '2014-03-30');
  t.is(berlin('2014-03-30T22:00:00Z'), '2014-03-31');
  // And back on this one.
  t.is(berlin('2014-10-25T21:59:59Z'), '2014-10-25');
  t.is(berlin('2014-10-25T22:00:00Z'), '2014-10-26');
  t.is(berlin('2014-10-26T22:59:59Z'), '2014-10-26');
  t.is(berlin('2014-10-26T23:00:00Z'), '2014-10-27');
  // A day that a whole country left out.
  t.is(dayIn('Pacific/Apia', new Date('2011-12-30T09:59:59Z')), '2011-12-29');
  t.is(dayIn('Pacific/Apia', new Date('2011-12-30T10:00:00Z')), '2011-12-31');
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

test('names of time zones are those of the data base', (t) => {
  for (const name of ['UTC', 'Europe/Berlin', 'America/New_York']) t.true(isTimeZone(name));
  for (const name of ['', 'Europe/Berlln', '+02:00', '-0500', '2', 'x'.repeat(1000), '\0']) t.false(isTimeZone(name));
  t.true(knownTimeZones().includes('Europe/Berlin'));
  t.true(isTimeZone(machineZone()));
});
