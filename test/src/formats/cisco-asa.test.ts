// Lines of Cisco firewalls, invented after the vendor's own message descriptions.

import test from 'ava';
import { utf8Bytes } from '../../../src/text.ts';
import { conversation, decodeOne } from '../../helpers/decoded.ts';

const tag = 'Jul 03 2014 12:48:20 fw1 : %ASA-6-';

const messages: readonly (readonly [string, string])[] = [
  [
    '106001: Inbound TCP connection denied from 192.0.2.7/4021 to 10.1.2.3/25 flags SYN  on interface outside',
    '192.0.2.7:4021 > 10.1.2.3:25 tcp outside > - deny',
  ],
  [
    '106002: udp connection denied by outbound list 30 src 10.1.2.3 5353 dest 192.0.2.9 53',
    '10.1.2.3:5353 > 192.0.2.9:53 udp - > - deny',
  ],
  [
    '106006: Deny inbound UDP from 192.0.2.7/137 to 10.1.2.3/137 on interface outside',
    '192.0.2.7:137 > 10.1.2.3:137 udp outside > - deny',
  ],
  [
    '106007: Deny inbound UDP from 192.0.2.7/53 to 10.1.2.3/40111 due to DNS Response',
    '192.0.2.7:53 > 10.1.2.3:40111 udp - > - deny',
  ],
  [
    '106010: Deny inbound protocol 47 src outside:192.0.2.7 dst inside:10.1.2.3',
    '192.0.2.7 > 10.1.2.3 gre outside > inside deny',
  ],
  [
    '106010: Deny inbound tcp src outside:192.0.2.7/4021 dst inside:10.1.2.3/25',
    '192.0.2.7:4021 > 10.1.2.3:25 tcp outside > inside deny',
  ],
  [
    '106011: Deny inbound (No xlate) udp src outside:192.0.2.7/4021 dst outside:198.51.100.2/137',
    '192.0.2.7:4021 > 198.51.100.2:137 udp outside > outside deny',
  ],
  ['106012: Deny IP from 192.0.2.7 to 10.1.2.3, IP options: "Router Alert"', '192.0.2.7 > 10.1.2.3 ip - > - deny'],
  [
    '106014: Deny inbound icmp src outside:192.0.2.7 dst inside:10.1.2.3 (type 8, code 0)',
    '192.0.2.7 > 10.1.2.3 icmp outside > inside deny',
  ],
  [
    '106014: Deny inbound icmp src outside:192.0.2.7 dst inside:10.1.2.3(type 8, code 0)',
    '192.0.2.7 > 10.1.2.3 icmp outside > inside deny',
  ],
  [
    '106015: Deny TCP (no connection) from 192.0.2.7/80 to 10.1.2.3/40111 flags RST  on interface outside',
    '192.0.2.7:80 > 10.1.2.3:40111 tcp outside > - deny',
  ],
  [
    '106016: Deny IP spoof from (192.0.2.7) to 10.1.2.3 on interface outside',
    '192.0.2.7 > 10.1.2.3 ip outside > - deny',
  ],
  ['106017: Deny IP due to Land Attack from 10.1.2.3 to 10.1.2.3', '10.1.2.3 > 10.1.2.3 ip - > - deny'],
  [
    '106021: Deny UDP reverse path check from 192.0.2.7 to 10.1.2.3 on interface inside',
    '192.0.2.7 > 10.1.2.3 udp inside > - deny',
  ],
  [
    '106023: Deny udp src inside:10.1.2.3/5353 dst outside:192.0.2.9/53 by access-group "in" [0x1f, 0x0]',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside deny',
  ],
  [
    '106023: Deny tcp src dmz:10.1.2.3/5353 dst outside:192.0.2.9/53 type 3, code 0, by access-group "in"',
    '10.1.2.3:5353 > 192.0.2.9:53 tcp dmz > outside deny',
  ],
  [
    '106023: Deny icmp src inside:10.1.2.3 dst outside:192.0.2.9 (type 8, code 0) by access-group "in"',
    '10.1.2.3 > 192.0.2.9 icmp inside > outside deny',
  ],
  [
    '106023: Deny protocol 50 src inside:10.1.2.3 dst outside:192.0.2.9 by access-group "in"',
    '10.1.2.3 > 192.0.2.9 esp inside > outside deny',
  ],
  [
    '106023: Deny tcp src outside:192.0.2.7 dst inside:10.1.2.3/25 by access-group "out"',
    '192.0.2.7 > 10.1.2.3:25 tcp outside > inside deny',
  ],
  [
    '106100: access-list in permitted udp inside/10.1.2.3(5353) -> outside/192.0.2.9(53) hit-cnt 144 300-second interval [0x1, 0x0]',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside permit',
  ],
  [
    '106100: access-list in est-allowed tcp inside/10.1.2.3(5353)(LOCAL\\ann) -> outside/192.0.2.9(53)(9:t) hit-cnt 1 first hit [0x1, 0x0]',
    '10.1.2.3:5353 > 192.0.2.9:53 tcp inside > outside permit',
  ],
  [
    '106100: access-list in denied udp inside/10.1.2.3(5353) -> outside/192.0.2.9(53) hit-cnt 1 (first hit)',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside deny',
  ],
  [
    '106102: access-list in permitted udp for user ann inside/10.1.2.3(5353) -> outside/192.0.2.9(53) hit-cnt 1 first hit [0x1, 0x0]',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside permit',
  ],
  [
    '110002: Failed to locate egress interface for UDP from inside:10.1.2.3/5353 to 192.0.2.9/53',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > - other',
  ],
  [
    '110003: Routing failed to locate next hop for icmp from NP Identity Ifc:10.1.0.1/0 to inside:10.1.2.3/0',
    '10.1.0.1 > 10.1.2.3 icmp NP Identity Ifc > inside other',
  ],
  [
    '302013: Built inbound TCP connection 9 for outside:192.0.2.7/4021 (192.0.2.7/4021) to inside:10.1.2.3/25 (198.51.100.2/25)',
    '192.0.2.7:4021 > 10.1.2.3:25 tcp outside > inside start',
  ],
  [
    '302013: Built outbound TCP connection 9 for outside:192.0.2.9/80 (192.0.2.9/80) to inside:10.1.2.3/5353 (198.51.100.2/1025)',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp inside > outside start',
  ],
  [
    '302013: Built inbound Probe TCP connection 9 for in:10.1.2.3/5353 (10.1.2.3/5353) to out:192.0.2.9/443 (192.0.2.9/443)',
    '10.1.2.3:5353 > 192.0.2.9:443 tcp in > out start',
  ],
  [
    '302015: Built outbound UDP connection 146454459412553183 for outside:192.0.2.9/53 (192.0.2.9/53) to inside:10.1.2.3/5353 (10.1.2.3/5353)',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside start',
  ],
  [
    '302015 Built outbound UDP connection 9 for outside:192.0.2.9/53 (192.0.2.9/53) to NP Identity Ifc: 10.1.2.3/5353 (10.1.2.3/5353)',
    '10.1.2.3:5353 > 192.0.2.9:53 udp NP Identity Ifc > outside start',
  ],
  [
    '302014: Teardown TCP connection 9 for outside:192.0.2.9/80 to inside:10.1.2.3/5353 duration 0:00:30 bytes 1200 TCP FINs from inside',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp inside > outside end',
  ],
  [
    '302014: Teardown TCP connection 9 for outside:192.0.2.7/4021 to inside:10.1.2.3/25 duration 0:00:30 bytes 1200 TCP FINs',
    '192.0.2.7:4021 > 10.1.2.3:25 tcp outside > inside end',
  ],
  [
    '302016: Teardown UDP connection 9 for outside:192.0.2.9/500 to inside:10.1.2.3/500 duration 0:02:02 bytes 140',
    '192.0.2.9:500 > 10.1.2.3:500 udp outside > inside end',
  ],
  [
    '302016: Teardown UDP connection 9 for outside:192.0.2.9/53 ann to inside:10.1.2.3/5353 bob duration 10:00:00 bytes 9',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside end',
  ],
  [
    '302018: Teardown GRE connection 9 from outside:192.0.2.9/33054 to inside:10.1.2.3/33055 duration 0:00:10 bytes 96',
    '192.0.2.9 > 10.1.2.3 gre outside > inside end',
  ],
  [
    '302001: Built outbound TCP connection 9 for faddr 192.0.2.9/80 gaddr 198.51.100.2/1025 laddr 10.1.2.3/5353 (ann)',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp - > - start',
  ],
  [
    '302002: Teardown TCP connection 9 faddr 192.0.2.9/80 gaddr 198.51.100.2/1025 laddr 10.1.2.3/5353 duration 0:00:01 bytes 9 (TCP FINs)',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp - > - end',
  ],
  [
    '302005: Built UDP connection for faddr 192.0.2.9/53 gaddr 198.51.100.2/1025 laddr 10.1.2.3/5353',
    '10.1.2.3:5353 > 192.0.2.9:53 udp - > - start',
  ],
  [
    '302020: Built inbound ICMP connection for faddr 192.0.2.7/0 gaddr 198.51.100.2/0 laddr 10.1.2.3/0 type 8 code 0 ',
    '192.0.2.7 > 10.1.2.3 icmp - > - start',
  ],
  [
    '302020: Built outbound ICMP connection for faddr 192.0.2.7/0(9:t) gaddr 198.51.100.2/1 laddr 10.1.2.3/1 type 8 code 0',
    '10.1.2.3 > 192.0.2.7 icmp - > - start',
  ],
  [
    '302021: Teardown ICMP connection for faddr ff02::1/0 gaddr fe80::2205:baff:fe9d:f637/0 laddr fe80::2205:baff:fe9d:f637/0',
    'ff02::1 > fe80::2205:baff:fe9d:f637 icmp - > - end',
  ],
  [
    '302021: Teardown ICMP connection 9 from outside:192.0.2.7/22 (192.0.2.7/22) to inside:10.1.2.3/53496 (10.1.2.3/53496)',
    '192.0.2.7 > 10.1.2.3 icmp outside > inside end',
  ],
  [
    '302022: Built forwarder  stub TCP connection for out:192.0.2.7/4021 (192.0.2.7/4021) to in:10.1.2.3/25 (10.1.2.3/25)',
    '192.0.2.7:4021 > 10.1.2.3:25 tcp out > in other',
  ],
  [
    '302025: Teardown stub UDP connection for out:192.0.2.7/123 to in:10.1.2.3/123 duration 0:01:00 forwarded bytes 48 Cluster flow',
    '192.0.2.7:123 > 10.1.2.3:123 udp out > in other',
  ],
  [
    '305011: Built dynamic UDP translation from inside:10.1.2.3/5353 to outside:198.51.100.2/1025',
    '10.1.2.3:5353 > - udp inside > - translate',
  ],
  [
    '305012: Teardown dynamic tcp translation from inside:10.1.2.3/5353 to outside:198.51.100.2/1025 duration 0:00:30',
    '10.1.2.3:5353 > - tcp inside > - translate',
  ],
  [
    '305006: portmap translation creation failed for udp src inside:10.1.2.3/5353 dst outside:192.0.2.9/53',
    '10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside deny',
  ],
  [
    '305013: Asymmetric NAT rules matched for forward and reverse flows; Connection for icmp src outside:192.0.2.7 dst inside:10.1.2.3 (type 8, code 0) denied due to NAT reverse path failure',
    '192.0.2.7 > 10.1.2.3 icmp outside > inside deny',
  ],
  ['313001: Denied ICMP type=3, code=3 from 192.0.2.7 on interface outside', '192.0.2.7 > - icmp outside > - deny'],
  [
    '313004: Denied ICMP type=0, from laddr 192.0.2.7 on interface outside to 10.1.2.3: no matching session',
    '192.0.2.7 > 10.1.2.3 icmp outside > - deny',
  ],
  [
    '313005: No matching connection for ICMP error message: icmp src outside:192.0.2.7 dst inside:10.1.2.3 (type 3, code 3) on outside interface.  Original IP payload: udp src 10.1.2.4/53 dst 192.0.2.8/60919.',
    '192.0.2.7 > 10.1.2.3 icmp outside > inside other',
  ],
  [
    '313008: Denied IPv6-ICMP type=134, code=0 from fe80::1 on interface outside',
    'fe80::1 > - ipv6-icmp outside > - deny',
  ],
  [
    '313009: Denied invalid ICMP code 9, for in:10.1.2.3/8795 (10.1.2.3/8795) to identity:10.1.0.1/0 (10.1.0.1/0), ICMP id 295, ICMP type 8',
    '10.1.2.3 > 10.1.0.1 icmp in > identity deny',
  ],
  [
    '338002: Dynamic Filter permitted black listed TCP traffic from in:10.1.2.3/5353 (198.51.100.2/5353) to out:192.0.2.9/80 (192.0.2.9/80), destination 192.0.2.10 resolved from dynamic list: bad.example',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp in > out permit',
  ],
  [
    '338008: Dynamic Filter dropped blacklisted TCP traffic from in:10.1.2.3/5353 (198.51.100.2/5353) to out:192.0.2.9/80 (192.0.2.9/80), destination',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp in > out deny',
  ],
  [
    '338204: Dynamic filter dropped greylisted TCP traffic from in:10.1.2.3/5353 (a.example/5353) to out:192.0.2.9/80 (b.example/80), destination',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp in > out deny',
  ],
  [
    '410001: Dropped UDP DNS reply from outside:192.0.2.9/53 to inside:10.1.2.3/5353; packet length 540 bytes exceeds',
    '192.0.2.9:53 > 10.1.2.3:5353 udp outside > inside deny',
  ],
  [
    '419002: Duplicate TCP SYN from in:10.1.2.3/5353 to out:192.0.2.9/80 with different initial sequence number',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp in > out other',
  ],
  [
    '434002: SFR requested to drop TCP packet from in:10.1.2.3/5353 to out:192.0.2.9/80',
    '10.1.2.3:5353 > 192.0.2.9:80 tcp in > out other',
  ],
  [
    '407002: Embryonic limit for through connections exceeded 243/100. 10.1.2.3/5353 to 192.0.2.9(198.51.100.2)/80 on interface in',
    '10.1.2.3:5353 > 192.0.2.9 tcp in > - other',
  ],
  [
    '500004: Invalid transport field for protocol=UDP, from 192.0.2.7/1234 to 10.1.2.3/0',
    '192.0.2.7:1234 > 10.1.2.3:0 udp - > - deny',
  ],
  [
    '605005: Login permitted from 10.1.2.3/5353 to inside:10.1.0.1/ssh for user "ann"',
    '10.1.2.3:5353 > 10.1.0.1:22 tcp - > inside permit',
  ],
  [
    '605004: Login denied from 10.1.2.3/5353 to inside:10.1.0.1/https for user "*****"',
    '10.1.2.3:5353 > 10.1.0.1:443 tcp - > inside deny',
  ],
  [
    '710003: TCP access denied by ACL from 192.0.2.7/4021 to outside:198.51.100.2/telnet',
    '192.0.2.7:4021 > 198.51.100.2:23 tcp - > outside deny',
  ],
  [
    '710002: TCP access permitted from 10.1.2.3/4021 to inside:10.1.0.1/ssh',
    '10.1.2.3:4021 > 10.1.0.1:22 tcp - > inside permit',
  ],
  [
    '710005: UDP request discarded from 10.1.2.3/137 to inside:10.1.2.255/netbios-ns',
    '10.1.2.3:137 > 10.1.2.255:137 udp - > inside deny',
  ],
  ['609001: Built local-host inside:10.1.2.3', '- > - - - > - other'],
];

test('every kind of message tells its conversation', (t) => {
  for (const [message, expected] of messages) t.is(conversation(tag + message), `cisco-asa ${expected}`, message);
});

const built = (first: string, second = 'inside:10.1.2.3/25 (10.1.2.3/25)') =>
  conversation(`${tag}302013: Built inbound TCP connection 9 for ${first} to ${second}`).replace(
    /^cisco-asa | tcp.*$/g,
    '',
  );

test('an endpoint may have a user, a tag, both, a bare name behind it, or blanks in its interface', (t) => {
  for (const first of [
    'outside:192.0.2.7/4021 (192.0.2.7/4021)(LOCAL\\First Last)',
    'outside:192.0.2.7/4021 (192.0.2.7/4021) (LOCAL\\ann)',
    'outside:192.0.2.7/4021(9999:tag)',
    'outside:192.0.2.7/4021 (192.0.2.7/4021)(LOCAL\\ann, 9999:tag)',
    'outside: 192.0.2.7/4021 (192.0.2.7/4021)',
    'v1:outside:192.0.2.7/4021 (192.0.2.7/4021)',
    'Two Words:192.0.2.7/4021 ann',
    `outside:192.0.2.7/4021(LOCAL\\${utf8Bytes('Speciäl Ö')})`,
    'outside:192.0.2.7/4021(LOCAL\\Speci\xe4l)',
    '192.0.2.7/4021 (192.0.2.7/4021)',
  ]) {
    t.is(built(first), '192.0.2.7:4021 > 10.1.2.3:25', first);
  }
});

test('an IPv6 address stands without brackets', (t) => {
  const address = '2001:db8:add:4002:91f2:a9b2:e09a:6fc6';
  t.is(built(`OUT:${address}/4021 (${address}/4021)`), `${address}:4021 > 10.1.2.3:25`);
  t.is(built('OUT:2001:DB8:0:0:0:0:0:1/4021'), '2001:db8::1:4021 > 10.1.2.3:25');
});

test('a name is a name, also one that holds an address', (t) => {
  t.is(built('MG:exp_srv/10050 (exp_srv/10050)'), 'exp_srv:10050 > 10.1.2.3:25');
  const line = `${tag}106100: access-list a denied tcp LB/SOME-HOST-192.0.2.244(2721) -> OUT/192.0.2.9(53) hit-cnt 1 first hit`;
  t.is(conversation(line), 'cisco-asa SOME-HOST-192.0.2.244:2721 > 192.0.2.9:53 tcp LB > OUT deny');
});

test('a malformed address or port is absent, and the rest is there', (t) => {
  t.is(built('net:192.1682.2.2/10051'), '- > 10.1.2.3:25');
  for (const host of ['10.0.0.555', '1192.0.2.7', '***', '10.1.2', '10.1.2.3.4', '010.1.2.3', '10.1.2.3x']) {
    t.regex(built(`net:${host}/20031`), /^-.* > 10\.1\.2\.3:25$/, host);
  }
  for (const port of ['514514', '65536', 'nosuchport', '-1']) {
    t.is(built(`net:192.0.2.7/${port}`), '192.0.2.7 > 10.1.2.3:25', port);
  }
});

test('a cut line tells what stands before the cut, and no cut address', (t) => {
  const line = `${tag}106023: Deny udp src inside:10.1.2.3/5353 dst outside:192.0.2.9/53 by access-group "in" [0x1f, 0x0]`;
  t.is(conversation(line.slice(0, line.indexOf('.9/53'))), 'cisco-asa 10.1.2.3:5353 > - udp inside > - deny');
  t.is(conversation(line.slice(0, line.indexOf(' dst'))), 'cisco-asa - > - udp - > - deny');
  const built = `${tag}302013: Built inbound TCP connection 9 for out:192.0.2.7/4021 (192.0.2.7/4021) to in:10.1.2.3/5353 (`;
  t.is(conversation(built.slice(0, -' ('.length)), 'cisco-asa 192.0.2.7:4021 > - tcp out > - start');
  t.is(conversation(built.slice(0, -'53 ('.length)), 'cisco-asa 192.0.2.7:4021 > - tcp out > - start');
  t.is(
    conversation(`${tag}106011: Deny inbound (No xlate) tcp src out:192.0.2.7/4021 dst`),
    'cisco-asa - > - tcp - > - deny',
  );
});

test('the tag may have a class, no severity before the id, no colon, and a repeated message in brackets', (t) => {
  const text = 'Deny inbound UDP from 192.0.2.7/137 to 10.1.2.3/138 on interface outside';
  for (const before of [
    '%ASA-2-106006: ',
    '%PIX-2-106006: ',
    '%FWSM-2-106006: ',
    '%FTD-2-106006: ',
    '%ASA-session-2-106006: ',
    '%FTD--2-106006: ',
    '%ASA-2-106006 ',
    '<162>1 2014-07-03T12:48:20Z asa - - - %ASA-2-106006: ',
    '<162>:Jul 03 12:48:20 UTC: %ASA-2-106006: ',
    '2014-07-03 12:48:20\tLocal4.Critical\t10.1.0.1\tJul 03 2014 12:48:19: %ASA-2-106006: ',
    'Jul  3 22:18:51 relay 192.0.2.1/10.9.9.9 :Jul 03 15:14:04 PDT: %ASA-2-106006: ',
    '%ASA-2-106006: message repeated 2 times: [ ',
  ]) {
    t.is(conversation(before + text), 'cisco-asa 192.0.2.7:137 > 10.1.2.3:138 udp outside > - deny', before);
  }
});

test('Firepower tells in pairs, with a tag or without', (t) => {
  const pairs =
    'AccessControlRuleAction: Allow, SrcIP: 10.1.2.3, DstIP: 192.0.2.9, SrcPort: 5353, DstPort: 53, Protocol: udp, IngressInterface: in, EgressInterface: out, User: No Authentication Required, InitiatorBytes: 100, ResponderBytes: 20';
  t.is(conversation(`%FTD-1-430002: ${pairs}`), 'cisco-asa 10.1.2.3:5353 > 192.0.2.9:53 udp in > out start');
  t.is(conversation(`%NGIPS-1-430003: ${pairs}`), 'cisco-asa 10.1.2.3:5353 > 192.0.2.9:53 udp in > out end');
  t.is(
    conversation(`Jul 03 2014 12:48:20 ftd[1]: x: y, ${pairs}`),
    'cisco-asa 10.1.2.3:5353 > 192.0.2.9:53 udp in > out other',
  );
  t.is(
    conversation(`%FTD-1-430002: ${pairs.replace('Allow', 'Block')}`),
    'cisco-asa 10.1.2.3:5353 > 192.0.2.9:53 udp in > out deny',
  );
  const { bytes, user } = decodeOne(`%FTD-1-430002: ${pairs}`)?.fields ?? {};
  t.deepEqual([bytes, user], [120, undefined]);
});

test('the account that began the conversation is told, whichever end it stands at', (t) => {
  const userOf = (message: string) => decodeOne(tag + message)?.fields.user;
  const ends = ['out:192.0.2.9/80 (192.0.2.9/80)', 'in:10.1.2.3/5353 (198.51.100.2/1025)'];
  t.is(userOf(`302013: Built outbound TCP connection 9 for ${ends[0]} to ${ends[1]}(L\\ann) (bob)`), 'L\\ann');
  t.is(userOf(`302013: Built outbound TCP connection 9 for ${ends[0]} to ${ends[1]} (bob)`), 'bob');
  t.is(userOf(`302013: Built inbound TCP connection 9 for ${ends[1]}(L\\ann, 9:t) to ${ends[0]} (bob)`), 'L\\ann');
  t.is(userOf(`302013: Built inbound TCP connection 9 for ${ends[1]}(9:t) to ${ends[0]}`), undefined);
  t.is(
    userOf(
      '302014: Teardown TCP connection 9 for out:192.0.2.9/80 to in:10.1.2.3/5353 duration 0:00:01 bytes 9 TCP FINs (ann b)',
    ),
    'ann b',
  );
  t.is(
    userOf(
      '302016: Teardown UDP connection 9 for out:192.0.2.9/53 to in:10.1.2.3/5353(L\\ann) duration 0:00:01 bytes 9',
    ),
    'L\\ann',
  );
  t.is(userOf('605004: Login denied from 10.1.2.3/5353 to in:10.1.0.1/ssh for user "*****"'), undefined);
});

test('what else a line tells', (t) => {
  t.deepEqual(
    decodeOne(
      `<166>${tag}302014: Teardown TCP connection 9 for out:192.0.2.9/80 to in:10.1.2.3/5353(LOCAL\\ann) duration 92:24:20 bytes 467 TCP FINs (ann)`,
    ),
    {
      format: 'cisco-asa',
      fields: {
        src_ip: '10.1.2.3',
        dst_ip: '192.0.2.9',
        src_port: 5353,
        dst_port: 80,
        proto: 'tcp',
        src_if: 'in',
        dst_if: 'out',
        event: 'end',
        event_id: '302014',
        action: 'Teardown',
        bytes: 467,
        duration: 332660,
        user: 'LOCAL\\ann',
        host: 'fw1',
        severity: '6',
        time: '2014-07-03T12:48:20',
      },
    },
  );
  const hit = decodeOne(
    `${tag}106100: access-list in_acl denied udp in/10.1.2.3(5) -> out/192.0.2.9(53) hit-cnt 144 300-second interval`,
  );
  t.is(hit?.fields.packets, 144);
  t.is(hit?.fields.policy, 'in_acl');
  t.is(hit?.fields.action, 'denied');
});
