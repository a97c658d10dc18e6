// Why a comparison may not be what it looks like, a line for each reason: for the text of a comparison, and for
// standard error. Reports with the same reason share a line.

import type { Diff, RuleDoubt } from '../diff/diff.ts';
import { amount, showText } from '../text.ts';

/** Everything in them has been shown. */
export function doubtLines(diff: Diff): readonly string[] {
  return [
    ...reportLines(diff),
    ...diff.rules.flatMap(({ id, doubts }) => ruleLines(showText(id), doubts)),
    ...missingRules(diff),
  ];
}

function reportLines({ doubts, new: now }: Diff): string[] {
  const missing = doubts.filter(({ kind }) => kind === 'no-report');
  const empty = doubts.filter(({ kind }) => kind === 'no-input');
  const others = doubts.filter(({ kind }) => kind === 'other-rules');
  const unread = doubts.flatMap((doubt) => (doubt.kind === 'unread' ? [doubt] : []));
  const before = unread.filter(({ report }) => report !== now.name);
  return [
    ...line(missing, (names) => `No report of ${names}: nothing was compared with it.`),
    ...line(empty, (names) => `Nothing could be read for ${names}: it was not compared with.`),
    ...line(others, (names) => `Other rules or lists than now: ${names}.`),
    ...line(
      before,
      (names) => `Something is missing from the inputs of ${names}: what is new or up may be so for that alone.`,
    ),
    ...line(
      unread.filter(({ report }) => report === now.name),
      (names) => `Something is missing from the inputs of ${names}: what is gone or down may be so for that alone.`,
    ),
  ];
}

function ruleLines(rule: string, doubts: readonly RuleDoubt[]): string[] {
  const missing = doubts.filter(({ kind }) => kind === 'no-rule');
  const changed = doubts.flatMap((doubt) => (doubt.kind === 'rule-changed' ? [doubt] : []));
  const cut = doubts.flatMap((doubt) => (doubt.kind === 'cut' ? [doubt] : []));
  const fields = [...new Set(changed.flatMap((doubt) => doubt.fields))].map(showText).join(', ');
  const most = cut.reduce((largest, doubt) => Math.max(largest, doubt.most), 0);
  return [
    ...line(missing, (names) => `${rule}: no such rule in ${names}.`),
    ...line(changed, (names) => `${rule}: not the same rule in ${names} (${fields}).`),
    ...line(
      cut,
      (names) =>
        `${rule}: keys are left out, of ${amount(most, 'line')} at most, in ${names}: they may have been there.`,
    ),
  ];
}

function missingRules({ missingRules, new: now }: Diff): string[] {
  if (missingRules.length === 0) return [];
  return [`Rules that ${showText(now.name)} does not have: ${missingRules.map(showText).join(', ')}.`];
}

const namesShown = 3;

function line(doubts: readonly { readonly report: string }[], say: (names: string) => string): string[] {
  if (doubts.length === 0) return [];
  const names = doubts.slice(0, namesShown).map(({ report }) => showText(report));
  const rest = doubts.length - names.length;
  return [say(`${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`)];
}
