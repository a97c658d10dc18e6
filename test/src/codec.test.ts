import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { detectCodec, headBytes, unsupportedDamage } from '../../src/codec.ts';

function detected(hex: string): string {
  const found = detectCodec(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  return found.kind === 'codec' ? found.codec : found.format;
}

function detectedText(text: string): string {
  return detected(Buffer.from(text, 'latin1').toString('hex'));
}

const magics: readonly (readonly [format: string, hex: string])[] = [
  ['gzip', '1f 8b 08 00'],
  ['gzip', '1f 8b'],
  ['zstd', '28 b5 2f fd 24 00'],
  ['zstd', '50 2a 4d 18 00 00 00 00'],
  ['zstd', '5f 2a 4d 18 04 00 00 00'],
  ['utf-16le', 'ff fe 3c 00'],
  ['utf-16be', 'fe ff 00 3c'],
  ['xz', 'fd 37 7a 58 5a 00 00 04'],
  ['lzma', '5d 00 00 80 00 ff ff ff ff ff ff ff ff 00'],
  ['lzma', '5d 00 00 10 00 39 30 00 00 00 00 00 00 00'],
  ['bzip2', '42 5a 68 39 31 41 59 26 53 59'],
  ['bzip2', '42 5a 68 31 17 72 45 38 50 90'],
  ['lz4', '04 22 4d 18 64 40'],
  ['lz4', '02 21 4c 18'],
  ['lz4', '03 21 4c 18'],
  ['zip', '50 4b 03 04 14 00'],
  ['zip', '50 4b 05 06 00 00'],
  ['zip', '50 4b 07 08 50 4b'],
  ['7z', '37 7a bc af 27 1c 00 04'],
  ['rar', '52 61 72 21 1a 07 01 00'],
  ['lzip', '4c 5a 49 50 01 0c'],
  ['lzop', '89 4c 5a 4f 00 0d 0a 1a 0a'],
  ['lrzip', '4c 52 5a 49 00 06'],
  ['compress (.Z)', '1f 9d 90'],
  ['pack (.z)', '1f 1e 00'],
  ['LZH compress', '1f a0 00'],
  ['zstd before version 0.8', 'fd 2f b5 1e'],
  ['zstd before version 0.8', '22 b5 2f fd'],
  ['zstd before version 0.8', '27 b5 2f fd'],
  ['snappy', 'ff 06 00 00 73 4e 61 50 70 59'],
  ['cabinet', '4d 53 43 46 00 00 00 00'],
  ['UTF-32', 'ff fe 00 00 3c 00 00 00'],
  ['UTF-32', '00 00 fe ff 00 00 00 3c'],
];

for (const [format, hex] of magics) {
  test(`a file that begins with ${hex} is ${format}`, (t) => {
    t.is(detected(hex), format);
  });
}

test('a magic number counts only at the very front', (t) => {
  for (const [, hex] of magics) t.is(detected(`3c ${hex}`), 'plain');
});

test('half a magic number is plain text', (t) => {
  for (const [, hex] of magics) t.is(detected(hex.slice(0, 2)), 'plain');
});

test('an empty input is plain', (t) => {
  t.is(detected(''), 'plain');
});

test('text that resembles a magic number is plain', (t) => {
  const texts = [
    'BZh',
    'BZh9 is a level',
    'BZh91AY&S',
    'PK\n',
    'PK signed',
    'LZIP on',
    '7z\n',
    'Rar!',
    'LRZI ',
    'MSCF',
    ']\n',
  ];
  for (const text of texts) t.is(detectedText(text), 'plain', text);
});

test('printable text is always plain', (t) => {
  const printable = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)) });
  fc.assert(fc.property(printable, (text) => detectedText(text) === 'plain'));
  t.pass();
});

test('bytes past the head change nothing', (t) => {
  const bytes = fc.uint8Array({ minLength: headBytes, maxLength: headBytes });
  fc.assert(
    fc.property(bytes, fc.uint8Array(), (head, tail) => {
      t.deepEqual(detectCodec(Buffer.concat([head, tail])), detectCodec(head));
    }),
  );
});

test('every magic number fits into the head', (t) => {
  for (const [format, hex] of magics) {
    const padded = Buffer.concat([Buffer.from(hex.replaceAll(' ', ''), 'hex'), Buffer.alloc(100, 0x3c)]);
    t.is(detected(padded.subarray(0, headBytes).toString('hex')), format);
  }
});

test('a head may be a view into a larger buffer', (t) => {
  const buffer = Buffer.concat([Buffer.from('<14>'), gzipSync('x')]);
  t.deepEqual(detectCodec(new Uint8Array(buffer).subarray(4)), { kind: 'codec', codec: 'gzip' });
});

test('the problem names the format and a command that helps', (t) => {
  const found = detectCodec(Buffer.from('fd377a585a00', 'hex'));
  t.is(found.kind, 'unsupported');
  if (found.kind !== 'unsupported') return;
  t.deepEqual(unsupportedDamage(found), {
    reason: 'unsupported',
    message: 'xz is not supported; decode it first, for example `xz -dc FILE | syslog-sweep -`',
  });
});
