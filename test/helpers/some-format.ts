// Invented formats, small and odd: texts that overlap, blanks that are no blanks, captures where nobody would put them.

import type { Random } from '../../bench/random.ts';
import type {
  ColumnsSpec,
  ConstantFields,
  EventWord,
  FieldTarget,
  FormatSpec,
  HeaderSpec,
  MessageSpec,
  PairsSpec,
} from '../../src/format-types.ts';
import { fieldTargets, templateMistake } from '../../src/formats/compile-format.ts';
import { chance } from './format-lines.ts';

export function someFormat(random: Random, name: string): FormatSpec {
  return {
    name,
    title: name,
    recognise: some(random, 1, 2, () => some(random, 1, 2, () => random.pick(anchors))),
    blanks: random.pick([[], [], ['#011', '\\t'], ['ab', 'a'], [' x'], ['##', '#'], ['\xe4']]),
    head: some(random, 0, 2, () => someTemplate(random, heads)),
    messages: some(random, 1, 4, () => someMessage(random)),
    ...(chance(random, 0.5) && { events: someEvents(random) }),
    ...(chance(random, 0.5) && { services: { Domain: 54, x: 7, 12: 13 } }),
    markers: some(random, 0, 2, () => ({ text: random.pick(['', 'x', '-D]', ' ']), set: someConstants(random) })),
  };
}

const anchors = ['%X-', 'x', '1', ' ', 'a=', ': ', '-D]', 'IN='];
const heads = ['{event_id:integer}', '{event_id}', '{severity:integer}', '{_}', '{_:letters}', '{action}'];
const captures = [
  ...['{src:endpoint}', '{dst:endpoint}', '{src}', '{dst}', '{src_ip}', '{dst_ip}', '{src_port}', '{dst_port}'],
  ...[
    '{proto}',
    '{action}',
    '{bytes}',
    '{packets}',
    '{duration}',
    '{user}',
    '{user:word}',
    '{policy:text}',
    '{src_if}',
  ],
  ...['{_}', '{_:text}', '{_:integer}', '{_:letters}', '{event}', '{event:text}', '{event_id}', '{severity}', '{host}'],
  ...['{src_name}', '{dst_if:text}', '{src_ip:endpoint}', '{src:text}', '{dst_port:text}', '{proto:text}'],
];
const literals = [
  ' ',
  ' to ',
  '/',
  ':',
  ': ',
  '(',
  ')',
  ' (',
  ' -> ',
  ', ',
  'a',
  'x',
  ' x',
  'aa',
  'a b',
  '#',
  '1',
  '-',
  '="',
];

function someTemplate(random: Random, known: readonly string[]): string {
  for (;;) {
    const template = someParts(random, known, 0);
    if (templateMistake(template) === undefined) return template;
  }
}

function someParts(random: Random, known: readonly string[], depth: number): string {
  const parts = some(random, 1, 5, () => {
    const kind = random.below(depth < 2 ? 8 : 7);
    if (kind < 4) return random.pick(known);
    return kind < 7 ? random.pick(literals) : `[${random.pick(literals)}${someParts(random, known, depth + 1)}]`;
  });
  return parts.join(chance(random, 0.7) ? random.pick(literals) : '');
}

function someMessage(random: Random): MessageSpec {
  const body = random.below(7);
  return {
    ...(chance(random, 0.5) && { ids: some(random, 0, 2, () => random.pick(['', '1', '302013', 'x', '7', 'end'])) }),
    ...(chance(random, 0.3) && { holds: random.pick(['', 'x', ' to ', '=']) }),
    ...(chance(random, 0.5) && { set: someConstants(random) }),
    ...(chance(random, 0.3) && { events: someEvents(random) }),
    ...(chance(random, 0.4) && { initiator: 'ports' as const }),
    ...(body < 3 && { templates: some(random, 1, 3, () => someTemplate(random, captures)) }),
    ...((body === 3 || body === 4) && { pairs: somePairs(random) }),
    ...(body === 5 && { columns: someColumns(random) }),
  };
}

function someConstants(random: Random): ConstantFields {
  return {
    ...(chance(random, 0.4) && { event: random.pick(['start', 'deny', 'other']) }),
    ...(chance(random, 0.4) && { action: random.pick(['Built', 'x']) }),
    ...(chance(random, 0.3) && { proto: random.pick(['tcp', 'icmp', 'TCP']) }),
    ...(chance(random, 0.2) && { event_id: random.pick(['7', 'end']) }),
  };
}

function someEvents(random: Random): Readonly<Record<string, EventWord>> {
  return {
    ...(chance(random, 0.2) && { '': 'start' as const }),
    ...(chance(random, 0.7) && { DENIED: 'deny' as const, permitted: 'permit' as const }),
    ...(chance(random, 0.7) && { x: 'end' as const, built: 'start' as const }),
  };
}

function somePairs(random: Random): PairsSpec {
  return {
    ...(chance(random, 0.3) && { start: 'line' as const }),
    assign: random.pick(['=', ': ', ':', '=>', 'a']),
    separator: random.pick([' ', ', ', ',', '=']),
    quotes: chance(random, 0.5),
    ...(chance(random, 0.3) && { stop: random.pick(['[', 'x', '[[']) }),
    ...(chance(random, 0.5) && { empty: random.pick([[''], ['-', ''], ['x', '"']]) }),
    ...(chance(random, 0.5) && { followed: true }),
    fields: someFields(random, () =>
      random.pick(['a', 'b', 'IN', 'x', 'x-y', '', 'src ip', 'end', 'msg', '7', 'eth0']),
    ),
  };
}

function someColumns(random: Random): ColumnsSpec {
  const delimiter = random.pick([',', '\t', ' ', '||', ', ', 'a', '"']);
  const isHeaded = chance(random, 0.3);
  const numbers = () => random.pick(['0', '1', '2', '3', '4', '7', '01', '1000', 'x']);
  return {
    delimiter,
    quotes: chance(random, 0.5),
    start: random.pick(['line', 'word']),
    ...(isHeaded && { header: someHeader(random, delimiter) }),
    ...(chance(random, 0.5) && { when: { [numbers()]: random.pick([['x', '7'], [''], ['eth0', 'end', '']]) } }),
    ...(chance(random, 0.5) && { empty: random.pick([[''], ['-', ''], ['x', '"']]) }),
    ...(chance(random, 0.5) && { followed: true }),
    fields: someFields(random, isHeaded ? () => random.pick(['a', 'b', 'c', 'src', 'dst', '']) : numbers),
  };
}

function someHeader(random: Random, delimiter: string): HeaderSpec {
  return {
    prefixes: [
      { text: `#f${delimiter}`, named: false },
      { text: 'src', named: true },
    ],
    requires: random.pick([[], ['src'], ['a', 'b']]),
    shapes: random.pick([['00'], ['0'], ['00:00', 'x'], [`0${delimiter}`]]),
    remarks: random.pick([[], ['#'], ['# x', 'end']]),
  };
}

function someFields(random: Random, key: () => string): Readonly<Record<string, FieldTarget>> {
  const targets = fieldTargets as readonly FieldTarget[]; // as the name says
  return Object.fromEntries(some(random, 1, 6, () => [key(), random.pick(targets)] as const));
}

function some<Item>(random: Random, least: number, most: number, make: () => Item): readonly Item[] {
  return Array.from({ length: least + random.below(most - least + 1) }, make);
}
