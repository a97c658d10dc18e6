// The key of a rule in a file: `key`, a template or a field as `cut` takes it, or `by`, decoded fields.

import type { KeySpec } from '../types.ts';
import { checkKeyFields, splitFields } from './key-fields.ts';
import { readTexts } from './lists.ts';
import { expected, type Mistakes } from './mistakes.ts';
import { checkDelimiters, checkNeedle, defaultDelimiter, maxField } from './needles.ts';
import { type Column, checkTemplate, fieldColumns } from './template.ts';
import { describe, expectCount, expectFields, expectText, type Fields, type Tree } from './tree.ts';

export interface ReadKey {
  readonly spec: KeySpec;
  /** Absent: it is a mistake. */
  readonly columns?: readonly Column[];
}

const keyFields = { known: ['field', 'delimiter', 'contains', 'split', 'part'] };

/** Of a rule with these fields. */
export function readKey(fields: Fields, mistakes: Mistakes): ReadKey {
  const key = fields.get('key')?.value;
  const by = fields.get('by')?.value;
  if (by !== undefined) return readBy(by, mistakes);
  return key === undefined ? { spec: { kind: 'none' }, columns: [] } : readLineKey(key, mistakes);
}

function readBy(tree: Tree, mistakes: Mistakes): ReadKey {
  const fields =
    tree.kind === 'text'
      ? { items: splitFields(tree.text), placeOf: () => tree.place }
      : readTexts(tree, '`by`', mistakes);
  if (tree.kind === 'list' && tree.items.length === 0) {
    mistakes.add(tree.place, () => expected('`by`', 'names of fields', 'none'));
  }
  const columns = checkKeyFields(fields, mistakes);
  return { spec: { kind: 'fields', fields: fields.items }, ...(columns === undefined ? {} : { columns }) };
}

function readLineKey(tree: Tree, mistakes: Mistakes): ReadKey {
  if (tree.kind === 'map') return { spec: readFieldKey(tree, mistakes), columns: fieldColumns };
  if (tree.kind !== 'text') {
    mistakes.add(tree.place, () => expected('`key`', 'a template, or a map with `field`', describe(tree)));
    return { spec: { kind: 'none' } };
  }
  const columns = checkTemplate(tree.text, '`key`', tree.place, mistakes);
  return { spec: { kind: 'template', template: tree.text }, ...(columns === undefined ? {} : { columns }) };
}

function readFieldKey(tree: Tree, mistakes: Mistakes): KeySpec {
  const fields = expectFields(tree, '`key`', keyFields, mistakes);
  const field = readCount(fields, 'field', mistakes);
  const delimiter = readChecked(fields, 'delimiter', checkDelimiters, mistakes);
  const contains = readChecked(fields, 'contains', checkNeedle, mistakes);
  const split = readChecked(fields, 'split', checkDelimiters, mistakes);
  const part = readCount(fields, 'part', mistakes);
  if (!fields.has('field')) mistakes.add(tree.place, () => expected('`field`', 'there', 'no field of that name'));
  if (fields.has('split') !== fields.has('part')) {
    mistakes.add(tree.place, () => 'Expected `split` and `part` together, got one of them');
  }
  return {
    kind: 'field',
    field: field ?? 1,
    delimiter: delimiter ?? defaultDelimiter,
    ...(contains === undefined ? {} : { contains }),
    ...(split === undefined || part === undefined ? {} : { split: { delimiter: split, part } }),
  };
}

function readCount(fields: Fields, name: string, mistakes: Mistakes): number | undefined {
  const entry = fields.get(name);
  return entry && expectCount(entry.value, `\`${name}\``, maxField, mistakes);
}

function readChecked(fields: Fields, name: string, check: typeof checkNeedle, mistakes: Mistakes): string | undefined {
  const tree = fields.get(name)?.value;
  const text = tree && expectText(tree, `\`${name}\``, mistakes);
  if (tree !== undefined && text !== undefined) check(text, `\`${name}\``, tree.place, mistakes);
  return text;
}
