// What a sweep would do, for a person: inputs and how they are stored, shards, rules and their needles.

import { compilePlan } from '../spec/plan.ts';
import type { SweepPlan } from '../sweep.ts';
import { amount, showBytes, showText } from '../text.ts';
import type { InputFile, KeySpec, ScanRule, Shard } from '../types.ts';

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
    amount(spec.rules.length, 'rule'),
    ...spec.rules.flatMap(({ id, key }, index) => describeRule(id, key, plan.rules[index])),
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

function describeRule(id: string, key: KeySpec, rule: ScanRule | undefined): string[] {
  const needles = ([role, texts]: readonly [string, readonly string[] | undefined]) =>
    texts === undefined || texts.length === 0
      ? []
      : [`    ${role}: ${texts.map((text) => `"${showBytes(text)}"`).join(', ')}`];
  const folded = rule?.ignoreCase ? ' (case folded)' : '';
  return [
    `  ${showText(id)}${folded}`,
    ...(
      [
        ['holds all of', rule?.all],
        ['holds one of', rule?.any],
        ['holds none of', rule?.none],
      ] as const
    ).flatMap(needles),
    `    key: ${describeKey(key)}`,
  ];
}

function describeKey(key: KeySpec): string {
  switch (key.kind) {
    case 'none':
      return 'none';
    case 'template':
      return showText(key.template);
    case 'field':
      return `field ${key.field}${key.split === undefined ? '' : `, part ${key.split.part}`}`;
    case 'fields':
      return key.fields.join(', ');
  }
}
