// What several rules found, at a glance: a row for each that found something, the gravest first, and a word for each that
// did not, so that silence is never taken for an answer.

import { amount, grouped, showText } from '../text.ts';
import { levels, type RuleReport } from '../types.ts';
import type { NumberedRule } from './host-matrix.ts';
import { type Column, renderTable } from './table.ts';

/** The rules that found something, in the order of the summary and with their numbers there. */
export function numberFindings(rules: readonly RuleReport[]): readonly NumberedRule[] {
  return rules
    .filter(({ ranking }) => ranking.length > 0)
    .sort((a, b) => gravity(b) - gravity(a) || rankedLines(b) - rankedLines(a))
    .map((rule, index) => ({ number: String(index + 1), rule }));
}

export function* renderSummary(rules: readonly RuleReport[], findings: readonly NumberedRule[]): Iterable<string> {
  if (findings.length > 0) yield* renderTable(summaryColumns, findings);
  const quiet = rules.filter(({ ranking }) => ranking.length === 0);
  const hasMatched = ({ matchedLines, undatedLines = 0 }: RuleReport) => matchedLines + undatedLines > 0;
  const unmatched = quiet.filter((rule) => !hasMatched(rule));
  const unranked = quiet.filter(hasMatched);
  if (findings.length > 0 && quiet.length > 0) yield '\n';
  if (unmatched.length > 0) {
    yield* wrapped(
      `${amount(unmatched.length, 'rule')} matched no line:`,
      unmatched.map(({ id }) => showText(id)),
    );
  }
  if (unranked.length > 0) yield `${amount(unranked.length, 'rule')} matched lines and ranked no key:\n`;
  for (const rule of unranked) yield `  ${showText(rule.id)}: ${whyNothing(rule)}\n`;
  yield* emptyLists(rules);
}

/** Lines of the keys that are ranked. */
function rankedLines({ ranking }: RuleReport): number {
  return ranking.reduce((lines, { count }) => lines + count, 0);
}

/** The graver, the greater; 0 without a level. */
function gravity({ level }: RuleReport): number {
  return level === undefined ? 0 : levels.indexOf(level) + 1;
}

const summaryColumns: readonly Column<NumberedRule>[] = [
  { name: '#', align: 'right', cell: ({ number }) => number },
  { name: 'rule', align: 'left', cell: ({ rule }) => showText(rule.id) },
  { name: 'level', align: 'left', cell: ({ rule }) => rule.level ?? '' },
  { name: 'keys', align: 'right', cell: ({ rule }) => keysOf(rule) },
  { name: 'lines', align: 'right', cell: ({ rule }) => grouped(rankedLines(rule)) },
];

/** Under `min` or `having` a rule ranks fewer keys than it counted. */
function keysOf({ keys, ranking }: RuleReport): string {
  const ranked = grouped(ranking.length);
  return ranking.length === keys ? ranked : `${ranked} of ${grouped(keys)}`;
}

function whyNothing({ keys, countedLines, unkeyedLines, undatedLines = 0, allowed }: RuleReport): string {
  const under = countedLines - allowed.lines;
  return [
    ...(unkeyedLines === 0 ? [] : [`${amount(unkeyedLines, 'line')} without a key`]),
    ...(allowed.keys === 0 ? [] : [`${amount(allowed.keys, 'key')} with ${amount(allowed.lines, 'line')} allowed`]),
    ...(keys === 0 ? [] : [`${amount(keys, 'key')} with ${amount(under, 'line')} under its thresholds`]),
    ...(undatedLines === 0 ? [] : [`${amount(undatedLines, 'line')} left out for want of a time`]),
  ].join('; ');
}

function* emptyLists(rules: readonly RuleReport[]): Iterable<string> {
  const names = [...new Set(rules.flatMap(({ unfilledLists }) => unfilledLists))].sort();
  if (names.length === 0) return;
  yield '\nEMPTY LISTS, to be filled by --list NAME=ITEM,… or --lists FILE before these rules mean what they say:\n';
  for (const name of names) {
    const users = rules.filter(({ unfilledLists }) => unfilledLists.includes(name));
    yield* wrapped(
      `  ${showText(name)}:`,
      users.map(({ id }) => showText(id)),
    );
  }
}

const widest = 100;

/** Words behind a lead, with commas, in lines of at most that many characters if the words are not longer. */
function* wrapped(lead: string, words: readonly string[]): Iterable<string> {
  let line = lead;
  for (const [index, word] of words.entries()) {
    const next = `${word}${index === words.length - 1 ? '' : ','}`;
    if (line.length + 1 + next.length > widest && line.trim() !== '') {
      yield `${line}\n`;
      line = '   ';
    }
    line += ` ${next}`;
  }
  yield `${line}\n`;
}
