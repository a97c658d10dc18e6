// Rule files: YAML or JSON to rules, lists and formats, or to all their mistakes at once, each with line and column. What
// one file cannot know (lists, ids and formats of other files, files of items) is left to the specification, with places
// to tell.

import { quote } from '../text.ts';
import type { MatchSpec, RuleSpec } from '../types.ts';
import { readFormat } from './format-file.ts';
import {
  noItems,
  type PlacedItems,
  type PlacedLists,
  readAllowed,
  readLists,
  readTextOrTexts,
  readTexts,
} from './lists.ts';
import { checkMeasuring, type Measuring, type PlacedMeasure } from './measures.ts';
import { expected, type Mistakes, oneOf, type Place } from './mistakes.ts';
import { checkNeedle, checkRegexp } from './needles.ts';
import { parsedPack } from './parsed-pack.ts';
import { descriptionFields, readDescription, readId } from './rule-description.ts';
import { readKey } from './rule-key.ts';
import type { PlacedFormat } from './sweep-formats.ts';
import type { Column } from './template.ts';
import {
  describe,
  type Entry,
  expectBoolean,
  expectFields,
  expectList,
  expectNames,
  expectText,
  type Fields,
  parseTree,
  type Tree,
} from './tree.ts';

export interface PlacedRule {
  readonly rule: RuleSpec;
  /** Where its id stands. */
  readonly place?: Place;
  readonly where: PlacedItems;
  readonly whereAny: PlacedItems;
  readonly allow: PlacedItems;
  /** Of its key; absent if the key is a mistake. */
  readonly columns?: readonly Column[];
}

export interface RuleFile {
  readonly rules: readonly PlacedRule[];
  readonly lists: PlacedLists;
  readonly formats: readonly PlacedFormat[];
}

/** A rule with none of them would count every line under one empty key, which nobody means. */
const lineFields = ['match', 'regexp', 'where', 'where_any', 'key', 'by'];
const fileFields = { known: ['version', 'lists', 'formats', 'rules'] };
const ruleFields = {
  known: ['id', ...descriptionFields, ...lineFields, 'measure', 'having', 'sort', 'allow'],
  elsewhere: {
    since: 'it holds for all rules: give --since',
    until: 'it holds for all rules: give --until',
    format: 'for lines of one format write the condition "format=NAME"',
    formats: 'formats stand beside `rules`',
    lists: 'lists stand beside `rules`',
    any_where: 'did you mean "where_any"?',
  },
};
const matchFields = { known: ['all', 'any', 'none', 'ignore_case'] };
const everyLine: MatchSpec = { all: [], any: [], none: [], ignoreCase: false };

/** Reads a rule file's text; what is a mistake is noted and left out. Undefined if it is no YAML or JSON. */
export function readRuleFile(text: string, path: string, mistakes: Mistakes): RuleFile | undefined {
  const tree = parsedPack(text, path) ?? parseTree(text, path, mistakes);
  if (tree === undefined) return undefined;
  const fields = expectFields(tree, 'the rule file', fileFields, mistakes);
  if (tree.kind === 'map') checkVersion(fields.get('version'), tree.place, mistakes);
  const lists = fields.get('lists');
  const formats = fields.get('formats');
  const rules = fields.get('rules')?.value;
  const items = rules === undefined ? [] : expectList(rules, '`rules`', mistakes);
  if (items.length === 0 && tree.kind === 'map' && (rules === undefined || rules.kind === 'list')) {
    mistakes.add(rules?.place ?? tree.place, () => expected('`rules`', 'a list of at least one rule', 'none'));
  }
  return {
    rules: items.map((rule) => readRule(rule, mistakes)),
    lists: lists === undefined ? new Map() : readLists(lists.value, mistakes),
    formats: formats === undefined ? [] : readFormats(formats.value, mistakes),
  };
}

function checkVersion(version: Entry | undefined, place: Place, mistakes: Mistakes): void {
  if (version?.value.kind === 'number' && version.value.value === 1) return;
  const got = version === undefined ? 'no field of that name' : describe(version.value);
  mistakes.add(version?.value.place ?? place, () => expected('`version`', '1', got));
}

function readFormats(tree: Tree, mistakes: Mistakes): readonly PlacedFormat[] {
  return expectList(tree, '`formats`', mistakes).map((item) => {
    const name = item.kind === 'map' ? item.entries.find((entry) => entry.name === 'name') : undefined;
    return { format: readFormat(item, mistakes), place: name?.value.place ?? item.place };
  });
}

function readRule(tree: Tree, mistakes: Mistakes): PlacedRule {
  const fields = expectFields(tree, 'the rule', ruleFields, mistakes);
  if (tree.kind === 'map') checkFieldsOfRule(fields, tree.place, mistakes);
  const id = fields.get('id');
  const match = fields.get('match');
  const { spec, columns } = readKey(fields, mistakes);
  const regexps = readRegexps(fields, mistakes);
  const where = readTextsOf(fields, 'where', mistakes);
  const whereAny = readTextsOf(fields, 'where_any', mistakes);
  const allow = fields.get('allow');
  const allowed = allow === undefined ? noItems : readAllowed(allow.value, '`allow`', mistakes);
  const rule: RuleSpec = {
    id: id === undefined ? '' : readId(id.value, mistakes),
    ...readDescription(fields, mistakes),
    match: match === undefined ? everyLine : readMatch(match.value, mistakes),
    ...(regexps.length === 0 ? {} : { regexp: regexps }),
    ...(where.items.length === 0 ? {} : { where: where.items }),
    ...(whereAny.items.length === 0 ? {} : { whereAny: whereAny.items }),
    key: spec,
    ...checkMeasuring(readMeasuring(fields, mistakes), columns ?? [], mistakes),
    allow: allowed.items,
  };
  const place = id?.value.place ?? tree.place;
  return { rule, place, where, whereAny, allow: allowed, ...(columns === undefined ? {} : { columns }) };
}

function checkFieldsOfRule(fields: Fields, place: Place, mistakes: Mistakes): void {
  if (!fields.has('id')) mistakes.add(place, () => expected('`id`', 'there', 'no field of that name'));
  if (!lineFields.some((name) => fields.has(name))) {
    const names = oneOf(lineFields.map((name) => `\`${name}\``));
    mistakes.add(place, () => `Expected the rule to have ${names}, got none of them`);
  }
  if (fields.has('key') && fields.has('by')) {
    mistakes.add(place, () => 'Expected the rule to have `key` or `by`, got both');
  }
}

function readMatch(tree: Tree, mistakes: Mistakes): MatchSpec {
  const fields = expectFields(tree, '`match`', matchFields, mistakes);
  const ignoreCase = fields.get('ignore_case');
  const texts = (name: string) => readNeedles(fields.get(name), `\`${name}\``, mistakes);
  return {
    all: texts('all'),
    any: texts('any'),
    none: texts('none'),
    ignoreCase: ignoreCase !== undefined && expectBoolean(ignoreCase.value, '`ignore_case`', mistakes) === true,
  };
}

function readNeedles(entry: Entry | undefined, subject: string, mistakes: Mistakes): readonly string[] {
  if (entry === undefined) return [];
  const texts = readTexts(entry.value, subject, mistakes);
  for (const [index, text] of texts.items.entries()) {
    checkNeedle(text, `an item of ${subject}`, texts.placeOf(index), mistakes);
  }
  return texts.items;
}

function readRegexps(fields: Fields, mistakes: Mistakes): readonly string[] {
  const regexps = readTextsOf(fields, 'regexp', mistakes);
  for (const [index, regexp] of regexps.items.entries()) {
    checkRegexp(regexp, '`regexp`', regexps.placeOf(index), mistakes);
  }
  return regexps.items;
}

function readMeasuring(fields: Fields, mistakes: Mistakes): Measuring {
  const measure = fields.get('measure')?.value;
  const sort = fields.get('sort')?.value;
  const sortBy = sort && expectText(sort, '`sort`', mistakes);
  return {
    measures: measure === undefined ? [] : readMeasures(measure, mistakes),
    having: readTextsOf(fields, 'having', mistakes),
    ...(sortBy === undefined ? {} : { sort: { measure: sortBy, place: sort?.place } }),
  };
}

function readMeasures(tree: Tree, mistakes: Mistakes): readonly PlacedMeasure[] {
  return [...expectNames(tree, '`measure`', mistakes)].map(([name, { value }]) => {
    return { name, expression: expectText(value, `the measure ${quote(name)}`, mistakes), place: value.place };
  });
}

function readTextsOf(fields: Fields, name: string, mistakes: Mistakes): PlacedItems {
  const entry = fields.get(name);
  return entry === undefined ? noItems : readTextOrTexts(entry.value, `\`${name}\``, mistakes);
}
