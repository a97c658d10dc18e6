// Lays what keys and columns tell: which field each one fills, and pairs of key=value. Knows no format as a whole.

import {
  type ColumnsSpec,
  type FieldName,
  type FieldTarget,
  fieldTypes,
  type PairsSpec,
} from '../../src/format-types.ts';
import type { ByteText } from '../../src/types.ts';
import type { Layout, NameEntry } from './lay-names.ts';

/** Words that the kernel fills. */
export const notYet = [0, 0];

export function layPairs(layout: Layout, spec: PairsSpec): number {
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

export function layEmpty(layout: Layout, empty: readonly ByteText[] = []): number {
  return layout.names(empty.map((key) => ({ key })));
}

export function layKeys(layout: Layout, { fields, followed }: PairsSpec | ColumnsSpec): number {
  return layout.names(
    Object.entries(fields).map(
      ([key, target]): NameEntry => ({ key, value: layKey(layout, target, followed ?? false) }),
    ),
  );
}

export function layKey(layout: Layout, target: FieldTarget, followed: boolean): number {
  return layout.words([
    ...notYet,
    targetCode(target, false),
    fieldBits(target, false),
    followed && /^(?:src|dst)(?:$|_ip|_port)/.test(target) ? 1 : 0,
    /^(?:src|dst)(?:_ip)?$/.test(target) ? 1 : 0,
  ]);
}

// ---------------------------------------------------------------- targets

const names = Object.keys(fieldTypes) as FieldName[]; // its own keys
const sides = { src: names.length, dst: names.length + 1 } as const;

export function targetCode(target: FieldTarget, isEndpoint: boolean): number {
  if (target !== 'src' && target !== 'dst') return names.indexOf(target);
  return sides[target] + (isEndpoint ? 2 : 0);
}

/** A bit for each field that the target may fill. */
export function fieldBits(target: FieldTarget, isEndpoint: boolean): number {
  const bits = (...fields: readonly FieldName[]) => fields.reduce((sum, field) => sum | (1 << names.indexOf(field)), 0);
  if (target !== 'src' && target !== 'dst') return bits(target);
  const host = bits(`${target}_ip`, `${target}_name`);
  return isEndpoint ? host | bits(`${target}_port`, `${target}_if`, 'user') : host;
}

/** In the order of assembly/fields.ts. */
export function fieldNumber(field: FieldName): number {
  return names.indexOf(field);
}
