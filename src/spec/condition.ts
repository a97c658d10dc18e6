// A condition on a decoded field, `FIELD OPERATOR VALUE,…`, where a value may be `@list`: taken apart, and held against
// what its field can be. What can never hold is a mistake, but for a list that nobody filled: that is told in the report.
// Reads no file.

import type { FieldName } from '../format-types.ts';
import { quote } from '../text.ts';
import { isReference, type Lists, referenceMistake } from './expand-lists.ts';
import { type Operator, operators, type ValueType, valueTypeOf } from './field-values.ts';
import { findField, unknownField } from './fields.ts';
import { type Mistake, oneOf } from './mistakes.ts';
import type { NumberRange } from './ranges.ts';

export interface Condition {
  readonly field: FieldName;
  readonly operator: Operator;
  readonly items: readonly string[];
}

/** What conditions may refer to. */
export interface Known {
  readonly lists: Lists;
  /** Names of all formats. */
  readonly formats: readonly string[];
}

/** Takes a condition apart; blanks around its parts do not count. Undefined if it is none. */
export function parseCondition(written: string): Condition | undefined {
  const parsed = parse(written);
  return parsed.kind === 'condition' ? parsed.condition : undefined;
}

/** A condition as text, in one way of writing it. */
export function showCondition({ field, operator, items }: Condition): string {
  return `${field}${operator}${items.join(',')}`;
}

/** All that is wrong with a condition; what stands in its lists is not looked at. */
export function conditionMistakes(written: string, known: Known): readonly Mistake[] {
  const parsed = parse(written);
  if (parsed.kind === 'mistake') return [parsed.mistake];
  const { condition } = parsed;
  const { field, operator, items } = condition;
  const type = valueTypeOf(field, known.formats);
  if (type === undefined)
    return [() => `Expected no condition on \`time\`, got ${quote(written)}; use --since and --until`];
  if (!type.operators.includes(operator)) {
    const fitting = oneOf(type.operators);
    return [() => `Expected the operator behind \`${field}\` to be ${fitting}, got "${operator}" in ${quote(written)}`];
  }
  if (isComparison(operator)) return comparisonMistakes(condition, type, written);
  return items.flatMap((item) => {
    const mistake = isReference(item)
      ? referenceMistake(item, known.lists)
      : itemMistake(condition, type, item, written);
    return mistake ?? [];
  });
}

/** Tells what is wrong with items of the lists that a condition refers to. */
export function listedItemCheck(written: string, known: Known): (item: string) => Mistake | undefined {
  const condition = parseCondition(written);
  const type = condition && valueTypeOf(condition.field, known.formats);
  if (condition === undefined || type === undefined) return () => undefined;
  return (item) => itemMistake(condition, type, item, written);
}

/** Whether it compares with one number. */
export function isComparison(operator: Operator): boolean {
  return operator.startsWith('<') || operator.startsWith('>');
}

/** The numbers that compare so with `bound`; undefined if there are none. */
export function comparedNumbers(operator: Operator, bound: number, { bounds }: ValueType): NumberRange | undefined {
  const [least, greatest] = bounds ?? [0, -1];
  const first = operator === '>' ? bound + 1 : operator === '>=' ? bound : least;
  const last = operator === '<' ? bound - 1 : operator === '<=' ? bound : greatest;
  return first <= last ? [first, last] : undefined;
}

type Parsed =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'mistake'; readonly mistake: Mistake };

const form = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*([=!<>~]+)(.*)$/s;

function parse(written: string): Parsed {
  const [, name = '', sign = '', rest = ''] = form.exec(written) ?? [];
  if (name === '') {
    return mistake(() => `Expected a condition such as "dst_port=53,853", got ${quote(written)}`);
  }
  const field = findField(name);
  if (field === undefined) return mistake(() => unknownField(name, ` in ${quote(written)}`));
  const operator = operators.find((each) => each === sign);
  if (operator === undefined) {
    return mistake(() => `Expected an operator, ${oneOf(operators)}, got ${quote(sign)} in ${quote(written)}`);
  }
  const items = rest.split(',').map((item) => item.trim());
  return { kind: 'condition', condition: { field, operator, items } };
}

function mistake(message: Mistake): Parsed {
  return { kind: 'mistake', mistake: message };
}

function comparisonMistakes(condition: Condition, type: ValueType, written: string): readonly Mistake[] {
  const { operator, items } = condition;
  const [item = '', ...more] = items;
  if (more.length > 0 || isReference(item)) {
    return [() => `Expected one number behind "${operator}", got ${quote(items.join(','))} in ${quote(written)}`];
  }
  const wrong = itemMistake(condition, type, item, written);
  if (wrong !== undefined) return [wrong];
  const value = type.read(item);
  if (value?.kind !== 'numbers' || value.range[0] !== value.range[1]) {
    return [() => `Expected one number behind "${operator}", got ${quote(item)} in ${quote(written)}`];
  }
  const holds = comparedNumbers(operator, value.range[0], type) !== undefined;
  return holds ? [] : [() => `The condition ${quote(written)} can never hold`];
}

function itemMistake({ field }: Condition, type: ValueType, item: string, written: string): Mistake | undefined {
  if (type.read(item) !== undefined) return undefined;
  return () => {
    const where = written === `${field}=${item}` ? '' : ` in ${quote(written)}`;
    return `Expected a value of \`${field}\` to be ${type.what}, got ${quote(item)}${where}${type.hint(item, field)}`;
  };
}
