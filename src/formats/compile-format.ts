// A format as written becomes the plan that a kernel runs: templates are taken apart, and each capture is told what may
// stand behind it, so that nothing has to be tried twice. Knows the syntax of templates; knows no format.

import {
  type ColumnsSpec,
  type ConstantFields,
  type FieldTarget,
  type FormatPart,
  type FormatPlan,
  type FormatSpec,
  type FormatTemplate,
  fieldTypes,
  type HeaderSpec,
  type MessagePlan,
  type MessageSpec,
  type PairsSpec,
  type PartType,
} from '../format-types.ts';
import { lowerAscii, quote, utf8Bytes } from '../text.ts';
import type { ByteText } from '../types.ts';

/** The plan of a format; an Error says which template is wrong and why. */
export function compileFormat(spec: FormatSpec): FormatPlan {
  return {
    name: spec.name,
    recognise: (spec.recognise ?? []).map((texts) => texts.map(utf8Bytes)),
    blanks: (spec.blanks ?? []).map(utf8Bytes),
    head: (spec.head ?? []).map(compileTemplate),
    messages: spec.messages.map(compileMessage),
    events: byName(spec.events),
    services: byName(spec.services),
    markers: (spec.markers ?? []).map(({ text, set }) => ({ text: utf8Bytes(text), set: compileConstants(set) })),
  };
}

function compileMessage(spec: MessageSpec): MessagePlan {
  const { ids, set = {}, events = {}, initiator } = spec;
  return {
    ...(ids !== undefined && { ids: ids.map(utf8Bytes) }),
    holds: utf8Bytes(spec.holds ?? ''),
    set: compileConstants(set),
    events: byName(events),
    ...(initiator !== undefined && { initiator }),
    body: compileBody(spec),
  };
}

function compileBody({ templates, pairs, columns }: MessageSpec): MessagePlan['body'] {
  if (templates !== undefined) return { kind: 'templates', templates: templates.map(compileTemplate) };
  if (pairs !== undefined) return { kind: 'pairs', ...compilePairs(pairs) };
  return columns === undefined ? { kind: 'none' } : { kind: 'columns', ...compileColumns(columns) };
}

function compilePairs(spec: PairsSpec): PairsSpec {
  const { stop, empty } = spec;
  return {
    ...spec,
    assign: utf8Bytes(spec.assign),
    separator: utf8Bytes(spec.separator),
    ...(stop !== undefined && { stop: utf8Bytes(stop) }),
    ...(empty !== undefined && { empty: empty.map(utf8Bytes) }),
    fields: withKeys(utf8Bytes, spec.fields),
  };
}

function compileColumns(spec: ColumnsSpec): ColumnsSpec {
  const { header, when, empty } = spec;
  return {
    ...spec,
    delimiter: utf8Bytes(spec.delimiter),
    ...(header !== undefined && { header: compileHeader(header) }),
    ...(when !== undefined && { when: compileWhen(when) }),
    ...(empty !== undefined && { empty: empty.map(utf8Bytes) }),
    fields: withKeys(utf8Bytes, spec.fields),
  };
}

function compileWhen(when: NonNullable<ColumnsSpec['when']>): NonNullable<ColumnsSpec['when']> {
  return Object.fromEntries(Object.entries(when).map(([column, texts]) => [column, texts.map(utf8Bytes)]));
}

function compileHeader({ prefixes, requires, shapes, remarks }: HeaderSpec): HeaderSpec {
  return {
    prefixes: prefixes.map(({ text, named }) => ({ text: utf8Bytes(text), named })),
    requires: requires.map(utf8Bytes),
    shapes: shapes.map(utf8Bytes),
    remarks: remarks.map(utf8Bytes),
  };
}

function compileConstants(set: ConstantFields): ConstantFields {
  return Object.fromEntries(Object.entries(set).map(([field, value]) => [field, utf8Bytes(value)]));
}

/** What is looked up without regard to case. */
function byName<Value>(values: Readonly<Record<string, Value>> = {}): Readonly<Record<ByteText, Value>> {
  return withKeys((name) => lowerAscii(utf8Bytes(name)), values);
}

function withKeys<Value>(change: (key: string) => ByteText, values: Readonly<Record<string, Value>>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [change(key), value] as const));
}

/** What is wrong with a template; undefined if nothing is. */
export function templateMistake(template: string): string | undefined {
  try {
    compileTemplate(template);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateMistake) return error.message;
    throw error;
  }
}

class TemplateMistake extends Error {}

/** Takes a template apart; an Error says what is wrong with it. */
export function compileTemplate(template: string): FormatTemplate {
  const reader: Reader = { template, at: 0 };
  const raw = readParts(reader, 0);
  if (raw.length === 0) throw new TemplateMistake('the template is empty');
  return linkParts(raw, []);
}

// ---------------------------------------------------------------- reading

interface Reader {
  readonly template: string;
  at: number;
}

type RawPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'capture'; readonly target?: FieldTarget; readonly type: PartType }
  | { readonly kind: 'optional'; readonly parts: readonly RawPart[] };

function readParts(reader: Reader, depth: number): readonly RawPart[] {
  const parts: RawPart[] = [];
  let literal = '';
  const endLiteral = () => {
    if (literal !== '') parts.push({ kind: 'literal', text: utf8Bytes(literal).replace(/[ \t]+/g, ' ') });
    literal = '';
  };
  while (reader.at < reader.template.length) {
    const sign = reader.template.charAt(reader.at);
    if ('{[]'.includes(sign) && reader.template.charAt(reader.at + 1) === sign) {
      literal += sign;
      reader.at += 2;
    } else if (sign === ']') {
      if (depth === 0)
        throw new TemplateMistake(`a ${quote(']')} without ${quote('[')}; write ]] for the bracket itself`);
      break;
    } else if (sign === '{' || sign === '[') {
      endLiteral();
      parts.push(sign === '{' ? readCapture(reader) : readOptional(reader, depth + 1));
    } else {
      literal += sign;
      reader.at++;
    }
  }
  endLiteral();
  return parts;
}

/** An optional part may stand in another. */
const deepest = 2;

function readOptional(reader: Reader, depth: number): RawPart {
  if (depth > deepest) throw new TemplateMistake('optional parts within optional parts of optional parts');
  reader.at++;
  const parts = readParts(reader, depth);
  if (reader.template.charAt(reader.at) !== ']') throw new TemplateMistake(`a ${quote('[')} that is not closed`);
  if (parts.length === 0) throw new TemplateMistake(`nothing between ${quote('[')} and ${quote(']')}`);
  reader.at++;
  return { kind: 'optional', parts };
}

function readCapture(reader: Reader): RawPart {
  const end = reader.template.indexOf('}', reader.at);
  if (end < 0) throw new TemplateMistake(`a ${quote('{')} that is not closed; write {{ for the brace itself`);
  const [name = '', type, ...rest] = reader.template.slice(reader.at + 1, end).split(':');
  const shown = quote(reader.template.slice(reader.at, end + 1));
  if (rest.length > 0 || (name !== '_' && !isTarget(name)))
    throw new TemplateMistake(`${shown} names no field; known are _, ${fieldTargets.join(', ')}`);
  if (type !== undefined && !isPartType(type))
    throw new TemplateMistake(`${shown} has no known type; known are ${partTypes.join(', ')}`);
  reader.at = end + 1;
  if (name === '_') return { kind: 'capture', type: type ?? 'word' };
  return { kind: 'capture', target: name as FieldTarget, type: type ?? ownType(name as FieldTarget) }; // as isTarget says
}

export const fieldTargets: readonly string[] = [
  ...Object.keys(fieldTypes).filter((name) => name !== 'time' && name !== 'format'),
  'src',
  'dst',
];

function isTarget(name: string): name is FieldTarget {
  return fieldTargets.includes(name);
}

export const partTypes: readonly PartType[] = [
  ...(['word', 'host', 'port', 'protocol', 'duration', 'integer', 'letters', 'text', 'user', 'endpoint'] as const),
];

function isPartType(name: string): name is PartType {
  return (partTypes as readonly string[]).includes(name);
}

/** What a capture takes if its template does not say. */
function ownType(target: FieldTarget): PartType {
  if (target === 'src' || target === 'dst') return 'host';
  const type = fieldTypes[target];
  if (type === 'port' || type === 'protocol' || type === 'duration' || type === 'integer' || type === 'user')
    return type;
  return 'word';
}

// ---------------------------------------------------------------- linking

/** `behind`: what follows the parts, up to the next part that must be there. */
function linkParts(raw: readonly RawPart[], behind: readonly RawPart[]): FormatTemplate {
  return raw.map((part, index): FormatPart => {
    const rest = [...raw.slice(index + 1), ...behind];
    if (part.kind === 'literal') return part;
    if (part.kind === 'optional') return { kind: 'optional', parts: linkParts(part.parts, rest) };
    const { until, mayEnd } = followers(rest);
    return { ...part, until, mayEnd };
  });
}

function followers(rest: readonly RawPart[]): { readonly until: readonly string[]; readonly mayEnd: boolean } {
  const until: string[] = [];
  for (const part of rest) {
    const first = part.kind === 'optional' ? firstOf(part.parts) : part;
    if (first.kind !== 'literal')
      throw new TemplateMistake('a capture directly behind another: put some text between them');
    until.push(first.text);
    if (part.kind === 'literal') return { until, mayEnd: false };
  }
  return { until, mayEnd: true };
}

function firstOf(parts: readonly RawPart[]): RawPart {
  const [first] = parts;
  if (first === undefined) throw new TemplateMistake('an empty optional part'); // readOptional lets none through
  return first.kind === 'optional' ? firstOf(first.parts) : first;
}
