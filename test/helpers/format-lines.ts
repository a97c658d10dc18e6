// Invented lines of any format: written by its plan, so that they are near to what it knows, and then spoilt. All from a
// seed, so that a failure can be had again.

import type { Random } from '../../bench/random.ts';
import type {
  ColumnsSpec,
  FieldTarget,
  FormatPart,
  FormatPlan,
  FormatTemplate,
  HeaderSpec,
  MessagePlan,
  PairsSpec,
} from '../../src/format-types.ts';
import type { ByteText } from '../../src/types.ts';

/** A line that the format may know, or a header line and lines below it. */
export function someLines(random: Random, plan: FormatPlan): readonly ByteText[] {
  for (const { body } of plan.messages) {
    if (body.kind === 'columns' && body.header !== undefined) return linesBelow(random, body, body.header);
  }
  return [anchoredLine(random, plan)];
}

const before = [
  '<166>Jul 03 2014 12:48:20 fw1 : ',
  'Jul  3 12:48:20 10.0.0.1 ',
  '2014-07-03 12:48:20\tLocal4.Info\t10.1.0.1\t',
  '<14>1 2014-07-03T12:48:20.123Z fw1 app 7 - - ',
  '[UFW BLOCK] ',
  '[WAN-D]',
  '',
];

function anchoredLine(random: Random, plan: FormatPlan): ByteText {
  const message = random.pick(plan.messages);
  const texts = plan.recognise.length === 0 ? [] : random.pick(plan.recognise);
  const marker = plan.markers.length > 0 && chance(random, 0.3) ? random.pick(plan.markers).text : '';
  const head = plan.head.length === 0 ? '' : written(random, random.pick(plan.head), message.ids ?? [someWord(random)]);
  const text = bodyOf(random, message);
  const anchor = holdsInOrder(head + text, texts) ? '' : anchorOf(random, message, texts, text);
  const holds = chance(random, 0.8) ? message.holds : '';
  return random.pick(before) + marker + anchor + head + (text.includes(holds) ? '' : holds) + text;
}

function holdsInOrder(line: ByteText, texts: readonly ByteText[]): boolean {
  let from = 0;
  return texts.every((text) => {
    const found = line.indexOf(text, from);
    from = found + text.length;
    return found >= 0;
  });
}

/** The texts that tell the format; if they are of a body with pairs, with values, before one with columns, apart. */
function anchorOf(random: Random, { body }: MessagePlan, texts: readonly ByteText[], bodyText: ByteText): ByteText {
  if (body.kind === 'columns') {
    const missing = texts.filter((text) => !bodyText.includes(text)).join('');
    return missing + (body.start === 'word' && chance(random, 0.9) ? ' ' : '');
  }
  if (body.kind !== 'pairs') return texts.join(texts.length > 1 ? someText(random) : '');
  const keys = Object.entries(body.fields);
  const withValues = texts.map((text) => {
    const target = keys.find(([key]) => text.endsWith(`${key}${body.assign}`))?.[1];
    return target === undefined && texts.length === 1 ? text : text + valueAs(random, target);
  });
  return withValues.join('') + (texts.length > 1 ? body.separator : '');
}

function bodyOf(random: Random, { body }: MessagePlan): ByteText {
  switch (body.kind) {
    case 'templates':
      return written(random, random.pick(body.templates), []);
    case 'pairs':
      return pairsOf(random, body);
    case 'columns':
      return columnsOf(random, body);
    default:
      return someText(random);
  }
}

// ---------------------------------------------------------------- templates

function written(random: Random, template: FormatTemplate, ids: readonly ByteText[]): ByteText {
  return template.map((part) => writtenPart(random, part, ids)).join('');
}

function writtenPart(random: Random, part: FormatPart, ids: readonly ByteText[]): ByteText {
  if (part.kind === 'optional') return chance(random, 0.7) ? written(random, part.parts, ids) : '';
  if (part.kind === 'literal') return part.text.replace(/ /g, () => (chance(random, 0.03) ? '  \t' : ' '));
  if (part.target === 'event_id' && ids.length > 0) return random.pick(ids);
  switch (part.type) {
    case 'endpoint':
      return someEndpoint(random);
    case 'integer':
      return part.target === 'severity' ? someDigits(random, 1) : someNumber(random);
    case 'letters':
      return random.pick(['session', 'x', 'ABC']);
    case 'text':
      return part.target === undefined ? someText(random) : valueAs(random, part.target);
    default:
      return valueAs(random, part.target);
  }
}

function someEndpoint(random: Random): ByteText {
  const zone = random.pick(['', 'outside:', 'inside_1:', 'NP Identity Ifc: ', 'v1:dmz:', 'cafe:', ': ', '10.0.0.1:']);
  const port = random.pick(['', `/${somePort(random)}`, `/${somePort(random)}`, `/${somePort(random)}`, '/']);
  const mapped = random.pick(['', '', ` (${someHost(random)}/${somePort(random)})`, ' (x)', '  (1.2.3.4/5']);
  const user = random.pick(['', '', '', '(LOCAL\\ann, 9:tag)', ' (bob)', '(9999:tag)', '(***)', ' ann', '()', '(a(b)']);
  return zone + someHost(random) + port + mapped + user;
}

// ---------------------------------------------------------------- pairs and columns

function pairsOf(random: Random, spec: PairsSpec): ByteText {
  const keys = Object.keys(spec.fields);
  const count = random.below(keys.length + 3);
  const pairs = Array.from({ length: count }, () => {
    const key = chance(random, 0.8) && keys.length > 0 ? random.pick(keys) : someWord(random);
    const value = random.pick(
      spec.empty?.length && chance(random, 0.1) ? spec.empty : [valueAs(random, spec.fields[key])],
    );
    const isQuoted = spec.quotes && chance(random, 0.6);
    return `${key}${spec.assign}${isQuoted ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
  });
  const stop = spec.stop !== undefined && chance(random, 0.3) ? `${spec.separator}${spec.stop}` : '';
  const inner = stop === '' ? '' : `${stop}${keys[0]}${spec.assign}${someHost(random)}`;
  return pairs.join(spec.separator) + inner + (chance(random, 0.5) ? spec.separator : '');
}

function columnsOf(random: Random, spec: ColumnsSpec): ByteText {
  const numbers = [...Object.keys(spec.fields), ...Object.keys(spec.when ?? {})].map(Number).filter((n) => n < 100);
  const count = Math.max(0, ...numbers) + 1 + random.below(4) - random.below(2);
  const columns = Array.from({ length: count }, (_, index) => {
    const texts = spec.when?.[index];
    const value = texts !== undefined && chance(random, 0.9) ? random.pick(texts) : valueAs(random, spec.fields[index]);
    return columnText(random, spec, value);
  });
  return columns.join(spec.delimiter);
}

function columnText(random: Random, spec: ColumnsSpec, value: ByteText): ByteText {
  if (spec.empty !== undefined && spec.empty.length > 0 && chance(random, 0.1)) return random.pick(spec.empty);
  if (!spec.quotes || chance(random, 0.6)) return value;
  return `"${value.replaceAll('"', '""')}${chance(random, 0.3) ? `${spec.delimiter}""x` : ''}"`;
}

function linesBelow(random: Random, spec: ColumnsSpec, header: HeaderSpec): readonly ByteText[] {
  const prefix = random.pick(header.prefixes);
  const known = Object.keys(spec.fields).filter(() => chance(random, 0.7));
  const names = [...(chance(random, 0.9) ? header.requires : []), ...known, ...(chance(random, 0.5) ? ['other'] : [])];
  const first = prefix.named ? '' : prefix.text;
  const begun = random.pick(header.shapes).split(spec.delimiter).length - 1;
  if (!prefix.named && chance(random, 0.8)) names.unshift(...new Array<string>(begun).fill('begun'));
  const named = `${prefix.named ? prefix.text : ''}${names.join(spec.delimiter)}`;
  const columns = named.split(spec.delimiter);
  const remark = header.remarks.length > 0 && chance(random, 0.3) ? [random.pick(header.remarks)] : [];
  const below = Array.from({ length: 1 + random.below(4) }, () => lineBelow(random, spec, header, columns));
  return [...remark, first + named + (chance(random, 0.1) ? ' ' : ''), ...below];
}

function lineBelow(random: Random, spec: ColumnsSpec, header: HeaderSpec, names: readonly string[]): ByteText {
  const shape = random.pick(header.shapes).replace(/0/g, () => someDigits(random, 1));
  const begun = shape.split(spec.delimiter).length - 1;
  const rest = names.slice(begun).map((name, index) => {
    const value = columnText(random, spec, valueAs(random, spec.fields[name]));
    return index === 0 && !shape.endsWith(spec.delimiter) ? someDigits(random, 2) : value;
  });
  return shape + rest.join(spec.delimiter) + (chance(random, 0.05) ? spec.delimiter : '');
}

// ---------------------------------------------------------------- values

function valueAs(random: Random, target: FieldTarget | undefined): ByteText {
  if (chance(random, 0.1))
    return random.pick(['', '-', someText(random), someHost(random), someNumber(random), '\xe4']);
  switch (target) {
    case 'src':
    case 'dst':
    case 'src_ip':
    case 'dst_ip':
    case 'src_name':
    case 'dst_name':
      return someHost(random);
    case 'src_port':
    case 'dst_port':
      return somePort(random);
    case 'proto':
      return random.pick([
        'TCP',
        'udp',
        'Icmp',
        '6',
        '17',
        '061',
        '47',
        '256',
        '3pc',
        'ospf',
        'ip',
        'ICMPv6',
        'GRE',
        'x',
      ]);
    case 'bytes':
    case 'packets':
      return someNumber(random);
    case 'duration':
      return random.pick([
        '0:00:30',
        '10:61:00',
        '999999999:59:59',
        '1.25',
        '7',
        '007',
        '0:0:1',
        someNumber(random),
        '1.',
      ]);
    case 'severity':
      return random.pick(['6', '8', 'Warning', 'INFO', 'notice']);
    case 'user':
      return random.pick(['ann', 'LOCAL\\ann, 9:t', '9:tag', '*****', 'First Last', '"', 'a\\b', 'x'.repeat(256)]);
    case 'action':
      return random.pick(['permitted', 'DENIED', 'Built', 'allow', 'close', 'SF', 'block', 'accept', 'Teardown', 'x']);
    case 'event':
      return random.pick(['start', 'deny', 'x']);
    default:
      return chance(random, 0.5) ? someWord(random) : someText(random);
  }
}

const hosts = [
  ...['10.1.2.3', '192.0.2.9', '255.255.255.255', '0.0.0.0', '1.2.3.4', '100.20.3.44', '10.1.2.300', '010.1.2.3'],
  ...['2001:db8::9', 'fe80::1', '::', '::1', '::ffff:10.1.2.3', '1:2:3:4:5:6:7:8', '2001:DB8:0:0:0:0:0:1', '1::2::3'],
  ...['1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1:2:3:4:5:6:1.2.3.4', 'fe80::1%eth0', '1:2:3:4:5:6:7:8:9', '12345::'],
  ...['host-1', 'srv.example.com', 'srv-10.1.2.3', 'beef', 'be.ef', 'a', '***', 'x.x.x.x', '10.1.2', '10.1.2.3.4', ''],
];

function someHost(random: Random): ByteText {
  if (chance(random, 0.5)) return random.pick(hosts);
  return Array.from({ length: 4 }, () => random.below(random.pick([10, 100, 256]))).join('.');
}

function somePort(random: Random): ByteText {
  const named = ['domain', 'WWW', 'netbios-ns', 'kerberos', '65536', '00053', '123456', '0', '99999', 'x-y', '3com'];
  return chance(random, 0.8) ? String(random.below(random.pick([1024, 65536]))) : random.pick(named);
}

function someNumber(random: Random): ByteText {
  const others = ['9007199254740991', '9007199254740992', '0', '000123', '99999999999999999', '12345678', '123456789'];
  return chance(random, 0.7) ? String(random.below(random.pick([10, 1000, 2 ** 31]))) : random.pick(others);
}

function someDigits(random: Random, length: number): ByteText {
  return Array.from({ length }, () => random.below(10)).join('');
}

function someWord(random: Random): ByteText {
  return random.pick(['x', 'eth0', 'inside', 'Gi0/1', '0x0', 'A-b_c', '302013', 'TRAFFIC', 'end', 'msg', 'zz', '7']);
}

function someText(random: Random): ByteText {
  const words = [
    'type 8',
    '"a, b"',
    '(x)',
    'from',
    'to',
    '[0x0, 0x0]',
    '\xc3\xa4',
    'on interface in',
    'SRC=1.2.3.4',
    ',',
  ];
  return Array.from({ length: random.below(4) }, () => random.pick(words)).join(' ');
}

// ---------------------------------------------------------------- spoiling

const nasty = [
  '\0',
  '"',
  '\\',
  ':',
  '/',
  '.',
  '(',
  ')',
  '[',
  ']',
  ' ',
  '\t',
  ',',
  '=',
  '%',
  '9',
  '0',
  '\xff',
  ' to ',
  '#011',
];

/** Cuts, flips, inserts, doubles, splices, swaps. */
export function spoilt(random: Random, line: ByteText, other: ByteText): ByteText {
  let text = line;
  for (let left = random.below(5); left > 0; left--) text = changed(random, text, other);
  return text;
}

function changed(random: Random, line: ByteText, other: ByteText): ByteText {
  const at = random.below(line.length + 1);
  const to = Math.min(line.length, at + 1 + random.below(20));
  switch (random.below(11)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return line.slice(0, at) + line.slice(to);
    case 2:
      return line.slice(0, at) + random.pick(nasty) + line.slice(at + 1);
    case 3:
      return line.slice(0, at) + random.pick(nasty) + line.slice(at);
    case 4:
      return line.slice(0, at) + String.fromCharCode(random.below(256)) + line.slice(at + 1);
    case 5:
      return line.slice(0, to) + line.slice(at);
    case 6:
      return line.slice(0, at) + other.slice(random.below(other.length + 1));
    case 7:
      return line.slice(0, at) + random.pick([' ', '\t', '   ', ' \t', ' '.repeat(40)]) + line.slice(at);
    case 8:
      return line.replace(/\d/g, (digit) => (chance(random, 0.05) ? someDigits(random, 1 + random.below(2)) : digit));
    case 9:
      return swapped(random, line, random.pick([',', ' ', '\t', '=', ':']));
    default:
      return line.slice(0, at) + random.pick(['"', '""', '\\"', ',"', '="']) + line.slice(at);
  }
}

function swapped(random: Random, line: ByteText, delimiter: ByteText): ByteText {
  const columns = line.split(delimiter);
  const [a, b] = [random.below(columns.length), random.below(columns.length)];
  const [first = '', second = ''] = [columns[a], columns[b]];
  return columns.with(a, second).with(b, first).join(delimiter);
}

export function chance(random: Random, share: number): boolean {
  return random.unit() < share;
}
