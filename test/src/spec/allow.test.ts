import test from 'ava';
import fc from 'fast-check';
import { parseAddress, parseRange, sortHint } from '../../../src/addresses.ts';
import { UserError } from '../../../src/errors.ts';
import { compileAllow } from '../../../src/spec/allow.ts';
import type { Column } from '../../../src/spec/template.ts';
import { rangeContains } from '../../helpers/address-texts.ts';

const ip: readonly Column[] = [{ name: 'src', type: 'ip' }];
const text: readonly Column[] = [{ name: 'key', type: 'any' }];
const several: readonly Column[] = [
  { name: 'user', type: 'word' },
  { name: 'src', type: 'ip' },
  { name: 'dst', type: 'ip' },
];

function allows(items: readonly string[], key: string, columns = ip, lists = {}): boolean {
  return compileAllow(items, lists, columns)([key]);
}

test('allowing an address hides no address that begins like it', (t) => {
  t.true(allows(['10.1.1.5'], '10.1.1.5'));
  t.false(allows(['10.1.1.5'], '10.1.1.50'));
  t.false(allows(['10.1.1.50'], '10.1.1.5'));
  t.false(allows(['0.1.1.5'], '10.1.1.5'));
});

test('networks and ranges hide what lies in them, ends included', (t) => {
  for (const item of ['10.1.1.0/24', '10.1.1.5/24', '10.1.1.0-10.1.1.255']) {
    t.true(allows([item], '10.1.1.0'), item);
    t.true(allows([item], '10.1.1.255'), item);
    t.false(allows([item], '10.1.0.255'), item);
    t.false(allows([item], '10.1.2.0'), item);
  }
  t.true(allows(['0.0.0.0/0'], '255.255.255.255'));
  t.false(allows(['0.0.0.0/0'], '::1'));
  t.true(allows(['fe80::/10'], 'fe80::1'));
  t.false(allows(['fe80::/10'], 'fec0::'));
});

test('several addresses in one item are a mistake, since as a text they would hide nothing', (t) => {
  for (const item of ['10.1.0.10,10.1.0.11', '10.1.0.10, 10.1.0.0/24', '10.1.0.10 ::1', 'src=10.1.0.10;10.1.0.300']) {
    t.throws(() => compileAllow([item], {}, ip), { instanceOf: UserError, message: /one allowed item, got/ }, item);
  }
  t.notThrows(() => compileAllow(['one, two', '10.1.0.10, web'], {}, text));
});

test('an IPv6 address is allowed however it is written', (t) => {
  t.true(allows(['2001:DB8:0::00A'], '2001:db8::a'));
  t.true(allows(['2001:db8::a'], '2001:DB8::A', text));
});

test('an IPv4 address is allowed in its IPv6 form too, and the other way round', (t) => {
  t.true(allows(['10.1.1.5'], '::ffff:10.1.1.5'));
  t.true(allows(['10.1.0.0/16'], '::FFFF:a01:105'));
  t.true(allows(['::ffff:10.1.1.5'], '10.1.1.5'));
  t.false(allows(['::/0'], '10.1.1.5'));
  t.true(allows(['::ffff:10.1.1.5'], '::ffff:10.1.1.5'));
  t.true(allows(['::ffff:10.1.1.0/120'], '::ffff:10.1.1.5'));
});

test('other text is allowed only if it is the same, byte for byte', (t) => {
  for (const item of ['53', 'fw-1', '1.5', 'Gi0/1', '12:30:45', '00:11:22:33:44:55', '#1', 'a b']) {
    t.true(allows([item], item, text), item);
    t.false(allows([item], `${item} `, text), item);
  }
  t.false(allows(['fw-1'], 'FW-1', text));
  t.true(allows(['Zürich'], Buffer.from('Zürich', 'utf8').toString('latin1'), text));
  t.false(allows(['Zürich'], 'Zürich', text));
});

test('an item also allows the key that is its own text', (t) => {
  t.true(allows(['10.1.1.5/25'], '10.1.1.5/25', text));
  t.false(allows(['10.1.1.5/25'], '10.1.1.6/25', text));
});

test('addresses are compared as addresses in a text column too', (t) => {
  t.true(allows(['10.0.0.0/8'], '10.1.1.5', text));
  t.false(allows(['10.0.0.0/8'], '10.1.1.5:53', text));
});

test('an item looks at the first IP column, or at the one that it names', (t) => {
  const key = ['10.9.9.9', '10.1.1.5', '10.2.2.6'];
  t.true(compileAllow(['10.1.1.5'], {}, several)(key));
  t.false(compileAllow(['10.2.2.6'], {}, several)(key));
  t.true(compileAllow(['dst=10.2.2.0/24'], {}, several)(key));
  t.false(compileAllow(['10.9.9.9'], {}, several)(key));
  t.true(compileAllow(['user=10.9.9.9'], {}, several)(key));
  t.false(compileAllow(['dst=10.1.1.5', 'user=10.1.1.5'], {}, several)(key));
});

const grouped: readonly Column[] = [
  { name: 'user', type: 'any' },
  { name: 'src_ip', type: 'network' },
];

test('a network is hidden only if all of its addresses are allowed', (t) => {
  const hides = (items: readonly string[], network: string) => compileAllow(items, {}, grouped)(['x', network]);
  t.true(hides(['10.1.2.0/24'], '10.1.2.0/24'));
  t.true(hides(['10.0.0.0/8'], '10.1.2.0/24'));
  t.true(hides(['10.1.2.0-10.1.2.255'], '10.1.2.0/24'));
  t.true(hides(['10.1.2.0/25', '10.1.2.128/25'], '10.1.2.0/24'));
  t.true(hides(['10.1.2.0-10.1.2.99', '10.1.2.50-10.1.3.7', '::1'], '10.1.2.0/24'));
  t.true(hides(['10.1.2.3'], '10.1.2.3/32'));
  t.true(hides(['2001:db8::/32'], '2001:db8::/64'));
  t.false(hides(['10.1.2.3'], '10.1.2.0/24'));
  t.false(hides(['10.1.2.0/25'], '10.1.2.0/24'));
  t.false(hides(['10.1.2.0-10.1.2.254'], '10.1.2.0/24'));
  t.false(hides(['10.1.2.1-10.1.2.255'], '10.1.2.0/24'));
  t.false(hides(['10.1.2.0/25', '10.1.2.129-10.1.2.255'], '10.1.2.0/24'));
  t.false(hides(['0.0.0.0/0'], '::/64'));
  t.false(hides(['2001:db8::/64'], '2001:db8::/32'));
});

test('without an IP column an item looks at the first column', (t) => {
  const columns: readonly Column[] = [
    { name: 'user', type: 'word' },
    { name: 'port', type: 'int' },
  ];
  t.true(compileAllow(['53'], {}, columns)(['53', '80']));
  t.false(compileAllow(['80'], {}, columns)(['53', '80']));
});

test('text that holds an equals sign is written with its column', (t) => {
  t.true(allows(['key=a=b'], 'a=b', text));
  t.true(allows(['-a=b'], '-a=b', text));
});

test('lists refer to lists, also in a circle', (t) => {
  const lists = { a: ['10.1.1.1', '@b'], b: ['@c', '10.1.1.2'], c: ['@a', 'fw'] };
  const test = compileAllow(['@a'], lists, ip);
  t.deepEqual(
    ['10.1.1.1', '10.1.1.2', 'fw', '10.1.1.3'].map((key) => test([key])),
    [true, true, true, false],
  );
  t.true(compileAllow(['dst=@a'], lists, several)(['', '', '10.1.1.2']));
});

test('an equals sign in a list is text', (t) => {
  t.true(allows(['@odd'], 'src=10.1.1.1', text, { odd: ['src=10.1.1.1'] }));
});

test('an empty list hides nothing', (t) => {
  t.false(allows(['@none'], '', ip, { none: [] }));
  t.false(allows([], ''));
});

const mistakes: readonly (readonly [string, string, RegExp])[] = [
  ['part of an address', '10.1.1', /Expected an allowed item to be an address, .*got "10\.1\.1"; write 10\.1\.1\.5/],
  ['a number over 255', '10.1.1.300', /got "10\.1\.1\.300"/],
  ['a prefix over 32', '10.0.0.0/33', /got "10\.0\.0\.0\/33"/],
  ['a range that runs backwards', '10.0.0.9-10.0.0.1', /got "10\.0\.0\.9-10\.0\.0\.1"/],
  ['a shortened range', '10.0.0.9-20', /got "10\.0\.0\.9-20"/],
  ['a wrong address behind its column', 'src=10.1.1', /got "10\.1\.1"/],
  ['an unknown column', 'scr=10.1.1.5', /\(src\), got "scr"; did you mean "src"\?; .*write "src=scr=10\.1\.1\.5"$/],
  ['an unknown list', '@dns_server', /There is no list for "@dns_server"; did you mean "dns_servers"\?$/],
  ['a list that objects inherit', '@constructor', /There is no list for "@constructor"/],
  ['an empty item', '', /got ""$/],
  ['an empty item behind its column', 'src=', /got ""$/],
];

for (const [title, item, message] of mistakes) {
  test(`${title} is a mistake`, (t) => {
    const error = t.throws(() => compileAllow([item], { dns_servers: [] }, ip), { instanceOf: UserError });
    t.regex(error?.message ?? '', message);
  });
}

test('a key without columns has nothing to allow', (t) => {
  t.throws(() => compileAllow(['10.1.1.5'], {}, []), { instanceOf: UserError, message: /the rule has none/ });
  t.false(compileAllow([], {}, [])([]));
});

test('all mistakes are told together, those of lists too', (t) => {
  const error = t.throws(() => compileAllow(['10.1.1', '@a', 'x=1'], { a: ['10.2.2', '@b'] }, ip));
  t.deepEqual(
    ['"10.1.1"', '"x"', '"10.2.2"', '"@b"'].map((part) => error?.message.includes(part)),
    [true, true, true, true],
  );
});

// Few addresses close together, so that items meet keys, borders and each other.
const byte = fc.constantFrom(0, 1, 2, 127, 128, 254, 255);
const ipv4 = fc.tuple(fc.constantFrom(9, 10, 11), fc.constantFrom(0, 255), byte, byte).map((parts) => parts.join('.'));
const ipv6 = fc
  .tuple(fc.constantFrom('2001:db8::', '::', 'fe80::'), fc.constantFrom('0', '1', 'ff', '100', 'ffff'))
  .map(([front, back]) => front + back);
const address = fc.oneof(ipv4, ipv6);
const ordered = (family: fc.Arbitrary<string>) =>
  fc.tuple(family, family).map((pair) => {
    const [a, b] = pair.sort((x, y) => ((parseAddress(x) ?? '') < (parseAddress(y) ?? '') ? -1 : 1));
    return `${a}-${b}`;
  });
const item = fc.oneof(
  address,
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([a, prefix]) => `${a}/${prefix}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([a, prefix]) => `${a}/${prefix}`),
  ordered(ipv4),
  ordered(ipv6),
  fc.constantFrom('fw-1', '53', 'aaa'),
);

function naivelyAllows(items: readonly string[], key: string): boolean {
  return items.some((one) => {
    const range = parseRange(one);
    const wanted = parseAddress(key);
    return one === key || (range !== undefined && wanted !== undefined && rangeContains(range, wanted));
  });
}

test('an allow-list says what trying its items one after the other says', (t) => {
  const keys = fc.array(fc.oneof(address, fc.constantFrom('fw-1', '53', 'fw')), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), keys, (items, someKeys) => {
      const direct = compileAllow(items, {}, ip);
      const listed = compileAllow(['@l'], { l: items }, ip);
      for (const key of someKeys) {
        t.is(direct([key]), naivelyAllows(items, key), `${items.join(' ')} ← ${key}`);
        t.is(listed([key]), direct([key]));
        const number = sortHint(Buffer.from(key), 0, key.length);
        if (number < 2 ** 32) t.is(direct.ofIPv4?.(number) ?? false, direct([key]), `${items.join(' ')} ← ${key}`);
      }
    }),
    { numRuns: 500 },
  );
});

test('a list of 100,000 items answers as a short one does', (t) => {
  const number = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const items = Array.from({ length: 100_000 }, (_, index) => (index % 2 === 0 ? number(index * 2) : `host-${index}`));
  const test = compileAllow(['@all'], { all: items }, ip);
  const answers = Array.from({ length: 200_000 }, (_, index) => test([number(index)]));
  t.true(answers.every((answer, index) => answer === (index % 4 === 0)));
  t.true(test(['host-1']));
  t.false(test(['host-2']));
});

test('a number is enough where the first column alone is asked', (t) => {
  const pair = several.slice(1);
  const ofPair = (...items: readonly string[]) => compileAllow(items, {}, pair).ofIPv4;
  t.true(ofPair('10.1.1.0/24')?.(0x0a010105));
  t.false(ofPair('10.1.1.0/24')?.(0x0a010205));
  t.is(ofPair('dst=10.2.2.0/24'), undefined);
  t.is(ofPair('10.1.1.0/24', 'dst=10.2.2.0/24'), undefined);
  t.is(ofPair(), undefined);
});
