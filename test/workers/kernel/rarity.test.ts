import test from 'ava';
import fc from 'fast-check';
import { rarestFirst, rarestInside } from '../../../workers/kernel/rarity.ts';

test('the byte to look for lies between the first and the last', (t) => {
  const bytes = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  });
  fc.assert(
    fc.property(bytes, fc.boolean(), (needle, ignoreCase) => {
      const offset = rarestInside(needle, ignoreCase);
      if (needle.length < 3) t.is(offset, 0);
      else t.true(offset > 0 && offset < needle.length - 1);
    }),
  );
});

test('a byte that no log holds goes before a rare one, and that before a common one', (t) => {
  t.is(rarestInside('a0\x01 Q0', false), 2);
  t.is(rarestInside('a0 Q 0', false), 3);
  t.is(rarestInside('a0 0 0', false), 1);
});

test('where case is folded, a letter is as common as its commoner form', (t) => {
  t.is(rarestInside('xE-x', false), 1);
  t.is(rarestInside('xE-x', true), 2);
});

test('the rarest needle comes first, and none is lost', (t) => {
  t.deepEqual(rarestFirst(['00', '\x01\x01', 'QQ'], false), ['\x01\x01', 'QQ', '00']);
  const needles = fc.array(fc.string({ minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(needles, fc.boolean(), (all, ignoreCase) => {
      t.deepEqual([...rarestFirst(all, ignoreCase)].sort(), [...all].sort());
    }),
  );
});
