import test from 'ava';
import fc from 'fast-check';
import { instantiateKernel } from '../../workers/kernel/instance.ts';
import { TextWindow } from '../../workers/window.ts';

const kernel = instantiateKernel();

/** Amounts that fill and take: a window of 160 KiB slides often, and grows where little is taken. */
const steps = fc.array(
  fc.record({ fill: fc.integer({ min: 0, max: 2 ** 17 }), takePercent: fc.constantFrom(0, 1, 50, 99, 100) }),
  { maxLength: 12 },
);

test('what was not taken stays, and what was delivered last stays in front of the free space', (t) => {
  let next = 1;
  fc.assert(
    fc.property(steps, (anySteps) => {
      const window = new TextWindow(kernel, 0);
      let delivered = Buffer.alloc(0);
      let taken = 0;
      for (const { fill, takePercent } of anySteps) {
        const free = window.free();
        t.true(free.length >= 64 * 1024);
        const history = Math.min(delivered.length, 32 * 1024);
        t.is(delivered.subarray(-history || delivered.length).compare(window.from(window.end - history)), 0);
        const piece = Buffer.alloc(Math.min(fill, free.length), next++ % 251);
        free.set(piece);
        window.end += piece.length;
        delivered = Buffer.concat([delivered, piece]);
        t.is(delivered.subarray(taken).compare(window.unread()), 0);
        const amount = Math.floor(((delivered.length - taken) * takePercent) / 100);
        window.start += amount;
        taken += amount;
      }
      window.close();
    }),
    { numRuns: 60 },
  );
});

test('one byte can be written behind the text wherever a source found the end', (t) => {
  const window = new TextWindow(kernel, 0);
  for (let round = 0; round < 4; round++) window.end += window.free().fill(97).length;
  window.free();
  window.append(10);
  t.is(window.unread().at(-1), 10);
  t.is(window.unread().at(-2), 97);
  window.close();
});

test('a cleared window is empty, and as large as it had become', (t) => {
  const window = new TextWindow(kernel, 0);
  for (let round = 0; round < 6; round++) window.end += window.free().length;
  window.clear();
  t.is(window.unread().length, 0);
  t.true(window.free().length > 512 * 1024);
  window.close();
});

test('closing gives the memory back', (t) => {
  new TextWindow(kernel, 2 ** 20).close();
  const bytes = kernel.memory.buffer.byteLength;
  for (let round = 0; round < 200; round++) new TextWindow(kernel, 2 ** 20).close();
  t.is(kernel.memory.buffer.byteLength, bytes);
});
