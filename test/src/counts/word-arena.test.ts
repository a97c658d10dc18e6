import test from 'ava';
import { WordArena, wordIn } from '../../../src/counts/word-arena.ts';

const chunkWords = 2 ** 20;

test('runs do not touch each other, also longer ones than a chunk, and again after all was forgotten', (t) => {
  const arena = new WordArena('this test');
  for (const sizes of [
    [3, chunkWords + 200_000, 10, chunkWords, 7],
    Array.from({ length: 70 }, () => 25_600),
    [2 * chunkWords, 1, 1, chunkWords - 1, 5],
  ]) {
    const starts = sizes.map((words) => arena.reserve(words));
    for (const [index, start] of starts.entries()) {
      const { words } = arena.chunkAt(start);
      words.fill(index + 1, wordIn(start), wordIn(start) + (sizes[index] ?? 0));
    }
    for (const [index, start] of starts.entries()) {
      const { words } = arena.chunkAt(start);
      const run = words.subarray(wordIn(start), wordIn(start) + (sizes[index] ?? 0));
      t.is(run.length, sizes[index] ?? 0);
      t.true(run.every((word) => word === index + 1));
    }
    arena.clear();
  }
});
