// Conditions as a kernel tests them: lists in full, ranges merged and in order, texts in lower case. What two conditions
// share is compiled once and is one object, since thirty rules may look at one list of a million networks. Takes
// conditions that have been checked.

import type { AddressBytes, AddressRange } from '../addresses.ts';
import { fieldTypes } from '../format-types.ts';
import type { AddressBound, FieldCondition } from '../types.ts';
import { type Condition, comparedNumbers, isComparison, parseCondition } from './condition.ts';
import { expandLists, type Lists } from './expand-lists.ts';
import { type Value, valueTypeOf } from './field-values.ts';
import { mergeAddresses, mergeNumbers, type NumberRange } from './ranges.ts';

type Test = FieldCondition['test'];

/** Makes the conditions of one sweep from their texts. */
export function conditionCompiler(lists: Lists): (written: string) => FieldCondition {
  const tests = new Map<string, Test>();
  return (written) => {
    const condition = parseCondition(written);
    if (condition === undefined) throw new Error(`unchecked condition: ${written}`);
    const { field, operator, items } = condition;
    const negated = operator.startsWith('!');
    // Items may have blanks in them, but no comma.
    const shared = [fieldTypes[field], operator.replace('!', ''), ...items].join();
    const test = tests.get(shared) ?? compileTest(condition, lists);
    tests.set(shared, test);
    return { field, negated, test };
  };
}

function compileTest(condition: Condition, lists: Lists): Test {
  const values = valuesOf(condition, lists);
  switch (fieldTypes[condition.field]) {
    case 'address':
      return { kind: 'addresses', ranges: addressRanges(values) };
    case 'port':
    case 'integer':
    case 'duration':
      return { kind: 'numbers', ranges: numberRanges(values) };
    case 'severity':
      return { kind: 'texts', texts: numberRanges(values).flatMap(digitsOf) };
    default: {
      const texts = [...new Set(values.flatMap((value) => (value.kind === 'text' ? value.text : [])))].sort();
      return { kind: condition.operator.endsWith('~') ? 'contains' : 'texts', texts };
    }
  }
}

function valuesOf({ field, operator, items }: Condition, lists: Lists): readonly Value[] {
  const type = valueTypeOf(field);
  const { direct, listed } = expandLists(items, lists);
  const values = [...direct, ...listed].map((item) => {
    const value = type?.read(item);
    if (value === undefined) throw new Error(`unchecked value of ${field}: ${item}`);
    return value;
  });
  const [first] = values;
  if (type === undefined || !isComparison(operator) || first?.kind !== 'numbers') return values;
  const range = comparedNumbers(operator, first.range[0], type);
  return range === undefined ? [] : [{ kind: 'numbers', range }];
}

function addressRanges(values: readonly Value[]): readonly (readonly [AddressBound, AddressBound])[] {
  const ranges: AddressRange[] = [];
  for (const value of values) if (value.kind === 'addresses') ranges.push(value.range);
  return mergeAddresses(ranges).map(({ first, last }) => [boundOf(first), boundOf(last)] as const);
}

const leadingZeros = '0'.repeat(24);

function boundOf(address: AddressBytes): AddressBound {
  if (address.length !== 4) return `6:${Buffer.from(address, 'latin1').toString('hex')}`;
  // Lists may be long, and a buffer for each end would cost more than all else.
  let number = 0;
  for (let index = 0; index < 4; index++) number = number * 256 + address.charCodeAt(index);
  return `4:${leadingZeros}${number.toString(16).padStart(8, '0')}`;
}

function numberRanges(values: readonly Value[]): readonly NumberRange[] {
  return mergeNumbers(values.flatMap((value) => (value.kind === 'numbers' ? [value.range] : [])));
}

function digitsOf([first, last]: NumberRange): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}
