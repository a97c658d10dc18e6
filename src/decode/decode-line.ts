// The reference decoder: a line and the formats to try, in; the format that knows it and its fields, out. Slow and
// plain, so that it can be checked by eye and a kernel held to it. What is malformed is absent; nothing throws.

import type { ColumnsSpec, Fields, FormatPlan, HeaderSpec, MessagePlan } from '../format-types.ts';
import type { ReferenceDate } from '../stamps.ts';
import type { ByteText } from '../types.ts';
import { columnsFit, type HeaderLine, hasShape, readColumns, readHeader, splitColumns } from './columns.ts';
import { type Draft, finish, note, noteConstants, noteEndpoint, noteKeyed, noteValue, startDraft } from './draft.ts';
import { readSyslogHeader } from './header.ts';
import { readPairs, type Told } from './pairs.ts';
import { type Run, runTemplates } from './template.ts';

/** The headers in force, by format; a header rules until the next one of its format. */
export type HeadersInForce = ReadonlyMap<string, readonly string[]>;

export interface Decoded {
  readonly format: string;
  readonly fields: Fields;
}

export interface DecodeResult {
  /** Undefined: a line that no format knows. */
  readonly decoded: Decoded | undefined;
  /** Those in force for the next line. */
  readonly headers: HeadersInForce;
  /** The line begins like a header of this format, and is one of something else. */
  readonly foreign?: ForeignHeader;
}

export interface ForeignHeader {
  readonly format: string;
  /** Of each list one name would do; none is lacking where the line is too long to be a header. */
  readonly lacks: readonly (readonly string[])[];
}

export const noHeaders: HeadersInForce = new Map();

/**
 * Decodes one line (no LF or CR at its end) by the first of the formats that knows it. Header lines and remarks are
 * known, and have no fields.
 */
export function decodeLine(
  plans: readonly FormatPlan[],
  line: ByteText,
  headers: HeadersInForce,
  reference: ReferenceDate | undefined,
): DecodeResult {
  for (const plan of plans) {
    const headed = headedColumns(plan);
    if (headed !== undefined) {
      const known = readHeader(headed.spec, headed.header, line);
      if (known !== undefined) return ruleBy(plan, known, headers);
    }
    const draft = headed === undefined ? decodeAnchored(plan, line) : decodeHeaded(plan, headed, line, headers);
    if (draft !== undefined)
      return { decoded: { format: plan.name, fields: complete(draft, line, reference) }, headers };
  }
  return { decoded: undefined, headers };
}

interface Drafted {
  readonly draft: Draft;
  readonly message: MessagePlan | undefined;
  /** The line begins with its first column: behind the stamp stands no host. */
  readonly bare: boolean;
}

function complete({ draft, message, bare }: Drafted, line: ByteText, reference: ReferenceDate | undefined): Fields {
  const { time, host, severity } = readSyslogHeader(line, reference);
  noteValue(draft, 'time', time);
  if (!bare) noteValue(draft, 'host', host);
  if (!bare) noteValue(draft, 'severity', severity);
  return finish(draft, message);
}

// ---------------------------------------------------------------- formats with a header line

interface Headed {
  readonly spec: ColumnsSpec;
  readonly header: HeaderSpec;
  readonly message: MessagePlan;
}

function headedColumns(plan: FormatPlan): Headed | undefined {
  for (const message of plan.messages) {
    const { body } = message;
    if (body.kind === 'columns' && body.header !== undefined) return { spec: body, header: body.header, message };
  }
  return undefined;
}

function ruleBy({ name: format }: FormatPlan, known: HeaderLine, headers: HeadersInForce): DecodeResult {
  const decoded = { format, fields: {} };
  if (known.kind === 'remark') return { decoded, headers };
  const others = [...headers].filter(([each]) => each !== format);
  if (known.kind === 'header') return { decoded, headers: new Map([...others, [format, known.names]]) };
  return { decoded: undefined, headers: new Map(others), foreign: { format, lacks: known.lacks } };
}

function decodeHeaded(
  plan: FormatPlan,
  { spec, header, message }: Headed,
  line: ByteText,
  headers: HeadersInForce,
): Drafted | undefined {
  const names = headers.get(plan.name);
  if (names === undefined || !hasShape(header, line)) return undefined;
  const columns = splitColumns(spec, line);
  if (columns.length !== names.length) return undefined;
  const draft = startDraft(plan);
  noteConstants(draft, message.set);
  noteTold(draft, readColumns(spec, columns, names), spec.followed);
  return { draft, message, bare: true };
}

// ---------------------------------------------------------------- formats with an anchor

function decodeAnchored(plan: FormatPlan, line: ByteText): Drafted | undefined {
  const anchor = findAnchor(plan, line);
  if (anchor === undefined) return undefined;
  const draft = startDraft(plan);
  const text = { line, blanks: plan.blanks };
  const head = runTemplates(plan.head, text, anchor.end);
  noteRun(draft, head);
  const from = head?.complete ? head.end : anchor.start;
  const message = chooseMessage(plan, line, from, draft);
  if (message !== undefined) readMessage(draft, message, line, from);
  const marker = plan.markers.find((each) => line.slice(0, anchor.start).includes(each.text));
  if (marker !== undefined) noteConstants(draft, marker.set);
  return { draft, message, bare: false };
}

function findAnchor({ recognise }: FormatPlan, line: ByteText): { start: number; end: number } | undefined {
  for (const texts of recognise) {
    const places: number[] = [];
    let from = 0;
    for (const text of texts) {
      const found = line.indexOf(text, from);
      if (found < 0) break;
      places.push(found);
      from = found + text.length;
    }
    const [start] = places;
    if (start !== undefined && places.length === texts.length) return { start, end: start + (texts[0] ?? '').length };
  }
  return undefined;
}

function chooseMessage(plan: FormatPlan, line: ByteText, from: number, draft: Draft): MessagePlan | undefined {
  const id = draft.fields.get('event_id') ?? '';
  return plan.messages.find(({ ids, holds, body }) => {
    if (ids !== undefined && !ids.some((each) => each === id)) return false;
    if (!line.includes(holds, from)) return false;
    return body.kind !== 'columns' || body.when === undefined || columnsFit(body, splitColumns(body, line));
  });
}

function readMessage(draft: Draft, { body, set }: MessagePlan, line: ByteText, from: number): void {
  switch (body.kind) {
    case 'templates':
      noteRun(draft, runTemplates(body.templates, { line, blanks: draft.plan.blanks }, from));
      break;
    case 'pairs':
      noteTold(draft, readPairs(body, line, body.start === 'line' ? 0 : from), body.followed);
      break;
    case 'columns':
      noteTold(draft, readColumns(body, splitColumns(body, line), undefined), body.followed);
  }
  noteConstants(draft, set);
}

function noteTold(draft: Draft, told: readonly Told[], followed = false): void {
  for (const { key, target, text, atEnd } of told) {
    if (!(followed && atEnd && /^(?:src|dst)(?:$|_ip|_port)/.test(target))) noteKeyed(draft, target, text, key);
  }
}

function noteRun(draft: Draft, run: Run | undefined): void {
  for (const { target, type, text } of run?.captured ?? []) {
    if (type === 'endpoint' && (target === 'src' || target === 'dst')) noteEndpoint(draft, target, text);
    else note(draft, target, text);
  }
}
