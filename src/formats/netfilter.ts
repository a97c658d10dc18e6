// Linux netfilter (iptables, nftables, ufw, Shorewall, Ubiquiti): `… IN=eth0 OUT= … SRC=… DST=… PROTO=TCP SPT=… DPT=…`.
// What was done with the packet stands, if anywhere, in the prefix that the administrator chose; a line that does not
// say counts as `permit`. What an ICMP error quotes, in brackets, is another packet.

import type { EventWord, FormatSpec } from '../format-types.ts';

const marked: readonly (readonly [EventWord, readonly string[]])[] = [
  ['deny', ['BLOCK', 'DROP', 'REJECT', 'DENY', 'DENIED', 'Drop', 'drop', 'Reject', 'reject', 'Deny', 'deny', 'denied']],
  ['permit', ['ALLOW', 'ACCEPT', 'PERMIT', 'Accept', 'accept', 'Allow', 'allow', 'permit']],
];

export const netfilter: FormatSpec = {
  name: 'netfilter',
  title: 'Linux netfilter: iptables, nftables, ufw, Shorewall, Ubiquiti (IN= OUT= SRC= DST= …)',
  recognise: [['IN=', ' OUT=', ' SRC=', ' DST=']],
  messages: [
    {
      pairs: {
        assign: '=',
        separator: ' ',
        quotes: false,
        stop: '[',
        empty: [''],
        followed: true,
        fields: {
          ...{ IN: 'src_if', OUT: 'dst_if', SRC: 'src_ip', DST: 'dst_ip', SPT: 'src_port', DPT: 'dst_port' },
          ...{ PROTO: 'proto', LEN: 'bytes' },
        },
      },
    },
  ],
  markers: [
    ...[
      { text: '-D]', set: { event: 'deny', action: 'drop' } },
      { text: '-R]', set: { event: 'deny', action: 'reject' } },
      { text: '-A]', set: { event: 'permit', action: 'accept' } },
    ],
    ...marked.flatMap(([event, words]) => words.map((text) => ({ text, set: { event, action: text } }))),
    { text: '', set: { event: 'permit' } },
  ],
};
