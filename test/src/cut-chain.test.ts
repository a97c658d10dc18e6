import test from 'ava';
import { CutChain, type Joined, nothingScanned } from '../../src/cut-chain.ts';
import type { InputFile, Shard, ShardOutcome } from '../../src/types.ts';

type Scanned = Extract<ShardOutcome, { kind: 'scanned' }>;

const input: InputFile = { path: 'a.zst', kind: 'file', storedBytes: 40, codec: 'zstd' };
const [a, b, c, d] = [0, 10, 20, 30].map((start) => ({ input, start, end: start + 10 })) as [
  Shard,
  Shard,
  Shard,
  Shard,
];

function scan(lines: number, more: Partial<Scanned> = {}): Scanned {
  return { ...nothingScanned('plan', 1), lines, members: lines, ...more };
}

/** Where each begins and how many lines it has. */
function settledIn({ settled }: Joined): (readonly [number, number])[] {
  return settled.map(({ shard, outcome }) => [shard.start, outcome.lines]);
}

test('parts are settled in the order of the file, in whatever order they come', (t) => {
  const chain = new CutChain([c, a, d, b]);
  t.deepEqual(settledIn(chain.take(c, scan(3))), []);
  t.deepEqual(settledIn(chain.take(a, scan(1))), [[0, 1]]);
  t.deepEqual(settledIn(chain.take(d, scan(4))), []);
  t.deepEqual(settledIn(chain.take(b, scan(2))), [
    [10, 2],
    [20, 3],
    [30, 4],
  ]);
});

test('from a bad cut on all is scanned as one, which is told how many members stand before it', (t) => {
  const chain = new CutChain([a, b, c, d]);
  const useless = scan(3);
  t.deepEqual(settledIn(chain.take(c, useless)), []);
  t.deepEqual(settledIn(chain.take(b, 'bad-cut')), []);
  const joined = chain.take(a, scan(7));
  t.deepEqual(settledIn(joined), [[0, 7]]);
  t.is(joined.again, b);
  t.deepEqual(joined.useless, [useless]);
  t.deepEqual(chain.standIn(b), { input, start: 10, end: 40, membersBefore: 7 });
  t.is(chain.standIn(c), c);
  const late = scan(4);
  t.deepEqual(chain.take(d, late), { settled: [], useless: [late] });
  const rest = scan(99, { damage: { reason: 'corrupt', message: 'broken' } });
  const last = chain.take(b, rest);
  t.deepEqual(settledIn(last), [
    [10, 99],
    [20, 0],
    [30, 0],
  ]);
  t.is(last.again, undefined);
});

test('a bad cut of which the part before is not known yet waits for it', (t) => {
  const chain = new CutChain([a, b, c, d]);
  t.is(chain.take(b, 'bad-cut').again, undefined);
  t.is(chain.take(c, 'bad-cut').again, undefined);
  const joined = chain.take(a, 'bad-cut');
  t.is(joined.again, a);
  t.deepEqual(chain.standIn(a), { input, start: 0, end: 40, membersBefore: 0 });
  t.deepEqual(settledIn(chain.take(a, scan(5))), [
    [0, 5],
    [10, 0],
    [20, 0],
    [30, 0],
  ]);
});

test('behind a part that was lost nothing counts: nobody knows where the next one should begin', (t) => {
  const chain = new CutChain([a, b, c]);
  const lost = nothingScanned('plan', 1);
  const [known, late] = [scan(2), scan(3)];
  chain.take(b, known);
  const joined = chain.take(a, { ...lost, damage: { reason: 'unreadable', message: 'gone' } });
  t.deepEqual(settledIn(joined), [
    [0, 0],
    [10, 0],
    [20, 0],
  ]);
  t.deepEqual(joined.useless, [known]);
  t.deepEqual(chain.take(c, late), { settled: [], useless: [late] });
  t.is(joined.settled[1]?.outcome.rules.length, 1);
});
