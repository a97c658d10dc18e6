// Other questions of the same counts: what comes after counting, changed by options, in a specification that was kept.
// What is given stands in place of what was kept, but for allowed items, which are added. Nothing here changes what is
// counted, unless a file of items that conditions name has changed: whoever ranks again must see to that.

import type { RuleSpec, SweepSpec } from '../types.ts';
import { allowMistake, columnIndex, splitColumn } from './allow.ts';
import { openItemFiles } from './item-files.ts';
import { havingMistake, measureMistake } from './measures.ts';
import { gatherMistakes, type Mistake, type Mistakes } from './mistakes.ts';
import { readNumber } from './options.ts';
import { keyColumns } from './plan.ts';
import type { SpecFiles } from './spec-files.ts';
import type { Column } from './template.ts';

/** As commander leaves them. */
export interface AdjustFlags {
  readonly allow: readonly string[];
  /** Only `allow` hides keys, not what was kept. */
  readonly forgetAllow: boolean;
  readonly min?: string | undefined;
  readonly top?: string | undefined;
  readonly having: readonly string[];
  readonly sort?: string | undefined;
}

/** Each item, condition and measure must fit one rule at least, and goes to every rule that it fits. */
export function adjustSpec(spec: SweepSpec, flags: AdjustFlags, files: SpecFiles): SweepSpec {
  const mistakes = gatherMistakes();
  const min = readNumber(flags.min, '--min', 0, Number.MAX_SAFE_INTEGER, mistakes) ?? spec.min;
  const top = readNumber(flags.top, '--top', 0, Number.MAX_SAFE_INTEGER, mistakes) ?? spec.top;
  const { items, lists } = readItems(spec, flags.allow, files, mistakes);
  expectFits(spec.rules, flags.having, havingMistake, mistakes);
  expectFits(spec.rules, sortOf(flags), sortMistake, mistakes);
  mistakes.throwIfAny();
  const rules = spec.rules.map((rule) => adjustRule(rule, items, flags));
  // What was allowed for a time in a rule goes with what was allowed in it.
  const exceptions = (spec.exceptions ?? []).filter(({ rule }) => !flags.forgetAllow || rule === undefined);
  const { exceptions: _, ...rest } = spec;
  return {
    ...rest,
    ...{ rules, lists, min },
    ...(top === undefined ? {} : { top }),
    ...(exceptions.length === 0 ? {} : { exceptions }),
  };
}

function readItems(
  { rules, lists }: SweepSpec,
  allow: readonly string[],
  files: SpecFiles,
  mistakes: Mistakes,
): { readonly items: readonly string[]; readonly lists: SweepSpec['lists'] } {
  const itemFiles = openItemFiles(files, mistakes);
  const items = allow.map((item) => {
    const { column, value } = splitColumn(item);
    return `${column === undefined ? '' : `${column}=`}${itemFiles.resolve(value, undefined)}`;
  });
  const read = [...itemFiles.read].map(([path, { items }]) => [path, items] as const);
  const all = { ...lists, ...Object.fromEntries(read) };
  const columns = [...new Map(rules.flatMap(columnsOf).map((column) => [column.name, column])).values()];
  for (const item of items) {
    const mistake = allowMistake(item, all, columns);
    if (mistake !== undefined) mistakes.add(undefined, mistake);
  }
  return { items, lists: all };
}

function columnsOf({ key }: RuleSpec): readonly Column[] {
  return keyColumns(key);
}

type Fit = (written: string, measures: Readonly<Record<string, string>>) => Mistake | undefined;

const sortMistake: Fit = (measure, measures) => measureMistake(measure, undefined, measures);

function sortOf({ sort }: AdjustFlags): readonly string[] {
  return sort === undefined ? [] : [sort];
}

function expectFits(rules: readonly RuleSpec[], all: readonly string[], mistakeIn: Fit, mistakes: Mistakes): void {
  for (const written of all) {
    const [first, ...others] = rules.map(({ measure = {} }) => mistakeIn(written, measure));
    if (first === undefined || others.includes(undefined)) continue;
    mistakes.add(undefined, rules.length === 1 ? first : () => `${first()}, in any of ${rules.length} rules`);
  }
}

function adjustRule(rule: RuleSpec, items: readonly string[], flags: AdjustFlags): RuleSpec {
  const { measure = {} } = rule;
  const columns = columnsOf(rule);
  const fitting = items.filter((item) => columnIndex(splitColumn(item).column, columns) >= 0);
  const having = flags.having.filter((condition) => havingMistake(condition, measure) === undefined);
  const sort = sortOf(flags).find((each) => sortMistake(each, measure) === undefined);
  return {
    ...rule,
    ...(having.length === 0 ? {} : { having }),
    ...(sort === undefined ? {} : { sort }),
    allow: [...(flags.forgetAllow ? [] : rule.allow), ...fitting],
  };
}
