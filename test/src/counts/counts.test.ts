import test from 'ava';
import fc from 'fast-check';
import { addShard, type Counts, emptyCounts, keyColumns, type ScannedShard } from '../../../src/counts/counts.ts';
import type { RuleCounts, ScanPlan, ScanRule } from '../../../src/types.ts';
import { asMap } from '../../helpers/kernel-counts.ts';
import { entriesOf, type KeyCounts, packedKeys, sortedByKey } from '../../helpers/packed-keys.ts';

const scanRule: ScanRule = { all: [], any: [], none: [], ignoreCase: false, key: { kind: 'none' } };
const plan: ScanPlan = { id: 'sha256:one', rules: [scanRule, scanRule] };

const keys = fc.uniqueArray(
  fc.tuple(fc.constantFrom('', 'a', 'b', 'a\nb', '10.1.2.3', '\xff'), fc.integer({ min: 1, max: 1e9 })),
  { selector: ([key]) => key },
);
const ruleCounts = fc.tuple(keys, fc.nat(1000)).map(([list, unkeyedLines]) => ruleOf(list, unkeyedLines));
const shard = fc.tuple(ruleCounts, ruleCounts).map((rules) => shardOf(rules));
const shards = fc.array(shard, { maxLength: 8 });

test('adding shards is commutative: they may come in any order', (t) => {
  const orders = shards.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(fc.property(orders, ([list, shuffled]) => same(t, fold(shuffled), fold(list))));
});

test('adding shards is associative: neighbours may have been added up before', (t) => {
  fc.assert(
    fc.property(shards, shards, shards, (before, between, after) => {
      const parts = [...before, asShard(fold(between)), ...after];
      same(t, fold(parts), fold([...before, ...between, ...after]));
    }),
  );
});

test('empty counts are the identity: on either side they change nothing', (t) => {
  fc.assert(
    fc.property(shards, (list) => {
      const sum = fold(list);
      same(t, fold([...list, asShard(emptyCounts(plan))]), sum);
      same(t, fold([asShard(sum)]), sum);
    }),
  );
});

test('a sum is what adding key by key gives, and the shards stay as they were', (t) => {
  fc.assert(
    fc.property(shards, (list) => {
      const before = structuredClone(list);
      const sum = fold(list);
      t.deepEqual(list, before);
      for (const [index, { matchedLines, keys }] of sum.rules.entries()) {
        const rules = list.flatMap(({ rules }) => rules[index] ?? []);
        t.is(
          matchedLines,
          rules.reduce((lines, rule) => lines + rule.matchedLines, 0),
        );
        t.deepEqual(entriesOf(keys), addedUp(rules));
      }
    }),
  );
});

test('counts of another plan are refused', (t) => {
  const message = 'Counts of plan sha256:two cannot be added to those of plan sha256:one';
  const whole = shardOf([ruleOf([]), ruleOf([])]);
  t.throws(() => addShard(emptyCounts(plan), { ...whole, planId: 'sha256:two' }), { message });
  t.throws(() => addShard(emptyCounts(plan), shardOf([ruleOf([])])));
  t.throws(() => addShard(emptyCounts({ ...plan, rules: [] }), whole));
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

function ruleOf(list: KeyCounts, unkeyedLines = 0): RuleCounts {
  const keyedLines = list.reduce((lines, [, count]) => lines + count, 0);
  return { matchedLines: keyedLines + unkeyedLines, unkeyedLines, packedKeys: packedKeys(list) };
}

function shardOf(rules: readonly RuleCounts[]): ScannedShard {
  return { kind: 'scanned', planId: plan.id, storedBytes: 0, scannedBytes: 0, lines: 0, overlongLines: 0, rules };
}

/** Counts as one shard would have brought them. */
function asShard({ rules }: Counts): ScannedShard {
  return shardOf(rules.map(({ keys, unkeyedLines }) => ruleOf(entriesOf(keys), unkeyedLines)));
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
      return { matchedLines, unkeyedLines, keys: entriesOf(keys) };
    }),
  };
}

function same(t: { deepEqual(a: unknown, b: unknown): boolean }, a: Counts, b: Counts): void {
  t.deepEqual(plain(a), plain(b));
}

function addedUp(rules: readonly RuleCounts[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const rule of rules) for (const [key, count] of asMap(rule)) sums.set(key, (sums.get(key) ?? 0) + count);
  return sortedByKey(sums);
}
