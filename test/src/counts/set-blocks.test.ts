import test from 'ava';
import { SetBlocks } from '../../../src/counts/set-blocks.ts';

test('a set keeps its block, and has zeros in a new one, also where another set has written', (t) => {
  const blocks = new SetBlocks();
  const first = blocks.give(3, 8);
  first.words.fill(7, first.from, first.from + 8);
  t.deepEqual([...blocks.blockOf(3).words.subarray(first.from, first.from + 8)], Array(8).fill(7));
  t.is(blocks.roomOf(3), 8);
  t.is(blocks.roomOf(4), 0);
  blocks.give(3, 16);
  const second = blocks.give(4, 8);
  t.is(second.from, first.from);
  t.deepEqual([...second.words.subarray(second.from, second.from + 8)], Array(8).fill(0));
});

test('memory that sets leave is given to others', (t) => {
  const blocks = new SetBlocks();
  for (let set = 0; set < 1000; set++) blocks.give(set, 64);
  const { memoryBytes } = blocks;
  for (let set = 0; set < 1000; set++) blocks.drop(set);
  for (let set = 0; set < 1000; set++) blocks.give(set, 64);
  t.is(blocks.memoryBytes, memoryBytes);
});
