import { constants, deflateRawSync, type ZlibOptions } from 'node:zlib';
import test from 'ava';
import {
  difference,
  type Head,
  InflateRig,
  inflateNaively,
  mutate,
  randomFrom,
  someText,
  type Windows,
  zlibPrefix,
  zlibVerdict,
} from './inflate-oracle.ts';

const rig = new InflateRig();
const large: Windows = { input: 2 ** 22, output: 2 ** 22 };
const everySize: readonly Windows[] = [
  large,
  { input: 1, output: 1 },
  { input: 7, output: 65536 },
  { input: 65536, output: 7 },
  { input: 33, output: 321 },
  { input: 400, output: 700 },
];

const random = randomFrom(14);
const texts: Readonly<Record<string, Buffer>> = {
  'no bytes': Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'a log': Buffer.from(
    Array.from({ length: 900 }, (_, i) => `Jul 03 2014 ${i}: Built UDP for inside:10.1.${i % 7}.${i % 251}/53\n`).join(
      '',
    ),
  ),
  'a mixture': someText(random, 150_000),
  noise: Buffer.from(Array.from({ length: 70_000 }, () => random(256))),
  'one byte 100,000 times': Buffer.alloc(100_000, 'a'),
  'periods of 1 to 40': Buffer.concat(
    Array.from({ length: 40 }, (_, i) => Buffer.alloc(1500, someText(random, i + 1))),
  ),
  'distances of 32 KiB': Buffer.concat(new Array<Buffer>(4).fill(Buffer.from(noiseOf(32_768)))),
};

function noiseOf(length: number): number[] {
  return Array.from({ length }, () => random(256));
}

const strategies = ['Z_DEFAULT_STRATEGY', 'Z_FILTERED', 'Z_HUFFMAN_ONLY', 'Z_RLE', 'Z_FIXED'] as const;

for (const [name, text] of Object.entries(texts)) {
  test(`${name} comes back from every level, strategy and memory level`, (t) => {
    const options: ZlibOptions[] = [];
    for (let level = 0; level <= 9; level++) options.push({ level });
    for (const strategy of strategies) options.push({ strategy: constants[strategy] });
    for (let memLevel = 1; memLevel <= 9; memLevel++) options.push({ memLevel });
    for (const option of options) {
      const stream = deflateRawSync(text, option);
      const found = rig.run(stream, large);
      t.is(found.verdict, 'whole', JSON.stringify(option));
      t.is(found.taken, stream.length);
      t.true(found.text.equals(text), JSON.stringify(option));
    }
  });

  test(`${name} comes back whatever the sizes of the windows`, (t) => {
    for (const option of [{ level: 0 }, { level: 6 }, { strategy: constants.Z_FIXED }]) {
      t.is(difference(rig, deflateRawSync(text, option), everySize), undefined, JSON.stringify(option));
    }
  });
}

test('every head of a block is told where it is, whatever the windows, and the stream can be taken up there', (t) => {
  const log = texts['a log'] ?? Buffer.alloc(0);
  const parts = [log.subarray(0, 9000), log.subarray(9000, 9001), log.subarray(9001)];
  const flushed = (finishFlush: number) => parts.map((part) => deflateRawSync(part, { finishFlush }));
  const streams = [
    ...[0, 1, 6, 9].map((level) => deflateRawSync(texts['a mixture'] ?? '', { level, memLevel: 1 })),
    deflateRawSync(log, { strategy: constants.Z_FIXED, memLevel: 1 }),
    deflateRawSync(texts.noise ?? '', { memLevel: 2 }),
    Buffer.concat([...flushed(constants.Z_SYNC_FLUSH), deflateRawSync('the end')]),
  ];
  for (const stream of streams) {
    const { heads, text } = inflateNaively(stream);
    const expected = heads.filter((head, i) => head.textBytes !== heads[i - 1]?.textBytes);
    for (const windows of everySize) {
      const told: Head[] = [];
      t.is(rig.run(stream, windows, { onHead: (head) => told.push(head) }).verdict, 'whole');
      t.deepEqual(told, expected);
    }
    for (const head of expected.filter((_, i) => i % 5 === 0)) {
      const takenUp = { ...head, text: text.subarray(0, head.textBytes) };
      const found = rig.run(stream, { input: 400, output: 700 }, { takenUp });
      t.is(found.verdict, 'whole');
      t.true(found.text.equals(text));
    }
  }
});

test('bytes behind the last block are not taken', (t) => {
  const stream = deflateRawSync(texts['a log'] ?? '');
  for (const windows of everySize) {
    const found = rig.run(Buffer.concat([stream, Buffer.alloc(64, 0xff)]), windows);
    t.is(found.verdict, 'whole');
    t.is(found.taken, stream.length);
  }
});

test('a stream cut anywhere gives every symbol whose bits are all there', (t) => {
  const text = (texts['a log'] ?? Buffer.alloc(0)).subarray(0, 6000);
  const streams = [
    deflateRawSync(text),
    deflateRawSync(text.subarray(0, 900), { strategy: constants.Z_FIXED }),
    deflateRawSync(text.subarray(0, 300), { level: 0 }),
    deflateRawSync(someText(random, 4000), { strategy: constants.Z_HUFFMAN_ONLY }),
  ];
  for (const stream of streams) {
    for (let cut = 0; cut < stream.length; cut++) {
      const part = stream.subarray(0, cut);
      t.is(zlibVerdict(part).verdict, 'truncated');
      t.is(
        difference(rig, part, [large, { input: 1, output: 1 }, { input: 40, output: 400 }]),
        undefined,
        `cut ${cut}`,
      );
    }
  }
});

test('every flipped bit of a small stream gets the verdict of zlib, and its prefix', (t) => {
  const streams = [
    deflateRawSync((texts['a log'] ?? Buffer.alloc(0)).subarray(0, 2000)),
    deflateRawSync('hello, hello, hello, inside:10.1.2.201/53', { strategy: constants.Z_FIXED }),
    deflateRawSync('stored', { level: 0 }),
  ];
  for (const stream of streams) {
    for (let bit = 0; bit < stream.length * 8; bit++) {
      const damaged = Buffer.from(stream);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      t.is(
        difference(rig, damaged, [large, { input: 1, output: 1 }, { input: 40, output: 400 }]),
        undefined,
        `bit ${bit}`,
      );
    }
  }
});

test('the naive decoder agrees with zlib, to the byte before damage', (t) => {
  for (let round = 0; round < 300; round++) {
    const stream = mutate(random, deflateRawSync(someText(random, 1 + random(2000)), { level: random(10) }));
    const zlib = zlibVerdict(stream);
    const naive = inflateNaively(stream);
    t.is(naive.verdict, zlib.verdict);
    if (zlib.text !== undefined) t.true(naive.text.equals(zlib.text));
    else t.true(naive.text.subarray(0, zlibPrefix(stream).length).equals(zlibPrefix(stream)));
  }
});

test('mutated streams get the verdict and the prefix of the oracles', (t) => {
  const seed = 1 + (Date.now() % 2 ** 30);
  const dice = randomFrom(seed);
  t.log(`seed ${seed}`);
  for (let round = 0; round < 2500; round++) {
    const options = { level: dice(10), strategy: dice(5), memLevel: 1 + dice(9) };
    const stream = mutate(dice, deflateRawSync(someText(dice, 1 + dice(round % 50 === 0 ? 60_000 : 3000)), options));
    const windows = [large, { input: 1 + dice(300), output: 1 + dice(3000) }];
    const found = difference(rig, stream, windows);
    if (found !== undefined) t.fail(`${found}: ${stream.toString('base64')}`);
  }
  t.pass();
});

// ---------------------------------------------------------------- streams made by hand

/** Bits in the order of RFC 1951: numbers from their lowest bit, codes from their first. */
class BitWriter {
  readonly #bits: number[] = [];

  number(value: number, count: number): this {
    for (let index = 0; index < count; index++) this.#bits.push((value >> index) & 1);
    return this;
  }

  code(bits: string): this {
    for (const bit of bits) this.#bits.push(Number(bit));
    return this;
  }

  bytes(): Buffer {
    const bytes = Buffer.alloc((this.#bits.length + 7) >> 3);
    for (const [index, bit] of this.#bits.entries())
      bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (bit << (index & 7));
    return bytes;
  }
}

const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The head of a last dynamic block; lengths are written with a code of 4 bits for each of 0 to 15. */
function dynamicHead(literals: readonly number[], distances: readonly number[]): BitWriter {
  const writer = new BitWriter().number(1, 1).number(2, 2);
  writer
    .number(literals.length - 257, 5)
    .number(distances.length - 1, 5)
    .number(15, 4);
  for (const symbol of codeLengthOrder) writer.number(symbol < 16 ? 4 : 0, 3);
  for (const length of [...literals, ...distances]) writer.code(length.toString(2).padStart(4, '0'));
  return writer;
}

/** Lengths of codes by symbol; all others have none. */
function lengthsOf(count: number, used: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: count }, (_, symbol) => used[symbol] ?? 0);
}

/** The head of a dynamic block whose code of code lengths is given, 19 lengths by symbol. */
function codeLengthHead(lengths: readonly number[], literalCount = 257, distanceCount = 1): BitWriter {
  const writer = new BitWriter().number(1, 1).number(2, 2);
  writer
    .number(literalCount - 257, 5)
    .number(distanceCount - 1, 5)
    .number(15, 4);
  for (const symbol of codeLengthOrder) writer.number(lengths[symbol] ?? 0, 3);
  return writer;
}

const fixedHead = (): BitWriter => new BitWriter().number(1, 1).number(1, 2);
const aAndEnd = lengthsOf(257, { 97: 1, 256: 1 });
// 'a' 00, length 3 (257) 01… in the order of symbols: a = 0, end = 10, length 3 = 11
const aEndMatch = lengthsOf(258, { 97: 1, 256: 2, 257: 2 });

const handmade: readonly (readonly [title: string, stream: BitWriter, verdict: string, text?: string])[] = [
  ['no stream at all', new BitWriter(), 'truncated', ''],
  ['block type 3', new BitWriter().number(1, 1).number(3, 2), 'invalid block type'],
  [
    'block type 3 after a block',
    new BitWriter().number(0, 1).number(1, 2).code('10010001').code('0000000').number(7, 3),
    'invalid block type',
    'a',
  ],
  ['a stored block of no bytes', new BitWriter().number(1, 8).number(0, 16).number(0xffff, 16), 'whole', ''],
  [
    'a stored block whose lengths disagree',
    new BitWriter().number(1, 8).number(1, 16).number(0xffff, 16),
    'invalid stored block lengths',
  ],
  ['an empty fixed block', fixedHead().code('0000000'), 'whole', ''],
  [
    'length symbol 286 in a fixed block',
    fixedHead().code('10010001').code('11000110').number(0, 40),
    'invalid literal/length code',
    'a',
  ],
  ['length symbol 287 in a fixed block', fixedHead().code('11000111').number(0, 40), 'invalid literal/length code', ''],
  [
    'distance symbol 30 in a fixed block',
    fixedHead().code('10010001').code('0000001').code('11110').number(0, 40),
    'invalid distance code',
    'a',
  ],
  [
    'distance symbol 31 in a fixed block',
    fixedHead().code('10010001').code('0000001').code('11111').number(0, 40),
    'invalid distance code',
    'a',
  ],
  [
    'a match before any text',
    fixedHead().code('0000001').code('00000').number(0, 40),
    'invalid distance too far back',
    '',
  ],
  [
    'a match one byte too far back',
    fixedHead().code('10010001').code('0000001').code('00001').number(0, 40),
    'invalid distance too far back',
    'a',
  ],
  [
    'a match as far back as there is text',
    fixedHead().code('10010001').code('0000001').code('00000').code('0000000'),
    'whole',
    'aaaa',
  ],
  [
    'length 258 by symbol 284 with all extra bits',
    fixedHead().code('10010001').code('11000100').number(31, 5).code('00000').code('0000000'),
    'whole',
    'a'.repeat(259),
  ],
  [
    'length 257 by symbol 284',
    fixedHead().code('10010001').code('11000100').number(30, 5).code('00000').code('0000000'),
    'whole',
    'a'.repeat(258),
  ],
  [
    'length 258 by symbol 285',
    fixedHead().code('10010001').code('11000101').code('00000').code('0000000'),
    'whole',
    'a'.repeat(259),
  ],
  [
    '287 literal and length symbols',
    dynamicHead(lengthsOf(287, { 97: 1, 256: 1 }), [0]),
    'too many length or distance symbols',
  ],
  ['31 distance symbols', dynamicHead(aAndEnd, lengthsOf(31, {})), 'too many length or distance symbols'],
  [
    '286 literal and length symbols and 30 distances',
    dynamicHead(lengthsOf(286, { 97: 1, 256: 1 }), lengthsOf(30, { 0: 1, 29: 1 }))
      .code('0')
      .code('1'),
    'whole',
    'a',
  ],
  ['an over-subscribed code of code lengths', codeLengthHead([1, 1, 1]), 'invalid code lengths set'],
  ['an incomplete code of code lengths', codeLengthHead([2, 2]), 'invalid code lengths set'],
  ['a lone code of code lengths', codeLengthHead([1]), 'invalid code lengths set'],
  [
    'no code of code lengths: every length reads as 0',
    codeLengthHead([]).number(0, 300),
    'invalid code -- missing end-of-block',
  ],
  ['no code of code lengths, cut before the last length', codeLengthHead([]).number(0, 240), 'truncated', ''],
  [
    'a repeat with nothing before it',
    codeLengthHead(lengthsOf(19, { 0: 1, 16: 1 }))
      .code('1')
      .number(0, 40),
    'invalid bit length repeat',
  ],
  [
    'a repeat of zeros behind the last length',
    codeLengthHead(lengthsOf(19, { 0: 1, 18: 1 }))
      .code('1')
      .number(127, 7)
      .code('1')
      .number(127, 7),
    'invalid bit length repeat',
  ],
  [
    'no code for the end of a block',
    dynamicHead(lengthsOf(257, { 97: 1, 98: 1 }), [0]),
    'invalid code -- missing end-of-block',
  ],
  [
    'an over-subscribed literal code',
    dynamicHead(lengthsOf(257, { 97: 1, 98: 1, 256: 1 }), [0]),
    'invalid literal/lengths set',
  ],
  [
    'an incomplete literal code',
    dynamicHead(lengthsOf(257, { 97: 2, 98: 2, 256: 2 }), [0]),
    'invalid literal/lengths set',
  ],
  ['a lone literal code of two bits', dynamicHead(lengthsOf(257, { 256: 2 }), [0]), 'invalid literal/lengths set'],
  [
    'the lone code of one bit for the end of a block',
    dynamicHead(lengthsOf(257, { 256: 1 }), [0]).code('0'),
    'whole',
    '',
  ],
  [
    'the other bit beside a lone literal code',
    dynamicHead(lengthsOf(257, { 256: 1 }), [0]).code('1'),
    'invalid literal/length code',
    '',
  ],
  ['an over-subscribed distance code', dynamicHead(aAndEnd, [1, 1, 1]), 'invalid distances set'],
  ['an incomplete distance code', dynamicHead(aAndEnd, [2, 2]), 'invalid distances set'],
  ['a lone distance code of two bits', dynamicHead(aAndEnd, [2]), 'invalid distances set'],
  [
    'a lone distance code of one bit',
    dynamicHead(aEndMatch, [1]).code('0').code('11').code('0').code('10'),
    'whole',
    'aaaa',
  ],
  [
    'the other bit beside a lone distance code',
    dynamicHead(aEndMatch, [1]).code('0').code('11').code('1').number(0, 40),
    'invalid distance code',
    'a',
  ],
  ['no distance code and no match', dynamicHead(aEndMatch, [0]).code('0').code('10'), 'whole', 'a'],
  [
    'no distance code and a match',
    dynamicHead(aEndMatch, [0]).code('0').code('11').number(0, 40),
    'invalid distance code',
    'a',
  ],
  [
    'a lone distance code that is not symbol 0',
    dynamicHead(aEndMatch, [0, 0, 1]).code('0000').code('11').code('0').code('10'),
    'whole',
    'aaaaaaa',
  ],
  [
    'codes of 15 bits',
    dynamicHead(lengthsOf(257, staircase()), [0]).code('1'.repeat(14)).code('0').code('1'.repeat(15)),
    'whole',
    'o',
  ],
];

/** Codes of 1 to 15 bits for 'a' to 'o', and one more of 15 for the end. */
function staircase(): Record<number, number> {
  const lengths: Record<number, number> = { 256: 15 };
  for (let length = 1; length <= 15; length++) lengths[96 + length] = length;
  return lengths;
}

for (const [title, writer, verdict, text] of handmade) {
  test(`by hand: ${title}`, (t) => {
    // Behind many zeros the fast decoder meets the same damage; alone only the careful one does.
    for (const tail of [0, 64]) {
      const stream = Buffer.concat([writer.bytes(), Buffer.alloc(verdict === 'truncated' ? 0 : tail)]);
      t.is(zlibVerdict(stream).verdict, verdict);
      const found = rig.run(stream, large);
      t.is(found.verdict, verdict);
      if (text !== undefined) t.is(found.text.toString('latin1'), text);
      t.is(difference(rig, stream, everySize), undefined);
    }
  });
}

test('no text from before the stream is taken as its history', (t) => {
  const before = deflateRawSync('the text of another stream');
  t.is(rig.run(before, large).verdict, 'whole');
  const stream = fixedHead().code('0000001').code('00010').number(0, 200).bytes();
  t.is(rig.run(stream, large).verdict, 'invalid distance too far back');
});

test('a match reaches 32 KiB back, and not one byte further than the text', (t) => {
  const stream = (text: number): Buffer => {
    const writer = fixedHead();
    for (let left = text; left > 0; left--) writer.code('10010001');
    // Length 3 at distance 32,768: symbol 29 with all extra bits.
    return writer.code('0000001').code('11101').number(0x1fff, 13).code('0000000').number(0, 400).bytes();
  };
  t.is(rig.run(stream(32_768), large).verdict, 'whole');
  t.is(rig.run(stream(32_767), large).verdict, 'invalid distance too far back');
  t.is(difference(rig, stream(32_768), everySize), undefined);
  t.is(difference(rig, stream(32_767), everySize), undefined);
});
