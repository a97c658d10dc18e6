// Keys of decoded fields, `src_ip,dst_port`, where addresses may be grouped by network: `src_ip/24`, `src_ip/24/48`.
// Knows what a column of each type is to an allow-list; knows nothing of how a key is taken from a line.

import { type FieldName, fieldTypes } from '../format-types.ts';
import { quote } from '../text.ts';
import type { KeyField } from '../types.ts';
import { findField, unknownField } from './fields.ts';
import type { PlacedItems } from './lists.ts';
import type { Mistakes } from './mistakes.ts';
import type { Column } from './template.ts';

/** What IPv6 is grouped by where only the prefix of IPv4 is given: one link. */
const defaultPrefix6 = 64;
const mostColumns = 16;
const form = /^(\w+)(?:\/(\d{1,3})(?:\/(\d{1,3}))?)?$/;

type Parsed =
  | { readonly kind: 'field'; readonly field: KeyField }
  | { readonly kind: 'mistake'; readonly message: string };

/** The columns of a key; undefined if it is none, and then its mistakes are noted; without any field none are. */
export function checkKeyFields(written: PlacedItems, mistakes: Mistakes): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (const [index, item] of written.items.entries()) {
    const parsed = parseKeyField(item);
    const message = parsed.kind === 'mistake' ? parsed.message : misplaced(parsed.field, columns);
    if (message !== undefined) mistakes.add(written.placeOf(index), () => message);
    else if (parsed.kind === 'field') columns.push(columnOf(parsed.field));
  }
  return columns.length === written.items.length && columns.length > 0 ? columns : undefined;
}

/** Parts `src_ip/24, dst_port`. */
export function splitFields(written: string): readonly string[] {
  return written.split(',').map((field) => field.trim());
}

/** As they run; of fields that have been checked. */
export function compileKeyFields(written: readonly string[]): readonly KeyField[] {
  return written.map((item) => {
    const parsed = parseKeyField(item);
    if (parsed.kind === 'mistake') throw new Error(`unchecked field of a key: ${parsed.message}`);
    return parsed.field;
  });
}

export function columnOf({ field, prefix }: KeyField): Column {
  return { name: field, type: prefix === undefined ? columnType(field) : 'network' };
}

function columnType(field: FieldName): Column['type'] {
  switch (fieldTypes[field]) {
    case 'address':
      return 'ip';
    case 'port':
    case 'integer':
    case 'duration':
      return 'int';
    default:
      return 'any';
  }
}

function parseKeyField(written: string): Parsed {
  const [, name, bits4, bits6] = form.exec(written) ?? [];
  if (name === undefined) return mistake(`Expected a field, or an address as in src_ip/24, got ${quote(written)}`);
  const field = findField(name);
  if (field === undefined) return mistake(unknownField(name, ' in the key'));
  if (field === 'time') return mistake('Expected no `time` in the key; measure `hours`, `first` or `last`');
  if (bits4 === undefined) return { kind: 'field', field: { field } };
  if (fieldTypes[field] !== 'address') {
    return mistake(`Expected an address before the prefix, as in src_ip/24, got ${quote(written)}`);
  }
  const prefix = { v4: Number(bits4), v6: bits6 === undefined ? defaultPrefix6 : Number(bits6) };
  if (prefix.v4 <= 32 && prefix.v6 <= 128) return { kind: 'field', field: { field, prefix } };
  return mistake(`Expected a prefix of at most 32 bits, and behind it one of at most 128, got ${quote(written)}`);
}

function mistake(message: string): Parsed {
  return { kind: 'mistake', message };
}

function misplaced({ field }: KeyField, before: readonly Column[]): string | undefined {
  if (before.some(({ name }) => name === field)) return `The field \`${field}\` stands in the key twice`;
  return before.length === mostColumns ? `Expected a key of at most ${mostColumns} fields, got more` : undefined;
}
