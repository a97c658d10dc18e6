// What a condition may ask of a field, by the field's type: the operators that make sense, and what each value that a
// person writes means. Values are read as the decoder reads them, so that `proto=47`, `proto=gre` and a line that says
// either are one. Knows nothing of lists, rules or lines.

import { type AddressRange, looksLikeAddress, parseRange } from '../addresses.ts';
import * as decoded from '../decode/values.ts';
import { type EventWord, type FieldName, fieldTypes } from '../format-types.ts';
import { protocolAliases, protocolNames } from '../formats/protocols.ts';
import { servicePorts } from '../formats/services.ts';
import { quote, utf8Bytes } from '../text.ts';
import type { ByteText } from '../types.ts';
import { didYouMean, oneOf } from './mistakes.ts';
import type { NumberRange } from './ranges.ts';

export const operators = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const;

export type Operator = (typeof operators)[number];

/** What one item stands for. */
export type Value =
  | { readonly kind: 'addresses'; readonly range: AddressRange }
  | { readonly kind: 'numbers'; readonly range: NumberRange }
  | { readonly kind: 'text'; readonly text: ByteText };

export interface ValueType {
  readonly operators: readonly Operator[];
  /** What a value has to be, for messages. */
  readonly what: string;
  /** Undefined: it is no value of this type. */
  readonly read: (item: string) => Value | undefined;
  /** What was meant by an item that is none, with its own punctuation. */
  readonly hint: (item: string, field: FieldName) => string;
  /** The least and the greatest number; only if numbers are compared. */
  readonly bounds?: NumberRange;
}

export const eventWords: readonly EventWord[] = ['start', 'end', 'permit', 'deny', 'translate', 'other'];

const equality: readonly Operator[] = ['=', '!='];
const order: readonly Operator[] = ['<', '<=', '>', '>='];
const part: readonly Operator[] = ['~', '!~'];
const noHint = () => '';
/** Whoever writes one means any text: as a letter it would never be found, and nobody would be told. */
const wildcard = /[*?]/;
const portBounds: NumberRange = [0, 65535];
const integerBounds: NumberRange = [0, Number.MAX_SAFE_INTEGER];
const severityBounds: NumberRange = [0, 7];
/** No captured text is longer, in bytes. */
const longestText = 255;

/** Of a field that conditions can be on; undefined for `time`. `formats` are the names that `format` may have. */
export function valueTypeOf(field: FieldName, formats?: readonly string[]): ValueType | undefined {
  const type = fieldTypes[field];
  if (type === 'time') return undefined;
  return type === 'format' ? formatType(formats) : types[type];
}

const text: ValueType = {
  operators: [...equality, ...part],
  what: `text of 1 to ${longestText} bytes`,
  read: (item) => (wildcard.test(item) ? undefined : readText(item)),
  hint: wildcardHint,
};

const types: Readonly<Record<Exclude<(typeof fieldTypes)[FieldName], 'time' | 'format'>, ValueType>> = {
  text,
  name: text,
  user: text,
  address: {
    operators: equality,
    what: 'an address, a network or a range',
    read: readAddresses,
    hint: (item) =>
      looksLikeAddress(item)
        ? '; write 10.1.1.5, 10.1.0.0/16, 10.1.1.5-10.1.1.20 or fe80::/10, in full and without leading zeros'
        : '; names stand in src_name and dst_name',
  },
  port: {
    operators: [...equality, ...order],
    what: 'a port from 0 to 65535, a range of them or the name of a service',
    read: (item) => readNumbers(item, portBounds, (word) => decoded.port(word, {})),
    hint: (item) => didYouMean(item, Object.keys(servicePorts())),
    bounds: portBounds,
  },
  integer: {
    operators: [...equality, ...order],
    what: `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
    read: (item) => readNumbers(item, integerBounds, noNumber),
    hint: noHint,
    bounds: integerBounds,
  },
  duration: {
    operators: [...equality, ...order],
    what: `an integer from 0 to ${Number.MAX_SAFE_INTEGER}, in seconds`,
    read: (item) => readNumbers(item, integerBounds, noNumber),
    hint: noHint,
    bounds: integerBounds,
  },
  severity: {
    operators: [...equality, ...order],
    what: "syslog's number from 0 (emergency) to 7 (debug), or its word",
    read: (item) => readNumbers(item, severityBounds, (word) => numberOf(decoded.severity(word))),
    hint: (item) => didYouMean(item, severityWords),
    bounds: severityBounds,
  },
  protocol: {
    operators: equality,
    what: 'the name or the number of an IP protocol',
    read: (item) => readWord(decoded.protocol(item)),
    hint: (item) => didYouMean(item, protocolWords),
  },
  event: {
    operators: equality,
    what: oneOf(eventWords),
    read: (item) => readWord(eventWords.find((word) => word === item.toLowerCase())),
    hint: (item) => didYouMean(item, eventWords),
  },
};

function formatType(formats: readonly string[] | undefined): ValueType {
  const names = ['none', ...(formats ?? [])];
  return {
    operators: equality,
    what: 'the name of a format, or none',
    read: (item) => (formats === undefined || names.includes(item) ? readText(item) : undefined),
    hint: (item) => didYouMean(item, names) || `; known are ${names.join(', ')}`,
  };
}

const severityWords = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug'];
const protocolWords = [...Object.values(protocolNames), ...Object.keys(protocolAliases)];

function readAddresses(item: string): Value | undefined {
  const range = parseRange(item);
  return range && { kind: 'addresses', range };
}

function readNumbers(
  item: string,
  [least, greatest]: NumberRange,
  byName: (word: string) => number | undefined,
): Value | undefined {
  const [, from, to = from] = /^(\d{1,16})(?:-(\d{1,16}))?$/.exec(item) ?? [];
  const first = from === undefined ? byName(item) : Number(from);
  const last = from === undefined ? first : Number(to);
  if (first === undefined || last === undefined || first < least || last > greatest || first > last) return undefined;
  return { kind: 'numbers', range: [first, last] };
}

function noNumber(): undefined {
  return undefined;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** ASCII case is folded where texts are compared. */
function readText(item: string): Value | undefined {
  const bytes = utf8Bytes(item).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  if (bytes === '' || bytes.length > longestText || bytes.includes('\n')) return undefined;
  return { kind: 'text', text: bytes };
}

function wildcardHint(item: string, field: FieldName): string {
  if (!wildcard.test(item)) return '';
  const [longest = ''] = item.split(/[*?]+/).sort((a, b) => b.length - a.length);
  const meant = longest === '' ? 'PART' : longest;
  return `; there are no wildcards: ${quote(`${field}~${meant}`)} asks whether it holds a text`;
}

function readWord(word: string | undefined): Value | undefined {
  return word === undefined ? undefined : { kind: 'text', text: word };
}
