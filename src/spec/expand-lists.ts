// Lists that name lists: what stands in them in the end. Knows not what items mean.

import { quote } from '../text.ts';
import { didYouMean, type Mistake } from './mistakes.ts';

/** Lists by name, and files of items by path, as `@…` names them. */
export type Lists = Readonly<Record<string, readonly string[]>>;

export interface Expanded {
  /** Values that are no `@list`. */
  readonly direct: readonly string[];
  /** The items of all lists that the others lead to. */
  readonly listed: readonly string[];
}

export function isReference(value: string): boolean {
  return value.startsWith('@');
}

/** What is wrong with a value `@list`, if anything. */
export function referenceMistake(reference: string, lists: Lists): Mistake | undefined {
  const name = reference.slice(1);
  if (itemsOf(name, lists) !== undefined) return undefined;
  return () => {
    const meant = didYouMean(name, Object.keys(lists));
    return `There is no list for ${quote(reference)}${meant || '; a file is written "@./path"'}`;
  };
}

/** A reference that leads nowhere stands in `listed` as it is. */
export function expandLists(values: readonly string[], lists: Lists): Expanded {
  const names = reachedLists(values, lists);
  const items = (name: string) => itemsOf(name, lists) ?? [];
  return {
    direct: values.filter((value) => !isReference(value)),
    listed: names.flatMap(items).filter((value) => !isReference(value) || itemsOf(value.slice(1), lists) === undefined),
  };
}

/** The names of all lists that these values lead to; each once, so that circles end. */
export function reachedLists(values: readonly string[], lists: Lists): readonly string[] {
  const reached = new Set(namesIn(values));
  for (const name of reached) for (const next of namesIn(itemsOf(name, lists) ?? [])) reached.add(next);
  return [...reached].filter((name) => itemsOf(name, lists) !== undefined);
}

/** Of these lists, those that hold nothing, nor does any list that they lead to. `names` are all that they lead to. */
export function emptyLists(names: readonly string[], lists: Lists): readonly string[] {
  const namedBy = new Map<string, string[]>();
  for (const name of names) {
    for (const inner of namesIn(itemsOf(name, lists) ?? [])) {
      const outers = namedBy.get(inner);
      if (outers === undefined) namedBy.set(inner, [name]);
      else outers.push(name);
    }
  }
  const filled = new Set(names.filter((name) => itemsOf(name, lists)?.some((item) => !isReference(item))));
  for (const name of filled) for (const outer of namedBy.get(name) ?? []) filled.add(outer);
  return names.filter((name) => !filled.has(name));
}

function namesIn(values: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const value of values) if (isReference(value)) names.push(value.slice(1));
  return names;
}

function itemsOf(name: string, lists: Lists): readonly string[] | undefined {
  return Object.hasOwn(lists, name) ? lists[name] : undefined;
}
