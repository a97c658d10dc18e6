import { execFileSync } from 'node:child_process';
import test from 'ava';
import { dayIn, isTimeZone, knownTimeZones } from '../../../src/job/time-zones.ts';

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

test('names of time zones are those of the data base', (t) => {
  for (const name of ['UTC', 'Europe/Berlin', 'America/New_York']) t.true(isTimeZone(name));
  for (const name of ['', 'Europe/Berlln', '+02:00', '-0500', '2', 'x'.repeat(1000), '\0']) t.false(isTimeZone(name));
  t.true(knownTimeZones().includes('Europe/Berlin'));
});

test("a day here is what the calendar of this machine's zone shows", (t) => {
  const module = new URL('../../../src/job/time-zones.js', import.meta.url).href;
  const show = `import { dayHere } from ${JSON.stringify(module)};
    console.log(['2014-07-03T22:30:00Z', '2014-01-01T08:00:00Z'].map((each) => dayHere(new Date(each))).join());`;
  const days = (zone: string) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', show], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
  t.is(days('UTC'), '2014-07-03,2014-01-01\n');
  t.is(days('Europe/Berlin'), '2014-07-04,2014-01-01\n');
  t.is(days('America/Los_Angeles'), '2014-07-03,2014-01-01\n');
  t.is(days('America/Anchorage'), '2014-07-03,2013-12-31\n');
});
