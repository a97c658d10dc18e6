// The kernel's answer in plain TypeScript: slow, and short enough to check by eye. The tests hold the kernel to it.
// Text and keys are ByteText: one character a byte. How a line is decoded is told by the caller.

import { isIPv4, isIPv6 } from 'node:net';
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
  TemplatePart,
} from '../../src/types.ts';

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

function cut(text: ByteText, delimiters: ByteText, wanted: number): ByteText {
  const fields: ByteText[] = [''];
  for (const byte of text) {
    if (delimiters.includes(byte)) fields.push('');
    else fields.push(fields.pop() + byte);
  }
  return fields.length === 1 ? text : (fields[wanted - 1] ?? '');
}

function templateKey(parts: readonly TemplatePart[], line: ByteText): ByteText | undefined {
  for (let start = 0; start <= line.length; start++) {
    const columns = fitAt(parts, line, start);
    if (columns !== undefined) return columns.join('\n');
  }
  return undefined;
}

function fitAt(parts: readonly TemplatePart[], line: ByteText, start: number): ByteText[] | undefined {
  const columns: ByteText[] = [];
  let at = start;
  for (const [i, part] of parts.entries()) {
    const end = part.kind === 'literal' ? literalEnd(part.text, line, at) : captureEnd(part.type, parts, i, line, at);
    if (end === undefined) return undefined;
    if (part.kind === 'capture') columns.push(written(part.type, line.slice(at, end)));
    at = end;
  }
  return columns;
}

function literalEnd(literal: ByteText, line: ByteText, at: number): number | undefined {
  return line.startsWith(literal, at) ? at + literal.length : undefined;
}

function captureEnd(
  type: string,
  parts: readonly TemplatePart[],
  i: number,
  line: ByteText,
  at: number,
): number | undefined {
  if (type === 'ip') return addressEnd(line, at, i === 0);
  if (type === 'int') return integerEnd(line, at, i === 0);
  const next = parts[i + 1];
  const text = line.slice(at);
  if (next === undefined) {
    const length = text.search(/[\t-\r ]|$/);
    return length > 0 ? at + length : undefined;
  }
  const end = next.kind === 'literal' ? line.indexOf(next.text, at + 1) : -1;
  if (end < 0 || (type === 'word' && /[\t-\r ]/.test(line.slice(at, end)))) return undefined;
  return end;
}

/** See the top of assembly/address.ts for what an address is. */
function addressEnd(line: ByteText, at: number, bare: boolean): number | undefined {
  const before = line.slice(0, at);
  if ((bare ? /[0-9A-Za-z]$/ : /[0-9]$/).test(before) || (bare && /[0-9A-Za-z]\.$/.test(before))) return undefined;
  const octets = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(?!\.?[0-9A-Za-z])/.exec(line.slice(at))?.[0];
  if (octets !== undefined && isIPv4(octets)) return at + octets.length;
  if (bare && (/::$/.test(before) || /(?<![0-9A-Za-z])[0-9A-Fa-f]{1,4}:$/.test(before))) return undefined;
  const run = /^[0-9A-Fa-f:.]{0,48}/.exec(line.slice(at))?.[0] ?? '';
  if (/^[0-9A-Za-z]/.test(line.slice(at + run.length))) return undefined;
  const whole = withoutPunctuation(run);
  return isIPv6(whole) ? at + whole.length : undefined;
}

function withoutPunctuation(run: ByteText): ByteText {
  return run.replace(/\.+$/, '').replace(/([^:]):$/, '$1');
}

function integerEnd(line: ByteText, at: number, bare: boolean): number | undefined {
  const before = line.slice(0, at);
  const digits = /^[0-9]+(?!\.?[0-9])/.exec(line.slice(at))?.[0];
  if (digits === undefined || /[0-9]$/.test(before) || (bare && /[0-9]\.$/.test(before))) return undefined;
  const left = bare ? (/[0-9A-Fa-f:.]{0,46}$/.exec(before)?.[0] ?? '') : '';
  const run = left + (/^[0-9A-Fa-f:.]*/.exec(line.slice(at, at + 48 - left.length))?.[0] ?? '');
  return isIPv6(withoutPunctuation(run)) ? undefined : at + digits.length;
}

/** As it is counted: an IPv6 address by RFC 5952, a mapped one as the IPv4 address that it maps. */
function written(type: string, text: ByteText): ByteText {
  if (type !== 'ip' || !text.includes(':')) return text;
  const groups = expand(text);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (mapped) {
    const low = groups.slice(6).map((group) => Number.parseInt(group, 16));
    return low.flatMap((value) => [value >> 8, value & 255]).join('.');
  }
  return compress(groups);
}

/** The eight groups without leading zeros. */
function expand(text: ByteText): readonly string[] {
  const hex = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [front = '', back] = hex.split('::');
  const list = (side: string) => (side === '' ? [] : side.split(':'));
  const [head, tail] = [list(front), list(back ?? '')];
  const zeros = new Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(16));
}

function compress(groups: readonly string[]): ByteText {
  for (let length = 8; length > 1; length--) {
    for (let from = 0; from + length <= 8; from++) {
      if (groups.slice(from, from + length).every((group) => group === '0')) {
        return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
      }
    }
  }
  return groups.join(':');
}
