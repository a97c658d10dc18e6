import { deflateRawSync } from 'node:zlib';
import test from 'ava';
import { decodeBlocks, fillIn, findBlock, unknownWindow } from '../../bench/two-stage.ts';
import { nastyLog } from '../helpers/nasty-log.ts';

const text = Buffer.from(nastyLog(3, 4000), 'latin1');
const stream = deflateRawSync(text, { memLevel: 5 });
const front = 32_768;

function heads(): readonly (readonly [bit: number, at: number])[] {
  const found: [number, number][] = [];
  const end = decodeBlocks(stream, 0, new Uint8Array(front + text.length + 512), (bit, at) =>
    found.push([bit, at - front]),
  );
  if (end - front !== text.length) throw new Error('not decoded');
  return found;
}

test('a block is found where one begins', (t) => {
  const places = heads();
  t.true(places.length > 5);
  for (const [i, [bit]] of places.entries()) {
    const next = places[i + 1];
    if (next !== undefined && i + 2 < places.length) t.is(findBlock(stream, bit + 1), next[0]);
  }
});

test('symbols that are filled in are the text', (t) => {
  const [bit, at] = heads().find(([, place]) => place > front) ?? [0, 0];
  const symbols = new Uint16Array(front + text.length + 512);
  unknownWindow(symbols);
  const decoded = symbols.subarray(front, decodeBlocks(stream, bit, symbols));
  t.true(decoded.some((symbol) => symbol >= 2 ** 15));
  const filled = new Uint8Array(decoded.length);
  fillIn(decoded, text.subarray(at - front, at), filled);
  t.true(Buffer.from(filled).equals(text.subarray(at)));
});
