// From what was asked to what a kernel runs: texts become bytes, templates their parts, and the whole gets an identity.
// Counts are kept and merged by that identity, so it holds all that a scan depends on and nothing else: no id, title,
// allow-list, threshold. Takes a specification that has been checked.

import { createHash } from 'node:crypto';
import type { FormatSpec } from '../format-types.ts';
import { compileFormat } from '../formats/compile-format.ts';
import { protocolAliases, protocolNames } from '../formats/protocols.ts';
import { servicePorts } from '../formats/services.ts';
import { readyFormats } from '../ready-formats.ts';
import { textBytes } from '../text.ts';
import type {
  DecodePlan,
  FieldCondition,
  FieldKeySpec,
  HavingCondition,
  KeyPlan,
  KeySpec,
  RuleSpec,
  ScanPlan,
  ScanRule,
  SweepSpec,
} from '../types.ts';
import { conditionCompiler } from './compile-condition.ts';
import { columnOf, compileKeyFields } from './key-fields.ts';
import { compileHaving, compileMeasures } from './measures.ts';
import { builtInFormats } from './sweep-formats.ts';
import { compileTimes } from './sweep-times.ts';
import { type Column, fieldColumns, parseTemplate } from './template.ts';

export interface CompiledPlan {
  readonly plan: ScanPlan;
  /** The columns of each rule's key, in the order of the rules. */
  readonly columns: readonly (readonly Column[])[];
  /** What each rule asks of its measures, likewise. */
  readonly having: readonly (readonly HavingCondition[])[];
}

export function compilePlan(spec: SweepSpec): CompiledPlan {
  const keys = spec.rules.map(({ key }) => compileKey(key));
  const compileCondition = conditionCompiler(spec.lists);
  const scanned: Omit<ScanPlan, 'id'> = {
    rules: spec.rules.map((rule, index) => compileRule(rule, keys[index]?.plan ?? { kind: 'none' }, compileCondition)),
    ...(needsDecoding(spec) ? { decode: compileDecoding(spec) } : {}),
    ...compileTimes(spec),
  };
  return {
    plan: { id: planId(scanned), ...scanned },
    columns: keys.map(({ columns }) => columns),
    having: spec.rules.map(({ having = [] }) => compileHaving(having)),
  };
}

interface Asked {
  readonly rules: readonly RuleSpec[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Whether anything in a sweep looks at fields or times. */
export function needsDecoding({ rules, since, until }: Asked): boolean {
  return since !== undefined || until !== undefined || rules.some(needsFields);
}

function needsFields({ where = [], whereAny = [], key, measure = {} }: RuleSpec): boolean {
  return where.length + whereAny.length + Object.keys(measure).length > 0 || key.kind === 'fields';
}

function compileDecoding({ formats = builtInFormats() }: SweepSpec): DecodePlan {
  return (areBuiltIn(formats) ? readyFormats()?.decode : undefined) ?? decodePlanOf(formats);
}

/** All of them, in their order: a sweep that nobody told its formats. */
function areBuiltIn(formats: readonly FormatSpec[]): boolean {
  const builtIn = builtInFormats();
  return formats.length === builtIn.length && formats.every((format, index) => format === builtIn[index]);
}

/** How lines are decoded by these formats. */
export function decodePlanOf(formats: readonly FormatSpec[]): DecodePlan {
  const services = servicePorts();
  const decoding = { formats: formats.map(compileFormat), services, protocols: protocolNames, protocolAliases };
  // Made by one compiler, which names the fields of an object in one order: to sort them took a third of the start.
  return { id: digestText(JSON.stringify(decoding)), ...decoding };
}

/** `sha256:…` over all that is asked: rules and lists as they run, formats, times. */
export function specDigest({ rules, lists, formats, since, until }: SweepSpec): string {
  return digest({ rules, lists, formats, since, until });
}

/**
 * `sha256:…` over all that the counts of one rule depend on, and nothing else: not the rules beside it, nor formats if
 * it looks at no field.
 */
export function ruleIdentity({ rules, decode, since, until }: ScanPlan, index: number): string {
  const rule = rules[index];
  if (rule === undefined) throw new Error(`No rule ${index} of ${rules.length}`);
  const decoding = looksAtFields(rule) ? decode?.id : undefined;
  return digest({ rule: digestible(rule), since, until, decode: decoding });
}

function planId({ rules, decode, ...times }: Omit<ScanPlan, 'id'>): string {
  return digest({ rules: rules.map(digestible), decode: decode?.id, ...times });
}

/** Times stand in a line whatever its format is. */
function looksAtFields({ where = [], whereAny = [], key, measures = [] }: ScanRule): boolean {
  const measured = measures.some(({ kind }) => kind === 'sum' || kind === 'distinct');
  return where.length + whereAny.length > 0 || key.kind === 'fields' || measured;
}

function compileRule(
  { match, regexp = [], where = [], whereAny = [], measure = {} }: RuleSpec,
  key: KeyPlan,
  compileCondition: (written: string) => FieldCondition,
): ScanRule {
  const bytes = (texts: readonly string[]) => texts.map((text) => foldCase(textBytes(text), match.ignoreCase));
  const measures = compileMeasures(measure);
  return {
    ...{ all: bytes(match.all), any: bytes(match.any), none: bytes(match.none), ignoreCase: match.ignoreCase },
    ...(regexp.length === 0 ? {} : { regexps: regexp }),
    ...(where.length === 0 ? {} : { where: where.map(compileCondition) }),
    ...(whereAny.length === 0 ? {} : { whereAny: whereAny.map(compileCondition) }),
    key,
    ...(measures.length === 0 ? {} : { measures }),
  };
}

// ASCII only: bytes over 127 may be of any encoding.
function foldCase(bytes: string, ignoreCase: boolean): string {
  return ignoreCase ? bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : bytes;
}

/** The columns of a key that has been checked. */
export function keyColumns(key: KeySpec): readonly Column[] {
  return compileKey(key).columns;
}

function compileKey(key: KeySpec): { readonly plan: KeyPlan; readonly columns: readonly Column[] } {
  switch (key.kind) {
    case 'none':
      return { plan: { kind: 'none' }, columns: [] };
    case 'field':
      return { plan: compileFieldKey(key), columns: fieldColumns };
    case 'fields': {
      const fields = compileKeyFields(key.fields);
      return { plan: { kind: 'fields', fields }, columns: fields.map(columnOf) };
    }
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

/** With the digests of what its conditions test: a list of a million networks may stand in thirty rules. */
function digestible({ where = [], whereAny = [], ...rule }: ScanRule): object {
  const short = ({ test, ...condition }: FieldCondition) => ({ ...condition, test: digestOnce(test) });
  return { ...rule, where: where.map(short), whereAny: whereAny.map(short) };
}

const knownDigests = new WeakMap<object, string>();

/** Of large parts of plans, which stand in several; made by one compiler, as above. */
function digestOnce(part: object): string {
  const known = knownDigests.get(part) ?? digestText(JSON.stringify(part));
  knownDigests.set(part, known);
  return known;
}

function digest(value: unknown): string {
  return digestText(canonicalJson(value));
}

function digestText(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** JSON of what is JSON-plain, with the names of every object in order of code units: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join()}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const texts = fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${texts.join()}}`;
}
