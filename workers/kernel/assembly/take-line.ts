// A line that may matter goes to the rules that it may matter to.

import { textEnd } from "./lines";
import { Needle } from "./needle";
import { ruleAt, rules } from "./plan";

/** Every rule takes the line that holds the anchors `present`, unless it is known to need others. */
export function takeLine(start: usize, feed: usize, present: u64): void {
  const end = textEnd(start, feed);
  for (let i = 0; i < rules.length; i++) {
    const rule = ruleAt(i);
    if (present == 0 || rule.anchorBits == 0 || (rule.anchorBits & present) != 0) rule.take(start, end, present);
  }
}

/** The anchor's bit if it lies within the text of its line: a needle may reach over the CR before the LF. */
@inline
export function presence(anchor: Needle, at: usize, start: usize, feed: usize): u64 {
  return at + anchor.length <= textEnd(start, feed) ? anchor.bit : 0;
}
