// Lines of all formats, cut, flipped and spliced: the decoder never throws, and no address or port comes out that does
// not stand in the line. Seeded, so that a failure can be had again.

import test from 'ava';
import fc from 'fast-check';
import { decodeLine, type HeadersInForce, noHeaders } from '../../src/decode/decode-line.ts';
import { fieldTypes } from '../../src/format-types.ts';
import type { ByteText } from '../../src/types.ts';
import { addressesIn } from '../helpers/addresses-in.ts';
import { allPlans, decodeOne } from '../helpers/decoded.ts';
import { sampleLines } from '../helpers/sample-lines.ts';

const sample = fc.constantFrom(...sampleLines);
const byte = fc.oneof(
  fc.constantFrom('\0', '"', '\\', ':', '/', '.', '(', ')', '[', ']', ' ', '\t', ',', '=', '%', '9'),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);

const mutations = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(400) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(400), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('put' as const), at: fc.nat(400), byte }),
  fc.record({ kind: fc.constant('splice' as const), at: fc.nat(400), other: sample, from: fc.nat(400) }),
);

type Mutation = typeof mutations extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(line: ByteText, mutation: Mutation): ByteText {
  const at = mutation.at % (line.length + 1);
  switch (mutation.kind) {
    case 'cut':
      return line.slice(0, at);
    case 'drop':
      return line.slice(0, at) + line.slice(at + mutation.count);
    case 'put':
      return line.slice(0, at) + mutation.byte + line.slice(at + 1);
    case 'splice':
      return line.slice(0, at) + mutation.other.slice(mutation.from);
  }
}

const mutated = fc
  .tuple(sample, fc.array(mutations, { maxLength: 5 }))
  .map(([line, changes]) => changes.reduce(mutate, line));

test('every sample is known, and as it stands tells its addresses', (t) => {
  for (const line of sampleLines.slice(0, 15)) t.truthy(decodeOne(line)?.fields.src_ip, line);
});

test('whatever happens to a line, nothing throws, and every address and number stands in it', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(mutated, { minLength: 1, maxLength: 6 }), (lines) => {
        let headers: HeadersInForce = noHeaders;
        for (const line of lines) {
          const { decoded, headers: next } = decodeLine(allPlans, line, headers, undefined);
          headers = next;
          if (decoded !== undefined) mustStand(decoded.fields, line);
        }
      }),
      { seed: 20140703, numRuns: 5000 },
    ),
  );
});

function mustStand(fields: object, line: ByteText): void {
  const addresses = addressesIn(line);
  for (const [field, value] of Object.entries(fields)) {
    const type = fieldTypes[field as keyof typeof fieldTypes]; // the decoder's own keys
    if (type === 'address' && !addresses.has(value)) throw new Error(`${field} ${value} is not in the line`);
    if (type === 'port' && !(Number.isInteger(value) && value >= 0 && value <= 65535))
      throw new Error(`${field} ${value}`);
    if (type === 'port' && !line.includes(String(value)) && !/[a-z]/i.test(line)) throw new Error(`${field} ${value}`);
    if (type === 'name' && !line.includes(value)) throw new Error(`${field} ${value} is not in the line`);
    if (value === '' || value === undefined || Number.isNaN(value)) throw new Error(`${field} is empty`);
  }
}
