import test from 'ava';
import { DistinctSets } from '../../../src/counts/distinct.ts';
import { PackedSets } from '../../../src/counts/packed-sets.ts';
import { packSet } from '../../helpers/measured-keys.ts';

test('malformed sets are refused', (t) => {
  const good = packSet(new Set(['10.1.2.3', 'x']));
  const refused = (bytes: Uint8Array) =>
    t.throws(
      () => {
        const sets = new PackedSets(bytes);
        new DistinctSets().add(0, sets);
        sets.end();
      },
      { message: /^Malformed sets of values/ },
    );
  for (let length = 0; length < good.length; length++) refused(good.subarray(0, length));
  refused(Buffer.concat([good, good]));
  refused(Buffer.from([1, 4, 0, 0]));
  refused(Buffer.concat([Buffer.alloc(4, 0xff), Buffer.alloc(16_383)]));
  refused(Buffer.concat([Buffer.alloc(4, 0xff), Buffer.alloc(16_384, 34)]));
  refused(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 97, 1, 0, 0));
  // An address without its 32 bits.
  refused(Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255));
});
