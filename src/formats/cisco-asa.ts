// Cisco ASA, PIX, FWSM and Firepower (FTD): `%ASA-6-302013: Built outbound TCP connection …`. Of a Built line the
// direction word tells who initiated: inbound, the first endpoint; outbound, the second (Cisco, message 302013); of a
// Teardown line only the ports do. A translation's second address is nobody's destination, so it is not captured.
// Cluster copies of a connection (302022 to 302027) are `other`: the owner tells the connection too.

import type { FormatSpec, MessageSpec, PairsSpec } from '../format-types.ts';

export const ciscoAsa: FormatSpec = {
  name: 'cisco-asa',
  title: 'Cisco ASA, PIX, FWSM and FTD (%ASA-6-302013: …)',
  recognise: [['%ASA-'], ['%PIX-'], ['%FWSM-'], ['%FTD-'], ['%NGIPS-'], ['DstIP: ', 'SrcIP: '], ['SrcIP: ', 'DstIP: ']],
  head: ['[{_:letters}-][-]{severity:integer}-{event_id:integer}[:][ message repeated {_:integer} times: [[][ ]'],
  services: { kerberos: 750, radius: 1645, 'radius-acct': 1646, cifs: 3020, irc: 194 },
  events: {
    ...{ permitted: 'permit', 'est-allowed': 'permit', allow: 'permit', allowed: 'permit', trust: 'permit' },
    ...{ monitored: 'permit', monitor: 'permit', fastpath: 'permit', denied: 'deny', dropped: 'deny' },
    ...{ block: 'deny', 'block with reset': 'deny', 'interactive block': 'deny' },
  },
  messages: [...denials(), ...connections(), ...translations(), ...others(), ...firepower(), {}],
};

/** What a packet was refused for: it is told as it came, its sender first. */
function denials(): readonly MessageSpec[] {
  const set = { event: 'deny', action: 'Deny' };
  const denied = { event: 'deny', action: 'denied' };
  return [
    {
      ids: ['106001'],
      set: { ...denied, proto: 'tcp' },
      templates: [
        'Inbound {proto} connection denied from {src:endpoint} to {dst:endpoint} flags {_:text} on interface {src_if}',
      ],
    },
    {
      ids: ['106002'],
      set: denied,
      templates: [
        '{proto} connection denied by outbound list {policy} src {src:host} {src_port} dest {dst:host} {dst_port}',
      ],
    },
    {
      ids: ['106006', '106007'],
      set,
      templates: [
        'Deny inbound {proto} from {src:endpoint} to {dst:endpoint} on interface {src_if}',
        'Deny inbound {proto} from {src:endpoint} to {dst:endpoint} due to DNS ',
      ],
    },
    {
      ids: ['106010', '106011', '106014'],
      set,
      templates: [
        'Deny inbound protocol {proto} src {src:endpoint} dst {dst:endpoint}',
        'Deny inbound (No xlate) {proto} src {src:endpoint} dst {dst:endpoint}[ ](type ',
        'Deny inbound (No xlate) {proto} src {src:endpoint} dst {dst:endpoint}',
        'Deny inbound {proto} src {src:endpoint} dst {dst:endpoint}[ ](type ',
        'Deny inbound {proto} src {src:endpoint} dst {dst:endpoint}',
      ],
    },
    { ids: ['106012'], set, templates: ['Deny {proto} from {src:host} to {dst:host},'] },
    {
      ids: ['106013'],
      set: { event: 'deny', action: 'Dropping', proto: 'icmp' },
      templates: ['Dropping echo request from {src:host} to PAT address {dst:host}'],
    },
    {
      ids: ['106015'],
      set,
      templates: [
        'Deny {proto} (no connection) from {src:endpoint} to {dst:endpoint} flags {_:text} on interface {src_if}',
      ],
    },
    { ids: ['106016'], set, templates: ['Deny {proto} spoof from ({src:host}) to {dst:host} on interface {src_if}'] },
    { ids: ['106017'], set, templates: ['Deny {proto} due to Land Attack from {src:host} to {dst:host}'] },
    {
      ids: ['106021'],
      set,
      templates: ['Deny {proto} reverse path check from {src:host} to {dst:host} on interface {src_if}'],
    },
    {
      ids: ['106023'],
      set,
      templates: [
        'Deny protocol {proto} src {src:endpoint} dst {dst:endpoint} by access-group "[{policy:text}"]',
        'Deny {proto} src {src:endpoint} dst {dst:endpoint} by access-group "[{policy:text}"]',
      ],
    },
    {
      ids: ['106100', '106102', '106103'],
      templates: [
        'access-list {policy} {action} {proto} {src_if}/{src:host}({src_port})[({user})] -> {dst_if}/{dst:host}({dst_port})[({_:text})][ hit-cnt {packets}]',
        'access-list {policy} {action} {proto} for user {user} {src_if}/{src:host}({src_port})[({_:text})] -> {dst_if}/{dst:host}({dst_port})[({_:text})][ hit-cnt {packets}]',
      ],
    },
    {
      ids: ['313001', '313008'],
      set: { ...denied, action: 'Denied', proto: 'icmp' },
      templates: ['Denied {proto} type={_}, code={_} from {src:host} on interface {src_if}'],
    },
    {
      ids: ['313004'],
      set: { ...denied, action: 'Denied' },
      templates: [
        'Denied {proto} type={_}, from laddr {src:host} on interface {src_if} to {dst:host}: ',
        'Denied {proto} type={_}, from {src:host} on interface {src_if} to {dst:host}: ',
      ],
    },
    {
      ids: ['313005'],
      set: { event: 'other' },
      templates: [
        'No matching connection for ICMP error message: {proto} src {src:endpoint} dst {dst:endpoint} (type {_:text}) on {_:text} interface.',
      ],
    },
    {
      ids: ['313009'],
      set: { ...denied, action: 'Denied', proto: 'icmp' },
      templates: ['Denied invalid ICMP code {_}, for {src:endpoint} to {dst:endpoint}, ICMP id'],
    },
    {
      ids: ['322001'],
      set,
      templates: ['Deny MAC address {_}, possible spoof attempt on interface {src_if}'],
    },
    {
      ids: ['401004'],
      set: { event: 'deny', action: 'Shunned' },
      templates: ['Shunned packet: {src:host} ==> {dst:host} on interface {src_if}'],
    },
    {
      ids: ['500004'],
      set: { event: 'deny', action: 'Invalid' },
      templates: ['Invalid transport field for protocol={proto}, from {src:endpoint} to {dst:endpoint}'],
    },
    {
      ids: ['710003'],
      templates: ['{proto} access {action} by ACL from {src:endpoint} to {dst:endpoint}'],
    },
    {
      ids: ['710001', '710002', '710004', '710006'],
      templates: [
        '{proto} access {action} from {src:endpoint} to {dst:endpoint}',
        '{proto} request {action} from {src:endpoint} to {dst:endpoint}',
        '{proto} connection limit exceeded from {src:endpoint} to {dst:endpoint}',
      ],
    },
    {
      ids: ['710005'],
      set: { event: 'deny' },
      templates: ['{proto} request {action} from {src:endpoint} to {dst:endpoint}'],
    },
  ];
}

function connections(): readonly MessageSpec[] {
  const start = { event: 'start', action: 'Built' };
  const end = { event: 'end', action: 'Teardown' };
  return [
    {
      ids: ['302013', '302015', '302017', '302303'],
      set: start,
      templates: [
        'Built inbound [Probe ]{proto} connection {_} for {src:endpoint} to {dst:endpoint} ([{_:text})][({_:text})][ ({user})]',
        'Built outbound [Probe ]{proto} connection {_} for {dst:endpoint} to {src:endpoint} ([{_:text})][({user})][ ({user})]',
        'Built {proto} state-bypass connection {_} from {src:endpoint} to {dst:endpoint} ([{_:text})][({_:text})][ ({user})]',
        'Built inbound {proto} connection {_} from {src:endpoint} to {dst:endpoint} ([{_:text})][({_:text})][ ({user})]',
        'Built outbound {proto} connection {_} from {dst:endpoint} to {src:endpoint} ([{_:text})][({user})][ ({user})]',
      ],
    },
    {
      ids: ['302014', '302016', '302018', '302304'],
      set: end,
      initiator: 'ports',
      templates: [
        'Teardown [Probe ]{proto} connection {_} for {src:endpoint} to {dst:endpoint} duration {duration}[ bytes {bytes}][ {_:text}({user})]',
        'Teardown [Probe ]{proto} [state-bypass ]connection {_} from {src:endpoint} to {dst:endpoint} duration {duration}[ bytes {bytes}][ {_:text}({user})]',
      ],
    },
    // Of PIX before version 7.
    {
      ids: ['302001'],
      set: start,
      templates: [
        'Built inbound {proto} connection {_} for faddr {src:host}/{src_port} gaddr {_} laddr {dst:host}/{dst_port}[ ({user})]',
        'Built outbound {proto} connection {_} for faddr {dst:host}/{dst_port} gaddr {_} laddr {src:host}/{src_port}[ ({user})]',
      ],
    },
    {
      ids: ['302005'],
      set: start,
      initiator: 'ports',
      templates: [
        'Built {proto} connection for faddr {src:host}/{src_port} gaddr {_} laddr {dst:host}/{dst_port}[ ({user})]',
      ],
    },
    {
      ids: ['302002', '302006'],
      set: end,
      initiator: 'ports',
      templates: [
        'Teardown {proto} connection {_} faddr {src:host}/{src_port} gaddr {_} laddr {dst:host}/{dst_port}[ ({user})] duration {duration}[ bytes {bytes}]',
        'Teardown {proto} connection for faddr {src:host}/{src_port} gaddr {_} laddr {dst:host}/{dst_port}[ ({user})]',
      ],
    },
    {
      ids: ['302020'],
      set: { ...start, proto: 'icmp' },
      templates: [
        'Built inbound {proto} connection for faddr {src:host}/{_:integer}[({user})] gaddr {_:text} laddr {dst:host}/',
        'Built outbound {proto} connection for faddr {dst:host}/{_:integer}[({_:text})] gaddr {_:text} laddr {src:host}/',
      ],
    },
    {
      ids: ['302021'],
      set: { ...end, proto: 'icmp' },
      templates: [
        'Teardown {proto} connection for faddr {src:host}/{_:integer}[({user})] gaddr {_:text} laddr {dst:host}/',
        'Teardown {proto} connection {_:integer} from {src:endpoint} to {dst:endpoint}',
      ],
    },
    {
      ids: ['302022', '302023', '302024', '302025', '302026', '302027'],
      set: { event: 'other' },
      templates: [
        '{action} {_} stub {proto} connection for {src:endpoint} to {dst:endpoint} duration {duration} forwarded bytes {bytes}',
        '{action} stub {proto} connection for {src:endpoint} to {dst:endpoint} duration {duration} forwarded bytes {bytes}',
        '{action} {_} stub {proto} connection for {src:endpoint} to {dst:endpoint} (',
      ],
    },
    {
      ids: ['805001', '805002'],
      set: { event: 'other' },
      templates: [
        '{action} {proto} Flow for connection {_} from {src:endpoint} to {dst:endpoint}',
        '{proto} Flow is no longer offloaded for connection {_} from {src:endpoint} to {dst:endpoint}',
      ],
    },
  ];
}

function translations(): readonly MessageSpec[] {
  const failed = { event: 'deny', action: 'failed' };
  return [
    {
      ids: ['305011', '305012'],
      set: { event: 'translate' },
      templates: ['{action} {_} {proto} translation from {src:endpoint} to {_:text}'],
    },
    {
      ids: ['305009', '305010'],
      set: { event: 'translate' },
      templates: ['{action} {_} translation from {src:endpoint} to {_:text}'],
    },
    {
      ids: ['305005', '305006', '305013'],
      set: failed,
      templates: [
        '{_} translation creation failed for {proto} src {src:endpoint} dst {dst:endpoint}',
        'No translation group found for {proto} src {src:endpoint} dst {dst:endpoint}',
        'Asymmetric NAT rules matched for forward and reverse flows; Connection for {proto} src {src:endpoint} dst {dst:endpoint} denied due to',
        'Asymmetric NAT rules matched for forward and reverse flows; Connection protocol {proto} src {src:endpoint} dst {dst:endpoint} denied due to',
      ],
    },
  ];
}

function others(): readonly MessageSpec[] {
  const inspected = 'from {src:endpoint} to {dst:endpoint}';
  return [
    {
      ids: ['110002', '110003'],
      set: { event: 'other', action: 'failed' },
      templates: [
        `Failed to locate egress interface for {proto} ${inspected}`,
        `Routing failed to locate next hop for {proto} ${inspected}`,
      ],
    },
    {
      ids: ['303002'],
      set: { event: 'other', proto: 'tcp' },
      templates: [`FTP connection ${inspected}, user {user:word} {action} file`],
    },
    {
      ids: [
        '338001',
        '338002',
        '338003',
        '338004',
        '338005',
        '338006',
        '338007',
        '338008',
        '338201',
        '338202',
        '338203',
        '338204',
      ],
      templates: [
        `Dynamic Filter {action} [black listed ][blacklisted ][white listed ][whitelisted ][grey listed ][greylisted ]{proto} traffic ${inspected}, `,
        `Dynamic filter {action} [black listed ][blacklisted ][white listed ][whitelisted ][grey listed ][greylisted ]{proto} traffic ${inspected}, `,
      ],
    },
    {
      ids: ['410001'],
      set: { event: 'deny', action: 'Dropped' },
      templates: [`Dropped {proto} DNS {_} ${inspected}; `],
    },
    {
      ids: ['419001', '419002', '420002', '420003', '421001', '434002', '434004', '507003'],
      set: { event: 'other' },
      templates: [
        `Dropping {proto} packet ${inspected}, reason`,
        `Duplicate {proto} SYN ${inspected} with different`,
        `IPS requested to drop {proto} packet ${inspected}`,
        `IPS requested to reset {proto} connection ${inspected}`,
        `{proto} packet ${inspected} is skipped`,
        `{proto} flow ${inspected} is skipped`,
        `{proto} flow ${inspected} is dropped`,
        `SFR requested to drop {proto} packet ${inspected}`,
        `SFR requested ASA to bypass further packet redirection and process {proto} flow ${inspected} locally`,
        `{proto} flow ${inspected} terminated by`,
      ],
    },
    {
      ids: ['407002'],
      set: { event: 'other', proto: 'tcp' },
      templates: ['Embryonic limit {_:text} exceeded {_}. {src:endpoint} to {dst:endpoint} on interface {src_if}'],
    },
    {
      ids: ['605004', '605005'],
      set: { proto: 'tcp' },
      templates: ['Login {action} from {src:endpoint} to {dst:endpoint} for user "{user}"'],
    },
    {
      ids: ['607001'],
      set: { event: 'other' },
      templates: [
        // The channel is for the second end, which may come from any port.
        'Pre-allocate SIP {_} {proto} secondary channel for {dst:endpoint} to {src:endpoint} from ',
        'Pre-allocate SIP {proto} secondary channel for {dst:endpoint} to {src:endpoint} from ',
      ],
    },
    {
      ids: ['113042'],
      set: { event: 'deny', action: 'denied', proto: 'tcp' },
      templates: [`Non-HTTP connection ${inspected} denied by `],
    },
    {
      ids: ['210007'],
      set: { event: 'other' },
      templates: [`LU allocate xlate failed for {_} {proto} translation ${inspected}`],
    },
    {
      ids: ['750002', '750003'],
      set: { event: 'other', proto: 'udp' },
      templates: ['Local:{src:host}:{src_port} Remote:{dst:host}:{dst_port} Username:{user:word} '],
    },
    {
      ids: ['725001', '725002', '725007', '725016'],
      set: { event: 'other', proto: 'tcp' },
      templates: [
        'Starting SSL handshake with client {src:endpoint} to {dst:endpoint} for ',
        'Device completed SSL handshake with client {src:endpoint} to {dst:endpoint} for ',
        'SSL session with client {src:endpoint} to {dst:endpoint} terminated',
        'Device selects trust-point {_} for client {src:endpoint} to {dst:endpoint}',
        'Starting SSL handshake with client {src:endpoint} for ',
      ],
    },
  ];
}

/** Key-value lines of Firepower; in an older relay's way also without a tag. */
function firepower(): readonly MessageSpec[] {
  const pairs: PairsSpec = {
    assign: ': ',
    separator: ', ',
    quotes: false,
    empty: ['No Authentication Required', 'Not Found', 'Unknown', 'N/A'],
    followed: true,
    fields: {
      ...{ SrcIP: 'src_ip', DstIP: 'dst_ip', SrcPort: 'src_port', DstPort: 'dst_port', Protocol: 'proto' },
      ...{
        IngressInterface: 'src_if',
        EgressInterface: 'dst_if',
        AccessControlRuleAction: 'action',
        FileAction: 'action',
      },
      ...{ InitiatorBytes: 'bytes', ResponderBytes: 'bytes', InitiatorPackets: 'packets', ResponderPackets: 'packets' },
      ...{ ConnectionDuration: 'duration', User: 'user', AccessControlRuleName: 'policy' },
    },
  };
  return [
    { ids: ['430002'], events: { allow: 'start', trust: 'start', monitor: 'start' }, pairs },
    { ids: ['430003'], events: { allow: 'end', trust: 'end', monitor: 'end' }, pairs },
    { ids: ['430001', '430004', '430005', ''], set: { event: 'other' }, pairs },
  ];
}
