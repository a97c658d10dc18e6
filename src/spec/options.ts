// Options of any command: what they are called in messages, and the numbers that they give. Knows no option.

import { quote } from '../text.ts';
import { expected, type Mistakes } from './mistakes.ts';

/** An integer that an option gave as text; undefined if it was not given or is none. */
export function readNumber(
  written: string | undefined,
  option: string,
  minimum: 0 | 1,
  maximum: number,
  mistakes: Mistakes,
): number | undefined {
  if (written === undefined) return undefined;
  const value = /^\d{1,16}$/.test(written) ? Number(written) : -1;
  if (value >= minimum && value <= maximum) return value;
  const what = value > maximum ? `at most ${maximum}` : minimum === 1 ? 'a positive integer' : 'an integer from 0';
  mistakes.add(undefined, () => expected(optionNamed(option), what, quote(written)));
  return undefined;
}

export function optionNamed(option: string): string {
  return `the \`${option}\` option`;
}

/** A factor over 1, as `3x` or `2.5`; undefined if it is none. */
export function readTimes(written: string): number | undefined {
  const times = /^\d{1,6}(?:\.\d{1,6})?x?$/.test(written) ? Number.parseFloat(written) : 0;
  return times > 1 ? times : undefined;
}
