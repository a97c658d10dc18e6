import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { Codec, Damage, InputFile } from '../../../src/types.ts';
import { openText } from '../../../workers/archive/open.ts';
import { HugeWindow } from '../../../workers/archive/source.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';
import { folderWith } from '../../helpers/scratch.ts';
import { claimingWindow, frame } from '../../helpers/zstd-frames.ts';

interface Reading {
  readonly text: string;
  readonly damage: Damage | undefined;
}

const kernel = instantiateKernel();
const targetBytes = 65_536;
const target = kernel.allocate(32 * 1024 + targetBytes) + 32 * 1024;

/** Reads it as a file of that codec, or as a stream if there is none. */
async function readAs(t: ExecutionContext, content: Uint8Array, codec?: Codec, hugeWindow = false): Promise<Reading> {
  const path = join(folderWith(t, { input: '' }), 'input');
  writeFileSync(path, content);
  const input: InputFile =
    codec === undefined
      ? { path: '-', kind: 'stream', storedBytes: 0, codec: 'plain' }
      : { path, openPath: path, kind: 'file', storedBytes: content.length, codec };
  const file = openSync(path, 'r');
  try {
    const shard = { input, start: 0, end: input.storedBytes };
    const source = await openText({ kernel, file, shard, hugeWindow });
    try {
      let text = '';
      for (;;) {
        const got = source.read(bytesAt(kernel, target, targetBytes));
        if (got === 0) break;
        const piece = Buffer.from(bytesAt(kernel, target, got));
        text += piece.toString('latin1');
        // What was delivered last stands in front of the target.
        bytesAt(kernel, target - got, got).set(piece);
      }
      return { text, damage: source.damage() };
    } finally {
      source.close();
    }
  } finally {
    closeSync(file);
  }
}

const log = 'Built UDP for inside:10.1.2.3/53\n'.repeat(20);
const zstd = (text: string | Uint8Array) => frame([text], {}).stored;
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = (text: string) => utf16(text).swap16();
const twice = (format: string): Damage => ({
  reason: 'unsupported',
  message: `what it decodes to is ${format} again; decode it once first`,
});

const stored: Readonly<Record<string, readonly [Buffer, Codec]>> = {
  plain: [Buffer.from(log), 'plain'],
  gzip: [gzipSync(log), 'gzip'],
  zstd: [zstd(log), 'zstd'],
  'UTF-16 LE': [utf16(log), 'utf-16le'],
  'UTF-16 BE': [utf16be(log), 'utf-16be'],
  'UTF-16 in gzip': [gzipSync(utf16(log)), 'gzip'],
  'UTF-16 BE in gzip': [gzipSync(utf16be(log)), 'gzip'],
  'UTF-16 in zstd': [zstd(utf16(log)), 'zstd'],
  'UTF-16 BE in zstd': [zstd(utf16be(log)), 'zstd'],
};

for (const [title, [content, codec]] of Object.entries(stored)) {
  test(`${title} is the same text, as a file and as a stream`, async (t) => {
    t.deepEqual(await readAs(t, content, codec), { text: log, damage: undefined });
    t.deepEqual(await readAs(t, content), { text: log, damage: undefined });
  });
}

test('texts shorter than a magic number are text', async (t) => {
  for (const text of ['', 'a', 'ab\n', '0123456789abcde']) {
    for (const content of [Buffer.from(text), gzipSync(text), zstd(text)]) {
      t.deepEqual(await readAs(t, content), { text, damage: undefined });
    }
  }
});

test('what is compressed twice is unsupported, and no byte of it is text', async (t) => {
  const gz = gzipSync(log);
  t.deepEqual(await readAs(t, gzipSync(gz), 'gzip'), { text: '', damage: twice('gzip') });
  t.deepEqual(await readAs(t, gzipSync(zstd(log)), 'gzip'), { text: '', damage: twice('zstd') });
  t.deepEqual(await readAs(t, zstd(gz), 'zstd'), { text: '', damage: twice('gzip') });
  const xz = Buffer.concat([Buffer.from('fd377a585a000004', 'hex'), Buffer.alloc(40)]);
  t.deepEqual(await readAs(t, zstd(xz), 'zstd'), { text: '', damage: twice('xz') });
});

test('a stream of a format that nobody decodes is unsupported', async (t) => {
  const xz = Buffer.concat([Buffer.from('fd377a585a000004', 'hex'), Buffer.alloc(40)]);
  const { text, damage } = await readAs(t, xz);
  t.is(text, '');
  t.is(damage?.reason, 'unsupported');
  t.true(damage?.message.startsWith('xz is not supported; decode it first'), damage?.message);
});

test('the codec of a file that was planned as compressed is told again when it is read', async (t) => {
  t.deepEqual(await readAs(t, Buffer.from(log), 'gzip'), { text: log, damage: undefined });
  t.deepEqual(await readAs(t, zstd(log), 'gzip'), { text: log, damage: undefined });
});

test('damage is passed on through the transcoding', async (t) => {
  const cut = await readAs(t, gzipSync(utf16(log)).subarray(0, -9), 'gzip');
  t.is(cut.damage?.reason, 'truncated');
  t.true(log.startsWith(cut.text.replace('\xef\xbf\xbd', '')));
});

test('a frame that needs a huge window is refused where that is not allowed', async (t) => {
  const { stored: content, text } = claimingWindow(frame([log], { checksum: true }), 31);
  await t.throwsAsync(readAs(t, content, 'zstd'), { instanceOf: HugeWindow });
  t.deepEqual(await readAs(t, content, 'zstd', true), { text: text.toString('latin1'), damage: undefined });
});
