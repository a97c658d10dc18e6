// The names of decoded fields, and the one that was meant. Knows nothing of their types.

import { type FieldName, fieldTypes } from '../format-types.ts';
import { quote } from '../text.ts';
import { didYouMean } from './mistakes.ts';

const names = Object.keys(fieldTypes) as FieldName[]; // its own keys

export function findField(name: string): FieldName | undefined {
  return names.find((each) => each === name);
}

/** `where` says where it stands, with a blank in front. */
export function unknownField(name: string, where: string): string {
  return `Unknown field ${quote(name)}${where}${didYouMean(name, names) || `; known are ${names.join(', ')}`}`;
}
