// A day's report in one line, for a mail or a log: whether all was read, how much, and who is new. Everything that comes
// from logs, paths and rules is shown, never written raw.

import type { Diff } from '../diff/diff.ts';
import { amount, grouped, showText } from '../text.ts';
import type { Report } from '../types.ts';
import { showKey } from './diff-text.ts';

/** So many new keys are named. */
const namesShown = 3;

/** Without a line end; `title` comes first. */
export function dayLine(title: string, report: Report, diff: Diff | undefined): string {
  const { inputs, lines, problems } = report.coverage;
  const keys = report.rules.reduce((sum, { ranking }) => sum + ranking.length, 0);
  const parts = [
    ...(problems.length === 0 ? [] : [amount(problems.length, 'problem')]),
    `${amount(inputs.complete + inputs.damaged, 'input')} with ${amount(lines, 'line')}`,
    `${amount(keys, 'key')} ranked`,
    ...(diff === undefined ? [] : [newKeys(diff)]),
  ];
  return `${showText(title)}: ${parts.join('; ')}`;
}

function newKeys({ old: [oldest], rules }: Diff): string {
  if (oldest === undefined) return 'nothing to compare with';
  const found = rules.flatMap(({ id, changes }) =>
    changes.filter(({ change }) => change === 'new').map((change) => ({ ...change, rule: id })),
  );
  const since = `new since ${showText(oldest.name)}`;
  if (found.length === 0) return `no key ${since}`;
  const names = found.slice(0, namesShown).map(({ rule, key, count, certain }) => {
    return `${showText(rule)} ${showKey(key)} (${amount(count, 'line')}${certain ? '' : ', perhaps'})`;
  });
  const rest = found.length - names.length;
  return `${amount(found.length, 'key')} ${since}: ${names.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}
