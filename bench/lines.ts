// The message kinds of the invented logs: what each firewall writes, how often, and whether the diary's question
// counts it. Knows the scene and a source of numbers; keeps no file and no tally.
//
// Three firewalls write into one catch-all file, in Kiwi's layout (date, blank, time, TAB, facility.level, TAB, device,
// TAB, message), each with its own logging settings. With tabs turned into blanks, the address behind `inside:` of a
// line that asks for DNS is field 13 in all three, for different reasons:
//
//   perimeter, no stamp:   date time level device %ASA-6-302016: Teardown UDP connection N for outside:R/53 to inside:
//   core, EMBLEM, a colon: date time level device : %ASA-6-302015: Built inbound UDP connection N for inside:
//   branch, own stamp:     date time level device Jul 03 2014 00:00:01: %ASA-4-106023: Deny udp src inside:
//
// No other line with "/53 " holds `inside:ADDRESS/` unless it belongs to a DNS server, so that field 13 and the
// template `inside:{ip}/` give one answer. Connection numbers stay under nine digits and access list hashes fixed,
// lest the unescaped dots of `grep -v 10.1.0.10` match a number.

import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** What a line may depend on. */
export interface Stage {
  readonly scene: Scene;
  readonly random: Random;
  /** `2014-07-03 00:00:01`, the collector's clock. */
  kiwiTime: string;
  /** `Jul 03 2014 00:00:01`, the device's clock. */
  deviceTime: string;
  connection: number;
}

export interface LineKind {
  /** So many of a thousand lines. */
  readonly weight: number;
  /** What the diary's question makes of it: no needle; a needle without a key; a needle keyed by `host`. */
  readonly question: 'other' | 'unkeyed' | 'keyed';
  readonly host: (stage: Stage) => string;
  readonly write: (stage: Stage, host: string) => string;
}

const resolvers = ['8.8.8.8', '8.8.4.4', '208.67.222.222', '208.67.220.220', '4.2.2.2'];
const services = [443, 443, 443, 443, 80, 80, 80, 993, 8080, 22];
const scanned = [3389, 445, 22, 23, 5060, 1433];
const closings = ['TCP FINs', 'TCP FINs', 'TCP FINs', 'TCP Reset-I', 'TCP Reset-O', 'SYN Timeout'];
const durations = ['0:00:00', '0:00:00', '0:00:01', '0:00:15', '0:00:30', '0:02:01'];

const ordinary = ({ random, scene }: Stage) => random.pick(scene.ordinary);
const dnsServer = ({ random, scene }: Stage) => random.pick(scene.dnsServers);

export const lineKinds: readonly LineKind[] = [
  { weight: 122, question: 'keyed', host: dnsServer, write: dnsBuiltOutbound },
  { weight: 121, question: 'keyed', host: dnsServer, write: dnsTeardown },
  { weight: 45, question: 'keyed', host: clown, write: dnsTeardown },
  { weight: 27, question: 'keyed', host: clown, write: dnsBuiltInbound },
  { weight: 18, question: 'keyed', host: clown, write: dnsDenied },
  { weight: 7, question: 'unkeyed', host: dmzHost, write: dnsFromDmz },
  { weight: 14, question: 'other', host: ordinary, write: multicastDnsDenied },
  { weight: 6, question: 'other', host: ordinary, write: port531Teardown },
  { weight: 186, question: 'other', host: ordinary, write: tcpBuilt },
  { weight: 180, question: 'other', host: ordinary, write: tcpTeardown },
  { weight: 70, question: 'other', host: ordinary, write: translationBuilt },
  { weight: 60, question: 'other', host: ordinary, write: translationTeardown },
  { weight: 36, question: 'other', host: ordinary, write: deniedFromOutside },
  { weight: 34, question: 'other', host: ordinary, write: accessListHit },
  { weight: 26, question: 'other', host: ordinary, write: noConnection },
  { weight: 20, question: 'other', host: ordinary, write: icmpBuilt },
  { weight: 8, question: 'other', host: ({ scene }) => scene.mailServer, write: smtpBuilt },
  { weight: 12, question: 'other', host: ordinary, write: smtpDenied },
  { weight: 6, question: 'other', host: ordinary, write: icmpDenied },
  { weight: 2, question: 'other', host: ordinary, write: commandRun },
];

/** Forgotten servers, cameras and strays, a third each; among the forgotten the first ask most. */
function clown({ random, scene }: Stage): string {
  const group = random.below(3);
  if (group === 0) return scene.forgotten[Math.floor(random.unit() ** 2 * scene.forgotten.length)] ?? '';
  return random.pick(group === 1 ? scene.cameras : scene.strays);
}

function dmzHost({ random }: Stage): string {
  return `172.16.5.${10 + random.below(6)}`;
}

export function dnsTeardown(stage: Stage, host: string): string {
  const bytes = 64 + stage.random.below(400);
  return `${perimeter(stage, 'Info')}6-302016: Teardown UDP connection ${earlierConnection(stage)} for outside:${resolver(stage, host)}/53 to inside:${host}/${highPort(stage)} duration ${stage.random.pick(durations)} bytes ${bytes}\n`;
}

export function dnsBuiltInbound(stage: Stage, host: string): string {
  const server = resolver(stage, host);
  const port = highPort(stage);
  return `${core(stage, 'Info')}6-302015: Built inbound UDP connection ${nextConnection(stage)} for inside:${host}/${port} (${mapped(host)}/${port}) to outside:${server}/53 (${server}/53)\n`;
}

export function dnsDenied(stage: Stage, host: string): string {
  return `${branch(stage, 'Warning')}4-106023: Deny udp src inside:${host}/${highPort(stage)} dst outside:${resolver(stage, host)}/53 by access-group "inside_access_in" [0x0, 0x0]\n`;
}

export function dnsBuiltOutbound(stage: Stage, host: string): string {
  return builtOutbound(branch(stage, 'Info'), stage, 'inside', host, stage.random.pick(resolvers), 'UDP', 53);
}

function dnsFromDmz(stage: Stage, host: string): string {
  return builtOutbound(perimeter(stage, 'Info'), stage, 'dmz', host, stage.random.pick(resolvers), 'UDP', 53);
}

function multicastDnsDenied(stage: Stage, host: string): string {
  return `${branch(stage, 'Warning')}4-106023: Deny udp src inside:${host}/5353 dst outside:224.0.0.251/5353 by access-group "inside_access_in" [0x0, 0x0]\n`;
}

function port531Teardown(stage: Stage, host: string): string {
  return teardown(perimeter(stage, 'Info'), stage, host, 531);
}

export function tcpBuilt(stage: Stage, host: string): string {
  return builtOutbound(
    branch(stage, 'Info'),
    stage,
    'inside',
    host,
    publicServer(stage),
    'TCP',
    stage.random.pick(services),
  );
}

export function tcpTeardown(stage: Stage, host: string): string {
  return teardown(branch(stage, 'Info'), stage, host, stage.random.pick(services));
}

export function translationBuilt(stage: Stage, host: string): string {
  const port = highPort(stage);
  return `${branch(stage, 'Info')}6-305011: Built dynamic TCP translation from inside:${host}/${port} to outside:${mapped(host)}/${port}\n`;
}

function translationTeardown(stage: Stage, host: string): string {
  const port = highPort(stage);
  return `${branch(stage, 'Info')}6-305012: Teardown dynamic TCP translation from inside:${host}/${port} to outside:${mapped(host)}/${port} duration ${stage.random.pick(durations)}\n`;
}

function deniedFromOutside(stage: Stage): string {
  const { random } = stage;
  return `${branch(stage, 'Warning')}4-106023: Deny tcp src outside:192.0.2.${1 + random.below(254)}/${highPort(stage)} dst inside:203.0.113.${1 + random.below(14)}/${random.pick(scanned)} by access-group "outside_access_in" [0x0, 0x0]\n`;
}

export function accessListHit(stage: Stage, host: string): string {
  return `${core(stage, 'Notice')}5-106100: access-list inside_access_in permitted tcp inside/${host}(${highPort(stage)}) -> outside/${publicServer(stage)}(443) hit-cnt 1 first hit [0x0, 0x0]\n`;
}

function noConnection(stage: Stage, host: string): string {
  return `${perimeter(stage, 'Info')}6-106015: Deny TCP (no connection) from ${publicServer(stage)}/443 to ${mapped(host)}/${highPort(stage)} flags RST  on interface outside\n`;
}

function icmpBuilt(stage: Stage, host: string): string {
  return `${perimeter(stage, 'Info')}6-302020: Built outbound ICMP connection for faddr ${publicServer(stage)}/0 gaddr ${mapped(host)}/1 laddr ${host}/1\n`;
}

export function smtpBuilt(stage: Stage, host: string): string {
  return builtOutbound(branch(stage, 'Info'), stage, 'inside', host, publicServer(stage), 'TCP', 25);
}

export function smtpDenied(stage: Stage, host: string): string {
  return `${branch(stage, 'Warning')}4-106023: Deny tcp src inside:${host}/${highPort(stage)} dst outside:${publicServer(stage)}/25 by access-group "inside_access_in" [0x0, 0x0]\n`;
}

function icmpDenied(stage: Stage): string {
  return `${perimeter(stage, 'Error')}3-313001: Denied ICMP type=8, code=0 from 192.0.2.${1 + stage.random.below(254)} on interface outside\n`;
}

function commandRun(stage: Stage): string {
  return `${core(stage, 'Notice')}5-111008: User 'enable_15' executed the 'show logging' command.\n`;
}

function builtOutbound(
  head: string,
  stage: Stage,
  zone: string,
  host: string,
  server: string,
  protocol: 'TCP' | 'UDP',
  port: number,
): string {
  const id = protocol === 'TCP' ? '302013' : '302015';
  const own = highPort(stage);
  return `${head}6-${id}: Built outbound ${protocol} connection ${nextConnection(stage)} for outside:${server}/${port} (${server}/${port}) to ${zone}:${host}/${own} (${mapped(host)}/${own})\n`;
}

function teardown(head: string, stage: Stage, host: string, port: number): string {
  const { random } = stage;
  return `${head}6-302014: Teardown TCP connection ${earlierConnection(stage)} for outside:${publicServer(stage)}/${port} to inside:${host}/${highPort(stage)} duration ${random.pick(durations)} bytes ${random.below(60_000)} ${random.pick(closings)}\n`;
}

function perimeter({ kiwiTime }: Stage, level: string): string {
  return `${kiwiTime}\tLocal4.${level}\t10.1.0.1\t%ASA-`;
}

function core({ kiwiTime }: Stage, level: string): string {
  return `${kiwiTime}\tLocal4.${level}\t10.1.0.2\t: %ASA-`;
}

function branch({ kiwiTime, deviceTime }: Stage, level: string): string {
  return `${kiwiTime}\tLocal4.${level}\t10.1.0.3\t${deviceTime}: %ASA-`;
}

/** Cameras know one resolver. */
function resolver({ random }: Stage, host: string): string {
  return host.startsWith('10.1.40.') ? '8.8.8.8' : random.pick(resolvers);
}

/** A few servers get most of the visits. */
function publicServer({ random }: Stage): string {
  return `198.51.100.${1 + Math.floor(random.unit() ** 3 * 254)}`;
}

/** The public side of a host's translation, always the same one. */
function mapped(host: string): string {
  return `203.0.113.${100 + (Number(host.slice(host.lastIndexOf('.') + 1)) % 100)}`;
}

function highPort({ random }: Stage): number {
  return 49_152 + random.below(16_384);
}

function nextConnection(stage: Stage): number {
  stage.connection += 1 + stage.random.below(2);
  return stage.connection;
}

function earlierConnection(stage: Stage): number {
  return stage.connection - stage.random.below(500);
}
