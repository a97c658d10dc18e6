// What keys are compared by: a measure, or the count, as one number. Knows no order of keys and no report.

import type { KeyTable, Position } from '../counts/key-table.ts';
import type { Measured } from '../counts/measures.ts';
import type { HavingCondition } from '../types.ts';

/** Of an estimate the estimated number; undefined: a time that no line had, which is less than any. */
export type Amount = number | bigint | undefined;

export type ReadAmount = (position: Position, count: number) => Amount;

/** How a key's measure of that name is read, or its count. */
export function amountReader(keys: KeyTable, measures: readonly string[], name: string): ReadAmount {
  if (name === 'count') return (_, count) => count;
  const index = measures.indexOf(name);
  if (index === -1) throw new Error(`No measure ${name} among ${measures.join(', ')}`);
  return (position) => amountOf(keys.measureAt(position, index));
}

function amountOf(measured: Measured): Amount {
  switch (measured.kind) {
    case 'sum':
    case 'distinct':
      return typeof measured.value === 'object' ? measured.value.estimate : measured.value;
    case 'first':
    case 'last':
      return measured.time;
    case 'hours':
      throw new Error('hours of the day are not one number');
  }
}

/** Numbers and bigints as numbers: exact, however they are mixed. */
export function compareAmounts(a: Amount, b: Amount): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether all conditions hold of a key; one that asks for a time that no line had does not. */
export function conditionTest(
  keys: KeyTable,
  measures: readonly string[],
  conditions: readonly HavingCondition[],
): (position: Position, count: number) => boolean {
  const tests = conditions.map(({ measure, operator, value }) => {
    const amountAt = amountReader(keys, measures, measure);
    return (position: Position, count: number) => {
      const amount = amountAt(position, count);
      return amount !== undefined && holds[operator](compareAmounts(amount, value));
    };
  });
  return (position, count) => tests.every((test) => test(position, count));
}

/** Given how the amount compares to the value. */
export const holds: Readonly<Record<HavingCondition['operator'], (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
