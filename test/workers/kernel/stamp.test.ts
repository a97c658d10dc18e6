// The kernel's stamps and headers, line by line against the reference: real lines where they lie beside the project,
// lines made of pieces of stamps, and both with bytes changed. Seeded, so that a failure can be had again.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { projectFolder } from '../../../bench/commands.ts';
import { readSyslogHeader } from '../../../src/decode/header.ts';
import { fieldTypes } from '../../../src/format-types.ts';
import { findStamp, packStamp, type ReferenceDate } from '../../../src/stamps.ts';
import { timeText } from '../../../src/times.ts';
import type { ByteText } from '../../../src/types.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';

const kernel = instantiateKernel();
const memory = kernel.allocate(8192);
const field = (name: keyof typeof fieldTypes) => Object.keys(fieldTypes).indexOf(name);
const headerFields = ['time', 'host', 'severity'] as const;
for (const name of headerFields) kernel.want(field(name));

const july: ReferenceDate = { year: 2014, month: 7, day: 3 };
let reference: ReferenceDate | undefined;
refer(july);

function refer(date: ReferenceDate | undefined): void {
  reference = date;
  kernel.setReference(date?.year ?? 0, date?.month ?? 0, date?.day ?? 0);
}

interface Read {
  /** 0n: none. */
  readonly time: bigint;
  /** Of the stamp, from the line's start; 0: none. */
  readonly end: number;
  readonly header: Readonly<Record<string, string>>;
}

/** What the kernel reads of a line that stands between other text. */
function kernelRead(line: ByteText, before: ByteText, behind: ByteText): Read {
  const start = memory + 256 + before.length;
  const end = start + line.length;
  const text = before + line + behind;
  bytesAt(kernel, start - before.length, text.length).set(Buffer.from(text, 'latin1'));
  const time = kernel.findStamp(start, end);
  const stampEnd = kernel.stampEndsAt();
  kernel.clearFields();
  kernel.readHeader(start, end);
  const told = headerFields.filter((name) => kernel.hasField(field(name)));
  return {
    time,
    end: stampEnd === 0 ? 0 : stampEnd - start,
    header: Object.fromEntries(told.map((name) => [name, fieldText(field(name))])),
  };
}

function fieldText(number: number): ByteText {
  return Buffer.from(bytesAt(kernel, kernel.textAt(number), kernel.textLength(number))).toString('latin1');
}

function referenceRead(line: ByteText): Read {
  const stamp = findStamp(line);
  return {
    time: (stamp && packStamp(stamp, reference)) ?? 0n,
    end: stamp?.end ?? 0,
    header: { ...readSyslogHeader(line, reference) },
  };
}

/** What stands behind a line may look as if it went on. */
const goingOn = ['\n', '0', ':20 2014 x', '.5Z', '+02:00 ', ' UTC+1', ']', ' fw1: %', '3 12:48:20'] as const;
let turn = 0;

/** Undefined if both read the same of the line, wherever it stands. */
function difference(line: ByteText): object | undefined {
  const expected = referenceRead(line);
  const before = 'x2:['.repeat(16).slice(turn % 64);
  const behind = goingOn[turn % goingOn.length] ?? '';
  turn++;
  const read = kernelRead(line, before, behind);
  const same =
    read.time === expected.time &&
    read.end === expected.end &&
    headerFields.every((name) => read.header[name] === expected.header[name]) &&
    (read.time === 0n || read.header.time === timeText(read.time));
  return same ? undefined : { line, read, expected };
}

const written: readonly ByteText[] = [
  ...[
    '2014-07-03 12:48:20\tLocal4.Info\t10.1.0.1\tJul 02 2014 11:00:00: %ASA-6-1: x',
    '2014-07-03 12:48:21\tLocal4.Info\t10.1.0.1\t%ASA-6-1: x',
    '2014-07-03 12:48:60\tLocal4.Nonsense\t10.1.0.1\t%ASA-6-1: x',
    '2014-07-03 12:48:59    LOCAL4.WARNING\tfw.1\t%ASA-6-1: x',
    '2014-07-03    12:48:59 Mail.Emergency last x',
    '2014/07/03 12:48:59 Mail.Error last1 x',
  ],
  ...[
    '<166>Jul  3 12:48:20 fw1 %ASA',
    '<166>Jul  3 12:48:21 fw1: %ASA',
    '<192>Jul  3 12:48:22 fw1 : %ASA',
    '<1667>Jul  3 12:48:22 fw1. %ASA',
    '<166>Jul 3 12:48:22.5 fw1:\t%ASA',
    '<6>Jul 03 2013 12:48:20: %ASA',
    '<>Jul 03 2013 12:48:21 EDT: %ASA',
    '<166>Jul 03 2013 12:48:22 EDT : %ASA',
    '<111>:Jul 03 12:48:20 UTC: %ASA',
    '<166>1 2018-06-27T12:17:46.123456+02:00 asa - - -',
    '<166>1 2018-06-27T12:17:47.123456+14:00 - last',
    '<166>1 2018-06-27T12:17:47.123456+14:01 asa - - -',
    '<166>1 2018-06-27T12:17:47.123456-12:00 asa - - -',
    '<166>1 2018-06-27T12:17:47.123456-12:01 asa - - -',
    '<166>1 2018-06-27T12:17:47.123456+02:75 asa - - -',
    '<166>1 2018-06-27t12:17:47.123456z asa - - -',
    '<166>1 2018-06-27T12:17:47+15:00 fw1 Jul 03 2013 12:48:20: %ASA',
    '<166>2018-06-27T12:17:46-0530 asa',
    '<166>2018-06-27T12:17:46-053 asa',
    '<166>2018-06-27T12:17:46-05305 asa',
    '<166>2018-06-27T12:17:46+2:30 asa',
    '<166>2018-06-27T12:17:46+2:3 asa',
    '<166>2018-06-27T12:17:46+2: asa',
    '<166>2018-06-27T12:17:46+02:30:1 asa',
    '2018-06-27 12:17:46,123 +0200 x',
    '2018-06-27 12:17:46,123 +020 x',
    '2018-06-27 12:17:46,123 +02 x',
    '2018-06-27 12:17:46,123 +9900 x',
    '2018-06-27 12:17:46 z x',
  ],
  ...[
    '<190>3352460: 3352481: Aug 12 2023 12:15:33.963 mdt: %IOSXE',
    '<189>387448: host-01: Jul 3 16:13:09.123 UTC+07:30: %DOT1X',
    '<189>387448: host-01: Jul 3 16:13:09.123 UTC+15: %DOT1X',
    'Thu Jul  3 12:48:20-15:00 2008 x',
    '<189>387448: host-01: Jul 3 16:13:09.123GMT: %DOT1X',
    '<46>: 2024 Aug 27 21:40:50 PDT: %SNMPD',
    'Thu Jul  3 12:48:20 2008 x',
    'Thu Jul  3 12:48:20 UTC 2008 x',
    'Thu Jul  3 12:48:20 2008: x',
    'Sat Feb 29 12:48:20 2015 x',
    'Thu  Jul  3 12:48:21 2008 x',
    'Jul  3 12:48:20 2008 x',
    'Jul  3 2008 12:48:20 2009 x',
    'date=2019-05-10 time=11:37:47 devname="x"',
    'date=2019-05-10 time=11:37:48 tz="+0200"',
  ],
  ...[
    '[1404391700] x',
    'a [1404391700.25] x',
    '1404391700.250000\tC1\t10.1.2.3',
    '1404391700.25',
    '1404391700,1',
    '1404391700',
  ],
  ...['[1404391700. x', '[1404391700.25 x', '[14043917000] x', 'x 1404391700.25 y', 'kernel: [16571.459614] IN='],
  ...['2014-02-29 12:48:20', '2014-07-03 24:48:20', 'Jul  3 12:60:20 x', 'Feb 29 12:48:20 x', 'Jan  1 00:00:00 x'],
  ...['Dec 31 23:59:60 x', '9999-12-31 23:59:60 x'],
  ...['2099-12-31 23:59:60 x', '2099-12-31 23:59:59-12:00 x', '1970-01-01 00:00:00+14:00 x', '1969-12-31 23:59:59 x'],
  ...['0026-07-03 12:48:20 Jul  3 12:48:20 fw1 x', '2100-01-01 00:00:00 x', '4102444799.5 x', '4102444800.5 x'],
  ...['Thu Jul  3 12:48:20 1969 x', 'Thu Jul  3 12:48:20 1970 x', 'Jul  3 2100 12:48:20 x', '1950 Aug 27 21:40:50 x'],
  ...[
    '%ASA-6-302014: Teardown TCP connection 1 for a:10.1.1.1/2 to b:10.1.1.2/3 duration 0:00:00 bytes 0',
    '',
    '<',
    '<1',
    '2',
    'J',
  ],
  ...[100, 113, 114, 115, 126, 127, 128, 129].map((length) => `${'x '.repeat(length).slice(0, length)}Jul  3 12:48:20`),
  ...[100, 126, 127, 128, 129].map((length) => `${'x '.repeat(length).slice(0, length)}[1404391700]`),
  `${'x '.repeat(60)}2014-07-03${' '.repeat(60)}12:48:20 x`,
  `2014-07-03 12:48:20.${'7'.repeat(300)} x`,
  `1404391700.${'7'.repeat(300)} x`,
  `2014-07-03 12:48:20 ${'h'.repeat(126)} x`,
  `2014-07-03 12:48:20 ${'h'.repeat(127)} x`,
];

test('every kind of stamp and header is read as the reference reads it', (t) => {
  // Twice: the second time each line follows one of its own minute.
  for (const line of written) t.deepEqual([difference(line), difference(line)], [undefined, undefined], line);
});

test.serial('a stamp is read by the reference date that was set last', (t) => {
  const dates = [
    '2015-01-01',
    '2015-01-20',
    '2014-12-31',
    '2016-03-01',
    '2015-03-01',
    '2014-08-09',
    '1970-01-01',
    '1969-06-01',
    '2099-12-31',
    '2100-06-01',
  ];
  const days = ['Dec 31', 'Dec  5', 'Jan  1', 'Feb 29', 'Jul  3', 'Jul  9', 'Nov 30'];
  for (const date of [...dates, undefined]) {
    const [year = 0, month = 0, day = 0] = (date ?? '').split('-').map(Number);
    refer(date === undefined ? undefined : { year, month, day });
    for (const each of days) t.is(difference(`${each} 12:48:20 fw1 x`), undefined, `${each} by ${date}`);
  }
  refer(july);
});

test('the hour of a time is the one that its line shows', (t) => {
  for (const line of [
    '2014-07-03 12:48:20 x',
    '2014-07-03T00:17:46-05:30',
    '1970-01-01 23:59:59+14:00',
    '1404391700.2 x',
  ]) {
    const time = referenceRead(line).time;
    t.is(kernel.hourOf(time), Number(timeText(time).slice(11, 13)), line);
  }
});

// ---------------------------------------------------------------- lines of pieces, and changed lines

const piece = fc.constantFrom(
  ...[
    '<134>',
    '<1',
    '>',
    '[',
    ']',
    ' ',
    '  ',
    '\t',
    ':',
    '.',
    ',',
    '-',
    '/',
    'T',
    'Z',
    '%',
    'x',
    'fw1',
    'last',
    '2',
    '12',
  ],
  ...[
    '2014-07-03',
    '2014/07/03',
    '1999-02-29',
    '0000-00-10',
    '0026-07-03',
    '2099-12-31',
    '2100 Jul',
    'Jul',
    'Feb',
    'Thu',
    '  3',
    ' 29',
    '2014',
    '2014 ',
    '1404391700',
  ],
  ...[
    '12:48:20',
    '23:59:60',
    '24:00:00',
    ':48:',
    '.5',
    ',25',
    '+02:00',
    '-0530',
    '+1',
    ' +0200',
    ' UTC',
    'GMT',
    ' EDT:',
    ' UTC+2',
  ],
  ...[' time=', 'Local4.Info', 'Mail.Nothing', ': %', '10.1.0.1', '\0', '\xb2', 'é'],
);
const pieces = fc.array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }), {
  maxLength: 14,
});
const byte = fc.oneof(
  fc.constantFrom(...' \t:.,-+/[]<>0123456789TZJul'),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);
const change = fc.record({ at: fc.nat(200), cut: fc.nat(3), put: fc.array(byte, { maxLength: 2 }) });

function changed(line: ByteText, changes: readonly { at: number; cut: number; put: readonly string[] }[]): ByteText {
  return changes.reduce((text, { at, cut, put }) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put.join('') + text.slice(place + cut);
  }, line);
}

function mustAgree(lines: fc.Arbitrary<ByteText>, numRuns: number): void {
  fc.assert(
    fc.property(lines, (line) => {
      const found = difference(line.replaceAll('\n', ' '));
      if (found !== undefined)
        throw new Error(
          Object.values(found)
            .map((part) => inspect(part))
            .join('\n'),
        );
    }),
    { seed: 20140703, numRuns },
  );
}

function inspect(part: unknown): string {
  return JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

test('lines of pieces of stamps are read as the reference reads them', (t) => {
  t.notThrows(() =>
    mustAgree(
      pieces.map((parts) => parts.join('')),
      20_000,
    ),
  );
});

test('stamped lines with a few bytes changed are read as the reference reads them', (t) => {
  const lines = fc.tuple(fc.constantFrom(...written), fc.array(change, { maxLength: 3 }));
  t.notThrows(() =>
    mustAgree(
      lines.map(([line, changes]) => changed(line, changes)),
      20_000,
    ),
  );
});

const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most });
const zone = fc
  .tuple(
    fc.constantFrom('', '', ' ', 'UTC', ' UTC', ' GMT', '  '),
    fc.constantFrom('+', '-', '+', '-', 'Z', 'z', ''),
    fc.oneof(
      digits(6),
      fc
        .tuple(fc.integer({ min: 9, max: 16 }), fc.constantFrom('', ':'), fc.integer({ min: 0, max: 80 }))
        .map(([hours, colon, minutes]) => `${twoDigits(hours)}${colon}${twoDigits(minutes)}`),
      fc.tuple(digits(3), digits(3)).map((parts) => parts.join(':')),
    ),
    fc.constantFrom('', ' ', ': ', ':1', '-', '+', 'z', ']', ' 2008 '),
  )
  .map((parts) => parts.join(''));

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

test('what follows a clock is read as the reference reads it', (t) => {
  const clock = fc.constantFrom(
    '2014-07-03T12:48:20',
    'Jul  3 12:48:21',
    'Thu Jul  3 12:48:22',
    '<1>2014-07-03t12:48:23.5',
  );
  const behind = fc.constantFrom('', ' fw1 x', ' Jul 03 2013 12:48:20: %ASA');
  t.notThrows(() =>
    mustAgree(
      fc.tuple(clock, zone, behind).map((parts) => parts.join('')),
      20_000,
    ),
  );
});

test('real lines, as they are and changed, are read as the reference reads them', (t) => {
  const lines = realLines();
  t.log(lines.length === 0 ? 'no peer data beside the project' : `${lines.length} lines`);
  t.deepEqual(
    lines.flatMap((line) => difference(line) ?? []),
    [],
  );
  if (lines.length === 0) return;
  const changedLines = fc
    .tuple(fc.constantFrom(...lines), fc.array(change, { maxLength: 3 }))
    .map(([line, changes]) => changed(line.slice(0, 400), changes));
  t.notThrows(() => mustAgree(changedLines, 20_000));
});

/** What lies beside the project of other parsers' sample logs. */
function realLines(): readonly ByteText[] {
  const folder = join(projectFolder, '..', 'shared', 'peers');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.(?:log|tsv)$/.test(path) && statSync(path).isFile())
    .flatMap((path) => readFileSync(path, 'latin1').split(/\r?\n/))
    .filter((line) => line.length < 7000);
}
