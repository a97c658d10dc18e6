// A format of one's own: YAML or JSON, in the form in which `formats show` prints the ones that are built in, to data that
// can be compiled, or to all its mistakes at once, each with line and column. Knows no format.

import type {
  ColumnsSpec,
  ConstantFields,
  FieldTarget,
  FormatSpec,
  HeaderSpec,
  MarkerSpec,
  MessageSpec,
  PairsSpec,
} from '../format-types.ts';
import { fieldTargets, templateMistake } from '../formats/compile-format.ts';
import { quote } from '../text.ts';
import { eventWords } from './field-values.ts';
import { didYouMean, expected, type Mistakes, oneOf } from './mistakes.ts';
import {
  describe,
  expectBoolean,
  expectFields,
  expectList,
  expectNames,
  expectText,
  type Fields,
  parseTree,
  type Tree,
} from './tree.ts';

const known = {
  format: ['name', 'title', 'recognise', 'blanks', 'head', 'messages', 'events', 'services', 'markers'],
  message: ['ids', 'holds', 'set', 'events', 'initiator', 'templates', 'pairs', 'columns'],
  pairs: ['start', 'assign', 'separator', 'quotes', 'stop', 'empty', 'followed', 'fields'],
  columns: ['delimiter', 'quotes', 'start', 'header', 'when', 'empty', 'followed', 'fields'],
  header: ['prefixes', 'requires', 'shapes', 'remarks'],
  prefix: ['text', 'named'],
  marker: ['text', 'set'],
};
const constants = ['event', 'action', 'proto', 'event_id'];
const nameForm = /^[a-z][a-z0-9-]{0,63}$/;
/** In characters; a template has to be tried on every line of its kind. */
const longestTemplate = 1000;

/** Reads the text of one format; what is a mistake is noted and left out. Undefined if it is no YAML or JSON. */
export function readFormatFile(text: string, path: string, mistakes: Mistakes): FormatSpec | undefined {
  const tree = parseTree(text, path, mistakes);
  return tree && readFormat(tree, mistakes);
}

/** Reads one format. */
export function readFormat(tree: Tree, mistakes: Mistakes): FormatSpec {
  const fields = fieldsOf(tree, 'the format', known.format, ['name', 'title', 'messages'], mistakes);
  const take = taker(fields, mistakes);
  const format: FormatSpec = {
    name: take('name', readName) ?? '',
    title: take('title', readText) ?? '',
    ...given('recognise', take('recognise', listOf(nonEmptyTexts))),
    ...given('blanks', take('blanks', nonEmptyTexts)),
    ...given('head', take('head', templates)),
    ...given('services', take('services', mapOf(port))),
    ...given('events', take('events', mapOf(event))),
    messages: take('messages', listOf(readMessage)) ?? [],
    ...given('markers', take('markers', listOf(readMarker))),
  };
  checkRecognised(format, tree, mistakes);
  return format;
}

function checkRecognised({ recognise, messages }: FormatSpec, tree: Tree, mistakes: Mistakes): void {
  const headed = messages.some(({ columns }) => columns?.header !== undefined);
  if (tree.kind !== 'map' || headed || recognise?.some((texts) => texts.length > 0)) return;
  mistakes.add(
    tree.place,
    () => 'Expected `recognise` with a text that every line of the format holds, or columns with a `header`',
  );
}

function readMessage(tree: Tree, mistakes: Mistakes): MessageSpec {
  const fields = fieldsOf(tree, 'the message', known.message, [], mistakes);
  const bodies = ['templates', 'pairs', 'columns'].filter((name) => fields.has(name));
  if (bodies.length > 1) {
    mistakes.add(
      tree.place,
      () => `Expected one of \`templates\`, \`pairs\` and \`columns\`, got ${bodies.join(' and ')}`,
    );
  }
  const take = taker(fields, mistakes);
  return {
    ...given('ids', take('ids', listOf(readText))),
    ...given('holds', take('holds', readText)),
    ...given('set', take('set', readConstants)),
    ...given('events', take('events', mapOf(event))),
    ...given('initiator', take('initiator', oneWord(['ports'] as const))),
    ...given('templates', take('templates', templates)),
    ...given('pairs', take('pairs', readPairs)),
    ...given('columns', take('columns', readColumns)),
  };
}

function readPairs(tree: Tree, mistakes: Mistakes): PairsSpec {
  const take = taker(fieldsOf(tree, '`pairs`', known.pairs, ['assign', 'separator', 'fields'], mistakes), mistakes);
  return {
    ...given('start', take('start', oneWord(['line'] as const))),
    assign: take('assign', nonEmptyText) ?? '=',
    separator: take('separator', nonEmptyText) ?? ' ',
    quotes: take('quotes', readBoolean) ?? false,
    ...given('stop', take('stop', nonEmptyText)),
    ...given('empty', take('empty', listOf(readText))),
    ...given('followed', take('followed', readBoolean)),
    fields: take('fields', mapOf(target)) ?? {},
  };
}

function readColumns(tree: Tree, mistakes: Mistakes): ColumnsSpec {
  const take = taker(fieldsOf(tree, '`columns`', known.columns, ['delimiter', 'fields'], mistakes), mistakes);
  return {
    delimiter: take('delimiter', nonEmptyText) ?? ',',
    quotes: take('quotes', readBoolean) ?? false,
    start: take('start', oneWord(['line', 'word'] as const)) ?? 'line',
    ...given('header', take('header', readHeader)),
    ...given('when', take('when', mapOf(listOf(readText)))),
    ...given('empty', take('empty', listOf(readText))),
    ...given('followed', take('followed', readBoolean)),
    fields: take('fields', mapOf(target)) ?? {},
  };
}

function readHeader(tree: Tree, mistakes: Mistakes): HeaderSpec {
  const take = taker(fieldsOf(tree, '`header`', known.header, ['prefixes', 'shapes'], mistakes), mistakes);
  return {
    prefixes: take('prefixes', listOf(readPrefix)) ?? [],
    requires: take('requires', nonEmptyTexts) ?? [],
    shapes: take('shapes', nonEmptyTexts) ?? [],
    remarks: take('remarks', nonEmptyTexts) ?? [],
  };
}

function readPrefix(tree: Tree, mistakes: Mistakes): HeaderSpec['prefixes'][number] {
  const take = taker(fieldsOf(tree, 'the prefix', known.prefix, ['text'], mistakes), mistakes);
  return { text: take('text', nonEmptyText) ?? '', named: take('named', readBoolean) ?? false };
}

function readMarker(tree: Tree, mistakes: Mistakes): MarkerSpec {
  const take = taker(fieldsOf(tree, 'the marker', known.marker, known.marker, mistakes), mistakes);
  return { text: take('text', readText) ?? '', set: take('set', readConstants) ?? {} };
}

function readConstants(tree: Tree, mistakes: Mistakes): ConstantFields {
  const fields = expectFields(tree, '`set`', { known: constants }, mistakes);
  const take = taker(fields, mistakes);
  return Object.fromEntries(
    constants.flatMap((name) => {
      const value = name === 'event' ? take(name, event) : take(name, nonEmptyText);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

// ---------------------------------------------------------------- values

/** Reads a value; undefined after a mistake. */
type Read<Value> = (tree: Tree, mistakes: Mistakes, subject: string) => Value | undefined;

function taker(fields: Fields, mistakes: Mistakes): <Value>(name: string, read: Read<Value>) => Value | undefined {
  return (name, read) => {
    const entry = fields.get(name);
    return entry && read(entry.value, mistakes, `\`${name}\``);
  };
}

/** The field, if there is a value: one that is absent is not there. */
function given<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]?: Value }); // TypeScript widens the name
}

function fieldsOf(
  tree: Tree,
  subject: string,
  all: readonly string[],
  needed: readonly string[],
  mistakes: Mistakes,
): Fields {
  const fields = expectFields(tree, subject, { known: all }, mistakes);
  for (const name of tree.kind === 'map' ? needed : []) {
    if (!fields.has(name)) mistakes.add(tree.place, () => expected(`\`${name}\``, 'there', 'no field of that name'));
  }
  return fields;
}

const readText: Read<string> = (tree, mistakes, subject) => expectText(tree, subject, mistakes);

const readBoolean: Read<boolean> = (tree, mistakes, subject) => expectBoolean(tree, subject, mistakes);

const nonEmptyText: Read<string> = (tree, mistakes, subject) => {
  const text = expectText(tree, subject, mistakes);
  if (text === '') mistakes.add(tree.place, () => expected(subject, 'a text', 'an empty one'));
  return text === '' ? undefined : text;
};

const readName: Read<string> = (tree, mistakes, subject) => {
  const name = expectText(tree, subject, mistakes);
  if (name === undefined || (nameForm.test(name) && name !== 'auto' && name !== 'none')) return name;
  const what = 'small letters, digits or -, 64 at most, the first a letter, and neither auto nor none';
  mistakes.add(tree.place, () => expected(subject, what, quote(name)));
  return undefined;
};

function listOf<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (tree, mistakes, subject) =>
    expectList(tree, subject, mistakes).flatMap((item) => {
      const value = read(item, mistakes, subject);
      return value === undefined ? [] : [value];
    });
}

const nonEmptyTexts = listOf(nonEmptyText);

function mapOf<Value>(read: Read<Value>): Read<Readonly<Record<string, Value>>> {
  return (tree, mistakes, subject) =>
    Object.fromEntries(
      [...expectNames(tree, subject, mistakes)].flatMap(([name, { value }]) => {
        const each = read(value, mistakes, quote(name));
        return each === undefined ? [] : [[name, each] as const];
      }),
    );
}

function oneWord<Word extends string>(words: readonly Word[]): Read<Word> {
  return (tree, mistakes, subject) => {
    const text = expectText(tree, subject, mistakes);
    const word = words.find((each) => each === text);
    if (text !== undefined && word === undefined) {
      mistakes.add(tree.place, () => expected(subject, oneOf(words), quote(text), didYouMean(text, words)));
    }
    return word;
  };
}

const event = oneWord(eventWords);

const target: Read<FieldTarget> = (tree, mistakes, subject) => {
  const text = expectText(tree, subject, mistakes);
  if (text === undefined || fieldTargets.includes(text)) return text as FieldTarget | undefined; // one of them
  const known = didYouMean(text, fieldTargets) || `; known are ${fieldTargets.join(', ')}`;
  mistakes.add(tree.place, () => expected(subject, 'the name of a field', quote(text), known));
  return undefined;
};

const port: Read<number> = (tree, mistakes, subject) => {
  const value = tree.kind === 'number' ? tree.value : -1;
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value;
  mistakes.add(tree.place, () => expected(subject, 'a port from 0 to 65535', describe(tree)));
  return undefined;
};

const templates = listOf<string>((tree, mistakes, subject) => {
  const text = expectText(tree, subject, mistakes);
  const why = text === undefined ? undefined : (tooLong(text) ?? templateMistake(text));
  if (why !== undefined) mistakes.add(tree.place, () => `The template ${quote(text ?? '')} is wrong: ${why}`);
  return why === undefined ? text : undefined;
});

function tooLong(template: string): string | undefined {
  return template.length > longestTemplate ? `it is longer than ${longestTemplate} characters` : undefined;
}
