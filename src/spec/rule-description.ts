// What a rule in a file says of itself, for people: its id, title, why, level, tags, what brings it about and is no harm,
// and what to do next. Nothing of it says what is counted.

import { quote } from '../text.ts';
import { type Level, levels, type RuleSpec } from '../types.ts';
import { readTextOrTexts } from './lists.ts';
import { didYouMean, expected, type Mistakes, oneOf } from './mistakes.ts';
import { describe, expectList, expectText, type Fields, type Tree } from './tree.ts';

export type RuleDescription = Pick<RuleSpec, 'title' | 'why' | 'level' | 'tags' | 'falsePositives' | 'next'>;

export const descriptionFields = ['title', 'why', 'level', 'tags', 'false_positives', 'next'];

const idForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Empty after a mistake. */
export function readId(tree: Tree, mistakes: Mistakes): string {
  const id = expectText(tree, '`id`', mistakes);
  if (id === undefined || idForm.test(id)) return id ?? '';
  const what = 'small letters, digits, ., _ or -, 64 at most, the first a letter or digit';
  mistakes.add(tree.place, () => expected('`id`', what, quote(id)));
  return '';
}

export function readDescription(fields: Fields, mistakes: Mistakes): RuleDescription {
  const title = fields.get('title');
  const why = fields.get('why');
  const level = fields.get('level');
  const tags = fields.get('tags');
  const falsePositives = fields.get('false_positives');
  const next = fields.get('next');
  return {
    ...(title === undefined ? {} : { title: readLine(title.value, '`title`', mistakes) }),
    ...(why === undefined ? {} : { why: expectText(why.value, '`why`', mistakes)?.trim() ?? '' }),
    ...(level === undefined ? {} : { level: readLevel(level.value, mistakes) }),
    ...(tags === undefined ? {} : { tags: readTags(tags.value, mistakes) }),
    ...(falsePositives === undefined
      ? {}
      : { falsePositives: readRemarks(falsePositives.value, '`false_positives`', mistakes) }),
    ...(next === undefined ? {} : { next: readRemarks(next.value, '`next`', mistakes) }),
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

function readRemarks(tree: Tree, subject: string, mistakes: Mistakes): string[] {
  return readTextOrTexts(tree, subject, mistakes).items.map((remark) => remark.trim());
}
