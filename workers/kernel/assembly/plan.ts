// The plan as the host lays it into memory, call by call, and what was counted, as the host reads it out.
// Rules are numbered from 0 in the order in which they were added.

import { AnchorSet } from "./anchors";
import { Condition } from "./condition";
import { gatheredAt } from "./distinct";
import { FieldKey } from "./field-key";
import { sealFormatAnchors } from "./format-anchors";
import { Cut, Template } from "./key";
import { Measures } from "./measure";
import { allocate, Row } from "./memory";
import { Needle } from "./needle";
import { Rule } from "./rule";
import { setHashSeed } from "./siphash";
import { clearUndecoded } from "./undecoded";

export const rules: Row = Row.make();
/** Those that take lines which no format knows. */
export const unknownRules: Row = Row.make();
/**
 * A line that matters to any of `unknownRules` holds one of these, but if `everyLine`. Equal needles of several rules
 * are one, so that a needle found is known to all of them.
 */
export const anchors: AnchorSet = AnchorSet.make();
/** One of `unknownRules` wants to see every line. */
export let everyLine: bool = false;
export let lineCount: u64 = 0;

const conditions: Row = Row.make();

export function addLines(count: u64): void {
  lineCount += count;
}

@inline
export function ruleAt(index: i32): Rule {
  return changetype<Rule>(rules.at(index));
}

@inline
function lastRule(): Rule {
  return ruleAt(rules.length - 1);
}

export function seed(a: u32, b: u32, c: u32, d: u32): void {
  setHashSeed(a, b, c, d);
}

// ---------------------------------------------------------------- conditions

/** Adds a condition, which several rules may then have by its number, from 0. See condition.ts for `kind`. */
export function addCondition(kind: i32, field: i32, negated: bool): void {
  conditions.push(changetype<usize>(Condition.make(kind, field, negated)));
}

export function conditionRanges(ranges: usize, count: i32, ranges6: usize, count6: i32): void {
  changetype<Condition>(conditions.at(conditions.length - 1)).addRanges(ranges, count, ranges6, count6);
}

export function conditionText(text: usize, length: usize): void {
  changetype<Condition>(conditions.at(conditions.length - 1)).addText(text, length);
}

// ---------------------------------------------------------------- rules

export function addRule(ignoreCase: bool, takesUnknown: bool): void {
  const rule = Rule.make(ignoreCase, takesUnknown);
  rules.push(changetype<usize>(rule));
  if (takesUnknown) unknownRules.push(changetype<usize>(rule));
}

const ALL = 0;
const ANY = 1;

/** Adds a needle to the last rule; of several in `all`, the rarest comes first. See Needle for `middle`. */
export function addNeedle(role: i32, text: usize, length: usize, middle: usize): void {
  const rule = lastRule();
  let needle = Needle.make(text, length, rule.ignoreCase, middle);
  const isAnchor = rule.all.length == 0 && (role == ALL || role == ANY);
  if (isAnchor && rule.takesUnknown) needle = anchors.enter(needle);
  (role == ALL ? rule.all : role == ANY ? rule.any : rule.none).push(changetype<usize>(needle));
}

/** The last rule's lines match the regular expression of this number. */
export function addRegexp(regexp: i32): void {
  lastRule().regexps.push(<usize>regexp);
}

/** The last rule has the condition of this number; the cheapest comes first. */
export function addWhere(condition: i32): void {
  lastRule().where.push(conditions.at(condition));
}

export function addWhereAny(condition: i32): void {
  lastRule().whereAny.push(conditions.at(condition));
}

/** To be called when the last rule has all its needles. */
export function sealRule(): void {
  const rule = lastRule();
  if (rule.takesUnknown && rule.all.length == 0 && rule.any.length == 0) everyLine = true;
  rule.anchorMarks = rule.marksOfAnchors();
}

/** To be called when all rules are there. */
export function sealPlan(): void {
  anchors.seal();
  sealFormatAnchors();
}

/** Adds a measure to the last rule, for `field` if the kind has one. See measure.ts for `kind`. */
export function addMeasure(kind: i32, field: i32): void {
  const rule = lastRule();
  let measures = rule.measures;
  if (measures === null) {
    measures = Measures.make();
    rule.measures = measures;
  }
  measures.add(kind, field);
  rule.table.measured(measures.blank, measures.size, measures.sets.length > 0);
}

// ---------------------------------------------------------------- keys

/** The last rule's key is a template; its parts follow. */
export function keyTemplate(): void {
  lastRule().template = Template.make();
}

export function addLiteral(text: usize, length: usize, middle: usize): void {
  lastRule().template!.addLiteral(Needle.make(text, length, false, middle));
}

export function addCapture(kind: i32): void {
  lastRule().template!.addCapture(kind);
}

/** The last rule's key is field `field`, from 1. */
export function keyField(field: i32, delimiters: usize, count: i32): void {
  const cut = Cut.make();
  cut.field = field;
  cut.delimiters = copyOf(delimiters, count);
  cut.delimiterCount = count;
  lastRule().cut = cut;
}

export function keyContains(text: usize, length: usize, middle: usize): void {
  lastRule().cut!.contains = Needle.make(text, length, false, middle);
}

export function keySplit(part: i32, splitters: usize, count: i32): void {
  const cut = lastRule().cut!;
  cut.part = part;
  cut.splitters = copyOf(splitters, count);
  cut.splitterCount = count;
}

/** A decoded field is the next column of the last rule's key. */
export function keyColumn(field: i32): void {
  const rule = lastRule();
  let key = rule.fieldKey;
  if (key === null) {
    key = FieldKey.make();
    rule.fieldKey = key;
  }
  key.add(field);
}

/** The addresses of the last column are grouped by networks of so many bits. */
export function keyGroup(prefix4: u32, prefix6: u32): void {
  lastRule().fieldKey!.group(prefix4, prefix6);
}

function copyOf(text: usize, length: usize): usize {
  const copy = allocate(length);
  memory.copy(copy, text, length);
  return copy;
}

// ---------------------------------------------------------------- counts

/** Forgets all counts, keeps the plan. */
export function clearCounts(): void {
  lineCount = 0;
  clearUndecoded();
  for (let i = 0; i < rules.length; i++) ruleAt(i).clear();
}

export function countedLines(): f64 {
  return <f64>lineCount;
}

export function matchedLines(rule: i32): f64 {
  return <f64>ruleAt(rule).matchedLines;
}

export function unkeyedLines(rule: i32): f64 {
  return <f64>ruleAt(rule).unkeyedLines;
}

export function undatedLines(rule: i32): f64 {
  return <f64>ruleAt(rule).undatedLines;
}

export function recordCount(rule: i32): u32 {
  return ruleAt(rule).table.keys;
}

/** Address of the rule's records (see table.ts). */
export function recordsAt(rule: i32): usize {
  return ruleAt(rule).table.records;
}

export function recordsSize(rule: i32): usize {
  return ruleAt(rule).table.used;
}

/**
 * Puts the sets of the records [first, behind) together, in their wire form (distinct.ts); returns how many bytes they
 * are. `column`: which of the rule's distinct measures.
 */
export function gatherSets(rule: i32, column: i32, first: u32, behind: u32): usize {
  return ruleAt(rule).measures!.setsOf(column).gather(first, behind) - gatheredAt();
}
