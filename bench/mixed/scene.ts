// The invented company behind the mixed archive: six sites, each behind a firewall of another make, the servers that
// may talk outside, and the clowns among the rest. Public addresses are documentation ranges (RFC 5737, RFC 3849) or
// well-known resolvers.

import type { HabitName } from './habits.ts';

export interface Scene {
  /** `2026-03-12`. */
  readonly day: string;
  readonly secondsPerLine: number;
  /** Ordinary hosts a site. */
  readonly people: number;
  /** How often each site has each of its clowns, at another address. */
  readonly copies: number;
  /** The share of conversations over IPv6, of those that could be. */
  readonly v6Share: number;
  /** Whether some lines are torn, mistyped or otherwise hostile. */
  readonly hasBadLines: boolean;
}

export interface Site {
  /** The first two numbers of its addresses. */
  readonly network: string;
  /** The firewall. */
  readonly device: string;
  readonly deviceName: string;
  readonly clowns: readonly ClownName[];
}

/** What the site's lists hold, beside `internal`. */
export const officials = {
  dns: ['10.20.0.10', '10.20.0.11', '172.20.0.10'],
  mail: ['10.20.0.25'],
  proxies: ['10.20.0.80', '10.20.0.81'],
  vpn: ['10.20.0.99', '172.20.0.99'],
  ntp: ['10.20.0.123'],
  scanners: ['10.20.7.4', '10.20.7.9'],
  admins: ['10.20.8.5', '10.20.8.6'],
} as const;

export type ClownName = keyof typeof clowns;

/** Each at one address of its site (the last two numbers), with all that it does wrong. */
export const clowns = {
  forgottenServer: { address: [3, 17], habits: ['dns', 'ntp', 'syslog'] },
  camera: { address: [40, 2], habits: ['dns', 'ntp', 'telnet', 'tftp'] },
  bot: { address: [64, 9], habits: ['dnsWalk', 'dnsWalk', 'dnsWalk', 'dnsWalk', 'smtp', 'irc', 'socks'] },
  visitor: { address: [64, 21], habits: ['isakmp', 'natTraversal', 'esp', 'fetchMail'] },
  developer: { address: [64, 33], habits: ['ssh', 'wireguard', 'dnsOverTls', 'openvpn'] },
  oldPc: { address: [64, 48], habits: ['pptp', 'gre', 'ftp', 'teredo', 'sixInFour'] },
  lostDrive: { address: [64, 57], habits: ['smb', 'rdp', 'web'] },
  printer: { address: [9, 80], habits: ['snmp', 'smtp'] },
  machine: { address: [9, 90], habits: ['ipsecOverTcp', 'ftps', 'telnet'] },
  // The last number begins like that of a server that may: texts would take one for the other.
  nearMiss: { address: [0, 105], habits: ['dns', 'web'] },
  wanderer: { address: [5, 5], habits: ['sshInside'] },
} as const satisfies Readonly<Record<string, { address: readonly [number, number]; habits: readonly HabitName[] }>>;

export const sites = {
  'cisco-asa': site('10.20', 'fw-hq', ['bot', 'bot', 'forgottenServer', 'wanderer', 'nearMiss']),
  'cisco-ios': site('10.30', 'rt-branch', ['camera', 'oldPc']),
  netfilter: site('10.40', 'gw-lab', ['developer', 'forgottenServer', 'oldPc']),
  pfsense: site('10.50', 'pf-guest', ['visitor', 'developer']),
  fortigate: site('10.60', 'fg-plant', ['machine', 'printer', 'camera', 'wanderer']),
  paloalto: site('172.20', 'pa-dc', ['lostDrive', 'bot', 'machine']),
  'juniper-srx': site('192.168', 'srx-depot', ['visitor', 'printer']),
  snare: site('10.20', 'PC-0117', ['bot', 'lostDrive']),
} as const satisfies Readonly<Record<string, Site>>;

export type DeviceKind = keyof typeof sites;

/** A small company; some 1,600 lines are a day. */
export const companyScene: Scene = {
  ...{ day: '2026-03-12', secondsPerLine: 52, people: 20, copies: 1, v6Share: 0.03, hasBadLines: true },
};

/** Many hosts, many clowns. */
export const concernScene: Scene = {
  ...{ day: '2026-03-12', secondsPerLine: 0.02, people: 2_000, copies: 60, v6Share: 0.1, hasBadLines: true },
};

/** The address of a host, the copies of a clown in networks of their own. */
export function hostAddress({ network }: Site, [third, fourth]: readonly [number, number], copy: number): string {
  return copy === 0 ? `${network}.${third}.${fourth}` : `${network}.${100 + copy}.${fourth}`;
}

/** The IPv6 address of the same host, of the site's ULA. */
export function ulaOf(address: string): string {
  const [first, second, third, fourth] = address.split('.').map(Number);
  return `fd00:${first}:${second}::${third?.toString(16)}:${fourth?.toString(16)}`;
}

function site(network: string, deviceName: string, clownsOfSite: readonly ClownName[]): Site {
  return { network, device: `${network}.0.1`, deviceName, clowns: clownsOfSite };
}
