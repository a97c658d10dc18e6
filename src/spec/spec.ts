// The question of a sweep: options and files to a SweepSpec in which every text, number, name and reference has been
// checked, or to one UserError with all that is wrong. Reads files only through the `SpecFiles` that it is given.

import { extname, sep } from 'node:path';
import { type Day, parseDay } from '../days.ts';
import type { FormatSpec } from '../format-types.ts';
import { packNames, packPath, packShown } from '../rules/packs.ts';
import { quote } from '../text.ts';
import type { RuleSpec, SweepSpec } from '../types.ts';
import { type DatedSpec, specOn } from './exceptions.ts';
import { givenRuleOptions, ruleByFlags } from './flags.ts';
import {
  joinItems,
  joinLists,
  noItems,
  onCommandLine,
  type PlacedItems,
  type PlacedLists,
  readListFile,
  readListOptions,
} from './lists.ts';
import { didYouMean, expected, gatherMistakes, type Mistakes, type Place, showPlace } from './mistakes.ts';
import { optionNamed, readNumber } from './options.ts';
import { needsDecoding } from './plan.ts';
import { checkListsAreUsed, settleReferences } from './references.ts';
import { type PlacedRule, type RuleFile, readRuleFile } from './rule-file.ts';
import type { SpecFiles } from './spec-files.ts';
import type { SweepFlags } from './sweep-flags.ts';
import { chooseFormats, joinFormats } from './sweep-formats.ts';
import { readTimes } from './sweep-times.ts';

/** Rule files and list files are refused beyond it. */
const maxSpecBytes = 2 ** 20;

/** What the options, and the files that they name, ask. Throws a UserError with all mistakes. */
export function specFromFlags(flags: SweepFlags, files: SpecFiles): SweepSpec {
  const mistakes = gatherMistakes();
  const dated = readSpec(flags, files, nothingBeside, mistakes);
  const day = readAsOf(flags, mistakes);
  mistakes.throwIfAny();
  return specOn(dated, day);
}

/** What a job file says beside what options could say: with places, and with terms. */
export interface Beside {
  readonly list: PlacedLists;
  readonly allow: PlacedItems;
  /** Ids of rules; absent: all. */
  readonly only?: PlacedItems | undefined;
}

const nothingBeside: Beside = { list: new Map(), allow: noItems };

/** As `specFromFlags`, for any day. Notes mistakes, and throws them only where it cannot go on; then it is of no use. */
export function readSpec(flags: SweepFlags, files: SpecFiles, beside: Beside, mistakes: Mistakes): DatedSpec {
  const min = readNumber(flags.min, '--min', 0, Number.MAX_SAFE_INTEGER, mistakes) ?? 1;
  const top = readNumber(flags.top, '--top', 0, Number.MAX_SAFE_INTEGER, mistakes);
  const times = readTimes(flags, mistakes);
  const ruleFiles = flags.rules.length === 0 ? [ruleFileOfFlags(flags, mistakes)] : readRules(flags, files, mistakes);
  const ofOptions = new Map([...readListOptions(flags.list, mistakes), ...beside.list]);
  const ofFiles = readFileLists(flags, ruleFiles, ofOptions, files, mistakes);
  const placed = ruleFiles.flatMap(({ rules }) => rules);
  const { known, formats } = readFormats(flags, ruleFiles, files, mistakes);
  // The nearer goes before the farther: options, the site's files, rule files.
  const named = { lists: new Map([...ofFiles, ...ofOptions]), formats: known };
  const allowed = joinItems(onCommandLine(flags.allow), beside.allow);
  const settled = settleReferences(placed, allowed, named, files, mistakes);
  checkListsAreUsed(ofOptions, new Set(ofFiles.keys()), settled, mistakes);
  const rules = chooseRules(settled.rules, flags, beside.only, mistakes);
  const spec = { rules, lists: settled.lists, ...times, min, ...(top === undefined ? {} : { top }) };
  const isDecoded = needsDecoding(spec);
  if (!isDecoded && flags.format.length > 0) mistakes.add(undefined, uselessFormat);
  const ids = new Set(rules.map(({ id }) => id));
  const exceptions = settled.exceptions.filter(({ rule }) => rule === undefined || ids.has(rule));
  return { spec: { ...spec, ...(isDecoded ? { formats } : {}) }, exceptions };
}

function readAsOf({ asOf }: SweepFlags, mistakes: Mistakes): Day | undefined {
  const day = asOf === undefined ? undefined : parseDay(asOf);
  if (asOf !== undefined && day === undefined) {
    mistakes.add(undefined, () => expected(optionNamed('--as-of'), 'a day as 2014-07-03', quote(asOf)));
  }
  return day;
}

interface SweepFormats {
  /** The names of all that conditions can ask for. */
  readonly known: readonly string[];
  /** Those that lines are tried with. */
  readonly formats: readonly FormatSpec[];
}

/** None, and none is loaded, if nothing asks for one. */
function readFormats(
  flags: SweepFlags,
  ruleFiles: readonly RuleFile[],
  files: SpecFiles,
  mistakes: Mistakes,
): SweepFormats {
  const own = ruleFiles.flatMap(({ formats }) => formats);
  const rules = ruleFiles.flatMap((file) => file.rules.map(({ rule }) => rule));
  const isAsked =
    flags.format.length + own.length > 0 || needsDecoding({ rules, since: flags.since, until: flags.until });
  if (!isAsked) return { known: [], formats: [] };
  const all = joinFormats(own, mistakes);
  const formats = chooseFormats(flags.format, all, files, mistakes);
  return { known: [...new Set([...all, ...formats].map(({ name }) => name))], formats };
}

function uselessFormat(): string {
  return (
    'Expected a rule that looks at fields beside `--format`, got none; ' +
    'the condition "format=NAME" asks for the lines of one format'
  );
}

function ruleFileOfFlags(flags: SweepFlags, mistakes: Mistakes): RuleFile {
  return { rules: [ruleByFlags(flags, mistakes)], lists: new Map(), formats: [] };
}

function readRules(flags: SweepFlags, files: SpecFiles, mistakes: Mistakes): readonly RuleFile[] {
  const misplaced = givenRuleOptions(flags);
  if (misplaced.length > 0) {
    mistakes.add(undefined, () => `Expected no ${misplaced.join(', ')} beside \`--rules\`: rules bring their own`);
  }
  const sources = [...new Set(flags.rules)].flatMap((name) => ruleSource(name, mistakes) ?? []);
  const ruleFiles = readFiles(sources, '--rules', readRuleFile, files, mistakes);
  checkIds(
    ruleFiles.flatMap(({ rules }) => rules),
    mistakes,
  );
  return ruleFiles;
}

interface Source {
  readonly path: string;
  /** What it is called in messages. */
  readonly shown: string;
}

/** A path has a slash or an extension; what has neither is the name of a pack. */
function ruleSource(name: string, mistakes: Mistakes): Source | undefined {
  if (name.includes('/') || name.includes(sep) || extname(name) !== '') return { path: name, shown: name };
  const pack = packPath(name);
  if (pack !== undefined) return { path: pack, shown: packShown(name) };
  mistakes.add(undefined, () => {
    const file = name === '' ? '' : `, as in ${quote(`./${name}`)}`;
    const hint = didYouMean(name, packNames) || `; the path of a rule file has a / or an extension${file}`;
    return `There is no rule pack ${quote(name)}${hint}`;
  });
  return undefined;
}

function readFiles<T>(
  sources: readonly Source[],
  option: string,
  read: (text: string, path: string, mistakes: Mistakes) => T | undefined,
  files: SpecFiles,
  mistakes: Mistakes,
): T[] {
  const results = sources.map(({ path, shown }) => {
    const found = files.read(path, { maxBytes: maxSpecBytes });
    if (found.kind === 'text') return read(found.text, shown, mistakes);
    mistakes.add({ path }, () => `The file of ${optionNamed(option)} cannot be read: ${found.message}`);
    return undefined;
  });
  // Without one of the files, whatever refers to it would be told as a mistake too.
  if (results.includes(undefined)) mistakes.throwIfAny();
  return results.filter((result) => result !== undefined);
}

function checkIds(rules: readonly PlacedRule[], mistakes: Mistakes): void {
  const places = new Map<string, Place>();
  for (const { rule, place } of rules) {
    // Empty: a mistake that has been noted.
    if (rule.id === '' || place === undefined) continue;
    const before = places.get(rule.id);
    if (before === undefined) places.set(rule.id, place);
    else mistakes.add(place, () => expected('`id`', 'unique', `${quote(rule.id)}, as at ${showPlace(before)}`));
  }
}

/** The lists of all files; where they differ and options do not replace them is a mistake. */
function readFileLists(
  flags: SweepFlags,
  ruleFiles: readonly RuleFile[],
  ofOptions: PlacedLists,
  files: SpecFiles,
  mistakes: Mistakes,
): PlacedLists {
  const sources = [...new Set(flags.lists)].map((path) => ({ path, shown: path }));
  const ofSite = joinLists(readFiles(sources, '--lists', readListFile, files, mistakes), ofOptions, mistakes);
  const replaced: PlacedLists = new Map([...ofSite, ...ofOptions]);
  const ofRules = joinLists(
    ruleFiles.map(({ lists }) => lists),
    replaced,
    mistakes,
  );
  return new Map([...ofRules, ...ofSite]);
}

function chooseRules(
  rules: readonly RuleSpec[],
  flags: SweepFlags,
  only: PlacedItems | undefined,
  mistakes: Mistakes,
): readonly RuleSpec[] {
  const wanted = flags.only === undefined ? only : onCommandLine(flags.only.split(',').map((id) => id.trim()));
  if (wanted === undefined) return rules;
  if (flags.rules.length === 0) {
    mistakes.add(undefined, () => 'Expected the `--rules` option beside `--only`, got none');
    return rules;
  }
  const ids = rules.map(({ id }) => id);
  const all = ids.length <= 10 ? `; there are ${ids.join(', ')}` : '';
  for (const [index, id] of wanted.items.entries()) {
    if (ids.includes(id)) continue;
    const subject = flags.only === undefined ? 'the items of `only`' : optionNamed('--only');
    mistakes.add(wanted.placeOf(index), () => expected(subject, 'ids of rules', quote(id), didYouMean(id, ids) || all));
  }
  return rules.filter(({ id }) => wanted.items.includes(id));
}
