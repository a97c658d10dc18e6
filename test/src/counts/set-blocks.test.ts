import test from 'ava';
import { SetBlocks } from '../../../src/counts/set-blocks.ts';
import { wordIn } from '../../../src/counts/word-arena.ts';

test('a set keeps its block, and has zeros in a new one, also where another set has written', (t) => {
  const blocks = new SetBlocks();
  const first = blocks.give(3, 8);
  wordsAt(blocks, first, 8).fill(7);
  t.is(blocks.startOf(3), first);
  t.deepEqual([...wordsAt(blocks, first, 8)], Array(8).fill(7));
  t.is(blocks.roomOf(3), 8);
  t.is(blocks.roomOf(4), 0);
  blocks.give(3, 16);
  const second = blocks.give(4, 8);
  t.is(second, first);
  t.deepEqual([...wordsAt(blocks, second, 8)], Array(8).fill(0));
});

test('memory that sets leave is given to others', (t) => {
  const blocks = new SetBlocks();
  for (let set = 0; set < 1000; set++) blocks.give(set, 64);
  const { memoryBytes } = blocks;
  for (let set = 0; set < 1000; set++) blocks.drop(set);
  for (let set = 0; set < 1000; set++) blocks.give(set, 64);
  t.is(blocks.memoryBytes, memoryBytes);
});

function wordsAt(blocks: SetBlocks, start: number, room: number): Uint32Array {
  return blocks.memoryAt(start).words.subarray(wordIn(start), wordIn(start) + room);
}
