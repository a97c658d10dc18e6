// The options of `sweep` that say what is asked, as the command line leaves them, and the one rule that they make when
// no rule file does. Texts and numbers are checked here, as a person wrote them; lists and files are not known.

import type { KeySpec, RuleSpec } from '../types.ts';
import { checkKeyFields, splitFields } from './key-fields.ts';
import { noItems, onCommandLine } from './lists.ts';
import { checkMeasuring, type Measuring, readMeasureOption } from './measures.ts';
import { type Mistakes, oneOf } from './mistakes.ts';
import { checkDelimiters, checkNeedle, checkRegexp, defaultDelimiter, maxField } from './needles.ts';
import { optionNamed, readNumber } from './options.ts';
import type { PlacedRule } from './rule-file.ts';
import type { SweepFlags } from './sweep-flags.ts';
import { type Column, checkTemplate, fieldColumns } from './template.ts';

type FlagName = keyof SweepFlags;
type OptionNames = readonly (readonly [FlagName, string])[];

const fieldOptions: OptionNames = [
  ['delimiter', '--delimiter'],
  ['fieldContains', '--field-contains'],
  ['split', '--split'],
  ['part', '--part'],
];
const lineOptions: OptionNames = [
  ['match', '--match'],
  ['any', '--any'],
  ['exclude', '--exclude'],
  ['ignoreCase', '--ignore-case'],
  ['regexp', '--regexp'],
  ['where', '--where'],
  ['whereAny', '--where-any'],
];
const kindsOfKey: OptionNames = [
  ['by', '--by'],
  ['key', '--key'],
  ['field', '--field'],
];
const measureOptions: OptionNames = [
  ['measure', '--measure'],
  ['having', '--having'],
  ['sort', '--sort'],
];

/** The rule that the line and key options make, called `cli`; notes what is wrong with them. */
export function ruleByFlags(flags: SweepFlags, mistakes: Mistakes): PlacedRule {
  const needles = [
    ['--match', flags.match],
    ['--any', flags.any],
    ['--exclude', flags.exclude],
  ] as const;
  for (const [option, texts] of needles) {
    for (const text of texts) checkNeedle(text, optionNamed(option), undefined, mistakes);
  }
  for (const regexp of flags.regexp) checkRegexp(regexp, optionNamed('--regexp'), undefined, mistakes);
  const columns = checkKeyOptions(flags, mistakes);
  const rule: RuleSpec = {
    id: 'cli',
    match: { all: flags.match, any: flags.any, none: flags.exclude, ignoreCase: flags.ignoreCase },
    ...(flags.regexp.length === 0 ? {} : { regexp: flags.regexp }),
    ...(flags.where.length === 0 ? {} : { where: flags.where }),
    ...(flags.whereAny.length === 0 ? {} : { whereAny: flags.whereAny }),
    key: keyOfFlags(flags, mistakes),
    ...checkMeasuring(measuringOfFlags(flags, mistakes), columns ?? [], mistakes),
    allow: [],
  };
  return {
    ...{ rule, where: onCommandLine(flags.where), whereAny: onCommandLine(flags.whereAny), allow: noItems },
    ...(columns === undefined ? {} : { columns }),
  };
}

/** Notes options that go ill together; the columns of the key, if it is one. */
function checkKeyOptions(flags: SweepFlags, mistakes: Mistakes): readonly Column[] | undefined {
  const ofField = givenOptions(flags, fieldOptions);
  const kinds = givenOptions(flags, kindsOfKey);
  if (kinds.length > 1) {
    const all = kindsOfKey.map(([, option]) => `\`${option}\``);
    mistakes.add(undefined, () => `Expected one of the options ${oneOf(all)}, got ${kinds.join(' and ')}`);
  } else if (flags.field === undefined && ofField.length > 0) {
    mistakes.add(undefined, () => `Expected the \`--field\` option beside ${ofField.join(', ')}, got none`);
  }
  if ((flags.split === undefined) !== (flags.part === undefined)) {
    mistakes.add(undefined, () => 'Expected the `--split` and `--part` options together, got one of them');
  }
  if (flags.by !== undefined) return checkKeyFields(onCommandLine(splitFields(flags.by)), mistakes);
  if (flags.key !== undefined) return checkTemplate(flags.key, optionNamed('--key'), undefined, mistakes);
  return flags.field === undefined ? [] : fieldColumns;
}

function keyOfFlags(flags: SweepFlags, mistakes: Mistakes): KeySpec {
  const { delimiter = defaultDelimiter, fieldContains: contains, split } = flags;
  const field = readNumber(flags.field, '--field', 1, maxField, mistakes);
  const part = readNumber(flags.part, '--part', 1, maxField, mistakes);
  checkDelimiters(delimiter, optionNamed('--delimiter'), undefined, mistakes);
  if (contains !== undefined) checkNeedle(contains, optionNamed('--field-contains'), undefined, mistakes);
  if (split !== undefined) checkDelimiters(split, optionNamed('--split'), undefined, mistakes);
  if (flags.by !== undefined) return { kind: 'fields', fields: splitFields(flags.by) };
  if (flags.key !== undefined) return { kind: 'template', template: flags.key };
  if (field === undefined) return { kind: 'none' };
  return {
    kind: 'field',
    field,
    delimiter,
    ...(contains === undefined ? {} : { contains }),
    ...(split === undefined || part === undefined ? {} : { split: { delimiter: split, part } }),
  };
}

function measuringOfFlags({ measure, having, sort }: SweepFlags, mistakes: Mistakes): Measuring {
  return {
    measures: measure.flatMap((written) => readMeasureOption(written, mistakes) ?? []),
    having: onCommandLine(having),
    ...(sort === undefined ? {} : { sort: { measure: sort, place: undefined } }),
  };
}

/** The options that were given of those that make a rule, shown. */
export function givenRuleOptions(flags: SweepFlags): string[] {
  return givenOptions(flags, [...lineOptions, ...kindsOfKey, ...fieldOptions, ...measureOptions]);
}

function givenOptions(flags: SweepFlags, options: OptionNames): string[] {
  return options.flatMap(([name, option]) => {
    const value = flags[name];
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return given ? [`\`${option}\``] : [];
  });
}
