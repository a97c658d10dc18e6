import test from 'ava';
import fc from 'fast-check';
import { randomFrom } from '../../bench/random.ts';

const take = (seed: number, count: number) => {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => random.unit());
};

test('a seed always gives the same numbers, and neighbouring seeds give others', (t) => {
  t.deepEqual(take(7, 50), take(7, 50));
  const [first, second] = [take(7, 50), take(8, 50)];
  t.false(first.some((number, index) => number === second[index]));
});

test('integers stay below their limit, whatever the seed', (t) => {
  const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, limit) => {
    const random = randomFrom(seed);
    return Array.from({ length: 20 }, () => random.below(limit)).every(
      (n) => Number.isInteger(n) && n >= 0 && n < limit,
    );
  });
  t.notThrows(() => fc.assert(property));
});

test('each of ten integers comes about a tenth of the time', (t) => {
  const random = randomFrom(1);
  const seen = Array<number>(10).fill(0);
  for (let draw = 0; draw < 10_000; draw += 1) {
    const number = random.below(10);
    seen[number] = (seen[number] ?? 0) + 1;
  }
  for (const count of seen) t.true(count > 880 && count < 1120, `${count} of 10000`);
});

test('nothing is picked from an empty list', (t) => {
  t.throws(() => randomFrom(1).pick([]), { message: 'nothing to pick from' });
  t.is(randomFrom(1).pick(['only']), 'only');
});
