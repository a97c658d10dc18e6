// What a log format is: data that says where in a line its fields stand. JSON-plain, of literal bytes and typed
// captures, so that it can be written in YAML, kept, sent to a worker, and run in one pass over the bytes: every step
// looks for bytes ahead, nothing is tried again, and no line costs more than its length times the parts of a template.
//
// A format is recognised by literal texts; the first of them is its *anchor*. A *head* behind the anchor may tell the
// kind of message; a *message* then has a body: templates, pairs (key=value) or columns. Captured text becomes a field
// by the field's own type, and text that is not of that type is no field: a malformed value is absent, never wrong.
// Left out on purpose: regular expressions, repetition, nesting beyond one optional part in another, joining lines,
// JSON and XML bodies, arithmetic other than the sum of several keys.

/** Bytes as a string of code units 0 to 255: JSON-plain, comparable, and usable as a map key. */
export type ByteText = string;

// ---------------------------------------------------------------- fields

/**
 * What a field may hold. `time` is not captured but read from the line's outermost stamp; `format` is the name of the
 * format that knows the line, or `none`: the one field that every line has.
 */
export const fieldTypes = {
  src_ip: 'address',
  dst_ip: 'address',
  src_name: 'name',
  dst_name: 'name',
  src_port: 'port',
  dst_port: 'port',
  proto: 'protocol',
  src_if: 'text',
  dst_if: 'text',
  event: 'event',
  event_id: 'text',
  action: 'text',
  bytes: 'integer',
  packets: 'integer',
  duration: 'duration',
  user: 'user',
  host: 'text',
  severity: 'severity',
  policy: 'text',
  time: 'time',
  format: 'format',
} as const;

export type FieldName = keyof typeof fieldTypes;

/** `start end permit deny translate other`: what a line tells of a conversation. */
export type EventWord = 'start' | 'end' | 'permit' | 'deny' | 'translate' | 'other';

/** Of syslog, from 0 (emergency) to 7 (debug), in lower case. */
export const severityWords: readonly (readonly string[])[] = [
  ...[['emergency', 'emerg', 'panic'], ['alert'], ['critical', 'crit'], ['error', 'err']],
  ...[['warning', 'warn'], ['notice'], ['informational', 'information', 'info'], ['debug']],
];

/** In lines of templates, the other protocols have something else in a port's place. */
export const protocolsWithPorts: readonly string[] = ['tcp', 'udp', 'sctp', 'dccp', 'udplite', 'ip'];

/** Of a line; text as bytes, integers as numbers up to 2^53 - 1, addresses canonical. */
export type Fields = { readonly [Field in FieldName]?: ByteText | number };

/** A field, or a side: its address or name, whichever the text is. */
export type FieldTarget = Exclude<FieldName, 'time' | 'format'> | 'src' | 'dst';

/** Fields that are the same in every line of a kind. */
export type ConstantFields = { readonly [Field in 'event' | 'action' | 'proto' | 'event_id']?: string };

// ---------------------------------------------------------------- as written

export interface FormatSpec {
  readonly name: string;
  /** One line for the list of formats. */
  readonly title: string;
  /** A line is of this format if it holds all texts of one of these lists, in their order. Absent: told by a header. */
  readonly recognise?: readonly (readonly string[])[];
  /** What a blank in a template matches besides a run of blanks and tabs: the ways in which relays write a tab. */
  readonly blanks?: readonly string[];
  /** Templates tried behind the anchor, the first that fits whole; the message begins behind it. */
  readonly head?: readonly string[];
  /** The first whose `ids` hold the `event_id` that the head told (`''`: it told none), and whose `when` is true. */
  readonly messages: readonly MessageSpec[];
  /** By the action, in lower case, unless the message sets an event; of a line that has neither it is `other`. */
  readonly events?: Readonly<Record<string, EventWord>>;
  /** Names of ports that this vendor gives another number than the IANA list does. */
  readonly services?: Readonly<Record<string, number>>;
  /** The first of these texts that stands before the anchor sets fields that the line does not have otherwise. */
  readonly markers?: readonly MarkerSpec[];
}

export interface MarkerSpec {
  /** Empty: always. */
  readonly text: string;
  readonly set: ConstantFields;
}

/** One of `templates`, `pairs` and `columns`, or none of them. Of templates, ports of a protocol that has none are dropped. */
export interface MessageSpec {
  readonly ids?: readonly string[];
  /** Only lines that hold this text behind the head. */
  readonly holds?: string;
  /** What the line itself tells goes first. */
  readonly set?: ConstantFields;
  /** Before those of the format. */
  readonly events?: Readonly<Record<string, EventWord>>;
  /** `ports`: the line does not tell; if exactly one port is below 1024, that side is the server. Else: as captured. */
  readonly initiator?: 'ports';
  /**
   * Literal text, `{field}`, `{field:type}`, `{_:type}` (skipped), `[optional]`; `{{`, `[[` and `]]` are literal. The
   * first that fits whole counts, else the one that came farthest: a capture counts once the text behind it is there.
   */
  readonly templates?: readonly string[];
  readonly pairs?: PairsSpec;
  readonly columns?: ColumnsSpec;
}

export interface PairsSpec {
  /** Where the pairs begin: with the line, or, if absent, behind the head, or with the anchor if there is none. */
  readonly start?: 'line';
  /** Between key and value, as `=` or `: `. */
  readonly assign: string;
  /** Behind a bare value. */
  readonly separator: string;
  /** A value may stand in double quotes, where a backslash keeps a quote or a backslash. */
  readonly quotes: boolean;
  /** The pairs end where a key would begin with this byte. */
  readonly stop?: string;
  /** Values that mean that there is none. */
  readonly empty?: readonly string[];
  /** Something always follows an address or a port: one at the very end of a line was cut off, and does not count. */
  readonly followed?: boolean;
  /** By key. If several keys tell one field, integers add up, `event_id`s are joined by `/`, else the first counts. */
  readonly fields: Readonly<Record<string, FieldTarget>>;
}

export interface ColumnsSpec {
  readonly delimiter: string;
  /** A column may stand in double quotes, where two of them are one. */
  readonly quotes: boolean;
  /** Where the first column begins: with the line, or with the word that holds the first delimiter. */
  readonly start: 'line' | 'word';
  /** By header: the columns are named by a line that begins so, until the next such line. */
  readonly header?: HeaderSpec;
  /** Only lines whose column has one of these texts; by number from 0. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
  readonly empty?: readonly string[];
  /** As with pairs. */
  readonly followed?: boolean;
  /** By number from 0, or by name if there is a header. Several columns of one field: as with pairs. */
  readonly fields: Readonly<Record<string, FieldTarget>>;
}

export interface HeaderSpec {
  /** What a header line begins with, and whether the names begin behind that or with it. */
  readonly prefixes: readonly { readonly text: string; readonly named: boolean }[];
  /** A header without these names, or without any address, is of something else: the lines below it are of no format. */
  readonly requires: readonly string[];
  /** What each line below begins with; `0` stands for any digit. */
  readonly shapes: readonly string[];
  /** Other lines that belong to the format and have no fields begin so. */
  readonly remarks: readonly string[];
}

// ---------------------------------------------------------------- as run

export type PartType =
  /** Not of blanks; up to the next text, a blank or the line's end. */
  | 'word'
  | 'host'
  | 'port'
  | 'protocol'
  | 'duration'
  /** Digits only. */
  | 'integer'
  /** Letters only. */
  | 'letters'
  /** Up to the next text, blanks included. */
  | 'text'
  | 'user'
  /** `[zone:]host[/port][ (mapped)][(user)]`, up to the next text. */
  | 'endpoint';

export type FormatPart =
  /** A blank in it matches a run of blanks. */
  | { readonly kind: 'literal'; readonly text: ByteText }
  | {
      readonly kind: 'capture';
      /** Absent: skipped. */
      readonly target?: FieldTarget;
      readonly type: PartType;
      /** What may stand behind it, besides the line's end if `mayEnd`. */
      readonly until: readonly ByteText[];
      readonly mayEnd: boolean;
    }
  | { readonly kind: 'optional'; readonly parts: readonly FormatPart[] };

export type FormatTemplate = readonly FormatPart[];

export interface MessagePlan {
  readonly ids?: readonly ByteText[];
  readonly holds: ByteText;
  readonly set: ConstantFields;
  readonly events: Readonly<Record<string, EventWord>>;
  readonly initiator?: 'ports';
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'templates'; readonly templates: readonly FormatTemplate[] }
    | ({ readonly kind: 'pairs' } & PairsSpec)
    | ({ readonly kind: 'columns' } & ColumnsSpec);
}

export interface FormatPlan {
  readonly name: string;
  readonly recognise: readonly (readonly ByteText[])[];
  readonly blanks: readonly ByteText[];
  readonly head: readonly FormatTemplate[];
  readonly messages: readonly MessagePlan[];
  readonly events: Readonly<Record<string, EventWord>>;
  readonly services: Readonly<Record<string, number>>;
  readonly markers: readonly MarkerSpec[];
}

/** Whether lines of a format are told by a header line above them. */
export function hasHeaders({ messages }: FormatPlan): boolean {
  return messages.some(({ body }) => body.kind === 'columns' && body.header !== undefined);
}
