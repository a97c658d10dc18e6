// Which rules may take a line that a format knows, told before their conditions are asked: by what is the same in every
// line of its kind of message, by its ports, and by the texts that many rules ask for. A set of rules is a bigint, bit i
// for rule i. To say that a rule may take a line that it then refuses costs time; to say that it may not, though it
// does, would lose counts. Knows nothing of how the kernel looks it up.

import type {
  FieldName,
  FieldTarget,
  FormatPart,
  FormatPlan,
  FormatTemplate,
  MessagePlan,
} from '../../src/format-types.ts';
import { lowerAscii } from '../../src/text.ts';
import type { ByteText, DecodePlan, FieldCondition, ScanRule } from '../../src/types.ts';

export type RuleSet = bigint;

export interface RuleBits {
  /** By format: first of lines whose message is not known, then by message. */
  readonly messages: readonly (readonly MessageRules[])[];
  readonly ports: readonly PortRules[];
  readonly texts: readonly TextRules[];
  /** Whether these sets say all there is to a condition of `where`. */
  readonly decides: (condition: FieldCondition) => boolean;
}

export interface MessageRules {
  readonly rules: RuleSet;
  /** Of `texts`, those that the message does not decide. */
  readonly texts: readonly TextRules[];
}

/** For all ports and `noPort`, in order, the rules that may take a line with them. */
export interface PortRules {
  readonly field: 'src_port' | 'dst_port';
  readonly ranges: readonly { readonly first: number; readonly last: number; readonly rules: RuleSet }[];
}

export interface TextRules {
  readonly field: FieldName;
  /** Of lines without the field. */
  readonly absent: RuleSet;
  /** Of lines with another text. */
  readonly other: RuleSet;
  /** Texts of 1 to 8 bytes, without NUL and in lower case. */
  readonly byText: ReadonlyMap<ByteText, RuleSet>;
}

export function findRuleBits(rules: readonly ScanRule[], { formats }: DecodePlan): RuleBits {
  const texts = textFields.flatMap((field) => rulesOfTexts(rules, field) ?? []);
  const ofMessage = messageRules(rules, texts);
  const ofTexts = new Set(texts.map(({ field }) => field));
  return {
    messages: formats.map((format) => [undefined, ...format.messages].map((message) => ofMessage(format, message))),
    ports: (['src_port', 'dst_port'] as const).flatMap((field) => rulesOfPorts(rules, field) ?? []),
    texts,
    decides: (condition) =>
      ['src_port', 'dst_port', 'format'].includes(condition.field) ||
      (ofTexts.has(condition.field) && isShort(condition)),
  };
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
  const lower = lowerAscii(text);
  if (test.kind === 'texts') return test.texts.includes(lower) !== negated;
  return test.kind === 'contains' ? test.texts.some((part) => lower.includes(part)) !== negated : true;
}

function conditionsOn(rules: readonly ScanRule[], field: FieldName): readonly FieldCondition[] {
  return rules
    .flatMap(({ where = [], whereAny = [] }) => [...where, ...whereAny])
    .filter((each) => each.field === field);
}

// ---------------------------------------------------------------- by message

/** Fields that may be the same in every line of a message. */
const constants = ['event', 'event_id', 'action', 'proto', 'format'] as const;

/** A text; `undefined` where the field may be absent. */
type Possible = ByteText | undefined;

/** Hundreds of messages, of which many say the same: these are looked at once. */
function messageRules(
  rules: readonly ScanRule[],
  texts: readonly TextRules[],
): (format: FormatPlan, message: MessagePlan | undefined) => MessageRules {
  const known = new Map<string, MessageRules>();
  return (format, message) => {
    const possible = constants.map((field) => possibleTexts(field, format, message) ?? null);
    const name = JSON.stringify(possible);
    const found = known.get(name) ?? rulesOfPossible(rules, possible, texts);
    known.set(name, found);
    return found;
  };
}

/** `lists`: the texts of the constant fields, in their order; null: anything. */
function rulesOfPossible(
  rules: readonly ScanRule[],
  lists: readonly (readonly Possible[] | null)[],
  texts: readonly TextRules[],
): MessageRules {
  const possible = new Map(constants.map((field, index) => [field as FieldName, lists[index] ?? undefined]));
  const isOpen = ({ field }: TextRules) => {
    const [only, ...more] = possible.get(field) ?? [];
    return only === undefined || more.length > 0;
  };
  const mayHold = (condition: FieldCondition) => {
    const known = possible.get(condition.field);
    return known === undefined || known.some((text) => text !== undefined && holdsFor(condition, text));
  };
  return { rules: rulesThat(rules, mayHold), texts: texts.filter(isOpen) };
}

/** What the field may be in lines of a message; undefined: anything. */
function possibleTexts(
  field: (typeof constants)[number],
  format: FormatPlan,
  message: MessagePlan | undefined,
): readonly Possible[] | undefined {
  if (field === 'format') return [format.name];
  if (message === undefined) return undefined;
  if (field === 'event_id') return possibleIds(message);
  if (format.head.some((template) => captures(template, field)) || bodyTells(message, field)) return undefined;
  const constant = message.set[field];
  if (constant !== undefined) return [constant];
  const marked = [...format.markers.map(({ set }) => set[field]), undefined];
  return field === 'event' ? [...marked, ...eventsByAction(format, message)] : marked;
}

/** The event that the action tells, if nothing else does. */
function eventsByAction(format: FormatPlan, message: MessagePlan): readonly Possible[] {
  return [...Object.values(format.events), ...Object.values(message.events), 'other'];
}

function possibleIds({ ids, body }: MessagePlan): readonly Possible[] | undefined {
  // Keys and columns add theirs to the id of the head.
  if (ids === undefined || ids.includes('') || (body.kind !== 'templates' && body.kind !== 'none')) return undefined;
  return ids;
}

function bodyTells({ body }: MessagePlan, field: FieldTarget): boolean {
  switch (body.kind) {
    case 'none':
      return false;
    case 'templates':
      return body.templates.some((template) => captures(template, field));
    default:
      return Object.values(body.fields).some((target) => target === field);
  }
}

function captures(template: FormatTemplate, field: FieldTarget): boolean {
  const isCapture = (part: FormatPart): boolean =>
    part.kind === 'capture' ? part.target === field : part.kind === 'optional' && part.parts.some(isCapture);
  return template.some(isCapture);
}

// ---------------------------------------------------------------- by port

/** In a table of ports, the line that has none. */
const noPort = 65536;

function rulesOfPorts(rules: readonly ScanRule[], field: 'src_port' | 'dst_port'): PortRules | undefined {
  const asked = conditionsOn(rules, field);
  if (asked.length === 0) return undefined;
  const firsts = new Set([0, noPort]);
  for (const { test } of asked) {
    for (const [from, to] of test.kind === 'numbers' ? test.ranges : []) {
      if (from < noPort) firsts.add(from);
      if (to + 1 < noPort) firsts.add(to + 1);
    }
  }
  const order = [...firsts].sort((a, b) => a - b);
  const ranges = order.map((first, index) => ({
    first,
    last: (order[index + 1] ?? noPort + 1) - 1,
    rules: rulesThat(rules, (condition) => condition.field !== field || holdsForPort(condition, first)),
  }));
  return { field, ranges };
}

function holdsForPort({ test, negated }: FieldCondition, port: number): boolean {
  if (port === noPort || test.kind !== 'numbers') return port !== noPort;
  return isWithin(port, test.ranges) !== negated;
}

/** They are in order, and may be tens of thousands. */
function isWithin(port: number, ranges: readonly (readonly [number, number])[]): boolean {
  let [first, behind] = [0, ranges.length];
  while (first < behind) {
    const middle = (first + behind) >> 1;
    if ((ranges[middle]?.[1] ?? noPort) < port) first = middle + 1;
    else behind = middle;
  }
  return (ranges[first]?.[0] ?? noPort) <= port;
}

// ---------------------------------------------------------------- by text

const textFields = ['proto', 'event', 'event_id', 'action', 'policy', 'src_if', 'dst_if', 'severity'] as const;
const fewestRules = 3;
const mostTexts = 64;

/** Undefined where too few rules ask, or for too many texts. */
function rulesOfTexts(rules: readonly ScanRule[], field: FieldName): TextRules | undefined {
  const asked = conditionsOn(rules, field).filter(isShort);
  const texts = new Set(asked.flatMap(({ test }) => ('texts' in test ? test.texts : [])));
  if (asked.length < fewestRules || texts.size === 0 || texts.size > mostTexts) return undefined;
  const of = (holds: (condition: FieldCondition) => boolean) =>
    rulesThat(rules, (condition) => condition.field !== field || holds(condition));
  return {
    field,
    absent: of(() => false),
    other: of((condition) => !isShort(condition) || condition.negated),
    byText: new Map([...texts].map((text) => [text, of((each) => !isShort(each) || holdsFor(each, text))])),
  };
}

function isShort({ test }: FieldCondition): boolean {
  return test.kind === 'texts' && test.texts.every((text) => text !== '' && text.length <= 8 && !text.includes('\0'));
}
