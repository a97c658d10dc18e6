// What a Cisco ASA writes of a conversation and besides: messages of the connection table, of access lists, of
// translation, each with the traps that real ones have. Knows how a message looks, not what a sweep makes of it.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { device, deviceName } = sites['cisco-asa'];
const users = ['LOCAL\\anna', 'LOCAL\\First Middle Last', 'anna@example.com, 9999:my_SgtName'];
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;
const portNames: Readonly<Record<number, string>> = {
  ...{ 21: 'ftp', 22: 'ssh', 23: 'telnet', 25: 'smtp', 53: 'domain', 69: 'tftp', 80: 'www', 110: 'pop3' },
  ...{ 123: 'ntp', 143: 'imap4', 161: 'snmp', 443: 'https', 500: 'isakmp', 514: 'syslog', 1723: 'pptp' },
};

/** One line of the conversation; sometimes one of its end instead. */
export function asaLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  if (talk.proto === 'icmp') return message(stage, icmp(stage, talk));
  if (talk.proto !== 'tcp' && talk.proto !== 'udp') return message(stage, portless(stage, talk));
  if (!talk.isAllowed) return message(stage, denied(stage, talk));
  const share = random.unit();
  if (share < 0.6) return message(stage, built(stage, talk));
  return message(stage, share < 0.75 ? accessList(stage, talk, 'permitted') : teardown(stage, talk));
}

/** What has nothing to do with who talks to whom, or looks as if it had. */
export function asaNoise(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const { src, srcPort } = talk;
  const server = `198.51.100.${1 + random.below(200)}`;
  const mapped = `203.0.113.${1 + random.below(14)}`;
  const id = nextSerial(stage);
  return message(
    stage,
    random.pick([
      `6-305011: Built dynamic UDP translation from inside:${src}/${srcPort} to outside:${mapped}/53`,
      `6-305012: Teardown dynamic TCP translation from inside:${src}/${srcPort} to outside:${mapped}/25 duration 0:00:30`,
      `6-106015: Deny TCP (no connection) from ${server}/443 to ${mapped}/${srcPort} flags RST  on interface outside`,
      `4-313005: No matching connection for ICMP error message: icmp src inside:${src} dst outside:${server} (type 3, code 3) on inside interface.  Original IP payload: udp src ${server}/53 dst ${src}/${srcPort}.`,
      `4-313005: No matching connection for ICMP error message: icmp src inside:${src} dst outside:${server} (type 3, code 3) on inside interface.  Original IP payload: udp src ${src}/${srcPort} dst ${server}/53.`,
      `6-302021: Teardown ICMP connection for faddr ${server}/0 gaddr ${mapped}/53 laddr ${src}/53`,
      `6-302016: Teardown UDP connection ${id} for outside:${server}/53 to inside:${src}/${srcPort} duration 0:00:00 bytes 230`,
      `6-302014: Teardown TCP connection ${id} for outside:${server}/25 to inside:${src}/${srcPort} duration 0:02:01 bytes 5120 TCP FINs (LOCAL\\anna)`,
      `3-313001: Denied ICMP type=3, code=3 from ${server} on interface outside`,
      `7-609001: Built local-host inside:${src}`,
      `5-111008: User 'enable_15' executed the 'show conn address ${src} port 53' command.`,
      `6-302022: Built director  stub TCP connection for inside:${src}/${srcPort} (${src}/${srcPort}) to outside:${server}/25 (${server}/25)`,
      `3-305013: Asymmetric NAT rules matched for forward and reverse flows`,
      `6-725001: Starting SSL handshake with client outside:${server}/${srcPort} for TLS session.`,
    ]),
  );
}

/** Lines that were torn or mistyped: what cannot be told from them is absent, and must not be told wrong. */
export function asaBad(stage: Stage, { src }: Conversation): DeviceMessage {
  const { random } = stage;
  const port = 1024 + random.below(64_000);
  return message(
    stage,
    random.pick([
      `4-106023: Deny udp src inside:192.1682.2.2/${port} dst outside:8.8.8.8/53 by access-group "inside_in" [0x0, 0x0]`,
      `4-106023: Deny udp src inside:${src}/514514 dst outside:8.8.8.8/53 by access-group "inside_in" [0x0, 0x0]`,
      `4-106023: Deny udp src inside:${src}/${port} dst outside:10.0.0.555/53 by access-group "inside_in" [0x0, 0x0]`,
      `4-106023: Deny tcp src inside:${src}/${port} dst outside:ns10/53 by access-group "inside_in" [0x0, 0x0]`,
      `4-106023: Deny tcp src inside:HOST-${src}/${port} dst outside:8.8.8.8/53 by access-group "inside_in" [0x0, 0x0]`,
      `6-302015: Built outbound UDP connection 146454459412553183 for outside:8.8.8.8/53 (8.8.8.8/53) to inside:x.x.x.x/${port} (203.0.113.4/${port})`,
    ]),
  );
}

function built(stage: Stage, talk: Conversation): string {
  const { random } = stage;
  const { srcPort, dstPort, proto, way } = talk;
  const name = proto.toUpperCase();
  const id = `6-${proto === 'tcp' ? 302013 : 302015}`;
  const { src, dst } = talk;
  const mapped = talk.isV6 || way === 'inside' ? src : `203.0.113.${1 + random.below(14)}`;
  const own = `${src}/${srcPort} (${mapped}/${way === 'inside' ? srcPort : 1024 + random.below(9_000)})`;
  const other = `${dst}/${dstPort} (${dst}/${dstPort})`;
  const probe = random.below(30) === 0 ? 'Probe ' : '';
  const serial = nextSerial(stage);
  // Same security level: inbound, though it stays inside; the first endpoint began.
  if (way === 'inside') return `${id}: Built inbound ${name} connection ${serial} for inside:${own} to dmz_1:${other}`;
  const user = random.below(8) === 0 ? `(${random.pick(users)})` : '';
  const account = random.below(10) === 0 ? ` (anna)` : '';
  return `${id}: Built outbound ${probe}${name} connection ${serial} for outside:${other} to inside:${own}${user}${account}`;
}

function teardown(stage: Stage, { src, srcPort, dst, dstPort, proto, way }: Conversation): string {
  const { random } = stage;
  const id = `6-${proto === 'tcp' ? 302014 : 302016}`;
  const [near, far] = [`inside:${src}/${srcPort}`, `${way === 'inside' ? 'dmz_1' : 'outside'}:${dst}/${dstPort}`];
  const [first, second] = way === 'inside' ? [near, far] : [far, near];
  const reason =
    proto === 'tcp' ? random.pick([' TCP FINs', ' TCP Reset-O', ' SYN Timeout', ' TCP Reset-I from inside']) : '';
  return `${id}: Teardown ${proto.toUpperCase()} connection ${nextSerial(stage)} for ${first} to ${second} duration 0:0${random.below(9)}:30 bytes ${random.below(90_000)}${reason}`;
}

function denied(stage: Stage, talk: Conversation): string {
  const { random } = stage;
  const { src, srcPort, dst, dstPort, proto, way } = talk;
  const name = proto.toUpperCase();
  const [near, far] = way === 'inward' ? ['outside', 'inside'] : ['inside', 'outside'];
  const port = random.below(4) === 0 ? (portNames[dstPort] ?? dstPort) : dstPort;
  const flags = random.pick(['SYN ', 'RST ', 'FIN ACK ']);
  const share = random.unit();
  if (share < 0.6) {
    const hash = random.below(8) === 0 ? '' : ' [0x0, 0x0]';
    const user = random.below(10) === 0 ? `(${random.pick(users)})` : '';
    return `4-106023: Deny ${proto} src ${near}:${src}/${srcPort}${user} dst ${far}:${dst}/${port} by access-group "${near}_access_in"${hash}`;
  }
  if (share < 0.8) return accessList(stage, talk, 'denied');
  if (proto === 'udp') {
    const text = `Deny inbound UDP from ${src}/${srcPort} to ${dst}/${port}`;
    if (dstPort === 53 && random.below(2) === 0) return `2-106007: ${text} due to DNS Query`;
    if (random.below(4) > 0) return `2-106006: ${text} on interface ${near}`;
    return `2-106006: message repeated 2 times: [ ${text} on interface ${near}]`;
  }
  if (random.below(2) === 0) {
    return `2-106001: Inbound ${name} connection denied from ${src}/${srcPort} to ${dst}/${port} flags ${flags} on interface ${near}`;
  }
  return `6-106015: Deny TCP (no connection) from ${src}/${srcPort} to ${dst}/${dstPort} flags ${flags} on interface ${near}`;
}

/** A slash before the address, the port in brackets. */
function accessList(stage: Stage, talk: Conversation, word: 'permitted' | 'denied'): string {
  const { random } = stage;
  const { src, srcPort, dst, dstPort, proto, way } = talk;
  const [near, far] = way === 'inward' ? ['outside', 'inside'] : ['inside', 'outside'];
  const user = random.below(8) === 0 ? '(LOCAL\\anna)' : '';
  const hits = random.below(4) > 0 ? '1 first hit' : `${2 + random.below(200)} 300-second interval`;
  const severity = random.below(5) === 0 ? 'session-5' : random.pick(['5', '6']);
  return `${severity}-106100: access-list ${near}_access_in ${word} ${proto} ${near}/${src}(${srcPort})${user} -> ${far}/${dst}(${dstPort}) hit-cnt ${hits} [0x4a3f2b1c, 0x0]`;
}

function portless(stage: Stage, { src, dst, proto, isAllowed }: Conversation): string {
  const { random } = stage;
  const number = numbers[proto];
  if (isAllowed) {
    const word = random.below(2) === 0 || proto === 'ipv6' ? number : proto;
    return `6-106100: access-list inside_access_in permitted ${word} inside/${src}(0) -> outside/${dst}(0) hit-cnt 1 first hit [0x4a3f2b1c, 0x0]`;
  }
  return random.below(2) === 0
    ? `4-106023: Deny protocol ${number} src inside:${src} dst outside:${dst} by access-group "inside_access_in" [0x0, 0x0]`
    : `3-106010: Deny inbound protocol ${number} src inside:${src} dst outside:${dst}`;
}

function icmp(stage: Stage, { src, dst, isAllowed }: Conversation): string {
  const mapped = `203.0.113.${1 + stage.random.below(14)}`;
  if (isAllowed)
    return `6-302020: Built outbound ICMP connection for faddr ${dst}/0 gaddr ${mapped}/53 laddr ${src}/53 type 8 code 0 `;
  return `4-106023: Deny icmp src inside:${src} dst outside:${dst} (type 8, code 0) by access-group "inside_access_in" [0x0, 0x0]`;
}

/** With what an ASA puts before the tag: nothing, a stamp, EMBLEM's colon; now and then no colon behind the number. */
function message(stage: Stage, text: string): DeviceMessage {
  const { random, moment } = stage;
  const share = random.unit();
  const stamp = `${moment.withYear} ${moment.clock}`;
  const before = share < 0.6 ? '' : share < 0.75 ? `${stamp}: ` : share < 0.85 ? ': ' : `${stamp} ${deviceName} : `;
  const body = random.below(40) === 0 ? text.replace(': ', ' ') : text;
  const product = random.below(25) === 0 ? random.pick(['PIX', 'FWSM', 'FTD']) : 'ASA';
  return {
    ...{ device, name: deviceName, facility: 'Local4', severity: severityOf(text), tag: '' },
    ...{ text: `${before}%${product}-${body}`, isStamped: before.startsWith(stamp) },
  };
}

function severityOf(text: string): DeviceMessage['severity'] {
  const level = Number(/\d/.exec(text)?.[0]);
  if (level <= 3) return 'Error';
  return level === 4 ? 'Warning' : level === 5 ? 'Notice' : 'Info';
}
