// Lines as devices of all formats write them, of few different values, so that keys meet again, and beside them what
// is malformed, unknown or no text at all.

import fc from 'fast-check';
import type { ByteText } from '../../src/types.ts';

const addresses = [
  ...['10.1.2.3', '10.1.2.201', '10.1.3.9', '10.1.0.10', '192.0.2.9', '8.8.8.8', '255.255.255.255', '0.0.0.0'],
  ...['2001:db8::9', '2001:DB8:0:0:0:0:0:9', 'fe80::1', '::ffff:10.1.2.3', '::', '2001:db8:0:1::'],
];
const wrongAddresses = ['10.1.2.300', '192.1682.2.2', 'srv-10.1.2.3', 'exp_srv', '10.1.2', ''];
const address = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...addresses) },
  { weight: 1, arbitrary: fc.constantFrom(...wrongAddresses) },
);
const port = fc.constantFrom(
  '53',
  '53',
  '443',
  '80',
  '5353',
  '0',
  '65535',
  '65536',
  '70000',
  '22',
  '1023',
  '1024',
  'domain',
  'www',
  'x',
);
const protocol = fc.constantFrom('TCP', 'UDP', 'tcp', 'udp', 'icmp', '6', '17', '47', '50', 'GRE', 'ipv6', '300');
const number = fc.constantFrom(
  '0',
  '1',
  '60',
  '1500',
  '1000000',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '-1',
  'x',
);
const word = fc.constantFrom('inside', 'outside', 'dmz', 'Inside', 'acl_in', 'ann', 'CORP\\ann', 'ADMIN', 'caf\xe9');
const verb = fc.constantFrom(
  'permitted',
  'denied',
  'Deny',
  'est-allowed',
  'block',
  'pass',
  'allow',
  'accept',
  'DROP',
  'drop',
  'x',
);

/** Before a message. */
const header = fc.constantFrom(
  ...[
    '',
    'Jul  3 12:48:20 fw1 ',
    '<134>Jul  3 23:59:59 fw1 : ',
    '2014-07-03 12:48:20\tLocal4.Info\t10.1.0.1\t',
    '2014-07-03T12:48:20Z gw ',
  ],
  ...[
    '<166>Jul 04 2014 00:00:00: ',
    '2014-07-03T23:30:00+02:00 gw ',
    'Jan  2 03:04:05 fw2 ',
    '[1404391700] ',
    'Jul 32 12:48:20 fw ',
    'no time ',
  ],
);

type Parts = readonly (string | fc.Arbitrary<string>)[];

function joined(...parts: Parts): fc.Arbitrary<ByteText> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));
}

const endpoint = joined(word, ':', address, '/', port);

const messages: readonly fc.Arbitrary<ByteText>[] = [
  joined(
    header,
    '%ASA-6-302013: Built outbound TCP connection 9 for ',
    endpoint,
    ' (',
    address,
    '/',
    port,
    ') to ',
    endpoint,
    ' (',
    address,
    '/',
    port,
    ')',
  ),
  joined(
    header,
    '%ASA-6-302015: Built inbound ',
    protocol,
    ' connection 9 for ',
    endpoint,
    ' (',
    address,
    '/',
    port,
    ') to ',
    endpoint,
    ' (',
    address,
    '/',
    port,
    ') (',
    word,
    ')',
  ),
  joined(
    header,
    '%FTD-6-302016: Teardown UDP connection 9 for ',
    endpoint,
    ' to ',
    endpoint,
    ' duration 0:00:30 bytes ',
    number,
  ),
  joined(
    header,
    '%ASA-4-106023: Deny ',
    protocol,
    ' src ',
    endpoint,
    ' dst ',
    endpoint,
    ' by access-group "',
    word,
    '" [0x0, 0x0]',
  ),
  joined(
    header,
    '%ASA-5-106100: access-list ',
    word,
    ' ',
    verb,
    ' ',
    protocol,
    ' inside/',
    address,
    '(',
    port,
    ') -> outside/',
    address,
    '(',
    port,
    ') hit-cnt ',
    number,
    ' first hit [0x0, 0x0]',
  ),
  joined(header, '%PIX-6-305011: Built dynamic TCP translation from ', endpoint, ' to ', endpoint),
  joined(
    header,
    '%ASA-6-302020: Built inbound ICMP connection for faddr ',
    address,
    '/0 gaddr ',
    address,
    '/0 laddr ',
    address,
    '/0',
  ),
  joined(header, '%ASA-5-111008: User ', word, ' executed the command.'),
  joined(
    header,
    '%SEC-6-IPACCESSLOGP: list 177 ',
    verb,
    ' ',
    protocol,
    ' ',
    address,
    '(',
    port,
    ') -> ',
    address,
    '(',
    port,
    '), 3 packets',
  ),
  joined(
    header,
    'kernel: [UFW BLOCK] IN=eth0 OUT= SRC=',
    address,
    ' DST=',
    address,
    ' LEN=',
    number,
    ' PROTO=',
    protocol,
    ' SPT=',
    port,
    ' DPT=',
    port,
    ' ',
  ),
  joined(
    header,
    'filterlog[7]: 146,,,15,igb1,match,',
    verb,
    ',in,4,0x0,,63,1,0,DF,6,tcp,60,',
    address,
    ',',
    address,
    ',',
    port,
    ',',
    port,
    ',0,S',
  ),
  joined(
    'date=2014-07-03 time=12:48:20 logid="1" type="traffic" subtype="f" srcip=',
    address,
    ' srcport=',
    port,
    ' dstip=',
    address,
    ' dstport=',
    port,
    ' proto=',
    protocol,
    ' sentbyte=',
    number,
    ' rcvdbyte=',
    number,
    ' action="',
    verb,
    '"',
  ),
  joined(
    header,
    '1,2014/07/03 12:48:20,01,TRAFFIC,end,1,x,',
    address,
    ',',
    address,
    ',0.0.0.0,0.0.0.0,"a,""b",',
    word,
    ',,dns,v,t,u,e1,e2,f,x,1,1,',
    port,
    ',',
    port,
    ',0,0,0x0,',
    protocol,
    ',',
    verb,
    ',',
    number,
    ',1,1,',
    number,
    ',x,7',
  ),
  joined(
    header,
    'RT_FLOW - RT_FLOW_SESSION_CREATE [junos@2636 source-address="',
    address,
    '" source-port="',
    port,
    '" destination-address="',
    address,
    '" destination-port="',
    port,
    '" protocol-id="',
    protocol,
    '"]',
  ),
  joined(
    header,
    'MSWinEventLog#0111#011Security#0116#011Thu Jul  3 12:48:20 2014#0115156#011x  Source Address:  ',
    address,
    '   Source Port:  ',
    port,
    '   Destination Address: ',
    address,
    '   Destination Port:  ',
    port,
    '   Protocol:  ',
    protocol,
  ),
];

const headed: readonly fc.Arbitrary<ByteText>[] = [
  fc.constantFrom(
    '#Fields: date time action protocol src-ip dst-ip src-port dst-port size',
    '#Version: 1.5',
    '#Fields: a b',
  ),
  joined('2014-07-03 12:48:20 ', verb, ' ', protocol, ' ', address, ' ', address, ' ', port, ' ', port, ' ', number),
  fc.constantFrom(
    '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_bytes',
    '#close\t2014',
    '#fields\tts\tquery',
  ),
  joined('1404391700.25\t', address, '\t', port, '\t', address, '\t', port, '\t', protocol, '\tSF\t', number),
  fc.constantFrom('ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt', 'flows,bytes,packets,1', 'Summary'),
  joined(
    '2014-07-03 12:48:20,2014-07-03 12:48:21,1.2,',
    address,
    ',',
    address,
    ',',
    port,
    ',',
    port,
    ',',
    protocol,
    ',2,',
    number,
  ),
];

const others: readonly fc.Arbitrary<ByteText>[] = [
  joined(header, 'sshd[1]: Accepted password for ', word, ' from ', address, ' port ', port),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\r',
    '%ASA-',
    '%ASA-6-302013',
    'IN= OUT= SRC= DST=',
    '{"src":"10.1.2.3"}',
    'x'.repeat(300),
  ),
];

const whole = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(...messages) },
  { weight: 2, arbitrary: fc.oneof(...headed) },
  { weight: 2, arbitrary: fc.oneof(...others) },
);

/** One line, as it was written or with something wrong. */
export const deviceLine: fc.Arbitrary<ByteText> = fc.oneof(
  { weight: 9, arbitrary: whole },
  { weight: 1, arbitrary: fc.tuple(whole, fc.nat(200)).map(([line, at]) => line.slice(0, at)) },
  {
    weight: 1,
    arbitrary: fc.tuple(whole, fc.nat(200), whole).map(([line, at, other]) => line.slice(0, at) + other.slice(at / 2)),
  },
);

/** Mostly of one device, as logs are, or of all. */
export const deviceText: fc.Arbitrary<ByteText> = fc
  .tuple(fc.nat(messages.length - 1), fc.boolean(), fc.constantFrom('\n', '\n', '\r\n'), fc.constantFrom('', '\n'))
  .chain(([device, mixed, feed, end]) => {
    const common = messages[device] ?? deviceLine;
    const line = fc.oneof(
      { weight: mixed ? 1 : 9, arbitrary: common },
      { weight: mixed ? 9 : 1, arbitrary: deviceLine },
    );
    return fc.array(line, { maxLength: 40 }).map((lines) => lines.join(feed) + end);
  });
