// The command `rules`: the packs that come with the tool, what a rule is made of, and rule files before they run at
// night.

import { UserError } from '../errors.ts';
import { renderTable } from '../render/table.ts';
import { packNames } from '../rules/packs.ts';
import { didYouMean } from '../spec/mistakes.ts';
import { specFromFlags } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { noFlags } from '../spec/sweep-flags.ts';
import { amount, quote, showText } from '../text.ts';
import type { RuleSpec, SweepSpec } from '../types.ts';
import { printText } from './print.ts';
import { showRule } from './show-rule.ts';

export async function listUnlessMistaken(word: string | undefined): Promise<void> {
  if (word === undefined) return listRules();
  const known = ['list', 'show', 'check'];
  throw new UserError(`Expected list, show or check behind rules, got ${quote(word)}${didYouMean(word, known)}`);
}

export async function listRules(): Promise<void> {
  const rows = packNames.flatMap((pack) => readRules(pack).rules.map((rule) => ({ pack, rule })));
  const table = renderTable<(typeof rows)[number]>(
    [
      { name: 'pack', align: 'left', cell: ({ pack }) => pack },
      { name: 'rule', align: 'left', cell: ({ rule }) => rule.id },
      { name: 'level', align: 'left', cell: ({ rule }) => rule.level ?? '' },
      { name: 'title', align: 'left', cell: ({ rule }) => showText(rule.title ?? '') },
    ],
    rows,
  );
  await printText([...table].join(''));
}

/** Rules by id, or all rules of a pack or a file. */
export async function showRules(names: readonly string[]): Promise<void> {
  const texts = names.flatMap((name) => rulesNamed(name).map(({ rule, spec }) => showRule(rule, spec)));
  await printText(texts.join('\n'));
}

interface Found {
  readonly rule: RuleSpec;
  readonly spec: SweepSpec;
}

function rulesNamed(name: string): readonly Found[] {
  const isPath = /[/\\]|\.(?:ya?ml|json)$/i.test(name);
  if (isPath || packNames.includes(name)) return allOf(readRules(name));
  const all = packNames.flatMap((pack) => allOf(readRules(pack)));
  const found = all.filter(({ rule }) => rule.id === name);
  if (found.length > 0) return found;
  const meant = didYouMean(name, [...packNames, ...all.map(({ rule }) => rule.id)]);
  throw new UserError(
    `There is no rule or pack ${quote(name)}${meant || '; syslog-sweep rules list shows all, and a file needs its path'}`,
  );
}

function allOf(spec: SweepSpec): readonly Found[] {
  return spec.rules.map((rule) => ({ rule, spec }));
}

function readRules(packOrPath: string): SweepSpec {
  return specFromFlags({ ...noFlags, rules: [packOrPath] }, filesOnDisk);
}

export async function checkRules(
  files: readonly string[],
  { lists = [] }: { readonly lists?: readonly string[] },
): Promise<void> {
  const { rules } = specFromFlags({ ...noFlags, rules: files, lists }, filesOnDisk);
  await printText(`${files.length === 1 ? 'The file is' : 'The files are'} right: ${amount(rules.length, 'rule')}\n`);
}
