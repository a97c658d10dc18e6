// The oracle is how the archives are made: their blocks are flushed one by one, so that it is known how much text
// stands before any stored byte.

import test from 'ava';
import fc from 'fast-check';
import type { Damage } from '../../../src/types.ts';
import { HugeWindow } from '../../../workers/archive/source.ts';
import type { StoredBytes } from '../../../workers/archive/stored.ts';
import { openZstd } from '../../../workers/archive/zstd.ts';
import { claimingWindow, type Frames, frame, joined, skippable } from '../../helpers/zstd-frames.ts';

interface Reading {
  readonly text: Buffer;
  readonly storedBytes: number;
  readonly damage: Damage | undefined;
}

interface Sizes {
  readonly stored: number;
  readonly target: number;
}

const large: Sizes = { stored: 2 ** 20, target: 2 ** 20 };
const everySize: readonly Sizes[] = [
  large,
  { stored: 1, target: 65_536 },
  { stored: 2 ** 20, target: 1 },
  { stored: 7, target: 13 },
  { stored: 1000, target: 333 },
];

function storedPiecewise(all: Uint8Array, pieceBytes: number): StoredBytes {
  let at = 0;
  return {
    peek: (length) => all.subarray(0, length),
    read(target) {
      const piece = all.subarray(at, at + Math.min(pieceBytes, target.length));
      target.set(piece);
      at += piece.length;
      return piece.length;
    },
    position: () => at,
    failure: () => undefined,
  };
}

function readAll(stored: Uint8Array, sizes: Sizes = large, hugeWindow = true): Reading {
  const source = openZstd(storedPiecewise(stored, sizes.stored), hugeWindow);
  const target = new Uint8Array(sizes.target);
  const pieces: Buffer[] = [];
  for (let got = source.read(target); got > 0; got = source.read(target))
    pieces.push(Buffer.from(target.subarray(0, got)));
  if (source.read(target) !== 0) throw new Error('text after the end');
  source.close();
  return { text: Buffer.concat(pieces), storedBytes: source.storedBytes(), damage: source.damage() };
}

/** The same for all sizes. */
function readEveryWay(stored: Uint8Array): Reading {
  const [first, ...others] = everySize.map((sizes) => readAll(stored, sizes));
  for (const other of others) {
    if (first === undefined || !other.text.equals(first.text)) throw new Error('another text with another size');
    if (JSON.stringify(other.damage) !== JSON.stringify(first.damage)) throw new Error('another damage');
  }
  return first as Reading; // there is at least one size
}

const log = (lines: number) =>
  Array.from({ length: lines }, (_, i) => `Jul 03 2014 ${i}: Built UDP for inside:10.1.${i % 7}.${i % 251}/53\n`).join(
    '',
  );

/** Compressed, raw and repeated blocks; with and without a checksum; skippable frames between and at the end. */
const archive = joined(
  skippable('nothing to see'),
  frame([log(8), 'ab', '\0'.repeat(500), log(3)], { checksum: true }),
  skippable('', 15),
  frame([log(5), 'no line feed'], {}),
  frame([], { checksum: true }),
  skippable('end'),
);

/** The text of the blocks that are whole in so many stored bytes. */
function textBefore({ text, marks }: Frames, storedBytes: number): Buffer {
  const whole = marks.filter((mark) => mark.storedBytes <= storedBytes);
  return text.subarray(0, whole.at(-1)?.textBytes ?? 0);
}

test('frames and skippable frames are one text, for targets of 1 byte to 1 MiB', (t) => {
  const reading = readEveryWay(archive.stored);
  t.true(reading.text.equals(archive.text));
  t.deepEqual([reading.storedBytes, reading.damage], [archive.stored.length, undefined]);
});

test('long frames, with blocks larger than the input buffer and the target', (t) => {
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 255));
  const long = joined(frame([noise, log(20_000)], { checksum: true }), frame([log(20_000), noise], {}));
  for (const sizes of [large, { stored: 4096, target: 65_536 }, { stored: 2 ** 20, target: 70_001 }]) {
    const reading = readAll(long.stored, sizes);
    t.true(reading.text.equals(long.text));
    t.is(reading.damage, undefined);
  }
});

test('cut anywhere, an archive gives the text of the blocks before', (t) => {
  for (let cut = 0; cut <= archive.stored.length; cut++) {
    const reading = readAll(archive.stored.subarray(0, cut));
    t.true(reading.text.equals(textBefore(archive, cut)), `cut at ${cut}`);
    if (archive.ends.includes(cut)) t.is(reading.damage, undefined, `cut at ${cut}`);
    else {
      t.is(reading.damage?.reason, 'truncated', `cut at ${cut}`);
      t.true(reading.damage?.message.startsWith(`ends at byte ${cut}, inside a `), reading.damage?.message);
    }
  }
});

test('a cut gives the same text and words whatever the sizes', (t) => {
  for (let cut = 1; cut < archive.stored.length; cut += 23)
    t.notThrows(() => readEveryWay(archive.stored.subarray(0, cut)));
});

test('no flipped bit makes it throw, and with checksums none goes by unseen', (t) => {
  const proven = joined(
    frame([log(4), 'ab', '\0'.repeat(300)], { checksum: true }),
    frame([log(2)], { checksum: true }),
  );
  const { stored, text } = proven;
  for (let bit = 0; bit < stored.length * 8; bit++) {
    const flipped = Buffer.from(stored);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const reading = readAll(flipped);
    const other = readAll(flipped, { stored: 5, target: 17 });
    t.true(reading.text.equals(other.text), `bit ${bit}`);
    t.deepEqual(reading.damage, other.damage, `bit ${bit}`);
    if (reading.damage === undefined) t.true(reading.text.equals(text), `bit ${bit}`);
  }
});

test('random bytes behind a magic number never make it throw', (t) => {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (anyBytes) => {
      t.not(readAll(Buffer.concat([magic, anyBytes])).damage?.message, '');
    }),
    { numRuns: 2000 },
  );
});

function withWrongChecksum({ stored, ...rest }: Frames): Frames {
  const wrong = Buffer.from(stored);
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 1) ^ 1, wrong.length - 1);
  return { stored: wrong, ...rest };
}

const good = frame([log(10)], { checksum: true });
const wrong = withWrongChecksum(good);
const size = good.stored.length;
const [text1, text2, text3] = [1, 2, 3].map((times) => Buffer.concat(Array<Buffer>(times).fill(good.text)));
const none = Buffer.alloc(0);
const unproven = `checksum of frame 1 at byte ${size - 4} is wrong: its content is unproven`;

const damages: Readonly<
  Record<string, readonly [stored: Buffer, text: Buffer | undefined, reason: string, message: string]>
> = {
  'a wrong checksum, and the next frame': [Buffer.concat([wrong.stored, good.stored]), text2, 'corrupt', unproven],
  'several wrong checksums': [
    Buffer.concat([good.stored, wrong.stored, wrong.stored]),
    text3,
    'corrupt',
    `checksum of frame 2 at byte ${2 * size - 4} is wrong: its content is unproven; 2 frames are unproven`,
  ],
  'a wrong checksum and then a cut': [
    Buffer.concat([wrong.stored, good.stored.subarray(0, 20)]),
    text1,
    'corrupt',
    `${unproven}; ends at byte ${size + 20}, inside a block`,
  ],
  'garbage behind a frame': [
    Buffer.concat([good.stored, Buffer.alloc(300_000, 'x')]),
    text1,
    'corrupt',
    `300,000 bytes at byte ${size}, behind the last frame, are not zstd`,
  ],
  'a few bytes of garbage behind a frame': [
    Buffer.concat([good.stored, Buffer.from('xy')]),
    text1,
    'corrupt',
    `2 bytes at byte ${size}, behind the last frame, are not zstd`,
  ],
  'zeros behind a frame': [
    Buffer.concat([good.stored, Buffer.alloc(8)]),
    text1,
    'corrupt',
    `8 bytes at byte ${size}, behind the last frame, are not zstd`,
  ],
  'half a magic number': [
    Buffer.concat([good.stored, good.stored.subarray(0, 3)]),
    text1,
    'truncated',
    `ends at byte ${size + 3}, inside a frame header`,
  ],
  'a skippable frame that claims more than there is': [
    Buffer.concat([good.stored, skippable('x'.repeat(600_000)).stored.subarray(0, 400_000)]),
    text1,
    'truncated',
    `ends at byte ${size + 400_000}, inside a skippable frame`,
  ],
  'a frame that needs a dictionary': [
    Buffer.concat([good.stored, Buffer.from('28b52ffd01580700', 'hex')]),
    text1,
    'unsupported',
    `frame at byte ${size} needs a dictionary`,
  ],
  'a cut checksum': [good.stored.subarray(0, -1), text1, 'truncated', `ends at byte ${size - 1}, inside a checksum`],
  'a block of the reserved type': [
    Buffer.concat([claimingWindow(good, 20).stored.subarray(0, 6), Buffer.from([0x07, 0, 0, 0, 0, 0, 0])]),
    none,
    'corrupt',
    'block at byte 6 does not decode: Data corruption detected',
  ],
};

for (const [title, [stored, text, reason, message]] of Object.entries(damages)) {
  test(`told: ${title}`, (t) => {
    const reading = readEveryWay(stored);
    t.deepEqual(reading.damage as unknown, { reason, message });
    t.true(text !== undefined && reading.text.equals(text));
  });
}

test('windows up to 128 MiB are decoded beside others, larger ones only where that is allowed, over 2 GiB never', (t) => {
  for (const [log2, eighths] of [
    [17, 0],
    [27, 0],
  ] as const) {
    const { stored, text } = claimingWindow(good, log2, eighths);
    const reading = readAll(stored, large, false);
    t.true(reading.text.equals(text));
    t.is(reading.damage, undefined);
  }
  for (const [log2, eighths] of [
    [27, 1],
    [30, 0],
    [31, 0],
  ] as const) {
    const { stored, text } = claimingWindow(good, log2, eighths);
    t.throws(() => readAll(stored, large, false), { instanceOf: HugeWindow });
    const reading = readAll(stored, large, true);
    t.true(reading.text.equals(text));
    t.is(reading.damage, undefined);
  }
  const { stored } = claimingWindow(good, 32);
  t.throws(() => readAll(stored, large, false), { instanceOf: HugeWindow });
  t.like(readAll(stored), { text: none, damage: { reason: 'corrupt' } });
});

test('a huge window in a later frame is found out when its turn comes', (t) => {
  const stored = Buffer.concat([good.stored, claimingWindow(good, 31).stored]);
  t.throws(() => readAll(stored, { stored: 100, target: 65_536 }, false), { instanceOf: HugeWindow });
  t.true(readAll(stored).text.equals(text2 ?? none));
});
