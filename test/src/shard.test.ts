import test from 'ava';
import fc from 'fast-check';
import { stretchBytes } from '../../src/content.ts';
import { chooseShardBytes, outlasting, planShards, planStretches } from '../../src/shard.ts';
import type { InputFile, Shard } from '../../src/types.ts';

const mebibyte = 1024 * 1024;

function input(path: string, storedBytes: number, rest: Partial<InputFile> = {}): InputFile {
  return { path, openPath: path, kind: 'file', storedBytes, codec: 'plain', ...rest };
}

function shown({ input, start, end }: Shard): string {
  return `${input.path} ${start}-${end}`;
}

const codec = fc.constantFrom('plain' as const, 'gzip' as const, 'zstd' as const, 'utf-16le' as const);
const anyInput = fc
  .record({ path: fc.string({ minLength: 1 }), size: fc.nat(300_000), codec, isStream: fc.boolean() })
  .map(({ path, size, codec, isStream }) =>
    isStream ? input(path, 0, { kind: 'stream' }) : input(path, size, { codec }),
  );
const inputs = fc.uniqueArray(anyInput, { selector: ({ path }) => path, maxLength: 12 });
const shardBytes = fc.oneof(fc.integer({ min: 300, max: 5000 }), fc.integer({ min: 5000, max: 400_000 }));

test('the shards of every input partition its stored bytes', (t) => {
  fc.assert(
    fc.property(inputs, shardBytes, (all, size) => {
      const shards = planShards(all, size);
      for (const one of all) {
        const own = shards.filter((shard) => shard.input === one).sort((a, b) => a.start - b.start);
        t.is(own[0]?.start, 0);
        t.is(own.at(-1)?.end, one.storedBytes);
        for (const [i, shard] of own.entries()) {
          t.is(shard.end, own[i + 1]?.start ?? one.storedBytes);
          if (one.storedBytes > 0) t.true(shard.end > shard.start);
        }
      }
    }),
  );
});

test('the plan does not depend on the order of the inputs', (t) => {
  const shuffled = inputs.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, shardBytes, ([all, other], size) => {
      t.deepEqual(planShards(other, size), planShards(all, size));
    }),
  );
});

test('no shard is more than a page over the size asked for', (t) => {
  fc.assert(
    fc.property(fc.nat(1e15), fc.integer({ min: 4 * mebibyte, max: 64 * mebibyte }), (total, size) => {
      const one = input('a', total % (4000 * mebibyte));
      for (const shard of planShards([one], size)) t.true(shard.end - shard.start <= size + 4096);
    }),
    { numRuns: 30 },
  );
});

test('a plain file is cut into equal parts on page boundaries', (t) => {
  t.deepEqual(planShards([input('a', 100_000)], 40_000).map(shown), ['a 0-36864', 'a 36864-73728', 'a 73728-100000']);
});

test('a plain file can be cut after every byte', (t) => {
  t.deepEqual(planShards([input('a', 3)], 1).map(shown), ['a 0-1', 'a 1-2', 'a 2-3']);
});

test('a file that fits is not cut', (t) => {
  t.deepEqual(planShards([input('a', 5000)], 5000).map(shown), ['a 0-5000']);
});

test('an empty file is a shard, so that it counts as read', (t) => {
  t.deepEqual(planShards([input('a', 0)], 5000).map(shown), ['a 0-0']);
});

test('what is compressed or UTF-16 is one shard', (t) => {
  for (const codec of ['gzip', 'zstd', 'utf-16le', 'utf-16be'] as const) {
    t.deepEqual(planShards([input('a', 1e9, { codec })], 4096).map(shown), ['a 0-1000000000']);
  }
});

test('a long compressed file is cut where somebody knows it can be, and its parts begin in their order', (t) => {
  const cutsOf = () => [70, 80, 300];
  for (const codec of ['gzip', 'zstd'] as const) {
    const cut = ['a 0-70', 'a 70-80', 'a 80-300', 'a 300-1000'];
    t.deepEqual(planShards([input('a', 1000, { codec })], 999, cutsOf).map(shown), cut);
    t.deepEqual(planShards([input('a', 1000, { codec })], 1000, cutsOf).map(shown), ['a 0-1000']);
  }
  t.deepEqual(planShards([input('a', 1000, { codec: 'utf-16le' })], 999, cutsOf).map(shown), ['a 0-1000']);
});

test('only an input that could keep one job busy when the others are done is looked at closely', (t) => {
  const gzip = { codec: 'gzip' } as const;
  const many = Array.from({ length: 1000 }, (_, i) => input(`${i}`, 200 * mebibyte, gzip));
  t.deepEqual(many.filter(outlasting(many, 8)), []);
  const large = input('large', 10_000 * mebibyte, gzip);
  const stream = input('-', 0, { kind: 'stream' });
  t.deepEqual([...many, large].filter(outlasting([...many, large, stream], 8)), [large]);
  t.deepEqual([large].filter(outlasting([large], 1)), []);
});

test('streams begin first, then the dearest, and a compressed byte is dearer than a plain one', (t) => {
  const all = [
    input('plain-large', 3_000_000),
    input('gzip', 1_000_000, { codec: 'gzip' }),
    input('-', 0, { kind: 'stream' }),
    input('plain-small', 10),
  ];
  t.deepEqual(
    planShards(all, 10_000_000).map(({ input }) => input.path),
    ['-', 'gzip', 'plain-large', 'plain-small'],
  );
});

test('equally dear shards are in the order of their path bytes, not of UTF-16', (t) => {
  const all = [input('\u{10000}', 5), input('\uffee', 5), input('a', 5)];
  t.deepEqual(
    planShards(all, 10).map(({ input }) => input.path),
    ['a', '\uffee', '\u{10000}'],
  );
});

test('shards are small enough that every job has many, within bounds', (t) => {
  t.is(chooseShardBytes(0, 1), 4 * mebibyte);
  t.is(chooseShardBytes(320 * mebibyte, 2), 10 * mebibyte);
  t.is(chooseShardBytes(1e12, 8), 64 * mebibyte);
  t.is(chooseShardBytes(100 * mebibyte, 128), 4 * mebibyte);
});

test('stretches are cut by the file alone: plain ones at multiples, others not at all', (t) => {
  const gzip: InputFile = {
    path: 'b.gz',
    openPath: 'b.gz',
    kind: 'file',
    storedBytes: 3 * stretchBytes,
    codec: 'gzip',
  };
  const plain: InputFile = {
    path: 'a',
    openPath: 'a',
    kind: 'file',
    storedBytes: 2 * stretchBytes + 1,
    codec: 'plain',
  };
  const exact: InputFile = { ...plain, path: 'c', storedBytes: stretchBytes };
  const empty: InputFile = { ...plain, path: 'd', storedBytes: 0 };
  const bounds = planStretches([gzip, plain, exact, empty]).map(({ input, start, end }) => [input.path, start, end]);
  t.deepEqual(
    bounds.sort((a, b) => `${a[0]}`.localeCompare(`${b[0]}`) || Number(a[1]) - Number(b[1])),
    [
      ['a', 0, stretchBytes],
      ['a', stretchBytes, 2 * stretchBytes],
      ['a', 2 * stretchBytes, 2 * stretchBytes + 1],
      ['b.gz', 0, 3 * stretchBytes],
      ['c', 0, stretchBytes],
      ['d', 0, 0],
    ],
  );
});
