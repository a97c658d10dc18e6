// The rules of the pack `clowns` by hand: for each rule a function that says whether a line counts, and the list that
// leaves hosts out. Shares neither the pack's conditions nor what compiles them, so that a slip in either shows.

import { BlockList, isIPv6 } from 'node:net';
import type { Told } from './decode.ts';

export interface Line {
  readonly text: string;
  /** Undefined: no format knows the line. */
  readonly told: Told | undefined;
}

/** The site's lists, as in the sample's `site.yaml`. */
const internal = networks(['10.0.0.0', 8], ['172.20.0.0', 16], ['192.168.0.0', 16], ['fd00::', 16]);
const unrouted = networks(
  ...([
    ['0.0.0.0', 8],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['224.0.0.0', 4],
    ['255.255.255.255', 32],
    ['::', 127],
    ['fe80::', 10],
    ['ff00::', 8],
  ] as const),
);
const dnsServers = ['10.20.0.10', '10.20.0.11', '172.20.0.10'];
const mailServers = ['10.20.0.25'];
const proxies = ['10.20.0.80', '10.20.0.81'];
const vpnGateways = ['10.20.0.99', '172.20.0.99'];
const ntpServers = ['10.20.0.123'];
/** 10.20.7.0/28 */
const scanners = Array.from({ length: 16 }, (_, index) => `10.20.7.${index}`);
const adminHosts = ['10.20.8.5', '10.20.8.6'];

interface Rule {
  readonly counts: (line: Line) => boolean;
  readonly leftOut: readonly string[];
  /** Keys with fewer destinations are not ranked. */
  readonly leastDestinations?: number;
  /** By the first address of the line instead of who began. */
  readonly isBytes?: true;
}

const port =
  (...ports: readonly number[]) =>
  (told: Told) =>
    told.dst_port !== undefined && ports.includes(told.dst_port);
const udpPort = (number: number) => (told: Told) => told.proto === 'udp' && told.dst_port === number;
const tcpPort =
  (...numbers: readonly number[]) =>
  (told: Told) =>
    told.proto === 'tcp' && port(...numbers)(told);
const protocol =
  (...names: readonly string[]) =>
  (told: Told) =>
    names.includes(told.proto ?? '');

export const clowns: Readonly<Record<string, Rule>> = {
  'dns-not-from-dns-servers': outward(port(53), dnsServers),
  'dns-over-tls': outward(port(853), dnsServers),
  'dns-many-destinations': { ...outward(port(53), [...dnsServers, ...scanners]), leastDestinations: 20 },
  'smtp-not-from-mail-servers': outward(port(25, 465, 587), mailServers),
  'pop-imap': outward(port(110, 143, 993, 995), mailServers),
  'web-past-the-proxy': outward(port(80, 443, 8080, 8081), proxies),
  'ssh-inside': rule((told) => isInside(told.dst_ip) && port(22)(told), [...adminHosts, ...scanners]),
  'ssh-sftp-outside': outward(port(22), adminHosts),
  telnet: rule((told) => !unrouted(told.dst_ip ?? '') && port(23)(told), [...adminHosts, ...scanners]),
  'rdp-outside': outward(port(3389), adminHosts),
  'ftp-outside': outward(port(20, 21), proxies),
  'ftps-outside': outward(port(989, 990), proxies),
  'tftp-outside': outward(port(69), adminHosts),
  'smb-outside': outward(port(139, 445), []),
  'ipsec-esp-ah': outward(protocol('esp', 'ah'), vpnGateways),
  isakmp: outward(udpPort(500), vpnGateways),
  'ipsec-nat-t': outward(udpPort(4500), vpnGateways),
  'ipsec-over-tcp': outward(tcpPort(10_000), vpnGateways),
  gre: outward(protocol('gre'), vpnGateways),
  pptp: outward(tcpPort(1723), vpnGateways),
  'ipv6-in-ipv4': outward(protocol('ipv6'), vpnGateways),
  teredo: outward(udpPort(3544), vpnGateways),
  openvpn: outward(port(1194), vpnGateways),
  wireguard: outward(udpPort(51_820), vpnGateways),
  socks: outward(port(1080), proxies),
  irc: outward(tcpPort(6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697), []),
  'snmp-outside': outward(port(161), adminHosts),
  'syslog-outside': outward(port(514, 6514), adminHosts),
  'ntp-outside': outward(port(123), ntpServers),
  'dns-bytes': bytes(/\/53 |port=53 |dpt=53 |[:/]853 |port=853 |dpt=853 /i, dnsServers),
  'mail-bytes': bytes(/(?:\/|port=|dpt=)(?:25|110|143|465|587|993|995) /i, mailServers),
  'web-bytes': bytes(/(?:\/|port=|dpt=)(?:80|443|8080|8081) |:(?:443|8080|8081) /i, proxies),
  'shell-bytes': bytes(/(?:\/|port=|dpt=)(?:22|23|3389) |:3389 /i, adminHosts),
  'file-bytes': bytes(/(?:\/|port=|dpt=)(?:21|69|139|445|990) |:445 /i, []),
  'tunnel-bytes': bytes(
    /proto=(?:gre|47|esp|50|41) |(?:port=|dpt=)500 |(?:[:/]|port=|dpt=)(?:4500|1723|3544|1194|51820|1080) /i,
    vpnGateways,
  ),
  'chat-bytes': bytes(/(?:[:/]|port=|dpt=)(?:6667|6697) /i, []),
  'service-bytes': bytes(/(?:\/|port=|dpt=)(?:123|161|514) |:(?:161|514) /i, adminHosts),
};

/** Whom a line counts for; undefined: for nobody, though it counts. */
export function keyOf(rule: Rule, { text, told }: Line): string | undefined {
  return rule.isBytes ? firstAddress(text) : told?.src_ip;
}

function outward(test: (told: Told) => boolean, leftOut: readonly string[]): Rule {
  return rule((told) => !isInside(told.dst_ip) && !unrouted(told.dst_ip ?? '') && test(told), leftOut);
}

/** Of lines that tell of someone inside who begins, or tries to. */
function rule(test: (told: Told) => boolean, leftOut: readonly string[]): Rule {
  const counts = ({ told }: Line) =>
    told !== undefined &&
    (told.event === 'start' || told.event === 'permit' || told.event === 'deny') &&
    told.dst_ip !== undefined &&
    isInside(told.src_ip) &&
    test(told);
  return { counts, leftOut };
}

function bytes(shape: RegExp, leftOut: readonly string[]): Rule {
  return { counts: ({ text, told }) => told === undefined && shape.test(text), leftOut, isBytes: true };
}

function isInside(address: string | undefined): boolean {
  return address !== undefined && internal(address);
}

/** The leftmost IPv4 address that is not part of a longer number or name; the archives have no other ones there. */
function firstAddress(text: string): string | undefined {
  const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
  return new RegExp(`(?<![\\w.])${octet}(?:\\.${octet}){3}(?![\\w]|\\.\\d)`).exec(text)?.[0];
}

function networks(...nets: readonly (readonly [string, number])[]): (address: string) => boolean {
  const list = new BlockList();
  for (const [net, bits] of nets) list.addSubnet(net, bits, isIPv6(net) ? 'ipv6' : 'ipv4');
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
