import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeReady } from '../../bundle/ready-formats.ts';
import { readReady, readyFormats, writtenReady } from '../../src/ready-formats.ts';
import { folderWith } from '../helpers/scratch.ts';

const decode = { id: 'sha256:1', formats: [], services: { dömain: 53 }, protocols: { 6: 'tcp' }, protocolAliases: {} };
const laid = { base: 4096, address: 2 ** 31 + 16, bytes: new Uint8Array(Buffer.from('laid\0')) };

test('what lies ready is what would be made of the built-in formats now', (t) => {
  const made = makeReady();
  const ready = readyFormats();
  t.deepEqual(ready?.decode, made.decode);
  const { base, address, bytes } = ready?.laid() ?? {};
  t.deepEqual([base, address], [made.laid.base, made.laid.address]);
  t.is(Buffer.compare(bytes ?? Buffer.of(), made.laid.bytes), 0);
});

test('what is written is read', (t) => {
  const ready = readReady(folderOf(t, writtenReady(decode, laid)));
  t.deepEqual(ready?.decode, decode);
  t.deepEqual(
    { ...ready?.laid(), bytes: Buffer.from(ready?.laid()?.bytes ?? []) },
    { ...laid, bytes: Buffer.from(laid.bytes) },
  );
});

test('nothing is ready where a file is missing, cut, or has another byte', (t) => {
  const files = writtenReady(decode, laid);
  t.is(readReady(folderOf(t, {})), undefined);
  for (const name of Object.keys(files)) {
    const whole = files[name] ?? Buffer.of();
    const isUsed = (bytes: Buffer) => {
      const ready = readReady(folderOf(t, { ...files, [name]: bytes }));
      return name === 'formats.plan' ? ready !== undefined : ready?.laid() !== undefined;
    };
    t.true(isUsed(whole));
    for (let cut = 0; cut < whole.length; cut++) t.false(isUsed(whole.subarray(0, cut)), `${name}, ${cut} bytes`);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      t.false(isUsed(changed), `${name}, byte ${at}`);
    }
  }
});

test('what was laid of another plan is not taken', (t) => {
  const files = writtenReady(decode, laid);
  const others = writtenReady({ ...decode, id: 'sha256:2' }, laid);
  const ready = readReady(folderOf(t, { ...files, 'formats.plan': others['formats.plan'] ?? Buffer.of() }));
  t.is(ready?.decode.id, 'sha256:2');
  t.is(ready?.laid(), undefined);
});

function folderOf(t: Parameters<typeof folderWith>[0], files: Readonly<Record<string, Buffer>>): string {
  const folder = folderWith(t, {});
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return `${folder}/`;
}
