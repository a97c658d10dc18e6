// The kernel's answer in plain TypeScript: slow, and short enough to check by eye. The tests hold the kernel to it.
// Text and keys are ByteText: one character a byte.

import { isIPv4, isIPv6 } from 'node:net';
import type { ByteText, KeyPlan, ScanPlan, ScanRule, TemplatePart } from '../../src/types.ts';

export interface NaiveRuleCounts {
  matchedLines: number;
  unkeyedLines: number;
  readonly keys: Map<ByteText, number>;
}

export interface NaiveCounts {
  readonly lines: number;
  readonly rules: readonly NaiveRuleCounts[];
}

/** Counts the lines of a whole input. */
export function naiveScan(plan: ScanPlan, text: ByteText): NaiveCounts {
  const lines = linesOf(text);
  const rules = plan.rules.map((rule) => {
    const counts: NaiveRuleCounts = { matchedLines: 0, unkeyedLines: 0, keys: new Map() };
    for (const line of lines) takeLine(rule, line, counts);
    return counts;
  });
  return { lines: lines.length, rules };
}

function linesOf(text: ByteText): readonly ByteText[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function takeLine(rule: ScanRule, line: ByteText, counts: NaiveRuleCounts): void {
  if (!matches(rule, line)) return;
  counts.matchedLines++;
  const key = keyOf(rule.key, line);
  if (key === undefined) counts.unkeyedLines++;
  else counts.keys.set(key, (counts.keys.get(key) ?? 0) + 1);
}

function matches(rule: ScanRule, line: ByteText): boolean {
  const haystack = rule.ignoreCase ? lowerAscii(line) : line;
  const holds = (needle: ByteText) => haystack.includes(needle);
  return rule.all.every(holds) && !rule.none.some(holds) && (rule.any.length === 0 || rule.any.some(holds));
}

function lowerAscii(text: ByteText): ByteText {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function keyOf(key: KeyPlan, line: ByteText): ByteText | undefined {
  switch (key.kind) {
    case 'none':
      return '';
    case 'template':
      return templateKey(key.parts, line);
    case 'field': {
      const field = cut(line, key.delimiters, key.field);
      if (key.contains !== undefined && !field.includes(key.contains)) return undefined;
      return key.split === undefined ? field : cut(field, key.split.delimiters, key.split.part);
    }
    case 'fields':
      throw new Error('keys of fields are to come');
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

/** As it is counted: an IPv6 address by RFC 5952. */
function written(type: string, text: ByteText): ByteText {
  if (type !== 'ip' || !text.includes(':')) return text;
  const groups = expand(text);
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (mapped) {
    const low = groups.slice(6).map((group) => Number.parseInt(group, 16));
    return `::ffff:${low.flatMap((value) => [value >> 8, value & 255]).join('.')}`;
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
