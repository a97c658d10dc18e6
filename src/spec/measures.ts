// What is kept of a key beside its count: `sum(bytes)`, `distinct(dst_ip)`, `first`, `last`, `hours`, each by a name;
// and what asks for it after counting: conditions on measures, and the measure to rank by. Knows nothing of counting.

import { quote } from '../text.ts';
import type { HavingCondition, MeasurePlan, RuleSpec } from '../types.ts';
import { findField, unknownField } from './fields.ts';
import type { PlacedItems } from './lists.ts';
import { didYouMean, type Mistake, type Mistakes, oneOf, type Place } from './mistakes.ts';
import type { Column } from './template.ts';

/** One as it was written. */
export interface PlacedMeasure {
  readonly name: string;
  /** Undefined: a mistake that has been noted. */
  readonly expression: string | undefined;
  /** Undefined: on the command line. */
  readonly place: Place | undefined;
}

/** What a rule measures and what it asks of that, as it was written. */
export interface Measuring {
  readonly measures: readonly PlacedMeasure[];
  readonly having: PlacedItems;
  readonly sort?: { readonly measure: string; readonly place: Place | undefined } | undefined;
}

type Measures = Readonly<Record<string, string>>;

type Parsed<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'mistake'; readonly mistake: Mistake };

const summed = ['bytes', 'packets', 'duration'] as const;
const ofTime = ['first', 'last', 'hours'] as const;
/** Columns that every row has, but for the key's. */
const rowColumns = ['count', 'rank', 'share', 'rule'];
const nameForm = /^[a-z][a-z0-9_]{0,31}$/;
const mostMeasures = 16;

/** Notes what is wrong with measures and with what asks for them, in a rule whose key has these columns. */
export function checkMeasuring(
  { measures, having, sort }: Measuring,
  columns: readonly Column[],
  mistakes: Mistakes,
): Pick<RuleSpec, 'measure' | 'having' | 'sort'> {
  const keyColumns = columns.map(({ name }) => name);
  const measure = checkMeasures(measures, keyColumns, mistakes);
  for (const [index, condition] of having.items.entries()) {
    const mistake = havingMistake(condition, measure);
    if (mistake !== undefined) mistakes.add(having.placeOf(index), mistake);
  }
  const mistake = sort && measureMistake(sort.measure, undefined, measure);
  if (mistake !== undefined) mistakes.add(sort?.place, mistake);
  return {
    ...(measures.length === 0 ? {} : { measure }),
    ...(having.items.length === 0 ? {} : { having: having.items }),
    ...(sort === undefined ? {} : { sort: sort.measure }),
  };
}

// ---------------------------------------------------------------- measures

/** By name, in the order of names. */
function checkMeasures(
  measures: readonly PlacedMeasure[],
  keyColumns: readonly string[],
  mistakes: Mistakes,
): Measures {
  const found = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { name, expression, place } of measures) {
    if (expression === undefined) {
      found.set(name, '');
      continue;
    }
    const parsed = parseMeasure(expression);
    const shape = parsed.kind === 'value' ? showMeasure(parsed.value) : expression;
    const before = names.get(shape);
    const wrong =
      (parsed.kind === 'mistake' ? parsed.mistake : undefined) ??
      nameMistake(name, shape, keyColumns) ??
      (found.has(name) ? () => `The measure ${quote(name)} is there twice` : undefined) ??
      (before === undefined ? undefined : () => `The measures ${quote(before)} and ${quote(name)} are the same`) ??
      (found.size === mostMeasures ? () => `Expected at most ${mostMeasures} measures, got more` : undefined);
    if (wrong !== undefined) mistakes.add(place, wrong);
    found.set(name, shape);
    names.set(shape, name);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** In the order of `measureNames`; of measures that have been checked. */
export function compileMeasures(measures: Measures): readonly MeasurePlan[] {
  return measureNames(measures).map((name) => {
    const parsed = parseMeasure(measures[name] ?? '');
    if (parsed.kind === 'mistake') throw new Error(`unchecked measure: ${parsed.mistake()}`);
    return parsed.value;
  });
}

/** In one order, however they were written. */
export function measureNames(measures: Measures = {}): readonly string[] {
  return Object.keys(measures).sort();
}

/** Reads `NAME=EXPRESSION` of the command line; undefined after a mistake. */
export function readMeasureOption(written: string, mistakes: Mistakes): PlacedMeasure | undefined {
  const [, name, expression] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(written) ?? [];
  if (name !== undefined && expression !== undefined) return { name, expression, place: undefined };
  mistakes.add(undefined, () => `Expected the \`--measure\` option to be NAME=EXPRESSION, got ${quote(written)}`);
  return undefined;
}

function parseMeasure(written: string): Parsed<MeasurePlan> {
  const [, word = '', inner] = /^\s*(\w+)\s*(?:\(([^()]*)\))?\s*$/.exec(written) ?? [];
  const argument = inner?.trim();
  const timed = ofTime.find((each) => each === word);
  if (timed !== undefined && argument === undefined) return { kind: 'value', value: { kind: timed } };
  if (word === 'sum' && argument !== undefined) return parseSum(argument);
  if (word === 'distinct' && argument !== undefined) return parseDistinct(argument);
  return mistake(() => {
    const words = [...ofTime, 'sum', 'distinct'];
    const meant = words.includes(word) ? '' : didYouMean(word, words);
    const hint = word === 'count' ? '; the count is always there' : meant;
    return `Expected a measure, sum(FIELD), distinct(FIELD), ${oneOf(ofTime)}, got ${quote(written)}${hint}`;
  });
}

function parseSum(argument: string): Parsed<MeasurePlan> {
  const field = summed.find((each) => each === argument);
  if (field !== undefined) return { kind: 'value', value: { kind: 'sum', field } };
  return mistake(() => `Expected the sum of ${oneOf(summed)}, got ${quote(argument)}${didYouMean(argument, summed)}`);
}

function parseDistinct(argument: string): Parsed<MeasurePlan> {
  const field = findField(argument);
  if (field === undefined) return mistake(() => unknownField(argument, ' in distinct()'));
  if (field !== 'time') return { kind: 'value', value: { kind: 'distinct', field } };
  return mistake(() => `Expected distinct values of a field but \`time\`; of times there are ${oneOf(ofTime)}`);
}

function showMeasure(measure: MeasurePlan): string {
  return 'field' in measure ? `${measure.kind}(${measure.field})` : measure.kind;
}

function nameMistake(name: string, shape: string, keyColumns: readonly string[]): Mistake | undefined {
  if (!nameForm.test(name)) {
    const what = 'small letters, digits or _, 32 at most, the first a letter';
    return () => `Expected the name of a measure to be ${what}, got ${quote(name)}`;
  }
  // A row has fields of these names.
  const isTaken = ofTime.some((each) => each === name && each !== shape);
  if (!isTaken && !rowColumns.includes(name) && !keyColumns.includes(name)) return undefined;
  return () => `Expected another name for the measure ${quote(name)}: each row has a ${name} already`;
}

function mistake<Value>(message: Mistake): Parsed<Value> {
  return { kind: 'mistake', mistake: message };
}

// ---------------------------------------------------------------- what asks for them

const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;

/** Of conditions that have been checked. */
export function compileHaving(written: readonly string[]): readonly HavingCondition[] {
  return written.map((condition) => {
    const parsed = parseHaving(condition);
    if (parsed.kind === 'mistake') throw new Error(`unchecked condition: ${parsed.mistake()}`);
    return parsed.value;
  });
}

/** What is wrong with a condition beside these measures. */
export function havingMistake(written: string, measures: Measures): Mistake | undefined {
  const parsed = parseHaving(written);
  return parsed.kind === 'mistake' ? parsed.mistake : measureMistake(parsed.value.measure, written, measures);
}

function parseHaving(written: string): Parsed<HavingCondition> {
  const [, measure = '', sign = '', digits = ''] = /^\s*(\w+)\s*([=!<>~]+)(.*)$/s.exec(written) ?? [];
  const operator = comparisons.find((each) => each === sign);
  if (measure === '' || operator === undefined) {
    return mistake(() => `Expected a condition such as "count>=10", with ${oneOf(comparisons)}, got ${quote(written)}`);
  }
  const value = /^\s*\d{1,16}\s*$/.test(digits) ? Number(digits) : -1;
  if (Number.isSafeInteger(value) && value >= 0) return { kind: 'value', value: { measure, operator, value } };
  const what = `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`;
  return mistake(() => `Expected ${what} behind "${operator}", got ${quote(digits.trim())} in ${quote(written)}`);
}

/** Why a measure of this name cannot be ranked by, or stand in a condition. */
export function measureMistake(
  measure: string,
  condition: string | undefined,
  measures: Measures,
): Mistake | undefined {
  const known = ['count', ...Object.keys(measures)];
  const where = condition === undefined ? '' : ` in ${quote(condition)}`;
  if (!known.includes(measure)) {
    const hint = didYouMean(measure, known) || `; known are ${known.join(', ')}`;
    return () => `There is no measure ${quote(measure)}${where}${hint}`;
  }
  const isNumber = measure === 'count' || !ofTime.some((each) => each === measures[measure]);
  return isNumber ? undefined : () => `Expected a measure that is one number, got ${quote(measure)}${where}`;
}
