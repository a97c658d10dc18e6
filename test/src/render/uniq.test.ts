import test from 'ava';
import { UserError } from '../../../src/errors.ts';
import { expectOneRule, renderUniq } from '../../../src/render/uniq.ts';
import type { RuleReport } from '../../../src/types.ts';
import { pairRule, plainRule, reportOf, ruleOf } from '../../sample-report.ts';

test('a line is the count in seven places, a blank and the key', (t) => {
  t.is(uniqOf(plainRule), '    900 10.1.2.201\n     98 10.1.2.3\n      2 10.1.2.30\n');
  t.is(uniqOf({ ...plainRule, ranking: [{ rank: 1, key: {}, count: 12_345_678, share: 1 }] }), '12345678 \n');
});

test('columns are joined by a blank', (t) => {
  t.is(uniqOf(pairRule), '      5 a b\n');
});

test('ties are in the order of sort -rn: bytes descending', (t) => {
  const keys = ['10.1.1.5', '10.1.1.50', '9.9.9.9', 'B', 'a', 'ä'];
  const rule = ruleOf('r', [...keys.map((k) => ({ k })), { k: { base64: '/w==' } }]);
  t.is(
    uniqOf(rule),
    ['\xff', '\xc3\xa4', 'a', 'B', '9.9.9.9', '10.1.1.50', '10.1.1.5'].map((k) => `      1 ${k}\n`).join(''),
  );
});

test('keys are raw bytes', (t) => {
  const rule = ruleOf('r', [{ k: '\x1b[2J\0' }]);
  t.is(uniqOf(rule), '      1 \x1b[2J\0\n');
});

test('top is taken in the order of uniq', (t) => {
  t.is(uniqOf(ruleOf('r', [{ k: 'a' }, { k: 'b' }, { k: 'c' }]), 1), '      1 c\n');
});

test('ten thousand lines come in pieces', (t) => {
  const rule = ruleOf(
    'r',
    Array.from({ length: 10_000 }, (_, index) => ({ k: String(index) })),
  );
  t.true([...renderUniq(reportOf(rule), {})].length > 1);
  t.is(uniqOf(rule).split('\n').length, 10_001);
});

test('several rules are a mistake of the person, told at once', (t) => {
  const error = t.throws(() => renderUniq(reportOf(plainRule, pairRule), {}), { instanceOf: UserError });
  t.regex(
    error?.message ?? '',
    /^Expected one rule for `--print uniq`, got 2 \("dns", "pairs"\)\. Choose one with --only ID/,
  );
  t.throws(() => expectOneRule([]), { instanceOf: UserError });
  t.notThrows(() => expectOneRule(['one']));
});

function uniqOf(rule: RuleReport, top = 0): string {
  return Buffer.concat([...renderUniq(reportOf(rule), { top })]).toString('latin1');
}
