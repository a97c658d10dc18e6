// From what was asked to what a kernel runs: texts become bytes, templates their parts, and the whole gets an identity.
// Counts are kept and merged by that identity, so it holds all that a scan depends on and nothing else: no id, title,
// allow-list, threshold. Takes a specification that has been checked.

import { createHash } from 'node:crypto';
import { textBytes } from '../text.ts';
import type { FieldKeySpec, KeyPlan, KeySpec, RuleSpec, ScanPlan, ScanRule, SweepSpec } from '../types.ts';
import { type Column, fieldColumns, parseTemplate } from './template.ts';

export interface CompiledPlan {
  readonly plan: ScanPlan;
  /** The columns of each rule's key, in the order of the rules. */
  readonly columns: readonly (readonly Column[])[];
}

export function compilePlan(spec: SweepSpec): CompiledPlan {
  const keys = spec.rules.map(({ key }) => compileKey(key));
  const rules = spec.rules.map((rule, index) => compileRule(rule, keys[index]?.plan ?? { kind: 'none' }));
  return { plan: { id: digest({ rules }), rules }, columns: keys.map(({ columns }) => columns) };
}

/** `sha256:…` over the rules and lists as they run. */
export function specDigest({ rules, lists }: SweepSpec): string {
  return digest({ rules, lists });
}

function compileRule({ match }: RuleSpec, key: KeyPlan): ScanRule {
  const bytes = (texts: readonly string[]) => texts.map((text) => foldCase(textBytes(text), match.ignoreCase));
  const { ignoreCase } = match;
  return { all: bytes(match.all), any: bytes(match.any), none: bytes(match.none), ignoreCase, key };
}

// ASCII only: bytes over 127 may be of any encoding.
function foldCase(bytes: string, ignoreCase: boolean): string {
  return ignoreCase ? bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : bytes;
}

function compileKey(key: KeySpec): { readonly plan: KeyPlan; readonly columns: readonly Column[] } {
  switch (key.kind) {
    case 'none':
      return { plan: { kind: 'none' }, columns: [] };
    case 'field':
      return { plan: compileFieldKey(key), columns: fieldColumns };
    case 'fields':
      throw new Error('keys of fields are to come');
    case 'template': {
      const parsed = parseTemplate(key.template);
      if (parsed.kind === 'mistake') throw new Error(`unchecked template: ${parsed.message}`);
      return { plan: { kind: 'template', parts: parsed.parts }, columns: parsed.columns };
    }
  }
}

function compileFieldKey({ field, delimiter, contains, split }: FieldKeySpec): KeyPlan {
  return {
    kind: 'field',
    field,
    delimiters: textBytes(delimiter),
    ...(contains === undefined ? {} : { contains: textBytes(contains) }),
    ...(split === undefined ? {} : { split: { delimiters: textBytes(split.delimiter), part: split.part } }),
  };
}

function digest(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}

/** JSON with the names of every object in order of code units and no white space: one text for one value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
