// One rule as a text for a person: what it is for, what it looks at, what to do about what it finds.

import { listsOfRule } from '../spec/rule-lists.ts';
import { showText } from '../text.ts';
import type { RuleSpec, SweepSpec } from '../types.ts';
import { describeKey } from './describe-key.ts';

const width = 100;
const mostItems = 12;

/** `margin` stands before what does not fit into a text's first line. */
type Row = readonly [name: string, texts: readonly string[] | undefined, margin?: string];

/** Its id, then a row for everything that it has; long texts are wrapped. */
export function showRule(rule: RuleSpec, { lists }: SweepSpec): string {
  const rows = [...descriptionRows(rule), ...conditionRows(rule), ...resultRows(rule), listRow(rule, lists)];
  const given = rows.filter(([, texts = []]) => texts.length > 0);
  const indent = Math.max(...given.map(([name]) => name.length)) + 4;
  const lines = given.flatMap(([name, texts = [], margin = '']) => {
    const wrapped = texts.flatMap((text) => wrap(text, width - indent, margin));
    return wrapped.map((line, index) => `  ${(index === 0 ? name : '').padEnd(indent - 2)}${line}`);
  });
  return `${[showText(rule.id), ...lines].join('\n')}\n`;
}

function descriptionRows({ title, level, tags, why, falsePositives, next }: RuleSpec): readonly Row[] {
  return [
    ['title', one(title)],
    ['level', one(level)],
    ['tags', joined(tags)],
    ['why', one(why)],
    ['false positives', ...points(falsePositives)],
    ['next', ...points(next)],
  ];
}

function conditionRows({ match, regexp, where, whereAny }: RuleSpec): readonly Row[] {
  return [
    ['holds', match.all.map(inQuotes)],
    ['holds any of', match.any.map(inQuotes)],
    ['holds none of', match.none.map(inQuotes)],
    ['case', match.ignoreCase ? ['folded'] : []],
    ['matches', regexp],
    ['where', where],
    ['where any of', whereAny],
  ];
}

function resultRows({ key, measure = {}, having, sort, allow }: RuleSpec): readonly Row[] {
  return [
    ['key', [describeKey(key)]],
    ['measures', Object.entries(measure).map(([name, what]) => (name === what ? name : `${name}: ${what}`))],
    ['having', having],
    ['sorted by', one(sort)],
    ['allowed', joined(allow)],
  ];
}

function listRow(rule: RuleSpec, lists: SweepSpec['lists']): Row {
  const texts = listsOfRule(rule, lists).map((name) => {
    const items = lists[name] ?? [];
    if (items.length === 0) return `${name}: empty; fill it with --list ${name}=ITEM,… or --lists FILE`;
    const more = items.length > mostItems ? [`… (${items.length} items)`] : [];
    return `${name}: ${[...items.slice(0, mostItems), ...more].join(', ')}`;
  });
  return ['lists', texts, '  '];
}

function one(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

function joined(texts: readonly string[] = []): readonly string[] {
  return texts.length === 0 ? [] : [texts.join(', ')];
}

function inQuotes(text: string): string {
  return `"${text}"`;
}

/** Several remarks stand apart. */
function points(texts: readonly string[] = []): readonly [texts: readonly string[], margin: string] {
  return texts.length < 2 ? [texts, ''] : [texts.map((text) => `- ${text}`), '  '];
}

/** Lines of words; a word that is longer than a line stands alone. */
function wrap(text: string, columns: number, margin: string): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of showText(paragraph).split(' ')) {
      const last = lines.at(-1);
      if (last === undefined) lines.push(word);
      else if (last.length + 1 + word.length > columns) lines.push(margin + word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines;
  });
}
