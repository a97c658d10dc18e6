// Who talks to whom: what clowns do, what the company's servers may do, and what everyone does all day. Draws
// conversations; a device then writes lines of them.

import { clowns, type DeviceKind, hostAddress, officials, type Scene, sites, ulaOf } from './scene.ts';
import type { Stage } from './stage.ts';

export type Protocol = 'tcp' | 'udp' | 'icmp' | 'gre' | 'esp' | 'ah' | 'ipv6';

export interface Conversation {
  /** Who began it. */
  readonly src: string;
  readonly dst: string;
  readonly proto: Protocol;
  /** Of TCP and UDP; of others 0. */
  readonly srcPort: number;
  readonly dstPort: number;
  readonly isAllowed: boolean;
  readonly way: 'outward' | 'inward' | 'inside';
  readonly isV6: boolean;
}

interface Habit {
  readonly proto: readonly Protocol[];
  readonly ports: readonly number[];
  /** So many servers, or these. */
  readonly servers: number | readonly string[];
  /** The share that the firewall lets through. */
  readonly allowed: number;
  readonly way?: 'inside';
}

export type HabitName = keyof typeof habits;

const resolvers = ['8.8.8.8', '8.8.4.4', '1.1.1.1', '9.9.9.9'];

const habits = {
  dns: { proto: ['udp', 'udp', 'udp', 'tcp'], ports: [53], servers: resolvers, allowed: 0.7 },
  dnsWalk: { proto: ['udp'], ports: [53], servers: 60, allowed: 0.9 },
  dnsOverTls: { proto: ['tcp', 'tcp', 'udp'], ports: [853], servers: ['1.1.1.1', '9.9.9.9'], allowed: 0.6 },
  smtp: { proto: ['tcp'], ports: [25, 25, 465, 587], servers: 9, allowed: 0.3 },
  fetchMail: { proto: ['tcp'], ports: [110, 143, 993, 995], servers: 3, allowed: 0.8 },
  web: { proto: ['tcp', 'tcp', 'tcp', 'udp'], ports: [80, 443, 443, 8080, 8081], servers: 40, allowed: 0.5 },
  ssh: { proto: ['tcp'], ports: [22], servers: 2, allowed: 0.9 },
  sshInside: { proto: ['tcp'], ports: [22], servers: 30, allowed: 0.6, way: 'inside' },
  telnet: { proto: ['tcp'], ports: [23], servers: 25, allowed: 0.2 },
  tftp: { proto: ['udp'], ports: [69], servers: 2, allowed: 0.5 },
  ftp: { proto: ['tcp'], ports: [21, 21, 20], servers: 2, allowed: 0.7 },
  ftps: { proto: ['tcp'], ports: [990, 989], servers: 1, allowed: 0.9 },
  esp: { proto: ['esp', 'esp', 'ah'], ports: [0], servers: 2, allowed: 0.5 },
  isakmp: { proto: ['udp'], ports: [500], servers: 2, allowed: 0.7 },
  natTraversal: { proto: ['udp'], ports: [4500], servers: 2, allowed: 0.7 },
  ipsecOverTcp: { proto: ['tcp', 'tcp', 'tcp', 'udp'], ports: [10000], servers: 1, allowed: 0.8 },
  gre: { proto: ['gre'], ports: [0], servers: 1, allowed: 0.5 },
  pptp: { proto: ['tcp'], ports: [1723], servers: 1, allowed: 0.8 },
  sixInFour: { proto: ['ipv6'], ports: [0], servers: ['192.88.99.1'], allowed: 0.2 },
  teredo: { proto: ['udp'], ports: [3544], servers: 2, allowed: 0.4 },
  openvpn: { proto: ['udp', 'udp', 'tcp'], ports: [1194], servers: 1, allowed: 0.9 },
  wireguard: { proto: ['udp'], ports: [51820], servers: 1, allowed: 0.9 },
  socks: { proto: ['tcp'], ports: [1080], servers: 12, allowed: 0.4 },
  rdp: { proto: ['tcp'], ports: [3389], servers: 2, allowed: 0.5 },
  smb: { proto: ['tcp'], ports: [445, 445, 139], servers: 3, allowed: 0.1 },
  irc: { proto: ['tcp'], ports: [6667, 6667, 6660, 6669, 6697], servers: 2, allowed: 0.6 },
  snmp: { proto: ['udp'], ports: [161], servers: ['198.51.100.250'], allowed: 0.3 },
  syslog: { proto: ['udp', 'udp', 'tcp'], ports: [514, 514, 6514], servers: ['198.51.100.251'], allowed: 0.8 },
  ntp: { proto: ['udp'], ports: [123], servers: 4, allowed: 0.9 },
} as const satisfies Readonly<Record<string, Habit>>;

const habitNames = Object.keys(habits) as readonly HabitName[];

/** Servers that do what their list says they may. */
const duties: readonly (readonly [readonly string[], HabitName])[] = [
  [officials.dns, 'dns'],
  [officials.dns, 'dnsWalk'],
  [officials.mail, 'smtp'],
  [officials.proxies, 'web'],
  [officials.vpn, 'isakmp'],
  [officials.vpn, 'esp'],
  [officials.ntp, 'ntp'],
  [officials.admins, 'sshInside'],
  [officials.scanners, 'sshInside'],
];

/** What a host does all day, and nobody minds: ports of servers inside. */
const officeServers: readonly (readonly [string, Protocol, number])[] = [
  ...(['10.20.0.10', '10.20.0.11'] as const).map((server) => [server, 'udp', 53] as const),
  ...([80, 443, 3128, 8080] as const).map((port) => ['10.20.0.80', 'tcp', port] as const),
  ...([25, 143, 587, 993] as const).map((port) => ['10.20.0.25', 'tcp', port] as const),
  ...([445, 139, 3389] as const).map((port) => ['10.20.0.40', 'tcp', port] as const),
  ['10.20.0.123', 'udp', 123],
  ['10.20.0.41', 'udp', 514],
];

/** Ports that no rule asks for, though their numbers begin or end like others. */
const dullPorts = [531, 5353, 2200, 8443, 4433, 1433, 5060, 11940, 30053, 10001];

/** Addresses that no router passes on. */
const everybody = ['224.0.0.251', '255.255.255.255', '239.255.255.250', '169.254.17.4'];

/** One conversation that the firewall of this kind sees. */
export function drawConversation(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const { random } = stage;
  const share = random.unit();
  if (share < 0.45) return drawClown(stage, scene, kind);
  if (share < 0.55) return drawDuty(stage, scene, kind);
  if (share < 0.75) return drawOffice(stage, scene, kind);
  if (share < 0.85) return drawDull(stage, scene, kind);
  return share < 0.9 ? drawEverybody(stage, scene, kind) : drawScan(stage);
}

/** One that nobody minds, of a host of the site. */
export function drawOrdinary(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  return stage.random.below(2) === 0 ? drawOffice(stage, scene, kind) : drawDull(stage, scene, kind);
}

function drawClown(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const { random } = stage;
  const { address, habits: all } = clowns[random.pick(sites[kind].clowns)];
  // The first copies talk most.
  const copy = Math.floor(random.unit() ** 2 * scene.copies);
  return begin(stage, scene, hostAddress(sites[kind], address, copy), random.pick<HabitName>(all));
}

function drawDuty(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const { random } = stage;
  const here = duties.flatMap(([hosts, habit]) =>
    hosts.filter((host) => host.startsWith(`${sites[kind].network}.`)).map((host) => [host, habit] as const),
  );
  if (here.length === 0) return drawScan(stage);
  const [host, habit] = random.pick(here);
  return begin(stage, scene, host, habit);
}

function begin(stage: Stage, scene: Scene, host: string, name: HabitName): Conversation {
  const { random } = stage;
  const habit: Habit = habits[name];
  const proto = random.pick(habit.proto);
  const hasPorts = proto === 'tcp' || proto === 'udp';
  // The company's IPv6 is for a few hosts, and for what has ports.
  const isV6 =
    hasPorts && habit.way === undefined && typeof habit.servers === 'number' && random.unit() < scene.v6Share;
  const way: Conversation['way'] = habit.way ?? 'outward';
  const talk = {
    ...{ proto, isV6, way, isAllowed: random.unit() < habit.allowed },
    ...{ srcPort: hasPorts ? highPort(stage) : 0, dstPort: hasPorts ? random.pick(habit.ports) : 0 },
  };
  if (typeof habit.servers !== 'number') return { ...talk, src: host, dst: random.pick(habit.servers) };
  const server = 1 + random.below(habit.servers);
  const number = habitNames.indexOf(name);
  if (habit.way === 'inside') return { ...talk, src: host, dst: `10.20.2.${server}` };
  if (isV6) return { ...talk, src: ulaOf(host), dst: `2001:db8:${number.toString(16)}::${server.toString(16)}` };
  return { ...talk, src: host, dst: number % 2 === 0 ? `198.51.100.${server + number}` : `192.0.2.${server + number}` };
}

function drawOffice(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const [dst, proto, dstPort] = stage.random.pick(officeServers);
  return { ...towards(stage, scene, kind, dst), proto, dstPort, isAllowed: true, way: 'inside' };
}

function drawDull(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const { random } = stage;
  const talk = towards(stage, scene, kind, `192.0.2.${100 + random.below(100)}`);
  // A port that a rule asks for, but as the source.
  const srcPort = random.below(4) === 0 ? random.pick([53, 123, 500, 4500]) : talk.srcPort;
  if (random.below(5) === 0) return { ...talk, proto: 'icmp', srcPort: 0, dstPort: 0 };
  return { ...talk, srcPort, dstPort: random.pick(dullPorts), proto: random.pick(['tcp', 'udp']) };
}

function drawEverybody(stage: Stage, scene: Scene, kind: DeviceKind): Conversation {
  const { random } = stage;
  const talk = towards(stage, scene, kind, random.pick(everybody));
  return { ...talk, proto: 'udp', dstPort: random.pick([53, 69, 161, 514, 123, 5353, 1900]), isAllowed: false };
}

function drawScan(stage: Stage): Conversation {
  const { random } = stage;
  return {
    ...{ src: `192.0.2.${200 + random.below(50)}`, dst: `203.0.113.${1 + random.below(14)}`, proto: 'tcp' },
    ...{ srcPort: highPort(stage), dstPort: random.pick([22, 23, 25, 53, 443, 445, 3389, 1080]), isV6: false },
    ...{ isAllowed: false, way: 'inward' },
  };
}

function towards(stage: Stage, scene: Scene, kind: DeviceKind, dst: string): Conversation {
  const { random } = stage;
  const person = random.below(scene.people);
  return {
    ...{ src: `${sites[kind].network}.${66 + Math.floor(person / 250)}.${1 + (person % 250)}`, dst, proto: 'udp' },
    ...{ srcPort: highPort(stage), dstPort: 0, isAllowed: random.below(3) > 0, way: 'outward', isV6: false },
  };
}

function highPort({ random }: Stage): number {
  return 1024 + random.below(64_000);
}
