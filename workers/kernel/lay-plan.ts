// Lays a plan into a fresh kernel, call by call: needles with the rarest first, conditions with the cheapest first, and
// each condition once, however many rules have it. Knows no text to scan.

import { type FieldName, fieldTypes } from '../../src/format-types.ts';
import { firstPackedAt } from '../../src/times.ts';
import type {
  AddressBound,
  ByteText,
  CaptureType,
  FieldCondition,
  KeyPlan,
  MeasurePlan,
  ScanPlan,
  ScanRule,
  TemplatePart,
} from '../../src/types.ts';
import { bytesAt, type KernelInstance } from './instance.ts';
import { layFormats } from './lay-formats.ts';
import { byteShares, rarestFirst, rarestInside } from './rarity.ts';
import { findRuleBits, type RuleBits, type RuleSet, rulesOfUnknown, type TextRules } from './rule-bits.ts';

const roles = { all: 0, any: 1, none: 2 } as const;
const captureTypes: Record<CaptureType, number> = { ip: 0, int: 1, word: 2, any: 3 };
const conditionKinds = { numbers: 0, addresses: 1, texts: 2, contains: 3 } as const;
const measureKinds: Record<MeasurePlan['kind'], number> = { sum: 0, distinct: 1, first: 2, last: 3, hours: 4 };
const fieldNames = Object.keys(fieldTypes);

/** Regular expressions by the numbers that the kernel calls them by. */
export type RegexpNumbers = (written: string, ignoreCase: boolean) => number;

export function layPlan(kernel: KernelInstance, plan: ScanPlan, regexpNumber: RegexpNumbers): void {
  const { rules, decode, since, until } = plan;
  if (decode !== undefined) layFormats(kernel, decode);
  if (since !== undefined) kernel.setSince(firstPackedAt(since));
  if (until !== undefined) kernel.setUntil(firstPackedAt(until));
  const conditionNumber = conditionLayer(kernel);
  const ofUnknown = rulesOfUnknown(rules);
  const ruleBits = decode && findRuleBits(rules, decode);
  for (const [index, rule] of rules.entries()) {
    kernel.addRule(rule.ignoreCase, (ofUnknown >> BigInt(index)) % 2n === 1n);
    layLineConditions(kernel, rule, regexpNumber);
    const isLeft = (condition: FieldCondition) => ruleBits?.decides(condition) !== true;
    for (const condition of cheapestFirst(rule.where?.filter(isLeft))) kernel.addWhere(conditionNumber(condition));
    for (const condition of cheapestFirst(rule.whereAny)) kernel.addWhereAny(conditionNumber(condition));
    layKey(kernel, rule.key);
    for (const measure of rule.measures ?? []) layMeasure(kernel, measure);
  }
  if (decode !== undefined && ruleBits !== undefined) {
    layFormatAnchors(kernel);
    layRuleBits(kernel, rules.length, ruleBits);
  }
  withBytes(kernel, new Uint8Array(Float64Array.from(byteShares).buffer), (at) => kernel.setByteShares(at));
  kernel.sealPlan();
}

// ---------------------------------------------------------------- conditions

function layLineConditions(kernel: KernelInstance, rule: ScanRule, regexpNumber: RegexpNumbers): void {
  for (const needle of rarestFirst(rule.all, rule.ignoreCase)) layNeedle(kernel, rule, 'all', needle);
  for (const needle of rule.any) layNeedle(kernel, rule, 'any', needle);
  for (const needle of rule.none) layNeedle(kernel, rule, 'none', needle);
  kernel.sealRule();
  for (const written of rule.regexps ?? []) kernel.addRegexp(regexpNumber(written, rule.ignoreCase));
}

function layNeedle(kernel: KernelInstance, rule: ScanRule, role: keyof typeof roles, needle: ByteText): void {
  const middle = rarestInside(needle, rule.ignoreCase);
  withText(kernel, needle, (text, length) => kernel.addNeedle(roles[role], text, length, middle));
}

type ConditionNumbers = (condition: FieldCondition) => number;

function cheapestFirst(conditions: readonly FieldCondition[] = []): readonly FieldCondition[] {
  return [...conditions].sort((a, b) => costOf(a) - costOf(b));
}

function costOf({ test }: FieldCondition): number {
  if (test.kind === 'contains') return 100 * test.texts.length;
  const size = test.kind === 'texts' ? test.texts.length : test.ranges.length;
  return { numbers: 0, texts: 1, addresses: 2 }[test.kind] + Math.log2(size + 1);
}

/** Lays each condition once. Those of several rules often are one object, or have one, and may be large. */
function conditionLayer(kernel: KernelInstance): ConditionNumbers {
  const numbers = new Map<FieldCondition['test'] | string, Map<string, number>>();
  let laid = 0;
  return (condition) => {
    const { field, negated, test } = condition;
    const shared = sizeOf(test) > 100 ? test : JSON.stringify(test);
    const ofTest = numbers.get(shared) ?? new Map<string, number>();
    numbers.set(shared, ofTest);
    const known = ofTest.get(`${negated} ${field}`);
    if (known !== undefined) return known;
    layCondition(kernel, condition);
    ofTest.set(`${negated} ${field}`, laid);
    return laid++;
  };
}

function sizeOf(test: FieldCondition['test']): number {
  return 'ranges' in test ? test.ranges.length : test.texts.length;
}

function layCondition(kernel: KernelInstance, { field, negated, test }: FieldCondition): void {
  kernel.addCondition(conditionKinds[test.kind], fieldNumber(field), negated);
  if (test.kind === 'texts' || test.kind === 'contains') {
    for (const text of test.texts) withText(kernel, text, (at, length) => kernel.conditionText(at, length));
    return;
  }
  const [four, six] =
    test.kind === 'numbers' ? [numberRanges(test.ranges), new Uint32Array()] : addressRanges(test.ranges);
  withBytes(kernel, bytesOf(four), (at) =>
    withBytes(kernel, bytesOf(six), (at6) => kernel.conditionRanges(at, four.length / 4, at6, six.length / 8)),
  );
}

/** [first u64] [last u64], as words, for there may be a million of them. */
function numberRanges(ranges: readonly (readonly [number, number])[]): Uint32Array {
  return Uint32Array.from(ranges.flat().flatMap((number) => [number % 2 ** 32, Math.floor(number / 2 ** 32)]));
}

/**
 * Of IPv4, which come first, as numbers; of IPv6 [first, high u64] [first, low u64] [last, high u64] [last, low u64].
 */
function addressRanges(ranges: readonly (readonly [AddressBound, AddressBound])[]): [Uint32Array, Uint32Array] {
  const fours = ranges.filter(([first]) => first.startsWith('4:')).length;
  const [four, six] = [new Uint32Array(4 * fours), new Uint32Array(8 * (ranges.length - fours))];
  const word = (bound: AddressBound, index: number) => Number.parseInt(bound.slice(2 + 8 * index, 10 + 8 * index), 16);
  const halves = (bound: AddressBound) => [word(bound, 1), word(bound, 0), word(bound, 3), word(bound, 2)];
  for (const [index, [first, last]] of ranges.entries()) {
    if (index < fours) four.set([word(first, 3), 0, word(last, 3), 0], 4 * index);
    else six.set([...halves(first), ...halves(last)], 8 * (index - fours));
  }
  return [four, six];
}

// ---------------------------------------------------------------- decoding

function layFormatAnchors(kernel: KernelInstance): void {
  for (let format = 0; format < kernel.formatCount(); format++) {
    for (let anchor = 0; anchor < kernel.anchorCount(format); anchor++) {
      const [at, length] = [kernel.anchorText(format, anchor), kernel.anchorLength(format, anchor)];
      const text = Buffer.from(bytesAt(kernel, at, length)).toString('latin1');
      kernel.addFormatAnchor(format, at, length, rarestInside(text, false));
    }
  }
}

function layRuleBits(kernel: KernelInstance, rules: number, { messages, ports, texts }: RuleBits): void {
  kernel.setRuleCount(rules);
  const withRow = (set: RuleSet, use: (row: number) => void) => withBytes(kernel, rowOf(set, rules), use);
  for (const [format, kinds] of messages.entries()) {
    for (const [index, { rules: set, texts: open }] of kinds.entries()) {
      const openTexts = open.reduce((bits, each) => bits | (1 << texts.indexOf(each)), 0);
      withRow(set, (row) => kernel.addMessageRules(format, row, openTexts));
      if (index > 0) kernel.setRuleBits(format, index - 1, set === 0n ? 0n : 1n);
    }
  }
  for (const { field, ranges } of ports) {
    for (const { first, last, rules: set } of ranges) {
      withRow(set, (row) => kernel.addPortRules(field === 'src_port', first, last, row));
    }
  }
  for (const each of texts) layTextRules(kernel, rules, each);
}

function layTextRules(kernel: KernelInstance, rules: number, { field, absent, other, byText }: TextRules): void {
  const entries = [...byText].flatMap(([text, set]) => [
    bytesOf(BigUint64Array.of(BigInt(text.length))),
    Buffer.from(text.padEnd(8, '\0'), 'latin1'),
    rowOf(set, rules),
  ]);
  withBytes(kernel, rowOf(absent, rules), (ofAbsent) =>
    withBytes(kernel, rowOf(other, rules), (ofOther) =>
      withBytes(kernel, Buffer.concat(entries), (at) =>
        kernel.addTextRules(fieldNumber(field), ofAbsent, ofOther, at, byText.size),
      ),
    ),
  );
}

/** A bit a rule, in words of 64. */
function rowOf(set: RuleSet, rules: number): Uint8Array {
  const words = new BigUint64Array(Math.ceil(rules / 64));
  for (let word = 0; word < words.length; word++) words[word] = BigInt.asUintN(64, set >> BigInt(64 * word));
  return bytesOf(words);
}

// ---------------------------------------------------------------- keys and measures

function layKey(kernel: KernelInstance, key: KeyPlan): void {
  switch (key.kind) {
    case 'none':
      return;
    case 'template':
      layTemplate(kernel, key.parts);
      return;
    case 'field':
      layField(kernel, key);
      return;
    case 'fields':
      for (const { field, prefix } of key.fields) {
        kernel.keyColumn(fieldNumber(field));
        if (prefix !== undefined) kernel.keyGroup(prefix.v4, prefix.v6);
      }
  }
}

function layTemplate(kernel: KernelInstance, parts: readonly TemplatePart[]): void {
  kernel.keyTemplate();
  for (const part of parts) {
    if (part.kind === 'capture') kernel.addCapture(captureTypes[part.type]);
    else layText(kernel, part.text, (...text) => kernel.addLiteral(...text));
  }
}

function layField(kernel: KernelInstance, key: KeyPlan & { kind: 'field' }): void {
  const { field, delimiters, contains, split } = key;
  withText(kernel, delimiters, (text, length) => kernel.keyField(field, text, length));
  if (contains !== undefined) layText(kernel, contains, (...text) => kernel.keyContains(...text));
  if (split !== undefined) {
    withText(kernel, split.delimiters, (text, length) => kernel.keySplit(split.part, text, length));
  }
}

/** A literal of a key: never folded. */
function layText(
  kernel: KernelInstance,
  literal: ByteText,
  lay: (text: number, length: number, middle: number) => void,
): void {
  withText(kernel, literal, (text, length) => lay(text, length, rarestInside(literal, false)));
}

function layMeasure(kernel: KernelInstance, measure: MeasurePlan): void {
  kernel.addMeasure(measureKinds[measure.kind], 'field' in measure ? fieldNumber(measure.field) : 0);
}

// ---------------------------------------------------------------- bytes

/** In assembly/fields.ts they have the order of `fieldTypes`. */
function fieldNumber(field: FieldName): number {
  return fieldNames.indexOf(field);
}

/** The kernel copies what it is given; the text lies in its memory for the call only. */
function withText(kernel: KernelInstance, text: ByteText, use: (at: number, length: number) => void): void {
  withBytes(kernel, Buffer.from(text, 'latin1'), use);
}

function withBytes(kernel: KernelInstance, bytes: Uint8Array, use: (at: number, length: number) => void): void {
  const at = kernel.allocate(bytes.length);
  bytesAt(kernel, at, bytes.length).set(bytes);
  use(at, bytes.length);
  kernel.release(at);
}

function bytesOf(words: BigUint64Array | Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
