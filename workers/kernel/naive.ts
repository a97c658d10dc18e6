// The kernel's answer in plain TypeScript: slow, and short enough to check by eye. The tests hold the kernel to it.
// Text and keys are ByteText: one character a byte. How a line is decoded is told by the caller.

import { formatAddress, parseAddress } from '../../src/addresses.ts';
import type { FieldName, Fields } from '../../src/format-types.ts';
import { compileRegexp } from '../../src/regexp.ts';
import { instantOf, type PackedTime, timeText } from '../../src/times.ts';
import type {
  AddressBound,
  ByteText,
  FieldCondition,
  KeyField,
  KeyPlan,
  MeasurePlan,
  ScanPlan,
  ScanRule,
} from '../../src/types.ts';
import { cut, templateKey } from './naive-keys.ts';

/**
 * What a measure has kept: a sum; the first or last time, if there was one; lines by hour; distinct values, or the
 * registers that are all a kernel keeps of many.
 */
export type NaiveMeasure = bigint | undefined | number[] | Set<ByteText> | Uint8Array;

export interface NaiveRuleCounts {
  matchedLines: number;
  unkeyedLines: number;
  /** Absent if the plan has no period. */
  undatedLines?: number;
  readonly keys: Map<ByteText, number>;
  /** By key, in the order of the rule's measures; absent if it has none. */
  readonly measures?: Map<ByteText, NaiveMeasure[]>;
}

export interface NaiveCounts {
  readonly lines: number;
  readonly undecodedLines?: number;
  readonly undecodedExamples?: readonly ByteText[];
  readonly rules: readonly NaiveRuleCounts[];
}

/** Reads the lines of a text one after the other. */
export interface LineReader {
  /** The format that knows the line, and its fields. */
  readonly decode: (line: ByteText) => { readonly format: string; readonly fields: Fields } | undefined;
  readonly timeOf: (line: ByteText) => PackedTime | undefined;
}

const noReader: LineReader = { decode: () => undefined, timeOf: () => undefined };

/** A line and what is known of it; `format` is among its fields. */
interface Line {
  readonly text: ByteText;
  readonly fields: Fields;
  readonly time: PackedTime | undefined;
}

/** Counts the lines of a whole input. */
export function naiveScan(plan: ScanPlan, text: ByteText, reader = noReader): NaiveCounts {
  const lines = linesOf(text).map((line) => readLine(plan, line, reader));
  const rules = plan.rules.map((rule) => {
    const measured = rule.measures !== undefined && rule.measures.length > 0;
    const counts: NaiveRuleCounts = {
      matchedLines: 0,
      unkeyedLines: 0,
      ...(hasPeriod(plan) && { undatedLines: 0 }),
      keys: new Map(),
      ...(measured && { measures: new Map() }),
    };
    for (const line of lines) if (matches(rule, line)) takeLine(plan, rule, line, counts);
    return counts;
  });
  if (plan.decode === undefined) return { lines: lines.length, rules };
  const undecoded = lines.filter(({ fields }) => fields.format === 'none').map((line) => line.text);
  const undecodedExamples = undecoded.slice(0, 3).map((line) => line.slice(0, 256));
  return { lines: lines.length, undecodedLines: undecoded.length, undecodedExamples, rules };
}

function linesOf(text: ByteText): readonly ByteText[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function readLine(plan: ScanPlan, text: ByteText, { decode, timeOf }: LineReader): Line {
  const decoded = plan.decode === undefined ? undefined : decode(text);
  const fields = { ...decoded?.fields, format: decoded?.format ?? 'none' };
  return { text, fields, time: timeOf(text) };
}

function hasPeriod({ since, until }: ScanPlan): boolean {
  return since !== undefined || until !== undefined;
}

function isInPeriod({ since, until }: ScanPlan, time: PackedTime): boolean {
  return (since ?? -Infinity) <= instantOf(time) && instantOf(time) < (until ?? Infinity);
}

function takeLine(plan: ScanPlan, rule: ScanRule, line: Line, counts: NaiveRuleCounts): void {
  if (hasPeriod(plan)) {
    if (line.time === undefined) counts.undatedLines = (counts.undatedLines ?? 0) + 1;
    if (line.time === undefined || !isInPeriod(plan, line.time)) return;
  }
  counts.matchedLines++;
  const key = keyOf(rule.key, line);
  if (key === undefined) {
    counts.unkeyedLines++;
    return;
  }
  counts.keys.set(key, (counts.keys.get(key) ?? 0) + 1);
  const kept = counts.measures?.get(key) ?? [];
  const measures = (rule.measures ?? []).map((measure, index) => withLine(measure, kept[index], line));
  counts.measures?.set(key, measures);
}

function matches(rule: ScanRule, { text, fields }: Line): boolean {
  const haystack = rule.ignoreCase ? lowerAscii(text) : text;
  const holds = (needle: ByteText) => haystack.includes(needle);
  const { where = [], whereAny = [], regexps = [] } = rule;
  return (
    rule.all.every(holds) &&
    !rule.none.some(holds) &&
    (rule.any.length === 0 || rule.any.some(holds)) &&
    regexps.every((written) => matchesRegexp(written, rule.ignoreCase, text)) &&
    where.every((condition) => isTrue(condition, fields)) &&
    (whereAny.length === 0 || whereAny.some((condition) => isTrue(condition, fields)))
  );
}

function matchesRegexp(written: string, ignoreCase: boolean, text: ByteText): boolean {
  const compiled = compileRegexp(written, ignoreCase);
  if (compiled.kind === 'mistake') throw new Error(compiled.message);
  return compiled.regexp.test(text);
}

// ---------------------------------------------------------------- fields

function isTrue({ field, test, negated }: FieldCondition, fields: Fields): boolean {
  const value = fields[field];
  return value !== undefined && passes(test, value) !== negated;
}

function passes(test: FieldCondition['test'], value: ByteText | number): boolean {
  const text = lowerAscii(String(value));
  switch (test.kind) {
    case 'numbers':
      return test.ranges.some(([first, last]) => first <= Number(value) && Number(value) <= last);
    case 'addresses':
      return test.ranges.some(([first, last]) => first <= boundOf(text) && boundOf(text) <= last);
    case 'texts':
      return test.texts.includes(text);
    case 'contains':
      return test.texts.some((part) => text.includes(part));
  }
}

function boundOf(text: string): AddressBound {
  const address = parseAddress(text) ?? '';
  return `${address.length === 4 ? 4 : 6}:${Buffer.from(address, 'latin1').toString('hex').padStart(32, '0')}`;
}

function fieldsKey(columns: readonly KeyField[], fields: Fields): ByteText | undefined {
  const texts = columns.map(({ field, prefix }) => {
    const value = textOf(fields, field);
    return value === undefined || prefix === undefined ? value : networkOf(value, prefix);
  });
  return texts.includes(undefined) ? undefined : texts.join('\n');
}

function textOf(fields: Fields, field: FieldName): ByteText | undefined {
  const value = fields[field];
  return value === undefined ? undefined : String(value);
}

function networkOf(text: string, prefix: { readonly v4: number; readonly v6: number }): ByteText {
  const address = [...Buffer.from(parseAddress(text) ?? '', 'latin1')];
  const bits = address.length === 4 ? prefix.v4 : prefix.v6;
  const kept = address.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))));
  return `${formatAddress(String.fromCharCode(...kept.map((byte) => byte & 255)))}/${bits}`;
}

function withLine(measure: MeasurePlan, kept: NaiveMeasure, { fields, time }: Line): NaiveMeasure {
  switch (measure.kind) {
    case 'sum':
      return ((kept as bigint | undefined) ?? 0n) + BigInt(fields[measure.field] ?? 0);
    case 'distinct': {
      const value = textOf(fields, measure.field);
      const values = (kept as Set<ByteText> | undefined) ?? new Set();
      return value === undefined ? values : values.add(value);
    }
    case 'first':
    case 'last': {
      const before = kept as PackedTime | undefined;
      if (time === undefined || before === undefined) return time ?? before;
      return time < before === (measure.kind === 'first') ? time : before;
    }
    case 'hours': {
      const hours = (kept as number[] | undefined) ?? new Array<number>(24).fill(0);
      if (time !== undefined) hours[hourOf(time)] = (hours[hourOf(time)] ?? 0) + 1;
      return hours;
    }
  }
}

/** As the line says it. */
function hourOf(time: PackedTime): number {
  return Number(timeText(time).slice(11, 13));
}

// ---------------------------------------------------------------- bytes

function lowerAscii(text: ByteText): ByteText {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function keyOf(key: KeyPlan, { text, fields }: Line): ByteText | undefined {
  switch (key.kind) {
    case 'none':
      return '';
    case 'template':
      return templateKey(key.parts, text);
    case 'field': {
      const field = cut(text, key.delimiters, key.field);
      if (key.contains !== undefined && !field.includes(key.contains)) return undefined;
      return key.split === undefined ? field : cut(field, key.split.delimiters, key.split.part);
    }
    case 'fields':
      return fieldsKey(key.fields, fields);
  }
}
