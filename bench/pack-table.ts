// The pack's figures as a table for people, with its bars.

import { onceARule, type PackFigures } from './pack.ts';
import { align } from './table.ts';
import type { Times } from './timing.ts';

/** Of one core, in GB of text a second. */
const leastSpeed = 1.5;
/** Of the time of one rule over bytes. */
const mostByteRules = 3.5;
/** Of the time of the pack. */
const leastPipelines = 100;

/** `textBytes` is what everybody had to look at. */
export function renderPack(figures: PackFigures, textBytes: number): string {
  const { rules, jobs, pack, byteRule, pipelines } = figures;
  const speed = ({ median }: Times) => textBytes / median / jobs / 1e9;
  const ratio = (median: number) => median / pack.median;
  const rows = [
    [
      `the pack, ${rules} rules in one pass`,
      ...spread(pack),
      speed(pack).toFixed(2),
      '1.00',
      bar('≥', leastSpeed, speed(pack)),
    ],
    [
      'one rule over bytes',
      ...spread(byteRule),
      speed(byteRule).toFixed(2),
      ratio(byteRule.median).toFixed(2),
      `the pack ${bar('≤', mostByteRules, pack.median / byteRule.median)}`,
    ],
    ...(pipelines ?? []).flatMap((one) => [
      ...one.questions.map(({ needles, rules: count, times }) => [
        `the pipeline, ${one.order}: ${needles.join(', ')} (${count} of the rules)`,
        ...spread(times),
        '',
        ratio(times.median).toFixed(2),
        '',
      ]),
      [
        `the pipeline once a rule, ${one.order}`,
        onceARule(one).toFixed(3),
        'the sum of these',
        '',
        ratio(onceARule(one)).toFixed(1),
        bar('≥', leastPipelines, ratio(onceARule(one))),
      ],
    ]),
  ];
  const columns = ['median s', 'min to max', 'GB/s a core', 'time : the pack', 'bar'];
  const absent = pipelines === undefined ? ['\nThe pipeline was not measured: a command of it was not found.'] : [];
  return [...align([['pack', ...columns], ...rows]), ...absent, ''].join('\n');
}

function spread({ median, min, max }: Times): string[] {
  return [median.toFixed(3), `${min.toFixed(3)} to ${max.toFixed(3)}`];
}

/** `value` must be on this side of the limit. */
function bar(side: '≥' | '≤', limit: number, value: number): string {
  const isMet = side === '≥' ? value >= limit : value <= limit;
  return `${side} ${limit} ${isMet ? 'met' : `MISSED: ${value.toFixed(2)}`}`;
}
