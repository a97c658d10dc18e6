// Cisco IOS, IOS-XE and NX-OS: what access lists and the zone firewall log. Other messages are known by their mnemonic.

import type { FormatSpec } from '../format-types.ts';

const facilities = [
  'SEC',
  'FMANFP',
  'IPV6',
  'IPV6_ACL',
  'ACLLOG',
  'FW',
  'IOSXE_ACL',
  'SEC_LOGIN',
  'SYS',
  'LINK',
  'LINEPROTO',
];

export const ciscoIos: FormatSpec = {
  name: 'cisco-ios',
  title: 'Cisco IOS, IOS-XE and NX-OS access lists (%SEC-6-IPACCESSLOGP: …)',
  recognise: facilities.map((facility) => [`%${facility}-`]),
  head: ['{severity:integer}-{event_id}: ', '{_}-{severity:integer}-{event_id}: '],
  events: {
    ...{ permitted: 'permit', permit: 'permit', denied: 'deny', deny: 'deny', dropping: 'deny' },
    ...{ start: 'start', stop: 'end' },
  },
  messages: [
    {
      ids: ['IPACCESSLOGP', 'IPACCESSLOGDP', 'IPACCESSLOGRP', 'IPACCESSLOGSP', 'IPACCESSLOGNP', 'IPACCESSLOGS']
        .concat(['ACCESSLOGP', 'ACCESSLOGDP', 'ACCESSLOGRP', 'ACCESSLOGSP', 'ACCESSLOGNP'])
        .concat(['IPV6ACCESSLOGP', 'IPV6ACCESSLOGDP', 'IPV6ACCESSLOGSP', 'IPV6ACCESSLOGNP']),
      templates: [
        '[{_}: {_}: ]list {policy} {action} {proto} {src:host}({src_port})[ ({src_if} {_:text})][ ({src_if})] -> {dst:host}({dst_port}), {packets} packet',
        '[{_}: {_}: ]list {policy} {action} {proto} {src:host}[ ({src_if} {_:text})][ ({src_if})] -> {dst:host}[ ({_:text})], {packets} packet',
        '[{_}: {_}: ]list {policy} {action} {src:host} {packets} packet',
      ],
    },
    {
      ids: ['ACLLOG_FLOW_INTERVAL', 'ACLLOG_NEW_FLOW'],
      set: { event: 'permit' },
      templates: [
        'Src IP: {src:host}, Dst IP: {dst:host}, Src Port: {src_port}, Dst Port: {dst_port}, Src Intf: {src_if}, Protocol: "{proto}"[({_})][, Hit-count = {packets}]',
      ],
    },
    {
      ids: ['DROP_PKT'],
      templates: ['{action} {proto} pkt from {src_if} {src:host}:{src_port} => {dst:host}:{dst_port}[(]'],
    },
    {
      ids: ['SESS_AUDIT_TRAIL', 'SESS_AUDIT_TRAIL_START'],
      templates: [
        '[({_:text}) ][({_:text}):]{action} {_} session: initiator ({src:host}:{src_port}) sent {bytes} bytes -- responder ({dst:host}:{dst_port})',
        '[({_:text}) ][({_:text}):]{action} {_} session: initiator ({src:host}:{src_port}) -- responder ({dst:host}:{dst_port})',
      ],
    },
    {},
  ],
};
