// The kernel's way to a CRC-32 against that of zlib.

import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { textCrc32 } from '../../../workers/archive/checksum.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';

const longest = 300_000;
const kernel = instantiateKernel();
const memory = kernel.allocate(longest + 16);

function inKernel(bytes: Uint8Array, alignment = 0): Uint8Array {
  const text = bytesAt(kernel, memory + alignment, bytes.length);
  text.set(bytes);
  return text;
}

test('a checksum is that of zlib, whatever the length, the place and the checksum before', (t) => {
  const bytes = randomBytes(longest);
  const lengths = fc.oneof(fc.integer({ min: 0, max: longest }), fc.integer({ min: 0, max: 40_000 }));
  const befores = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
  fc.assert(
    fc.property(lengths, fc.nat(15), befores, (length, alignment, before) => {
      const text = bytes.subarray(longest - length);
      t.is(textCrc32(kernel, inKernel(text, alignment), before), crc32(text, before));
    }),
    { numRuns: 1500 },
  );
});

test('every single byte of a text counts', (t) => {
  const length = 25_000;
  const text = inKernel(new Uint8Array(length));
  for (let at = 0; at < length; at++) {
    text[at] = 1;
    if (textCrc32(kernel, text, 0) !== crc32(text)) t.fail(`byte ${at}`);
    text[at] = 0;
  }
  t.is(textCrc32(kernel, text, 0), crc32(text));
});
