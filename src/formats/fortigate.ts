// Fortinet FortiGate: key=value, and its CEF. A session is logged once, when it ends (`action="close"`), unless its
// start is asked for: so a session that was let through is a `permit`, and has its bytes. `transport=` is a NAT port.

import type { FormatSpec, PairsSpec } from '../format-types.ts';

const pairs: PairsSpec = {
  start: 'line',
  assign: '=',
  separator: ' ',
  quotes: true,
  empty: ['', 'N/A', 'undefined'],
  followed: true,
  fields: {
    ...{ srcip: 'src_ip', dstip: 'dst_ip', srcport: 'src_port', dstport: 'dst_port', proto: 'proto' },
    ...{ src_port: 'src_port', dst_port: 'dst_port', src_int: 'src_if', dst_int: 'dst_if' },
    ...{ srcintf: 'src_if', dstintf: 'dst_if', action: 'action', logid: 'event_id', log_id: 'event_id' },
    ...{ sentbyte: 'bytes', rcvdbyte: 'bytes', sentpkt: 'packets', rcvdpkt: 'packets', duration: 'duration' },
    ...{ user: 'user', devname: 'host', level: 'severity', policyid: 'policy' },
  },
};

export const fortigate: FormatSpec = {
  name: 'fortigate',
  title: 'Fortinet FortiGate (key=value, or CEF)',
  recognise: [
    ['CEF:', '|Fortinet|'],
    ['logid=', 'type=', 'subtype='],
    ['log_id=', 'type=', 'subtype='],
    ['devid=', 'type=', 'subtype='],
    ['type=', 'subtype=', 'logid='],
  ],
  head: ['{_:text}|Fortinet|{_:text}|{_:text}|{event_id:text}|'],
  events: {
    ...{ accept: 'permit', close: 'permit', timeout: 'permit', dns: 'permit', 'ip-conn': 'permit' },
    ...{
      'client-rst': 'permit',
      'server-rst': 'permit',
      start: 'start',
      permit: 'permit',
      deny: 'deny',
      block: 'deny',
      blocked: 'deny',
    },
    ...{ dropped: 'deny', reset: 'deny', drop_session: 'deny', clear_session: 'deny', violation: 'deny' },
  },
  messages: [
    // Only CEF tells the number of the message in a head.
    {
      ids: [''],
      pairs,
    },
    {
      pairs: {
        ...pairs,
        quotes: false,
        fields: {
          ...{ src: 'src_ip', dst: 'dst_ip', spt: 'src_port', dpt: 'dst_port', proto: 'proto', act: 'action' },
          ...{ deviceInboundInterface: 'src_if', deviceOutboundInterface: 'dst_if', out: 'bytes', in: 'bytes' },
          ...{ duser: 'user', suser: 'user', dvchost: 'host', FTNTFGTduration: 'duration', FTNTFGTpolicyid: 'policy' },
          ...{ FTNTFGTsrcintf: 'src_if', FTNTFGTdstintf: 'dst_if', FTNTFGTlevel: 'severity' },
        },
      },
    },
  ],
};
