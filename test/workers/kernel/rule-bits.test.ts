// Which rules may take a line, before their conditions are asked. That no rule is lost is held by the scanner's tests;
// here, that those which cannot take a line are left out.

import test from 'ava';
import type { FieldCondition, ScanRule } from '../../../src/types.ts';
import { findRuleBits, type RuleSet, rulesOfUnknown } from '../../../workers/kernel/rule-bits.ts';
import { decodePlan } from '../../helpers/decode-plan.ts';
import { allPlans } from '../../helpers/decoded.ts';

function texts(field: FieldCondition['field'], ...all: readonly string[]): FieldCondition {
  return { field, negated: false, test: { kind: 'texts', texts: all } };
}

function ports(field: 'src_port' | 'dst_port', ...ranges: readonly (readonly [number, number])[]): FieldCondition {
  return { field, negated: false, test: { kind: 'numbers', ranges } };
}

function not(condition: FieldCondition): FieldCondition {
  return { ...condition, negated: true };
}

function ruleOf(where: readonly FieldCondition[], whereAny: readonly FieldCondition[] = []): ScanRule {
  return { all: [], any: [], none: [], ignoreCase: false, where, whereAny, key: { kind: 'none' } };
}

function indices(set: RuleSet | undefined): readonly number[] {
  return [...(set ?? 0n).toString(2)].reverse().flatMap((bit, index) => (bit === '1' ? [index] : []));
}

const asa = allPlans.findIndex(({ name }) => name === 'cisco-asa');

/** Of the ASA message with this id. */
function ofMessage(rules: readonly ScanRule[], id: string) {
  const message = allPlans[asa]?.messages.findIndex(({ ids }) => ids?.includes(id)) ?? -1;
  return findRuleBits(rules, decodePlan()).messages[asa]?.[message + 1];
}

test('what is the same in every line of a message decides', (t) => {
  const rules = [
    ruleOf([texts('event', 'start', 'permit')]),
    ruleOf([texts('event', 'end')]),
    ruleOf([not(texts('event', 'start'))]),
    ruleOf([texts('event_id', '302014', '302016')]),
    ruleOf([texts('format', 'cisco-asa')]),
    ruleOf([texts('format', 'none')]),
    ruleOf([]),
    ruleOf([], [texts('event', 'end'), texts('user', 'ann')]),
    ruleOf([], [texts('event', 'end'), texts('format', 'none')]),
    ruleOf([texts('action', 'denied')]),
  ];
  t.deepEqual(indices(ofMessage(rules, '302013')?.rules), [0, 4, 6, 7]);
  t.deepEqual(indices(ofMessage(rules, '302014')?.rules), [1, 2, 3, 4, 6, 7, 8]);
  // What an access list did is told by the line.
  t.deepEqual(indices(ofMessage(rules, '106100')?.rules), [0, 2, 4, 6, 7, 9]);
  t.deepEqual(indices(rulesOfUnknown(rules)), [5, 6, 8]);
});

test('of a message that is not known, only the format is', (t) => {
  const rules = [
    ruleOf([texts('event', 'end')]),
    ruleOf([texts('format', 'none')]),
    ruleOf([not(texts('format', 'none'))]),
  ];
  t.deepEqual(indices(findRuleBits(rules, decodePlan()).messages[asa]?.[0]?.rules), [0, 2]);
});

test('ports fall into ranges, each with the rules that ask for it', (t) => {
  const rules = [
    ruleOf([ports('dst_port', [53, 53], [853, 853])]),
    ruleOf([ports('dst_port', [0, 1023])]),
    ruleOf([not(ports('dst_port', [53, 53]))]),
    ruleOf([]),
    ruleOf([], [ports('dst_port', [53, 53]), ports('src_port', [53, 53])]),
    ruleOf([ports('dst_port', [60_000, 65_535])]),
  ];
  const [src, dst, ...more] = findRuleBits(rules, decodePlan()).ports;
  t.deepEqual([src?.field, dst?.field, more], ['src_port', 'dst_port', []]);
  t.deepEqual(
    dst?.ranges.map(({ first, last, rules: set }) => [first, last, indices(set)]),
    [
      [0, 52, [1, 2, 3, 4]],
      [53, 53, [0, 1, 3, 4]],
      [54, 852, [1, 2, 3, 4]],
      [853, 853, [0, 1, 2, 3, 4]],
      [854, 1023, [1, 2, 3, 4]],
      [1024, 59_999, [2, 3, 4]],
      [60_000, 65_535, [2, 3, 4, 5]],
      [65_536, 65_536, [3, 4]],
    ],
  );
});

test('texts that many rules ask for are told apart, where the message does not decide them', (t) => {
  const rules = [
    ruleOf([texts('proto', 'tcp')]),
    ruleOf([texts('proto', 'udp', 'tcp')]),
    ruleOf([not(texts('proto', 'gre'))]),
    ruleOf([texts('proto', 'a protocol with a long name')]),
    ruleOf([]),
  ];
  const bits = findRuleBits(rules, decodePlan());
  const [proto, ...more] = bits.texts;
  t.deepEqual([proto?.field, more], ['proto', []]);
  t.deepEqual(indices(proto?.byText.get('tcp')), [0, 1, 2, 3, 4]);
  t.deepEqual(indices(proto?.byText.get('udp')), [1, 2, 3, 4]);
  t.deepEqual(indices(proto?.byText.get('gre')), [3, 4]);
  t.deepEqual(indices(proto?.other), [2, 3, 4]);
  t.deepEqual(indices(proto?.absent), [4]);
  t.deepEqual(
    rules.flatMap(({ where = [] }) => where.map(bits.decides)),
    [true, true, true, false],
  );
  t.deepEqual(
    ofMessage(rules, '302013')?.texts.map(({ field }) => field),
    ['proto'],
  );
  t.deepEqual(ofMessage(rules, '106013')?.texts, []);
});
