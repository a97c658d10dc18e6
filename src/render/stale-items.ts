// Allowed items that someone should look at: those whose time is over, and those that hid nothing. Shown, never raw.

import { showText } from '../text.ts';
import type { StaleItem, StaleReason } from '../types.ts';

/** A line for each, under a heading; nothing if there is none. */
export function* renderStaleItems(items: readonly StaleItem[] = []): Iterable<string> {
  if (items.length === 0) return;
  yield 'ALLOWED ITEMS TO LOOK AT\n';
  for (const item of items)
    yield `  ${whereOf(item)}: ${showText(item.item)} ${words[item.why](item)}${reasonOf(item)}\n`;
}

const words: Readonly<Record<StaleReason, (item: StaleItem) => string>> = {
  expired: ({ until = '' }) => `was allowed until ${showText(until)}, and is ranked again`,
  'no-day': ({ until = '' }) => `is allowed until ${showText(until)}, and is ranked, since no day was given (--as-of)`,
  unused: () => 'hid no key',
};

function whereOf({ rule, list }: StaleItem): string {
  return list === undefined ? showText(rule ?? '') : `list ${showText(list)}`;
}

function reasonOf({ reason }: StaleItem): string {
  return reason === undefined ? '' : ` (${showText(reason)})`;
}
