import test from 'ava';
import fc from 'fast-check';
import { type CalendarTime, firstPackedAt, instantOf, packTime, readTimeBound, timeText } from '../../src/times.ts';

const lastSecond = 253_402_300_799;
const offsets = fc.oneof(
  fc.constantFrom('', 'Z', '+00:00', '+14:59', '-14:59'),
  fc.tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.nat(59)).map(([sign, hours, minutes]) => {
    const text = [hours, minutes].map((part) => String(part).padStart(2, '0')).join(':');
    return text === '00:00' ? 'Z' : sign + text;
  }),
);
/** The date and clock of a number of seconds since 1970, over all years that a text can have. */
const calendarTimes: fc.Arbitrary<CalendarTime> = fc
  .tuple(fc.integer({ min: -62_167_219_200, max: lastSecond }), offsets)
  .map(([seconds, offset]) => {
    const [date = '', clock = ''] = new Date(seconds * 1000).toISOString().slice(0, 19).split('T');
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    return { year, month, day, clock, offset };
  });

function textOf({ year, month, day, clock, offset }: CalendarTime): string {
  const date = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))];
  return `${date.join('-')}T${clock}${offset}`;
}

function packed(time: CalendarTime): bigint {
  return packTime(time) ?? 0n;
}

test('a packed time says what was packed', (t) => {
  t.notThrows(() => fc.assert(fc.property(calendarTimes, (time) => timeText(packed(time)) === textOf(time))));
  const early = { year: 0, month: 1, day: 1, clock: '00:00:00', offset: '' };
  const late = { year: 9999, month: 12, day: 31, clock: '23:59:59', offset: '-14:59' };
  for (const time of [early, late]) t.is(timeText(packed(time)), textOf(time));
});

test('packed times are in order of their instants, and fit into 53 bits', (t) => {
  const milliseconds = (time: CalendarTime) => Date.parse(textOf({ ...time, offset: time.offset || 'Z' }));
  t.notThrows(() =>
    fc.assert(
      fc.property(calendarTimes, calendarTimes, (a, b) => {
        const order = Math.sign(milliseconds(a) - milliseconds(b));
        const found = packed(a) < packed(b) ? -1 : packed(a) > packed(b) ? 1 : 0;
        return (order === 0 || order === found) && packed(a) > 0n && packed(a) < 2n ** 53n;
      }),
    ),
  );
});

test('a bound parts the packed times: those before it are less, whatever their offsets', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(calendarTimes, fc.integer({ min: -2, max: 2 }), (time, distance) => {
        const instant = instantOf(packed(time));
        const bound = instant + distance;
        return packed(time) >= firstPackedAt(bound) === instant >= bound;
      }),
    ),
  );
});

test('the layout is the one that kernels and kept counts know', (t) => {
  const noon = { year: 2014, month: 7, day: 3, clock: '12:48:20' };
  const instant = (offset: number) => BigInt(1_404_391_700 - offset) + 2n ** 40n;
  t.is(packTime({ ...noon, offset: '' }), instant(0) * 4096n);
  t.is(packTime({ ...noon, offset: 'Z' }), instant(0) * 4096n + 1n);
  t.is(packTime({ ...noon, offset: '+02:00' }), instant(7200) * 4096n + 2168n);
  t.is(packTime({ ...noon, offset: '-00:30' }), instant(-1800) * 4096n + 2018n);
});

test('a leap second is the first second of the next minute, and the text says so too', (t) => {
  const leap = { year: 2016, month: 12, day: 31, clock: '23:59:60', offset: 'Z' };
  t.is(timeText(packed(leap)), '2017-01-01T00:00:00Z');
  t.is(packTime({ ...leap, year: 9999 }), undefined);
});

test('there is no offset of minus nothing', (t) => {
  const time = { year: 2014, month: 7, day: 3, clock: '12:48:20', offset: '-00:00' };
  t.is(timeText(packed(time)), '2014-07-03T12:48:20+00:00');
});

test('a bound is a day, a day and time, or seconds since 1970', (t) => {
  const noon = Date.UTC(2014, 6, 3, 12) / 1000;
  const cases: readonly (readonly [string, number])[] = [
    ['2014-07-03', noon - 12 * 3600],
    ['2014-07-03T12:00', noon],
    ['2014-07-03 12:00', noon],
    ['2014-07-03 12:00:07', noon + 7],
    ['2014-07-03T12:00Z', noon],
    ['2014-07-03T12:00:00+02:00', noon - 7200],
    ['2014-07-03T12:00-0530', noon + 19_800],
    ['2014-07-03T12:00:00+14:00', noon - 50_400],
    ['2014-07-03T12:00:00-1200', noon + 43_200],
    [`@${noon}`, noon],
    ['@0', 0],
    ['1969-12-31T23:59:59', -1],
    ['0000-02-29', Date.parse('0000-02-29T00:00:00Z') / 1000],
    ['9999-12-31T23:59:59', 253_402_300_799],
  ];
  for (const [written, instant] of cases) t.deepEqual(readTimeBound(written), { kind: 'instant', instant }, written);
});

test('what is no bound is told what one is', (t) => {
  const cases: readonly (readonly [string, RegExp, RegExp])[] = [
    ['', /^a time such as `2014-07-03`/, /^$/],
    ['2014', /^a time such as/, /^$/],
    ['yesterday', /^a time such as/, /^; it is written in full, for a report does not depend/],
    ['-2h', /^a time such as/, /^; it is written in full/],
    ['3 Jul 2014', /^a time such as/, /^; it is written in full/],
    ['1404391700', /^a time such as .*`@1404391700`$/, /^$/],
    ['@253402300800', /^a time such as/, /^$/],
    ['2014-07-03T12:00:00.5', /^a time such as/, /^; times are to the second$/],
    ['2014-07-03+02:00', /^a time such as/, /^$/],
    ['2014-13-03', /^a time in a month from 01 to 12$/, /^$/],
    ['2014-02-29', /^a time on a day that there is$/, /^; that month has 28 days$/],
    ['2014-07-00', /^a time on a day that there is$/, /^; that month has 31 days$/],
    ['2014-07-03T24:00', /^a time of day from 00:00:00 to 23:59:59$/, /^$/],
    ['2014-07-03T12:60', /^a time of day/, /^$/],
    ['2014-07-03T12:00:60', /^a time of day/, /^$/],
    ['2014-07-03T12:00+14:01', /^a time with an offset from -12:00 to \+14:00$/, /^$/],
    ['2014-07-03T12:00-12:01', /^a time with an offset from -12:00 to \+14:00$/, /^$/],
    ['2014-07-03T12:00+02:75', /^a time with an offset from -12:00 to \+14:00$/, /^$/],
    ['2014-07-03T12:00+02:60', /^a time with an offset/, /^$/],
  ];
  for (const [written, what, hint] of cases) {
    const read = readTimeBound(written);
    if (read.kind === 'instant') return t.fail(written);
    t.regex(read.what, what, written);
    t.regex(read.hint, hint, written);
  }
});
