// Header lines over the shards of an input, with a model of a file: what is settled must be what one scan from front
// to back finds, in whatever order outcomes come, and whatever was assumed.

import test from 'ava';
import fc from 'fast-check';
import { HeaderChain } from '../../src/header-chain.ts';
import type { HeaderLines, Shard, ShardOutcome } from '../../src/types.ts';

type Scanned = Extract<ShardOutcome, { kind: 'scanned' }>;

/** A line that headers rule, or a header line of a format; one without a text ends what rules. */
type Line = 'data' | { readonly format: number; readonly text: string | undefined };

/** As a worker would tell it; its examples say of each line of data what ruled it. */
function outcomeOf(lines: readonly Line[], assumed: HeaderLines): Scanned {
  const ruling = new Map(assumed.map(({ format, text }) => [format, text]));
  const met = new Set<number>();
  const read: string[] = [];
  for (const line of lines) {
    if (line === 'data') read.push(JSON.stringify(inOrder(ruling)));
    else if (line.text === undefined) ruling.delete(line.format);
    else ruling.set(line.format, line.text);
    if (line !== 'data') met.add(line.format);
  }
  return { ...scanned, undecodedExamples: read, headers: { assumed, atEnd: inOrder(ruling), met: [...met] } };
}

const scanned: Scanned = {
  ...{ kind: 'scanned', planId: 'plan', rules: [] },
  ...{ storedBytes: 1, scannedBytes: 1, lines: 1, overlongLines: 0 },
};

function inOrder(ruling: ReadonlyMap<number, string>): HeaderLines {
  return [...ruling].sort(([a], [b]) => a - b).map(([format, text]) => ({ format, text }));
}

function shardsOf(parts: readonly unknown[]): readonly Shard[] {
  const input = { path: 'a.log', kind: 'file', storedBytes: parts.length, codec: 'plain' } as const;
  return parts.map((_, start) => ({ input, start, end: start + 1 }));
}

/** All scans, the next one always by `choose`, and what they settle. */
function settle(
  parts: readonly (readonly Line[])[],
  assume: (start: number) => HeaderLines,
  choose: (count: number) => number,
  isLost: (start: number) => boolean = () => false,
) {
  const shards = shardsOf(parts);
  const chain = new HeaderChain(shards);
  const queue = shards.map((shard) => ({ shard, headers: assume(shard.start) }));
  const settled: { readonly start: number; readonly outcome: Scanned }[] = [];
  let scans = 0;
  for (; queue.length > 0; scans++) {
    const [next] = queue.splice(choose(queue.length), 1);
    if (next === undefined) throw new Error('nothing to choose');
    const { start } = next.shard;
    const outcome = isLost(start) ? scanned : outcomeOf(parts[start] ?? [], next.headers);
    const checked = chain.take(next.shard, outcome);
    settled.push(...checked.settled.map(({ shard, outcome }) => ({ start: shard.start, outcome })));
    queue.push(...checked.again);
  }
  const read = settled.flatMap(({ outcome }) => outcome.undecodedExamples ?? []);
  return { starts: settled.map(({ start }) => start), read, scans };
}

const line: fc.Arbitrary<Line> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Line>('data') },
  { weight: 1, arbitrary: fc.record({ format: fc.nat(2), text: fc.constantFrom('x', 'y', undefined) }) },
);
const files = fc.array(fc.array(line, { maxLength: 4 }), { minLength: 1, maxLength: 8 });
const choices = fc.infiniteStream(fc.nat(1000));
const first = (_: number) => 0;

test('what is settled is what one scan finds, shard by shard in their order', (t) => {
  fc.assert(
    fc.property(files, fc.nat(8), choices, (parts, learned, choice) => {
      // A worker knows the first shards, at most up to its own.
      const assume = (start: number) =>
        outcomeOf(parts.slice(0, Math.min(start, learned)).flat(), []).headers?.atEnd ?? [];
      const { starts, read, scans } = settle(parts, assume, (count) => (choice.next().value ?? 0) % count);
      t.deepEqual(starts, [...parts.keys()]);
      t.deepEqual(read, outcomeOf(parts.flat(), []).undecodedExamples as string[]);
      t.true(scans <= 2 * parts.length);
    }),
    { numRuns: 3000 },
  );
});

test('where headers stand at the start alone, or again and again, nothing is scanned twice', (t) => {
  const header: Line = { format: 1, text: 'x' };
  const parts: Line[][] = [[header, 'data'], ['data'], ['data', header, 'data'], [], ['data']];
  const { scans, read } = settle(parts, (start) => (start === 0 ? [] : [{ format: 1, text: 'x' }]), first);
  t.is(scans, 5);
  t.deepEqual(new Set(read), new Set(['[{"format":1,"text":"x"}]']));
});

test('behind a header that changes all later shards are scanned again at once, not one by one', (t) => {
  const parts: Line[][] = [[{ format: 0, text: 'x' }], [{ format: 0, text: 'y' }], ['data'], ['data'], ['data']];
  const shards = shardsOf(parts);
  const chain = new HeaderChain(shards);
  const assumed = [{ format: 0, text: 'x' }];
  const again = shards.flatMap((shard, start) => {
    const checked = chain.take(shard, outcomeOf(parts[start] ?? [], start === 0 ? [] : assumed));
    return checked.again.map(({ shard, headers }) => [shard.start, headers]);
  });
  t.deepEqual(
    again,
    [2, 3, 4].map((start) => [start, [{ format: 0, text: 'y' }]]),
  );
});

test('a shard that was lost hands on what ruled before it', (t) => {
  const parts: Line[][] = [[{ format: 0, text: 'x' }], [{ format: 0, text: 'y' }], ['data']];
  const { starts, read } = settle(
    parts,
    () => [],
    first,
    (start) => start === 1,
  );
  t.deepEqual(starts, [0, 1, 2]);
  t.deepEqual(read, ['[{"format":0,"text":"x"}]']);
});

test('an outcome that nobody waits for is a mistake of the program', (t) => {
  const [shard] = shardsOf([0]);
  if (shard === undefined) return t.fail();
  const chain = new HeaderChain([shard]);
  chain.take(shard, scanned);
  t.throws(() => chain.take(shard, scanned), { message: /that nobody waits for/ });
});
