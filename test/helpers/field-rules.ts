// Rules over decoded fields, at random: conditions of every kind over every field, keys, measures. Values are those
// that device-lines.ts writes, so that conditions are met about as often as not.

import fc from 'fast-check';
import { parseRange } from '../../src/addresses.ts';
import { type FieldName, fieldTypes } from '../../src/format-types.ts';
import type { FieldCondition, KeyField, KeyPlan, MeasurePlan, ScanRule } from '../../src/types.ts';

const allFields = Object.keys(fieldTypes) as FieldName[]; // its own keys
const numeric = ['src_port', 'dst_port', 'bytes', 'packets', 'duration'] as const;
const addressFields = ['src_ip', 'dst_ip'] as const;
const textual = allFields.filter((field) => !(numeric as readonly string[]).includes(field) && !field.endsWith('_ip'));
const ports = ['src_port', 'dst_port'] as const;

// ---------------------------------------------------------------- conditions

/** In order, and apart from each other. */
function ranges(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const order = [...new Set(numbers)].sort((a, b) => a - b);
  return order.flatMap((first, i) => (i % 2 === 0 ? [[first, order[i + 1] ?? first] as const] : []));
}

const number = fc.oneof(
  fc.constantFrom(
    0,
    1,
    22,
    53,
    54,
    80,
    443,
    1023,
    1024,
    1500,
    65535,
    65536,
    1_000_000,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
  ),
  fc.nat(70_000),
);
const numbers = fc.array(number, { maxLength: 6 }).map((list) => ({ kind: 'numbers' as const, ranges: ranges(list) }));

const networks = [
  ...[
    '10.0.0.0/8',
    '10.1.2.0/24',
    '10.1.2.3',
    '10.1.2.201',
    '10.1.0.10-10.1.2.3',
    '8.8.8.8',
    '0.0.0.0/0',
    '255.255.255.255',
  ],
  ...['2001:db8::/32', '2001:db8::9', 'fe80::/10', '::ffff:10.1.2.3', '::', '::/0', '2001:db8:0:1::'],
];

/** As the plan has them: merged and in order. */
function addressRanges(items: readonly string[]): readonly (readonly [string, string])[] {
  const all = items.flatMap((item) => {
    const range = parseRange(item);
    if (range === undefined) throw new Error(item);
    const bound = (bytes: string) =>
      `${bytes.length === 4 ? 4 : 6}:${Buffer.from(bytes, 'latin1').toString('hex').padStart(32, '0')}`;
    return [[bound(range.first), bound(range.last)] as const];
  });
  const apart: [string, string][] = [];
  for (const [first, last] of all.sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const before = apart.at(-1);
    if (before === undefined || first > before[1]) apart.push([first, last]);
    else if (last > before[1]) before[1] = last;
  }
  return apart;
}

const addresses = fc
  .array(fc.constantFrom(...networks), { maxLength: 6 })
  .map((items) => ({ kind: 'addresses' as const, ranges: addressRanges(items) }));

const someTexts = [
  ...['start', 'end', 'permit', 'deny', 'translate', 'other', 'tcp', 'udp', 'icmp', 'gre', 'esp', '300', 'inside'],
  ...['outside', 'corp\\ann', 'ann', 'admin', 'caf\xe9', 'exp_srv', '302013', '302015', '106023', '106100', '305011'],
  ...['denied', 'deny', 'permitted', 'block', 'fw1', 'gw', '10.1.0.1', '6', '3', 'traffic/end', '2014-07-03t12:48:20'],
  ...['built', 'acl_in', 'drop', 'allow', 'permitted and much longer than eight bytes'],
];
const text = fc.constantFrom(...someTexts);
const texts = fc
  .oneof(fc.uniqueArray(text, { maxLength: 4 }), fc.uniqueArray(text, { minLength: 8, maxLength: 25 }))
  .map((list) => ({ kind: 'texts' as const, texts: list }));
const contains = fc
  .uniqueArray(fc.constantFrom('a', 'in', '10', ':', 'side', 'p\\a', '\xe9', 'nothing has this'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) => ({ kind: 'contains' as const, texts: list }));

const formatNames = ['none', 'cisco-asa', 'cisco-ios', 'netfilter', 'pfsense', 'windows-firewall', 'zeek-conn'];
const formats = fc
  .uniqueArray(fc.constantFrom(...formatNames), { minLength: 1, maxLength: 3 })
  .map((list) => ({ kind: 'texts' as const, texts: list }));

function on<Field extends FieldName, Test extends FieldCondition['test']>(
  fields: readonly Field[],
  test: fc.Arbitrary<Test>,
): fc.Arbitrary<FieldCondition> {
  return fc.record({ field: fc.constantFrom(...fields), negated: fc.boolean(), test });
}

export const fieldCondition: fc.Arbitrary<FieldCondition> = fc.oneof(
  on(numeric, numbers),
  on(ports, numbers),
  on(addressFields, addresses),
  on(textual, texts),
  on(['event', 'proto', 'event_id', 'action'] as const, texts),
  on(textual, contains),
  on(['format'] as const, formats),
);

// ---------------------------------------------------------------- keys and measures

const keyField: fc.Arbitrary<KeyField> = fc.oneof(
  fc.record({ field: fc.constantFrom(...allFields) }),
  fc.record({ field: fc.constantFrom('src_ip' as const, 'dst_ip' as const, 'dst_port' as const) }),
  fc.record({
    field: fc.constantFrom(...addressFields),
    prefix: fc.record({ v4: fc.integer({ min: 0, max: 32 }), v6: fc.integer({ min: 0, max: 128 }) }),
  }),
);

export const fieldsKey: fc.Arbitrary<KeyPlan> = fc
  .array(keyField, { minLength: 1, maxLength: 3 })
  .map((fields) => ({ kind: 'fields', fields }));

export const measure: fc.Arbitrary<MeasurePlan> = fc.oneof(
  fc.record({
    kind: fc.constant('sum' as const),
    field: fc.constantFrom('bytes' as const, 'packets' as const, 'duration' as const),
  }),
  fc.record({ kind: fc.constant('distinct' as const), field: fc.constantFrom(...allFields) }),
  fc.constantFrom({ kind: 'first' as const }, { kind: 'last' as const }, { kind: 'hours' as const }),
);

const key: fc.Arbitrary<KeyPlan> = fc.oneof(
  { weight: 4, arbitrary: fieldsKey },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'field', field: 3, delimiters: ' \t' } as const) },
  {
    weight: 1,
    arbitrary: fc.constant({
      kind: 'template',
      parts: [
        { kind: 'literal', text: 'inside:' },
        { kind: 'capture', name: 'ip', type: 'ip' },
      ],
    } as const),
  },
);

// ---------------------------------------------------------------- rules

const needles = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom('/53 ', '%asa-', 'udp', 'inside:', '10.1.2.3', 'src=', ':', 'sshd'), {
      maxLength: 2,
    }),
  },
);
const regexps = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constantFrom(['/53 '], ['^Jul'], ['(?i)built|deny', '\\d$'], ['[^ ]+:10\\.1\\.']) },
);
const conditions = fc.array(fieldCondition, { maxLength: 2 });

export const fieldRule: fc.Arbitrary<ScanRule> = fc.record({
  ...{ all: needles, any: needles, none: needles, ignoreCase: fc.boolean(), regexps },
  ...{ where: conditions, whereAny: conditions, key, measures: fc.array(measure, { maxLength: 3 }) },
});
