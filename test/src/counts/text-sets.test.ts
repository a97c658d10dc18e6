import test from 'ava';
import fc from 'fast-check';
import { TextSets } from '../../../src/counts/text-sets.ts';
import { packSet } from '../../helpers/measured-keys.ts';

const text = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ maxLength: 40 }), fc.nat(60).map(String));

test('sets of texts are those that Sets would be, whatever their sizes', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), text), { maxLength: 300 }), (list) => {
      const sets = new TextSets();
      const expected = new Map<number, Set<string>>();
      for (const [set, each] of list) {
        const bytes = Buffer.from(each, 'utf8').toString('latin1');
        const words = wordsOf(bytes);
        const known = expected.get(set) ?? new Set();
        t.is(sets.holds(set, words, 0, words.length), known.has(bytes));
        if (!known.has(bytes)) sets.add(set, words, 0, words.length);
        expected.set(set, known.add(bytes));
      }
      for (let set = 0; set < 6; set++) t.deepEqual(visited(sets, set), [...(expected.get(set) ?? [])]);
    }),
  );
});

/** As a value stands in packed sets. */
function wordsOf(bytes: string): Uint32Array {
  const packed = new Uint8Array(packSet(new Set([bytes])));
  return new Uint32Array(packed.buffer).subarray(1);
}

function visited(sets: TextSets, set: number): string[] {
  const texts: string[] = [];
  sets.visit(set, (words, bytes, at) => {
    texts.push(bytes.toString('latin1', 4 * (at + 1), 4 * (at + 1) + (words[at] ?? 0)));
  });
  return texts;
}
