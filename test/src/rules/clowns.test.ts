import { readFileSync } from 'node:fs';
import test from 'ava';
import { packPath } from '../../../src/rules/packs.ts';
import { specFromFlags } from '../../../src/spec/spec.ts';
import { filesOnDisk } from '../../../src/spec/spec-files.ts';
import { noFlags } from '../../../src/spec/sweep-flags.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { sweepOf } from '../../helpers/sweeps.ts';

const path = packPath('clowns') ?? '';
const spec = specFromFlags({ ...noFlags, rules: ['clowns'] }, filesOnDisk);
const decoded = spec.rules.filter(({ key }) => key.kind === 'fields');
const bytes = spec.rules.filter(({ key }) => key.kind === 'template');

/** Techniques of ATT&CK for enterprises that the rules may name. */
const techniques: Readonly<Record<string, string>> = {
  t1021: 'Remote Services',
  't1021.001': 'Remote Desktop Protocol',
  't1021.002': 'SMB/Windows Admin Shares',
  't1021.004': 'SSH',
  t1040: 'Network Sniffing',
  t1046: 'Network Service Discovery',
  t1048: 'Exfiltration Over Alternative Protocol',
  't1048.002': 'Exfiltration Over Asymmetric Encrypted Non-C2 Protocol',
  't1048.003': 'Exfiltration Over Unencrypted Non-C2 Protocol',
  t1071: 'Application Layer Protocol',
  't1071.001': 'Web Protocols',
  't1071.002': 'File Transfer Protocols',
  't1071.003': 'Mail Protocols',
  't1071.004': 'DNS',
  t1090: 'Proxy',
  t1095: 'Non-Application Layer Protocol',
  t1105: 'Ingress Tool Transfer',
  t1187: 'Forced Authentication',
  t1572: 'Protocol Tunneling',
  t1573: 'Encrypted Channel',
  't1602.001': 'SNMP (MIB Dump)',
};

/** What a host inside sends outside, and the rules that must find it. */
const outward: readonly (readonly [proto: string, port: number, rules: readonly string[]])[] = [
  ['udp', 53, ['dns-not-from-dns-servers']],
  ['tcp', 53, ['dns-not-from-dns-servers']],
  ['tcp', 853, ['dns-over-tls']],
  ['udp', 853, ['dns-over-tls']],
  ...[25, 465, 587].map((port) => ['tcp', port, ['smtp-not-from-mail-servers']] as const),
  ...[110, 143, 993, 995].map((port) => ['tcp', port, ['pop-imap']] as const),
  ...[80, 443, 8080, 8081].map((port) => ['tcp', port, ['web-past-the-proxy']] as const),
  ['udp', 443, ['web-past-the-proxy']],
  ['tcp', 22, ['ssh-sftp-outside']],
  ['tcp', 23, ['telnet']],
  ['udp', 69, ['tftp-outside']],
  ['tcp', 20, ['ftp-outside']],
  ['tcp', 21, ['ftp-outside']],
  ['tcp', 989, ['ftps-outside']],
  ['tcp', 990, ['ftps-outside']],
  ['udp', 500, ['isakmp']],
  ['udp', 4500, ['ipsec-nat-t']],
  ['tcp', 10000, ['ipsec-over-tcp']],
  ['tcp', 1723, ['pptp']],
  ['udp', 3544, ['teredo']],
  ['udp', 1194, ['openvpn']],
  ['tcp', 1194, ['openvpn']],
  ['udp', 51820, ['wireguard']],
  ['tcp', 1080, ['socks']],
  ['tcp', 3389, ['rdp-outside']],
  ['udp', 3389, ['rdp-outside']],
  ['tcp', 139, ['smb-outside']],
  ['tcp', 445, ['smb-outside']],
  ...[6660, 6664, 6667, 6669, 6697].map((port) => ['tcp', port, ['irc']] as const),
  ['udp', 161, ['snmp-outside']],
  ['udp', 514, ['syslog-outside']],
  ['tcp', 514, ['syslog-outside']],
  ['tcp', 6514, ['syslog-outside']],
  ['udp', 123, ['ntp-outside']],
  // Next to a port that counts, or on it by another protocol.
  ...[19, 24, 52, 54, 81, 442, 444, 1079, 1195, 6659, 6670, 6696, 8079, 8082].map((port) => ['tcp', port, []] as const),
  ['tcp', 500, []],
  ['tcp', 4500, []],
  ['udp', 10000, []],
  ['udp', 1723, []],
  ['tcp', 3544, []],
  ['tcp', 51820, []],
  ['udp', 6667, []],
];

const protocols: readonly (readonly [number, readonly string[]])[] = [
  [50, ['ipsec-esp-ah']],
  [51, ['ipsec-esp-ah']],
  [47, ['gre']],
  [41, ['ipv6-in-ipv4']],
  [89, []],
];

test('every rule says what it is, why, what to make of it, and what to do', (t) => {
  t.is(decoded.length + bytes.length, spec.rules.length);
  for (const { id, title, why, level, tags = [], falsePositives = [], next = [] } of spec.rules) {
    t.truthy(title && why && level, id);
    t.true(tags.length > 0 && falsePositives.length > 0 && next.length > 0, id);
    for (const tag of tags) t.true(Object.hasOwn(techniques, tag.replace(/^attack\./, '')), `${id} has ${tag}`);
  }
});

test('what is written as a list of one technique is one that a rule names', (t) => {
  const named = new Set(spec.rules.flatMap(({ tags = [] }) => tags.map((tag) => tag.replace(/^attack\./, ''))));
  t.deepEqual([...named].sort(), Object.keys(techniques).sort());
});

test('rules over fields count only who began or tried; rules over bytes only lines that no format knows', (t) => {
  for (const { id, where = [], measure } of decoded) {
    t.is(where[0], 'event=start,permit,deny', id);
    t.true(where.includes('src_ip=@internal'), id);
    t.is(measure?.destinations, 'distinct(dst_ip)', id);
  }
  for (const { id, where, level } of bytes) {
    t.deepEqual(where, ['format=none'], id);
    t.is(level, 'informational', id);
  }
});

test('the lists that the site must fill are there, empty, and told by their names', (t) => {
  const empty = Object.keys(spec.lists).filter((name) => spec.lists[name]?.length === 0);
  const site = ['admin_hosts', 'dns_servers', 'mail_servers', 'ntp_servers', 'proxies', 'scanners', 'vpn_gateways'];
  t.deepEqual(empty.sort(), site);
  const text = readFileSync(path, 'utf8');
  for (const name of site) t.true(text.includes(`"@${name}"`), `no rule uses ${name}`);
});

test('each port and protocol outward is found by its rules, and by no others', async (t) => {
  const cases = [
    ...outward.map(([proto, port, rules], index) => {
      const [src, dst] = [`10.1.${index}.9`, '198.51.100.7'];
      return { src, rules, line: denied(proto, `${src}/40000`, `${dst}/${port}`) };
    }),
    ...protocols.map(([number, rules], index) => {
      const src = `10.2.${index}.9`;
      return { src, rules, line: denied(`protocol ${number}`, src, '198.51.100.7') };
    }),
  ];
  const found = await hostsByRule(
    t,
    cases.map(({ line }) => line),
  );
  for (const { src, rules, line } of cases) t.deepEqual(found.get(src) ?? [], rules, line);
});

test('who stays inside, comes from outside, or speaks to everybody is found by no rule but those of shells', async (t) => {
  const ports = [...new Set(outward.map(([, port]) => port))];
  const ways: readonly (readonly [string, string])[] = [
    ['10.1.1.1', '10.9.9.9'],
    ['10.1.1.2', '192.168.3.4'],
    ['10.1.1.3', 'fd00::7'],
    ['10.1.1.4', '224.0.0.251'],
    ['10.1.1.5', '255.255.255.255'],
    ['10.1.1.6', '169.254.3.4'],
    ['10.1.1.7', 'fe80::1'],
    ['10.1.1.8', 'ff02::1'],
    ['198.51.100.7', '203.0.113.9'],
    ['198.51.100.8', '10.1.1.1'],
  ];
  const lines = ways.flatMap(([src, dst]) => ports.map((port) => denied('udp', `${src}/40000`, `${dst}/${port}`)));
  const found = await hostsByRule(t, lines);
  t.deepEqual(
    [...found],
    [
      ['10.1.1.1', ['ssh-inside', 'telnet']],
      ['10.1.1.2', ['ssh-inside', 'telnet']],
      ['10.1.1.3', ['ssh-inside', 'telnet']],
    ],
  );
});

test('of one conversation the beginning counts, not its end, nor its translation, nor the reply', async (t) => {
  const end = 'for outside:8.8.8.8/53 to inside:10.1.1.1/4000 duration 0:00:01 bytes 90';
  const built = 'for outside:8.8.8.8/53 (8.8.8.8/53) to inside:10.1.1.1/4000 (203.0.113.1/4000)';
  const lines = [
    `%ASA-6-302015: Built outbound UDP connection 7 ${built}`,
    `%ASA-6-302016: Teardown UDP connection 7 ${end}`,
    '%ASA-6-305011: Built dynamic UDP translation from inside:10.1.1.2/4000 to outside:203.0.113.1/53',
    '%ASA-6-106015: Deny TCP (no connection) from 10.1.1.3/53 to 198.51.100.7/4000 flags RST  on interface inside',
  ];
  const folder = folderWith(t, { 'log.txt': `${lines.join('\n')}\n` });
  const report = await sweepOf({ paths: [folder], flags: { rules: ['clowns'], only: 'dns-not-from-dns-servers' } });
  t.deepEqual(
    report.rules[0]?.ranking.map(({ key, count }) => [key.src_ip, count]),
    [['10.1.1.1', 1]],
  );
});

test('twenty DNS servers are many, nineteen are not', async (t) => {
  const asks = (src: string, servers: number) =>
    Array.from({ length: servers }, (_, index) => denied('udp', `${src}/4000`, `198.51.100.${index}/53`));
  const lines = [...asks('10.1.1.1', 19), ...asks('10.1.1.1', 19), ...asks('10.1.1.2', 20)];
  const found = await hostsByRule(t, lines);
  t.deepEqual(found.get('10.1.1.1'), ['dns-not-from-dns-servers']);
  t.deepEqual(found.get('10.1.1.2'), ['dns-many-destinations', 'dns-not-from-dns-servers']);
});

test('bytes of an unknown line are found however the port is written, and of a known line never', async (t) => {
  const lines = [
    'UDP 10.1.1.1/4000 -> 8.8.8.8/53 accepted',
    'accept SRC=10.1.1.2 DST=8.8.8.8 SPT=4000 DPT=53 LEN=40',
    'accept src=10.1.1.3 dst=8.8.8.8 dstport=53 proto=udp',
    'accept src=10.1.1.4 dst=8.8.8.8 dport=531 proto=udp',
    denied('udp', '10.1.1.5/4000', '8.8.8.8/53 '),
  ];
  const folder = folderWith(t, { 'log.txt': `${lines.join('\n')}\n` });
  const report = await sweepOf({ paths: [folder], flags: { rules: ['clowns'], only: 'dns-bytes' } });
  t.deepEqual(
    report.rules[0]?.ranking.map(({ key }) => Object.values(key)),
    [['10.1.1.1'], ['10.1.1.2'], ['10.1.1.3']],
  );
});

function denied(proto: string, src: string, dst: string): string {
  return `%ASA-4-106023: Deny ${proto} src inside:${src} dst outside:${dst} by access-group "x" [0x0, 0x0]`;
}

/** The rules by which each host is ranked, in order of their ids. */
async function hostsByRule(t: Parameters<typeof folderWith>[0], lines: readonly string[]) {
  const folder = folderWith(t, { 'log.txt': `${lines.join('\n')}\n` });
  const report = await sweepOf({ paths: [folder], flags: { rules: ['clowns'], top: '0' } });
  const found = new Map<string, string[]>();
  for (const { id, ranking } of report.rules) {
    for (const { key } of ranking) {
      const host = String(Object.values(key)[0]);
      found.set(host, [...(found.get(host) ?? []), id].sort());
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
