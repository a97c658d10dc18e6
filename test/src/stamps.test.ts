import test from 'ava';
import fc from 'fast-check';
import { dateInPath, findStamp, type ReferenceDate, referenceDate, writeStamp } from '../../src/stamps.ts';

const july = { year: 2014, month: 7, day: 3 };

function timeOf(line: string, reference: ReferenceDate | undefined = july): string | undefined {
  const stamp = findStamp(line);
  return stamp && writeStamp(stamp, reference);
}

const table: readonly (readonly [string, string | undefined])[] = [
  ['2014-07-03 12:48:20\tLocal4.Info\t10.1.0.1\tJul 02 2014 11:00:00: %ASA-6-1: x', '2014-07-03T12:48:20'],
  ['2014-07-03 12:48:20    Local4.Info\t10.1.0.1', '2014-07-03T12:48:20'],
  ['<166>Jul  3 12:48:20 fw1 %ASA', '2014-07-03T12:48:20'],
  ['<166>Jul 3 12:48:20 fw1 %ASA', '2014-07-03T12:48:20'],
  ['Jul 03 2013 12:48:20: %ASA', '2013-07-03T12:48:20'],
  ['<142>Jul 03 2013 12:48:20 fw1 : %ASA', '2013-07-03T12:48:20'],
  ['Jul 03 2013 12:48:20 EDT: %ASA', '2013-07-03T12:48:20'],
  ['<111>:Jul 03 12:48:20 UTC: %ASA', '2014-07-03T12:48:20Z'],
  ['<166>1 2018-06-27T12:17:46Z asa - - -', '2018-06-27T12:17:46Z'],
  ['<166>1 2018-06-27T12:17:46.123456+02:00 asa - - -', '2018-06-27T12:17:46+02:00'],
  ['<166>2018-06-27T12:17:46-0530 asa', '2018-06-27T12:17:46-05:30'],
  ['2018-06-27 12:17:46,123 +0200 x', '2018-06-27T12:17:46+02:00'],
  // Two dates side by side: no fraction, and no offset of minus six hours.
  ['2018-06-27 12:17:46,2018-06-27 12:17:47,0.530,10.1.2.3', '2018-06-27T12:17:46'],
  ['<190>3352460: 3352481: Aug 12 2023 12:15:33.963 mdt: %IOSXE', '2023-08-12T12:15:33'],
  ['<166>352134: R1: Jul 3 08:08:47.142: %SEC-6-X', '2014-07-03T08:08:47'],
  ['<189>387448: host-01: Jul 3 16:13:09.123 UTC+07:30: %DOT1X', '2014-07-03T16:13:09+07:30'],
  ['<189>387448: host-01: Jul 3 16:13:09.123 UTC+1: %DOT1X', '2014-07-03T16:13:09+01:00'],
  // RFC 3339 takes its letters in either case.
  ['<166>1 2018-06-27t12:17:46.5z asa - - -', '2018-06-27T12:17:46Z'],
  ['2018-06-27T12:17:46z', '2018-06-27T12:17:46Z'],
  ['2018-06-27 12:17:46 z', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46zone', '2018-06-27T12:17:46'],
  // Offsets reach from -12:00 to +14:00; a clock with another one tells no time.
  ['2018-06-27T12:17:46+14:00 x', '2018-06-27T12:17:46+14:00'],
  ['2018-06-27T12:17:46-12:00 x', '2018-06-27T12:17:46-12:00'],
  ['2018-06-27T12:17:46+14:01 x', undefined],
  ['2018-06-27T12:17:46-12:01 x', undefined],
  ['2018-06-27T12:17:46+15:00 x', undefined],
  ['2018-06-27T12:17:46.25+99:99', undefined],
  ['2018-06-27T12:17:46+02:75 x', undefined],
  ['2018-06-27T12:17:46+0275: x', undefined],
  ['2018-06-27 12:17:46 +1500 x', undefined],
  ['2018-06-27 12:17:46 -12:30 x', undefined],
  ['Jul 3 16:13:09 UTC+15: x', undefined],
  ['Thu Jul  3 12:48:20-15:00 2008 x', undefined],
  ['2018-06-27T12:17:46+15:00 fw1 Jul 03 2013 12:48:20: x', '2013-07-03T12:48:20'],
  // Words behind a clock that are no offsets.
  ['2018-06-27 12:17:46 -1 x', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46 -99 x', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46 -123 x', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46 -12345 x', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46 +9999z x', '2018-06-27T12:17:46'],
  ['2018-06-27 12:17:46-23:59:59 x', '2018-06-27T12:17:46'],
  ['*Oct  6 10:00:00.123: %SYS', '2013-10-06T10:00:00'],
  ['.Jul 10 10:00:00: %SYS', '2014-07-10T10:00:00'],
  ['<46>: 2024 Aug 27 21:40:50 PDT: %SNMPD', '2024-08-27T21:40:50'],
  ['6|Nov 28 2014 12:59:03|302021: x', '2014-11-28T12:59:03'],
  ['10.0.100.2:514 : local4.info Aug 02 2010 10:36:14: %FWSM', '2010-08-02T10:36:14'],
  ['Thu Jul  3 12:48:20 2008 x', '2008-07-03T12:48:20'],
  // Not behind a weekday: a host or a message's number.
  ['Jul  3 12:48:20 2008 x', '2014-07-03T12:48:20'],
  ['date=2019-05-10 time=11:37:47 devname="x"', '2019-05-10T11:37:47'],
  ['1,2018/11/30 16:09:07,0128', '2018-11-30T16:09:07'],
  ['[1404391700] x', '2014-07-03T12:48:20Z'],
  ['[1404391700.25] x', '2014-07-03T12:48:20Z'],
  ['1404391700.250000\tC1\t10.1.2.3', '2014-07-03T12:48:20Z'],
  // Uptime, a number in the middle, milliseconds.
  ['kernel: [16571.459614] IN=', undefined],
  ['x 1404391700.25 y', undefined],
  ['14043917000 x', undefined],
  ['<190>1404391700: 5d17h: %SYS', undefined],
  ['<165>7433: R1: 007439: 2y10w: %SEC_LOGIN', undefined],
  ['LOCAL4.WARNING: fw-1 %ASA', undefined],
  ['', undefined],
  // No such day or time.
  ['Jul 32 12:48:20 x', undefined],
  ['Jux  3 12:48:20 x', undefined],
  ['2014-13-03 12:48:20', undefined],
  ['2014-02-29 12:48:20', undefined],
  ['2014-07-03 24:48:20', undefined],
  ['Jul  3 12:60:20 x', undefined],
  ['Jul  3 12:48:61 x', undefined],
  // A leap second is the next minute's first.
  ['2016-12-31 23:59:60 x', '2017-01-01T00:00:00'],
  // Years from 1970 to 2099 are believed.
  ['0026-07-03 12:48:20 x', undefined],
  ['Jul 03 0026 12:48:20 x', undefined],
  ['1969-12-31 23:59:59 x', undefined],
  ['1970-01-01 00:00:00 x', '1970-01-01T00:00:00'],
  ['2099-12-31 23:59:59 x', '2099-12-31T23:59:59'],
  ['2100-01-01 00:00:00 x', undefined],
  // No year, so a number before a stamp that has none.
  ['1969 Aug 27 21:40:50 x', '2013-08-27T21:40:50'],
  ['1970 Aug 27 21:40:50 x', '1970-08-27T21:40:50'],
  ['Thu Jul  3 12:48:20 1969 x', '2014-07-03T12:48:20'],
  ['[4102444799] x', '2099-12-31T23:59:59Z'],
  ['[4102444800] x', undefined],
  // The next one counts.
  ['0026-07-03 12:48:20 Jul  3 12:48:20 x', '2014-07-03T12:48:20'],
  ['2014-13-03 12:48:20 Jul  3 12:48:20 x', '2014-07-03T12:48:20'],
  ['Feb 29 12:48:20 x', undefined],
  [`${'x '.repeat(70)}Jul  3 12:48:20`, undefined],
];

test('the outermost stamp is found and written as the line says it', (t) => {
  for (const [line, time] of table) t.is(timeOf(line), time, line);
});

test('without a reference only a stamp with a year is a time', (t) => {
  t.is(writeStamp(findStamp('Jul  3 12:48:20 x') ?? t.fail(), undefined), undefined);
  t.is(writeStamp(findStamp('Jul 03 2014 12:48:20 x') ?? t.fail(), undefined), '2014-07-03T12:48:20');
});

test('the turn of the year: a stamp is read into the year that puts it nearest before the reference', (t) => {
  const cases: readonly (readonly [string, string, number | undefined])[] = [
    ['Dec 31', '2015-01-01', 2014],
    ['Dec  5', '2015-01-20', 2014],
    ['Jan  1', '2014-12-31', 2015],
    ['Jan  1', '2015-01-01', 2015],
    ['Jan 31', '2015-01-01', 2015],
    ['Mar  1', '2015-01-01', 2014],
    ['Jul  4', '2014-07-03', 2014],
    ['Aug  3', '2014-07-03', 2014],
    ['Aug  9', '2014-07-03', 2013],
    ['Nov 30', '2014-12-31', 2014],
    ['Feb 29', '2016-03-01', 2016],
    ['Feb 29', '2017-01-15', 2016],
    ['Feb 29', '2015-03-01', undefined],
  ];
  for (const [day, written, year] of cases) {
    const [referenceYear = 0, month = 0, date = 0] = written.split('-').map(Number);
    const time = timeOf(`${day} 12:48:20 x`, { year: referenceYear, month, day: date });
    t.is(time?.slice(0, 4), year === undefined ? undefined : String(year), `${day} by ${written}`);
  }
});

test('the date in a path: the last whole day, else the month to its end, else the year', (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['/logs/2014-07-03/SyslogCatchAll.txt', '2014-7-3'],
    ['/logs/2013-01-01/fw-20140703.log.gz', '2014-7-3'],
    ['/logs/2014/07/03/fw.log', '2014-7-3'],
    ['C:\\logs\\2014_07_03\\fw.log', '2014-7-3'],
    ['/logs/2014-07/fw.log', '2014-7-31'],
    ['/logs/2016/02/fw.log', '2016-2-29'],
    ['/logs/2014/fw.log', '2014-12-31'],
    ['/logs/fw-120140703.log', 'none'],
    ['/logs/2014-13-03.log', 'none'],
    ['/logs/fw.log', 'none'],
  ];
  for (const [path, date] of cases) {
    const found = dateInPath(path);
    t.is(found === undefined ? 'none' : `${found.year}-${found.month}-${found.day}`, date, path);
  }
});

test('the reference of a file is the date in its path, else the day when it was written', (t) => {
  const modified = new Date('2015-01-01T23:30:00-05:00');
  t.deepEqual(referenceDate('/logs/2014-07-03/fw.log', modified), july);
  t.deepEqual(referenceDate('/logs/fw.log', modified), { year: 2015, month: 1, day: 2 });
});

test('no line makes it throw, and every time has the one shape', (t) => {
  const pieces = fc.constantFrom(
    '<1',
    '>',
    '2014-07-03',
    'Jul',
    ' ',
    '  3 ',
    '12:48:20',
    '.5',
    'Z',
    'z',
    '+02:00',
    '-12:01',
    ' UTC',
    '[1404391700]',
    'T',
    '2014',
    '\t',
    '\0',
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
        const time = timeOf(parts.join(''));
        return time === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?$/.test(time);
      }),
    ),
  );
});
