// The fields of one line while they are being found, and what is concluded when all are there: which side initiated,
// the event, ports that are none. Knows the meaning of fields; knows no format.

import type { ConstantFields, FieldName, Fields, FieldTarget, FormatPlan, MessagePlan } from '../format-types.ts';
import { fieldTypes, protocolsWithPorts } from '../format-types.ts';
import { lowerAscii } from '../text.ts';
import type { ByteText } from '../types.ts';
import { takeEndpoint } from './endpoint.ts';
import * as values from './values.ts';

type Value = ByteText | number;

export interface Draft {
  readonly plan: FormatPlan;
  readonly fields: Map<FieldName, Value>;
  /** Accounts that stand with an end of the conversation. */
  readonly users: { src?: ByteText; dst?: ByteText };
  /** Keys or columns that have told their field. */
  readonly told: Set<string>;
  /** Fields that are too large for a number. */
  readonly lost: Set<FieldName>;
}

export function startDraft(plan: FormatPlan): Draft {
  return { plan, fields: new Map(), users: {}, told: new Set(), lost: new Set() };
}

/** Notes captured text; of a field that is there already the first value stays. */
export function note(draft: Draft, target: FieldTarget, text: ByteText): void {
  if (target === 'src' || target === 'dst') {
    const found = values.address(text);
    const name = found === undefined ? values.hostName(text) : undefined;
    if (found !== undefined) noteValue(draft, `${target}_ip`, found);
    if (name !== undefined) noteValue(draft, `${target}_name`, name);
  } else {
    noteValue(draft, target, readValue(draft.plan, target, text));
  }
}

/** Notes what a key or a column tells: integers of several keys add up, event_ids are joined; a key counts once. */
export function noteKeyed(draft: Draft, target: FieldTarget, text: ByteText, key: string): void {
  if (draft.told.has(key)) return;
  draft.told.add(key);
  if (target !== 'src' && target !== 'dst' && fieldTypes[target] === 'integer') {
    addUp(draft, target, text);
    return;
  }
  const before = target === 'src' || target === 'dst' ? undefined : draft.fields.get(target);
  if (before === undefined) {
    note(draft, target, text);
    return;
  }
  const value = readValue(draft.plan, target as FieldName, text); // no side: those have nothing before
  if (target === 'event_id' && value !== undefined) join(draft, target, `${before}/${value}`);
}

function join(draft: Draft, field: FieldName, joined: ByteText): void {
  if (values.plainText(joined) !== undefined) draft.fields.set(field, joined);
}

/** A field whose sum, or a part of it, is beyond 2^53 - 1 is absent: what is left would be a wrong number. */
function addUp({ fields, lost }: Draft, field: FieldName, text: ByteText): void {
  const value = values.integer(text);
  if (lost.has(field) || (value === undefined && !/^\d+$/.test(text))) return;
  const sum = Number(fields.get(field) ?? 0) + (value ?? Infinity);
  if (Number.isSafeInteger(sum)) {
    fields.set(field, sum);
  } else {
    lost.add(field);
    fields.delete(field);
  }
}

/** Notes an endpoint under the fields of one side. */
export function noteEndpoint(draft: Draft, side: 'src' | 'dst', text: ByteText): void {
  const { zone, address, name, port, user } = takeEndpoint(text);
  if (address !== undefined) noteValue(draft, `${side}_ip`, address);
  if (name !== undefined) noteValue(draft, `${side}_name`, name);
  if (zone !== undefined) noteValue(draft, `${side}_if`, values.plainText(zone));
  if (port !== undefined) noteValue(draft, `${side}_port`, values.port(port, draft.plan.services));
  const account = user === undefined ? undefined : values.user(user);
  if (account !== undefined) draft.users[side] ??= account;
}

export function noteConstants(draft: Draft, constants: ConstantFields): void {
  for (const [field, value] of Object.entries(constants)) noteValue(draft, field as FieldName, value); // its own keys
}

/** Notes a value of the field's type. */
export function noteValue(draft: Draft, field: FieldName, value: Value | undefined): void {
  if (value !== undefined && !draft.fields.has(field)) draft.fields.set(field, value);
}

function readValue(plan: FormatPlan, field: FieldName, text: ByteText): Value | undefined {
  switch (fieldTypes[field]) {
    case 'address':
      return values.address(text);
    case 'name':
      return values.hostName(text);
    case 'port':
      return values.port(text, plan.services);
    case 'protocol':
      return values.protocol(text);
    case 'integer':
      return values.integer(text);
    case 'duration':
      return values.duration(text);
    case 'severity':
      return values.severity(text);
    case 'user':
      return values.user(text);
    default:
      return values.plainText(text);
  }
}

// ---------------------------------------------------------------- when all is there

/** The fields of the line, in the order of the table of fields. */
export function finish(draft: Draft, message: MessagePlan | undefined): Fields {
  const { fields, plan, users } = draft;
  if (message?.body.kind === 'templates') dropNoPorts(fields);
  if (message?.initiator === 'ports') orderByPorts(draft);
  const events = { ...plan.events, ...message?.events };
  const action = lowerAscii(String(fields.get('action') ?? ''));
  noteValue(draft, 'event', Object.hasOwn(events, action) ? events[action] : 'other');
  const user = users.src ?? fields.get('user');
  if (user !== undefined) fields.set('user', user);
  const names = Object.keys(fieldTypes) as FieldName[]; // its own keys
  return Object.fromEntries(names.flatMap((name) => (fields.has(name) ? [[name, fields.get(name)]] : [])));
}

/**
 * Of ICMP, GRE and the like, what a text has in a port's place is a type, an id or a call. What a key or a column calls
 * a port is left alone.
 */
function dropNoPorts(fields: Map<FieldName, Value>): void {
  const proto = fields.get('proto');
  if (proto === undefined || protocolsWithPorts.includes(String(proto))) return;
  fields.delete('src_port');
  fields.delete('dst_port');
}

function orderByPorts(draft: Draft): void {
  const wellKnown = (field: FieldName) => Number(draft.fields.get(field) ?? Infinity) < 1024;
  if (wellKnown('src_port') && draft.fields.has('dst_port') && !wellKnown('dst_port')) swapSides(draft);
}

function swapSides({ fields, users }: Draft): void {
  for (const what of ['ip', 'name', 'port', 'if'] as const) {
    const [src, dst] = [fields.get(`src_${what}`), fields.get(`dst_${what}`)];
    put(fields, `src_${what}`, dst);
    put(fields, `dst_${what}`, src);
  }
  const { src, dst } = users;
  delete users.src;
  delete users.dst;
  if (dst !== undefined) users.src = dst;
  if (src !== undefined) users.dst = src;
}

function put(fields: Map<FieldName, Value>, field: FieldName, value: Value | undefined): void {
  if (value === undefined) fields.delete(field);
  else fields.set(field, value);
}
