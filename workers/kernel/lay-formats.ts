// Lays a DecodePlan into kernel memory, in the form that assembly/decode-plan.ts tells, member by member. What can be
// known of a format before any line is seen is worked out here. Knows no rule.

import {
  type ConstantFields,
  type EventWord,
  type FieldName,
  type FormatPlan,
  type MessagePlan,
  protocolsWithPorts,
  severityWords,
} from '../../src/format-types.ts';
import { type LaidFormats, readyFormats } from '../../src/ready-formats.ts';
import type { ByteText, DecodePlan } from '../../src/types.ts';
import { bytesAt, type KernelInstance } from './instance.ts';
import { headerOf, layColumns, layHeader, Splits } from './lay-columns.ts';
import { fieldNumber, layPairs } from './lay-keys.ts';
import { Layout } from './lay-names.ts';
import { layTemplates, partCount, templatesOf } from './lay-templates.ts';
import { rarestFirst } from './rarity.ts';

/** The formats that come with the tool take less; what takes more is laid twice. */
const usualBytes = 2 ** 18;

/** The kernel decodes lines as the plan says from now on. Of a fresh kernel it takes the first room, where others may be ready. */
export function layFormats(kernel: KernelInstance, plan: DecodePlan): void {
  const { base, bytes, address } = layInto(kernel, plan);
  bytesAt(kernel, base, bytes.length).set(bytes);
  kernel.setDecodePlan(address);
}

function layInto(kernel: KernelInstance, plan: DecodePlan): LaidFormats {
  const base = roomForFormats(kernel);
  const ready = readyFormats()?.decode.id === plan.id ? readyFormats()?.laid() : undefined;
  if (ready?.base === base) return ready;
  const laid = laidAt(base, plan);
  if (laid.bytes.length <= usualBytes) return laid;
  kernel.release(base);
  return laidAt(kernel.allocate(laid.bytes.length), plan);
}

export function roomForFormats(kernel: KernelInstance): number {
  return kernel.allocate(usualBytes);
}

/** As they lie there in any kernel. */
export function laidAt(base: number, plan: DecodePlan): LaidFormats {
  const layout = new Layout(base);
  const address = layPlan(layout, plan);
  return { base, address, bytes: layout.bytes() };
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
  const candidates = (indexes: readonly number[]) => {
    const meant = indexes.map((index) => laid[index] ?? 0);
    const first = messages[laid.indexOf(meant[0] ?? 0)];
    return layout.words([
      layout.words(meant),
      meant.length,
      first !== undefined && isSure(first) ? (meant[0] ?? 0) : 0,
    ]);
  };
  const ofAll = messages.flatMap(({ ids }, index) => (ids === undefined ? [index] : []));
  const ofId = new Map<ByteText, Set<number>>();
  for (const [index, { ids = [] }] of messages.entries()) {
    for (const id of ids) ofId.set(id, (ofId.get(id) ?? new Set(ofAll)).add(index));
  }
  const entries = [...ofId].map(([key, indexes]) => ({ key, value: candidates([...indexes].sort((a, b) => a - b)) }));
  return [layout.names(entries), candidates(ofAll)];
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
  const items = constants.flatMap(([field, text]) => [fieldNumber(field as FieldName), ...layout.text(text)]); // its own keys
  return layout.words([layout.words(items), constants.length]);
}

// ---------------------------------------------------------------- messages

const bodies = { none: 0, templates: 1, pairs: 2, columns: 3 } as const;
const allRules = [0xffffffff, 0xffffffff];

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
