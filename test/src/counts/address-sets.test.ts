import test from 'ava';
import fc from 'fast-check';
import { AddressSets } from '../../../src/counts/address-sets.ts';

/** Few enough to come again; the ends of the range among them. */
const address = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff));
/** Addresses that differ in their upper bits alone. */
const alike = fc.nat(255).map((byte) => byte * 2 ** 24);

const batches = fc.array(fc.tuple(fc.nat(9), fc.array(fc.oneof(address, alike), { maxLength: 60 })), { maxLength: 60 });

test('sets of addresses are those that Sets would be, however they come, and whenever they are looked at', (t) => {
  const check = fc.property(batches, fc.array(fc.nat(9)), (list, looks) => {
    const sets = new AddressSets();
    const expected = new Map<number, Set<number>>();
    for (const [turn, [set, each]] of list.entries()) {
      addAll(sets, set, each);
      const known = new Set([...(expected.get(set) ?? []), ...each]);
      expected.set(set, known);
      t.true(sets.mostSize(set) >= known.size);
      const looked = looks[turn];
      if (looked !== undefined) t.is(sets.size(looked), expected.get(looked)?.size ?? 0);
    }
    for (let set = 0; set < 10; set++) {
      t.deepEqual(visited(sets, set), sorted(expected.get(set) ?? new Set()));
      t.is(sets.size(set), expected.get(set)?.size ?? 0);
      t.is(sets.mostSize(set), sets.size(set));
    }
  });
  fc.assert(check);
});

test('a set that was dropped is empty, and what it leaves to another set is not in that', (t) => {
  const sets = new AddressSets();
  addAll(sets, 0, range(0, 100));
  sets.drop(0);
  t.is(sets.size(0), 0);
  t.deepEqual(visited(sets, 0), []);
  addAll(sets, 1, range(200, 290));
  t.deepEqual(visited(sets, 1), range(200, 290));
});

test('an address that comes again and again takes no more memory', (t) => {
  const sets = new AddressSets();
  addAll(sets, 0, range(0, 40));
  const { memoryBytes } = sets;
  for (let turn = 0; turn < 10_000; turn++) addAll(sets, 0, [turn % 40, 7]);
  t.is(sets.size(0), 40);
  t.true(sets.memoryBytes <= 2 * memoryBytes);
});

test('a hundred thousand sets of one address take little memory each', (t) => {
  const sets = new AddressSets();
  for (let set = 0; set < 100_000; set++) addAll(sets, set, [0x0a000001 + set]);
  t.true(sets.memoryBytes < 100_000 * 48);
});

/** As they lie in packed sets: behind a word each; and in front of the first there are others. */
function addAll(sets: AddressSets, set: number, addresses: readonly number[]): void {
  const words = Uint32Array.from([7, 7, 7, ...addresses.flatMap((each) => [0xffffffff, each])]);
  sets.addAll(set, words, 3, addresses.length);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function visited(sets: AddressSets, set: number): number[] {
  const addresses: number[] = [];
  sets.visit(set, (each) => addresses.push(each));
  return addresses.sort((a, b) => a - b);
}

function sorted(addresses: ReadonlySet<number>): number[] {
  return [...addresses].sort((a, b) => a - b);
}
