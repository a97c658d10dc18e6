// Juniper SRX: structured (`RT_FLOW_SESSION_CREATE [junos@… source-address="…"]`) and plain (`session created A/p->B/q
// …`). The second pair of a plain line is the translated one; where a release puts `0x0` in, later columns shift.

import type { FormatSpec, PairsSpec } from '../format-types.ts';

const structured: PairsSpec = {
  assign: '=',
  separator: ' ',
  quotes: true,
  empty: ['', 'N/A', 'None', 'UNKNOWN'],
  fields: {
    ...{ 'source-address': 'src_ip', 'source-port': 'src_port', 'destination-address': 'dst_ip' },
    ...{ 'destination-port': 'dst_port', 'protocol-id': 'proto', 'protocol-name': 'proto', username: 'user' },
    ...{ 'source-zone-name': 'src_if', 'source-zone': 'src_if', 'destination-zone-name': 'dst_if' },
    ...{ 'destination-zone': 'dst_if', 'policy-name': 'policy', action: 'action', 'elapsed-time': 'duration' },
    ...{ 'bytes-from-client': 'bytes', 'bytes-from-server': 'bytes' },
    ...{ 'packets-from-client': 'packets', 'packets-from-server': 'packets' },
  },
};

const ends = '{src:host}/{src_port}->{dst:host}/{dst_port}';
const zones = '{policy} {src_if} {dst_if} ';

export const juniperSrx: FormatSpec = {
  name: 'juniper-srx',
  title: 'Juniper SRX: RT_FLOW, RT_IDP, RT_IDS, RT_UTM, structured or plain',
  recognise: [
    ...[['RT_FLOW'], ['RT_IDP'], ['RT_IDS'], ['RT_UTM'], ['RT_SECINTEL'], ['RT_AAMW'], ['RT_SCREEN_']],
    [' source-address="', ' destination-address="'],
  ],
  head: [' {_} {event_id} [[', ': {event_id}: '],
  events: {
    ...{
      permit: 'permit',
      allow: 'permit',
      drop: 'deny',
      dropped: 'deny',
      deny: 'deny',
      block: 'deny',
      blocked: 'deny',
    },
    ...{ close_client: 'deny', close_server: 'deny' },
  },
  messages: [
    {
      holds: 'session created ',
      set: { event: 'start', action: 'created' },
      templates: [
        `{_:text}session created ${ends} 0x{_} {_} {_}->{_} 0x`,
        `{_:text}session created ${ends} {_} {_}->{_} {_} {_} {proto} ${zones}`,
      ],
    },
    {
      holds: 'session closed ',
      set: { event: 'end', action: 'closed' },
      templates: [
        `{_:text}session closed {_:text}: ${ends} 0x{_} {_} {_}->{_} 0x`,
        `{_:text}session closed {_:text}: ${ends} {_} {_}->{_} {_} {_} {proto} ${zones}`,
      ],
    },
    {
      holds: 'session denied ',
      set: { event: 'deny', action: 'denied' },
      templates: [
        `{_:text}session denied ${ends} 0x{_} {_} {proto}({_}) ${zones}`,
        `{_:text}session denied ${ends} {_} {proto}({_}) ${zones}`,
      ],
    },
    { ids: sessions('CREATE'), set: { event: 'start', action: 'created' }, pairs: structured },
    { ids: sessions('CLOSE'), set: { event: 'end', action: 'closed' }, pairs: structured },
    { ids: sessions('DENY'), set: { event: 'deny', action: 'denied' }, pairs: structured },
    { pairs: structured },
  ],
};

function sessions(what: string): readonly string[] {
  return ['RT_FLOW', 'APPTRACK'].flatMap((name) => [`${name}_SESSION_${what}`, `${name}_SESSION_${what}_LS`]);
}
