import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findCuts } from '../../src/cuts.ts';
import type { Codec } from '../../src/types.ts';
import { bgzfMember, member } from '../helpers/gzip-members.ts';
import { folderWith } from '../helpers/scratch.ts';
import { inputAt } from '../helpers/shards.ts';
import { type Frames, frame, joined, skippable } from '../helpers/zstd-frames.ts';

const mebibyte = 2 ** 20;

function cutsOf(t: ExecutionContext, codec: Codec, stored: Uint8Array, partBytes: number): readonly number[] {
  const path = join(folderWith(t, { input: '' }), 'input');
  writeFileSync(path, stored);
  return findCuts(inputAt(path, codec), partBytes);
}

/** Bytes that do not shrink, from a small generator. */
function noise(bytes: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = seed | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return Buffer.from(words.buffer).subarray(0, bytes);
}

function startsOf(units: readonly Uint8Array[]): readonly number[] {
  let at = 0;
  return units.map((unit) => {
    at += unit.length;
    return at - unit.length;
  });
}

/** As the seekable format has it, behind the frames. */
function seekTable(frames: readonly { readonly stored: Buffer; readonly text: Buffer }[], checksums = false): Frames {
  const entries = frames.map(({ stored, text }) => {
    const entry = Buffer.alloc(checksums ? 12 : 8);
    entry.writeUInt32LE(stored.length, 0);
    entry.writeUInt32LE(text.length, 4);
    return entry;
  });
  const footer = Buffer.alloc(9);
  footer.writeUInt32LE(frames.length, 0);
  footer.writeUInt8(checksums ? 0x80 : 0, 4);
  footer.writeUInt32LE(0x8f92eab1, 5);
  return skippable(Buffer.concat([...entries, footer]), 14);
}

for (const [name, codec, unit] of [
  ['zstd frames', 'zstd', (content: Buffer) => frame([content], {}).stored],
  ['gzip members', 'gzip', (content: Buffer) => member(content)],
  ['BGZF', 'gzip', (content: Buffer) => bgzfMember(content.subarray(0, 50_000))],
] as const) {
  test(`${name} are cut at their beginnings, about as far apart as is wanted`, (t) => {
    const units = Array.from({ length: 40 }, (_, i) => unit(noise(60_000, i + 1)));
    const stored = Buffer.concat(units);
    const starts = startsOf(units);
    const cuts = cutsOf(t, codec, stored, stored.length / 8);
    t.is(cuts.length, 7);
    for (const [i, cut] of cuts.entries()) {
      t.true(starts.includes(cut));
      const wanted = (stored.length * (i + 1)) / 8;
      t.true(cut >= Math.floor(wanted) && cut < wanted + 61_000, `${cut} for ${wanted}`);
    }
  });
}

test('more cuts than there are beginnings are not found', (t) => {
  const units = Array.from({ length: 5 }, (_, i) => member(noise(60_000, i + 1)));
  t.deepEqual(cutsOf(t, 'gzip', Buffer.concat(units), 1000), startsOf(units).slice(1));
});

test('what is one frame or member is not cut', (t) => {
  t.deepEqual(cutsOf(t, 'zstd', frame([noise(300_000, 1)], {}).stored, 10_000), []);
  t.deepEqual(cutsOf(t, 'gzip', member(noise(300_000, 1)), 10_000), []);
  t.deepEqual(cutsOf(t, 'zstd', Buffer.alloc(0), 10_000), []);
});

test('a first frame of several MiB is taken for the only one', (t) => {
  const long = frame([noise(5 * mebibyte, 1)], {}).stored;
  t.deepEqual(cutsOf(t, 'zstd', Buffer.concat([long, frame(['text'], {}).stored]), mebibyte), []);
});

test('a seekable file is cut where its table says, however long the frames', (t) => {
  const first = Array.from({ length: 4 }, (_, i) => frame([noise(5 * mebibyte, i + 1)], {}));
  for (const checksums of [false, true]) {
    const { stored, ends } = joined(...first, seekTable(first, checksums));
    const cuts = cutsOf(t, 'zstd', stored, mebibyte);
    t.deepEqual(cuts, ends.slice(1, 4));
  }
});

test('a table that cannot be one is passed over', (t) => {
  const frames = Array.from({ length: 4 }, (_, i) => frame([noise(60_000, i + 1)], {}));
  const starts = joined(...frames).ends.slice(1, 4);
  for (const claimed of [0, 5, 2 ** 20, 2 ** 32 - 1]) {
    const table = seekTable(frames).stored;
    table.writeUInt32LE(claimed, table.length - 9);
    const { stored } = joined(...frames, { stored: table, text: Buffer.alloc(0), marks: [], ends: [] });
    t.deepEqual(cutsOf(t, 'zstd', stored, 1000), starts);
  }
});

test('no cut lies outside the file or behind another, whatever a table claims', (t) => {
  const frames = Array.from({ length: 6 }, (_, i) => frame([noise(10_000, i + 1)], {}));
  const lies = frames.map(({ stored, text }, i) => ({
    text,
    stored: i % 2 === 0 ? Buffer.alloc(0) : Buffer.concat([stored, stored, stored]),
  }));
  const { stored } = joined(...frames, seekTable(lies));
  const cuts = cutsOf(t, 'zstd', stored, 1000);
  t.deepEqual(
    cuts,
    [...new Set(cuts)].sort((a, b) => a - b),
  );
  t.true(cuts.length > 0 && cuts.every((cut) => cut > 0 && cut < stored.length));
});

test('a file that cannot be read has no cuts: its scan tells why', (t) => {
  const path = join(folderWith(t, { input: 'x' }), 'input');
  t.is(statSync(path).size, 1);
  t.deepEqual(findCuts({ ...inputAt(path, 'gzip'), openPath: `${path}.gone` }, 10), []);
});
