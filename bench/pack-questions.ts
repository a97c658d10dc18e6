// What the pack `clowns` is asked over the bench's archives, as data: the lists of the invented site, and the question
// that a person without the pack would ask by a pipeline, for those of its rules that find something in these lines.

import { sweepCommand } from './competitors.ts';
import type { PipelineQuestion } from './pipeline.ts';
import { benchScene } from './scene.ts';

/** Two threads, whatever the machine has, so that GB/s a core is a figure of two cores everywhere. */
export const packJobs = 2;

/** `internal` as the sweep by hand has it; the last four are what a site has, though none of them is in these lines. */
export const siteLists = {
  internal: ['10.0.0.0/8', '172.20.0.0/16', '192.168.0.0/16', 'fd00::/16'],
  dns_servers: benchScene.dnsServers,
  mail_servers: [benchScene.mailServer],
  proxies: ['10.1.0.80', '10.1.0.81'],
  vpn_gateways: ['10.1.0.98', '10.1.0.99'],
  ntp_servers: ['10.1.0.123'],
  admin_hosts: ['10.1.0.5', '10.1.0.6'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const lists = Object.entries(siteLists).flatMap(([name, items]) => ['--list', `${name}=${items.join(',')}`]);

/** All rules of the pack; the files come last. */
export const packCommand: readonly string[] = [...sweepCommand, '-r', 'clowns', ...lists, '--jobs', String(packJobs)];

export interface PackQuestion extends PipelineQuestion {
  /** The rules of the pack that ask it and rank every host. */
  readonly rules: readonly string[];
  /** Those that ask it and rank only some hosts. */
  readonly stricterRules: readonly string[];
  readonly ports: readonly number[];
}

export const packQuestions: readonly PackQuestion[] = [
  ask(['dns-not-from-dns-servers'], [53], siteLists.dns_servers, ['dns-many-destinations']),
  ask(['smtp-not-from-mail-servers'], [25, 465, 587], siteLists.mail_servers),
  ask(['pop-imap'], [110, 143, 993, 995], siteLists.mail_servers),
  ask(['web-past-the-proxy'], [80, 443, 8080, 8081], siteLists.proxies),
  ask(['ssh-sftp-outside'], [22], siteLists.admin_hosts),
];

/** Stands for every other rule: a port that no line holds, which is the least that a pipeline can have to do. */
export const nothingFound: PackQuestion = ask([], [3544], siteLists.vpn_gateways);

/** The hosts that the list of a rule hides, of the rules above. */
export function leftOut(id: string): readonly string[] {
  const asked = packQuestions.find(({ rules, stricterRules }) => [...rules, ...stricterRules].includes(id));
  return asked?.excludes ?? [];
}

function ask(
  rules: readonly string[],
  ports: readonly number[],
  excludes: readonly string[],
  stricterRules: readonly string[] = [],
): PackQuestion {
  return { rules, stricterRules, ports, needles: ports.map((port) => `/${port} `), excludes };
}
