import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { codecs, compressText, decompressText } from '../../bench/compress.ts';
import { prepareData } from '../../bench/data.ts';

const prepare = async (folder: string, bytesPerFile = 60_000) => {
  const said: string[] = [];
  const data = await prepareData({ folder, bytesPerFile, fileCount: 2, codecs }, (message) => said.push(message));
  return { ...data, said };
};

test.beforeEach((t) => {
  t.context = mkdtempSync(join(tmpdir(), 'bench-data-'));
});
test.afterEach.always((t) => {
  rmSync(t.context as string, { recursive: true });
});

test('the three codecs hold the same text, and every file another one', async (t) => {
  const { files } = await prepare(t.context as string);
  const texts = files.plain?.map((path) => readFileSync(path)) ?? [];
  t.is(texts.length, 2);
  t.deepEqual(
    files.gzip?.map((path) => gunzipSync(readFileSync(path))),
    texts,
  );
  t.deepEqual(
    files.zstd?.map((path) => decompressText('zstd', readFileSync(path))),
    texts,
  );
  t.not(texts[0]?.toString('latin1', 0, 1000), texts[1]?.toString('latin1', 0, 1000));
});

test('the answer is the sum over the files', async (t) => {
  const { files, answer } = await prepare(t.context as string);
  const text = files.plain?.map((path) => readFileSync(path, 'latin1')).join('') ?? '';
  t.is(answer.bytes, text.length);
  t.is(answer.lines, text.split('\n').length - 1);
  t.is(answer.needleLines, text.split('\n').filter((line) => line.includes('/53 ')).length);
});

test('data that fits is used again, byte for byte the same answer', async (t) => {
  const first = await prepare(t.context as string);
  const times = first.files.gzip?.map((path) => statSync(path).mtimeMs);
  const second = await prepare(t.context as string);
  t.is(first.said.length, 6);
  t.deepEqual(second.said, []);
  t.deepEqual(second.answer, first.answer);
  t.deepEqual(
    second.files.gzip?.map((path) => statSync(path).mtimeMs),
    times,
  );
});

test('a file of the wrong size is made again, and another size is other data', async (t) => {
  const first = await prepare(t.context as string);
  appendFileSync(first.files.zstd?.[1] ?? '', 'x');
  t.is((await prepare(t.context as string)).said.length, 1);
  appendFileSync(first.files.plain?.[0] ?? '', 'x');
  t.is((await prepare(t.context as string)).said.length, 6);
  t.is((await prepare(t.context as string, 30_000)).said.length, 6);
  t.deepEqual((await prepare(t.context as string)).said, []);
});

test('a compressed text carries neither time nor operating system', (t) => {
  const member = compressText('gzip', Buffer.from('text'));
  t.deepEqual([...member.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  t.is(gunzipSync(member).toString(), 'text');
});
