import test from 'ava';
import fc from 'fast-check';
import { parseAddress, parseRange } from '../../../src/addresses.ts';
import { conditionCompiler } from '../../../src/spec/compile-condition.ts';
import type { Lists } from '../../../src/spec/expand-lists.ts';
import { rangeContains } from '../../helpers/address-texts.ts';

function compile(written: string, lists: Lists = {}) {
  return conditionCompiler(lists)(written);
}

/** As `4:` and the digits that differ. */
function v4(first: string, last = first) {
  const bound = (digits: string) => `4:${digits.padStart(32, '0')}`;
  return [bound(first), bound(last)];
}

function v6(first: string, last = first) {
  const bound = (groups: string) => {
    const [front = '', back = ''] = groups.split('…');
    const digits = front + back;
    return `6:${front}${'0'.repeat(32 - digits.length)}${back}`;
  };
  return [bound(first), bound(last)];
}

test('ports become ranges in order, those that touch or overlap one', (t) => {
  t.deepEqual(compile('dst_port=853,53'), {
    field: 'dst_port',
    negated: false,
    test: {
      kind: 'numbers',
      ranges: [
        [53, 53],
        [853, 853],
      ],
    },
  });
  t.deepEqual(compile('dst_port!=6665-6670,6660-6664,6668-6669,irc').test, {
    kind: 'numbers',
    ranges: [
      [194, 194],
      [6660, 6670],
    ],
  });
  t.deepEqual(compile('dst_port=0-65535,1').test, { kind: 'numbers', ranges: [[0, 65535]] });
  t.deepEqual(compile('dst_port=domain,www').test, {
    kind: 'numbers',
    ranges: [
      [53, 53],
      [80, 80],
    ],
  });
});

test('conditions whose items are made of the same words are not taken for each other', (t) => {
  const compileNext = conditionCompiler({});
  const texts = (written: string) => compileNext(written).test;
  t.deepEqual(texts('policy=allow all,rest'), { kind: 'texts', texts: ['allow all', 'rest'] });
  t.deepEqual(texts('policy=allow,all rest'), { kind: 'texts', texts: ['all rest', 'allow'] });
  t.deepEqual(texts('action=allow all rest'), { kind: 'texts', texts: ['allow all rest'] });
});

const compared: Readonly<Record<string, readonly [number, number]>> = {
  'dst_port<1024': [0, 1023],
  'dst_port<=1024': [0, 1024],
  'dst_port>1024': [1025, 65535],
  'dst_port>=1024': [1024, 65535],
  'dst_port>=0': [0, 65535],
  'bytes>=1000000': [1_000_000, Number.MAX_SAFE_INTEGER],
  'bytes<1': [0, 0],
  'duration>9007199254740990': [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

for (const [written, range] of Object.entries(compared)) {
  test(`${written} is a range`, (t) => {
    t.deepEqual(compile(written).test, { kind: 'numbers', ranges: [range] });
  });
}

test('words are of the vocabulary that lines are decoded to', (t) => {
  t.deepEqual(compile('proto=TCP,47,gre,icmpv6,143,250').test, {
    kind: 'texts',
    texts: ['250', 'aggfrag', 'gre', 'ipv6-icmp', 'tcp'],
  });
  t.deepEqual(compile('proto=99').test, { kind: 'texts', texts: ['99'] });
  t.deepEqual(compile('event!=START,end'), {
    field: 'event',
    negated: true,
    test: { kind: 'texts', texts: ['end', 'start'] },
  });
  t.deepEqual(compile('severity<=warning').test, { kind: 'texts', texts: ['0', '1', '2', '3', '4'] });
  t.deepEqual(compile('severity=err,6-7').test, { kind: 'texts', texts: ['3', '6', '7'] });
  t.deepEqual(compile('format=none,cisco-asa').test, { kind: 'texts', texts: ['cisco-asa', 'none'] });
});

test('texts are bytes, in lower case of ASCII, each once', (t) => {
  t.deepEqual(compile('user=CORP\\Admin,corp\\admin,ÄB').test, {
    kind: 'texts',
    texts: ['corp\\admin', '\xc3\x84b'],
  });
  t.deepEqual(compile('user!~Admin'), { field: 'user', negated: true, test: { kind: 'contains', texts: ['admin'] } });
});

const lists: Lists = {
  internal: ['10.0.0.0/8', '@dmz', '192.168.0.1-192.168.0.9'],
  dmz: ['172.16.0.0/12', '@internal', '2001:db8::/32'],
  empty: [],
  hollow: ['@empty'],
  web: ['80', 'https', '8000-8999'],
  people: ['Root', 'a,b'],
};

/** Per item or items: the ranges. */
const tables: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '10.1.2.3': [v4('0a010203')],
  '0.0.0.0': [v4('0')],
  '255.255.255.255': [v4('ffffffff')],
  '10.1.2.3/32': [v4('0a010203')],
  '10.1.2.3/24': [v4('0a010200', '0a0102ff')],
  '10.1.2.3/31': [v4('0a010202', '0a010203')],
  '10.0.0.0/8': [v4('0a000000', '0affffff')],
  '128.0.0.0/1': [v4('80000000', 'ffffffff')],
  '0.0.0.0/0': [v4('0', 'ffffffff')],
  '10.0.0.0/8,10.1.0.0/16,10.255.255.255': [v4('0a000000', '0affffff')],
  '10.0.0.0/9,10.128.0.0/9': [v4('0a000000', '0affffff')],
  '10.0.0.1,10.0.0.3,10.0.0.2': [v4('0a000001', '0a000003')],
  '10.0.0.5,10.0.0.3': [v4('0a000003'), v4('0a000005')],
  '10.0.0.0-10.0.0.9,10.0.0.5-10.0.0.20': [v4('0a000000', '0a000014')],
  '9.255.255.255-10.0.0.0': [v4('09ffffff', '0a000000')],
  '0.0.0.0-127.255.255.255,128.0.0.0/1': [v4('0', 'ffffffff')],
  '255.255.255.255,0.0.0.0': [v4('0'), v4('ffffffff')],
  '::': [v6('…')],
  '::1': [v6('…1')],
  '2001:db8::/32': [v6('20010db8…', `20010db8${'f'.repeat(24)}`)],
  '2001:DB8:0:0::A': [v6('20010db8…0a')],
  '2001:db8::/127': [v6('20010db8…', '20010db8…1')],
  '::/0': [v6('…', 'f'.repeat(32))],
  'fe80::/10': [v6('fe80…', `febf${'f'.repeat(28)}`)],
  'fe80::1-fe80::ff,fe80::100': [v6('fe80…1', 'fe80…100')],
  '::ffff:10.1.2.3': [v4('0a010203')],
  '::ffff:10.1.2.3,10.1.2.4': [v4('0a010203', '0a010204')],
  '::ffff:0.0.0.0/96': [v4('0', 'ffffffff')],
  '255.255.255.255,::': [v4('ffffffff'), v6('…')],
  '::/0,0.0.0.0/0': [v4('0', 'ffffffff'), v6('…', 'f'.repeat(32))],
  '@internal': [
    v4('0a000000', '0affffff'),
    v4('ac100000', 'ac1fffff'),
    v4('c0a80001', 'c0a80009'),
    v6('20010db8…', `20010db8${'f'.repeat(24)}`),
  ],
  '@dmz,192.168.0.10': [
    v4('0a000000', '0affffff'),
    v4('ac100000', 'ac1fffff'),
    v4('c0a80001', 'c0a8000a'),
    v6('20010db8…', `20010db8${'f'.repeat(24)}`),
  ],
  '@empty': [],
  '@hollow': [],
  '@hollow,10.0.0.1': [v4('0a000001')],
};

for (const [items, ranges] of Object.entries(tables)) {
  test(`addresses ${items} are these ranges`, (t) => {
    t.deepEqual(compile(`src_ip=${items}`, lists), {
      field: 'src_ip',
      negated: false,
      test: { kind: 'addresses', ranges: ranges as [string, string][] },
    });
    t.true(compile(`dst_ip!=${items}`, lists).negated);
  });
}

test('a list may hold ports or texts', (t) => {
  t.deepEqual(compile('dst_port=@web,81', lists).test, {
    kind: 'numbers',
    ranges: [
      [80, 81],
      [443, 443],
      [8000, 8999],
    ],
  });
  t.deepEqual(compile('user=@people', lists).test, { kind: 'texts', texts: ['a,b', 'root'] });
  t.deepEqual(compile('user~@people', lists).test, { kind: 'contains', texts: ['a,b', 'root'] });
  t.deepEqual(compile('user=@empty', lists).test, { kind: 'texts', texts: [] });
});

test('conditions that test the same share what they test', (t) => {
  const compiler = conditionCompiler(lists);
  t.is(compiler('src_ip=@internal').test, compiler('dst_ip!=@internal').test);
  t.not(compiler('src_ip=@internal').test, compiler('src_ip=@dmz').test);
  t.notDeepEqual(compiler('user=x').test, compiler('user~x').test);
  t.notDeepEqual(compiler('dst_port>5').test, compiler('dst_port>=5').test);
});

// Few addresses close together, so that ranges meet.
const byte = fc.constantFrom(0, 1, 2, 254, 255);
const ipv4 = fc.tuple(fc.constantFrom(9, 10), fc.constantFrom(0, 255), byte, byte).map((parts) => parts.join('.'));
const ipv6 = fc
  .tuple(fc.constantFrom('2001:db8::', '::', '::ffff:'), fc.constantFrom('0', '1', 'ff', '100', 'ffff'))
  .map(([front, back]) => front + back);
const address = fc.oneof(ipv4, ipv6);
const item = fc.oneof(
  address,
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([a, prefix]) => `${a}/${prefix}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([a, prefix]) => `${a}/${prefix}`),
  fc
    .tuple(address, address)
    .map((pair) => pair.join('-'))
    .filter((range) => parseRange(range) !== undefined),
);

test('compiled ranges are in order, apart, and hold what the items hold one by one', (t) => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), fc.array(address), (items, addresses) => {
      const { test: compiled } = compile(`src_ip=${items.join(',')}`);
      if (compiled.kind !== 'addresses') return t.fail();
      const ends = compiled.ranges.flat();
      t.deepEqual(ends, ends.toSorted());
      for (const [index, [first]] of compiled.ranges.entries()) {
        const [, before] = compiled.ranges[index - 1] ?? [];
        if (before !== undefined) t.true(first > before && first.length === 34);
      }
      for (const one of addresses) {
        const bytes = parseAddress(one) ?? '';
        const hex = Buffer.from(bytes, 'latin1').toString('hex').padStart(32, '0');
        const bound = `${bytes.length === 4 ? 4 : 6}:${hex}`;
        const holds = compiled.ranges.some(([first, last]) => first <= bound && bound <= last);
        t.is(
          holds,
          items.some((each) => rangeContains(parseRange(each) ?? { first: '', last: '' }, bytes)),
          one,
        );
      }
    }),
    { numRuns: 500 },
  );
});
