import { spawnSync } from 'node:child_process';
import { constants, crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';
import type { Damage } from '../../../src/types.ts';
import { openGzip } from '../../../workers/archive/gzip.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';
import { randomFrom, someText } from '../kernel/inflate-oracle.ts';

const log = Buffer.from(
  Array.from({ length: 400 }, (_, i) => `Jul 03 2014 ${i}: Built UDP for inside:10.1.${i % 7}.${i % 251}/53\n`).join(
    '',
  ),
);
const mixture = someText(randomFrom(3), 100_000);

interface Sizes {
  /** Stored bytes a read. */
  readonly stored: number;
  /** Bytes of the target. */
  readonly target: number;
}

const large: Sizes = { stored: 2 ** 20, target: 2 ** 18 };
const everySize: readonly Sizes[] = [
  large,
  { stored: 1, target: 1 },
  { stored: 7, target: 65_536 },
  { stored: 65_536, target: 7 },
  { stored: 1000, target: 333 },
];

interface Reading {
  readonly text: Buffer;
  readonly storedBytes: number;
  readonly damage: Damage | undefined;
}

const kernel = instantiateKernel();
const historyBytes = 32 * 1024;
const guard = Buffer.alloc(512, 0xa5);
const largestTarget = 2 ** 18;
const front = kernel.allocate(historyBytes + largestTarget + guard.length);

/** Reads all of it as the feed loop does: the last 32 KiB of text are moved in front of the one target. */
function readAll(stored: Uint8Array, sizes: Sizes): Reading {
  const pieces: Buffer[] = [];
  let taken = 0;
  const source = openGzip(kernel, (target) => {
    const piece = stored.subarray(taken, taken + Math.min(sizes.stored, target.length));
    target.set(piece);
    taken += piece.length;
    return piece.length;
  });
  const address = front + historyBytes;
  let memory = Buffer.from(kernel.memory.buffer);
  for (;;) {
    memory.set(guard, address + sizes.target);
    const count = source.read(bytesAt(kernel, address, sizes.target));
    memory = Buffer.from(kernel.memory.buffer);
    if (guard.compare(memory, address + sizes.target, address + sizes.target + guard.length) !== 0) {
      throw new Error('written behind the target');
    }
    if (count === 0) break;
    pieces.push(Buffer.from(memory.subarray(address, address + count)));
    memory.copyWithin(front, front + count, address + count);
  }
  if (source.read(bytesAt(kernel, address, sizes.target)) !== 0) throw new Error('text after the end');
  const reading = { text: Buffer.concat(pieces), storedBytes: source.storedBytes(), damage: source.damage() };
  source.close();
  return reading;
}

/** What zlib says of it, in our words; its text only if all is well. */
function zlibVerdict(stored: Uint8Array): 'whole' | 'truncated' | 'corrupt' {
  try {
    gunzipSync(stored);
    return 'whole';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
  }
}

function verdict(reading: Reading): string {
  if (reading.damage === undefined) return 'whole';
  return reading.damage.reason === 'unsupported' ? 'corrupt' : reading.damage.reason;
}

interface Fields {
  readonly extra?: Uint8Array;
  readonly name?: string;
  readonly comment?: string;
  readonly headerCrc?: boolean;
}

/** A member with any header fields. */
function member(text: Uint8Array, fields: Fields = {}): Buffer {
  const has = (field: unknown, flag: number): number => (field === undefined || field === false ? 0 : flag);
  const { extra, name, comment, headerCrc } = fields;
  const flags = has(headerCrc, 2) | has(extra, 4) | has(name, 8) | has(comment, 16);
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 3])];
  if (extra !== undefined) parts.push(number(extra.length, 2), Buffer.from(extra));
  for (const words of [name, comment]) if (words !== undefined) parts.push(Buffer.from(`${words}\0`, 'latin1'));
  if (headerCrc === true) parts.push(number(crc32(Buffer.concat(parts)) & 0xffff, 2));
  return Buffer.concat([...parts, deflateRawSync(text), number(crc32(text), 4), number(text.length, 4)]);
}

function number(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

function changed(stored: Buffer, at: number, by = 0xff): Buffer {
  const copy = Buffer.from(stored);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ by;
  return copy;
}

const allFields: Fields = { extra: Buffer.alloc(300, 0), name: 'SyslogCatchAll.txt', comment: 'July', headerCrc: true };

const wholeArchives: Readonly<Record<string, readonly [stored: Buffer, text: Buffer]>> = {
  'one member': [gzipSync(log), log],
  'a stored member': [gzipSync(mixture, { level: 0 }), mixture],
  'a fixed member': [gzipSync(log, { strategy: constants.Z_FIXED }), log],
  'an empty member': [gzipSync(''), Buffer.alloc(0)],
  'empty members around a full one': [Buffer.concat([gzipSync(''), gzipSync(''), gzipSync(log), gzipSync('')]), log],
  'a member for every byte': [
    Buffer.concat(Array.from(log.subarray(0, 500), (byte) => gzipSync(Buffer.from([byte])))),
    log.subarray(0, 500),
  ],
  'members with all header fields': [
    Buffer.concat([member(log, allFields), member(mixture, allFields)]),
    Buffer.concat([log, mixture]),
  ],
  'a member with each header field alone': [
    Buffer.concat([
      member(log, { extra: Buffer.alloc(0) }),
      member(log, { extra: Buffer.alloc(65_535, 7) }),
      member(log, { name: '' }),
      member(log, { comment: 'x'.repeat(200_000) }),
      member(log, { headerCrc: true }),
    ]),
    Buffer.concat([log, log, log, log, log]),
  ],
};

for (const [title, [stored, text]] of Object.entries(wholeArchives)) {
  test(`${title} is read whole, whatever the sizes of reads and targets`, (t) => {
    t.true(gunzipSync(stored).equals(text));
    for (const sizes of everySize) {
      const reading = readAll(stored, sizes);
      t.true(reading.text.equals(text), JSON.stringify(sizes));
      t.is(reading.damage, undefined);
      t.is(reading.storedBytes, stored.length);
    }
  });
}

test('zeros behind and between members are padding', (t) => {
  const stored = Buffer.concat([gzipSync(log), Buffer.alloc(200_000), gzipSync(mixture), Buffer.alloc(513)]);
  for (const sizes of everySize) {
    const reading = readAll(stored, sizes);
    t.true(reading.text.equals(Buffer.concat([log, mixture])));
    t.is(reading.damage, undefined);
    t.is(reading.storedBytes, stored.length);
  }
});

test('a member that was flushed often is read whole', (t) => {
  const texts = [log, mixture.subarray(0, 5000), Buffer.alloc(0), log, Buffer.from('x'), log];
  const text = Buffer.concat(texts);
  const stream = texts.map((piece, i) =>
    deflateRawSync(piece, { finishFlush: i % 2 === 0 ? constants.Z_SYNC_FLUSH : constants.Z_FULL_FLUSH }),
  );
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const end = [deflateRawSync(''), number(crc32(text), 4), number(text.length, 4)];
  const stored = Buffer.concat([head, ...stream, ...end]);
  t.true(gunzipSync(stored).equals(text));
  for (const sizes of everySize) {
    const reading = readAll(stored, sizes);
    t.true(reading.text.equals(text));
    t.is(reading.damage, undefined);
  }
});

test('a member may share no history with the one before', (t) => {
  const first = gzipSync('0123456789'.repeat(100));
  // A match of length 3 at distance 1, before any text of its own member.
  const second = Buffer.concat([first.subarray(0, 10), Buffer.from([0x03, 0x02, 0, 0, 0]), Buffer.alloc(40)]);
  const stored = Buffer.concat([first, second]);
  for (const sizes of everySize) {
    const reading = readAll(stored, sizes);
    t.is(reading.text.length, 1000);
    const message = `member 2 (begun at byte ${first.length}) is broken near byte ${first.length + 12}: invalid distance too far back`;
    t.deepEqual(reading.damage, { reason: 'corrupt', message });
  }
});

// ---------------------------------------------------------------- commands

const commands: readonly (readonly string[])[] = [
  ...Array.from({ length: 9 }, (_, level) => ['gzip', `-${level + 1}`]),
  ['pigz', '-1'],
  ['pigz', '-6', '-p', '2', '-b', '128'],
  ['pigz', '-11', '-b', '128'],
  ['igzip', '-0'],
  ['igzip', '-1'],
  ['igzip', '-3'],
];

for (const [command = '', ...options] of commands) {
  test(`what ${command} ${options.join(' ')} makes is read whole`, (t) => {
    const text = Buffer.concat([log, mixture, log]);
    const made = spawnSync(command, [...options, '-c'], { input: text, maxBuffer: 2 ** 24 });
    const absent = (made.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    if (absent) {
      // Installed where this project is checked; elsewhere zlib stands in for it.
      t.false(process.platform === 'linux' && process.env.CI !== undefined, `${command} has to be installed`);
      t.log(`${command} is not installed: read from zlib instead`);
    } else t.is(made.status, 0, made.stderr.toString());
    const stored = absent ? gzipSync(text) : made.stdout;
    for (const sizes of [large, { stored: 7, target: 65_536 }]) {
      const reading = readAll(stored, sizes);
      t.is(reading.damage, undefined);
      t.true(reading.text.equals(text));
    }
  });
}

// ---------------------------------------------------------------- damage

test('an archive cut anywhere gives the prefix that zlib gives, and is truncated', (t) => {
  const members = [member(log.subarray(0, 700), allFields), gzipSync(''), gzipSync(log.subarray(0, 900))];
  const stored = Buffer.concat(members);
  const ends = members.map((_, i) => Buffer.concat(members.slice(0, i + 1)).length);
  for (let cut = 1; cut < stored.length; cut++) {
    const part = stored.subarray(0, cut);
    const expected = gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH });
    const readings = [large, { stored: 1, target: 1 }, { stored: 50, target: 600 }].map((sizes) =>
      readAll(part, sizes),
    );
    for (const reading of readings) {
      t.true(reading.text.equals(expected), `cut ${cut}`);
      t.is(verdict(reading), ends.includes(cut) ? 'whole' : 'truncated', `cut ${cut}`);
      t.is(reading.storedBytes, cut);
      t.deepEqual(reading.damage, readings[0]?.damage);
    }
  }
});

test('every flipped bit gets the verdict of zlib, and one message whatever the sizes', (t) => {
  const stored = member(log.subarray(0, 500), { name: 'x', comment: 'y', extra: Buffer.alloc(3), headerCrc: true });
  for (let bit = 0; bit < stored.length * 8; bit++) {
    const damaged = changed(stored, bit >> 3, 1 << (bit & 7));
    const readings = [large, { stored: 1, target: 1 }, { stored: 50, target: 400 }].map((sizes) =>
      readAll(damaged, sizes),
    );
    t.is(readings[0] && verdict(readings[0]), zlibVerdict(damaged), `bit ${bit}`);
    for (const reading of readings) t.deepEqual(reading, readings[0], `bit ${bit}`);
  }
});

const two = Buffer.concat([gzipSync(log), gzipSync(mixture)]);
const at = gzipSync(log).length;
const bothTexts = Buffer.concat([log, mixture]);
const wrongLength = changed(gzipSync(log), -1);

const damages: Readonly<Record<string, readonly [stored: Buffer, text: Buffer, reason: string, message: string]>> = {
  'a wrong checksum': [
    Buffer.concat([changed(gzipSync(log), -5), gzipSync(mixture)]),
    bothTexts,
    'corrupt',
    'member 1 (begun at byte 0) has a wrong checksum: its content is unproven',
  ],
  'a wrong length': [
    Buffer.concat([wrongLength, gzipSync(mixture)]),
    bothTexts,
    'corrupt',
    'member 1 (begun at byte 0) has a wrong length: its content is unproven',
  ],
  'several wrong members': [
    Buffer.concat([gzipSync(log), wrongLength, gzipSync(log), changed(wrongLength, -5)]),
    Buffer.concat([log, log, log, log]),
    'corrupt',
    `member 2 (begun at byte ${at}) has a wrong length: its content is unproven; 2 members are damaged`,
  ],
  'a wrong member and then a cut': [
    Buffer.concat([wrongLength, gzipSync('').subarray(0, 15)]),
    log,
    'corrupt',
    `member 1 (begun at byte 0) has a wrong length: its content is unproven; ends at byte ${at + 15}, inside member 2 (begun at byte ${at}); 2 members are damaged`,
  ],
  'a cut header': [
    two.subarray(0, at + 5),
    log,
    'truncated',
    `ends at byte ${at + 5}, inside member 2 (begun at byte ${at})`,
  ],
  'a cut magic': [
    two.subarray(0, at + 1),
    log,
    'truncated',
    `ends at byte ${at + 1}, inside member 2 (begun at byte ${at})`,
  ],
  'a cut trailer': [
    two.subarray(0, -1),
    bothTexts,
    'truncated',
    `ends at byte ${two.length - 1}, inside member 2 (begun at byte ${at})`,
  ],
  'a broken block': [
    Buffer.concat([gzipSync(log), gzipSync('').subarray(0, 10), Buffer.alloc(300, 0xff)]),
    log,
    'corrupt',
    `member 2 (begun at byte ${at}) is broken near byte ${at + 11}: invalid block type`,
  ],
  'text behind the last member': [
    Buffer.concat([gzipSync(log), Buffer.alloc(100), Buffer.alloc(300_000, 'x')]),
    log,
    'corrupt',
    '300000 bytes after the last member are not gzip',
  ],
  'one byte behind the last member': [
    Buffer.concat([gzipSync(log), Buffer.from('x')]),
    log,
    'corrupt',
    '1 byte after the last member is not gzip',
  ],
  'half a magic behind the last member': [
    Buffer.concat([gzipSync(log), Buffer.from([0x1f, 0x8c, 0])]),
    log,
    'corrupt',
    '3 bytes after the last member are not gzip',
  ],
  'no gzip at all': [Buffer.from('plain text'), Buffer.alloc(0), 'corrupt', '10 bytes at the front are not gzip'],
  'an empty file': [Buffer.alloc(0), Buffer.alloc(0), 'truncated', 'the file is empty'],
  'another method': [
    changed(two, at + 2, 1),
    log,
    'unsupported',
    `member 2 (begun at byte ${at}) uses compression method 9`,
  ],
  'a reserved flag': [
    changed(two, at + 3, 0x20),
    log,
    'unsupported',
    `member 2 (begun at byte ${at}) uses reserved header flags 0x20`,
  ],
  'a wrong header checksum': [
    changed(member(log, allFields), 5),
    Buffer.alloc(0),
    'corrupt',
    'member 1 (begun at byte 0) has a wrong header checksum',
  ],
};

for (const [title, [stored, text, reason, message]] of Object.entries(damages)) {
  test(`told: ${title}`, (t) => {
    for (const sizes of everySize) {
      const reading = readAll(stored, sizes);
      t.deepEqual(reading.damage, { reason, message });
      t.true(reading.text.equals(text));
    }
  });
}

test('an error of the file itself comes after the text that was read before it', (t) => {
  const stored = gzipSync(mixture);
  let reads = 0;
  const source = openGzip(kernel, (target) => {
    if (reads++ > 0) throw new Error('EIO: the disk is gone');
    target.set(stored.subarray(0, 5000));
    return 5000;
  });
  const address = front + historyBytes;
  const count = source.read(bytesAt(kernel, address, 65_536));
  t.true(count > 0);
  t.true(mixture.subarray(0, count).equals(bytesAt(kernel, address, count)));
  t.throws(() => source.read(bytesAt(kernel, address + count, 65_536)), { message: 'EIO: the disk is gone' });
  source.close();
});

test('closing gives the input window back', (t) => {
  const fresh = instantiateKernel();
  const source = openGzip(fresh, () => 0);
  source.close();
  source.close();
  const bytes = fresh.memory.buffer.byteLength;
  for (let round = 0; round < 500; round++) openGzip(fresh, () => 0).close();
  t.is(fresh.memory.buffer.byteLength, bytes);
});
