// The formats other than Cisco's firewalls: lines invented after their own descriptions, and the traps of each.

import test from 'ava';
import { formats } from '../../../src/formats/formats.ts';
import { conversation, decodeAll, decodeOne, told } from '../../helpers/decoded.ts';

test('formats have distinct names and are plain data', (t) => {
  t.is(new Set(formats.map(({ name }) => name)).size, formats.length);
  t.deepEqual(JSON.parse(JSON.stringify(formats)), formats);
});

test('lines that no format knows are unknown', (t) => {
  for (const line of [
    '',
    ' ',
    'Jul  3 12:48:20 host sshd[1]: Accepted password for ann from 10.1.2.3 port 22',
    '\0'.repeat(200),
  ]) {
    t.is(conversation(line), 'unknown', line);
  }
  t.is(conversation(JSON.stringify({ event: { src: '10.1.2.3'.repeat(800) } })), 'unknown');
});

test('cisco-ios: access lists', (t) => {
  const header = '<190>3352460: R1: Jul  3 12:48:20.123: ';
  const cases: readonly (readonly [string, string])[] = [
    [
      '%SEC-6-IPACCESSLOGP: list 177 denied udp 10.1.2.3(5353) -> 192.0.2.9(53), 1 packet',
      '10.1.2.3:5353 > 192.0.2.9:53 udp - > - deny',
    ],
    [
      '%SEC-6-IPACCESSLOGP: list 150 denied tcp 10.1.2.3(5353) (Serial4/3 ) -> 192.0.2.9(443), 2 packets',
      '10.1.2.3:5353 > 192.0.2.9:443 tcp Serial4/3 > - deny',
    ],
    [
      '%SEC-6-IPACCESSLOGP: list 150 permitted tcp 10.1.2.3(5353) (Gi0/1.6 ca5c.1da2.ba43) -> 192.0.2.9(443), 2 packets',
      '10.1.2.3:5353 > 192.0.2.9:443 tcp Gi0/1.6 > - permit',
    ],
    [
      '%SEC-6-IPACCESSLOGDP: list 151 denied icmp 10.1.2.3 -> 192.0.2.9 (3/4), 1 packet',
      '10.1.2.3 > 192.0.2.9 icmp - > - deny',
    ],
    [
      '%SEC-6-IPACCESSLOGRP: list 151 denied igmp 10.1.2.3 -> 224.0.0.22, 1 packet',
      '10.1.2.3 > 224.0.0.22 igmp - > - deny',
    ],
    [
      '%SEC-6-IPACCESSLOGNP: list 171 denied 112 10.1.2.3 -> 224.0.0.18, 295 packets',
      '10.1.2.3 > 224.0.0.18 vrrp - > - deny',
    ],
    ['%SEC-6-IPACCESSLOGS: list ip-ssh denied 192.0.2.7 5 packets', '192.0.2.7 > - - - > - deny'],
    [
      '%FMANFP-6-IPACCESSLOGP:  SIP0: fman_fp_image:  list A denied udp 10.1.2.3(5353) -> 192.0.2.9(53), 1 packet',
      '10.1.2.3:5353 > 192.0.2.9:53 udp - > - deny',
    ],
    [
      '%IPV6-6-ACCESSLOGP: list A/10 permitted tcp 2001:db8::3(1027) -> 2001:db8::9(22), 9 packets',
      '2001:db8::3:1027 > 2001:db8::9:22 tcp - > - permit',
    ],
    ['%IPV6_ACL-6-ACCESSLOGSP: list A/40 denied ipv6 :: -> 2001:db8::9, 6 packets', ':: > 2001:db8::9 ipv6 - > - deny'],
    ['%SEC-6-IPACCESSLOGRL: access-list logging rate-limited or missed 18 packets', '- > - - - > - other'],
    [
      '%FW-6-DROP_PKT: Dropping tcp pkt from Gi1/0/2.6 10.1.2.3:5353 => 192.0.2.9:80(target:class)-(a:b) due to',
      '10.1.2.3:5353 > 192.0.2.9:80 tcp Gi1/0/2.6 > - deny',
    ],
  ];
  const audit = 'initiator (10.1.2.3:5353) sent 51 bytes -- responder (192.0.2.9:53) sent 94 bytes';
  t.is(
    conversation(`${header}%FW-6-SESS_AUDIT_TRAIL: (target:class) (A:B):Stop dns session: ${audit}`),
    'cisco-ios 10.1.2.3:5353 > 192.0.2.9:53 - - > - end',
  );
  for (const [message, expected] of cases) t.is(conversation(header + message), `cisco-ios ${expected}`, message);
  const { packets, policy, event_id: id } = decodeOne(header + (cases[5]?.[0] ?? ''))?.fields ?? {};
  t.deepEqual([packets, policy, id], [295, '171', 'IPACCESSLOGNP']);
});

const netfilter = (prefix: string, rest = 'PROTO=UDP SPT=5353 DPT=53 LEN=40') =>
  conversation(
    `Jul  3 12:48:20 gw kernel: ${prefix}IN=eth0 OUT=eth1 MAC=00:11:22 SRC=10.1.2.3 DST=192.0.2.9 LEN=60 TOS=0x00 ${rest} `,
  );

test('netfilter: the prefix may stick to it, and tells what was done', (t) => {
  const ends = 'netfilter 10.1.2.3:5353 > 192.0.2.9:53 udp eth0 > eth1';
  t.is(netfilter('[1234.5678] '), `${ends} permit`);
  t.is(netfilter('[UFW BLOCK] '), `${ends} deny`);
  t.is(netfilter('[UFW ALLOW] '), `${ends} permit`);
  t.is(netfilter('[WAN_OUT-2000-A]'), `${ends} permit`);
  t.is(netfilter('[WAN_OUT-default-D]'), `${ends} deny`);
  t.is(netfilter('Shorewall:net2fw:DROP:'), `${ends} deny`);
  t.is(netfilter('dropped by firewall (OUTPUT)'), `${ends} deny`);
});

test('netfilter: an ICMP error quotes another packet, of which nothing counts', (t) => {
  const quoted = 'PROTO=ICMP TYPE=3 CODE=3 [SRC=192.0.2.9 DST=10.9.9.9 LEN=60 PROTO=UDP SPT=21458 DPT=62936 LEN=40 ]';
  t.is(netfilter('', quoted), 'netfilter 10.1.2.3 > 192.0.2.9 icmp eth0 > eth1 permit');
});

test('netfilter: empty interfaces, protocols by number, IPv6 in full, lines cut at the front', (t) => {
  const line = (rest: string) => conversation(`Jul  3 12:48:20 gw kernel: ${rest}`);
  t.is(
    line('IN= OUT=lo SRC=10.1.2.3 DST=192.0.2.9 LEN=84 PROTO=47'),
    'netfilter 10.1.2.3 > 192.0.2.9 gre - > lo permit',
  );
  t.is(
    line(
      'IN=eth0 OUT= SRC=fe80:0000:0000:0000:0084:88ff:feae:790a DST=ff02:0000:0000:0000:0000:0000:0000:0016 LEN=96 PROTO=ICMPv6 TYPE=143',
    ),
    'netfilter fe80::84:88ff:feae:790a > ff02::16 ipv6-icmp eth0 > - permit',
  );
  t.is(line('L=126 ID=8698 DF PROTO=TCP SPT=88 DPT=51179 WINDOW=2053'), 'unknown');
  t.is(
    line('IN=eth0 OUT= SRC=10.1.2.300 DST=192.0.2.9 PROTO=TCP SPT=70000 DPT=53 LEN=40'),
    'netfilter - > 192.0.2.9:53 tcp eth0 > - permit',
  );
});

test('pfsense: IPv4 and IPv6, in and out, and no ports where there are none', (t) => {
  const tcp =
    '146,,,1535324496,igb1.12,match,block,in,4,0x0,,63,12617,0,DF,6,tcp,60,10.1.2.3,192.0.2.9,5353,853,0,S,1,,64240,,mss';
  const expected = 'pfsense 10.1.2.3:5353 > 192.0.2.9:853 tcp igb1.12 > - deny';
  for (const header of [
    '<134>Jul  3 12:48:20 filterlog[72237]: ',
    '<134>Jul  3 12:48:20 gw filterlog: ',
    '<134>1 2014-07-03T12:48:20Z gw filterlog 72237 - - ',
    '<134>1 2014-07-03T12:48:20Z gw filterlog 7 - [meta sequenceId="1"] ',
    '',
  ]) {
    t.is(conversation(header + tcp), expected, header);
  }
  const line = (csv: string) => conversation(`Jul  3 12:48:20 filterlog[1]: ${csv}`);
  t.is(
    line('6,,,100,igb1,match,block,out,6,0x00,0xf,1,UDP,17,32,fe80::1,ff02::1:2,546,547,32'),
    'pfsense fe80::1:546 > ff02::1:2:547 udp - > igb1 deny',
  );
  t.is(
    line('6,,,100,igb1,match,pass,in,6,0x00,0xf,1,ICMPv6,58,32,fe80::1,ff02::1:2,x'),
    'pfsense fe80::1 > ff02::1:2 ipv6-icmp igb1 > - permit',
  );
  t.is(
    line(
      '4,,,100,em0,match,block,in,4,0x28,,53,28808,0,none,1,icmp,56,10.1.2.3,192.0.2.9,unreachport,10.9.9.9,UDP,5336',
    ),
    'pfsense 10.1.2.3 > 192.0.2.9 icmp em0 > - deny',
  );
});

test('what was cut off at the end of a line is no address and no port', (t) => {
  const whole = 'IN=eth0 OUT= SRC=10.1.2.3 DST=192.0.2.99 LEN=60 PROTO=UDP SPT=5353 DPT=53 LEN=40';
  t.is(
    conversation(whole.slice(0, whole.indexOf('3 LEN=40'))),
    'netfilter 10.1.2.3:5353 > 192.0.2.99 udp eth0 > - permit',
  );
  t.is(conversation(whole.slice(0, whole.indexOf('9 LEN'))), 'netfilter 10.1.2.3 > - - eth0 > - permit');
  const csv = 'filterlog: 1,,,1,em0,match,pass,in,4,0x0,,63,1,0,DF,6,tcp,60,10.1.2.3,192.0.2.99';
  t.is(conversation(csv), 'pfsense 10.1.2.3 > - tcp em0 > - permit');
});

test('fortigate: pairs, quotes, and a NAT port that is called transport', (t) => {
  const pairs =
    'logid="0000000013" type="traffic" subtype="forward" level="notice" srcip=10.1.2.3 srcport=5353 srcintf="port12" dstip=192.0.2.9 dstport=53 dstintf="port 11" proto=17 action="accept" policyid=7 transip=198.51.100.2 transport=60540 duration=116 sentbyte=100 rcvdbyte=20 sentpkt=1 rcvdpkt=2';
  const expected = 'fortigate 10.1.2.3:5353 > 192.0.2.9:53 udp port12 > port 11 permit';
  t.is(conversation(`<189>date=2014-07-03 time=12:48:20 devname="fg" ${pairs}`), expected);
  t.is(conversation(`time=12:48:20 devname=fg ${pairs}`), expected);
  const { host, time } = decodeOne(`<189>date=2014-07-03 time=12:48:20 devname="fg" ${pairs}`)?.fields ?? {};
  t.deepEqual([host, time], ['fg', '2014-07-03T12:48:20']);
  const { bytes, packets, duration, event_id: id, severity, policy } = decodeOne(pairs)?.fields ?? {};
  t.deepEqual([bytes, packets, duration, id, severity, policy], [120, 3, 116, '0000000013', '5', '7']);
  t.is(conversation(pairs.replace('accept', 'deny')), expected.replace('permit', 'deny'));
  t.is(
    conversation(
      'logid="1" type="utm" subtype="x" msg="a \\" srcip=10.9.9.9 dstip=10.9.9.8" srcip=10.1.2.3 dstip=192.0.2.9 dstport=80 srcintf="cut',
    ),
    'fortigate 10.1.2.3 > 192.0.2.9:80 - - > - other',
  );
});

test('fortigate: a backslash in quotes never joins what stands on either side of it to an address', (t) => {
  const line = 'logid="1" type="traffic" subtype="x" srcip="1\\2.0.2.9" dstip="192.0.2.9" user="A\\\\b" action="deny"';
  t.is(conversation(line), 'fortigate - > 192.0.2.9 - - > - deny');
  t.is(decodeOne(line)?.fields.user, 'A\\b');
});

test('fortigate: CEF', (t) => {
  t.is(
    conversation(
      '<189>Jul  3 12:48:20 fg CEF:0|Fortinet|Fortigate|v6.0|00013|traffic:forward close|3|src=10.1.2.3 spt=5353 dst=192.0.2.9 dpt=53 proto=17 act=close FTNTFGTsrcintf=a',
    ),
    'fortigate 10.1.2.3:5353 > 192.0.2.9:53 udp a > - permit',
  );
});

const pan = (type: string, subtype: string, action: string, rest = '7734,1758,5976,36,2014/07/03 12:40:00,586,any') =>
  `Jul  3 12:48:20 PA 1,2014/07/03 12:48:20,0128,${type},${subtype},1,2014/07/03 12:48:20,10.1.2.3,192.0.2.9,198.51.100.2,192.0.2.9,rule 1,ann,,dns,vsys1,trust,untrust,eth1,eth2,fwd,2014/07/03 12:48:20,1,1,5353,53,1025,53,0x0,udp,${action},${rest}`;

test('paloalto: columns counted from the first, whatever the header', (t) => {
  t.is(
    conversation(pan('TRAFFIC', 'start', 'allow')),
    'paloalto 10.1.2.3:5353 > 192.0.2.9:53 udp trust > untrust start',
  );
  t.is(
    conversation(pan('TRAFFIC', 'end', 'allow')),
    'paloalto 10.1.2.3:5353 > 192.0.2.9:53 udp trust > untrust permit',
  );
  t.is(conversation(pan('TRAFFIC', 'drop', 'drop')), 'paloalto 10.1.2.3:5353 > 192.0.2.9:53 udp trust > untrust deny');
  const {
    event_id: id,
    bytes,
    packets,
    duration,
    user,
    policy,
  } = decodeOne(pan('TRAFFIC', 'end', 'allow'))?.fields ?? {};
  t.deepEqual([id, bytes, packets, duration, user, policy], ['TRAFFIC/end', 7734, 36, 586, 'ann', 'rule 1']);
  t.is(
    conversation(pan('THREAT', 'url', 'block-url', '"a,b""c",(9999),x').replace('rule 1', '"rule, ""1"""')),
    'paloalto 10.1.2.3:5353 > 192.0.2.9:53 udp trust > untrust deny',
  );
  t.is(
    conversation('1,2014/07/03 12:48:20,0128,TRAFFIC,"end,1,2014/07/03 12:48:20,10.1.2.3,192.0.2.9'),
    'paloalto - > - - - > - permit',
  );
});

test('juniper-srx: structured, and plain of either generation', (t) => {
  const pairs =
    'nat-source-address="198.51.100.2" nat-source-port="1025" source-address="10.1.2.3" source-port="5353" destination-address="192.0.2.9" destination-port="53" protocol-id="17" policy-name="p" source-zone-name="trust" destination-zone-name="untrust"';
  const ends = 'juniper-srx 10.1.2.3:5353 > 192.0.2.9:53 udp trust > untrust';
  t.is(
    conversation(`<14>1 2014-07-03T12:48:20Z srx RT_FLOW - RT_FLOW_SESSION_CREATE [junos@2636 ${pairs}]`),
    `${ends} start`,
  );
  t.is(
    conversation(
      `<14>1 2014-07-03T12:48:20Z srx RT_FLOW - RT_FLOW_SESSION_CLOSE [reason="x" ${pairs} elapsed-time="2"]`,
    ),
    `${ends} end`,
  );
  t.is(conversation(`<14>1 2014-07-03T12:48:20Z srx RT_FLOW - RT_FLOW_SESSION_DENY_LS [${pairs}]`), `${ends} deny`);
  const plain = (text: string) => conversation(`Jul  3 12:48:20 srx RT_FLOW: RT_FLOW_SESSION_X: ${text}`);
  t.is(
    plain(
      'session created 10.1.2.3/5353->192.0.2.9/53 junos-dns 198.51.100.2/1025->192.0.2.9/53 None None 17 p trust untrust 5 N/A',
    ),
    `${ends} start`,
  );
  t.is(
    plain(
      'session created 10.1.2.3/5353->192.0.2.9/53 0x0 junos-dns 10.1.2.3/5353->192.0.2.9/53 0x0 N/A N/A static rule r 17 p trust',
    ),
    'juniper-srx 10.1.2.3:5353 > 192.0.2.9:53 - - > - start',
  );
  t.is(plain('session denied 10.1.2.3/5353->192.0.2.9/53 junos-dns 17(0) p trust untrust UNKNOWN'), `${ends} deny`);
  t.is(
    plain(
      'session closed TCP FIN: 10.1.2.3/5353->192.0.2.9/53 junos-dns 10.1.2.3/5353->192.0.2.9/53 None None 17 p trust untrust 5',
    ),
    `${ends} end`,
  );
});

const windowsHeader = '#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags';

test('windows-firewall: columns by the header in force, which the next one replaces', (t) => {
  const lines = [
    '2014-07-03 12:48:20 DROP UDP 10.1.2.3 192.0.2.9 5353 53 78 -',
    '#Version: 1.5',
    windowsHeader,
    '2014-07-03 12:48:20 DROP UDP 10.1.2.3 192.0.2.9 5353 53 78 -',
    '2014-07-03 12:48:20 OPEN-INBOUND TCP 10.1.2.3 192.0.2.9 5353 445 - -',
    '2014-07-03 12:48:20 INFO-EVENTS-LOST - - - - - - -',
    '2014-07-03 12:48:20 DROP UDP 10.1.2.3',
    '#Fields: date time action protocol dst-ip src-ip dst-port src-port',
    '2014-07-03 12:48:20 ALLOW UDP 192.0.2.9 10.1.2.3 53 5353',
    'Jul  3 12:48:20 another device',
  ];
  t.deepEqual(
    decodeAll(lines).map((decoded) => decoded && told(decoded.fields)),
    [
      undefined,
      '- > - - - > - -',
      '- > - - - > - -',
      '10.1.2.3:5353 > 192.0.2.9:53 udp - > - deny',
      '10.1.2.3:5353 > 192.0.2.9:445 tcp - > - start',
      '- > - - - > - other',
      undefined,
      '- > - - - > - -',
      '10.1.2.3:5353 > 192.0.2.9:53 udp - > - permit',
      undefined,
    ],
  );
  t.is(decodeAll([windowsHeader, lines[0] ?? ''])[1]?.fields.time, '2014-07-03T12:48:20');
});

test('zeek-conn: columns by #fields; those of another log turn it off', (t) => {
  const fields =
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\tresp_pkts';
  const line = '1404391700.25\tC1\t10.1.2.3\t5353\t192.0.2.9\t53\tudp\t0.5\t100\t-\tSF\t1\t2';
  const [, , first, , second] = decodeAll([
    '#separator \\x09',
    fields,
    line,
    '#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery',
    line,
  ]);
  t.deepEqual(first, {
    format: 'zeek-conn',
    fields: {
      ...{ src_ip: '10.1.2.3', dst_ip: '192.0.2.9', src_port: 5353, dst_port: 53, proto: 'udp', event: 'permit' },
      ...{ action: 'SF', bytes: 100, packets: 3, duration: 0, time: '2014-07-03T12:48:20Z' },
    },
  });
  t.is(second, undefined);
});

test('nfdump-csv: both generations of header; the side with the well-known port is the server', (t) => {
  const old = 'ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt,in,out';
  const lines = [
    old,
    '2014-07-03 12:48:20,2014-07-03 12:48:21,1.234,192.0.2.9,10.1.2.3,53,5353,UDP,2,200,1,2',
    'Summary',
    'flows,bytes,packets,avg_bps',
    '2014-07-03 12:48:20,200,2,1',
  ];
  t.deepEqual(
    decodeAll(lines).map((decoded) => decoded && told(decoded.fields)),
    ['- > - - - > - -', '10.1.2.3:5353 > 192.0.2.9:53 udp 2 > 1 permit', '- > - - - > - -', undefined, undefined],
  );
  const [, modern] = decodeAll([
    'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows',
    '2014-07-03 12:48:20.123,0.5,TCP,10.1.2.3,5353,192.0.2.9,8080,2,200,1',
  ]);
  t.is(modern && told(modern.fields), '10.1.2.3:5353 > 192.0.2.9:8080 tcp - > - permit');
  t.deepEqual([modern?.fields.bytes, modern?.fields.packets, modern?.fields.duration], [200, 2, 0]);
});

const snare = (id: string, text: string, tab: string) =>
  `<14>Jul  3 12:48:20 host MSWinEventLog${['', '1', 'Security', '6862', 'Thu Jul  3 12:48:20 2014', id, 'Microsoft-Windows-Security-Auditing', 'CORP\\ann', 'N/A', 'Success Audit', 'host', 'Cat', '', text, '-9'].join(tab)}`;

test('snare: with tabs, what relays make of tabs, or blanks', (t) => {
  const filtered =
    'The Windows Filtering Platform has permitted a connection.    Network Information:   Direction:  Outbound   Source Address:  10.1.2.3   Source Port:  5353   Destination Address: 192.0.2.9   Destination Port:  53   Protocol:  17    Filter Information:   x';
  for (const tab of ['\t', '#011', '\\011', '\\t', ' ']) {
    t.is(conversation(snare('5156', filtered, tab)), 'snare 10.1.2.3:5353 > 192.0.2.9:53 udp - > - permit', tab);
    t.is(conversation(snare('5157', filtered, tab)), 'snare 10.1.2.3:5353 > 192.0.2.9:53 udp - > - deny', tab);
  }
});

test('snare: logons, tickets, shares; a dash is no address', (t) => {
  const logon =
    'An account was successfully logged on.    Subject:   Account Name:  SYSTEM    New Logon:   Security ID:  S-1-5   Account Name:  ann   Network Information:   Workstation Name:  W1   Source Network Address: 10.1.2.3   Source Port:  62029    x';
  t.is(conversation(snare('4624', logon, '\t')), 'snare 10.1.2.3:62029 > - - - > - permit');
  t.is(decodeOne(snare('4624', logon, '\t'))?.fields.user, 'ann');
  t.is(
    conversation(snare('4624', logon.replace('10.1.2.3', '-').replace('62029', '-'), '\t')),
    'snare - > - - - > - permit',
  );
  t.is(
    conversation(
      snare(
        '4769',
        'A ticket was requested.    Account Information:   Account Name:  ann@X   Network Information:   Client Address:  ::ffff:10.1.2.3   Client Port:  62029',
        '\t',
      ),
    ),
    'snare 10.1.2.3:62029 > - - - > - other',
  );
  t.is(
    conversation(
      snare(
        '5140',
        'A network share object was accessed.    Subject:   Account Name:  ann   Network Information:   Object Type:  File   Source Address:  10.1.2.3   Source Port:  62029',
        '\t',
      ),
    ),
    'snare 10.1.2.3:62029 > - - - > - other',
  );
  t.is(
    conversation(snare('4776', 'x    Logon Account: ann   Source Workstation: W1', '\t')),
    'snare W1 > - - - > - other',
  );
  t.is(conversation(snare('1102', 'Source Address: 10.1.2.3', '\t')), 'snare - > - - - > - other');
});
