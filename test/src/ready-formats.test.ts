import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeReady } from '../../bundle/ready-formats.ts';
import { readReady, readyFormats, readyPath, writtenReady } from '../../src/ready-formats.ts';
import { folderWith } from '../helpers/scratch.ts';

test('what lies ready is what would be made of the built-in formats now', (t) => {
  const made = makeReady();
  t.deepEqual(readyFormats()?.decode, made.decode);
  t.is(readyFormats()?.laid.base, made.laid.base);
  t.is(readyFormats()?.laid.address, made.laid.address);
  t.is(Buffer.compare(readyFormats()?.laid.bytes ?? Buffer.of(), made.laid.bytes), 0);
});

test('what is written is read', (t) => {
  const folder = folderWith(t, {});
  const path = join(folder, 'ready');
  const decode = {
    id: 'sha256:1',
    formats: [],
    services: { dömain: 53 },
    protocols: { 6: 'tcp' },
    protocolAliases: {},
  };
  const ready = { decode, laid: { base: 4096, address: 2 ** 31 + 16, bytes: new Uint8Array(Buffer.from('laid\0')) } };
  writeFileSync(path, writtenReady(ready));
  const read = readReady(path);
  t.deepEqual(read?.decode, decode);
  t.deepEqual(
    { ...read?.laid, bytes: Buffer.from(read?.laid.bytes ?? []).toString() },
    { ...ready.laid, bytes: 'laid\0' },
  );
});

test('nothing is ready where the file is missing, cut, or has another byte', (t) => {
  const folder = folderWith(t, {});
  const path = join(folder, 'ready');
  t.is(readReady(path), undefined);
  const written = readFileSync(readyPath);
  for (const cut of [0, 3, 15, 16, 1000, written.length - 1]) {
    writeFileSync(path, written.subarray(0, cut));
    t.is(readReady(path), undefined, `${cut} bytes`);
  }
  for (const at of [0, 4, 8, 12, 16, 5000, written.length - 2]) {
    const changed = Buffer.from(written);
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(path, changed);
    t.is(readReady(path), undefined, `byte ${at}`);
  }
});
