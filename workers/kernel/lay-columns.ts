// Lays how a line is taken apart into columns, which of them are asked for, and what header lines a format has. Knows
// fields only as what a column fills.

import type { ColumnsSpec, FieldTarget, FormatPlan, HeaderSpec } from '../../src/format-types.ts';
import { layEmpty, layKey, layKeys, notYet } from './lay-keys.ts';
import type { Layout } from './lay-names.ts';

/** A line of 64 MiB has no further column. */
const lastColumn = 2 ** 26;

export function layColumns(layout: Layout, splits: Splits, spec: ColumnsSpec): number {
  const split = splits.of(spec);
  const when = Object.entries(spec.when ?? {}).flatMap(([column, texts]) => [
    split.columns.indexOf(Number(column)),
    layout.names(texts.map((key) => ({ key }))),
  ]);
  const fields = numberedFields(spec)
    .sort(([a], [b]) => a - b)
    .flatMap(([column, target]) => [split.columns.indexOf(column), layKey(layout, target, spec.followed ?? false)]);
  return layout.words([
    split.address,
    ...[layout.words(when), when.length / 2],
    layEmpty(layout, spec.empty),
    ...[layout.words(fields), fields.length / 2],
  ]);
}

function numberedFields({ fields }: ColumnsSpec): [number, FieldTarget][] {
  return Object.entries(fields)
    .filter(([key]) => /^(?:0|[1-9]\d{0,8})$/.test(key) && Number(key) <= lastColumn)
    .map(([key, target]) => [Number(key), target]);
}

/** The ways in which the messages of a format take a line apart; those that do it alike share one. */
export class Splits {
  readonly #layout: Layout;
  readonly #format: FormatPlan;
  readonly #laid = new Map<string, { readonly columns: readonly number[]; readonly address: number }>();

  constructor(layout: Layout, format: FormatPlan) {
    this.#layout = layout;
    this.#format = format;
  }

  of(spec: ColumnsSpec): { readonly columns: readonly number[]; readonly address: number } {
    const way = wayOf(spec);
    const known = this.#laid.get(way);
    if (known !== undefined) return known;
    const alike = this.#format.messages.flatMap(({ body }) =>
      body.kind === 'columns' && wayOf(body) === way ? [body] : [],
    );
    const columns = [...new Set(alike.flatMap(askedColumns))].sort((a, b) => a - b);
    const laid = { columns, address: laySplit(this.#layout, spec, columns) };
    this.#laid.set(way, laid);
    return laid;
  }
}

function wayOf({ delimiter, quotes, start }: ColumnsSpec): string {
  return JSON.stringify([delimiter, quotes, start]);
}

function askedColumns(spec: ColumnsSpec): readonly number[] {
  const conditions = Object.keys(spec.when ?? {})
    .map(Number)
    .filter((column) => Number.isInteger(column) && column >= 0 && column <= lastColumn);
  return [...conditions, ...numberedFields(spec).map(([column]) => column)];
}

function laySplit(layout: Layout, { delimiter, quotes, start }: ColumnsSpec, columns: readonly number[]): number {
  return layout.words([
    ...notYet,
    ...layout.text(delimiter),
    quotes ? 1 : 0,
    start === 'word' ? 1 : 0,
    ...[layout.words(columns), columns.length],
    ...[layout.reserve(columns.length * 12), 0],
  ]);
}

export function headerOf(format: FormatPlan) {
  for (const [index, { body }] of format.messages.entries()) {
    if (body.kind === 'columns' && body.header !== undefined) return { index, spec: body, header: body.header };
  }
  return undefined;
}

export function layHeader(layout: Layout, format: FormatPlan, messages: readonly number[]): number {
  const headed = headerOf(format);
  if (headed === undefined) return 0;
  const { index, spec, header } = headed;
  return layout.words([
    messages[index] ?? 0,
    layEmpty(layout, spec.empty),
    laySplit(layout, spec, []),
    ...layPrefixes(layout, header),
    ...layout.textList(header.requires),
    ...layout.textList(header.shapes),
    ...layout.textList(header.remarks),
    layKeys(layout, spec),
    // No header is in force yet.
    ...[0, 0, 0, 0, 0, 0],
  ]);
}

function layPrefixes(layout: Layout, { prefixes }: HeaderSpec): readonly [number, number] {
  const items = prefixes.flatMap(({ text, named }) => [...layout.text(text), named ? 1 : 0]);
  return [layout.words(items), prefixes.length];
}
