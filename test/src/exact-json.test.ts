import test from 'ava';
import fc from 'fast-check';
import { parseExact, stringifyExact } from '../../src/exact-json.ts';

const beyond = fc.bigInt({ min: 2n ** 53n, max: 2n ** 128n - 1n }).chain((n) => fc.constantFrom(n, -n));
const text = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[0-9"\\{}:$a-z]{0,30}$/),
  fc.constantFrom('{"$integer":"9007199254740993"}', '\\"9007199254740993', ':9007199254740993,'),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    beyond,
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.constantFrom(null, true, 2 ** 53 - 1, 1e300),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__')), tie('tree'), { maxKeys: 4 }),
  ),
}));

test('whatever is written is read again, integers of any size included', (t) => {
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
      // Doubles beyond 2^53 are integers too, and come back as such.
      t.deepEqual(parseExact(stringifyExact(value, indent)), asRead(value));
    }),
    { numRuns: 500 },
  );
});

test('without large integers it is JSON as ever', (t) => {
  const value = { a: [1, 'x', { b: null }], 'c"': 0.25 };
  t.is(stringifyExact(value), JSON.stringify(value));
  t.is(stringifyExact(value, 2), JSON.stringify(value, null, 2));
  t.deepEqual(parseExact('{"a":9007199254740991,"b":-9007199254740991}'), { a: 2 ** 53 - 1, b: -(2 ** 53 - 1) });
});

test('a large integer stands as a number in full', (t) => {
  t.is(stringifyExact({ a: 2n ** 64n, b: [-(2n ** 53n)] }), '{"a":18446744073709551616,"b":[-9007199254740992]}');
  t.is(stringifyExact({ a: 2n ** 64n }, 2), '{\n  "a": 18446744073709551616\n}');
  t.deepEqual(parseExact(' [ 9007199254740993 , -9007199254740993 ] '), [9007199254740993n, -9007199254740993n]);
});

test('digits in a string stay a string, whatever stands around them', (t) => {
  const strings = [
    '9007199254740993',
    '\\"9007199254740993',
    '{"$integer":"9007199254740993"}',
    '\\\\',
    '",9007199254740993,"',
  ];
  t.deepEqual(parseExact(stringifyExact([...strings, 2n ** 60n])), [...strings, 2n ** 60n]);
  t.deepEqual(parseExact('{"\\"9007199254740993":"\\\\"}'), { '"9007199254740993': '\\' });
});

test('numbers with a fraction or an exponent are numbers', (t) => {
  const written =
    '[1234567890123456789.5,0.1234567890123456789,1e1234567890123456,1E-0000000000000001,1e+0000000000000001]';
  t.deepEqual(parseExact(written), JSON.parse(written));
});

test('an integer that no count can have is rounded, not worked out', (t) => {
  t.deepEqual(parseExact(`[${'9'.repeat(1_000_000)}]`), [Number.POSITIVE_INFINITY]);
});

test('text that is no JSON is refused as it stands', (t) => {
  t.throws(() => parseExact('[9007199254740993'), { instanceOf: SyntaxError, message: /9007199254740993|JSON/ });
});

/** JSON has no difference between a large double that is an integer and that integer. */
function asRead(value: unknown): unknown {
  if (typeof value === 'number' && /^-?\d{16,40}$/.test(String(value)) && !Number.isSafeInteger(value)) {
    return BigInt(String(value));
  }
  if (Array.isArray(value)) return value.map(asRead);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asRead(part)]));
}
