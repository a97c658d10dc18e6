import test from 'ava';
import fc from 'fast-check';
import {
  canonicalAddress,
  formatAddress,
  looksLikeAddress,
  nextAddress,
  parseAddress,
  parseRange,
  sortKey,
} from '../../src/addresses.ts';
import { rangeContains } from '../helpers/address-texts.ts';

const canonical: readonly (readonly [string, string | undefined])[] = [
  ['10.1.1.5', '10.1.1.5'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['256.1.1.1', undefined],
  ['10.1.1.300', undefined],
  ['10.1.1', undefined],
  ['1.2', undefined],
  ['1', undefined],
  ['10.1.1.5.6', undefined],
  ['010.1.1.5', undefined],
  ['10.1.1.05', undefined],
  ['10.1.1.00', undefined],
  ['0x0a.1.1.5', undefined],
  ['167837957', undefined],
  ['10.1.1.', undefined],
  ['.10.1.1', undefined],
  ['10.1.1.5 ', undefined],
  [' 10.1.1.5', undefined],
  ['10.1.1.5\n', undefined],
  ['10.1.1.+5', undefined],
  ['١٠.1.1.5', undefined],
  ['', undefined],
  ['::', '::'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8::00A', '2001:db8::a'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ['::ffff:10.1.1.5', '10.1.1.5'],
  ['::FFFF:a01:105', '10.1.1.5'],
  ['0000:0000:0000:0000:0000:ffff:255.255.255.255', '255.255.255.255'],
  ['::1.2.3.4', '::102:304'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['::ffff:01.2.3.4', undefined],
  ['::ffff:1.2.3', undefined],
  ['::ffff:1.2.3.256', undefined],
  ['1.2.3.4::', undefined],
  ['1:2:3:4:5:6:7:1.2.3.4', undefined],
  ['::1.2.3.4:5', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4:5:6:7:8::', undefined],
  ['::1:2:3:4:5:6:7:8', undefined],
  [':1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:', undefined],
  ['1::2::3', undefined],
  [':::', undefined],
  [':', undefined],
  ['00001::', undefined],
  ['g::', undefined],
  ['::0x1', undefined],
  ['fe80::1%eth0', undefined],
  ['fe80::1%', undefined],
  ['[::1]', undefined],
  ['::1/128', undefined],
];

for (const [text, expected] of canonical) {
  test(`${JSON.stringify(text)} is ${expected === undefined ? 'no address' : `the address ${expected}`}`, (t) => {
    t.is(canonicalAddress(text), expected);
  });
}

const ranges: readonly (readonly [string, string | undefined, string?])[] = [
  ['10.1.1.5', '10.1.1.5', '10.1.1.5'],
  ['10.0.0.0/8', '10.0.0.0', '10.255.255.255'],
  ['10.1.1.5/24', '10.1.1.0', '10.1.1.255'],
  ['10.1.1.5/32', '10.1.1.5', '10.1.1.5'],
  ['10.1.1.5/31', '10.1.1.4', '10.1.1.5'],
  ['172.16.0.0/12', '172.16.0.0', '172.31.255.255'],
  ['10.1.1.5/0', '0.0.0.0', '255.255.255.255'],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/08', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0/-1', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/255.0.0.0', undefined],
  ['10.0/8', undefined],
  ['2001:db8::1/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fe80::/10', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['::/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['::1/128', '::1', '::1'],
  ['::1/129', undefined],
  ['::ffff:10.1.2.3/104', '10.0.0.0', '10.255.255.255'],
  ['::ffff:0:0/96', '0.0.0.0', '255.255.255.255'],
  ['::fffe:0:0/95', '::fffe:0:0', '::ffff:ffff:ffff'],
  ['::ffff:10.1.2.3', '10.1.2.3', '10.1.2.3'],
  ['::ffff:10.0.0.1-10.0.0.9', '10.0.0.1', '10.0.0.9'],
  ['::-::ffff:10.0.0.9', '::', '::ffff:a00:9'],
  ['10.0.0.9-10.0.0.11', '10.0.0.9', '10.0.0.11'],
  ['10.0.0.9-10.0.0.9', '10.0.0.9', '10.0.0.9'],
  ['10.0.0.11-10.0.0.9', undefined],
  ['10.0.0.9-10.0.0.300', undefined],
  ['10.0.0.9-20', undefined],
  ['10.0.0.9-', undefined],
  ['10.0.0.1-10.0.0.2-10.0.0.3', undefined],
  ['10.0.0.9-::1', undefined],
  ['::1-::ff', '::1', '::ff'],
  ['2001:db8::1-2001:DB8::FFFF', '2001:db8::1', '2001:db8::ffff'],
  ['53', undefined],
  ['fw-1', undefined],
];

for (const [text, first, last] of ranges) {
  test(`the range ${JSON.stringify(text)} is ${first === undefined ? 'none' : `${first} to ${last}`}`, (t) => {
    const range = parseRange(text);
    t.deepEqual(range && [formatAddress(range.first), formatAddress(range.last)], first && [first, last]);
  });
}

test('what was meant for an address is told from other text', (t) => {
  for (const text of [
    '10.1.1.300',
    '10.1.1',
    '010.1.1.5',
    '10.1.1.5.6',
    '10.1.',
    '10.1.1.*',
    '10.*',
    '10.0.0.0/33',
    '10.0/16',
    '10.0.0.0/',
    '10.0.0.0/255.0.0.0',
    '10.0.0.9-20',
    '10.0.0.9-10.0.0.300',
    '10.0.0.11-10.0.0.9',
    '2001:db8::12345',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '::1/129',
    'fe80::1%eth0',
  ]) {
    t.is(parseRange(text), undefined, text);
    t.true(looksLikeAddress(text), text);
  }
  for (const text of [
    '53',
    '1.5',
    'fw-1',
    'fw-10.1.1.1',
    '0/1',
    'Gi0/1',
    '12:30:45',
    '00:11:22:33:44:55',
    '10.1.1.5:53',
    '10.1.1.5-vpn',
    'a.b.c.d',
    'example.com',
    '',
    '*',
    'abc',
  ]) {
    t.false(looksLikeAddress(text), text);
  }
});

const ipv4 = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 })));
// Groups that are often zero or one apart: the cases in which shortening and carrying go wrong.
const group = fc.oneof(fc.constant(0), fc.constantFrom(1, 0xff, 0x100, 0xffff), fc.integer({ min: 0, max: 0xffff }));
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 });

const numberOf = (bytes: string) => BigInt(`0x${Buffer.from(bytes, 'latin1').toString('hex')}`);

/** RFC 5952 written from its section 4: the first of the longest runs of two or more zero groups is left out. */
function shorten(groups: readonly number[]): string {
  const written = groups.map((one) => one.toString(16));
  for (let length = 8; length >= 2; length--) {
    const from = groups.findIndex((_, index) => {
      const run = groups.slice(index, index + length);
      return run.length === length && run.every((one) => one === 0);
    });
    if (from >= 0) return `${written.slice(0, from).join(':')}::${written.slice(from + length).join(':')}`;
  }
  return written.join(':');
}

test('an IPv6 address is read as itself, however it is written', (t) => {
  fc.assert(
    fc.property(ipv6, fc.boolean(), (groups, long) => {
      fc.pre(!(groups.slice(0, 5).every((one) => one === 0) && groups[5] === 0xffff));
      const written = groups
        .map((one) =>
          one
            .toString(16)
            .padStart(long ? 4 : 1, '0')
            .toUpperCase(),
        )
        .join(':');
      t.is(canonicalAddress(written), shorten(groups));
      t.is(canonicalAddress(shorten(groups)), shorten(groups));
    }),
  );
});

test('the last two groups may be written as an IPv4 address', (t) => {
  fc.assert(
    fc.property(ipv6, (groups) => {
      const tail = groups.slice(6).flatMap((one) => [one >> 8, one & 255]);
      const hex = groups.map((one) => one.toString(16));
      t.is(parseAddress([...hex.slice(0, 6), tail.join('.')].join(':')), parseAddress(hex.join(':')));
    }),
  );
});

test('an IPv4 address is read as itself', (t) => {
  fc.assert(
    fc.property(ipv4, (parts) => {
      t.is(canonicalAddress(parts.join('.')), parts.join('.'));
    }),
  );
});

test('a network holds the addresses that share its prefix, and no other', (t) => {
  const pair = fc.oneof(
    fc.record({ width: fc.constant(32), a: ipv4.map((p) => p.join('.')), b: ipv4.map((p) => p.join('.')) }),
    fc.record({ width: fc.constant(128), a: ipv6.map(shorten), b: ipv6.map(shorten) }),
  );
  fc.assert(
    fc.property(pair, fc.nat(), fc.nat(), ({ width, a, b }, some, flip) => {
      const prefix = some % (width + 1);
      const range = parseRange(`${a}/${prefix}`);
      const top = (text: string) => numberOf(parseAddress(text) ?? '') >> BigInt(width - prefix);
      // One flipped bit: an address on either side of the border.
      const near = numberOf(parseAddress(a) ?? '') ^ (1n << BigInt(flip % width));
      const hex = near.toString(16).padStart(width / 4, '0');
      for (const other of [b, formatAddress(Buffer.from(hex, 'hex').toString('latin1'))]) {
        t.is(
          range && rangeContains(range, parseAddress(other) ?? ''),
          top(a) === top(other),
          `${a}/${prefix} ${other}`,
        );
      }
    }),
  );
});

test('a range holds no address of the other family', (t) => {
  const range = parseRange('::/0');
  t.false(range !== undefined && rangeContains(range, parseAddress('10.1.1.5') ?? ''));
});

test('the next address is one more, and the last has none', (t) => {
  t.is(formatAddress(nextAddress(parseAddress('10.0.255.255') ?? '') ?? ''), '10.1.0.0');
  t.is(nextAddress(parseAddress('255.255.255.255') ?? ''), undefined);
  fc.assert(
    fc.property(ipv6, (groups) => {
      fc.pre(groups.some((one) => one !== 0xffff));
      const bytes = parseAddress(shorten(groups)) ?? '';
      fc.pre(bytes.length === 16);
      t.is(numberOf(nextAddress(bytes) ?? ''), numberOf(bytes) + 1n);
    }),
  );
});

test('keys sort as IPv4 by number, then IPv6 by number, then other text by bytes', (t) => {
  const keys = [
    '9.9.9.9',
    '::ffff:9.9.9.9',
    '10.1.1.5',
    '10.1.1.50',
    '10.1.2.5',
    '::1',
    '2001:db8::',
    'fe80::',
    '',
    '10.1',
    '53',
    'fw',
    '\xff',
  ];
  const shuffled = [...keys].reverse();
  t.deepEqual(
    shuffled.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    keys,
  );
});

test('networks sort by address, then by prefix', (t) => {
  const keys = [
    '9.0.0.0/8',
    '10.0.0.0',
    '10.0.0.0/8',
    '10.0.0.0/9',
    '10.0.0.0/24',
    '10.0.0.1',
    '10.1.2.0/24',
    '10.1.10.0/24',
    '::/0',
    '2001:db8::/48',
    '2001:db8::/64',
    '2001:db8::/100',
    '2001:db8:0:1::/64',
    // No networks: bits behind the prefix, no such prefix, a port.
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.1.2.3/24',
    '9.0.0.0/08',
  ];
  const sorted = [...keys].reverse().sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  t.deepEqual(sorted, keys);
  t.is(new Set(keys.map(sortKey)).size, keys.length);
});

test('sort keys order addresses of one family as their numbers', (t) => {
  const sign = (a: string | bigint, b: string | bigint) => (a < b ? -1 : a > b ? 1 : 0);
  const pairs = fc.oneof(
    fc.tuple(
      ipv4.map((p) => p.join('.')),
      ipv4.map((p) => p.join('.')),
    ),
    fc.tuple(ipv6.map(shorten), ipv6.map(shorten)),
  );
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const numbers = [a, b].map((text) => numberOf(parseAddress(text) ?? '')) as [bigint, bigint];
      t.is(sign(sortKey(a), sortKey(b)), sign(...numbers));
    }),
  );
});

test('different keys have different sort keys', (t) => {
  t.not(sortKey('2001:DB8::1'), sortKey('2001:db8::1'));
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      t.is(sortKey(a) === sortKey(b), a === b);
    }),
  );
});
