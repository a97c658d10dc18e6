// Rule files: YAML or JSON to rules and lists, or to all their mistakes at once, each with line and column. What one
// file cannot know (lists and ids of other files, files of items) is left to the specification, with places to tell.

import { quote } from '../text.ts';
import { type KeySpec, type Level, levels, type MatchSpec, type RuleSpec } from '../types.ts';
import { type PlacedItems, type PlacedLists, readLists, readTexts } from './lists.ts';
import { didYouMean, expected, type Mistakes, oneOf, type Place } from './mistakes.ts';
import { checkDelimiters, checkNeedle, defaultDelimiter, maxField } from './needles.ts';
import { type Column, checkTemplate, fieldColumns } from './template.ts';
import {
  describe,
  type Entry,
  expectBoolean,
  expectCount,
  expectFields,
  expectList,
  expectText,
  type Fields,
  parseTree,
  type Tree,
} from './tree.ts';

export interface PlacedRule {
  readonly rule: RuleSpec;
  /** Where its id stands. */
  readonly place?: Place;
  readonly allow: PlacedItems;
  /** Of its key; absent if the key is a mistake. */
  readonly columns?: readonly Column[];
}

export interface RuleFile {
  readonly rules: readonly PlacedRule[];
  readonly lists: PlacedLists;
}

const later = [
  'where',
  'where_any',
  'any_where',
  'by',
  'measure',
  'having',
  'format',
  'formats',
  'regexp',
  'since',
  'until',
];
const fileFields = { known: ['version', 'lists', 'rules'], later };
const ruleFields = { known: ['id', 'title', 'why', 'level', 'tags', 'match', 'key', 'allow'], later };
const matchFields = { known: ['all', 'any', 'none', 'ignore_case'], later };
const keyFields = { known: ['field', 'delimiter', 'contains', 'split', 'part'], later: [] };
const idForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Reads a rule file's text; what is a mistake is noted and left out. Undefined if it is no YAML or JSON. */
export function readRuleFile(text: string, path: string, mistakes: Mistakes): RuleFile | undefined {
  const tree = parseTree(text, path, mistakes);
  if (tree === undefined) return undefined;
  const fields = expectFields(tree, 'the rule file', fileFields, mistakes);
  if (tree.kind === 'map') checkVersion(fields.get('version'), tree.place, mistakes);
  const lists = fields.get('lists');
  const rules = fields.get('rules')?.value;
  const items = rules === undefined ? [] : expectList(rules, '`rules`', mistakes);
  if (items.length === 0 && tree.kind === 'map' && (rules === undefined || rules.kind === 'list')) {
    mistakes.add(rules?.place ?? tree.place, () => expected('`rules`', 'a list of at least one rule', 'none'));
  }
  return {
    rules: items.map((rule) => readRule(rule, mistakes)),
    lists: lists === undefined ? new Map() : readLists(lists.value, mistakes),
  };
}

function checkVersion(version: Entry | undefined, place: Place, mistakes: Mistakes): void {
  if (version?.value.kind === 'number' && version.value.value === 1) return;
  const got = version === undefined ? 'no field of that name' : describe(version.value);
  mistakes.add(version?.value.place ?? place, () => expected('`version`', '1', got));
}

function readRule(tree: Tree, mistakes: Mistakes): PlacedRule {
  const fields = expectFields(tree, 'the rule', ruleFields, mistakes);
  const known = tree.kind === 'map';
  const id = fields.get('id');
  const match = fields.get('match');
  const key = fields.get('key');
  const allow = fields.get('allow');
  if (known && id === undefined) mistakes.add(tree.place, () => expected('`id`', 'there', 'no field of that name'));
  // With neither, a rule would count every line under one empty key, which nobody means.
  if (known && match === undefined && key === undefined) {
    mistakes.add(tree.place, () => 'Expected the rule to have `match`, `key` or both, got neither');
  }
  const { spec, columns } = key === undefined ? noKey : readKey(key.value, mistakes);
  const allowed = allow === undefined ? nothingAllowed : readTexts(allow.value, '`allow`', mistakes);
  const rule: RuleSpec = {
    id: id === undefined ? '' : readId(id.value, mistakes),
    ...readDescription(fields, mistakes),
    match: match === undefined ? everyLine : readMatch(match.value, mistakes),
    key: spec,
    allow: allowed.items,
  };
  return {
    rule,
    place: id?.value.place ?? tree.place,
    allow: allowed,
    ...(columns === undefined ? {} : { columns }),
  };
}

const noKey: ReadKey = { spec: { kind: 'none' }, columns: [] };
const nothingAllowed: PlacedItems = { items: [], placeOf: () => undefined };
const everyLine: MatchSpec = { all: [], any: [], none: [], ignoreCase: false };

/** Empty after a mistake. */
function readId(tree: Tree, mistakes: Mistakes): string {
  const id = expectText(tree, '`id`', mistakes);
  if (id === undefined || idForm.test(id)) return id ?? '';
  const what = 'small letters, digits, ., _ or -, 64 at most, the first a letter or digit';
  mistakes.add(tree.place, () => expected('`id`', what, quote(id)));
  return '';
}

function readDescription(fields: Fields, mistakes: Mistakes): Pick<RuleSpec, 'title' | 'why' | 'level' | 'tags'> {
  const title = fields.get('title');
  const why = fields.get('why');
  const level = fields.get('level');
  const tags = fields.get('tags');
  return {
    ...(title === undefined ? {} : { title: readLine(title.value, '`title`', mistakes) }),
    ...(why === undefined ? {} : { why: expectText(why.value, '`why`', mistakes)?.trim() ?? '' }),
    ...(level === undefined ? {} : { level: readLevel(level.value, mistakes) }),
    ...(tags === undefined ? {} : { tags: readTags(tags.value, mistakes) }),
  };
}

function readLine(tree: Tree, subject: string, mistakes: Mistakes): string {
  const line = expectText(tree, subject, mistakes)?.trim();
  if (line === '' || line?.includes('\n')) {
    mistakes.add(tree.place, () => expected(subject, 'one line of text', quote(line)));
  }
  return line ?? '';
}

function readLevel(tree: Tree, mistakes: Mistakes): Level {
  const word = tree.kind === 'text' ? tree.text : '';
  const level = levels.find((one) => one === word);
  if (level === undefined) {
    mistakes.add(tree.place, () => expected('`level`', oneOf(levels), describe(tree), didYouMean(word, levels)));
  }
  return level ?? 'informational';
}

function readTags(tree: Tree, mistakes: Mistakes): string[] {
  return expectList(tree, '`tags`', mistakes).map((tag) => readLine(tag, 'a tag', mistakes));
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

interface ReadKey {
  readonly spec: KeySpec;
  readonly columns?: readonly Column[];
}

function readKey(tree: Tree, mistakes: Mistakes): ReadKey {
  if (tree.kind === 'map') return { spec: readFieldKey(tree, mistakes), columns: fieldColumns };
  if (tree.kind !== 'text') {
    mistakes.add(tree.place, () => expected('`key`', 'a template, or a map with `field`', describe(tree)));
    return { spec: { kind: 'none' } };
  }
  const columns = checkTemplate(tree.text, '`key`', tree.place, mistakes);
  return { spec: { kind: 'template', template: tree.text }, ...(columns === undefined ? {} : { columns }) };
}

function readFieldKey(tree: Tree, mistakes: Mistakes): KeySpec {
  const fields = expectFields(tree, '`key`', keyFields, mistakes);
  const field = readCount(fields, 'field', mistakes);
  const delimiter = readChecked(fields, 'delimiter', checkDelimiters, mistakes);
  const contains = readChecked(fields, 'contains', checkNeedle, mistakes);
  const split = readChecked(fields, 'split', checkDelimiters, mistakes);
  const part = readCount(fields, 'part', mistakes);
  if (!fields.has('field')) mistakes.add(tree.place, () => expected('`field`', 'there', 'no field of that name'));
  if (fields.has('split') !== fields.has('part')) {
    mistakes.add(tree.place, () => 'Expected `split` and `part` together, got one of them');
  }
  return {
    kind: 'field',
    field: field ?? 1,
    delimiter: delimiter ?? defaultDelimiter,
    ...(contains === undefined ? {} : { contains }),
    ...(split === undefined || part === undefined ? {} : { split: { delimiter: split, part } }),
  };
}

function readCount(fields: Fields, name: string, mistakes: Mistakes): number | undefined {
  const entry = fields.get(name);
  return entry && expectCount(entry.value, `\`${name}\``, maxField, mistakes);
}

function readChecked(fields: Fields, name: string, check: typeof checkNeedle, mistakes: Mistakes): string | undefined {
  const tree = fields.get(name)?.value;
  const text = tree && expectText(tree, `\`${name}\``, mistakes);
  if (tree !== undefined && text !== undefined) check(text, `\`${name}\``, tree.place, mistakes);
  return text;
}
