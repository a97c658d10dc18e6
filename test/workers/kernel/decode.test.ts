// The kernel's decoder against the reference decoder: whatever the formats, the line and what is asked for, the same
// fields. And what the scan and the rules ask of it.

import test from 'ava';
import { randomFrom } from '../../../bench/random.ts';
import type { FieldName } from '../../../src/format-types.ts';
import { compileFormat } from '../../../src/formats/compile-format.ts';
import { compileFormats, formats } from '../../../src/formats/formats.ts';
import type { ByteText } from '../../../src/types.ts';
import { fieldNames, KernelDecoder } from '../../helpers/kernel-fields.ts';
import { peerFiles } from '../../helpers/peer-lines.ts';
import { sampleLines } from '../../helpers/sample-lines.ts';
import { builtIn, DecodeRig, someRig, spoiltLines } from './decode-oracle.ts';

/** The differences over lines that follow each other. */
function differences(rig: DecodeRig, lines: readonly ByteText[]): readonly string[] {
  rig.reset();
  return lines.flatMap((line) => rig.difference(line) ?? []);
}

test('lines of all formats have the fields that the reference decoder finds', (t) => {
  const rig = new DecodeRig(builtIn);
  t.deepEqual(differences(rig, sampleLines), []);
  const known = sampleLines.filter((line) => rig.decoder.decode(line)?.fields.src_ip !== undefined);
  t.true(known.length >= 15);
});

test('real lines have the fields that the reference decoder finds', (t) => {
  const files = peerFiles();
  if (files.length === 0) t.log('no peer data beside the project');
  const rig = new DecodeRig(builtIn);
  t.deepEqual(
    files.flatMap((lines) => differences(rig, lines)),
    [],
  );
  for (const plan of builtIn) {
    const alone = new DecodeRig([plan]);
    t.deepEqual(
      files.flatMap((lines) => differences(alone, lines)),
      [],
      plan.name,
    );
  }
});

test('invented lines of all formats, and of invented formats, spoilt, too', (t) => {
  const random = randomFrom(20140703);
  for (let rigs = 0; rigs < 120; rigs++) {
    const rig = someRig(random);
    for (let i = 0; i < 250; i++) t.deepEqual(differences(rig, spoiltLines(random, rig)), []);
  }
});

// If it took longer than its length, it would take hours.
test('a long line of blanks, brackets, keys or columns is decoded in good time', (t) => {
  const rig = new DecodeRig(builtIn);
  const decoder = new KernelDecoder(builtIn);
  const starts = [
    '%ASA-6-302013: Built inbound TCP connection 1 for ',
    '%ASA-6-106023: Deny tcp src a:1.2.3.4/5 dst ',
    'MSWinEventLog#0111#011a#0111#011b#0115156#011',
    'logid=1 type=x subtype=y a=',
    'filterlog: 1,',
    'x,TRAFFIC,',
    'IN= OUT= SRC= DST= ',
    'RT_FLOW - RT_FLOW_SESSION_CREATE [ ',
  ];
  const fillings = [' ', '\t', ' (', 'a:', 'a=', '="', '=\\', ',', ',"', '#011', '1', '1.', ' to', 'src', ':: ', '" '];
  for (const start of starts) {
    for (const filling of fillings) {
      t.is(rig.difference(start + filling.repeat(200)), undefined);
      decoder.decode(start + filling.repeat(2_000_000 / filling.length));
    }
  }
});

test('a line of quotes in quotes takes memory by its length, and gives it back', (t) => {
  const decoder = new KernelDecoder(builtIn);
  const line = `date=2024-01-02 time=03:04:05 logid="0000000013" type="traffic" subtype="forward" ${String.raw`user="a\"" `.repeat(400_000)}`;
  t.is(decoder.decode(line)?.fields.user, 'a"');
  const taken = decoder.kernel.memory.buffer.byteLength;
  t.true(taken < 10 * line.length, `${taken} bytes`);
  for (let i = 0; i < 5; i++) decoder.decode(line);
  t.is(decoder.kernel.memory.buffer.byteLength, taken);
});

test('a sum of several keys is exact, or absent', (t) => {
  const largest = '9007199254740991';
  const sums: readonly (readonly [parts: string, bytes: number | undefined])[] = [
    [`sentbyte=${largest} rcvdbyte=0`, Number(largest)],
    [`sentbyte=9007199254740990 rcvdbyte=1`, Number(largest)],
    [`sentbyte=${largest} rcvdbyte=1`, undefined],
    [`sentbyte=9007199254740992 rcvdbyte=1`, undefined],
    [`sentbyte=1 rcvdbyte=99999999999999999999`, undefined],
    [`rcvdbyte=12345678901234567890123456 sentbyte=1`, undefined],
    [`sentbyte=x1 rcvdbyte=7`, 7],
    [`sentbyte=7 rcvdbyte="N/A"`, 7],
    [`sentbyte=0000000000000007 rcvdbyte=007`, 14],
  ];
  const rig = new DecodeRig(builtIn);
  const decoder = new KernelDecoder(builtIn);
  for (const [parts, bytes] of sums) {
    const line = `date=2024-01-02 time=03:04:05 logid="13" type="traffic" subtype="x" ${parts} sentpkt=3`;
    t.is(rig.difference(line), undefined, parts);
    t.is(decoder.decode(line)?.fields.bytes, bytes, parts);
    t.is(decoder.decode(line)?.fields.packets, 3, parts);
  }
});

test('fields that nobody wants change nothing for those that are wanted', (t) => {
  for (const wanted of fieldNames) {
    t.deepEqual(differences(new DecodeRig(builtIn, [wanted]), sampleLines), [], wanted);
  }
});

// ---------------------------------------------------------------- what the scan asks

test('every format tells texts without which it knows no line', (t) => {
  const { kernel } = new KernelDecoder(builtIn);
  t.is(kernel.formatCount(), formats.length);
  for (let format = 0; format < formats.length; format++) t.true(kernel.anchorCount(format) > 0, builtIn[format]?.name);
});

test('a line is not tried with a format that cannot know it', (t) => {
  const decoder = new KernelDecoder(builtIn);
  const [line = ''] = sampleLines;
  t.is(decoder.decode(line)?.format, 'cisco-asa');
  t.is(decoder.decode(line, 0n), undefined);
  t.is(decoder.decode(line, 1n)?.format, 'cisco-asa');
});

const windowsFields = '#Fields: date time action protocol src-ip dst-ip src-port dst-port';
const windowsLine = '2014-07-03 12:48:20 DROP UDP 10.1.2.3 192.0.2.9 5353 53';
const windows = builtIn.findIndex(({ name }) => name === 'windows-firewall');

test('a header in force goes from one decoder to another as text', (t) => {
  const first = new KernelDecoder(builtIn);
  t.is(first.header(windows), '');
  first.decode(windowsFields);
  t.is(first.header(windows), windowsFields);
  const second = new KernelDecoder(builtIn);
  t.is(second.decode(windowsLine), undefined);
  second.setHeader(windows, first.header(windows));
  t.deepEqual(second.decode(windowsLine, 0n), first.decode(windowsLine));
  second.setHeader(windows, '');
  t.is(second.decode(windowsLine), undefined);
  first.kernel.resetHeaders();
  t.is(first.decode(windowsLine), undefined);
  t.is(first.header(windows), '');
});

test('of a line that no rule takes, the format is known and no more', (t) => {
  const decoder = new KernelDecoder(builtIn);
  const line = '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.7/80 to 10.1.2.3/40111 flags RST  on interface o';
  t.is(decoder.decode(line)?.fields.src_ip, '192.0.2.7');
  const messages = builtIn[0]?.messages ?? [];
  t.is(decoder.kernel.messageCount(0), messages.length);
  const message = messages.findIndex(({ ids }) => ids?.includes('106015'));
  decoder.kernel.setRuleBits(0, message, 0n);
  const { format, fields = {} } = decoder.decode(line) ?? {};
  t.deepEqual([format, fields.event_id, fields.src_ip, fields.event], ['cisco-asa', '106015', undefined, undefined]);
});

test('a name may be longer than any that the kernel was made for', (t) => {
  const long = 'n'.repeat(300);
  const plan = compileFormat({
    name: 'long',
    title: 'long names',
    recognise: [['%L ']],
    services: { [long]: 9999 },
    messages: [{ templates: ['%L {dst_port} {action} end'], events: { [long]: 'deny' } }],
  });
  const rig = new DecodeRig([plan]);
  t.deepEqual(differences(rig, [`%L ${long} ${long} end`, `%L ${long.toUpperCase()} x end`, `%L ${long}n x end`]), []);
  t.is(rig.decoder.decode(`%L ${long.toUpperCase()} x end`)?.fields.dst_port, 9999);
});

test('each field alone is found in lines of any format', (t) => {
  const found = new Set<FieldName>();
  for (const name of fieldNames) {
    const rig = new DecodeRig(compileFormats(formats), [name]);
    for (const line of sampleLines) {
      if (Object.keys(rig.decoder.decode(line)?.fields ?? {}).includes(name)) found.add(name);
    }
  }
  const never = ['format', 'time', 'host', 'src_name', 'dst_name'];
  t.deepEqual(
    fieldNames.filter((name) => !found.has(name) && !never.includes(name)),
    [],
  );
});
