// The options of `sweep` that say what is asked, as the command line leaves them, and the one rule that they make when
// no rule file does. Texts and numbers are checked here, as a person wrote them; lists and files are not known.

import type { KeySpec, RuleSpec } from '../types.ts';
import { onCommandLine } from './lists.ts';
import type { Mistakes } from './mistakes.ts';
import { checkDelimiters, checkNeedle, defaultDelimiter, maxField } from './needles.ts';
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
];
const keyOptions: OptionNames = [['key', '--key'], ['field', '--field'], ...fieldOptions];

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
  const columns = checkKeyOptions(flags, mistakes);
  const rule: RuleSpec = {
    id: 'cli',
    match: { all: flags.match, any: flags.any, none: flags.exclude, ignoreCase: flags.ignoreCase },
    key: keyOfFlags(flags, mistakes),
    allow: [],
  };
  return { rule, allow: onCommandLine([]), ...(columns === undefined ? {} : { columns }) };
}

/** Notes options that go ill together; the columns of the key, if it is one. */
function checkKeyOptions(flags: SweepFlags, mistakes: Mistakes): readonly Column[] | undefined {
  const ofField = givenOptions(flags, fieldOptions);
  if (flags.key !== undefined && flags.field !== undefined) {
    mistakes.add(undefined, () => 'Expected the `--key` option or the `--field` option, got both');
  } else if (flags.field === undefined && ofField.length > 0) {
    mistakes.add(undefined, () => `Expected the \`--field\` option beside ${ofField.join(', ')}, got none`);
  }
  if ((flags.split === undefined) !== (flags.part === undefined)) {
    mistakes.add(undefined, () => 'Expected the `--split` and `--part` options together, got one of them');
  }
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

/** The line and key options that were given, shown. */
export function givenRuleOptions(flags: SweepFlags): string[] {
  return givenOptions(flags, [...lineOptions, ...keyOptions]);
}

function givenOptions(flags: SweepFlags, options: OptionNames): string[] {
  return options.flatMap(([name, option]) => {
    const value = flags[name];
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return given ? [`\`${option}\``] : [];
  });
}
