import test from 'ava';
import fc from 'fast-check';
import {
  addCounts,
  addShard,
  type Counts,
  emptyCounts,
  keyColumns,
  mergeCounts,
  packRule,
  type ScannedShard,
} from '../../../src/counts/counts.ts';
import { KeyTable } from '../../../src/counts/key-table.ts';
import type { RuleCounts, ScanPlan, ScanRule } from '../../../src/types.ts';

const scanRule: ScanRule = { all: [], any: [], none: [], ignoreCase: false, key: { kind: 'none' } };
const plan: ScanPlan = { id: 'sha256:one', rules: [scanRule, scanRule] };

const keys = fc.array(
  fc.tuple(fc.constantFrom('', 'a', 'b', 'a\nb', '10.1.2.3', '\xff'), fc.integer({ min: 1, max: 1e9 })),
  {
    maxLength: 12,
  },
);
const ruleCounts = fc.tuple(keys, fc.nat(1000)).map(([list, unkeyedLines]) => ruleOf(list, unkeyedLines));
const shard = fc.tuple(ruleCounts, ruleCounts).map((rules) => shardOf(rules));
const counts = fc.array(shard, { maxLength: 4 }).map(fold);

test('merging is commutative', (t) => {
  fc.assert(fc.property(counts, counts, (a, b) => same(t, mergeCounts(a, b), mergeCounts(b, a))));
});

test('merging is associative', (t) => {
  fc.assert(
    fc.property(counts, counts, counts, (a, b, c) => {
      same(t, mergeCounts(a, mergeCounts(b, c)), mergeCounts(mergeCounts(a, b), c));
    }),
  );
});

test('merging with nothing changes nothing', (t) => {
  fc.assert(
    fc.property(counts, (a) => {
      same(t, mergeCounts(a, emptyCounts(plan)), a);
      same(t, mergeCounts(emptyCounts(plan), a), a);
    }),
  );
});

test('merging leaves both sides as they were', (t) => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const before = [plain(a), plain(b)];
      mergeCounts(a, b);
      t.deepEqual([plain(a), plain(b)], before);
    }),
  );
});

test('shards may come in any order and any grouping', (t) => {
  const cut = fc.array(shard, { maxLength: 8 }).chain((shards) =>
    fc.record({
      shards: fc.constant(shards),
      shuffled: fc.shuffledSubarray(shards, { minLength: shards.length }),
      at: fc.nat(shards.length),
    }),
  );
  fc.assert(
    fc.property(cut, ({ shards, shuffled, at }) => {
      same(t, fold(shuffled), fold(shards));
      same(t, mergeCounts(fold(shards.slice(at)), fold(shards.slice(0, at))), fold(shards));
    }),
  );
});

test('a rule that is packed and added again is the same rule', (t) => {
  fc.assert(fc.property(counts, (a) => same(t, fold([shardOf(a.rules.map(packRule))]), a)));
});

test('counts of another plan are refused', (t) => {
  const other: ScanPlan = { ...plan, id: 'sha256:two' };
  const message = 'Counts of plan sha256:two cannot be added to those of plan sha256:one';
  t.throws(() => mergeCounts(emptyCounts(plan), emptyCounts(other)), { message });
  t.throws(() => addShard(emptyCounts(plan), { ...shardOf([ruleOf([]), ruleOf([])]), planId: other.id }), { message });
  t.throws(() => addShard(emptyCounts(plan), shardOf([ruleOf([])])));
  t.throws(() => addCounts(emptyCounts(plan), emptyCounts({ ...plan, rules: [] })));
});

test('a shard whose lines do not add up is refused', (t) => {
  const rule = ruleOf([['a', 3]], 1);
  t.throws(() => addShard(emptyCounts(plan), shardOf([{ ...rule, matchedLines: 5 }, ruleOf([])])), {
    message: '5 lines matched, but 3 have a key and 1 have none',
  });
  for (const unkeyedLines of [-1, 0.5, Number.NaN]) {
    t.throws(() => addShard(emptyCounts(plan), shardOf([{ ...rule, unkeyedLines }, ruleOf([])])));
  }
});

test('a key has as many columns as its rule', (t) => {
  t.deepEqual(keyColumns('', 0), []);
  t.deepEqual(keyColumns('', 1), ['']);
  t.deepEqual(keyColumns('\n', 2), ['', '']);
  t.deepEqual(keyColumns('a\nb', 2), ['a', 'b']);
  t.throws(() => keyColumns('a', 2));
  t.throws(() => keyColumns('a\nb', 1));
  t.throws(() => keyColumns('a', 0));
});

function ruleOf(list: readonly (readonly [string, number])[], unkeyedLines = 0): RuleCounts {
  const table = new KeyTable();
  for (const [key, count] of list) table.add(key, count);
  return { matchedLines: table.lines + unkeyedLines, unkeyedLines, packedKeys: table.pack() };
}

function shardOf(rules: readonly RuleCounts[]): ScannedShard {
  return { kind: 'scanned', planId: plan.id, storedBytes: 0, scannedBytes: 0, lines: 0, overlongLines: 0, rules };
}

function fold(shards: readonly ScannedShard[]): Counts {
  const sum = emptyCounts(plan);
  for (const each of shards) addShard(sum, each);
  return sum;
}

function plain({ planId, rules }: Counts) {
  return {
    planId,
    rules: rules.map(({ matchedLines, unkeyedLines, keys }) => {
      return { matchedLines, unkeyedLines, keys: [...keys].sort(([a], [b]) => (a < b ? -1 : 1)) };
    }),
  };
}

function same(t: { deepEqual(a: unknown, b: unknown): boolean }, a: Counts, b: Counts): void {
  t.deepEqual(plain(a), plain(b));
}
