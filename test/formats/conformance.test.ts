// Real log lines with the results of another parser, where they lie beside the project: how many of the conversations
// that it sees we see alike. Where we differ by choice, the reason stands here by kind of message, never by line.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { projectFolder } from '../../bench/commands.ts';
import { canonicalAddress } from '../../src/addresses.ts';
import { decodeLine, noHeaders } from '../../src/decode/decode-line.ts';
import { takeEndpoint } from '../../src/decode/endpoint.ts';
import type { Fields } from '../../src/format-types.ts';
import { compileFormats, formats } from '../../src/formats/formats.ts';
import type { ByteText } from '../../src/types.ts';
import { addressesIn } from '../helpers/addresses-in.ts';

const peers = join(projectFolder, '..', 'shared', 'peers');
const plans = compileFormats(formats);

type Row = Readonly<Record<string, string>>;

interface Kind {
  readonly table: string;
  readonly name: string;
  readonly only: (line: ByteText, row: Row) => boolean;
  /** At least this share of the rows with both addresses and the destination's port. */
  readonly floor: number;
}

const kinds: readonly Kind[] = [
  { table: 'asa', name: 'Cisco ASA', only: () => true, floor: 0.97 },
  { table: 'ftd', name: 'Cisco FTD', only: () => true, floor: 0.97 },
  { table: 'cisco_ios', name: 'IOS ACCESSLOG', only: (line) => line.includes('ACCESSLOG'), floor: 0.95 },
  { table: 'iptables', name: 'netfilter', only: () => true, floor: 0.95 },
  { table: 'pfsense', name: 'pfSense filterlog', only: (line) => line.includes('filterlog'), floor: 0.95 },
  { table: 'fortinet', name: 'FortiGate srcip=', only: (line) => line.includes('srcip='), floor: 0.95 },
  { table: 'juniper_srx', name: 'SRX source-address=', only: (line) => line.includes(' source-address='), floor: 0.95 },
  { table: 'panw', name: 'PAN TRAFFIC', only: (_, row) => row.message_id === 'TRAFFIC', floor: 0.95 },
  { table: 'panw', name: 'PAN THREAT', only: (_, row) => row.message_id === 'THREAT', floor: 0.95 },
];

const direction = 'a direction word tells who initiated: inbound the first endpoint, outbound the second';
const teardown = 'a teardown has no direction word: the side with the well-known port is the server';
const echo = 'inbound faddr initiates, outbound laddr; the peer writes laddr first';
const inner = 'the ports are those of the inner packet, which went the other way';

/** Who initiated is told otherwise: of these the two ends are compared without their order. */
const unordered: Readonly<Record<string, string>> = {
  ...{ 302013: direction, 302015: direction, 302014: teardown, 302016: teardown, 302020: echo, 302021: echo },
  313005: inner,
};

/** Rows of which only the source is compared. */
const sourceOnly: Readonly<Record<string, string>> = {
  305011: 'the second address is what the first is mapped to, not a destination',
  305012: 'the second address is what the first is mapped to, not a destination',
};

/** Rows of which the addresses are compared, and not the ports. */
const addressesOnly: Readonly<Record<string, string>> = { 313005: inner };

/** Differences that count against us, and why we keep them. */
const kept: Readonly<Record<string, string>> = {
  106103: 'of ICMP, what stands in the brackets is a type and a code',
  210007: 'of ICMP, what stands behind the slash is an id',
  313009: 'of ICMP, what stands behind the slash is an id',
  430005: 'a port at the very end of the line may have been cut',
};

for (const kind of kinds) {
  test(`${kind.name}: conversations are seen as another parser sees them`, (t) => {
    const rows = readRows(kind.table);
    if (rows === undefined) {
      t.log('no peer data beside the project');
      t.pass();
      return;
    }
    const judged = rows.filter(({ line, row }) => kind.only(line, row)).map(judge);
    const conversations = judged.filter(
      ({ row }) => row['source.ip'] && row['destination.ip'] && row['destination.port'],
    );
    const alike = conversations.filter((each) => each.alike);
    const share = alike.length / conversations.length;
    t.log(
      `${kind.name}: ${alike.length} of ${conversations.length} (${(share * 100).toFixed(1)} %);`,
      `protocol ${agreement(conversations, 'transport', 'proto')}, source interface`,
      `${agreement(conversations, 'source_interface', 'src_if')}, destination interface`,
      agreement(conversations, 'destination_interface', 'dst_if'),
    );
    for (const [id, count] of countBy(conversations.filter((each) => !each.alike)))
      t.log(`  differs: ${id} × ${count}: ${kept[id] ?? 'unexplained'}`);
    for (const [id, reason] of Object.entries({ ...unordered, ...sourceOnly, ...addressesOnly })) {
      const count = conversations.filter(({ row }) => row.message_id === id).length;
      if (count > 0) t.log(`  by choice: ${id} × ${count}: ${reason}`);
    }
    t.true(conversations.length > 0 && share >= kind.floor);
    t.deepEqual(
      judged.filter(({ line, fields }) => !standsInLine(fields, line)).map(({ line }) => line),
      [],
    );
  });
}

test('who initiated a connection that the ASA built is told as the peer tells it', (t) => {
  const built = (readRows('asa') ?? []).filter(({ row }) => ['302013', '302015'].includes(row.message_id ?? ''));
  if (built.length === 0) t.log('no peer data beside the project');
  const complete = built.filter(({ row }) => row['source.ip'] && row['destination.ip']);
  const otherwise = complete.filter(({ line, row }) => {
    const { src_ip, dst_ip } = decode(line);
    return canonical(row['source.ip']) !== src_ip || canonical(row['destination.ip']) !== dst_ip;
  });
  t.log(`${complete.length - otherwise.length} of ${complete.length} in the same order`);
  t.deepEqual(
    otherwise.map(({ line }) => line),
    [],
  );
});

test('no address that is not in its line, over all lines of all peers', (t) => {
  const folder = join(peers, 'elastic');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const lines = names.filter((name) => name.endsWith('.log')).flatMap((name) => readLines(join(folder, name)));
  if (lines.length === 0) t.log('no peer data beside the project');
  const wrong = lines.filter((line) => !standsInLine(decode(line), line));
  t.deepEqual(wrong, []);
});

test('an ASA endpoint comes apart as liblognorm takes it', (t) => {
  const path = join(peers, 'expected', 'asa_endpoint.tsv');
  if (!existsSync(path)) {
    t.log('no peer data beside the project');
    t.pass();
    return;
  }
  for (const row of readTable(path)) {
    const found = takeEndpoint((row.input ?? '').replace(/^begin /, '').replace(/ end$/, ''));
    // By choice: what stands in front of a malformed bracket is still an endpoint.
    const unmatched = row.interface === '(no match)';
    t.is(found.address, unmatched ? '192.168.1.13' : row.ip, row.input);
    t.is(found.port, unmatched ? '50179' : row.port, row.input);
    t.is(found.zone ?? '', unmatched ? 'outside' : (row.interface ?? ''), row.input);
    if (unmatched) continue;
    t.is(found.mapped ?? '', [row.mapped_ip, row.mapped_port].filter(Boolean).join('/'), row.input);
    t.is(found.user ?? '', row.user ?? '', row.input);
  }
});

interface Judged {
  readonly line: ByteText;
  readonly row: Row;
  readonly fields: Fields;
  readonly alike: boolean;
}

function judge({ line, row }: { readonly line: ByteText; readonly row: Row }): Judged {
  const fields = decode(line);
  return { line, row, fields, alike: isAlike(row, fields) };
}

function isAlike(row: Row, fields: Fields): boolean {
  const id = row.message_id ?? '';
  const expected = [
    [canonical(row['source.ip']), portOf(row['source.port'])],
    [canonical(row['destination.ip']), portOf(row['destination.port'])],
  ] as const;
  const found = [
    [String(fields.src_ip ?? ''), String(fields.src_port ?? '')],
    [String(fields.dst_ip ?? ''), String(fields.dst_port ?? '')],
  ] as const;
  const count = id in sourceOnly ? 1 : 2;
  const written = (sides: readonly (readonly [string, string])[]) =>
    sides.slice(0, count).map(([address, port]) => (id in addressesOnly ? address : `${address} ${port}`));
  const ends = [written(expected), written(found)].map((sides) => (id in unordered ? sides.sort() : sides).join());
  return ends[0] === ends[1];
}

/** A port over 65535 is none. */
function portOf(text = ''): string {
  return Number(text) > 65535 ? '' : text;
}

function canonical(text = ''): string {
  return canonicalAddress(text) ?? text;
}

function agreement(judged: readonly Judged[], column: string, field: keyof Fields): string {
  const told = judged.filter(({ row }) => row[column]);
  const other = field.startsWith('src') ? 'dst_if' : 'src_if';
  const alike = told.filter(
    ({ row, fields }) =>
      row[column] === fields[field] ||
      ((row.message_id ?? '') in unordered && field !== 'proto' && row[column] === fields[other]),
  );
  return `${alike.length}/${told.length}`;
}

function countBy(judged: readonly Judged[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { row } of judged) counts.set(row.message_id ?? '', (counts.get(row.message_id ?? '') ?? 0) + 1);
  return [...counts];
}

function standsInLine(fields: Fields, line: ByteText): boolean {
  const standing = addressesIn(line);
  return [fields.src_ip, fields.dst_ip].every((address) => address === undefined || standing.has(String(address)));
}

function decode(line: ByteText): Fields {
  return decodeLine(plans, line, noHeaders, undefined).decoded?.fields ?? {};
}

function readRows(table: string): readonly { readonly line: ByteText; readonly row: Row }[] | undefined {
  const path = join(peers, 'expected', `${table}.tsv`);
  if (!existsSync(path)) return undefined;
  const files = new Map<string, readonly ByteText[]>();
  return readTable(path).map((row) => {
    const name = row.file ?? '';
    const lines = files.get(name) ?? readLines(join(peers, name));
    files.set(name, lines);
    return { row, line: lines[Number(row.line) - 1] ?? '' };
  });
}

function readLines(path: string): readonly ByteText[] {
  return readFileSync(path, 'latin1')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
}

function readTable(path: string): readonly Row[] {
  const [header = '', ...lines] = readFileSync(path, 'latin1').trimEnd().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}
