// What a sweep would do, for a person: inputs and how they are stored, shards, rules with their conditions, formats.

import { compilePlan } from '../spec/plan.ts';
import { unfilledLists } from '../spec/rule-lists.ts';
import type { SweepPlan } from '../sweep.ts';
import { amount, showBytes, showText } from '../text.ts';
import type { InputFile, RuleSpec, ScanRule, Shard, SweepSpec } from '../types.ts';
import { describeKey } from './describe-key.ts';

export function describeRun({ spec, found, shards, jobs }: SweepPlan): string {
  const { plan } = compilePlan(spec);
  const lines = [
    [
      amount(found.inputs.length, 'input'),
      amount(shards.length, 'shard'),
      amount(Math.min(jobs, shards.length), 'thread'),
    ].join(', '),
    ...found.inputs.map((input) => `  ${describeInput(input, shards)}`),
    ...found.unreadable.map(({ path, damage }) => `  ${showText(path)}: ${damage.reason}: ${damage.message}`),
    ...describeDecoding(spec),
    amount(spec.rules.length, 'rule'),
    ...spec.rules.flatMap((rule, index) => [
      `  ${showText(rule.id)}${rule.match.ignoreCase ? ' (case folded)' : ''}`,
      ...describeRule(rule, plan.rules[index], spec).map((line) => `    ${line}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeInput(input: InputFile, shards: readonly Shard[]): string {
  const count = shards.filter((shard) => shard.input === input).length;
  const how =
    input.kind === 'stream'
      ? 'a stream, codec found on the way'
      : `${input.codec}, ${amount(input.storedBytes, 'byte')}`;
  return `${showText(input.path)}: ${how}, ${amount(count, 'shard')}`;
}

function describeDecoding({ formats, since, until }: SweepSpec): string[] {
  return [
    ...listed(
      'formats',
      formats?.map(({ name }) => name),
    ),
    ...listed('since', since === undefined ? [] : [since]),
    ...listed('until', until === undefined ? [] : [until]),
  ];
}

function describeRule(rule: RuleSpec, scanned: ScanRule | undefined, { lists }: SweepSpec): string[] {
  const measures = Object.entries(rule.measure ?? {}).map(([name, what]) => (name === what ? name : `${name}=${what}`));
  return [
    ...listed('holds all of', scanned?.all.map(quoteBytes)),
    ...listed('holds one of', scanned?.any.map(quoteBytes)),
    ...listed('holds none of', scanned?.none.map(quoteBytes)),
    ...listed('matches', rule.regexp, ' and '),
    ...listed('where', rule.where, ' and '),
    ...listed('where any', rule.whereAny, ' or '),
    `key: ${showText(describeKey(rule.key))}`,
    ...listed('measures', measures),
    ...listed('having', rule.having, ' and '),
    ...listed('sorted by', rule.sort === undefined ? [] : [rule.sort]),
    ...listed('allowed', rule.allow),
    ...listed('empty lists', unfilledLists(rule, lists)),
  ];
}

/** A line, or none if there is nothing to tell. */
function listed(what: string, texts: readonly string[] = [], separator = ', '): string[] {
  return texts.length === 0 ? [] : [`${what}: ${texts.map(showText).join(separator)}`];
}

function quoteBytes(bytes: string): string {
  return `"${showBytes(bytes)}"`;
}
