import test from 'ava';
import { checkKeyFields, columnOf, compileKeyFields, splitFields } from '../../../src/spec/key-fields.ts';
import { mistakesOf } from '../../helpers/mistakes.ts';

const placeOf = (index: number) => ({ path: 'r.yaml', line: index + 1 });

function told(...items: readonly string[]): readonly string[] {
  return mistakesOf((mistakes) => checkKeyFields({ items, placeOf }, mistakes));
}

test('fields are parted by commas', (t) => {
  t.deepEqual(splitFields('src_ip/24, dst_port'), ['src_ip/24', 'dst_port']);
  t.deepEqual(splitFields('src_ip'), ['src_ip']);
});

test('addresses are grouped by a network of each family', (t) => {
  t.deepEqual(compileKeyFields(['src_ip', 'dst_ip/24', 'dst_port']), [
    { field: 'src_ip' },
    { field: 'dst_ip', prefix: { v4: 24, v6: 64 } },
    { field: 'dst_port' },
  ]);
  t.deepEqual(compileKeyFields(['src_ip/0/0', 'dst_ip/32/128']), [
    { field: 'src_ip', prefix: { v4: 0, v6: 0 } },
    { field: 'dst_ip', prefix: { v4: 32, v6: 128 } },
  ]);
});

test('a column is called as its field, and has the type by which it is allowed', (t) => {
  const fields = compileKeyFields(['src_ip', 'dst_ip/8', 'src_port', 'bytes', 'user', 'proto', 'format']);
  t.deepEqual(
    fields.map(columnOf).map(({ name, type }) => `${name} ${type}`),
    ['src_ip ip', 'dst_ip network', 'src_port int', 'bytes int', 'user any', 'proto any', 'format any'],
  );
  const columns = checkKeyFields(
    { items: ['src_ip/8', 'format'], placeOf },
    { add: () => t.fail(), throwIfAny: () => {} },
  );
  t.deepEqual(columns, [
    { name: 'src_ip', type: 'network' },
    { name: 'format', type: 'any' },
  ]);
});

const form = 'Expected a field, or an address as in src_ip/24, got';
const prefixes = 'Expected a prefix of at most 32 bits, and behind it one of at most 128, got';

const wrong: Readonly<Record<string, string>> = {
  '': `${form} ""`,
  'src_ip/': `${form} "src_ip/"`,
  'src_ip//48': `${form} "src_ip//48"`,
  'src_ip/24/48/1': `${form} "src_ip/24/48/1"`,
  'src ip': `${form} "src ip"`,
  scr_ip: 'Unknown field "scr_ip" in the key; did you mean "src_ip"?',
  time: 'Expected no `time` in the key; measure `hours`, `first` or `last`',
  'dst_port/24': 'Expected an address before the prefix, as in src_ip/24, got "dst_port/24"',
  'src_name/24': 'Expected an address before the prefix, as in src_ip/24, got "src_name/24"',
  'src_ip/33': `${prefixes} "src_ip/33"`,
  'src_ip/24/129': `${prefixes} "src_ip/24/129"`,
};

for (const [written, message] of Object.entries(wrong)) {
  test(`the key ${JSON.stringify(written)} is a mistake`, (t) => {
    t.deepEqual(told('user', written), [`r.yaml:2: ${message}`]);
  });
}

test('a field stands in a key once', (t) => {
  t.deepEqual(told('src_ip', 'src_ip/24', 'dst_ip', 'dst_ip'), [
    'r.yaml:2: The field `src_ip` stands in the key twice',
    'r.yaml:4: The field `dst_ip` stands in the key twice',
  ]);
});

test('a key has sixteen fields at most', (t) => {
  const fields =
    'src_ip dst_ip src_name dst_name src_port dst_port proto src_if dst_if event event_id action bytes packets duration user host';
  t.deepEqual(told(...fields.split(' ').slice(0, 16)), []);
  t.deepEqual(told(...fields.split(' ')), ['r.yaml:17: Expected a key of at most 16 fields, got more']);
});
