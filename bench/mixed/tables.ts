// Files that say at their head what their columns are: the log of the Windows firewall, Zeek's connections, nfdump's
// flows. Each is the log of one machine, so none of them stands in a catch-all file.

import type { Conversation } from './habits.ts';
import type { Stage } from './stage.ts';

const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;

export interface Table {
  readonly file: string;
  readonly head: readonly string[];
  readonly row: (stage: Stage, talk: Conversation) => string;
}

export const tables = {
  'windows-firewall': {
    file: 'pfirewall.log',
    head: [
      '#Version: 1.5',
      '#Software: Microsoft Windows Firewall',
      '#Time Format: Local',
      '#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path',
      '',
    ],
    row: windowsFirewallRow,
  },
  'zeek-conn': {
    file: 'conn.log',
    head: [
      '#separator \\x09',
      '#set_separator\t,',
      '#empty_field\t(empty)',
      '#unset_field\t-',
      '#path\tconn',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state',
      '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring',
    ],
    row: zeekRow,
  },
  'nfdump-csv': {
    file: 'flows.csv',
    head: ['ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt'],
    row: nfdumpRow,
  },
} as const satisfies Readonly<Record<string, Table>>;

function windowsFirewallRow({ random, moment }: Stage, talk: Conversation): string {
  const { src, srcPort, dst, dstPort, proto, isAllowed } = talk;
  const hasPorts = proto === 'tcp' || proto === 'udp';
  const name = hasPorts || proto === 'icmp' ? proto.toUpperCase() : String(numbers[proto]);
  const ports = hasPorts ? `${srcPort} ${dstPort}` : '- -';
  const word = isAllowed ? 'ALLOW' : 'DROP';
  return `${moment.date} ${moment.clock} ${word} ${name} ${src} ${dst} ${ports} ${40 + random.below(900)} - - - - - - - SEND`;
}

function zeekRow({ random, moment }: Stage, talk: Conversation): string {
  const { src, srcPort, dst, dstPort, proto, isAllowed } = talk;
  const word = proto === 'tcp' || proto === 'udp' || proto === 'icmp' ? proto : 'unknown_transport';
  const state = isAllowed ? random.pick(['SF', 'S1', 'RSTO']) : random.pick(['S0', 'REJ']);
  const columns = [
    ...[`${moment.epoch}.${100_000 + random.below(900_000)}`, `C${random.below(1e9).toString(36)}`, src, srcPort, dst],
    ...[dstPort, word, '-', '0.053', random.below(9_000), random.below(90_000), state],
  ];
  return columns.join('\t');
}

/** Flows of both directions: who began is told by the ports alone. */
function nfdumpRow({ random, moment }: Stage, talk: Conversation): string {
  const { src, srcPort, dst, dstPort, proto } = talk;
  const time = `${moment.date} ${moment.clock}`;
  const [from, to] = [[src, srcPort] as const, [dst, dstPort] as const];
  const [[sa, sp], [da, dp]] = random.below(3) === 0 ? [to, from] : [from, to];
  const name = proto === 'ipv6' ? 'IPv6' : proto.toUpperCase();
  return `${time},${time},0.530,${sa},${da},${sp},${dp},${name},........,0,0,${1 + random.below(90)},${random.below(90_000)},0,0`;
}
