// Conditions of one rule that are never true together: whoever asks for port 53 and for port 853 meant either, and would
// get a count of nothing. Conditions with lists are left alone, since a site fills those as it likes.

import { quote } from '../text.ts';
import type { FieldCondition } from '../types.ts';
import { conditionCompiler } from './compile-condition.ts';
import { type Condition, parseCondition, showCondition } from './condition.ts';
import { isReference } from './expand-lists.ts';
import type { PlacedItems } from './lists.ts';
import type { Mistakes } from './mistakes.ts';

type Test = FieldCondition['test'];

interface Asked {
  readonly condition: Condition;
  readonly test: Test;
}

/** Notes each condition that excludes the one before it on the same field. Takes conditions that have been checked. */
export function checkContradictions(where: PlacedItems, mistakes: Mistakes): void {
  const compile = conditionCompiler({});
  const before = new Map<string, Asked>();
  for (const [index, written] of where.items.entries()) {
    const condition = parseCondition(written);
    if (condition === undefined || condition.items.some(isReference)) continue;
    const { field, negated, test } = compile(written);
    if (negated) continue;
    const other = before.get(field);
    if (other !== undefined && areApart(other.test, test)) {
      mistakes.add(where.placeOf(index), () => neverTogether(other.condition, condition));
    }
    before.set(field, { condition, test });
  }
}

function neverTogether(one: Condition, other: Condition): string {
  const { field, operator } = one;
  const either = showCondition({ field, operator, items: [...one.items, ...other.items] });
  const hint = operator === '=' && other.operator === '=' ? `; for either write ${quote(either)}` : '';
  return `The conditions ${quote(showCondition(one))} and ${quote(showCondition(other))} are never true together${hint}`;
}

function areApart(one: Test, other: Test): boolean {
  if (one.kind === 'texts' && other.kind === 'texts') {
    const texts = new Set(one.texts);
    return !other.texts.some((text) => texts.has(text));
  }
  if (one.kind === 'numbers' && other.kind === 'numbers') return rangesAreApart(one.ranges, other.ranges);
  return one.kind === 'addresses' && other.kind === 'addresses' && rangesAreApart(one.ranges, other.ranges);
}

type Ranges<End> = readonly (readonly [End, End])[];

/** Of ranges in order. */
function rangesAreApart<End extends number | string>(some: Ranges<End>, others: Ranges<End>): boolean {
  let at = 0;
  for (const [first, last] of some) {
    while ((others[at]?.[1] ?? last) < first) at++;
    const other = others[at];
    if (other !== undefined && other[0] <= last) return false;
  }
  return true;
}
