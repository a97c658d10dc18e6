// A line that may matter goes to the rules that it may matter to.

import { anchors, ruleAt, unknownRules } from "./plan";
import { clearFields, FORMAT, setText } from "./fields";
import { forgetAnswers } from "./condition";
import { message, skipped } from "./decode";
import { beginLine } from "./line-time";
import { textEnd } from "./lines";
import { Needle } from "./needle";
import { candidatesAt, findCandidates, words } from "./rule-bits";
import { Rule } from "./rule";

/** What the field `format` says of a line that no format knows. */
const none = memory.data<u8>([110, 111, 110, 101, 0, 0, 0, 0]);

/**
 * A line that no format knows, or that none was asked about; it holds the anchors `present`. Every rule for such lines
 * takes it, unless it is known to need other anchors.
 */
export function takeLine(start: usize, feed: usize, present: u64): void {
  const end = textEnd(start, feed);
  beginUnknownLine(start, end);
  for (let i = 0; i < unknownRules.length; i++) {
    const rule = changetype<Rule>(unknownRules.at(i));
    if (present == 0 || rule.anchorMarks == 0 || (rule.anchorMarks & present) != 0) rule.take(start, end, present, false);
  }
}

/** As `takeLine`, where one rule alone takes such lines, and the line holds none of the texts that it excludes. */
export function takeAllowedLine(rule: Rule, start: usize, feed: usize, present: u64): void {
  const end = textEnd(start, feed);
  beginUnknownLine(start, end);
  rule.takeAllowed(start, end, present);
}

@inline
function beginUnknownLine(start: usize, end: usize): void {
  beginLine(start, end);
  clearFields();
  setText(FORMAT, none, 4);
}

/** A line [start, end) that was decoded last, and its format: the rules that it may matter to take it. */
export function takeDecodedLine(start: usize, end: usize, format: i32): void {
  if (skipped || !findCandidates(format, message)) return;
  beginLine(start, end);
  forgetAnswers();
  let present: u64 = 0;
  let sought = false;
  for (let i = 0; i < words; i++) {
    for (let word = candidatesAt(i); word != 0; word &= word - 1) {
      const rule = ruleAt((i << 6) + <i32>ctz(word));
      if (rule.anchorMarks != 0) {
        if (!sought) present = anchors.marksIn(start, end);
        sought = true;
        if ((rule.anchorMarks & present) == 0) continue;
      }
      rule.take(start, end, present, true);
    }
  }
}

/** The anchor's mark if it lies within the text of its line: a needle may reach over the CR before the LF. */
@inline
export function presence(anchor: Needle, at: usize, start: usize, feed: usize): u64 {
  return at + anchor.length <= textEnd(start, feed) ? anchor.mark : 0;
}
