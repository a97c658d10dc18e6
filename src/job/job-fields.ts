// The fields of a job file that are of one kind: flags, numbers, templates of paths. What is a mistake is noted, and then
// the field is as if it were not there.

import { type PlacedItems, readTexts } from '../spec/lists.ts';
import { didYouMean, type Mistakes, oneOf, type Place } from '../spec/mistakes.ts';
import { type ExpectedFields, expectBoolean, expectCount, expectFields, type Fields } from '../spec/tree.ts';
import { quote } from '../text.ts';
import { templateNames, unknownNames } from './templates.ts';

/** The fields of a map, and where their mistakes go. */
export interface JobFields {
  readonly fields: Fields;
  readonly mistakes: Mistakes;
}

/** A field of a job, or none. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  // The one field is that of the type.
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: Value };
}

export function readMap(name: string, known: ExpectedFields, outer: JobFields): JobFields | undefined {
  const tree = outer.fields.get(name)?.value;
  return tree && { ...outer, fields: expectFields(tree, `\`${name}\``, known, outer.mistakes) };
}

export function readFlag({ fields, mistakes }: JobFields, name: string): boolean {
  const tree = fields.get(name)?.value;
  return tree !== undefined && expectBoolean(tree, `\`${name}\``, mistakes) === true;
}

export function readCount({ fields, mistakes }: JobFields, name: string, maximum: number): number | undefined {
  const tree = fields.get(name)?.value;
  return tree && expectCount(tree, `\`${name}\``, maximum, mistakes);
}

/** Texts in which only the known names stand in braces. */
export function readTemplates(name: string, from: JobFields): PlacedItems {
  const tree = from.fields.get(name)?.value;
  if (tree === undefined) return nothing;
  const texts = readTexts(tree, `\`${name}\``, from.mistakes);
  for (const [index, text] of texts.items.entries()) checkNames(text, texts.placeOf(index), from);
  return texts;
}

export function checkNames(template: string, place: Place | undefined, { mistakes }: JobFields): void {
  for (const name of unknownNames(template)) {
    mistakes.add(place, () => {
      const known = templateNames.map((each) => `{${each}}`);
      const meant = didYouMean(`{${name}}`, known) || `; known are ${oneOf(known)}`;
      return `Unknown part ${quote(`{${name}}`)} of ${quote(template)}${meant}`;
    });
  }
}

export const nothing: PlacedItems = { items: [], placeOf: () => undefined };
