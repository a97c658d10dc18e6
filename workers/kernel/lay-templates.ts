// Lays templates: their parts in a row, those of an optional part behind it, a capture with the literal behind it. Knows
// no message.

import type { FormatPart, FormatPlan, FormatTemplate } from '../../src/format-types.ts';
import type { ByteText } from '../../src/types.ts';
import { fieldBits, targetCode } from './lay-keys.ts';
import { type Layout, wordAt } from './lay-names.ts';

const kinds = {
  literal: 0,
  word: 1,
  integer: 2,
  letters: 3,
  text: 4,
  optional: 5,
  wordToByte: 6,
  wordToTexts: 7,
} as const;
const partWords = 12;

/** `isOpen`: nobody asks where a template ends, so that its last optional parts need not be run for nothing. */
export function layTemplates(
  layout: Layout,
  format: FormatPlan,
  templates: readonly FormatTemplate[],
  isOpen: boolean,
): number {
  const parts = templates.reduce((sum, template) => sum + partCount(template), 0);
  const start = layout.reserve(parts * partWords * 4);
  const ends: number[] = [];
  let at = start;
  for (const template of templates) {
    at = layParts(layout, format, template, at, isOpen);
    ends.push(at);
  }
  return layout.words([start, layout.words(ends), templates.length]);
}

/** Lays the parts from the address on, those of an optional part behind it, and returns where they end. */
function layParts(
  layout: Layout,
  format: FormatPlan,
  parts: readonly FormatPart[],
  address: number,
  isOpen: boolean,
): number {
  let at = address;
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1];
    if (part.kind === 'literal' && before?.kind === 'capture') continue;
    const inner = at + partWords * 4;
    const end = part.kind === 'optional' ? layParts(layout, format, part.parts, inner, false) : inner;
    layout.setWords(at, partOf(layout, format, parts.slice(index), index, end, isOpen));
    at = end;
  }
  return at;
}

/** A capture takes the literal behind it with it. */
function partOf(
  layout: Layout,
  format: FormatPlan,
  parts: readonly FormatPart[],
  index: number,
  end: number,
  isOpen: boolean,
): readonly number[] {
  const [part, next] = parts;
  if (part === undefined || part.kind === 'optional') {
    const isTail = isOpen && parts.every(({ kind }) => kind === 'optional');
    return [kinds.optional, index, 0, bitsOf(parts), 0, end, isTail ? 1 : 0, 0, 0, 0, 0, 0];
  }
  if (part.kind === 'literal')
    return [
      kinds.literal,
      index,
      0,
      0,
      layLiteral(layout, format, part.text),
      0,
      0,
      isShort(format, part.text),
      0,
      0,
      0,
      0,
    ];
  const until = part.until.filter((text) => kindOf(part.type) !== kinds.word || !text.startsWith(' '));
  const kind = kindOf(part.type) === kinds.word ? wordKind(format, until) : kindOf(part.type);
  const simplest = { [kinds.word]: /^ /, [kinds.text]: /^ ./s }[kind];
  const isEndpoint = part.type === 'endpoint' && (part.target === 'src' || part.target === 'dst');
  return [
    ...[kind, index],
    ...(part.target === undefined ? [0, 0] : [targetCode(part.target, isEndpoint), fieldBits(part.target, isEndpoint)]),
    next?.kind === 'literal' ? layLiteral(layout, format, next.text) : 0,
    ...[0, 0],
    next?.kind === 'literal' && simplest?.test(next.text) ? isShort(format, next.text) : 0,
    layout.words(until.map((text) => layLiteral(layout, format, text))),
    until.length,
    part.mayEnd ? 1 : 0,
    kind === kinds.wordToByte
      ? (until[0] ?? '').charCodeAt(0)
      : layByteSet(layout, [' ', '\t', ...format.blanks, ...until]),
  ];
}

/** As `isSimple` in assembly/decode-plan.ts has it. */
function isShort({ blanks }: FormatPlan, literal: ByteText): number {
  return blanks.length === 0 && literal.length <= 16 ? 1 : 0;
}

function wordKind({ blanks }: FormatPlan, until: readonly ByteText[]): number {
  if (blanks.length > 0) return kinds.wordToTexts;
  const [first, ...others] = new Set(until);
  if (first === undefined) return kinds.word;
  return others.length === 0 && first.length === 1 ? kinds.wordToByte : kinds.wordToTexts;
}

/** What the parts may fill. */
function bitsOf(parts: readonly FormatPart[]): number {
  return parts.reduce((bits, part) => {
    if (part.kind === 'optional') return bits | bitsOf(part.parts);
    return part.kind === 'literal' || part.target === undefined ? bits : bits | fieldBits(part.target, true);
  }, 0);
}

function kindOf(type: (FormatPart & { kind: 'capture' })['type']): number {
  switch (type) {
    case 'integer':
      return kinds.integer;
    case 'letters':
      return kinds.letters;
    case 'text':
    case 'user':
    case 'endpoint':
      return kinds.text;
    default:
      return kinds.word;
  }
}

/** A literal is not plain if a blank of the format's own could begin where it goes on behind a blank. */
function layLiteral(layout: Layout, { blanks }: FormatPlan, text: ByteText): number {
  const plain = !blanks.some((blank) => text.includes(` ${blank.charAt(0)}`));
  const form = plain ? formOf(text) : forms.notPlain;
  return layout.shared(`literal ${form} ${text}`, () => {
    const mask = '\xff'.repeat(text.length);
    return [
      ...[0, 4, 8, 12].map((at) => wordAt(text, at)),
      ...[0, 4, 8, 12].map((at) => wordAt(mask, at)),
      ...layout.text(text),
      form,
    ];
  });
}

const forms = { asItStands: 0, endsInBlank: 1, long: 2, notPlain: 3 } as const;

function formOf(text: ByteText): number {
  if (text.length > 16) return forms.long;
  return text.endsWith(' ') ? forms.endsInBlank : forms.asItStands;
}

/** What these texts begin with, as assembly/seek.ts has it. */
function layByteSet(layout: Layout, texts: readonly ByteText[]): number {
  const first = texts.map((text) => text.charAt(0)).join('');
  return layout.shared(`set ${first}`, () => byteSetOf(first));
}

function byteSetOf(bytes: ByteText): readonly number[] {
  const tables = new Array<number>(32).fill(0);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i);
    const bit = 1 << ((byte >> 4) & 7);
    for (const place of [byte & 15, 16 + (byte >> 4)]) tables[place] = (tables[place] ?? 0) | bit;
  }
  return Array.from({ length: 8 }, (_, word) => Buffer.from(tables.slice(word * 4, word * 4 + 4)).readUInt32LE());
}

export function templatesOf(format: FormatPlan): readonly FormatTemplate[] {
  return [...format.head, ...format.messages.flatMap(({ body }) => (body.kind === 'templates' ? body.templates : []))];
}

export function partCount(parts: readonly FormatPart[]): number {
  return parts.reduce((sum, part) => sum + 1 + (part.kind === 'optional' ? partCount(part.parts) : 0), 0);
}
