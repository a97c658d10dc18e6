import test from 'ava';
import { conditionMistakes, listedItemCheck, parseCondition, showCondition } from '../../../src/spec/condition.ts';

const known = {
  lists: { internal: ['10.0.0.0/8'], dns_servers: [], constructor: ['x'] },
  formats: ['acme', 'cisco-asa', 'netfilter'],
};

function told(written: string): readonly string[] {
  return conditionMistakes(written, known).map((mistake) => mistake());
}

test('a condition has a field, an operator and values, with blanks around them or not', (t) => {
  t.deepEqual(parseCondition('dst_port=53,853'), { field: 'dst_port', operator: '=', items: ['53', '853'] });
  t.deepEqual(parseCondition(' src_ip != 10.0.0.0/8 , @internal '), {
    field: 'src_ip',
    operator: '!=',
    items: ['10.0.0.0/8', '@internal'],
  });
  t.deepEqual(parseCondition('user=a=b>c'), { field: 'user', operator: '=', items: ['a=b>c'] });
  t.deepEqual(parseCondition('user!~'), { field: 'user', operator: '!~', items: [''] });
  t.is(parseCondition('dst_port'), undefined);
  t.is(parseCondition('port=53'), undefined);
});

test('a condition is shown in one way', (t) => {
  for (const written of ['bytes >= 10', 'bytes>=10', ' bytes  >=10 ']) {
    const condition = parseCondition(written);
    t.is(condition && showCondition(condition), 'bytes>=10');
  }
});

const right = [
  'src_ip=10.1.2.3',
  'src_ip=10.0.0.0/8,192.168.0.1-192.168.0.9,@internal,2001:db8::/32',
  'dst_ip!=@dns_servers',
  'dst_port=53,6660-6669,domain,HTTPS,ftp-data',
  'dst_port>=1024',
  'dst_port<ftp',
  'src_port!=0-1023',
  'proto=tcp,47,ESP,icmp6,ipv6-icmp,99,ip',
  'event=start,Permit,deny',
  'event!=end',
  'action=Deny',
  'event_id=302013,4625,TRAFFIC/end',
  'bytes>=1000000',
  'bytes=0,10-20',
  'packets<=9007199254740991',
  'duration>3600',
  'user~admin',
  'user!~admin,root',
  'user=CORP\\admin',
  'host=fw-1,@constructor',
  'severity<=warning',
  'severity=0-3,err',
  'format=none,acme',
  'format!=cisco-asa',
  'src_name=www.example.com',
  'policy~Zürich',
];

for (const written of right) {
  test(`${written} is right`, (t) => {
    t.deepEqual(told(written), []);
  });
}

const addresses = 'to be an address, a network or a range';
const inFull = '; write 10.1.1.5, 10.1.0.0/16, 10.1.1.5-10.1.1.20 or fe80::/10, in full and without leading zeros';
const ports = 'to be a port from 0 to 65535, a range of them or the name of a service';
const events = 'to be start, end, permit, deny, translate or other';

const wrong: readonly (readonly [written: string, ...messages: readonly string[]])[] = [
  ['', 'Expected a condition such as "dst_port=53,853", got ""'],
  ['dst_port', 'Expected a condition such as "dst_port=53,853", got "dst_port"'],
  ['=53', 'Expected a condition such as "dst_port=53,853", got "=53"'],
  ['10.1.1.5', 'Expected a condition such as "dst_port=53,853", got "10.1.1.5"'],
  ['dstport=53', 'Unknown field "dstport" in "dstport=53"; did you mean "dst_port"?'],
  [
    'xyzzyxyzzy=53',
    'Unknown field "xyzzyxyzzy" in "xyzzyxyzzy=53"; known are src_ip, dst_ip, src_name, dst_name, src_port, dst_port, proto, src_if, dst_if, event, event_id, action, bytes, packets, duration, user, host, severity, policy, time, format',
  ],
  [
    'constructor=53',
    'Unknown field "constructor" in "constructor=53"; known are src_ip, dst_ip, src_name, dst_name, src_port, dst_port, proto, src_if, dst_if, event, event_id, action, bytes, packets, duration, user, host, severity, policy, time, format',
  ],
  ['dst_port==53', 'Expected an operator, =, !=, <, <=, >, >=, ~ or !~, got "==" in "dst_port==53"'],
  ['bytes=>5', 'Expected an operator, =, !=, <, <=, >, >=, ~ or !~, got "=>" in "bytes=>5"'],
  ['src_ip>10.0.0.1', 'Expected the operator behind `src_ip` to be = or !=, got ">" in "src_ip>10.0.0.1"'],
  ['dst_port~53', 'Expected the operator behind `dst_port` to be =, !=, <, <=, > or >=, got "~" in "dst_port~53"'],
  ['user<b', 'Expected the operator behind `user` to be =, !=, ~ or !~, got "<" in "user<b"'],
  ['time>=2014-07-03', 'Expected no condition on `time`, got "time>=2014-07-03"; use --since and --until'],
  ['dst_port=70000', `Expected a value of \`dst_port\` ${ports}, got "70000"`],
  ['dst_port=-1', `Expected a value of \`dst_port\` ${ports}, got "-1"`],
  ['dst_port=9-5', `Expected a value of \`dst_port\` ${ports}, got "9-5"`],
  ['dst_port=domian', `Expected a value of \`dst_port\` ${ports}, got "domian"; did you mean "domain"?`],
  [
    'dst_port=53,,70000',
    `Expected a value of \`dst_port\` ${ports}, got "" in "dst_port=53,,70000"`,
    `Expected a value of \`dst_port\` ${ports}, got "70000" in "dst_port=53,,70000"`,
  ],
  ['dst_port=', `Expected a value of \`dst_port\` ${ports}, got ""`],
  ['dst_port=constructor', `Expected a value of \`dst_port\` ${ports}, got "constructor"`],
  ['dst_port>1-5', 'Expected one number behind ">", got "1-5" in "dst_port>1-5"'],
  ['dst_port>1,5', 'Expected one number behind ">", got "1,5" in "dst_port>1,5"'],
  ['dst_port>=@internal', 'Expected one number behind ">=", got "@internal" in "dst_port>=@internal"'],
  ['dst_port>65535', 'The condition "dst_port>65535" can never hold'],
  ['bytes<0', 'The condition "bytes<0" can never hold'],
  ['bytes>9007199254740991', 'The condition "bytes>9007199254740991" can never hold'],
  ['bytes>=1MB', 'Expected a value of `bytes` to be an integer from 0 to 9007199254740991, got "1MB" in "bytes>=1MB"'],
  [
    'bytes>9007199254740993',
    'Expected a value of `bytes` to be an integer from 0 to 9007199254740991, got "9007199254740993" in "bytes>9007199254740993"',
  ],
  [
    'duration=1:00:00',
    'Expected a value of `duration` to be an integer from 0 to 9007199254740991, in seconds, got "1:00:00"',
  ],
  ['src_ip=10.0.0.0/33', `Expected a value of \`src_ip\` ${addresses}, got "10.0.0.0/33"${inFull}`],
  ['src_ip=10.1.1', `Expected a value of \`src_ip\` ${addresses}, got "10.1.1"${inFull}`],
  ['src_ip=10.1.1.300', `Expected a value of \`src_ip\` ${addresses}, got "10.1.1.300"${inFull}`],
  ['src_ip=010.1.1.3', `Expected a value of \`src_ip\` ${addresses}, got "010.1.1.3"${inFull}`],
  ['src_ip=10.0.0.9-10.0.0.1', `Expected a value of \`src_ip\` ${addresses}, got "10.0.0.9-10.0.0.1"${inFull}`],
  ['src_ip=fw-1', `Expected a value of \`src_ip\` ${addresses}, got "fw-1"; names stand in src_name and dst_name`],
  ['src_ip=@intern', 'There is no list for "@intern"; did you mean "internal"?'],
  ['src_ip=@toString', 'There is no list for "@toString"; a file is written "@./path"'],
  [
    'host=*fw*',
    'Expected a value of `host` to be text of 1 to 255 bytes, got "*fw*"; there are no wildcards: "host~fw" asks whether it holds a text',
  ],
  [
    'user!=adm?n*,root',
    'Expected a value of `user` to be text of 1 to 255 bytes, got "adm?n*" in "user!=adm?n*,root"; there are no wildcards: "user~adm" asks whether it holds a text',
  ],
  [
    'policy~*',
    'Expected a value of `policy` to be text of 1 to 255 bytes, got "*" in "policy~*"; there are no wildcards: "policy~PART" asks whether it holds a text',
  ],
  [
    'severity=critcal',
    'Expected a value of `severity` to be syslog\'s number from 0 (emergency) to 7 (debug), or its word, got "critcal"; did you mean "critical"?',
  ],
  ['event=begin', `Expected a value of \`event\` ${events}, got "begin"`],
  ['event=denny', `Expected a value of \`event\` ${events}, got "denny"; did you mean "deny"?`],
  [
    'proto=tpc',
    'Expected a value of `proto` to be the name or the number of an IP protocol, got "tpc"; did you mean "tcp"?',
  ],
  ['proto=256', 'Expected a value of `proto` to be the name or the number of an IP protocol, got "256"'],
  [
    'format=cisco',
    'Expected a value of `format` to be the name of a format, or none, got "cisco"; did you mean "cisco-asa"?',
  ],
  [
    'format=xyzzyxyzzyx',
    'Expected a value of `format` to be the name of a format, or none, got "xyzzyxyzzyx"; known are none, acme, cisco-asa, netfilter',
  ],
  [
    'severity=8',
    'Expected a value of `severity` to be syslog\'s number from 0 (emergency) to 7 (debug), or its word, got "8"',
  ],
  ['user~', 'Expected a value of `user` to be text of 1 to 255 bytes, got "" in "user~"'],
  ['user\x1b=x', 'Expected a condition such as "dst_port=53,853", got "user\\x1b=x"'],
];

for (const [written, ...messages] of wrong) {
  test(`${JSON.stringify(written)} is wrong, and it is told what was meant`, (t) => {
    t.deepEqual(told(written), messages);
  });
}

test('a text that no field can hold is wrong', (t) => {
  t.is(told(`user=${'x'.repeat(255)}`).length, 0);
  t.is(told(`user=${'x'.repeat(256)}`).length, 1);
  t.is(told(`user=${'ü'.repeat(128)}`).length, 1);
  t.is(told('user=a\nb').length, 1);
});

test('items of a list are held against the field that looks at them', (t) => {
  const wrongIn = (condition: string, items: readonly string[]) =>
    items.flatMap((item) => listedItemCheck(condition, known)(item)?.() ?? []);
  t.deepEqual(wrongIn('dst_port=@web', ['80', 'https', '8000-8999', 'htps', '::1']), [
    `Expected a value of \`dst_port\` ${ports}, got "htps" in "dst_port=@web"; did you mean "https"?`,
    `Expected a value of \`dst_port\` ${ports}, got "::1" in "dst_port=@web"`,
  ]);
  t.deepEqual(wrongIn('user=@admins', ['root', 'a, b', '@x', '']), [
    'Expected a value of `user` to be text of 1 to 255 bytes, got "" in "user=@admins"',
  ]);
});
