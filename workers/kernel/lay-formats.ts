// Lays a DecodePlan into kernel memory, in the form that assembly/decode-plan.ts tells, member by member. What can be
// known of a format before any line is seen is worked out here. Knows no rule.

import {
  type ColumnsSpec,
  type ConstantFields,
  type EventWord,
  type FieldName,
  type FieldTarget,
  type FormatPart,
  type FormatPlan,
  type FormatTemplate,
  fieldTypes,
  type HeaderSpec,
  type MessagePlan,
  type PairsSpec,
  protocolsWithPorts,
  severityWords,
} from '../../src/format-types.ts';
import type { ByteText, DecodePlan } from '../../src/types.ts';
import { bytesAt, type KernelInstance } from './instance.ts';
import { Layout, type NameEntry, wordAt } from './lay-names.ts';
import { rarestFirst } from './rarity.ts';

/** The formats that come with the tool take less; what takes more is laid twice. */
const usualBytes = 2 ** 18;

/** The kernel decodes lines as the plan says from now on. */
export function layFormats(kernel: KernelInstance, plan: DecodePlan): void {
  let base = kernel.allocate(usualBytes);
  let [bytes, address] = laidAt(base, plan);
  if (bytes.length > usualBytes) {
    kernel.release(base);
    base = kernel.allocate(bytes.length);
    [bytes, address] = laidAt(base, plan);
  }
  bytesAt(kernel, base, bytes.length).set(bytes);
  kernel.setDecodePlan(address);
}

function laidAt(base: number, plan: DecodePlan): [bytes: Uint8Array, address: number] {
  const layout = new Layout(base);
  const address = layPlan(layout, plan);
  return [layout.bytes(), address];
}

function layPlan(layout: Layout, plan: DecodePlan): number {
  const formats = plan.formats.map((format) => layFormat(layout, format));
  return layout.words([
    ...[layout.words(formats), formats.length],
    layServices(layout, plan.services),
    layProtocols(layout, plan),
    layout.names(protocolsWithPorts.map((key) => ({ key }))),
    laySeverities(layout),
    layout.longestName,
    Math.max(1, ...plan.formats.flatMap(templatesOf).map(partCount)),
  ]);
}

/** What is written in digits is a number, whatever a name says. */
function layServices(layout: Layout, services: Readonly<Record<string, number>>): number {
  const named = Object.entries(services).filter(([key]) => !/^\d+$/.test(key));
  return layout.names(named.map(([key, port]) => ({ key, value: port, text: String(port) })));
}

function layProtocols(layout: Layout, { protocols, protocolAliases }: DecodePlan): number {
  const names = Object.values(protocols);
  return layout.names([
    ...Object.entries(protocols).map(([key, text]) => ({ key, text })),
    ...Object.entries(protocolAliases).map(([key, text]) => ({ key, text })),
    ...names.map((key) => ({ key, text: key })),
  ]);
}

function laySeverities(layout: Layout): number {
  return layout.names(severityWords.flatMap((words, number) => words.map((key) => ({ key, text: String(number) }))));
}

// ---------------------------------------------------------------- formats

function layFormat(layout: Layout, format: FormatPlan): number {
  const splits = new Splits(layout, format);
  const shared = layEvents(layout, format.events);
  const messages = format.messages.map((message, index) => {
    const events = { ...format.events, ...message.events };
    const own = Object.keys(message.events).length > 0;
    return layMessage(layout, format, splits, message, index, own ? layEvents(layout, events) : shared);
  });
  return layout.words([
    ...layout.text(format.name),
    ...layRecognise(layout, format.recognise),
    ...layout.textList(anchorsOf(format)),
    ...layout.textList(format.blanks),
    layTemplates(layout, format, format.head, false),
    ...[layout.words(messages), messages.length],
    ...layIds(layout, format, messages),
    layServices(layout, format.services),
    ...shared,
    ...layMarkers(layout, format),
    layHeader(layout, format, messages),
  ]);
}

function layRecognise(layout: Layout, lists: FormatPlan['recognise']): readonly [number, number] {
  return [layout.words(lists.flatMap((texts) => layout.textList(texts))), lists.length];
}

/** The rarest of the texts that stand together in a line that the format knows; of a headed one, how its lines begin. */
function anchorsOf(format: FormatPlan): readonly ByteText[] {
  const header = headerOf(format)?.header;
  const anchors =
    header === undefined
      ? format.recognise.map((texts) => rarestFirst(texts, false)[0] ?? '')
      : [...header.prefixes.map(({ text }) => text), ...header.remarks];
  return [...new Set(anchors)].filter((text) => text !== '');
}

/** By action, and without one. */
function layEvents(layout: Layout, events: Readonly<Record<ByteText, EventWord>>): readonly number[] {
  const quiet = Object.hasOwn(events, '') ? (events[''] ?? 'other') : 'other';
  return [layout.names(Object.entries(events).map(([key, text]) => ({ key, text }))), ...layout.text(quiet)];
}

/** Which messages may be meant by an event_id, in their order: a table, and those for all ids that are not in it. */
function layIds(layout: Layout, { messages }: FormatPlan, laid: readonly number[]): readonly [number, number] {
  const candidates = (isMeant: (ids: readonly ByteText[] | undefined) => boolean) => {
    const meant = laid.filter((_, index) => isMeant(messages[index]?.ids));
    const first = messages[laid.indexOf(meant[0] ?? 0)];
    return layout.words([
      layout.words(meant),
      meant.length,
      first !== undefined && isSure(first) ? (meant[0] ?? 0) : 0,
    ]);
  };
  const ids = new Set(messages.flatMap((message) => message.ids ?? []));
  const entries = [...ids].map((id) => ({
    key: id,
    value: candidates((some) => some === undefined || some.includes(id)),
  }));
  return [layout.names(entries), candidates((some) => some === undefined)];
}

/** A line whose event_id is right is of it. */
function isSure({ holds, body }: MessagePlan): boolean {
  return holds === '' && (body.kind !== 'columns' || Object.keys(body.when ?? {}).length === 0);
}

function layMarkers(layout: Layout, { markers }: FormatPlan): readonly [number, number] {
  const items = markers.flatMap(({ text, set }) => [...layout.text(text), layConstants(layout, set)]);
  return [layout.words(items), markers.length];
}

function layConstants(layout: Layout, set: ConstantFields): number {
  const constants = Object.entries(set);
  const items = constants.flatMap(([field, text]) => [names.indexOf(field as FieldName), ...layout.text(text)]); // its own keys
  return layout.words([layout.words(items), constants.length]);
}

// ---------------------------------------------------------------- messages

const bodies = { none: 0, templates: 1, pairs: 2, columns: 3 } as const;
const allRules = [0xffffffff, 0xffffffff];
const notYet = [0, 0];

function layMessage(
  layout: Layout,
  format: FormatPlan,
  splits: Splits,
  { holds, set, initiator, body }: MessagePlan,
  index: number,
  events: readonly number[],
): number {
  return layout.words([
    ...allRules,
    index,
    ...layout.text(holds),
    bodies[body.kind],
    body.kind === 'templates' ? layTemplates(layout, format, body.templates, true) : 0,
    body.kind === 'pairs' ? layPairs(layout, body) : 0,
    body.kind === 'columns' ? layColumns(layout, splits, body) : 0,
    initiator === 'ports' ? 1 : 0,
    layConstants(layout, set),
    ...events,
  ]);
}

function layPairs(layout: Layout, spec: PairsSpec): number {
  const { assign, separator, stop } = spec;
  return layout.words([
    spec.start === 'line' ? 1 : 0,
    ...layout.text(assign),
    ...layout.text(separator),
    spec.quotes ? 1 : 0,
    ...(stop === undefined ? [0, 0] : layout.text(separator + stop)),
    layEmpty(layout, spec.empty),
    layKeys(layout, spec),
  ]);
}

function layEmpty(layout: Layout, empty: readonly ByteText[] = []): number {
  return layout.names(empty.map((key) => ({ key })));
}

function layKeys(layout: Layout, { fields, followed }: PairsSpec | ColumnsSpec): number {
  return layout.names(
    Object.entries(fields).map(
      ([key, target]): NameEntry => ({ key, value: layKey(layout, target, followed ?? false) }),
    ),
  );
}

function layKey(layout: Layout, target: FieldTarget, followed: boolean): number {
  return layout.words([
    ...notYet,
    targetCode(target, false),
    fieldBits(target, false),
    followed && /^(?:src|dst)(?:$|_ip|_port)/.test(target) ? 1 : 0,
    /^(?:src|dst)(?:_ip)?$/.test(target) ? 1 : 0,
  ]);
}

// ---------------------------------------------------------------- columns

/** A line of 64 MiB has no further column. */
const lastColumn = 2 ** 26;

function layColumns(layout: Layout, splits: Splits, spec: ColumnsSpec): number {
  const split = splits.of(spec);
  const when = Object.entries(spec.when ?? {}).flatMap(([column, texts]) => [
    split.columns.indexOf(Number(column)),
    layout.names(texts.map((key) => ({ key }))),
  ]);
  const fields = numberedFields(spec)
    .sort(([a], [b]) => a - b)
    .flatMap(([column, target]) => [split.columns.indexOf(column), layKey(layout, target, spec.followed ?? false)]);
  return layout.words([
    split.address,
    ...[layout.words(when), when.length / 2],
    layEmpty(layout, spec.empty),
    ...[layout.words(fields), fields.length / 2],
  ]);
}

function numberedFields({ fields }: ColumnsSpec): [number, FieldTarget][] {
  return Object.entries(fields)
    .filter(([key]) => /^(?:0|[1-9]\d{0,8})$/.test(key) && Number(key) <= lastColumn)
    .map(([key, target]) => [Number(key), target]);
}

/** The ways in which the messages of a format take a line apart; those that do it alike share one. */
class Splits {
  readonly #layout: Layout;
  readonly #format: FormatPlan;
  readonly #laid = new Map<string, { readonly columns: readonly number[]; readonly address: number }>();

  constructor(layout: Layout, format: FormatPlan) {
    this.#layout = layout;
    this.#format = format;
  }

  of(spec: ColumnsSpec): { readonly columns: readonly number[]; readonly address: number } {
    const way = wayOf(spec);
    const known = this.#laid.get(way);
    if (known !== undefined) return known;
    const alike = this.#format.messages.flatMap(({ body }) =>
      body.kind === 'columns' && wayOf(body) === way ? [body] : [],
    );
    const columns = [...new Set(alike.flatMap(askedColumns))].sort((a, b) => a - b);
    const laid = { columns, address: laySplit(this.#layout, spec, columns) };
    this.#laid.set(way, laid);
    return laid;
  }
}

function wayOf({ delimiter, quotes, start }: ColumnsSpec): string {
  return JSON.stringify([delimiter, quotes, start]);
}

function askedColumns(spec: ColumnsSpec): readonly number[] {
  const conditions = Object.keys(spec.when ?? {})
    .map(Number)
    .filter((column) => Number.isInteger(column) && column >= 0 && column <= lastColumn);
  return [...conditions, ...numberedFields(spec).map(([column]) => column)];
}

function laySplit(layout: Layout, { delimiter, quotes, start }: ColumnsSpec, columns: readonly number[]): number {
  return layout.words([
    ...notYet,
    ...layout.text(delimiter),
    quotes ? 1 : 0,
    start === 'word' ? 1 : 0,
    ...[layout.words(columns), columns.length],
    ...[layout.reserve(columns.length * 12), 0],
  ]);
}

function headerOf(format: FormatPlan) {
  for (const [index, { body }] of format.messages.entries()) {
    if (body.kind === 'columns' && body.header !== undefined) return { index, spec: body, header: body.header };
  }
  return undefined;
}

function layHeader(layout: Layout, format: FormatPlan, messages: readonly number[]): number {
  const headed = headerOf(format);
  if (headed === undefined) return 0;
  const { index, spec, header } = headed;
  return layout.words([
    messages[index] ?? 0,
    layEmpty(layout, spec.empty),
    laySplit(layout, spec, []),
    ...layPrefixes(layout, header),
    ...layout.textList(header.requires),
    ...layout.textList(header.shapes),
    ...layout.textList(header.remarks),
    layKeys(layout, spec),
    // No header is in force yet.
    ...[0, 0, 0, 0, 0, 0],
  ]);
}

function layPrefixes(layout: Layout, { prefixes }: HeaderSpec): readonly [number, number] {
  const items = prefixes.flatMap(({ text, named }) => [...layout.text(text), named ? 1 : 0]);
  return [layout.words(items), prefixes.length];
}

// ---------------------------------------------------------------- templates

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
function layTemplates(
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
  const mask = '\xff'.repeat(text.length);
  return layout.sharedWords([
    ...[0, 4, 8, 12].map((at) => wordAt(text, at)),
    ...[0, 4, 8, 12].map((at) => wordAt(mask, at)),
    ...layout.text(text),
    plain ? formOf(text) : forms.notPlain,
  ]);
}

const forms = { asItStands: 0, endsInBlank: 1, long: 2, notPlain: 3 } as const;

function formOf(text: ByteText): number {
  if (text.length > 16) return forms.long;
  return text.endsWith(' ') ? forms.endsInBlank : forms.asItStands;
}

/** What these texts begin with, as assembly/seek.ts has it. */
function layByteSet(layout: Layout, texts: readonly ByteText[]): number {
  const tables = new Array<number>(32).fill(0);
  for (const text of texts) {
    const byte = text.charCodeAt(0);
    const bit = 1 << ((byte >> 4) & 7);
    for (const place of [byte & 15, 16 + (byte >> 4)]) tables[place] = (tables[place] ?? 0) | bit;
  }
  return layout.sharedWords(
    Array.from({ length: 8 }, (_, word) => Buffer.from(tables.slice(word * 4, word * 4 + 4)).readUInt32LE()),
  );
}

function templatesOf(format: FormatPlan): readonly FormatTemplate[] {
  return [...format.head, ...format.messages.flatMap(({ body }) => (body.kind === 'templates' ? body.templates : []))];
}

function partCount(parts: readonly FormatPart[]): number {
  return parts.reduce((sum, part) => sum + 1 + (part.kind === 'optional' ? partCount(part.parts) : 0), 0);
}

// ---------------------------------------------------------------- targets

const names = Object.keys(fieldTypes) as FieldName[]; // its own keys
const sides = { src: names.length, dst: names.length + 1 } as const;

function targetCode(target: FieldTarget, isEndpoint: boolean): number {
  if (target !== 'src' && target !== 'dst') return names.indexOf(target);
  return sides[target] + (isEndpoint ? 2 : 0);
}

/** A bit for each field that the target may fill. */
function fieldBits(target: FieldTarget, isEndpoint: boolean): number {
  const bits = (...fields: readonly FieldName[]) => fields.reduce((sum, field) => sum | (1 << names.indexOf(field)), 0);
  if (target !== 'src' && target !== 'dst') return bits(target);
  const host = bits(`${target}_ip`, `${target}_name`);
  return isEndpoint ? host | bits(`${target}_port`, `${target}_if`, 'user') : host;
}
