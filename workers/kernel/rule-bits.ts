// Which rules may take a line that a format knows, told before any of its fields is compared: by what is the same in
// every line of its kind of message, and by its ports. A set of rules is a bigint, bit i for rule i. To say that a rule
// may take a line that it then refuses costs time; to say that it may not, though it does, would lose counts.

import type { FieldName, FormatPart, FormatPlan, FormatTemplate, MessagePlan } from '../../src/format-types.ts';
import type { ByteText, FieldCondition, ScanRule } from '../../src/types.ts';

export type RuleSet = bigint;

type Constant = 'event' | 'event_id' | 'action' | 'proto' | 'format';

/** A text; `undefined` where the field may be absent. */
type Possible = ByteText | undefined;

/** The rules that may take lines of a message; without one, of the format's lines whose message is not known. */
export function rulesOfMessage(
  rules: readonly ScanRule[],
  format: FormatPlan,
  message: MessagePlan | undefined,
): RuleSet {
  return rulesThat(rules, (condition) => {
    const possible = isConstant(condition.field) ? possibleTexts(condition.field, format, message) : undefined;
    return possible === undefined || possible.some((text) => text !== undefined && holdsFor(condition, text));
  });
}

/** The rules that may take lines that no format knows; the answer is exact. */
export function rulesOfUnknown(rules: readonly ScanRule[]): RuleSet {
  return rulesThat(rules, (condition) => condition.field === 'format' && holdsFor(condition, 'none'));
}

/** Rules whose conditions may all hold, and of `whereAny` at least one. */
function rulesThat(rules: readonly ScanRule[], mayHold: (condition: FieldCondition) => boolean): RuleSet {
  let set: RuleSet = 0n;
  for (const [index, { where = [], whereAny = [] }] of rules.entries()) {
    const may = where.every(mayHold) && (whereAny.length === 0 || whereAny.some(mayHold));
    if (may) set |= 1n << BigInt(index);
  }
  return set;
}

function holdsFor({ test, negated }: FieldCondition, text: ByteText): boolean {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (test.kind === 'texts') return test.texts.includes(lower) !== negated;
  return test.kind === 'contains' ? test.texts.some((part) => lower.includes(part)) !== negated : true;
}

// ---------------------------------------------------------------- by message

function isConstant(field: FieldName): field is Constant {
  return ['event', 'event_id', 'action', 'proto', 'format'].includes(field);
}

/** What the field may be in lines of a message; undefined: anything. */
function possibleTexts(
  field: Constant,
  format: FormatPlan,
  message: MessagePlan | undefined,
): readonly Possible[] | undefined {
  if (field === 'format') return [format.name];
  if (message === undefined) return undefined;
  if (field === 'event_id') return possibleIds(message);
  if (format.head.some((template) => captures(template, field)) || bodyTells(message, field)) return undefined;
  // Of a line that none of the templates began to fit, nothing is set.
  const always = message.body.kind !== 'templates' && message.set[field] !== undefined;
  const marked = always ? [] : format.markers.map(({ set }) => set[field]);
  const own = [message.set[field], ...(always ? [] : [undefined]), ...marked];
  return field === 'event' && !always ? [...own, ...eventsByAction(format, message)] : own;
}

/** The event that the action tells, if nothing else does. */
function eventsByAction(format: FormatPlan, message: MessagePlan): readonly Possible[] {
  return [...Object.values(format.events), ...Object.values(message.events), 'other'];
}

function possibleIds(message: MessagePlan): readonly Possible[] | undefined {
  const { ids, body } = message;
  // Keys and columns add theirs to the id of the head.
  if (ids === undefined || ids.includes('') || (body.kind !== 'templates' && body.kind !== 'none')) return undefined;
  return ids;
}

function bodyTells({ body }: MessagePlan, field: FieldName): boolean {
  switch (body.kind) {
    case 'none':
      return false;
    case 'templates':
      return body.templates.some((template) => captures(template, field));
    default:
      return Object.values(body.fields).some((target) => target === field);
  }
}

function captures(template: FormatTemplate, field: FieldName): boolean {
  const isCapture = (part: FormatPart): boolean =>
    part.kind === 'capture' ? part.target === field : part.kind === 'optional' && part.parts.some(isCapture);
  return template.some(isCapture);
}

// ---------------------------------------------------------------- by port

/** In a table of ports, the line that has none. */
export const noPort = 65536;

export interface PortRules {
  readonly first: number;
  readonly last: number;
  readonly rules: RuleSet;
}

/** For all ports, and `noPort`, in order, the rules that may take a line with them; undefined: no rule asks for any. */
export function rulesOfPorts(
  rules: readonly ScanRule[],
  field: 'src_port' | 'dst_port',
): readonly PortRules[] | undefined {
  const asked = rules.flatMap(({ where = [], whereAny = [] }) => [...where, ...whereAny].filter(isOn(field)));
  if (asked.length === 0) return undefined;
  const firsts = new Set([0, noPort]);
  for (const { test } of asked) {
    for (const [from, to] of test.kind === 'numbers' ? test.ranges : []) {
      if (from < noPort) firsts.add(from);
      if (to + 1 < noPort) firsts.add(to + 1);
    }
  }
  const order = [...firsts].sort((a, b) => a - b);
  return order.map((first, index) => ({
    first,
    last: (order[index + 1] ?? noPort + 1) - 1,
    rules: rulesThat(rules, (condition) => condition.field !== field || holdsForPort(condition, first)),
  }));
}

function holdsForPort({ test, negated }: FieldCondition, port: number): boolean {
  if (port === noPort || test.kind !== 'numbers') return port !== noPort;
  return test.ranges.some(([from, to]) => from <= port && port <= to) !== negated;
}

function isOn(field: FieldName): (condition: FieldCondition) => boolean {
  return (condition) => condition.field === field;
}
