import test from 'ava';
import fc from 'fast-check';
import { AddressSets } from '../../../src/counts/address-sets.ts';

/** Few enough to come again; the ends of the range among them. */
const address = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff));
/** Addresses that differ in their upper bits alone. */
const alike = fc.nat(255).map((byte) => byte * 2 ** 24);
const additions = fc.array(fc.tuple(fc.nat(9), fc.oneof(address, alike)), { maxLength: 400 });

test('sets of addresses are those that Sets would be', (t) => {
  fc.assert(
    fc.property(additions, (list) => {
      const sets = new AddressSets();
      const expected = new Map<number, Set<number>>();
      for (const [set, each] of list) {
        const known = expected.get(set) ?? new Set();
        t.is(sets.holds(set, each), known.has(each));
        sets.add(set, each);
        expected.set(set, known.add(each));
      }
      for (let set = 0; set < 10; set++) t.deepEqual(visited(sets, set), sorted(expected.get(set) ?? new Set()));
      for (let set = 0; set < 10; set++) t.is(sets.size(set), expected.get(set)?.size ?? 0);
    }),
  );
});

test('addresses that come together are added as one by one', (t) => {
  const batch = fc.tuple(fc.nat(3), fc.array(fc.oneof(address, alike), { maxLength: 60 }));
  const check = fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
    const [together, apart] = [new AddressSets(), new AddressSets()];
    for (const [set, list] of batches) {
      const words = Uint32Array.from(list.flatMap((each) => [0xffffffff, each]));
      const added = list.filter((each) => apart.add(set, each)).length;
      t.is(together.addAll(set, Uint32Array.of(7, 7, 7, ...words), 3, list.length), added);
    }
    for (let set = 0; set < 4; set++) t.deepEqual(visited(together, set), visited(apart, set));
    for (let set = 0; set < 4; set++) t.is(together.size(set), apart.size(set));
  });
  fc.assert(check);
});

test('a set that was dropped is empty, and what it leaves to another set is not in that', (t) => {
  const sets = new AddressSets();
  for (let i = 0; i < 100; i++) sets.add(0, i);
  sets.drop(0);
  t.is(sets.size(0), 0);
  t.false(sets.holds(0, 0));
  for (let i = 200; i < 290; i++) sets.add(1, i);
  t.deepEqual(
    visited(sets, 1),
    Array.from({ length: 90 }, (_, i) => 200 + i),
  );
});

test('a hundred thousand sets of one address take little memory each', (t) => {
  const sets = new AddressSets();
  for (let set = 0; set < 100_000; set++) sets.add(set, 0x0a000001 + set);
  t.true(sets.memoryBytes < 100_000 * 48);
});

function visited(sets: AddressSets, set: number): number[] {
  const addresses: number[] = [];
  sets.visit(set, (each) => addresses.push(each));
  return addresses.sort((a, b) => a - b);
}

function sorted(addresses: ReadonlySet<number>): number[] {
  return [...addresses].sort((a, b) => a - b);
}
