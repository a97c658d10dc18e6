// The decoder of the tests: what a line tells of a conversation, by one plain regular expression a message. Written from
// the vendors' documents and real lines, shares nothing with the formats or the decoders of the project, and takes its
// time. Knows the fields that rules of conversations ask for, of the messages that the mixed archives hold.
//
// Where documents are silent, the words are those of the report: the only line that a Palo Alto or a FortiGate writes
// of a session comes at its end, and is a `permit`; a netfilter prefix that does not say is a `permit` too.

import { isIP } from 'node:net';

export interface Told {
  readonly format: string;
  readonly src_ip?: string;
  readonly dst_ip?: string;
  readonly src_port?: number;
  readonly dst_port?: number;
  readonly proto?: string;
  readonly event?: 'start' | 'end' | 'permit' | 'deny' | 'translate' | 'other';
}

/** What a file's head says of the lines below it. */
export type Head = readonly string[] | undefined;

type Side = readonly [host: string | undefined, port?: string | undefined];

const portNames: Readonly<Record<string, number>> = {
  ...{ 'ftp-data': 20, ftp: 21, ssh: 22, telnet: 23, smtp: 25, domain: 53, tftp: 69, www: 80, http: 80, pop3: 110 },
  ...{ ntp: 123, imap4: 143, snmp: 161, https: 443, isakmp: 500, syslog: 514, pptp: 1723 },
};
const protocolNumbers: Readonly<Record<string, string>> = {
  ...{ 1: 'icmp', 6: 'tcp', 17: 'udp', 41: 'ipv6', 47: 'gre', 50: 'esp', 51: 'ah' },
};

const protocols = Object.values(protocolNumbers);

/** Undefined for a line that is of no format. */
export function decodeByHand(line: string, head: Head): Told | undefined {
  if (/%(?:ASA|PIX|FWSM|FTD)-/.test(line)) return asa(line);
  if (line.includes('MSWinEventLog')) return snare(line);
  if (/%(?:SEC|FMANFP|IPV6|SYS|LINK|LINEPROTO)-/.test(line)) return ios(line);
  if (/IN=.* OUT=.* SRC=.* DST=/.test(line)) return netfilter(line);
  if (/filterlog/.test(line)) return pfsense(line);
  if (/,(?:TRAFFIC|THREAT),/.test(line)) return paloalto(line);
  if (line.includes('RT_FLOW')) return srx(line);
  if (/CEF:.*\|Fortinet\|/.test(line)) return fortigateEvent(line);
  if (/logid=.*type=.*subtype=/.test(line)) return fortigate(line);
  if (remark.test(line))
    return { format: line[1] === line[1]?.toUpperCase() ? 'windows-firewall' : 'zeek-conn', event: 'other' };
  return table(line, head);
}

/** The head that this line sets for those below it. */
export function headAfter(line: string, head: Head): Head {
  if (line.startsWith('#Fields: ')) return line.slice('#Fields: '.length).split(' ');
  if (line.startsWith('#fields\t')) return line.slice('#fields\t'.length).split('\t');
  return line.startsWith('ts,te,td,') ? line.split(',') : head;
}

// ---------------------------------------------------------------- Cisco ASA

/** An interface, a host, a port; then perhaps the mapped address and a user in brackets. */
const endpoint = String.raw`[A-Za-z][\w-]*:([^\s/()]+)/([\w-]+)(?: \([^\s()]+/\d+\))?(?:\([^)]*\))?`;
const host = String.raw`([^\s/()]+)/([\w-]+)`;
const placed = String.raw`[A-Za-z][\w-]*:([^\s/()]+)`;

const built = expression(
  `Built (inbound|outbound) (?:Probe )?(TCP|UDP) connection \\S+ for ${endpoint} to ${endpoint}`,
);
const torn = expression(`Teardown (TCP|UDP) connection \\S+ for ${endpoint} to ${endpoint} duration`);
const deniedByList = expression(`Deny (tcp|udp) src ${endpoint} dst ${endpoint} by access-group`);
const deniedPortless = expression(
  `Deny (?:inbound )?(?:protocol )?(\\w+) src ${placed} dst ${placed}(?: \\(type| by|$)`,
);
const deniedInbound = expression(`Deny inbound (UDP) from ${host} to ${host} (?:on interface|due to DNS)`);
const deniedConnection = expression(
  `(?:Inbound|Deny) (TCP) (?:connection denied|\\(no connection\\)) from ${host} to ${host} flags`,
);
const listed = expression(
  String.raw`access-list \S+ (permitted|denied) (\w+) [A-Za-z][\w-]*/([^\s/()]+)\((\d+)\)(?:\([^)]*\))? -> [A-Za-z][\w-]*/([^\s/()]+)\((\d+)\)`,
);
const translated = expression(`(?:Built|Teardown) dynamic (TCP|UDP) translation from ${endpoint} to`);
const icmpConnection = expression(
  String.raw`(Built inbound|Built outbound|Teardown) ICMP connection for faddr ([^\s/]+)/\S+ gaddr \S+ laddr ([^\s/]+)/`,
);
const icmpError = expression(`ICMP error message: icmp src ${placed} dst ${placed} \\(type`);

function asa(line: string): Told {
  const [, id = '', rest = ''] = /%\w+-(?:[a-z]+-)?\d-(\d{6}):? ?(.*)$/.exec(line) ?? [];
  const text = rest.replace(/^message repeated \d+ times: \[ ?/, '');
  const tell = (found: Omit<Told, 'format'>): Told => ({ format: 'cisco-asa', ...found });
  if (id === '302013' || id === '302015') {
    const [, way, proto = '', ...ends] = built.exec(text) ?? [];
    const [first, second] = pairs(ends);
    return tell({ event: 'start', ...(way === 'inbound' ? talk(proto, first, second) : talk(proto, second, first)) });
  }
  if (id === '302014' || id === '302016') {
    const [, proto = '', ...ends] = torn.exec(text) ?? [];
    return tell({ event: 'end', ...byPorts(proto, ...pairs(ends)) });
  }
  if (id === '106100') {
    const [, word, proto = '', ...ends] = listed.exec(text) ?? [];
    return tell({ event: word === 'denied' ? 'deny' : 'permit', ...talk(proto, ...pairs(ends)) });
  }
  if (id === '106001' || id === '106015') return tell({ event: 'deny', ...asTold(deniedConnection, text) });
  if (id === '106006' || id === '106007') return tell({ event: 'deny', ...asTold(deniedInbound, text) });
  if (id === '106010' || id === '106023') {
    const [, proto = '', src, dst] = deniedPortless.exec(text) ?? [];
    const withPorts = asTold(deniedByList, text);
    return tell({ event: 'deny', ...(withPorts.proto === undefined ? talk(proto, [src], [dst]) : withPorts) });
  }
  if (id === '305011' || id === '305012') {
    const [, proto = '', from, port] = translated.exec(text) ?? [];
    return tell({ event: 'translate', ...talk(proto, [from, port], [undefined]) });
  }
  if (id === '302020' || id === '302021') {
    const [, way, foreign, local] = icmpConnection.exec(text) ?? [];
    const event = id === '302020' ? 'start' : 'end';
    return tell({
      event,
      ...(way === 'Built outbound' ? talk('icmp', [local], [foreign]) : talk('icmp', [foreign], [local])),
    });
  }
  if (id === '313005') {
    const [, src, dst] = icmpError.exec(text) ?? [];
    return tell({ event: 'other', ...talk('icmp', [src], [dst]) });
  }
  return tell({ event: 'other' });
}

// ---------------------------------------------------------------- the others

const iosListed = expression(
  String.raw`list \S+ (permitted|denied) (\w+) ([^\s()]+)(?:\((\d+)\))?(?: \([^)]*\))? -> ([^\s(),]+)(?:\((\d+)\))?(?: \(\d+\/\d+\))?, \d+ packets?`,
);

function ios(line: string): Told {
  const format = 'cisco-ios';
  const found = iosListed.exec(line);
  if (found === null) return { format, event: 'other' };
  const [, word, proto = '', ...ends] = found;
  return { format, event: word === 'denied' ? 'deny' : 'permit', ...talk(proto, ...pairs(ends)) };
}

function netfilter(line: string): Told {
  const start = line.indexOf('IN=');
  const [prefix, all] = [line.slice(0, start), line.slice(start)];
  // What an ICMP error quotes stands in brackets.
  const own = all.split(' [')[0] ?? '';
  const value = (name: string) => new RegExp(` ${name}=(\\S+)`).exec(own)?.[1];
  const isDenied = /BLOCK|DROP|-D\]|dropped/.test(prefix);
  return {
    ...{ format: 'netfilter', event: isDenied ? 'deny' : 'permit' },
    ...talk(value('PROTO') ?? '', [value('SRC'), value('SPT')], [value('DST'), value('DPT')]),
  };
}

function pfsense(line: string): Told {
  const columns = line.slice(line.indexOf(',,,')).split(',');
  // Behind the rule's number: column 1 of the whole is column 1 here.
  const [action, version] = [columns[6], columns[8]];
  const [number, src, port] = version === '4' ? [15, 18, 20] : [13, 15, 17];
  const proto = columns[number] ?? '';
  const hasPorts = proto === '6' || proto === '17';
  const side = (offset: number): Side => [columns[src + offset], hasPorts ? columns[port + offset] : undefined];
  return { format: 'pfsense', event: action === 'pass' ? 'permit' : 'deny', ...talk(proto, side(0), side(1)) };
}

function paloalto(line: string): Told {
  const columns = commaSeparated(line.slice(line.search(/1,\d{4}\/\d\d\/\d\d /)));
  const [type, subtype, action] = [columns[3], columns[4], columns[30]];
  const sides = talk(columns[29] ?? '', [columns[7], columns[24]], [columns[8], columns[25]]);
  if (type === 'THREAT') return { format: 'paloalto', event: action === 'alert' ? 'other' : 'deny', ...sides };
  const event = subtype === 'start' ? 'start' : subtype === 'end' ? 'permit' : 'deny';
  return { format: 'paloalto', event, ...sides };
}

/** Columns may stand in double quotes, where two of them are one. */
function commaSeparated(text: string): string[] {
  const columns = text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...columns].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}

function srx(line: string): Told {
  const format = 'juniper-srx';
  const [, word] = /RT_FLOW_SESSION_(CREATE|CLOSE|DENY)/.exec(line) ?? [];
  const event = word === 'CREATE' ? 'start' : word === 'CLOSE' ? 'end' : word === 'DENY' ? 'deny' : 'other';
  const value = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(line)?.[1];
  if (line.includes(' source-address="')) {
    const src: Side = [value('source-address'), value('source-port')];
    const dst: Side = [value('destination-address'), value('destination-port')];
    return { format, event, ...talk(value('protocol-id') ?? '', src, dst) };
  }
  const [, ...ends] = / ([^\s/]+)\/(\d+)->([^\s/]+)\/(\d+) /.exec(line) ?? [];
  // Behind the service and, unless it was denied, the translated pair and two rules.
  const shape = word === 'DENY' ? /->\S+ \S+ (\d+)\(/ : /->\S+ \S+ \S+->\S+ \S+ \S+ (\d+) /;
  return { format, event, ...talk(shape.exec(line)?.[1] ?? '', ...pairs(ends)) };
}

function fortigate(line: string): Told {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of line.matchAll(/(\w+)=(?:"([^"]*)"|([^\s"]*))/g)) {
    if (!values.has(name)) values.set(name, quoted ?? bare);
  }
  const side = (name: 'src' | 'dst'): Side => [values.get(`${name}ip`), values.get(`${name}port`)];
  return {
    format: 'fortigate',
    event: actionOf(values.get('action')),
    ...talk(values.get('proto') ?? '', side('src'), side('dst')),
  };
}

function fortigateEvent(line: string): Told {
  const value = (name: string) => new RegExp(` ${name}=(\\S+)`).exec(line)?.[1];
  const sides = talk(value('proto') ?? '', [value('src'), value('spt')], [value('dst'), value('dpt')]);
  return { format: 'fortigate', event: actionOf(value('act')), ...sides };
}

function actionOf(word: string | undefined): 'permit' | 'deny' | 'other' {
  if (word === 'deny') return 'deny';
  return ['accept', 'close', 'timeout', 'client-rst', 'server-rst'].includes(word ?? '') ? 'permit' : 'other';
}

function snare(line: string): Told {
  const format = 'snare';
  const text = line.slice(line.indexOf('MSWinEventLog')).replaceAll('#011', '\t');
  const [, id = ''] = /^\S+\s+\d+\s+\S+\s+\d+\s+\w+ \w+ +\d+ \S+ \d{4}\s+(\d+)\s/.exec(text) ?? [];
  const value = (name: string) => new RegExp(`${name}: +([^\\s-]\\S*)`).exec(text)?.[1];
  if (['5152', '5156', '5157'].includes(id)) {
    const src: Side = [value('Source Address'), value('Source Port')];
    const dst: Side = [value('Destination Address'), value('Destination Port')];
    return { format, event: id === '5156' ? 'permit' : 'deny', ...talk(value('Protocol') ?? '', src, dst) };
  }
  if (id !== '4624') return { format, event: 'other' };
  return { format, event: 'permit', ...talk('', [value('Source Network Address'), value('Source Port')], [undefined]) };
}

/** Lines about the columns, or about the file. */
const remark =
  /^#(?:Version:|Software:|Time Format:|Fields:|separator|set_separator|empty_field|unset_field|path|open|close|fields|types)/;

function table(line: string, head: Head): Told | undefined {
  if (line.startsWith('ts,te,td,')) return { format: 'nfdump-csv', event: 'other' };
  if (head?.includes('src-ip') && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /.test(line)) {
    const value = valuesOf(line.split(' '), head);
    const sides = talk(value('protocol'), [value('src-ip'), value('src-port')], [value('dst-ip'), value('dst-port')]);
    return { format: 'windows-firewall', event: value('action') === 'ALLOW' ? 'permit' : 'deny', ...sides };
  }
  if (head?.includes('conn_state') && /^\d{10}\./.test(line)) {
    const value = valuesOf(line.split('\t'), head);
    const [src, dst] = [value('id.orig_h'), value('id.resp_h')];
    const sides = talk(value('proto'), [src, value('id.orig_p')], [dst, value('id.resp_p')]);
    return { format: 'zeek-conn', event: value('conn_state') === 'REJ' ? 'deny' : 'permit', ...sides };
  }
  if (!head?.includes('sa') || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,/.test(line)) return undefined;
  const value = valuesOf(line.split(','), head);
  const sides = byPorts(value('pr'), [value('sa'), value('sp')], [value('da'), value('dp')]);
  return { format: 'nfdump-csv', event: 'permit', ...sides };
}

function valuesOf(columns: readonly string[], head: readonly string[]): (name: string) => string {
  return (name) => columns[head.indexOf(name)] ?? '';
}

// ---------------------------------------------------------------- sides

function expression(source: string): RegExp {
  return new RegExp(source);
}

function asTold(shape: RegExp, text: string): Omit<Told, 'format' | 'event'> {
  const [, proto = '', ...ends] = shape.exec(text) ?? [];
  return talk(proto, ...pairs(ends));
}

function pairs([srcHost, srcPort, dstHost, dstPort]: readonly (string | undefined)[]): [Side, Side] {
  return [
    [srcHost, srcPort],
    [dstHost, dstPort],
  ];
}

/** The line does not say who began: if exactly one port is below 1024, that side is the server, else the first began. */
function byPorts(proto: string, first: Side, second: Side): Omit<Told, 'format' | 'event'> {
  const isLow = ([, port]: Side) => Number(port) < 1024;
  return isLow(first) && !isLow(second) ? talk(proto, second, first) : talk(proto, first, second);
}

/** From the one who began to the other; what is no address, port or protocol is absent. */
function talk(written: string, [srcHost, srcPort]: Side, [dstHost, dstPort]: Side): Omit<Told, 'format' | 'event'> {
  const word = protocolNumbers[written] ?? written.toLowerCase();
  return {
    ...given('proto', protocols.includes(word) ? word : undefined),
    ...given('src_ip', addressOf(srcHost)),
    ...given('dst_ip', addressOf(dstHost)),
    ...given('src_port', portOf(srcPort)),
    ...given('dst_port', portOf(dstPort)),
  };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  // The one key is of this name.
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

/** Canonical, or undefined. */
function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || isIP(text) === 0) return undefined;
  const mapped = /^::ffff:([0-9.]+)$/i.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  return isIP(text) === 4 ? text : new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d+$/.test(text) ? Number(text) : portNames[text];
  return port === undefined || port > 65_535 ? undefined : port;
}
