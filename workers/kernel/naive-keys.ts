// Keys of a line in plain TypeScript, for the naive twin of the kernel: as `cut` takes them, and by template.

import { isIPv4, isIPv6 } from 'node:net';
import type { ByteText, TemplatePart } from '../../src/types.ts';

/** What `cut -f` takes: the whole if there is no delimiter, nothing past the last field. */
export function cut(text: ByteText, delimiters: ByteText, wanted: number): ByteText {
  const fields: ByteText[] = [''];
  for (const byte of text) {
    if (delimiters.includes(byte)) fields.push('');
    else fields.push(fields.pop() + byte);
  }
  return fields.length === 1 ? text : (fields[wanted - 1] ?? '');
}

/** Columns joined by LF; undefined where the template fits nowhere. */
export function templateKey(parts: readonly TemplatePart[], line: ByteText): ByteText | undefined {
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
